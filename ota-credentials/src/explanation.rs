//! What a chain did, step by step.

use std::fmt;
use std::time::SystemTime;

use crate::error::Error;
use crate::time;

/// What to say if no step joined; the reasons follow.
const NOTHING: &str = "no source of credentials is set up; set `ALIBABA_CLOUD_ACCESS_KEY_ID` and \
                       `ALIBABA_CLOUD_ACCESS_KEY_SECRET`, or another source (";

/// What a chain did, step by step, without a secret. `Display` writes a line for each step.
#[derive(Debug, Clone)]
pub struct Explanation {
    pub(crate) steps: Vec<Step>,
}

/// A step of a chain.
#[derive(Debug, Clone)]
pub struct Step {
    pub(crate) name: &'static str,
    pub(crate) outcome: Outcome,
}

/// What came of a step.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Outcome {
    /// Its credentials are used.
    Taken {
        /// The provider, such as `cli_profile/ram_role_arn`.
        provider: String,
        /// The ID of the key.
        key_id: String,
        /// When the key ends, if that is known.
        expiration: Option<SystemTime>,
    },
    /// Nothing that it reads is there; the reason.
    NotThere(String),
    /// What it reads is there and cannot be used. No later step is taken.
    Failed(Error),
    /// An earlier step decided.
    NotReached,
}

impl Explanation {
    /// The steps, in the order in which they are taken.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The step whose credentials are used.
    pub fn taken(&self) -> Option<&Step> {
        self.steps.iter().find(|step| matches!(step.outcome, Outcome::Taken { .. }))
    }

    /// The error of the step that decided.
    pub(crate) fn failed(&self) -> Option<&Error> {
        self.steps.iter().find_map(|step| match &step.outcome {
            Outcome::Failed(error) => Some(error),
            _ => None,
        })
    }

    /// What to say if no step joined.
    pub(crate) fn nothing(&self) -> String {
        let mut text = NOTHING.to_owned();
        for step in &self.steps {
            if let Outcome::NotThere(reason) = &step.outcome {
                let start = if text.ends_with('(') { "" } else { "; " };
                text.push_str(&format!("{start}{}: {reason}", step.name));
            }
        }
        text.push(')');
        text
    }
}

impl Step {
    /// The name of the step, by the names of the official clients.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What came of it.
    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.steps.iter().enumerate() {
            let line = if index > 0 { "\n" } else { "" };
            write!(f, "{line}{}. {step}", index + 1)?;
        }
        Ok(())
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.outcome)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken { provider, key_id, expiration } => {
                write!(f, "taken, key `{}` of `{provider}`", key_id.escape_debug())?;
                match expiration {
                    Some(end) => write!(f, ", good until {}", time::show(*end)),
                    None => Ok(()),
                }
            }
            Self::NotThere(reason) => write!(f, "not there: {reason}"),
            Self::Failed(error) => write!(f, "failed: {}", error.message()),
            Self::NotReached => f.write_str("not reached"),
        }
    }
}
