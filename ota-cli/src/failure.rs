//! The ways in which a command fails.

use std::io::{self, Write};
use std::process::ExitCode;

use ota_spec::limits::{Kind, Violation};
use ota_spec::model::{Fill, Operation};
use ota_spec::visible;
use serde_json::{Map, Value, json};

use crate::output::Output;

/// The environment variable with the region.
pub(crate) const REGION: &str = "ALIBABA_CLOUD_REGION_ID";

/// The exit code, for scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// The reader of standard output went away; nobody is left to be told.
    Quiet = 0,
    /// The service said no, or a check found mistakes.
    Refused = 1,
    /// The command was used wrongly. Nothing was sent.
    Usage = 2,
    /// There is no response, or none that can be read.
    NoResponse = 3,
    /// Nobody confirmed the change, or the safety policy forbids it. Nothing was sent.
    NotAllowed = 4,
    /// What was waited for did not come in time.
    NotYet = 5,
    /// A rollout waits for approval.
    Approval = 10,
    /// A rollout was stopped by its tolerance.
    Tolerance = 11,
    /// A rollout was aborted.
    Aborted = 12,
    /// Another controller has the rollout, or the lease of this one was lost.
    Lease = 13,
    /// A rollout waits for a person for another reason.
    Person = 14,
    /// A rollout was interrupted and can go on.
    Interrupted = 15,
    /// A rollout is done, and devices were left out when a wave of it was stopped.
    LeftOut = 16,
}

/// A failed command, and the form in which that is shown.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: Exit,
    /// Shown as it is; empty if everything was said already.
    message: String,
    /// Further members of the JSON form.
    detail: Map<String, Value>,
    output: Output,
}

impl Failure {
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into(), detail: Map::new(), output: Output::Text }
    }

    /// The command was used wrongly.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// A failure that was shown already.
    pub(crate) fn silent(exit: Exit) -> Self {
        Self::new(exit, "")
    }

    /// The request breaks limits of its operation.
    pub(crate) fn limits(operation: &Operation, violations: &[Violation]) -> Self {
        let action = &operation.action;
        let mut message = format!("`{action}` was not sent");
        for violation in violations {
            message.push_str("\n  ");
            message.push_str(&visible::line(&violation.to_string()));
        }
        if violations.iter().any(|found| found.kind() == Kind::Enum) {
            message.push_str("\n  `--unlisted-values` sends values that are not listed, too");
        }
        let is_region = |found: &&Violation| {
            let parameter = operation.parameter(found.parameter());
            parameter.is_some_and(|parameter| parameter.fill == Some(Fill::Region))
        };
        if let Some(found) = violations.iter().find(is_region) {
            let parameter = found.parameter();
            message.push_str(&format!(
                "\n  `--region` or the environment variable `{REGION}` sets `{parameter}`, too"
            ));
        }
        let listed: Vec<Value> = violations
            .iter()
            .map(|found| json!({ "parameter": found.parameter(), "message": found.message() }))
            .collect();
        Self::usage(message)
            .with("operation", json!(action))
            .with("violations", Value::Array(listed))
    }

    /// The client library could not do it.
    pub(crate) fn api(error: &ota_api::Error) -> Self {
        let exit = match (error.is_usage(), error.is_refusal()) {
            (true, _) => Exit::Usage,
            (_, true) => Exit::Refused,
            _ => Exit::NoResponse,
        };
        Self::new(exit, ota_dynamic::failure::message(error))
            .with("operation", json!(error.operation()))
            .with("code", json!(error.code()))
            .with("serviceMessage", json!(error.message()))
            .with("httpStatus", json!(error.http_status()))
            .with("requestId", json!(error.request_id()))
            .with("hint", json!(error.hint()))
            .with("body", json!(error.body().map(start)))
            .with("retryable", json!(error.is_retryable()))
            .with("outcomeUnknown", json!(error.outcome_unknown()))
    }

    /// There is no key.
    pub(crate) fn credentials(error: &ota_credentials::Error) -> Self {
        let exit = if error.is_temporary() { Exit::NoResponse } else { Exit::Usage };
        Self::new(exit, format!("no credentials: {error}"))
            .with("retryable", json!(error.is_temporary()))
    }

    /// What is wrong, in words.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// Whether the same may work later.
    pub(crate) fn passes(&self) -> bool {
        self.detail.get("retryable") == Some(&Value::Bool(true))
    }

    /// The same in another form.
    pub(crate) fn shown_as(mut self, output: Output) -> Self {
        self.output = output;
        self
    }

    /// Both failures.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.message = several([self.message, other.message].iter());
        self.detail.extend(other.detail);
        self
    }

    fn with(mut self, name: &str, value: Value) -> Self {
        if !value.is_null() {
            self.detail.insert(name.to_owned(), value);
        }
        self
    }

    /// Shows it on standard error.
    pub(crate) fn report(self) -> ExitCode {
        let text = match self.output {
            _ if self.message.is_empty() => String::new(),
            Output::Text | Output::Table => format!("error: {}\n", visible::lines(&self.message)),
            Output::Json => {
                let mut members = self.detail;
                members.insert("message".to_owned(), json!(self.message));
                members.insert("exit".to_owned(), json!(self.exit as u8));
                let shown = json!({ "error": members }).to_string();
                format!("{}\n", visible::json(&shown))
            }
        };
        // If standard error is gone as well, the exit code has to do.
        drop(io::stderr().write_all(text.as_bytes()));
        ExitCode::from(self.exit as u8)
    }
}

/// The start of a body, in which secrets are blanked; it can be long.
fn start(body: &str) -> String {
    body.chars().take(LONGEST_BODY).collect()
}

/// The number of characters of a body that cannot be read that are shown.
const LONGEST_BODY: usize = 10_000;

/// Writing a result failed.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::silent(Exit::Quiet),
            _ => Self::new(Exit::NoResponse, format!("cannot write the result: {error}")),
        }
    }
}

/// Several messages as one, behind the prefix that the first one has.
pub(crate) fn several<S: AsRef<str>>(messages: impl Iterator<Item = S>) -> String {
    let messages: Vec<String> = messages.map(|message| message.as_ref().to_owned()).collect();
    messages.join("\n\nerror: ")
}
