//! What goes wrong in a trial, and how it ends.

use std::fmt;

use ota_world::SeedError;

use crate::event::{End, Why};
use crate::plan::PlanError;

/// How often things go wrong, in ten thousand cases each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Faults {
    /// A call is lost before it is carried out.
    pub lost_before: u32,
    /// A call is carried out, and its response is lost.
    pub lost_after: u32,
    /// A call is throttled.
    pub throttled: u32,
    /// A call is refused.
    pub refused: u32,
    /// The controller is killed before a step, or after a call before it learns of its response.
    pub killed: u32,
    /// The clock is set, by up to two hours in either direction.
    pub clock_set: u32,
    /// Devices are added, or one goes offline.
    pub devices_change: u32,
    /// A gate does not agree.
    pub gate_disagrees: u32,
    /// Whether the controller is killed once at every step that there is, before it and after it.
    pub killed_everywhere: bool,
}

/// How a trial ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The rollout is over.
    Over(End),
    /// It waits for a person, who does nothing.
    Waits(Why),
    /// It did not end.
    Endless,
}

impl Outcome {
    /// Whether all waves were carried out.
    pub fn is_done(&self) -> bool {
        matches!(self, Self::Over(End::Done))
    }

    /// What it waits for.
    pub fn why(&self) -> Option<&Why> {
        match self {
            Self::Waits(why) => Some(why),
            Self::Over(_) | Self::Endless => None,
        }
    }

    /// A name for counting.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Over(End::Done) => "done",
            Self::Over(End::Aborted { .. }) => "aborted",
            Self::Endless => "endless",
            Self::Waits(why) => why.short(),
        }
    }
}

/// What a trial cannot be made of.
#[derive(Debug)]
pub enum TrialError {
    /// The plan.
    Plan(PlanError),
    /// The world.
    Seed(SeedError),
}

impl fmt::Display for TrialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plan(error) => error.fmt(f),
            Self::Seed(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for TrialError {}

impl From<PlanError> for TrialError {
    fn from(error: PlanError) -> Self {
        Self::Plan(error)
    }
}

impl From<SeedError> for TrialError {
    fn from(error: SeedError) -> Self {
        Self::Seed(error)
    }
}
