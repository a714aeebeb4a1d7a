//! Errors of providers.

use std::fmt;

use ota_api::ProvideError;

/// The reason why a provider has no credentials.
///
/// `Display` and `Debug` are one line without a secret: which provider, what is wrong, and what to do. Texts
/// that a server or a process wrote are never repeated, except for error codes.
#[derive(Clone)]
pub struct Error {
    provider: Option<String>,
    message: String,
    kind: Kind,
}

/// What follows from an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// What the provider reads is not there; another provider may be asked.
    Absent,
    /// The profile that was asked for is not in the file.
    NoProfile,
    /// Something is set up wrongly.
    Wrong,
    /// It can work the next time.
    Temporary,
}

impl Error {
    fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { provider: None, message: message.into(), kind }
    }

    /// Something is set up wrongly.
    pub(crate) fn wrong(message: impl Into<String>) -> Self {
        Self::new(Kind::Wrong, message)
    }

    /// It can work the next time.
    pub(crate) fn temporary(message: impl Into<String>) -> Self {
        Self::new(Kind::Temporary, message)
    }

    /// What the provider reads is not there.
    pub(crate) fn absent(message: impl Into<String>) -> Self {
        Self::new(Kind::Absent, message)
    }

    /// The profile that was asked for is not in the file.
    pub(crate) fn no_profile(message: impl Into<String>) -> Self {
        Self::new(Kind::NoProfile, message)
    }

    /// Adds the provider, outermost last.
    pub(crate) fn of(mut self, provider: &str) -> Self {
        self.provider = Some(match self.provider {
            Some(inner) => format!("{provider}/{inner}"),
            None => provider.to_owned(),
        });
        self
    }

    /// The same of a provider that was asked for by name: what it reads has to be there.
    pub(crate) fn of_asked(mut self, provider: &str) -> Self {
        if self.kind == Kind::Absent {
            self.kind = Kind::Temporary;
        }
        self.of(provider)
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    /// The message without the provider.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// The provider that failed, such as `cli_profile/ram_role_arn`, by the names of the official clients.
    pub fn provider(&self) -> Option<&str> {
        self.provider.as_deref()
    }

    /// Whether trying again can help: a server did not respond, or said that it is busy.
    pub fn is_temporary(&self) -> bool {
        self.kind == Kind::Temporary
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(provider) = &self.provider {
            write!(f, "`{provider}`: ")?;
        }
        f.write_str(&self.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl std::error::Error for Error {}

impl From<Error> for ProvideError {
    fn from(error: Error) -> Self {
        if error.is_temporary() { Self::temporary(error) } else { Self::new(error) }
    }
}
