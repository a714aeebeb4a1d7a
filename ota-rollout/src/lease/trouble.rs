//! Why there is no lease, or no more.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// Why there is no lease, or no more.
#[derive(Debug)]
#[non_exhaustive]
pub enum LeaseError {
    /// Another controller has it.
    Held {
        /// What it says of itself.
        by: String,
    },
    /// A controller with another file of rollouts left the rollout at rest: it is over, or waits for a person.
    Rests {
        /// What that controller said of itself.
        by: String,
        /// Why the rollout rests.
        why: String,
    },
    /// The file cannot be used.
    File(PathBuf, io::Error),
    /// The server cannot be used; the string says why.
    Server(String),
    /// The URL is none of a server that can keep it.
    Url(&'static str),
    /// It was lost; the string says how.
    Lost(String),
}

impl fmt::Display for LeaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Held { by } if by.is_empty() => write!(f, "another controller has the rollout"),
            Self::Held { by } => write!(f, "another controller has the rollout: {by}"),
            Self::Rests { by, why } => write!(
                f,
                "the rollout rests: {why}; {by} wrote that down in another file of rollouts, so go on with that one"
            ),
            Self::File(path, error) => {
                write!(f, "the lease `{}` cannot be used: {error}", path.display())
            }
            Self::Server(why) => write!(f, "the server of the lease cannot be used: {why}"),
            Self::Url(why) => write!(f, "the URL of the lease cannot be used: {why}"),
            Self::Lost(why) => write!(f, "the lease was lost: {why}"),
        }
    }
}

impl std::error::Error for LeaseError {}
