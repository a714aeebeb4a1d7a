//! Calls without a spec: the way out when an operation is newer than this crate.

use std::fmt;

use crate::call::dry_run::DryRun;
use crate::call::encode::Pairs;
use crate::call::settings::Settings;
use crate::call::{self, Call};
use crate::error::Error;
use crate::request::operation::{Method, Repeat};
use crate::request::parameter::Place;
use crate::response::typed::Reply;

/// The parameters that every signed request has. `ota-spec` refuses them in specs by a list of its own,
/// since this crate does not contain it; a test holds the two lists equal.
const COMMON: [&str; 11] = [
    "AccessKeyId",
    "Action",
    "Format",
    "RegionId",
    "SecurityToken",
    "Signature",
    "SignatureMethod",
    "SignatureNonce",
    "SignatureVersion",
    "Timestamp",
    "Version",
];

/// A call of any action with any parameters. Signed, sent and judged like every other call; checked
/// by the service alone.
///
/// ```no_run
/// # async fn example(client: &ota_api::Client) -> Result<(), ota_api::Error> {
/// let reply = client.call("QueryOTAJob").parameter("JobId", "wahVIzGkCMuAUE2gDERM02").send().await?;
/// println!("{}", String::from_utf8_lossy(reply.raw()));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "a call does nothing until `send()` is called and awaited"]
pub struct Untyped<'c> {
    settings: &'c Settings,
    action: String,
    method: Method,
    repeat: Repeat,
    parameters: Vec<(String, String, Place)>,
}

impl fmt::Debug for Untyped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Untyped")
            .field("action", &self.action)
            .field("method", &self.method)
            .field("repeat", &self.repeat)
            .field("parameters", &self.parameters)
            .finish_non_exhaustive()
    }
}

impl<'c> Untyped<'c> {
    pub(crate) fn new(settings: &'c Settings, action: String) -> Self {
        Self {
            settings,
            action,
            method: Method::Post,
            // Nothing is known about the action, so the careful class.
            repeat: Repeat::Reconcile,
            parameters: Vec::new(),
        }
    }

    /// Adds a parameter under its flat name, such as `DeviceName.1`.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into(), Place::Query));
        self
    }

    /// Adds a parameter that travels in a form body.
    pub fn body_parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into(), Place::Body));
        self
    }

    /// The HTTP method; `POST` unless this is called.
    pub fn method(mut self, method: Method) -> Self {
        self.method = method;
        self
    }

    /// What a second send may do; [`Repeat::Reconcile`] unless this is called.
    pub fn repeat(mut self, repeat: Repeat) -> Self {
        self.repeat = repeat;
        self
    }

    /// Signs and sends the request. The answer is judged but not decoded: see [`Reply::raw`].
    ///
    /// # Errors
    ///
    /// As [`Client::send`](crate::Client::send), but for the limits of the operation, which are not known here.
    pub async fn send(self) -> Result<Reply<()>, Error> {
        let pairs = self.pairs()?;
        call::execute(self.settings, &self.call(&pairs)).await
    }

    /// Gives the request that [`send`](Self::send) would send now, without sending it.
    ///
    /// # Errors
    ///
    /// The action is none, a parameter is given twice or is one that the client sets.
    pub fn dry_run(&self) -> Result<DryRun, Error> {
        let pairs = self.pairs()?;
        call::prepare(self.settings, &self.call(&pairs))
    }

    /// The parameters, with those that are set on the client and not here.
    fn pairs(&self) -> Result<Pairs<'_>, Error> {
        let usage = |message: String| {
            Error::configuration(message).about(&self.action, self.repeat, self.settings.service)
        };
        if self.action.is_empty() || !self.action.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(usage("this is no action; write a name of letters and digits".to_owned()));
        }
        let names: Vec<&str> = self.parameters.iter().map(|(name, ..)| name.as_str()).collect();
        for (index, name) in names.iter().enumerate() {
            if COMMON.contains(name) {
                return Err(usage(format!("`{name}` is set by the client; remove it")));
            }
            if names[..index].contains(name) {
                return Err(usage(format!("`{}` is given twice", name.escape_debug())));
            }
        }
        let own = self.parameters.iter();
        let own = own.map(|(name, value, place)| (name.as_str(), value.as_str(), *place));
        let shared = self.settings.shared.all().filter(|(name, _)| !names.contains(name));
        let shared = shared.map(|(name, value)| (name, value, Place::Query));
        Ok(Pairs::new(own.chain(shared)))
    }

    fn call<'a>(&'a self, pairs: &'a Pairs<'a>) -> Call<'a> {
        Call {
            service: self.settings.service,
            action: &self.action,
            method: self.method,
            repeat: self.repeat,
            parameters: pairs,
        }
    }
}
