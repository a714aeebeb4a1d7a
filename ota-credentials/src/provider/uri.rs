//! A server that hands out keys.

use crate::environment::Environment;
use crate::error::Error;
use crate::http::{Request, Route};
use crate::key::UPPER;
use crate::provider::{Loaded, Loading, Provider};
use std::fmt;

/// The name of the provider.
pub(crate) const NAME: &str = "credential_uri";

const URI: &str = "ALIBABA_CLOUD_CREDENTIALS_URI";

/// Gets a key from an address, by `GET`: JSON with `Code` (`Success`), `AccessKeyId`, `AccessKeySecret`, `SecurityToken`
/// and `Expiration`.
///
/// The address has to begin with `https://`, or with `http://` and a host that is this machine; redirects are not
/// followed. A response without `Code` is taken, one without `Expiration` is kept until the service refuses the key.
pub struct CredentialsUri {
    uri: String,
}

impl CredentialsUri {
    /// This address.
    pub fn new(uri: impl Into<String>) -> Self {
        Self { uri: uri.into() }
    }

    /// The address of `ALIBABA_CLOUD_CREDENTIALS_URI`.
    ///
    /// # Errors
    ///
    /// It is not set or not UTF-8.
    pub fn from_environment(environment: &Environment) -> Result<Self, Error> {
        let uri = environment.text(URI)?;
        uri.map(Self::new).ok_or_else(|| Error::wrong(format!("`{URI}` is not set")))
    }

    /// The reason why there is nobody to ask, if there is one.
    pub(crate) fn detect(environment: &Environment) -> Result<(), String> {
        environment.path(URI).map(drop).ok_or_else(|| format!("`{URI}` is not set"))
    }

    async fn ask(&self) -> Result<Loaded, Error> {
        let url = self.uri.as_str();
        let request = Request { method: "GET", url, headers: &[], body: None, route: Route::Open };
        let document = request.send().await?.document(&[url])?;
        if document.members().text("Code").is_some_and(|code| code != "Success") {
            return Err(Error::temporary("the response says that there is no key now"));
        }
        Ok(Loaded::new(UPPER.read(document.members())?, NAME))
    }
}

impl Provider for CredentialsUri {
    fn load(&self) -> Loading<'_> {
        Box::pin(async { self.ask().await.map_err(|error| error.of(NAME)) })
    }
}

/// Without the address, which may hold a password.
impl fmt::Debug for CredentialsUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CredentialsUri").finish_non_exhaustive()
    }
}
