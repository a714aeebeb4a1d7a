//! The key of somebody who logged in by OAuth.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use ota_api::{Credentials, Secret};
use zeroize::Zeroizing;

use crate::document::Document;
use crate::environment::Environment;
use crate::error::Error;
use crate::http::{Request, Response, Route};
use crate::key::Names;
use crate::provider::{Loaded, Loading, Provider};
use crate::time;

/// The name of the provider.
pub(crate) const NAME: &str = "oauth";

/// The time before its end at which a token is refreshed. The official clients take 20 minutes and write the new
/// tokens into the file; nothing is written here, so the tokens of the file are used as long as they are good.
const MARGIN: Duration = Duration::from_secs(30);

const NAMES: Names = Names {
    id: "accessKeyId",
    secret: "accessKeySecret",
    token: "securityToken",
    expiration: "expiration",
};

/// A site: where its server is, and as whom the official command line, whose login this is, is known there.
#[derive(Clone, Copy)]
pub(crate) struct Site {
    address: &'static str,
    client: &'static str,
}

impl Site {
    /// The site of a profile; that of China by default.
    pub(crate) fn of(name: Option<&str>) -> Result<Self, Error> {
        match name.unwrap_or("CN").to_ascii_uppercase().as_str() {
            "CN" => Ok(Self { address: "https://oauth.aliyun.com", client: "4038181954557748008" }),
            "INTL" => Ok(Self {
                address: "https://oauth.alibabacloud.com",
                client: "4103531455503354461",
            }),
            _ => Err(Error::wrong("`oauth_site_type` is neither `CN` nor `INTL`")),
        }
    }
}

/// The tokens of a login.
#[derive(Clone, PartialEq)]
pub(crate) struct Tokens {
    pub(crate) access: Option<Secret>,
    pub(crate) refresh: Option<Secret>,
    /// When the access token ends, if that is known.
    pub(crate) end: Option<SystemTime>,
}

/// The tokens that came in place of those of a file, kept as long as the file has the same.
#[derive(Clone, Default)]
pub(crate) struct Memory(Arc<Mutex<Vec<(Tokens, Tokens)>>>);

/// The number of logins that are remembered.
const LOGINS: usize = 16;

impl Memory {
    fn newest(&self, written: &Tokens) -> Tokens {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = all.iter().find(|(file, _)| file == written);
        known.map_or_else(|| written.clone(), |(_, newest)| newest.clone())
    }

    fn keep(&self, written: &Tokens, newest: Tokens) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|(file, _)| file != written);
        if all.len() == LOGINS {
            all.remove(0);
        }
        all.push((written.clone(), newest));
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memory").finish_non_exhaustive()
    }
}

/// Trades the token of a login by OAuth for a key, and the refresh token for new tokens when it has ended. The login
/// itself takes a browser and the official command line.
pub(crate) struct Oauth {
    environment: Environment,
    site: Site,
    written: Tokens,
    memory: Memory,
    /// The key that the command line got last.
    last: Option<Credentials>,
}

impl Oauth {
    pub(crate) fn new(
        environment: Environment,
        site: Site,
        written: Tokens,
        memory: Memory,
        last: Option<Credentials>,
    ) -> Self {
        Self { environment, site, written, memory, last }
    }

    async fn ask(&self) -> Result<Loaded, Error> {
        let now = self.environment.now();
        let tokens = self.memory.newest(&self.written);
        let is_over = tokens.end.is_some_and(|end| end <= now + MARGIN) || tokens.access.is_none();
        let tokens = match &tokens.refresh {
            Some(refresh) if is_over => match self.good_last(now) {
                Some(last) => return Ok(Loaded::new(last.clone(), NAME)),
                None => self.refresh(refresh, now).await?,
            },
            _ => tokens,
        };
        let Some(access) = &tokens.access else {
            return Err(Error::wrong(
                "there is no login; log in with `aliyun configure --mode OAuth`",
            ));
        };
        let bearer = Zeroizing::new(format!("Bearer {}", access.expose()));
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        let response = self.post("/v1/exchange", &headers, None).await?;
        let document = opened(&response, access)?;
        Ok(Loaded::new(NAMES.read(document.members())?, NAME))
    }

    /// The key that the command line got last, if it is good.
    fn good_last(&self, now: SystemTime) -> Option<&Credentials> {
        let is_good = |last: &&Credentials| last.expiration().is_some_and(|end| now + MARGIN < end);
        self.last.as_ref().filter(is_good)
    }

    /// Asks for new tokens, and keeps them: the old ones may be good no longer.
    async fn refresh(&self, refresh: &Secret, now: SystemTime) -> Result<Tokens, Error> {
        let pairs = [
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh.expose()),
            ("client_id", self.site.client),
            ("Timestamp", &time::show(now)),
        ];
        let mut body = Zeroizing::new(String::new());
        for (name, value) in pairs {
            let and = if body.is_empty() { "" } else { "&" };
            body.push_str(and);
            body.push_str(name);
            body.push('=');
            escape(value, &mut body);
        }
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        let response = self.post("/v1/token", &headers, Some(body)).await?;
        let document = opened(&response, refresh)?;
        let members = document.members();
        let part = |name| {
            let missing = || Error::temporary(format!("the response has no `{name}`"));
            members.text(name).map(Secret::from).ok_or_else(missing)
        };
        let lifetime = members.number("expires_in").and_then(|seconds| u64::try_from(seconds).ok());
        let new = Tokens {
            access: Some(part("access_token")?),
            refresh: Some(part("refresh_token")?),
            end: lifetime.and_then(|seconds| now.checked_add(Duration::from_secs(seconds))),
        };
        self.memory.keep(&self.written, new.clone());
        Ok(new)
    }

    async fn post(
        &self,
        path: &str,
        headers: &[(&'static str, &str)],
        body: Option<Zeroizing<String>>,
    ) -> Result<Response, Error> {
        let address = self.environment.oauth().unwrap_or(self.site.address);
        let url = format!("{address}{path}");
        Request { method: "POST", url: &url, headers, body, route: Route::Open }.send().await
    }
}

/// The object of a response; the server refuses tokens that are over with 400 or 401.
fn opened(response: &Response, secret: &Secret) -> Result<Document, Error> {
    let login = "the login is good no longer; log in again with `aliyun configure --mode OAuth`";
    match response.status {
        400 | 401 => Err(Error::wrong(login)),
        _ => response.document(&[secret.expose()]),
    }
}

/// Writes a value of a form.
fn escape(value: &str, form: &mut String) {
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' => form.push(byte.into()),
            _ => form.push_str(&format!("%{byte:02X}")),
        }
    }
}

impl Provider for Oauth {
    fn load(&self) -> Loading<'_> {
        Box::pin(async { self.ask().await.map_err(|error| error.of(NAME)) })
    }
}

impl fmt::Debug for Oauth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Oauth").finish_non_exhaustive()
    }
}
