//! A role that is taken on with another key.

use crate::environment::Environment;
use crate::error::Error;
use crate::provider::{Loaded, Loading, Provider};
use crate::role::Role;

/// The name of the provider.
pub(crate) const NAME: &str = "ram_role_arn";

/// Takes on a role with the key of another provider, by `AssumeRole` of the security token service. The caller needs
/// the right `sts:AssumeRole`, and the role has to trust it.
///
/// ```
/// use ota_api::Credentials;
/// use ota_credentials::{AccessKey, AssumeRole, Cached, Environment, Role};
///
/// let key = AccessKey::new(Credentials::new("LTAI5tExample", "secret"));
/// let role = Role::new("acs:ram::1000000000000001:role/updater");
/// let credentials = Cached::new(AssumeRole::new(Environment::process(), key, role));
/// ```
#[derive(Debug)]
pub struct AssumeRole {
    environment: Environment,
    base: Box<dyn Provider>,
    role: Role,
}

impl AssumeRole {
    /// The role, taken on with the key of `base`, which is asked each time.
    pub fn new(environment: Environment, base: impl Provider + 'static, role: Role) -> Self {
        Self { environment, base: Box::new(base), role }
    }

    async fn ask(&self) -> Result<Loaded, Error> {
        let base = self.base.load().await?;
        let taken = self.role.take_on(&self.environment, base.credentials()).await;
        taken.map(|credentials| Loaded::new(credentials, NAME)).map_err(|error| error.of(NAME))
    }
}

impl Provider for AssumeRole {
    fn load(&self) -> Loading<'_> {
        Box::pin(self.ask())
    }
}
