//! An update package.

use crate::time::Moment;

/// An update package. Its ID is its key in the instance.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Package {
    /// Unique in the account.
    pub(crate) name: String,
    /// Absent if it was created without one.
    pub(crate) product_key: Option<String>,
    pub(crate) module: String,
    pub(crate) dest_version: String,
    /// The version that a differential package starts from.
    pub(crate) src_version: Option<String>,
    pub(crate) is_differential: bool,
    pub(crate) description: Option<String>,
    pub(crate) sign_method: String,
    pub(crate) udi: Option<String>,
    /// One for `FirmwareUrl`, several for `MultiFiles`.
    pub(crate) files: Vec<File>,
    /// Whether it came with `MultiFiles`.
    pub(crate) is_multi_file: bool,
    pub(crate) status: PackageStatus,
    /// 0 to 100; below 100 if the verification failed.
    pub(crate) verify_progress: u8,
    pub(crate) created: Moment,
    pub(crate) modified: Moment,
}

/// A file of a package.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct File {
    /// Only files of `MultiFiles` have one.
    pub(crate) name: Option<String>,
    /// The key of the object that it was uploaded as.
    pub(crate) key: String,
    pub(crate) size: u64,
    pub(crate) md5: String,
    pub(crate) sign: String,
}

/// The state of a package's verification; the numbers are those of `Status`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PackageStatus {
    /// -1: it was created with `NeedToVerify=false`.
    NotNeeded,
    /// 0.
    Unverified,
    /// 1: jobs may deliver it.
    Verified,
    /// 2: a verification runs.
    Verifying,
    /// 3: its verification failed.
    Failed,
}

impl PackageStatus {
    /// The number on the wire.
    pub(crate) fn number(self) -> i64 {
        match self {
            Self::NotNeeded => -1,
            Self::Unverified => 0,
            Self::Verified => 1,
            Self::Verifying => 2,
            Self::Failed => 3,
        }
    }

    /// Whether jobs may deliver the package.
    pub(crate) fn may_be_delivered(self) -> bool {
        matches!(self, Self::NotNeeded | Self::Verified)
    }
}
