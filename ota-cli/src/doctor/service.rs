//! Checks of the service: endpoint, key, one call, and who makes it.

use std::time::{Duration, SystemTime};

use clap::ArgMatches;
use ota_api::product::AnyClient;
use ota_credentials::{Cached, sts};
use ota_dynamic::Operations;
use ota_spec::{Spec, Value};

use super::check::Check;
use crate::failure::Failure;
use crate::settings;

/// The operation that is called: it reads, and it may be called by most keys.
const PROBE: &str = "ListOTAFirmware";

/// The parameter that names the instance.
const INSTANCE: &str = "IotInstanceId";

/// How far a clock may be off before it is worth a word, and before calls are refused.
const OFF: Duration = Duration::from_secs(60);
const REFUSED: Duration = Duration::from_secs(15 * 60);

/// Where calls go.
pub(super) struct Address {
    pub(super) url: String,
    pub(super) host: String,
    pub(super) port: u16,
}

impl Address {
    /// Whether it is on this machine, as an emulator is.
    fn is_here(&self) -> bool {
        matches!(self.host.as_str(), "localhost" | "[::1]") || self.host.starts_with("127.")
    }
}

/// Where calls go, by the settings.
pub(super) fn address(spec: &Spec, matches: &ArgMatches) -> Result<Address, Failure> {
    let operations = Operations::of(spec);
    let client = settings::client(operations.service(), None, matches)?;
    let unsent = client.call(PROBE).anonymous().dry_run().map_err(|error| Failure::api(&error))?;
    let url = unsent.url();
    let base = url.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let (scheme, rest) = base.split_once("://").unwrap_or(("https", base));
    let place = rest.split('/').next().unwrap_or_default();
    let (host, port) = match place.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, port.parse().ok()),
        _ => (place, None),
    };
    let port = port.unwrap_or(if scheme == "http" { 80 } else { 443 });
    Ok(Address { url: base.to_owned(), host: host.to_owned(), port })
}

/// Whether there is a key, and from where.
pub(super) async fn key(matches: &ArgMatches) -> (Check, bool) {
    let explained = settings::chain(matches).explain().await;
    let text = explained.to_string();
    match explained.taken() {
        Some(step) => (Check::ok("key", format!("{}: {}", step.name(), step.outcome())), true),
        None => {
            let advice = "set one of these up; `ota credentials explain` says more";
            (Check::failure("key", text, advice), false)
        }
    }
}

/// What one call shows: the connection, the clock, the signature, the instance and the quota.
pub(super) async fn call(spec: &Spec, address: &Address, matches: &ArgMatches) -> Vec<Check> {
    let Some(operation) = spec.operation(PROBE) else { return Vec::new() };
    let operations = Operations::of(spec);
    let key = Cached::new(settings::chain(matches));
    let client: AnyClient = match settings::client(operations.service(), Some(key), matches) {
        Ok(client) => client,
        Err(failure) => return vec![Check::failure("service", failure.message(), "")],
    };
    let instance = std::env::var("OTA_INSTANCE_ID").ok().filter(|id| !id.is_empty());
    let mut request = vec![
        ("CurrentPage".to_owned(), Value::Number("1".to_owned())),
        ("PageSize".to_owned(), Value::Number("1".to_owned())),
    ];
    request.extend(instance.clone().map(|id| (INSTANCE.to_owned(), Value::String(id))));
    let call = operations.call(&client, operation, &Value::Object(request));
    let trouble = call.quota_trouble();
    let outcome = call.send().await;
    let date = match &outcome {
        Ok(response) => response.header("date").map(str::to_owned),
        Err(error) => error.header("date").map(str::to_owned),
    };
    let mut checks = Vec::new();
    let is_reached = match &outcome {
        Ok(_) => true,
        Err(error) => error.is_refusal(),
    };
    let tls = if address.url.starts_with("https://") { "over TLS" } else { "without TLS" };
    if is_reached {
        checks.push(Check::ok("connection", format!("the service responds {tls}")));
        checks.push(clock(date.as_deref(), address));
    }
    match &outcome {
        Ok(_) => {
            checks.push(Check::ok("signature", format!("`{PROBE}` was signed, sent and accepted")));
        }
        Err(error) => {
            let name = match error.code() {
                _ if !is_reached => "connection",
                Some(code) if code.contains("Signature") || code.contains("AccessKey") => {
                    "signature"
                }
                Some(code) if code.contains("Instance") => "instance",
                Some(code) if code.contains("Throttling") => "quota",
                _ => "service",
            };
            let advice = error.hint().map(|hint| hint.to_string()).unwrap_or_default();
            checks.push(Check::failure(name, ota_dynamic::failure::message(error), advice));
        }
    }
    let is_about_instance = outcome
        .as_ref()
        .err()
        .and_then(ota_api::Error::code)
        .is_some_and(|code| code.contains("Instance"));
    if !is_about_instance {
        checks.push(match instance {
            Some(id) => Check::ok("instance", format!("`OTA_INSTANCE_ID` is `{id}`")),
            None => Check::warning(
                "instance",
                "`OTA_INSTANCE_ID` is not set, so calls go to the instance that has no ID",
                "an instance that shows an ID on the overview page of the console needs it: set `OTA_INSTANCE_ID` to that",
            ),
        });
    }
    checks.push(match (trouble, operation.qps) {
        (Some(trouble), _) => Check::warning(
            "quota",
            format!("calls are counted by this process alone: {trouble}"),
            "run one process at a time, or mend what the message names",
        ),
        (None, Some(qps)) => Check::ok(
            "quota",
            format!("calls are counted together with other processes of this host: {qps} calls of `{PROBE}` per second"),
        ),
        (None, None) => Check::skipped("quota", "no limit is known"),
    });
    checks
}

/// How far the clock of this machine is off.
fn clock(date: Option<&str>, address: &Address) -> Check {
    let Some(theirs) = date.and_then(|date| httpdate::parse_http_date(date).ok()) else {
        return Check::skipped("clock", "the response has no date");
    };
    let now = SystemTime::now();
    let off =
        now.duration_since(theirs).or_else(|_| theirs.duration_since(now)).unwrap_or_default();
    let way = if now < theirs { "behind" } else { "ahead of" };
    let text =
        format!("the clock of this machine is {} s {way} that of the service", off.as_secs());
    match off {
        _ if off < OFF => {
            Check::ok("clock", "the clock of this machine agrees with that of the service")
        }
        _ if address.is_here() => Check::warning(
            "clock",
            text,
            "an emulator has a time of its own; with the service, set the clock",
        ),
        _ if off < REFUSED => Check::warning("clock", text, "set the clock, by NTP at best"),
        _ => Check::failure(
            "clock",
            text,
            "set the clock, by NTP at best: signatures that are 15 minutes off are refused",
        ),
    }
}

/// Who makes the calls, as the security token service says.
pub(super) async fn who(address: &Address, matches: &ArgMatches) -> Check {
    let variable = "OTA_ENDPOINT_URL_STS";
    let endpoint = std::env::var(variable).ok().filter(|url| !url.is_empty());
    let region = settings::region(matches);
    if endpoint.is_none() && (address.is_here() || region.is_none()) {
        return Check::skipped(
            "who am I",
            format!(
                "not asked: without a region, `{variable}` has to say where the security token service is"
            ),
        );
    }
    let mut builder = sts::Client::builder().credentials(Cached::new(settings::chain(matches)));
    if let Some(region) = region {
        builder = builder.region(region);
    }
    if let Some(endpoint) = endpoint {
        builder = builder.endpoint(endpoint);
    }
    let caller = match builder.build() {
        Ok(client) => client.get_caller_identity().send().await,
        Err(error) => Err(error),
    };
    match caller {
        Ok(caller) => {
            let arn = caller.arn.clone().unwrap_or_else(|| "somebody without a name".to_owned());
            let account = caller.account_id.clone();
            let account = account.map_or_else(String::new, |id| format!(", account {id}"));
            Check::ok("who am I", format!("{arn}{account}"))
        }
        Err(error) => Check::warning(
            "who am I",
            ota_dynamic::failure::message(&error),
            "calls may work all the same: a network can keep the security token service out",
        ),
    }
}
