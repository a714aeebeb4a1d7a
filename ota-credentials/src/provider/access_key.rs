//! Keys that are written down where they are used.

use ota_api::Credentials;

use crate::error::Error;
use crate::key::pair;
use crate::provider::{Loaded, Loading, Provider};

/// Credentials that do not change.
#[derive(Debug, Clone)]
pub struct AccessKey(Credentials);

impl AccessKey {
    /// Always these.
    pub fn new(credentials: Credentials) -> Self {
        Self(credentials)
    }

    pub(crate) fn into_credentials(self) -> Credentials {
        self.0
    }

    /// A key from members that may be missing, which the error then names.
    pub(crate) fn of(
        id: (&str, Option<&str>),
        secret: (&str, Option<&str>),
        token: Option<&str>,
    ) -> Result<Self, Error> {
        match (id.1, secret.1) {
            (Some(id), Some(secret)) => {
                let credentials = pair(id.trim(), secret.trim())?;
                Ok(Self(match token {
                    Some(token) => credentials.with_security_token(token.trim()),
                    None => credentials,
                }))
            }
            found => {
                let missing = [(id.0, found.0), (secret.0, found.1)];
                let missing = missing.iter().filter(|(_, value)| value.is_none());
                let missing: Vec<String> = missing.map(|(name, _)| format!("`{name}`")).collect();
                Err(Error::wrong(format!("{} is missing; set it", missing.join(" and "))))
            }
        }
    }
}

impl Provider for AccessKey {
    fn load(&self) -> Loading<'_> {
        let is_temporary = self.0.security_token().is_some();
        let name = if is_temporary { "static_sts" } else { "static_ak" };
        let loaded = Loaded::new(self.0.clone(), name);
        Box::pin(async move { Ok(loaded) })
    }
}
