//! Roles, and the service that lets a caller take them on.

use std::fmt;
use std::time::{Duration, UNIX_EPOCH};

use ota_api::{Credentials, Secret};

use crate::environment::Environment;
use crate::error::Error;
use crate::http::{causes, word};
use crate::key::pair;
use crate::sts;
use crate::time;

/// The lifetime of a key that is asked for by default.
const HOUR: i64 = 3600;

const CONNECT: Duration = Duration::from_secs(5);
const LIMIT: Duration = Duration::from_secs(15);

/// The variable that sets another address of the service, as for every client of `ota-api`.
const ENDPOINT: &str = "OTA_ENDPOINT_URL_STS";

/// The variable of the role, where nothing else names one.
pub(crate) const ROLE_ARN: &str = "ALIBABA_CLOUD_ROLE_ARN";

/// A role to take on, and where to ask for it.
///
/// ```
/// use std::time::Duration;
///
/// let role = ota_credentials::Role::new("acs:ram::1000000000000001:role/updater")
///     .session_name("nightly")
///     .duration(Duration::from_secs(900))
///     .sts_region("cn-shanghai");
/// ```
#[derive(Clone, Default)]
pub struct Role {
    arn: String,
    session_name: Option<String>,
    seconds: Option<i64>,
    policy: Option<String>,
    external_id: Option<String>,
    region: Option<String>,
    is_vpc: bool,
    endpoint: Option<String>,
}

impl Role {
    /// The role with this name, such as `acs:ram::1000000000000001:role/updater`.
    pub fn new(arn: impl Into<String>) -> Self {
        Self { arn: arn.into(), ..Self::default() }
    }

    /// Sets the name of the session, which audit logs show: 2 to 64 letters, digits, `.`, `@`, `-` and `_`. Without it,
    /// that of `ALIBABA_CLOUD_ROLE_SESSION_NAME`, else one made of the time.
    #[must_use]
    pub fn session_name(mut self, name: impl Into<String>) -> Self {
        self.session_name = Some(name.into());
        self
    }

    /// Sets how long a key lives: 15 minutes up to what the role allows; an hour by default.
    #[must_use]
    pub fn duration(mut self, lifetime: Duration) -> Self {
        self.seconds = Some(i64::try_from(lifetime.as_secs()).unwrap_or(i64::MAX));
        self
    }

    /// Narrows down what the key may do, by a policy in JSON of at most 2,048 characters.
    #[must_use]
    pub fn policy(mut self, policy: impl Into<String>) -> Self {
        self.policy = Some(policy.into());
        self
    }

    /// Sets the ID that the owner of the role asks for. It has no effect with OIDC.
    #[must_use]
    pub fn external_id(mut self, id: impl Into<String>) -> Self {
        self.external_id = Some(id.into());
        self
    }

    /// Sets the region whose service is asked. Without it, that of `ALIBABA_CLOUD_STS_REGION`, else the central
    /// service.
    #[must_use]
    pub fn sts_region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Uses the host of the service inside a VPC. Without a region it has no effect.
    #[must_use]
    pub fn vpc(mut self) -> Self {
        self.is_vpc = true;
        self
    }

    /// Sets the host of the service in place of the region's, such as `sts.cn-shanghai.aliyuncs.com`.
    #[must_use]
    pub fn sts_endpoint(mut self, host: impl Into<String>) -> Self {
        self.endpoint = Some(host.into());
        self
    }

    /// Takes on the role with a key.
    pub(crate) async fn take_on(
        &self,
        environment: &Environment,
        base: &Credentials,
    ) -> Result<Credentials, Error> {
        let builder = sts::Client::builder().credentials(base.clone());
        let client = self.client(environment, builder)?;
        let mut call = client
            .assume_role()
            .role_arn(self.arn(environment)?)
            .role_session_name(self.session(environment)?)
            .duration_seconds(self.seconds());
        if let Some(policy) = &self.policy {
            call = call.policy(policy.as_str());
        }
        if let Some(id) = &self.external_id {
            call = call.external_id(id.as_str());
        }
        match call.send().await {
            Ok(response) => key(response.credentials.as_ref()),
            Err(error) => {
                let token = base.security_token().unwrap_or_default();
                Err(failed(&error, &[base.key_secret(), token]))
            }
        }
    }

    /// Takes on the role with the token of an identity provider.
    pub(crate) async fn take_on_with_token(
        &self,
        environment: &Environment,
        provider: &str,
        token: &Secret,
    ) -> Result<Credentials, Error> {
        let client = self.client(environment, sts::Client::builder().anonymous())?;
        let mut call = client
            .assume_role_with_oidc()
            .oidc_provider_arn(provider)
            .role_arn(self.arn(environment)?)
            .oidc_token(token.clone())
            .role_session_name(self.session(environment)?)
            .duration_seconds(self.seconds());
        if let Some(policy) = &self.policy {
            call = call.policy(policy.as_str());
        }
        match call.send().await {
            Ok(response) => key(response.credentials.as_ref()),
            Err(error) => Err(failed(&error, &[token.expose()])),
        }
    }

    fn arn(&self, environment: &Environment) -> Result<String, Error> {
        if !self.arn.is_empty() {
            return Ok(self.arn.clone());
        }
        let of_variable = environment.text(ROLE_ARN)?;
        of_variable.ok_or_else(|| Error::wrong("the ARN of the role is missing; set it"))
    }

    fn session(&self, environment: &Environment) -> Result<String, Error> {
        if let Some(name) = &self.session_name {
            return Ok(name.clone());
        }
        if let Some(name) = environment.text("ALIBABA_CLOUD_ROLE_SESSION_NAME")? {
            return Ok(name);
        }
        let now = environment.now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Ok(format!("credentials-rust-{}", now.as_millis()))
    }

    fn seconds(&self) -> i64 {
        self.seconds.filter(|seconds| *seconds != 0).unwrap_or(HOUR)
    }

    /// A client of the service, for few and short calls.
    fn client(
        &self,
        environment: &Environment,
        builder: sts::ClientBuilder,
    ) -> Result<sts::Client, Error> {
        let url = match environment.text(ENDPOINT)? {
            Some(url) => url,
            None => format!("https://{}", self.host(environment)?),
        };
        let builder = builder.endpoint(url).connect_limit(CONNECT).deadline(LIMIT);
        builder.build().map_err(|error| failed(&error, &[]))
    }

    /// The host of the service.
    fn host(&self, environment: &Environment) -> Result<String, Error> {
        if let Some(written) = &self.endpoint {
            let host = written.split_once("://").map_or(written.as_str(), |(_, host)| host);
            return Ok(host.trim_end_matches('/').to_owned());
        }
        let region = match &self.region {
            Some(region) => Some(region.clone()),
            None => environment.text("ALIBABA_CLOUD_STS_REGION")?,
        };
        let Some(region) = region else { return Ok("sts.aliyuncs.com".to_owned()) };
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if region.len() > 64 || !region.chars().all(is_plain) {
            let region = region.chars().take(64).collect::<String>();
            let region = region.escape_debug();
            return Err(Error::wrong(format!(
                "the STS region `{region}` is none; use one such as `cn-shanghai`"
            )));
        }
        let is_vpc = self.is_vpc || environment.is_true("ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED");
        Ok(format!("{}.{region}.aliyuncs.com", if is_vpc { "sts-vpc" } else { "sts" }))
    }
}

/// The key of a response.
fn key(found: Option<&sts::Credentials>) -> Result<Credentials, Error> {
    let missing = |name| Error::temporary(format!("the response of STS has no `{name}`"));
    let found = found.ok_or_else(|| missing("Credentials"))?;
    let id = found.access_key_id.as_deref().ok_or_else(|| missing("AccessKeyId"))?;
    let secret = found.access_key_secret.as_ref().ok_or_else(|| missing("AccessKeySecret"))?;
    let token = found.security_token.as_ref().ok_or_else(|| missing("SecurityToken"))?;
    let key = pair(id, secret.expose())?.with_security_token(token.expose());
    match found.expiration.as_deref() {
        None => Ok(key),
        Some(text) => match time::parse(text) {
            Some(end) => Ok(key.with_expiration(end)),
            None => Err(Error::temporary("`Expiration` in the response of STS is no time")),
        },
    }
}

/// The error of a call, without what the service wrote but its code.
fn failed(error: &ota_api::Error, secrets: &[&str]) -> Error {
    let message = if error.is_refusal() {
        let code = error.code().and_then(|code| word(code, secrets)).unwrap_or("no code");
        let status = error.http_status().unwrap_or_default();
        let mut message = format!("STS refused with `{code}` (HTTP {status}");
        if let Some(id) = error.request_id().and_then(|id| word(id, secrets)) {
            message.push_str(&format!(", request {id}"));
        }
        message.push(')');
        if let Some(hint) = error.hint() {
            message.push_str(": ");
            message.push_str(hint);
        }
        message
    } else if let Some(status) = error.http_status() {
        format!("STS responded with HTTP {status} and nothing that can be read")
    } else {
        format!("STS could not be asked: {}", causes(error))
    };
    if error.is_retryable() { Error::temporary(message) } else { Error::wrong(message) }
}

/// The policy can be long, and an external ID is nobody else's business.
impl fmt::Debug for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Role")
            .field("arn", &self.arn)
            .field("session_name", &self.session_name)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::Role;
    use crate::environment::Environment;

    #[test]
    fn the_host_follows_endpoint_region_and_network() {
        let host = |role: Role, variables: &[(&str, &str)]| {
            role.host(&Environment::fixed(variables.iter().copied())).unwrap()
        };
        let role = || Role::new("r");
        let region = ("ALIBABA_CLOUD_STS_REGION", "eu-central-1");
        let vpc = ("ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED", "true");
        assert_eq!(host(role(), &[]), "sts.aliyuncs.com");
        assert_eq!(host(role().vpc(), &[vpc]), "sts.aliyuncs.com");
        assert_eq!(host(role(), &[region]), "sts.eu-central-1.aliyuncs.com");
        assert_eq!(host(role(), &[region, vpc]), "sts-vpc.eu-central-1.aliyuncs.com");
        let shanghai = || role().sts_region("cn-shanghai");
        assert_eq!(host(shanghai(), &[region]), "sts.cn-shanghai.aliyuncs.com");
        assert_eq!(host(shanghai().vpc(), &[]), "sts-vpc.cn-shanghai.aliyuncs.com");
        let written = shanghai().sts_endpoint("https://sts.example.com/");
        assert_eq!(host(written, &[region, vpc]), "sts.example.com");
    }
}
