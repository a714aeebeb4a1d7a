//! Providers of credentials: where a client gets those that it signs with.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use crate::config::credentials::Credentials;
use crate::error::Error;
use crate::error::kind::{Kind, Source};

/// What [`ProvideCredentials::provide`] returns.
pub type Providing<'a> =
    Pin<Box<dyn Future<Output = Result<Arc<Credentials>, ProvideError>> + Send + 'a>>;

/// A source of credentials that a client asks before it signs.
///
/// A client asks each time, so an implementation keeps what it has: [`at_hand`](Self::at_hand) is asked
/// first and must not wait. The crate `ota-credentials` has implementations for everything that the official
/// clients know.
///
/// ```
/// use std::sync::Arc;
/// use ota_api::{Client, Credentials, ProvideCredentials, ProvideError, Providing};
///
/// #[derive(Debug)]
/// struct Vault;
///
/// impl ProvideCredentials for Vault {
///     fn provide(&self) -> Providing<'_> {
///         Box::pin(async {
///             let secret = "from the vault".replace(' ', "-");
///             Ok(Arc::new(Credentials::new("LTAI5tExample", secret)))
///         })
///     }
/// }
///
/// # fn main() -> Result<(), ota_api::Error> {
/// let client = Client::builder().region("cn-shanghai").credentials(Vault).build()?;
/// # Ok(())
/// # }
/// ```
pub trait ProvideCredentials: fmt::Debug + Send + Sync {
    /// The credentials that are known and good, without waiting. By default there are none, and
    /// [`provide`](Self::provide) is asked for every call.
    fn at_hand(&self) -> Option<Arc<Credentials>> {
        None
    }

    /// Returns credentials that are good now, and looks them up if need be. The time counts against the deadline
    /// of the call; a call that is given up drops the future.
    ///
    /// # Errors
    ///
    /// There are none, or they cannot be had. The call fails with this, and nothing is sent.
    fn provide(&self) -> Providing<'_>;

    /// Says that the service refused these: they are expired, or unknown to it. The client asks
    /// [`provide`](Self::provide) once more, and sends the call again if it then gets others.
    fn refused(&self, credentials: &Credentials) {
        let _ = credentials;
    }
}

impl<P: ProvideCredentials + ?Sized> ProvideCredentials for Arc<P> {
    fn at_hand(&self) -> Option<Arc<Credentials>> {
        (**self).at_hand()
    }

    fn provide(&self) -> Providing<'_> {
        (**self).provide()
    }

    fn refused(&self, credentials: &Credentials) {
        (**self).refused(credentials);
    }
}

/// The reason why a provider has no credentials. `Debug` and `Display` show the error that it was made from,
/// which must hold no secret.
#[derive(Debug)]
pub struct ProvideError {
    source: Source,
    is_temporary: bool,
}

impl ProvideError {
    /// Something is set up wrongly; trying again does not help.
    pub fn new(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { source: source.into(), is_temporary: false }
    }

    /// Something failed that can work the next time, such as a server that did not respond.
    pub fn temporary(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { source: source.into(), is_temporary: true }
    }

    /// Whether trying again can help.
    pub fn is_temporary(&self) -> bool {
        self.is_temporary
    }

    pub(crate) fn into_error(self) -> Error {
        Error::new(Kind::Credentials(self.source, self.is_temporary))
    }
}

impl fmt::Display for ProvideError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.source.fmt(f)
    }
}

impl std::error::Error for ProvideError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.source()
    }
}

/// What a client signs with: credentials that do not change, or a provider. Both convert into this.
#[derive(Clone)]
pub struct CredentialsSource(pub(crate) Kept);

impl CredentialsSource {
    /// The credentials that a client would sign with now: those that do not change, or those of the provider.
    ///
    /// # Errors
    ///
    /// Those of the provider.
    ///
    /// # Cancel safety
    ///
    /// That of the provider.
    pub async fn provide(&self) -> Result<Arc<Credentials>, ProvideError> {
        match &self.0 {
            Kept::Fixed(credentials) => Ok(Arc::new(Credentials::clone(credentials))),
            Kept::Provider(provider) => match provider.at_hand() {
                Some(credentials) => Ok(credentials),
                None => provider.provide().await,
            },
        }
    }

    /// Refuses credentials that cannot be used. What a provider gives is checked when it is used.
    pub(crate) fn check(&self) -> Result<(), Error> {
        match &self.0 {
            Kept::Fixed(credentials) => credentials.check(),
            Kept::Provider(_) => Ok(()),
        }
    }
}

/// The two forms of a source.
#[derive(Clone)]
pub(crate) enum Kept {
    /// The same for every call.
    Fixed(Box<Credentials>),
    /// Asked for every call.
    Provider(Arc<dyn ProvideCredentials>),
}

impl From<Credentials> for CredentialsSource {
    fn from(credentials: Credentials) -> Self {
        Self(Kept::Fixed(Box::new(credentials)))
    }
}

impl<P: ProvideCredentials + 'static> From<P> for CredentialsSource {
    fn from(provider: P) -> Self {
        Self(Kept::Provider(Arc::new(provider)))
    }
}

impl fmt::Debug for CredentialsSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kept::Fixed(credentials) => credentials.fmt(f),
            Kept::Provider(provider) => provider.fmt(f),
        }
    }
}
