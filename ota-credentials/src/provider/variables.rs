//! A key in environment variables.

use crate::environment::Environment;
use crate::error::Error;
use crate::provider::access_key::AccessKey;
use crate::provider::{Loaded, Loading, Provider};

/// The name of the provider.
pub(crate) const NAME: &str = "env";

const ID: &str = "ALIBABA_CLOUD_ACCESS_KEY_ID";
const SECRET: &str = "ALIBABA_CLOUD_ACCESS_KEY_SECRET";
const TOKEN: &str = "ALIBABA_CLOUD_SECURITY_TOKEN";

/// Reads `ALIBABA_CLOUD_ACCESS_KEY_ID`, `ALIBABA_CLOUD_ACCESS_KEY_SECRET` and, for a temporary key,
/// `ALIBABA_CLOUD_SECURITY_TOKEN`. An empty variable counts as not set.
#[derive(Debug, Clone)]
pub struct EnvironmentKeys {
    environment: Environment,
}

impl EnvironmentKeys {
    /// The variables of this environment, read each time.
    pub fn new(environment: Environment) -> Self {
        Self { environment }
    }

    /// The variables that are set, or the reason why this provider has nothing to say.
    pub(crate) fn detect(environment: &Environment) -> Result<(), String> {
        if environment.path(ID).is_some() || environment.path(SECRET).is_some() {
            return Ok(());
        }
        Err(format!("`{ID}` and `{SECRET}` are not set"))
    }

    fn read(&self) -> Result<Loaded, Error> {
        let text = |name| self.environment.text(name);
        let (id, secret, token) = (text(ID)?, text(SECRET)?, text(TOKEN)?);
        let key =
            AccessKey::of((ID, id.as_deref()), (SECRET, secret.as_deref()), token.as_deref())?;
        Ok(Loaded::new(key.into_credentials(), NAME))
    }
}

impl Provider for EnvironmentKeys {
    fn load(&self) -> Loading<'_> {
        Box::pin(async { self.read().map_err(|error| error.of(NAME)) })
    }
}
