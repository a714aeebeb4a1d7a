//! The twin: a world of its own in which a plan is carried out, in virtual time and by the controller that would carry it out in
//! earnest. Nothing reaches the service.

mod forecast;
mod seed;
mod spread;

use std::collections::BTreeMap;

use ota_spec::Spec;
use ota_world::Moment;

use crate::event::{Order, Why};
use crate::fleet::Fleet;
use crate::plan::Plan;
use crate::service::PackageRow;
use crate::simulate::{Chance, Faults, Trial, TrialError};

pub use forecast::{Forecast, StageForecast};
pub use spread::{Spread, StageSpread, is_drawn};

/// Carries a plan out in a world of its own, from `start` on. `package` is the package as the service has it; a file becomes one
/// there. Approvals are given at once, and gates agree.
///
/// # Errors
///
/// The fleet cannot be put into a world; the message says why.
pub fn twin(
    specs: &Spec,
    plan: &Plan,
    fleet: &Fleet,
    package: Option<&PackageRow>,
    start: Moment,
    chance: u64,
) -> Result<Forecast, TrialError> {
    let seed = seed::seed(plan, fleet, package, start, chance);
    let mut trial = Trial::new(specs, plan, seed, Faults::default(), Chance::new(chance))?;
    if let Some(millis) = fleet.call {
        trial = trial.with_calls_of(millis);
    }
    let outcome = trial.run(&mut |why, _| match why {
        Why::Approval { .. } => Some(Order::Approve),
        _ => None,
    });
    let rollout = trial.rollout();
    let names = ["verification".to_owned()]
        .into_iter()
        .chain(plan.waves.iter().map(|wave| wave.name.clone()));
    let skipped = usize::from(plan.verify.is_none());
    let after = |time: Option<Moment>| time.map(|time| time.since(start));
    let stages = names.zip(&rollout.stages).skip(skipped).map(|(name, stage)| {
        let mut failures = BTreeMap::new();
        for failure in &stage.failures {
            *failures.entry(failure.why.clone()).or_default() += 1;
        }
        StageForecast {
            name,
            begins: after(stage.began),
            ends: after(stage.finished),
            counts: stage.counts,
            failures,
        }
    });
    let instance = plan.instance.as_deref().unwrap_or_default();
    let world = trial.simulation().world();
    let module = seed::module(plan, package).unwrap_or(seed::WHOLE);
    let versions = world.versions(instance, &plan.product, module).into_iter();
    let said = |(name, version): (String, String)| match version.as_str() {
        seed::UNSAID => (name, String::new()),
        _ => (name, version),
    };
    let tasks = world.tasks(instance).into_iter();
    let tasks = tasks.filter(|task| task.product_key == plan.product);
    Ok(Forecast {
        stages: stages.collect(),
        calls: trial.calls.clone(),
        outcome,
        lasts: trial.lasted(),
        waited: trial.waited,
        attempts: plan.expected.attempts,
        versions: versions.map(said).collect(),
        // Jobs come in the order of their creation.
        tasks: tasks.map(|task| (task.device_name, task.status)).collect(),
    })
}

#[cfg(test)]
mod tests;
