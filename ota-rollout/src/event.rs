//! What happens in a rollout, as it is written down.

mod counts;

use std::fmt;

use ota_world::Moment;
use serde::{Deserialize, Serialize};

pub use counts::Counts;

use crate::plan::Plan;
use crate::service::{Fault, NewJob, Verification};

/// The number of a stage: 0 is the verification, waves count from 1.
pub type Number = usize;

/// An event. A rollout is its events in order; nothing else is needed to go on with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "event")]
pub enum Event {
    /// The rollout was planned.
    Planned {
        /// Its ID.
        id: String,
        /// The plan.
        plan: Box<Plan>,
    },
    /// A controller took it on.
    TakenOn {
        /// Who.
        by: String,
    },
    /// A person wants something.
    Ordered {
        /// The number of the order in the store.
        order_id: u64,
        /// What.
        order: Order,
        /// Who.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
    /// A call did not go well, and is to be made again. Of those that follow one another only some are noted.
    CallFailed {
        /// The operation.
        action: String,
        /// What is wrong.
        message: String,
        /// Whether something was perhaps made by it; that is found out before the call is made again.
        unsure: bool,
        /// When the next call is made.
        again: Moment,
    },
    /// A package is about to be published.
    Publishing {
        /// The name of the package.
        name: String,
    },
    /// The package is known.
    PackageKnown {
        /// Its ID.
        firmware_id: String,
        /// The version that it installs.
        version: String,
        /// Whether it may be delivered.
        verification: Verification,
    },
    /// A job is about to be created. Whatever happens now, it is looked for before another one is.
    Creating {
        /// The stage.
        stage: Number,
        /// The job; without an address, which is good for an hour only.
        job: Box<NewJob>,
    },
    /// The job of a stage is known.
    Created {
        /// The stage.
        stage: Number,
        /// The job.
        job_id: String,
        /// Whether it was found by its label.
        found: bool,
    },
    /// The number of tasks in each state has changed.
    Counted {
        /// The stage.
        stage: Number,
        /// The numbers.
        counts: Counts,
    },
    /// A stage goes no further: what was not told is cancelled.
    Stopping {
        /// The stage.
        stage: Number,
        /// Why.
        why: Why,
    },
    /// What could be cancelled of a stage was.
    Canceled {
        /// The stage.
        stage: Number,
    },
    /// Devices that were told and are silent count as failed.
    Silent {
        /// The stage.
        stage: Number,
        /// The devices.
        devices: Vec<String>,
    },
    /// What became of the tasks of a stage that were carried out or cancelled. Nothing is decided by it: it is written
    /// down for those who ask later what happened to a device.
    Listed {
        /// The stage.
        stage: Number,
        /// The tasks, up to [`MOST_LISTED`] in each state.
        tasks: Vec<EndedTask>,
        /// How many there are beyond that.
        left_out: u64,
        /// The tasks that failed, where the stage does not get to its end.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        failures: Vec<Failure>,
    },
    /// All tasks of a stage have ended.
    Finished {
        /// The stage.
        stage: Number,
        /// The devices that failed.
        failures: Vec<Failure>,
    },
    /// Tasks that failed are about to be carried out again.
    Again {
        /// The stage.
        stage: Number,
        /// The tasks.
        tasks: Vec<String>,
    },
    /// All tasks that should be carried out again were asked for.
    AgainDone {
        /// The stage.
        stage: Number,
    },
    /// The time after a stage is over, and its gate has agreed.
    Passed {
        /// The stage.
        stage: Number,
    },
    /// The rollout waits for a person.
    Stopped {
        /// Why.
        why: Why,
    },
    /// The rollout is over.
    Ended {
        /// How.
        end: End,
    },
}

/// The most tasks in a state that a stage writes down one by one. Failures are written down without a limit.
pub const MOST_LISTED: usize = 5000;

/// A task that ended without a failure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EndedTask {
    /// The device.
    pub device: String,
    /// The task.
    pub task_id: String,
    /// Whether it was cancelled; the others succeeded.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_canceled: bool,
    /// When it changed last, by the clock of the service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Moment>,
}

/// A failed device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// The device.
    pub device: String,
    /// Its task.
    #[serde(alias = "task_id")]
    pub task_id: String,
    /// What the service says of it.
    pub why: String,
    /// When the task changed last, by the clock of the service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Moment>,
}

/// What a person wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Order {
    /// Begin nothing new.
    Pause,
    /// Go on, whatever it was that stopped.
    Resume,
    /// Agree to go on after a wave.
    Approve,
    /// Cancel what can be cancelled, and end.
    Abort,
    /// Carry failed tasks of the last wave out again.
    RetryFailed,
}

/// Why a rollout waits for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "kind")]
pub enum Why {
    /// A person has paused it.
    Paused,
    /// A wave waits for approval.
    Approval {
        /// The wave.
        stage: Number,
    },
    /// A wave has reached no device.
    Empty {
        /// The wave.
        stage: Number,
    },
    /// More devices failed than may.
    Tolerance {
        /// The wave.
        stage: Number,
        /// How many failed.
        failed: u64,
        /// How many were updated or failed.
        executed: u64,
        /// How many were not told any more.
        #[serde(default)]
        left_out: u64,
    },
    /// Devices are silent.
    Silent {
        /// The wave.
        stage: Number,
        /// How many have been told of the update.
        told: u64,
        /// How many have not.
        untold: u64,
    },
    /// The program that is the gate of a wave did not agree.
    Gate {
        /// The wave.
        stage: Number,
        /// What became of it.
        result: String,
    },
    /// The package was not verified, or cannot be.
    Verification {
        /// What is wrong.
        message: String,
    },
    /// The service refused something.
    Refused {
        /// The operation.
        action: String,
        /// The code.
        code: String,
        /// What it says.
        message: String,
    },
    /// A call failed again and again.
    Unreachable {
        /// The operation.
        action: String,
        /// The last fault.
        message: String,
    },
    /// There are several jobs with the label of one stage.
    Twice {
        /// The stage.
        stage: Number,
        /// The jobs.
        job_ids: Vec<String>,
    },
    /// The calendar of the plan has no time for a wave.
    Calendar {
        /// The wave.
        stage: Number,
    },
}

/// How a rollout ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "kind")]
pub enum End {
    /// All waves were carried out.
    Done,
    /// A person has ended it.
    Aborted {
        /// How many devices could not be stopped: they are at it.
        running: u64,
    },
}

impl Why {
    /// The same in a few words.
    pub fn short(&self) -> &'static str {
        match self {
            Self::Paused => "paused",
            Self::Approval { .. } => "waiting for approval",
            Self::Empty { .. } => "stopped, no device reached",
            Self::Tolerance { .. } => "stopped by its tolerance",
            Self::Silent { .. } => "waiting, silent devices",
            Self::Gate { .. } => "stopped by a gate",
            Self::Verification { .. } => "stopped by its verification",
            Self::Refused { .. } => "stopped by a refusal",
            Self::Unreachable { .. } => "stopped, no response",
            Self::Twice { .. } => "stopped, two jobs of one wave",
            Self::Calendar { .. } => "stopped by its calendar",
        }
    }
}

/// What is wrong, and what a person can do about it.
impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Paused => write!(f, "it is paused; `resume` goes on"),
            Self::Approval { stage } => {
                write!(f, "wave {stage} is through and waits for approval; `approve` goes on")
            }
            Self::Empty { stage } => write!(
                f,
                "wave {stage} has reached no device: there are none, they are busy with another job, run another version, \
                 or failed in an earlier wave; `resume` goes on without them, `abort` ends the rollout"
            ),
            Self::Tolerance { stage, failed, executed, left_out } => {
                write!(f, "wave {stage}: {failed} of {executed} devices failed, more than may")?;
                if *left_out > 0 {
                    write!(f, "; {left_out} more were not told, and are left out of this wave")?;
                }
                f.write_str(
                    "; `retry-failed` tries the failed ones again, `resume` goes on in spite of them, `abort` ends the rollout",
                )
            }
            Self::Silent { stage, told, untold } => write!(
                f,
                "in wave {stage} nothing has changed for long: {told} devices were told and are not through, {untold} \
                 were not told; `resume` counts the former as failed, leaves the latter out and goes on, `abort` ends \
                 the rollout"
            ),
            Self::Gate { stage, result } => write!(
                f,
                "the gate after wave {stage} did not agree ({result}); `resume` asks it again, `abort` ends the rollout"
            ),
            Self::Verification { message } => write!(
                f,
                "the package cannot be delivered: {message}; `resume` looks at it again, `abort` ends the rollout"
            ),
            Self::Refused { action, code, message } => write!(
                f,
                "`{action}` was refused with `{code}`: {message}; `resume` tries it again, `abort` ends the rollout"
            ),
            Self::Unreachable { action, message } => write!(
                f,
                "`{action}` did not go well: {message}; `resume` tries it again, `abort` ends the rollout"
            ),
            Self::Twice { stage, job_ids } => write!(
                f,
                "wave {stage} has several jobs, `{}`; cancel all but the first that was made, then `resume` takes that one",
                job_ids.join("`, `")
            ),
            Self::Calendar { stage } => write!(
                f,
                "the calendar has no time for wave {stage} within two weeks; `abort` ends the rollout"
            ),
        }
    }
}

impl From<(&str, &Fault)> for Why {
    fn from((action, fault): (&str, &Fault)) -> Self {
        let message = said(action, fault);
        let action = action.to_owned();
        match fault {
            Fault::Refused { code, .. } => Self::Refused { action, code: code.clone(), message },
            Fault::Later(_) | Fault::Unknown(_) | Fault::Unsendable(_) => {
                Self::Unreachable { action, message }
            }
        }
    }
}

/// What is wrong with a call, without what stands beside it: the operation, and the code.
pub(crate) fn said(action: &str, fault: &Fault) -> String {
    let message = fault.to_string();
    let mut rest = message.as_str();
    let mut prefixes = vec![format!("`{action}`: ")];
    if let Fault::Refused { code, .. } = fault {
        prefixes.push(format!("the service refused with `{code}`: "));
    }
    for prefix in prefixes {
        rest = rest.strip_prefix(&prefix).unwrap_or(rest);
    }
    rest.trim_end_matches('.').to_owned()
}
