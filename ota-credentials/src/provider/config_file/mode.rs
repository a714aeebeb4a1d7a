//! From a profile to the provider of its mode.

use std::time::Duration;

use ota_api::{Credentials, Secret};

use crate::environment::Environment;
use crate::error::Error;
use crate::provider::Provider;
use crate::provider::access_key::AccessKey;
use crate::provider::assume_role::AssumeRole;
use crate::provider::cloud_sso::{CloudSso, Login};
use crate::provider::config_file::profiles::{Profile, Profiles};
use crate::provider::external::{self, External};
use crate::provider::instance::InstanceRole;
use crate::provider::oauth::{Memory, Oauth, Site, Tokens};
use crate::provider::oidc::Oidc;
use crate::provider::uri::CredentialsUri;
use crate::role::Role;
use crate::time;

/// The longest way through `source_profile`.
const DEEPEST: usize = 16;

/// The modes that are read; in messages.
const MODES: &str = "`AK`, `StsToken`, `RamRoleArn`, `EcsRamRole`, `RamRoleArnWithRoleName`, `OIDC`, \
                     `ChainableRamRoleArn`, `CredentialsURI`, `External`, `CloudSSO` and `OAuth`";

/// Makes the providers of profiles.
#[derive(Debug, Clone)]
pub(super) struct Modes {
    environment: Environment,
    memory: Memory,
}

impl Modes {
    pub(super) fn new(environment: Environment) -> Self {
        Self { environment, memory: Memory::default() }
    }

    /// The provider of a profile.
    pub(super) fn provider(
        &self,
        profiles: &Profiles<'_>,
        profile: Profile<'_>,
    ) -> Result<Box<dyn Provider>, Error> {
        self.after(profiles, profile, &mut Vec::new())
    }

    /// The provider of a profile that is the source of those before it.
    fn after<'a>(
        &self,
        profiles: &Profiles<'a>,
        profile: Profile<'a>,
        before: &mut Vec<&'a str>,
    ) -> Result<Box<dyn Provider>, Error> {
        let made = self.make(profiles, profile, before);
        made.map_err(|error| profile.blame(&error))
    }

    fn make<'a>(
        &self,
        profiles: &Profiles<'a>,
        profile: Profile<'a>,
        before: &mut Vec<&'a str>,
    ) -> Result<Box<dyn Provider>, Error> {
        let environment = || self.environment.clone();
        let text = |name| profile.members.text(name);
        let mode = profile.mode()?;
        Ok(match mode.to_ascii_lowercase().as_str() {
            "ak" => Box::new(profile.key(None)?),
            "ststoken" => Box::new(profile.key(Some(profile.needed("sts_token")?))?),
            // The command line passes a token on, and it does no harm.
            "ramrolearn" => {
                let key = profile.key(text("sts_token"))?;
                Box::new(AssumeRole::new(environment(), key, profile.role()?))
            }
            "ecsramrole" => Box::new(self.instance(profile)),
            "ramrolearnwithrolename" => {
                Box::new(AssumeRole::new(environment(), self.instance(profile), profile.role()?))
            }
            "oidc" => {
                let provider = profile.needed("oidc_provider_arn")?;
                let file = profile.needed("oidc_token_file")?;
                Box::new(Oidc::new(environment(), provider, file, profile.role()?))
            }
            "chainableramrolearn" => {
                let source = self.source(profiles, profile, before)?;
                Box::new(AssumeRole::new(environment(), source, profile.role()?))
            }
            "credentialsuri" => {
                if External::is_forbidden(&self.environment)? {
                    return Err(Error::wrong(format!("`{}` forbids this mode", external::OFF)));
                }
                Box::new(CredentialsUri::new(profile.needed("credentials_uri")?))
            }
            "external" => {
                Box::new(External::new(environment(), profile.needed("process_command")?))
            }
            "cloudsso" => Box::new(CloudSso::new(environment(), profile.login()?)),
            "oauth" => {
                let tokens = Tokens {
                    access: text("oauth_access_token").map(Secret::from),
                    refresh: text("oauth_refresh_token").map(Secret::from),
                    end: profile.end("oauth_access_token_expire"),
                };
                let (site, memory) = (Site::of(text("oauth_site_type"))?, self.memory.clone());
                Box::new(Oauth::new(environment(), site, tokens, memory, profile.last()))
            }
            _ => {
                let start: String = mode.chars().take(32).collect();
                let start = start.escape_debug();
                return Err(Error::wrong(format!(
                    "the mode `{start}` is not supported; {MODES} are"
                )));
            }
        })
    }

    /// The provider of `source_profile`.
    fn source<'a>(
        &self,
        profiles: &Profiles<'a>,
        profile: Profile<'a>,
        before: &mut Vec<&'a str>,
    ) -> Result<Box<dyn Provider>, Error> {
        let name = profile.needed("source_profile")?;
        before.push(profile.name);
        if before.contains(&name) {
            let way = before.iter().chain([&name]).map(|name| name.escape_debug().to_string());
            let way = way.collect::<Vec<_>>().join("` → `");
            return Err(Error::wrong(format!("`source_profile` leads in a circle: `{way}`")));
        }
        if before.len() > DEEPEST {
            return Err(Error::wrong(format!(
                "`source_profile` leads through more than {DEEPEST} profiles"
            )));
        }
        let source = profiles.find(name).ok_or_else(|| {
            Error::wrong(format!(
                "there is no profile `{}`, its `source_profile`",
                name.escape_debug()
            ))
        })?;
        self.after(profiles, source, before)
    }

    fn instance(&self, profile: Profile<'_>) -> InstanceRole {
        let instance = InstanceRole::new(self.environment.clone());
        match profile.members.text("ram_role_name") {
            Some(role) => instance.with_role(role),
            None => instance,
        }
    }
}

impl<'a> Profile<'a> {
    fn needed(self, name: &str) -> Result<&'a str, Error> {
        let found = self.members.text(name);
        found.ok_or_else(|| Error::wrong(format!("`{name}` is missing; set it")))
    }

    /// The mode, or what the command line takes for it.
    fn mode(self) -> Result<&'a str, Error> {
        let has = |name: &str| self.members.text(name).is_some();
        if let Some(mode) = self.members.text("mode") {
            return Ok(mode);
        }
        match () {
            () if has("access_key_id") && has("access_key_secret") => Ok(match () {
                () if has("sts_token") => "StsToken",
                () if has("ram_role_arn") => "RamRoleArn",
                () => "AK",
            }),
            () if has("private_key") && has("key_pair_name") => Ok("RsaKeyPair"),
            () if has("ram_role_name") => Ok("EcsRamRole"),
            () if has("process_command") => Ok("External"),
            () if ["oidc_provider_arn", "oidc_token_file", "ram_role_arn"].into_iter().all(has) => {
                Ok("OIDC")
            }
            () if has("cloud_sso_sign_in_url") => Ok("CloudSSO"),
            () => Err(Error::wrong("`mode` is missing; set it")),
        }
    }

    fn key(self, token: Option<&str>) -> Result<AccessKey, Error> {
        let id = ("access_key_id", self.members.text("access_key_id"));
        AccessKey::of(id, ("access_key_secret", self.members.text("access_key_secret")), token)
    }

    /// The key that the command line got last, with its end.
    fn last(self) -> Option<Credentials> {
        let text = |name| self.members.text(name);
        let key = Credentials::new(text("access_key_id")?, text("access_key_secret")?);
        Some(
            key.with_security_token(text("sts_token")?)
                .with_expiration(self.end("sts_expiration")?),
        )
    }

    /// A time that is written in seconds since 1970.
    fn end(self, name: &str) -> Option<std::time::SystemTime> {
        time::of_seconds(self.members.number(name)?)
    }

    fn role(self) -> Result<Role, Error> {
        let text = |name| self.members.text(name);
        let mut role = Role::new(text("ram_role_arn").unwrap_or_default());
        // What one library reads in place of what the command line writes.
        if let Some(name) = text("ram_session_name").or_else(|| text("role_session_name")) {
            role = role.session_name(name);
        }
        if let Some(seconds) = self.members.number("expired_seconds") {
            let seconds = u64::try_from(seconds)
                .map_err(|_| Error::wrong("`expired_seconds` is less than 0"))?;
            role = role.duration(Duration::from_secs(seconds));
        }
        if let Some(policy) = text("policy") {
            role = role.policy(policy);
        }
        if let Some(id) = text("external_id") {
            role = role.external_id(id);
        }
        if let Some(region) = text("sts_region") {
            role = role.sts_region(region);
        }
        if self.members.is_true("enable_vpc") {
            role = role.vpc();
        }
        if let Some(host) = text("sts_endpoint") {
            role = role.sts_endpoint(host);
        }
        Ok(role)
    }

    fn login(self) -> Result<Login, Error> {
        Ok(Login {
            sign_in_url: self.needed("cloud_sso_sign_in_url")?.to_owned(),
            account: self.needed("cloud_sso_account_id")?.to_owned(),
            access_config: self.needed("cloud_sso_access_config")?.to_owned(),
            token: Secret::from(self.needed("access_token")?),
            end: self.end("cloud_sso_access_token_expire"),
            last: self.last(),
        })
    }

    /// An error that names the profile.
    fn blame(self, error: &Error) -> Error {
        Error::wrong(format!("profile `{}`: {}", self.name.escape_debug(), error.message()))
    }
}
