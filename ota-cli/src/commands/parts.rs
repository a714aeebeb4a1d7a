//! Lists that are longer than one call takes, sent in parts.

use std::fmt::Display;
use std::io::Write;
use std::path::PathBuf;

use clap::ArgMatches;
use ota_api::operations::{CancelOtaTaskByDevice, ConfirmOtaTask, ReupgradeOtaTask};
use ota_api::{Client, Part};
use ota_emulator::is_at_home;
use ota_spec::{Value, visible};
use serde_json::json;

use crate::caller::Caller;
use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::permit::grouped;
use crate::{request, runtime};

/// What became of all parts.
#[derive(Debug, Default)]
struct Tally {
    calls: usize,
    done: usize,
    /// The items of parts that were refused or not sent.
    failed: usize,
    /// The items of parts of which nobody knows.
    unknown: usize,
    /// The parts that an earlier run did.
    done_before: u32,
}

/// Sends a request in parts, tells what becomes of each, and ends as the worst of them.
pub(super) fn send(
    caller: &Caller<'_>,
    request: &Value,
    matches: &ArgMatches,
    output: Output,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let action = caller.operation.action.as_str();
    let journal = matches.get_one::<String>("journal").map(PathBuf::from);
    let mut teller = Teller { action, output, out, tally: Tally::default() };
    let is_own = is_at_home(&caller.spec.service);
    if !is_own || !KNOWN.contains(&action) {
        return Err(too_long(caller, request));
    }
    let client = caller.own_client(matches)?;
    let known = Known { client: &client, request, journal };
    runtime::run(async {
        match action {
            "CancelOTATaskByDevice" => known.cancel(&mut teller).await,
            "ConfirmOTATask" => known.confirm(&mut teller).await,
            _ => known.retry(&mut teller).await,
        }
    })??;
    teller.end()
}

/// The operations whose lists the SDK sends in parts.
const KNOWN: [&str; 3] = ["CancelOTATaskByDevice", "ConfirmOTATask", "ReupgradeOTATask"];

/// Only operations of the SDK are sent in parts.
fn too_long(caller: &Caller<'_>, request: &Value) -> Failure {
    let count = request::beyond(caller.operation, request).unwrap_or_default();
    let most = caller.operation.split.as_ref().map_or(0, |split| split.most);
    let action = &caller.operation.action;
    Failure::usage(format!(
        "`{action}` takes {most} items at once, not {count}; lists of operations that are not built in have to be divided"
    ))
}

/// Sends the parts of a request and tells of each.
macro_rules! each {
    ($known:expr, $parts:expr, $teller:expr) => {{
        let parts = match &$known.journal {
            Some(journal) => $parts.journal(journal),
            None => $parts,
        };
        let mut parts = parts.stream();
        while let Some(part) = parts.next().await {
            $teller.tell(&part.map_err(|error| Failure::api(&error))?)?;
        }
        $teller.tally.done_before = parts.done_before();
        Ok(())
    }};
}

/// A request of an operation that is built in.
struct Known<'k> {
    client: &'k Client,
    request: &'k Value,
    journal: Option<PathBuf>,
}

impl Known<'_> {
    async fn cancel(&self, teller: &mut Teller<'_>) -> Result<(), Failure> {
        let mut request = CancelOtaTaskByDevice::builder()
            .device_name(self.list("DeviceName"))
            .firmware_id(self.text("FirmwareId").unwrap_or_default())
            .product_key(self.text("ProductKey").unwrap_or_default())
            .build();
        request.job_id = self.text("JobId").map(Into::into);
        request.iot_instance_id = self.text("IotInstanceId").map(Into::into);
        each!(self, self.client.prepare(request).send_parts(), teller)
    }

    async fn confirm(&self, teller: &mut Teller<'_>) -> Result<(), Failure> {
        let mut request = ConfirmOtaTask::builder().task_id(self.list("TaskId")).build();
        request.iot_instance_id = self.text("IotInstanceId").map(Into::into);
        each!(self, self.client.prepare(request).send_parts(), teller)
    }

    async fn retry(&self, teller: &mut Teller<'_>) -> Result<(), Failure> {
        let mut request = ReupgradeOtaTask::builder()
            .job_id(self.text("JobId").unwrap_or_default())
            .task_id(self.list("TaskId"))
            .build();
        request.iot_instance_id = self.text("IotInstanceId").map(Into::into);
        each!(self, self.client.prepare(request).send_parts(), teller)
    }

    fn text(&self, name: &str) -> Option<String> {
        self.request.get(name).and_then(Value::scalar)
    }

    fn list(&self, name: &str) -> Vec<String> {
        match self.request.get(name) {
            Some(Value::Array(items)) => items.iter().filter_map(Value::scalar).collect(),
            _ => Vec::new(),
        }
    }
}

/// Tells of parts.
struct Teller<'t> {
    action: &'t str,
    output: Output,
    out: &'t mut dyn Write,
    tally: Tally,
}

impl Teller<'_> {
    fn tell<T, R>(&mut self, part: &Part<T, R>) -> Result<(), Failure> {
        let (number, position, items) = (part.number(), part.position(), part.items().len());
        let error = part.outcome().as_ref().err();
        self.tally.calls += 1;
        match error {
            None => self.tally.done += items,
            Some(error) if error.outcome_unknown() => self.tally.unknown += items,
            Some(_) => self.tally.failed += items,
        }
        if self.output == Output::Json {
            let shown = json!({
                "part": number,
                "from": position,
                "items": items,
                "done": error.is_none(),
                "error": error.map(ToString::to_string),
                "code": error.and_then(ota_api::Error::code),
                "outcomeUnknown": error.map(ota_api::Error::outcome_unknown),
            });
            return Ok(writeln!(self.out, "{}", visible::json(&shown.to_string()))?);
        }
        let what = match error {
            None => "done".to_owned(),
            Some(error) => ota_dynamic::failure::message(error),
        };
        let last = position + (items as u64).saturating_sub(1);
        writeln!(self.out, "{position} to {last}: {}", visible::lines(&what))?;
        Ok(self.out.flush()?)
    }

    fn end(self) -> Result<(), Failure> {
        let Self { action, tally, .. } = self;
        let Tally { calls, done, failed, unknown, done_before } = tally;
        let number = |count: usize| grouped(count as u64);
        if self.output != Output::Json {
            let before = match done_before {
                0 => String::new(),
                parts => format!(", {parts} parts were done before"),
            };
            let rest = number(done);
            writeln!(self.out, "{action}: {rest} done in {calls} calls{before}")?;
        }
        let left = |count: &dyn Display, what: &str| {
            format!(
                "`{action}`: {count} {what}; the same command with `--journal` goes on where it was"
            )
        };
        match (unknown, failed) {
            (0, 0) => Ok(()),
            (0, failed) => {
                Err(Failure::new(Exit::Refused, left(&number(failed), "items were not done")))
            }
            (unknown, _) => Err(Failure::new(
                Exit::NoResponse,
                left(&number(unknown), "items have an outcome that nobody knows"),
            )),
        }
    }
}
