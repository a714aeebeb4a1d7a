//! Calls without a spec, for operations that are newer than this crate.

use std::fmt;
use std::time::Duration;

use crate::call::blank::is_secret;
use crate::call::checked::Call;
use crate::call::dry_run::DryRun;
use crate::call::encode::Pairs;
use crate::call::run_id::{KEY, RunId};
use crate::call::settings::Settings;
use crate::call::settle::settle;
use crate::call::{prepare, turn};
use crate::error::Error;
use crate::request::look_up::LookUp;
use crate::request::operation::{Idempotency, Method};
use crate::request::parameter::Place;
use crate::request::service::EnvelopeNames;
use crate::response::typed::Response;

/// The parameters of every signed request, except for those of which an operation may have its own:
/// `Format` and `RegionId`. `ota-spec`, on which this crate does not depend, has a list
/// of its own to refuse them in specs; a test keeps the two equal.
const COMMON: [&str; 9] = [
    "AccessKeyId",
    "Action",
    "SecurityToken",
    "Signature",
    "SignatureMethod",
    "SignatureNonce",
    "SignatureVersion",
    "Timestamp",
    "Version",
];

/// A call of any action with any parameters. It is signed, sent and judged like every other call, but
/// checked only by the service.
///
/// ```no_run
/// # async fn example(client: &ota_api::Client) -> Result<(), ota_api::Error> {
/// let response = client.call("QueryOTAJob").parameter("JobId", "wahVIzGkCMuAUE2gDERM02").send().await?;
/// println!("{}", String::from_utf8_lossy(response.raw()));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use = "a call does nothing until `send()` is called and awaited"]
pub struct Untyped<'c> {
    settings: &'c Settings,
    action: String,
    method: Method,
    idempotency: Idempotency,
    anonymous: bool,
    qps: Option<u32>,
    gone: &'static [&'static str],
    bare: bool,
    envelope: &'static EnvelopeNames,
    look_up: Option<&'static LookUp>,
    parameters: Vec<(String, String, Place)>,
    deadline: Duration,
}

impl fmt::Debug for Untyped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Untyped")
            .field("action", &self.action)
            .field("method", &self.method)
            .field("idempotency", &self.idempotency)
            .field("parameters", &Shown(self))
            .finish_non_exhaustive()
    }
}

/// The parameters without the values of those that are called like secrets.
struct Shown<'a>(&'a Untyped<'a>);

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Untyped { settings, parameters, .. } = self.0;
        let shown = parameters.iter().map(|(path, value, place)| {
            let name = path.rsplit('.').next().unwrap_or_default();
            let value = if is_secret(name, settings.service.secrets) { "***" } else { value };
            (path, value, place)
        });
        f.debug_list().entries(shown).finish()
    }
}

impl<'c> Untyped<'c> {
    pub(crate) fn new(settings: &'c Settings, action: String, deadline: Duration) -> Self {
        Self {
            settings,
            action,
            method: Method::Post,
            // Nothing is known about the action.
            idempotency: Idempotency::NotIdempotent,
            anonymous: false,
            qps: None,
            gone: &[],
            bare: false,
            envelope: &settings.service.envelope,
            look_up: None,
            parameters: Vec::new(),
            deadline,
        }
    }

    /// Adds a parameter under its flat name, such as `DeviceName.1`.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into(), Place::Query));
        self
    }

    /// Adds a parameter that is sent in a form body.
    pub fn body_parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into(), Place::Body));
        self
    }

    /// Sets the HTTP method; `POST` by default.
    pub fn method(mut self, method: Method) -> Self {
        self.method = method;
        self
    }

    /// Sets the effect of a second send; [`Idempotency::NotIdempotent`] by default.
    pub fn idempotency(mut self, idempotency: Idempotency) -> Self {
        self.idempotency = idempotency;
        self
    }

    /// Sets the codes that mean success when the call is repeated.
    #[doc(hidden)]
    pub fn gone(mut self, codes: &'static [&'static str]) -> Self {
        self.gone = codes;
        self
    }

    /// Sets the calls per second that the action takes, which the [`Quota`](crate::Quota) of the client counts by;
    /// without this, they are not counted.
    pub fn qps(mut self, per_second: u32) -> Self {
        self.qps = Some(per_second.max(1));
        self
    }

    /// Why such calls are counted by this process alone, as
    /// [`Core::quota_trouble`](crate::product::Core::quota_trouble).
    pub fn quota_trouble(&self) -> Option<String> {
        turn::quota_trouble(self.settings, &self.action, self.qps, self.anonymous)
    }

    /// Takes any body of a response, not only an object.
    #[doc(hidden)]
    pub fn bare(mut self) -> Self {
        self.bare = true;
        self
    }

    /// Sets what surrounds the fields of the response, for operations where that differs from the rest
    /// of the service.
    #[doc(hidden)]
    pub fn envelope(mut self, envelope: &'static EnvelopeNames) -> Self {
        self.envelope = envelope;
        self
    }

    /// Says how to find what the call made.
    #[doc(hidden)]
    pub fn look_up(mut self, look_up: &'static LookUp) -> Self {
        self.look_up = Some(look_up);
        self
    }

    /// Sends the call without credentials and signature.
    pub fn anonymous(mut self) -> Self {
        self.anonymous = true;
        self
    }

    /// Limits the time of this call; that of the client by default.
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.deadline = limit;
        self
    }

    /// Signs and sends the request. The response is judged but not decoded: see [`Response::raw`].
    ///
    /// # Errors
    ///
    /// As [`Client::send`](crate::product::Core::send), except for limits, which are not known here.
    pub async fn send(mut self) -> Result<Response<()>, Error> {
        let run_id = self.label()?;
        let pairs = self.pairs()?;
        let call = Call { run_id: run_id.as_deref(), ..self.call(&pairs) };
        settle(self.settings, call, self.deadline).await
    }

    /// Adds a label to what the call makes, if that helps to find it.
    fn label(&mut self) -> Result<Option<String>, Error> {
        let Some(look_up) = self.look_up.filter(|_| self.settings.run_id_tags) else {
            return Ok(None);
        };
        let Some(labels) = look_up.tag else { return Ok(None) };
        let name = labels.parameter;
        let own = self.parameters.iter().filter_map(|(own, value, _)| {
            let rest = own.strip_prefix(name)?.strip_prefix('.')?;
            let (number, _) = rest.split_once('.')?;
            Some((number.parse::<usize>().ok()?, value.chars().count()))
        });
        let taken = own.fold((0, 0), |(count, sum), (number, characters)| {
            (count.max(number), sum + characters)
        });
        let Some(run_id) = RunId::new(look_up, taken)? else { return Ok(None) };
        let value = run_id.as_str().to_owned();
        let number = taken.0 + 1;
        self.parameters.push((format!("{name}.{number}.Key"), KEY.to_owned(), Place::Query));
        self.parameters.push((format!("{name}.{number}.Value"), value.clone(), Place::Query));
        Ok(Some(value))
    }

    /// Returns the request that [`send`](Self::send) would send, without sending it.
    ///
    /// # Errors
    ///
    /// The action name is invalid, or a parameter is set twice or reserved for the client.
    pub fn dry_run(&self) -> Result<DryRun, Error> {
        let mut call = self.clone();
        call.label()?;
        let pairs = call.pairs()?;
        prepare(self.settings, &call.call(&pairs))
    }

    /// The parameters, including those that are set only on the client.
    fn pairs(&self) -> Result<Pairs<'_>, Error> {
        let usage = |message: String| {
            Error::configuration(message).about(
                &self.action,
                self.idempotency,
                self.settings.service,
            )
        };
        if self.action.is_empty() || !self.action.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(usage("invalid action name; use letters and digits only".to_owned()));
        }
        let names: Vec<&str> = self.parameters.iter().map(|(name, ..)| name.as_str()).collect();
        for (index, name) in names.iter().enumerate() {
            if COMMON.contains(name) {
                return Err(usage(format!("`{name}` is set by the client; remove it")));
            }
            if names[..index].contains(name) {
                return Err(usage(format!("`{}` is set twice; remove one", name.escape_debug())));
            }
        }
        let own = self.parameters.iter();
        let own = own.map(|(name, value, place)| (name.as_str(), value.as_str(), *place));
        let defaults = self.settings.defaults.all().filter(|(name, _)| !names.contains(name));
        let defaults = defaults.map(|(name, value)| (name, value, Place::Query));
        Ok(Pairs::new(own.chain(defaults)))
    }

    fn call<'a>(&'a self, pairs: &'a Pairs<'a>) -> Call<'a> {
        Call {
            service: self.settings.service,
            action: &self.action,
            method: self.method,
            idempotency: self.idempotency,
            repetition: self.idempotency,
            anonymous: self.anonymous,
            qps: self.qps,
            in_turn: false,
            begin: None,
            gone: self.gone,
            bare: self.bare,
            envelope: self.envelope,
            look_up: self.look_up,
            run_id: None,
            latest: None,
            first: 1,
            parameters: pairs,
            #[cfg(feature = "mock")]
            request: None,
        }
    }
}
