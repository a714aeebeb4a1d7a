//! The role of an ECS instance, from the metadata of the instance.

use crate::environment::Environment;
use crate::error::Error;
use crate::http::{Request, Response, Route};
use crate::key::UPPER;
use crate::provider::{Loaded, Loading, Provider};

/// The name of the provider.
pub(crate) const NAME: &str = "ecs_ram_role";

const ROLE: &str = "ALIBABA_CLOUD_ECS_METADATA";
const OFF: &str = "ALIBABA_CLOUD_ECS_METADATA_DISABLED";
const V1_OFF: &str = "ALIBABA_CLOUD_IMDSV1_DISABLED";

const TOKEN: &str = "/latest/api/token";
const ROLES: &str = "/latest/meta-data/ram/security-credentials/";

/// The lifetime of the token of the metadata, in seconds: the longest.
const LIFETIME: &str = "21600";

/// The key of the role that is attached to the ECS instance that the program runs on.
///
/// The metadata is asked for a token first; only if it has none to give, and `ALIBABA_CLOUD_IMDSV1_DISABLED` is not `true`,
/// it is asked without one. The role is the one that was set, that of `ALIBABA_CLOUD_ECS_METADATA`, or the one that the
/// metadata names. No proxy is used and no redirect followed, a response has at most 64 KiB, and each request
/// at most a second: on a machine that is no instance, nobody responds.
#[derive(Debug)]
pub struct InstanceRole {
    environment: Environment,
    role: Option<String>,
}

impl InstanceRole {
    /// The role of the instance.
    pub fn new(environment: Environment) -> Self {
        Self { environment, role: None }
    }

    /// Sets the role, which saves a request.
    #[must_use]
    pub fn with_role(mut self, name: impl Into<String>) -> Self {
        self.role = Some(name.into());
        self
    }

    /// The reason why the metadata is not asked, if there is one.
    pub(crate) fn detect(environment: &Environment) -> Result<(), String> {
        if environment.is_true(OFF) { Err(format!("`{OFF}` turns it off")) } else { Ok(()) }
    }

    async fn ask(&self) -> Result<Loaded, Error> {
        Self::detect(&self.environment).map_err(Error::wrong)?;
        let named = match &self.role {
            Some(role) => Some(role.clone()),
            None => self.environment.text(ROLE)?,
        };
        let token = self.token(named.is_some()).await?;
        let role = match named {
            Some(role) => role,
            None => {
                let response = self.get(ROLES, token.as_deref()).await?;
                if response.status == 404 {
                    return Err(Error::absent("the instance has no role"));
                }
                if response.status != 200 {
                    return Err(response.refused(None));
                }
                String::from_utf8_lossy(&response.body).trim().to_owned()
            }
        };
        let is_plain = |c: char| c.is_ascii_alphanumeric() || ".-_".contains(c);
        let is_dots = role.chars().all(|c| c == '.');
        if role.len() > 64 || is_dots || !role.chars().all(is_plain) {
            return Err(Error::wrong(
                "the name of the role is none: 1 to 64 letters, digits, `.`, `-` and `_` are allowed",
            ));
        }
        let response = self.get(&format!("{ROLES}{role}"), token.as_deref()).await?;
        if response.status == 404 {
            return Err(Error::wrong(format!("the instance has no role `{role}`")));
        }
        let document = response.document(&[token.as_deref().unwrap_or_default()])?;
        if document.members().text("Code") != Some("Success") {
            return Err(Error::temporary(format!(
                "the metadata has no key of the role `{role}` now"
            )));
        }
        Ok(Loaded::new(UPPER.read(document.members())?, NAME))
    }

    /// The token of the metadata; none where it has none to give and needs none.
    async fn token(&self, is_named: bool) -> Result<Option<String>, Error> {
        let headers = [("x-aliyun-ecs-metadata-token-ttl-seconds", LIFETIME)];
        let response = match self.request("PUT", TOKEN, &headers).await {
            Ok(response) => response,
            Err(error) if is_named || !error.is_temporary() => return Err(error),
            Err(_) => return Err(Error::absent("no metadata responds; this is no ECS instance")),
        };
        let token = String::from_utf8_lossy(&response.body).trim().to_owned();
        let is_token = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
        match response.status {
            200 if is_token => Ok(Some(token)),
            _ if !self.environment.is_true(V1_OFF) => Ok(None),
            200 => Err(Error::temporary("the metadata gave a token that is none")),
            _ => Err(response.refused(None)),
        }
    }

    async fn get(&self, path: &str, token: Option<&str>) -> Result<Response, Error> {
        let header = token.map(|token| ("x-aliyun-ecs-metadata-token", token));
        self.request("GET", path, header.as_slice()).await
    }

    async fn request(
        &self,
        method: &'static str,
        path: &str,
        headers: &[(&'static str, &str)],
    ) -> Result<Response, Error> {
        let url = format!("{}{path}", self.environment.metadata());
        Request { method, url: &url, headers, body: None, route: Route::Instance }.send().await
    }
}

impl Provider for InstanceRole {
    fn load(&self) -> Loading<'_> {
        Box::pin(async { self.ask().await.map_err(|error| error.of(NAME)) })
    }
}
