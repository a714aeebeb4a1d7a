//! A role that is taken on with the token of an identity provider, as pods of a cluster do.

use std::path::PathBuf;

use ota_api::Secret;

use crate::environment::Environment;
use crate::error::Error;
use crate::file;
use crate::provider::{Loaded, Loading, Provider};
use crate::role::{ROLE_ARN, Role};

/// The name of the provider.
pub(crate) const NAME: &str = "oidc_role_arn";

const PROVIDER_ARN: &str = "ALIBABA_CLOUD_OIDC_PROVIDER_ARN";
const TOKEN_FILE: &str = "ALIBABA_CLOUD_OIDC_TOKEN_FILE";

/// The largest token, in bytes: what the service takes, and a line break.
const LARGEST: usize = 20_002;

/// Takes on a role with a token in a file (RRSA of ACK clusters, and any other OIDC provider that the account knows),
/// by `AssumeRoleWithOIDC`. No key is needed. The file is read again each time, since whoever mounts it replaces it;
/// the token travels in the body of the request, so that no log of addresses has it.
#[derive(Debug)]
pub struct Oidc {
    environment: Environment,
    provider_arn: String,
    token_file: PathBuf,
    role: Role,
}

impl Oidc {
    /// The role, with the token in this file, of the provider with this ARN, such as
    /// `acs:ram::1000000000000001:oidc-provider/cluster`.
    pub fn new(
        environment: Environment,
        provider_arn: impl Into<String>,
        token_file: impl Into<PathBuf>,
        role: Role,
    ) -> Self {
        let (provider_arn, token_file) = (provider_arn.into(), token_file.into());
        Self { environment, provider_arn, token_file, role }
    }

    /// The role of `ALIBABA_CLOUD_ROLE_ARN`, with the token in the file `ALIBABA_CLOUD_OIDC_TOKEN_FILE` of the provider
    /// `ALIBABA_CLOUD_OIDC_PROVIDER_ARN`.
    ///
    /// # Errors
    ///
    /// One of the three is not set or not UTF-8.
    pub fn from_environment(environment: Environment) -> Result<Self, Error> {
        let text = |name: &str| {
            let missing = || Error::wrong(format!("`{name}` is not set"));
            environment.text(name)?.ok_or_else(missing)
        };
        let file = environment.path(TOKEN_FILE);
        let file = file.ok_or_else(|| Error::wrong(format!("`{TOKEN_FILE}` is not set")))?;
        let (provider, role) = (text(PROVIDER_ARN)?, Role::new(text(ROLE_ARN)?));
        Ok(Self::new(environment, provider, file, role))
    }

    /// The reason why the variables name no token, if there is one.
    pub(crate) fn detect(environment: &Environment) -> Result<(), String> {
        let all = [PROVIDER_ARN, TOKEN_FILE, ROLE_ARN];
        let missing = all.into_iter().filter(|name| environment.path(name).is_none());
        let missing: Vec<String> = missing.map(|name| format!("`{name}`")).collect();
        match &missing[..] {
            [] => Ok(()),
            [one] => Err(format!("{one} is not set")),
            more => Err(format!("{} are not set", more.join(", "))),
        }
    }

    async fn ask(&self) -> Result<Loaded, Error> {
        let text = file::read(&self.token_file, LARGEST).await?;
        let token = Secret::from(text.trim());
        if token.expose().is_empty() {
            return Err(Error::wrong(format!("`{}` is empty", self.token_file.display())));
        }
        let taken = self.role.take_on_with_token(&self.environment, &self.provider_arn, &token);
        Ok(Loaded::new(taken.await?, NAME))
    }
}

impl Provider for Oidc {
    fn load(&self) -> Loading<'_> {
        Box::pin(async { self.ask().await.map_err(|error| error.of(NAME)) })
    }
}
