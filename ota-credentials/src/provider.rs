//! Providers: one place each where credentials can come from.

pub(crate) mod access_key;
pub(crate) mod assume_role;
pub(crate) mod cloud_sso;
pub(crate) mod config_file;
pub(crate) mod external;
pub(crate) mod ini_file;
pub(crate) mod instance;
pub(crate) mod oauth;
pub(crate) mod oidc;
pub(crate) mod uri;
pub(crate) mod variables;

use std::fmt;
use std::pin::Pin;

use ota_api::Credentials;

use crate::error::Error;

/// What [`Provider::load`] returns.
pub type Loading<'a> = Pin<Box<dyn Future<Output = Result<Loaded, Error>> + Send + 'a>>;

/// A place where credentials can come from. Each call of [`load`](Self::load) goes there;
/// [`Cached`](crate::Cached) keeps what came.
pub trait Provider: fmt::Debug + Send + Sync {
    /// Looks the credentials up.
    ///
    /// # Errors
    ///
    /// They are not there, incomplete, or cannot be had now.
    fn load(&self) -> Loading<'_>;
}

impl<P: Provider + ?Sized> Provider for Box<P> {
    fn load(&self) -> Loading<'_> {
        (**self).load()
    }
}

/// Credentials, and where they came from.
#[derive(Debug, Clone)]
pub struct Loaded {
    credentials: Credentials,
    provider: String,
}

impl Loaded {
    /// Credentials of a provider with this name.
    pub fn new(credentials: Credentials, provider: impl Into<String>) -> Self {
        Self { credentials, provider: provider.into() }
    }

    /// The credentials; they know when they end.
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// The credentials alone.
    pub fn into_credentials(self) -> Credentials {
        self.credentials
    }

    /// The name of the provider, by the names of the official clients, such as `cli_profile/ram_role_arn`.
    pub fn provider(&self) -> &str {
        &self.provider
    }

    /// Adds a provider that asked this one.
    pub(crate) fn inside(mut self, provider: &str) -> Self {
        self.provider = format!("{provider}/{}", self.provider);
        self
    }
}
