//! `ota doctor`: goes through everything that a call needs, and says of each thing what is wrong and what to do.

mod check;
mod machine;
mod service;

use std::io::Write;

use clap::{ArgMatches, Command};
use ota_spec::{Spec, visible};
use serde_json::json;

use self::check::{Check, Verdict};
use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::{runtime, screen, settings};

/// The settings of calls that make no sense here.
const NOT_HERE: [&str; 7] =
    ["dry-run", "format", "no-run-id-tag", "query", "specs", "unlisted-values", "yes"];

pub(crate) fn command() -> Command {
    let settings = settings::arguments(Output::argument());
    let hidden = |setting: clap::Arg| {
        let is_hidden = setting.get_long().is_some_and(|long| NOT_HERE.contains(&long));
        setting.global(false).hide(is_hidden)
    };
    Command::new("doctor")
        .about("Checks what a call needs: endpoint, network, clock, key, instance, quota")
        .after_help(
            "Examples:\n  ota doctor\n  ota doctor --region cn-shanghai --profile lab\n\n\
             Nothing is changed. One call is made to the service (it lists one package), and one to the security token\n\
             service (who am I). No secret is shown. The exit code is 1 if something fails.",
        )
        .args(settings.into_iter().map(hidden))
}

pub(crate) fn run(spec: &Spec, matches: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    let output = Output::of(matches);
    let checks = runtime::run(examine(spec, matches))?;
    let failed = checks.iter().filter(|check| check.verdict == Verdict::Failure).count();
    match output {
        Output::Json => {
            let all: Vec<_> = checks.iter().map(Check::json).collect();
            let shown = json!({ "checks": all, "failures": failed });
            writeln!(out, "{}", visible::json(&format!("{shown:#}")))?;
        }
        _ => {
            let is_colored = screen::style().bold;
            for check in &checks {
                check.write(is_colored, out)?;
            }
        }
    }
    if failed == 0 { Ok(()) } else { Err(Failure::silent(Exit::Refused)) }
}

async fn examine(spec: &Spec, matches: &ArgMatches) -> Vec<Check> {
    let mut checks = vec![machine::policy()];
    checks.extend(machine::proxy());
    let address = match service::address(spec, matches) {
        Ok(address) => address,
        Err(failure) => {
            checks.push(Check::failure(
                "endpoint",
                failure.message(),
                "set one as the message says",
            ));
            checks.push(service::key(matches).await.0);
            return checks;
        }
    };
    checks.push(Check::ok("endpoint", format!("calls go to {}", address.url)));
    checks.push(machine::names(&address).await);
    let (key, has_key) = service::key(matches).await;
    checks.push(key);
    if has_key {
        checks.extend(service::call(spec, &address, matches).await);
        checks.push(service::who(&address, matches).await);
    } else {
        checks.push(Check::skipped("service", "not called, as there is no key"));
    }
    checks
}
