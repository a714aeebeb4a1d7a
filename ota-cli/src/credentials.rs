//! `ota credentials`: where the key comes from.

use std::io::Write;

use clap::{ArgMatches, Command};
use ota_credentials::{Chain, Explanation, Outcome};
use ota_spec::visible;
use serde_json::{Value, json};

use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::runtime;

pub(crate) fn command() -> Command {
    Command::new("credentials")
        .about("Says where the key of calls comes from")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            Command::new("explain")
                .about("Goes through all sources and says of each why it is taken or not")
                .after_help(
                    "Example:\n  ota credentials explain\n\n\
                     The sources are those of the official clients, in their order. The first one that is\n\
                     there decides: if it fails, later ones are not reached. Roles are taken on and servers\n\
                     asked, as for a call. No secret is shown. The exit code is 1 if there is no key.",
                )
                .arg(Output::argument()),
        )
}

pub(crate) fn run(matches: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    let Some(("explain", matches)) = matches.subcommand() else { return Ok(()) };
    let output = Output::of(matches);
    let explained = runtime::run(Chain::new().explain());
    let explained = explained.map_err(|failure| failure.shown_as(output))?;
    match output {
        Output::Text | Output::Table => {
            writeln!(out, "{}", visible::lines(&explained.to_string()))?
        }
        Output::Json => writeln!(out, "{}", visible::json(&json(&explained).to_string()))?,
    }
    match explained.taken() {
        Some(_) => Ok(()),
        None => Err(Failure::silent(Exit::Refused)),
    }
}

/// The explanation for programs.
fn json(explained: &Explanation) -> Value {
    let steps = explained.steps().iter().map(|step| {
        let mut shown = match step.outcome() {
            Outcome::Taken { provider, key_id, expiration } => {
                let end = expiration.map(ota_credentials::show_time);
                json!({ "outcome": "taken", "provider": provider, "keyId": key_id, "expiration": end })
            }
            Outcome::NotThere(reason) => json!({ "outcome": "notThere", "reason": reason }),
            Outcome::Failed(error) => json!({
                "outcome": "failed", "reason": error.to_string(), "retryable": error.is_temporary(),
            }),
            _ => json!({ "outcome": "notReached" }),
        };
        shown["name"] = json!(step.name());
        shown
    });
    json!({ "steps": steps.collect::<Vec<Value>>() })
}
