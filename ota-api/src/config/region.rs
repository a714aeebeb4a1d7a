//! The regions of the service.

use std::borrow::Cow;
use std::fmt;

use crate::error::Error;

/// The ID of a region, such as `cn-shanghai`. [`region`](crate::region) lists the known ones; any other
/// can be named by its ID, since new regions need no new release.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Region(Cow<'static, str>);

impl Region {
    /// A region known to the spec. For generated code.
    #[doc(hidden)]
    pub const fn known(id: &'static str) -> Self {
        Self(Cow::Borrowed(id))
    }

    /// The ID.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Refuses an ID that cannot be part of a host name.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let valid = self.0.starts_with(|c: char| c.is_ascii_lowercase())
            && !self.0.ends_with('-')
            && self.0.chars().all(plain);
        if !valid {
            return Err(Error::configuration(format!(
                "`{}` is not a region ID; use one such as `cn-shanghai`",
                self.0.escape_debug()
            )));
        }
        Ok(())
    }
}

impl From<&str> for Region {
    fn from(id: &str) -> Self {
        Self(Cow::Owned(id.to_owned()))
    }
}

impl From<String> for Region {
    fn from(id: String) -> Self {
        Self(Cow::Owned(id))
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
