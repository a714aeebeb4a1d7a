//! Faults: calls that go wrong on purpose, by rules that are set while the emulator runs.
//!
//! They concern calls of operations, uploads and downloads, never the admin API under
//! `/_ota/`, so that a rule can always be taken back. A fault spoils what a caller sees. It never
//! lies about what was done: the ledger has a call that acted, whatever became of its response.

mod deliver;
mod effect;
mod spoil;

use std::collections::BTreeMap;
use std::fmt;

use ota_world::{document, draw};
use serde::{Deserialize, Serialize};

use crate::products::Products;

pub(crate) use deliver::{deliver, instead};
pub use effect::{Effect, ResponseFormat};

/// The name of an upload where a fault names an operation.
pub(crate) const UPLOAD: &str = "PostObject";

/// The name of the download of a file there.
pub(crate) const DOWNLOAD: &str = "GetObject";

/// The most rules at a time.
const MOST: usize = 1000;

/// A rule by which calls go wrong.
///
/// Rules are tried in the order in which they were added. The first that hits decides; later ones
/// are not tried and draw nothing. With the same rules, the same calls in the same order fail.
///
/// ```
/// use ota_emulator::{Effect, Fault};
///
/// // Twice the task is cancelled, and nobody learns of it.
/// let fault = Fault::new(Effect::Reset { acts: true }).operation("CancelOTATaskByDevice").times(2);
/// let same = Fault::from_json(
///     r#"{ "operation": "CancelOTATaskByDevice", "times": 2,
///          "effect": { "kind": "reset", "acts": true } }"#,
/// )?;
/// assert_eq!(fault, same);
/// # Ok::<(), ota_emulator::BadFault>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    expecting = "a fault, an object with `effect`"
)]
#[non_exhaustive]
pub struct Fault {
    /// The operation it is for, such as `ListOTAJobByFirmware`, or `PostObject` for uploads and
    /// `GetObject` for downloads of files; all of them if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The share of matching calls that it hits, from 0 to 1; all if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    /// The most hits; unlimited if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
    /// The number that the draws for the probability are made from.
    #[serde(default)]
    pub seed: u64,
    /// The effect.
    pub effect: Effect,
}

impl Fault {
    /// A rule that hits every call.
    pub fn new(effect: Effect) -> Self {
        Self { operation: None, probability: None, times: None, seed: 0, effect }
    }

    /// Only for calls of this operation; see [`Fault::operation`](field@Fault::operation).
    #[must_use]
    pub fn operation(mut self, action: impl Into<String>) -> Self {
        self.operation = Some(action.into());
        self
    }

    /// Hits this share of the calls, from 0 to 1, as the seed draws them.
    #[must_use]
    pub fn probability(mut self, share: f64, seed: u64) -> Self {
        self.probability = Some(share);
        self.seed = seed;
        self
    }

    /// Limits the number of hits.
    #[must_use]
    pub fn times(mut self, times: u64) -> Self {
        self.times = Some(times);
        self
    }

    /// Reads a rule.
    ///
    /// # Errors
    ///
    /// The mistake, and what is allowed.
    pub fn from_json(text: &str) -> Result<Self, BadFault> {
        document::read(text.as_bytes(), "a fault").map_err(BadFault)
    }

    fn check(&self, products: &Products) -> Result<(), BadFault> {
        if let Some(action) = &self.operation
            && ![UPLOAD, DOWNLOAD].contains(&action.as_str())
            && !products.have(action)
        {
            let known = products.actions().chain([UPLOAD, DOWNLOAD]);
            let help = ota_spec::suggest::help(action, known);
            return Err(BadFault(format!("there is no operation `{action}`; {help}")));
        }
        if self.probability.is_some_and(|share| !(0.0..=1.0).contains(&share)) {
            return Err(BadFault("`probability` must be from 0 to 1".to_owned()));
        }
        if self.times == Some(0) {
            let message = "`times` must be 1 or more; leave it out for any number of times";
            return Err(BadFault(message.to_owned()));
        }
        self.effect.check().map_err(BadFault)
    }
}

/// An invalid rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadFault(String);

impl fmt::Display for BadFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invalid fault: {}", self.0)
    }
}

impl std::error::Error for BadFault {}

/// A rule that was added, and what it has done.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct FaultRule {
    /// Its number, by which it is removed.
    pub id: u64,
    /// The rule.
    pub fault: Fault,
    /// The number of calls it was tried on.
    pub asked: u64,
    /// The number of calls it hit.
    pub hits: u64,
}

/// The rules in force.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    rules: BTreeMap<u64, FaultRule>,
    /// The number of rules ever added.
    added: u64,
}

/// A rule hit.
#[derive(Debug, Clone)]
pub(crate) struct Hit {
    pub(crate) id: u64,
    pub(crate) effect: Effect,
}

impl Faults {
    /// Adds a rule and returns its number.
    pub(crate) fn add(&mut self, fault: Fault, products: &Products) -> Result<u64, BadFault> {
        fault.check(products)?;
        if self.rules.len() >= MOST {
            return Err(BadFault(format!("there are {MOST} already; remove some first")));
        }
        self.added += 1;
        let id = self.added;
        self.rules.insert(id, FaultRule { id, fault, asked: 0, hits: 0 });
        Ok(id)
    }

    /// Removes a fault; `false` if there is none with that number.
    pub(crate) fn remove(&mut self, id: u64) -> bool {
        self.rules.remove(&id).is_some()
    }

    /// Removes all faults.
    pub(crate) fn clear(&mut self) {
        self.rules.clear();
    }

    /// The rules in their order.
    pub(crate) fn list(&self) -> Vec<FaultRule> {
        self.rules.values().cloned().collect()
    }

    /// The fault that hits a call, if one does.
    pub(crate) fn draw(&mut self, operation: &str) -> Option<Hit> {
        self.rules.values_mut().find_map(|rule| rule.draw(operation))
    }
}

impl FaultRule {
    fn draw(&mut self, operation: &str) -> Option<Hit> {
        let fault = &self.fault;
        if fault.operation.as_ref().is_some_and(|action| action != operation)
            || fault.times.is_some_and(|times| self.hits >= times)
        {
            return None;
        }
        let number = self.asked;
        self.asked += 1;
        // The upper 53 bits are what a fraction between 0 and 1 has room for.
        #[allow(clippy::cast_precision_loss, reason = "53 bits fit")]
        let drawn = (draw(fault.seed, &[number]) >> 11) as f64 / (1_u64 << 53) as f64;
        if fault.probability.is_some_and(|share| drawn >= share) {
            return None;
        }
        self.hits += 1;
        Some(Hit { id: self.id, effect: fault.effect.clone() })
    }
}
