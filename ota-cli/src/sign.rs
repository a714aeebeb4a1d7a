//! `ota sign`: the signed strings and the signature, for one call or many.

mod line;

use std::io::{self, BufRead, BufReader, IsTerminal, Read, Write};

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};
use ota_api::sign::{Scheme, Signed, Unsigned};
use ota_api::{Credentials, Method};
use ota_credentials::Chain;
use ota_spec::visible;
use serde::Serialize;

use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::{runtime, settings};

/// The longest line of standard input, in bytes.
const LONGEST: u64 = 16 * 1024 * 1024;

/// The most lines that cannot be signed and are told at the end; each is told in its place anyway.
const MOST_SAID: usize = 100;

/// How much of standard input is read at once, in bytes.
const BUFFER: usize = 64 * 1024;

pub(crate) fn command(version: &str) -> Command {
    let text = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    Command::new("sign")
        .about("Prints the canonical request, the string to sign and the signature of a call")
        .after_help(
            "Example:\n  ota sign --action DeleteOTAFirmware --host iot.cn-shanghai.aliyuncs.com \\\n      \
             --param FirmwareId=T0F5b5tpFnHQrgfk030100 --timestamp 2026-01-02T03:04:05Z --nonce n1 \\\n      \
             --key-id testid --key-secret testsecret\n\n\
             Without --key-id the key is that of the environment variables\n\
             ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET and\n\
             ALIBABA_CLOUD_SECURITY_TOKEN, or of another source that `ota credentials explain` lists.",
        )
        .after_long_help(AFTER_LONG_HELP)
        .arg(settings::scheme())
        .arg(
            text("method", "METHOD", "The HTTP method, which is signed as well")
                .value_parser(["POST", "GET"])
                .ignore_case(true)
                .default_value("POST"),
        )
        .arg(text(
            "host",
            "HOST",
            "The host, with its port if it is not the usual one; v3 signs it",
        ))
        .arg(text("action", "ACTION", "The operation"))
        .arg(text("version", "VERSION", "The version of the API").default_value(version.to_owned()))
        .arg(
            text("param", "NAME=VALUE", "A parameter by its flat name, such as `DeviceName.1=a`")
                .action(ArgAction::Append)
                .value_parser(parameter),
        )
        .arg(text("timestamp", "TIME", "The time, UTC, such as 2026-01-02T03:04:05Z"))
        .arg(text("nonce", "NONCE", "The nonce: a string that no other request has"))
        .arg(text("key-id", "ID", "The ID of the key"))
        .arg(
            text("key-secret", "SECRET", "The secret of the key: for test keys, others can see it")
                .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET")
                .hide_env_values(true),
        )
        .arg(text("security-token", "TOKEN", "The token of a temporary key"))
        .arg(text("region-id", "REGION", "The `RegionId` of v1; left out unless given"))
        .arg(settings::format())
        .arg(Output::argument())
        .arg(Arg::new("stdin").long("stdin").action(ArgAction::SetTrue).help(
            "Sign one JSON request per line of standard input, and print one JSON line for each",
        ))
}

const AFTER_LONG_HELP: &str = "\
Example:
  ota sign --action DeleteOTAFirmware --host iot.cn-shanghai.aliyuncs.com \\
      --param FirmwareId=T0F5b5tpFnHQrgfk030100 --timestamp 2026-01-02T03:04:05Z --nonce n1 \\
      --key-id testid --key-secret testsecret

Without --key-id the key is that of the environment variables ALIBABA_CLOUD_ACCESS_KEY_ID,
ALIBABA_CLOUD_ACCESS_KEY_SECRET and ALIBABA_CLOUD_SECURITY_TOKEN, or of another source that
`ota credentials explain` lists.

With --stdin, or without flags where standard input is not a terminal, every line is a request:

  {\"scheme\":\"V3\",\"method\":\"POST\",\"host\":\"iot.cn-shanghai.aliyuncs.com\",
   \"action\":\"DeleteOTAFirmware\",\"version\":\"2018-01-20\",\"query\":{\"FirmwareId\":\"...\"},
   \"timestamp\":\"2026-01-02T03:04:05Z\",\"nonce\":\"...\",\"key_id\":\"testid\",
   \"key_secret\":\"testsecret\",\"security_token\":null}

all on one line; `region_id` and `format` (V1), `content_type` and `body` (V3) are optional. Each
line yields one with `canonical`, `string_to_sign`, `signature` and `authorization` (null
for V1). A line that cannot be read gets a line with `error`, and the exit code is then 2.";

fn parameter(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("must be written as NAME=VALUE".to_owned()),
    }
}

/// The result as `--output json` and `--stdin` print it.
#[derive(Serialize)]
struct Shown<'a> {
    canonical: &'a str,
    string_to_sign: &'a str,
    signature: &'a str,
    authorization: Option<&'a str>,
}

impl<'a> Shown<'a> {
    fn new(signed: &'a Signed) -> Self {
        Self {
            canonical: signed.canonical(),
            string_to_sign: signed.string_to_sign(),
            signature: signed.signature(),
            authorization: signed.authorization(),
        }
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let json = serde_json::to_string(self).map_err(io::Error::from)?;
        writeln!(out, "{}", visible::json(&json))
    }
}

pub(crate) fn run(matches: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    let by_flag = |id: &str| matches.value_source(id) == Some(ValueSource::CommandLine);
    let has_flags = matches.ids().any(|id| by_flag(id.as_str()));
    if matches.get_flag("stdin") || (!has_flags && !io::stdin().is_terminal()) {
        return sign_lines(io::stdin().lock(), out);
    }
    let output = Output::of(matches);
    sign_flags(matches, output, out).map_err(|failure| failure.shown_as(output))
}

fn sign_flags(matches: &ArgMatches, output: Output, out: &mut dyn Write) -> Result<(), Failure> {
    let text = |id: &str| matches.get_one::<String>(id).map(String::as_str);
    let scheme = settings::scheme_of(matches);
    let mut missing = Vec::new();
    let mut needed = |id: &str| {
        text(id).unwrap_or_else(|| {
            missing.push(format!("`--{id}`"));
            ""
        })
    };
    let (action, timestamp, nonce) = (needed("action"), needed("timestamp"), needed("nonce"));
    let host = match scheme {
        Scheme::V3 => needed("host"),
        Scheme::V1 => text("host").unwrap_or_default(),
    };
    if !missing.is_empty() {
        return Err(Failure::usage(format!(
            "cannot sign without {}; give them, or `--stdin` and JSON lines",
            missing.join(", ")
        )));
    }
    let credentials = credentials(matches)?;
    let parameters = matches.get_many::<(String, String)>("param").into_iter().flatten();
    let signed = Unsigned {
        scheme,
        method: match text("method") {
            Some(method) if method.eq_ignore_ascii_case("GET") => Method::Get,
            _ => Method::Post,
        },
        host,
        action,
        version: text("version").unwrap_or_default(),
        timestamp,
        nonce,
        region: text("region-id"),
        format: settings::format_of(matches),
        credentials: &credentials,
        body: None,
    }
    .sign(parameters.map(|(name, value)| (name.as_str(), value.as_str())));
    let shown = Shown::new(&signed);
    if output == Output::Json {
        return Ok(shown.write(out)?);
    }
    writeln!(out, "canonical:\n{}\n", visible::lines(shown.canonical))?;
    writeln!(out, "string to sign:\n{}\n", visible::lines(shown.string_to_sign))?;
    writeln!(out, "signature:\n{}", shown.signature)?;
    if let Some(authorization) = shown.authorization {
        writeln!(out, "\nauthorization:\n{}", visible::lines(authorization))?;
    }
    Ok(())
}

/// A key that is named by flags takes nothing but the secret from the environment: a token there
/// belongs to another key.
fn credentials(matches: &ArgMatches) -> Result<Credentials, Failure> {
    let text = |id: &str| matches.get_one::<String>(id).map(String::as_str);
    let credentials = match (text("key-id"), text("key-secret")) {
        (Some(id), Some(secret)) => Credentials::new(id, secret),
        (Some(_), None) => {
            return Err(Failure::usage(
                "the key has no secret; set the environment variable `ALIBABA_CLOUD_ACCESS_KEY_SECRET`",
            ));
        }
        (None, _) => {
            let found = runtime::run(Chain::new().find())?;
            found.map_err(|error| Failure::credentials(&error))?.into_credentials()
        }
    };
    Ok(match text("security-token") {
        Some(token) => credentials.with_security_token(token),
        None => credentials,
    })
}

fn sign_lines(input: impl Read, out: &mut dyn Write) -> Result<(), Failure> {
    let mut input = BufReader::with_capacity(BUFFER, input);
    let (mut broken, mut more) = (Vec::new(), 0);
    let mut line = Vec::new();
    for number in 1_u64.. {
        // Callers that wait for each result get it at once; callers that write ahead get speed.
        if !input.buffer().contains(&b'\n') {
            out.flush()?;
        }
        line.clear();
        let length = input.by_ref().take(LONGEST + 1).read_until(b'\n', &mut line);
        let length = length.map_err(|error| {
            Failure::new(Exit::NoResponse, format!("cannot read standard input: {error}"))
        })?;
        if length == 0 {
            break;
        }
        if length as u64 > LONGEST {
            let message =
                format!("line {number} is longer than {LONGEST} bytes; nothing after it was read");
            return Err(Failure::usage(message));
        }
        match line::sign(line.trim_ascii_end()) {
            Ok(signed) => Shown::new(&signed).write(out)?,
            Err(message) => {
                let message = format!("line {number}: {message}");
                // One line out for every line in.
                let shown = serde_json::json!({ "error": message }).to_string();
                writeln!(out, "{}", visible::json(&shown))?;
                more += usize::from(broken.len() == MOST_SAID);
                if broken.len() < MOST_SAID {
                    broken.push(message);
                }
            }
        }
    }
    if more > 0 {
        broken.push(format!("{more} more lines cannot be signed"));
    }
    if broken.is_empty() { Ok(()) } else { Err(Failure::usage(broken.join("\nerror: "))) }
}
