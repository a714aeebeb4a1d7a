//! The flags that every call has, and the client they set up.

use std::env::VarError;
use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use clap::builder::OsStringValueParser;
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches};
use ota_api::RetryPolicy;
use ota_api::product::{AnyClient, ClientBuilder, Core, Service};
use ota_api::sign::{Format, Scheme};
use ota_credentials::{Cached, Chain, ConfigFile, Environment};

use crate::failure::{Failure, REGION};
use crate::profiles;
use crate::specs::SPECS;

/// Longest time that can be asked for, in seconds: a day.
const LONGEST: f64 = 86_400.0;

/// The longest response that is shown, in bytes: more than what the SDK reads, since whoever asks here may want to see it.
const RESPONSE_LIMIT: usize = 16 * 1024 * 1024;

/// The settings of every call. `output` is the flag that chooses the form of the result.
pub(crate) fn arguments(output: Arg) -> Vec<Arg> {
    let settings = [
        specs(),
        Arg::new("endpoint")
            .long("endpoint")
            .value_name("URL")
            .env("OTA_ENDPOINT_URL")
            .hide_env_values(true)
            .help(
                "The endpoint to send the call to, instead of that of the region; OTA_ENDPOINT_URL_IOT or the \
                 like is for one product alone and comes first",
            ),
        Arg::new("allow-plain-http")
            .long("allow-plain-http")
            .action(ArgAction::SetTrue)
            .env("OTA_ALLOW_PLAIN_HTTP")
            .hide_env_values(true)
            .value_parser(switch)
            .help("Allow an endpoint with `http://` that is not on this machine"),
        Arg::new("region")
            .long("region")
            .value_name("REGION")
            .env(REGION)
            .hide_env_values(true)
            .help("The region, such as `cn-shanghai`; that of the profile if not given"),
        scheme(),
        format(),
        Arg::new("timeout")
            .long("timeout")
            .value_name("SECONDS")
            .default_value("30")
            .allow_negative_numbers(true)
            .value_parser(seconds)
            .help("The most time the call may take, in seconds"),
        Arg::new("attempts")
            .long("attempts")
            .value_name("COUNT")
            .env("OTA_ATTEMPTS")
            .hide_env_values(true)
            .default_value("5")
            .value_parser(clap::value_parser!(u32).range(1..=100))
            .help(
                "How many times to send the call at most, where that cannot act twice; 1 is once",
            ),
        Arg::new("no-run-id-tag")
            .long("no-run-id-tag")
            .action(ArgAction::SetTrue)
            .env("OTA_NO_RUN_ID_TAG")
            .hide_env_values(true)
            .value_parser(switch)
            .help(
                "Add no label `ota.run.id` to what the call creates, by which it is found if its response is lost",
            ),
        Arg::new("dry-run")
            .long("dry-run")
            .action(ArgAction::SetTrue)
            .help("Sign the call and show it, signature and token blanked, without sending it"),
        Arg::new("unlisted-values")
            .long("unlisted-values")
            .action(ArgAction::SetTrue)
            .help("Also send values that the list of a parameter lacks; the service may know more"),
        Arg::new("yes")
            .long("yes")
            .action(ArgAction::SetTrue)
            .help("Ask nothing before something is changed"),
        Arg::new("profile")
            .long("profile")
            .value_name("NAME")
            .help(
                "The profile of the official command line to take the key from, whatever the environment has; \
                 ALIBABA_CLOUD_PROFILE names one, too, which keys in the environment come before",
            ),
        output,
        Arg::new("query")
            .long("query")
            .value_name("JMESPATH")
            .help("What to show of the response, as an expression of JMESPath; a string is shown without quotes"),
    ];
    let shared = |setting: Arg| setting.global(true).help_heading("Settings");
    settings.map(shared).to_vec()
}

pub(crate) fn specs() -> Arg {
    Arg::new("specs")
        .long("specs")
        .value_name("DIR")
        .env(SPECS)
        .hide_env_values(true)
        .value_parser(OsStringValueParser::new())
        .help("A folder of specs whose operations to call, instead of the specs built in")
}

/// The folder of specs that was asked for.
pub(crate) fn specs_of(matches: &ArgMatches) -> Option<&Path> {
    let folder = matches.get_one::<OsString>("specs")?;
    Some(Path::new(folder)).filter(|_| !folder.is_empty())
}

pub(crate) fn scheme() -> Arg {
    Arg::new("scheme")
        .long("scheme")
        .value_name("SCHEME")
        .value_parser(["v1", "v3"])
        .ignore_case(true)
        .default_value("v3")
        .help("How to sign: v3 in headers, or v1 in the query")
}

pub(crate) fn format() -> Arg {
    Arg::new("format")
        .long("format")
        .value_name("FORMAT")
        .value_parser(["json", "xml"])
        .ignore_case(true)
        .default_value("json")
        .help("The format of the response")
}

pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse::<f64>().ok();
    match seconds.filter(|seconds| *seconds > 0.0 && *seconds <= LONGEST) {
        Some(seconds) => Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string()),
        None => Err(format!("must be a number of seconds above 0, up to {LONGEST}")),
    }
}

/// The value of a flag in the environment, spelled as the library does.
fn switch(text: &str) -> Result<bool, String> {
    match text {
        "true" | "1" => Ok(true),
        "" | "false" | "0" => Ok(false),
        _ => Err("must be `true` or `false`".to_owned()),
    }
}

fn text<'a>(matches: &'a ArgMatches, id: &str) -> Option<&'a str> {
    // An empty environment variable counts as not set.
    let text = matches.get_one::<String>(id)?.as_str();
    Some(text).filter(|text| !text.is_empty())
}

/// The region that was asked for, else that of the profile of the official command line.
pub(crate) fn region(matches: &ArgMatches) -> Option<String> {
    let profile = || ConfigFile::new(environment(matches)).region();
    text(matches, "region").map(str::to_owned).or_else(profile)
}

/// The endpoint that was asked for: by the flag, for the product, or for all of them.
fn endpoint(service: &Service, matches: &ArgMatches) -> Result<Option<String>, Failure> {
    let given = text(matches, "endpoint").map(str::to_owned);
    if matches.value_source("endpoint") == Some(ValueSource::CommandLine) {
        return Ok(given);
    }
    let variable = service.endpoint_variable();
    match std::env::var(&variable) {
        Ok(endpoint) if !endpoint.is_empty() => Ok(Some(endpoint)),
        Ok(_) | Err(VarError::NotPresent) => Ok(given),
        Err(VarError::NotUnicode(_)) => {
            Err(Failure::usage(format!("the environment variable `{variable}` is not UTF-8")))
        }
    }
}

pub(crate) fn scheme_of(matches: &ArgMatches) -> Scheme {
    match text(matches, "scheme") {
        Some(name) if name.eq_ignore_ascii_case("v1") => Scheme::V1,
        _ => Scheme::V3,
    }
}

pub(crate) fn format_of(matches: &ArgMatches) -> Format {
    match text(matches, "format") {
        Some(name) if name.eq_ignore_ascii_case("xml") => Format::Xml,
        _ => Format::Json,
    }
}

/// The chain of credentials, of the profile that was asked for.
pub(crate) fn chain(matches: &ArgMatches) -> Chain {
    Chain::of(environment(matches))
}

/// What the profile is looked for in.
fn environment(matches: &ArgMatches) -> Environment {
    match text(matches, "profile") {
        Some(profile) => profiles::environment(profile),
        None => Environment::process(),
    }
}

/// The client of a service that flags and environment describe; flags win. An anonymous operation
/// needs no key.
pub(crate) fn client(
    service: &'static Service,
    key: Option<Cached<Chain>>,
    matches: &ArgMatches,
) -> Result<AnyClient, Failure> {
    set_up(AnyClient::builder(service), service, key, matches)
}

/// The same for the service of the specs built in.
pub(crate) fn own_client(
    service: &'static Service,
    key: Cached<Chain>,
    matches: &ArgMatches,
) -> Result<ota_api::Client, Failure> {
    set_up(ota_api::Client::builder(), service, Some(key), matches)
}

fn set_up<C>(
    builder: ClientBuilder<C>,
    service: &'static Service,
    key: Option<Cached<Chain>>,
    matches: &ArgMatches,
) -> Result<C, Failure>
where
    C: From<Core<C>>,
{
    let builder = builder.response_limit(RESPONSE_LIMIT);
    let builder = match key {
        Some(key) => builder.credentials(key),
        None => builder.anonymous(),
    };
    configured(builder, service, matches)?.build().map_err(|error| Failure::api(&error))
}

/// The builder of a client with what flags and environment say; flags win.
pub(crate) fn configured<C>(
    builder: ClientBuilder<C>,
    service: &'static Service,
    matches: &ArgMatches,
) -> Result<ClientBuilder<C>, Failure> {
    let mut builder = builder.scheme(scheme_of(matches)).format(format_of(matches));
    let (region, endpoint) = (region(matches), endpoint(service, matches)?);
    if region.is_none() && endpoint.is_none() && service.endpoints.need_region() {
        return Err(Failure::usage(format!(
            "no region or endpoint set; give `--region` or `--endpoint`, or set one of the environment \
             variables `{REGION}`, `{}` and `OTA_ENDPOINT_URL`, or a region in the profile of the official command line",
            service.endpoint_variable()
        )));
    }
    if let Some(region) = region {
        builder = builder.region(region);
    }
    if let Some(endpoint) = endpoint {
        builder = builder.endpoint(endpoint);
    }
    if matches.get_flag("allow-plain-http") {
        builder = builder.allow_plain_http();
    }
    if matches.get_flag("no-run-id-tag") {
        builder = builder.run_id_tags(false);
    }
    if let Some(most) = matches.get_one::<u32>("attempts") {
        builder = builder.retry(RetryPolicy::default().attempts(*most));
    }
    if let Some(limit) = matches.get_one::<Duration>("timeout") {
        builder = builder.deadline(*limit);
    }
    Ok(builder)
}
