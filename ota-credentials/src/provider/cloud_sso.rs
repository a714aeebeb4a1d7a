//! The key of somebody who logged in by CloudSSO.

use std::fmt;
use std::time::SystemTime;

use ota_api::{Credentials, Secret};
use zeroize::Zeroizing;

use crate::environment::Environment;
use crate::error::Error;
use crate::http::{Request, Route};
use crate::key::UPPER;
use crate::provider::{Loaded, Loading, Provider};

/// The name of the provider.
pub(crate) const NAME: &str = "cloud_sso";

/// What a login left in a profile.
pub(crate) struct Login {
    pub(crate) sign_in_url: String,
    pub(crate) account: String,
    pub(crate) access_config: String,
    pub(crate) token: Secret,
    /// When the token ends, if that is known.
    pub(crate) end: Option<SystemTime>,
    /// The key that the command line got last.
    pub(crate) last: Option<Credentials>,
}

/// Trades the token of a login by CloudSSO for a key. The login itself takes a browser and the official command line.
pub(crate) struct CloudSso {
    environment: Environment,
    login: Login,
}

impl CloudSso {
    pub(crate) fn new(environment: Environment, login: Login) -> Self {
        Self { environment, login }
    }

    async fn ask(&self) -> Result<Loaded, Error> {
        let (login, now) = (&self.login, self.environment.now());
        let is_good = |end: SystemTime| now < end;
        if login.end.is_some_and(|end| !is_good(end)) {
            // The last key can live longer than the token.
            let last = login.last.as_ref();
            let last = last.filter(|last| last.expiration().is_some_and(is_good));
            return match last {
                Some(last) => Ok(Loaded::new(last.clone(), NAME)),
                None => Err(Error::wrong(
                    "the login has expired; log in again with `aliyun configure --mode CloudSSO`",
                )),
            };
        }
        let url = format!("{}/cloud-credentials", origin(&login.sign_in_url)?);
        let bearer = Zeroizing::new(format!("Bearer {}", login.token.expose()));
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", "application/json"),
            ("accept", "application/json"),
        ];
        let body = serde_json::json!({
            "AccountId": login.account,
            "AccessConfigurationId": login.access_config,
        });
        let body = Some(Zeroizing::new(body.to_string()));
        let request =
            Request { method: "POST", url: &url, headers: &headers, body, route: Route::Open };
        let document = request.send().await?.document(&[login.token.expose()])?;
        let key = UPPER.read(document.members().object("CloudCredential"))?;
        Ok(Loaded::new(key, NAME))
    }
}

/// Scheme and host of an address.
fn origin(url: &str) -> Result<&str, Error> {
    let start = url.find("://").map(|at| at + 3);
    let start = start.ok_or_else(|| Error::wrong("`cloud_sso_sign_in_url` is not a URL"))?;
    let end = url[start..].find(['/', '?', '#']).map_or(url.len(), |at| start + at);
    Ok(&url[..end])
}

impl Provider for CloudSso {
    fn load(&self) -> Loading<'_> {
        Box::pin(async { self.ask().await.map_err(|error| error.of(NAME)) })
    }
}

impl fmt::Debug for CloudSso {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CloudSso").finish_non_exhaustive()
    }
}
