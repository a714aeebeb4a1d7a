//! The errors of starting an emulator and of replacing its state.

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use ota_spec::Broken;
use ota_world::{SeedError, SnapshotError};

/// Why an emulator did not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// The embedded specs have mistakes.
    Specs(Box<Broken>),
    /// Two products have the same operation of the same version, so no request could tell which is meant.
    SameOperation {
        /// The operation.
        action: String,
        /// The version of both products.
        version: String,
        /// The names of the products.
        products: [String; 2],
    },
    /// The seed contradicts itself.
    Seed(SeedError),
    /// The keys are ambiguous or unusable; the message says which, and contains no secret.
    Credentials(String),
    /// A name given to [`Builder::allow_host`](crate::Builder::allow_host) is not a host name.
    Host(String),
    /// The address given to [`Builder::public_url`](crate::Builder::public_url) is not one of a host.
    PublicUrl(String),
    /// The speed is not from 0 to 1,000,000; the message says so.
    Speed(String),
    /// The address cannot be listened on.
    Listen {
        /// The address.
        ip: IpAddr,
        /// The port; 0 for any.
        port: u16,
        /// The error of the system.
        error: io::Error,
    },
    /// The folder for uploaded files cannot be created.
    Storage(io::Error),
    /// The system gave no randomness for request IDs and secrets.
    Randomness(io::Error),
    /// The data folder cannot be created, read or written.
    Folder {
        /// The folder.
        folder: PathBuf,
        /// The error of the system.
        error: io::Error,
    },
    /// The state cannot be copied to the temporary folder of the system to check it.
    Copy(io::Error),
    /// Another emulator uses the data folder.
    Locked {
        /// The folder.
        folder: PathBuf,
    },
    /// A file of the data folder was changed or damaged. It was left as it is.
    Damaged {
        /// The file.
        file: PathBuf,
        /// The damage.
        what: String,
    },
    /// A file of the data folder has a format that this program does not know.
    Format {
        /// The file.
        file: PathBuf,
        /// The version of its format.
        found: i32,
        /// The version that can be read.
        known: i32,
    },
    /// The data folder was created with another seed than the given one.
    OtherSeed {
        /// The file that has the seed.
        file: PathBuf,
    },
    /// Replaying the ledger of the data folder gives something else.
    OtherProgram {
        /// The file.
        file: PathBuf,
        /// The difference.
        what: String,
    },
    /// SQLite cannot use the file in the data folder.
    Database(StorageError),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Specs(broken) => {
                write!(f, "the embedded specs have mistakes; mend them and build again")?;
                broken.diagnostics.iter().try_for_each(|found| write!(f, "\n\n{found}"))
            }
            Self::SameOperation { action, version, products: [first, second] } => write!(
                f,
                "`{first}` and `{second}` both have the operation `{action}` of version \
                 `{version}`, and a request names nothing else; serve them by two emulators"
            ),
            Self::Seed(error) => write!(f, "{error}"),
            Self::Credentials(message) => write!(f, "the keys cannot be used: {message}"),
            Self::Host(name) => write!(
                f,
                "`{}` is not a host name; give one as it appears in an address, such as \
                 `emulator.test` or `localhost:8080`",
                name.escape_default()
            ),
            Self::PublicUrl(url) => write!(
                f,
                "`{}` is not the beginning of an address; give scheme and host, and a port where \
                 it needs one, such as `http://emulator.test:8080`",
                url.escape_default()
            ),
            Self::Speed(message) => write!(f, "{message}"),
            Self::Listen { ip, port, error } => {
                let advice = match error.kind() {
                    io::ErrorKind::AddrNotAvailable => {
                        "choose an address of this machine, or 0.0.0.0 for all that it has"
                    }
                    _ => "choose another port, or 0 for a free one",
                };
                let address = SocketAddr::new(*ip, *port);
                write!(f, "cannot listen on {address}: {error}; {advice}")
            }
            Self::Storage(error) => {
                write!(f, "cannot make the folder for uploaded files: {error}")
            }
            Self::Randomness(error) => write!(f, "the system gives no randomness: {error}"),
            Self::Folder { folder, error } => write!(
                f,
                "cannot use the data folder `{}`: {error}; choose one that can be read and written",
                folder.display()
            ),
            Self::Copy(error) => write!(
                f,
                "cannot copy the state to the temporary folder `{}` to check it: {error}; nothing \
                 was changed; make room there, or set another one",
                std::env::temp_dir().display()
            ),
            Self::Locked { folder } => write!(
                f,
                "another emulator uses the data folder `{}`; stop it, or choose another folder",
                folder.display()
            ),
            Self::Damaged { file, what } => write!(
                f,
                "`{}` is damaged: {what}. nothing was changed; put a copy of the whole data folder \
                 back (`state.sqlite`, with `state.sqlite-wal` if the copy has it and without if \
                 not, and the folder `objects`, which has the contents of uploaded files), or \
                 start with another folder",
                file.display()
            ),
            Self::Format { file, found, known } => write!(
                f,
                "`{}` has the form {found}, and only {known} can be read; use the program that \
                 wrote it, or start with another folder",
                file.display()
            ),
            Self::OtherSeed { file } => write!(
                f,
                "`{}` was made with another seed, with other devices or another model; leave all of \
                 these out to go on with what is there (`seed`, `devices`, `named_devices`, `model` \
                 and `random_seed` of the builder, `--seed` and `--devices` on the command line), \
                 or choose another folder",
                file.display()
            ),
            Self::OtherProgram { file, what } => write!(
                f,
                "`{}` was written by another version of this program, which did something else: \
                 {what}. nothing was changed; use that version, or start with another folder",
                file.display()
            ),
            Self::Database(error) => write!(f, "cannot use the data folder: {error}"),
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Listen { error, .. }
            | Self::Storage(error)
            | Self::Randomness(error)
            | Self::Copy(error)
            | Self::Folder { error, .. } => Some(error),
            Self::Database(error) => Some(error),
            Self::Seed(error) => Some(error),
            Self::Specs(_)
            | Self::SameOperation { .. }
            | Self::Credentials(_)
            | Self::Host(_)
            | Self::PublicUrl(_)
            | Self::Speed(_)
            | Self::Locked { .. }
            | Self::Damaged { .. }
            | Self::Format { .. }
            | Self::OtherSeed { .. }
            | Self::OtherProgram { .. } => None,
        }
    }
}

/// Why the data folder could not be written. Nothing was changed then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StorageError(String);

impl StorageError {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(format!("nothing was changed: {}", text.into()))
    }
}

impl fmt::Display for StorageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for StorageError {}

/// Why a snapshot was not restored. The emulator is then as it was before.
#[derive(Debug)]
#[non_exhaustive]
pub enum RestoreError {
    /// The snapshot cannot be replayed.
    Snapshot(SnapshotError),
    /// The data folder could not be written.
    Storage(StorageError),
}

impl fmt::Display for RestoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Snapshot(error) => write!(f, "{error}"),
            Self::Storage(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for RestoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Snapshot(error) => Some(error),
            Self::Storage(error) => Some(error),
        }
    }
}
