//! `ota job watch`: what changes in the tasks of a job, as it changes.

use std::io::{self, Write};
use std::time::Duration;

use clap::{Arg, ArgAction, ArgMatches, Command};
use ota_api::Client;
use ota_api::operations::ListOtaTaskByJob;
use ota_api::watch::{Event, Look, Watch};
use ota_spec::{Value, visible};
use serde_json::json;

use crate::caller::Caller;
use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::permit::grouped;
use crate::runtime;
use crate::settings::seconds;

/// The operation that lists the tasks of a job.
pub(super) const LIST: &str = "ListOTATaskByJob";

/// The state of a task that ended well.
const WELL: &str = "SUCCEEDED";

pub(super) fn command() -> Command {
    Command::new("watch")
        .about("Tells what changes in the tasks of a job, until all have ended")
        .after_help(
            "Example:\n  ota job watch wahVIzGkCMuAUE2gDERM02\n\n\
             The exit code is 0 if all tasks have succeeded, and 1 if some have not. With `--output json` each line is an event.",
        )
        .arg(Arg::new("job").value_name("JOB_ID").required(true).help("The job"))
        .arg(
            Arg::new("interval")
                .long("interval")
                .value_name("SECONDS")
                .value_parser(seconds)
                .help("The pause after a look in which something has changed; 10 if left out"),
        )
        .arg(
            Arg::new("summary")
                .long("summary")
                .action(ArgAction::SetTrue)
                .help("Tell how many tasks are in each state, not each task"),
        )
        .arg(
            Arg::new("instance")
                .long("iot-instance-id")
                .alias("IotInstanceId")
                .value_name("IotInstanceId")
                .env("OTA_INSTANCE_ID")
                .hide_env_values(true)
                .help("The instance of the job"),
        )
}

pub(super) fn run(
    caller: &Caller<'_>,
    matches: &ArgMatches,
    output: Output,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    if matches.contains_id("query") {
        let help = "give `--output json`, and choose from its lines";
        return Err(Failure::usage(format!("`--query` does not go with `job watch`; {help}")));
    }
    let text = |id: &str| matches.get_one::<String>(id).filter(|text| !text.is_empty());
    let mut request =
        ListOtaTaskByJob::builder().job_id(text("job").map_or("", String::as_str)).build();
    request.iot_instance_id = text("instance").map(Into::into);
    if matches.get_flag("dry-run") {
        let members = [("JobId", text("job")), ("IotInstanceId", text("instance"))];
        let members = members
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), Value::String(value?.clone()))));
        return caller.dry_run(&Value::Object(members.collect()), output, out);
    }
    let client = caller.own_client(matches)?;
    let last = runtime::run(watch(&client, request, matches, output, out))??;
    let states = last.map(|last| last.states).unwrap_or_default();
    let total: u64 = states.iter().map(|(_, count)| count).sum();
    let well: u64 = states.iter().filter(|(state, _)| state == WELL).map(|(_, count)| count).sum();
    match total - well {
        0 => Ok(()),
        other => Err(Failure::new(
            Exit::Refused,
            format!(
                "{} of {} tasks have not succeeded; `ota task list` shows why",
                grouped(other),
                grouped(total)
            ),
        )),
    }
}

async fn watch(
    client: &Client,
    request: ListOtaTaskByJob,
    matches: &ArgMatches,
    output: Output,
    out: &mut dyn Write,
) -> Result<Option<Look>, Failure> {
    let mut watch = Watch::new(client, request);
    if let Some(interval) = matches.get_one::<Duration>("interval") {
        watch = watch.interval(*interval);
    }
    let is_summary = matches.get_flag("summary");
    let (mut last, mut failed) = (None, None);
    while let Some(event) = watch.next().await {
        let event = match event {
            Ok(event) => event,
            Err(error) => {
                // It may go on; if it does not, this is why.
                let failure = Failure::api(&error);
                if failed.is_none() && output != Output::Json {
                    let message = ota_dynamic::failure::message(&error);
                    drop(writeln!(io::stderr(), "warning: {}", visible::lines(&message)));
                }
                failed = Some(failure);
                continue;
            }
        };
        failed = None;
        match event {
            Event::Row(change) if !is_summary => {
                let device = change.row.device_name.as_ref().map(|name| name.as_str().to_owned());
                let device = device.unwrap_or_default();
                if output == Output::Json {
                    let shown = json!({
                        "event": "task", "device": device, "from": change.from, "to": change.to,
                        "progress": change.progress, "ended": change.is_end,
                        "reason": change.row.task_desc,
                    });
                    line(out, &shown)?;
                } else {
                    let from = change.from.map_or_else(String::new, |from| format!("{from} -> "));
                    let progress = change
                        .progress
                        .map_or_else(String::new, |percent| format!("  {percent} %"));
                    let reason =
                        change.row.task_desc.filter(|_| change.is_end && change.to != WELL);
                    let reason = reason.map_or_else(String::new, |reason| format!("  {reason}"));
                    let text = format!("{device}  {from}{}{progress}{reason}", change.to);
                    writeln!(out, "{}", visible::line(text.trim_end()))?;
                }
            }
            Event::Owner(change) => {
                if output == Output::Json {
                    line(out, &json!({ "event": "job", "from": change.from, "to": change.to }))?;
                } else {
                    let to = change.to.unwrap_or_else(|| "in no known state".to_owned());
                    writeln!(out, "job is {}", visible::line(&to))?;
                }
            }
            Event::Look(look) => {
                if output == Output::Json {
                    let states =
                        look.states.iter().map(|(state, count)| (state.clone(), json!(count)));
                    let states: serde_json::Map<_, _> = states.collect();
                    let shown = json!({
                        "event": "look", "number": look.number, "total": look.total, "states": states,
                        "last": look.is_last,
                    });
                    line(out, &shown)?;
                } else if look.changes > 0 || look.is_last {
                    let states = look.states.iter();
                    let states =
                        states.map(|(state, count)| format!("{state} {}", grouped(*count)));
                    let states: Vec<String> = states.collect();
                    writeln!(out, "{}", visible::line(&states.join(", ")))?;
                }
                out.flush()?;
                last = Some(look);
            }
            _ => {}
        }
    }
    match failed {
        Some(failure) => Err(failure),
        None => Ok(last),
    }
}

fn line(out: &mut dyn Write, shown: &serde_json::Value) -> io::Result<()> {
    writeln!(out, "{}", visible::json(&shown.to_string()))
}
