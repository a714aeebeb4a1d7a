//! What has to be true of every rollout, as the world sees it.

use std::collections::{BTreeMap, BTreeSet};

use ota_world::{Task, TaskStatus};

use super::outcome::Outcome;
use super::trial::Trial;
use crate::event::{End, Event, Order, Why};
use crate::rollout::Rollout;
use crate::service::LABEL;

/// Everything that is not as it has to be.
pub(super) fn of(trial: &Trial<'_>, outcome: &Outcome) -> Vec<String> {
    let mut broken = Vec::new();
    let rollout = trial.rollout();
    if *outcome == Outcome::Endless {
        broken.push(format!("it does not end; stage {} of {:?}", rollout.stage, rollout.stopped));
    }
    let waves = jobs_by_wave(trial);
    for (stage, jobs) in &waves {
        let may = 1 + rollout.stages.get(*stage).map_or(0, |stage| stage.abandoned.len());
        if jobs.len() > may {
            broken.push(format!("stage {stage} was started {} times", jobs.len()));
        }
    }
    let instance = rollout.plan.instance.as_deref().unwrap_or_default();
    let tasks = trial.simulation().world().tasks(instance);
    for (stage, jobs) in &waves {
        let of_stage = tasks.iter().filter(|task| jobs.contains(&task.job_id));
        let mut seen = BTreeSet::new();
        for task in of_stage {
            if *stage > 0 && !seen.insert(&task.device_name) {
                broken.push(format!("`{}` was told twice in wave {stage}", task.device_name));
            }
        }
    }
    broken.extend(quarantined(trial, &tasks));
    broken.extend(tolerances(trial, &tasks));
    if *outcome == Outcome::Over(End::Done)
        && rollout.stages.iter().any(|stage| stage.passed.is_none())
    {
        broken.push("it is done, and not all of its stages are".to_owned());
    }
    broken
}

/// The jobs of each stage by their labels.
fn jobs_by_wave(trial: &Trial<'_>) -> BTreeMap<usize, BTreeSet<String>> {
    let rollout = trial.rollout();
    let instance = rollout.plan.instance.as_deref().unwrap_or_default();
    let mut waves: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    for job in trial.simulation().world().jobs(instance) {
        let label = job.tags.iter().find(|(key, _)| key == LABEL).map(|(_, value)| value);
        let stage = label.and_then(|label| {
            (0..rollout.stages.len()).find(|stage| label.starts_with(&rollout.label(*stage)))
        });
        if let Some(stage) = stage {
            waves.entry(stage).or_default().insert(job.job_id);
        }
    }
    waves
}

/// Devices that had failed when a wave was created take no part in it.
fn quarantined(trial: &Trial<'_>, tasks: &[Task]) -> Vec<String> {
    let mut broken = Vec::new();
    for (place, (_, event)) in trial.events.iter().enumerate() {
        let Event::Created { stage, job_id, .. } = event else { continue };
        if *stage == 0 {
            continue;
        }
        let Some(before) = trial.events.get(..place).and_then(Rollout::of) else { continue };
        for task in tasks.iter().filter(|task| task.job_id == *job_id) {
            let is_out = before.quarantine.contains(&task.device_name);
            let took_part = matches!(
                task.status,
                TaskStatus::Succeeded | TaskStatus::Notified | TaskStatus::InProgress
            );
            if is_out && took_part {
                broken.push(format!("`{}` had failed before wave {stage}", task.device_name));
            }
        }
    }
    broken
}

/// When more had failed than may, no further device was told: what fails later had been told before.
fn tolerances(trial: &Trial<'_>, tasks: &[Task]) -> Vec<String> {
    let mut broken = Vec::new();
    let is_retried = trial
        .events
        .iter()
        .any(|(_, event)| matches!(event, Event::Ordered { order: Order::RetryFailed, .. }));
    for (number, stage) in trial.rollout().stages.iter().enumerate().skip(1) {
        let Some(job_id) = &stage.job_id else { continue };
        if matches!(stage.stopping, Some(Why::Tolerance { .. }))
            && let Some(most) = trial.cut.get(job_id).filter(|_| !is_retried)
        {
            let failed = tasks
                .iter()
                .filter(|task| task.job_id == *job_id && task.status == TaskStatus::Failed);
            let failed = failed.count() as u64;
            if failed > *most {
                broken.push(format!("wave {number}: {failed} failed, and {most} had been told"));
            }
        }
    }
    // A wave whose tolerance is exceeded is cut by the next thing that is noted of it.
    for (place, (_, event)) in trial.events.iter().enumerate() {
        let Event::Counted { stage, .. } = event else { continue };
        let Some(then) = trial.events.get(..=place).and_then(Rollout::of) else { continue };
        let is_cut = then.stages.get(*stage).is_none_or(|stage| stage.stopping.is_some());
        if then.is_aborting || is_cut || *stage == 0 || then.exceeds(*stage, false).is_none() {
            continue;
        }
        let next = trial.events.get(place + 1..).unwrap_or_default().iter().find(|(_, event)| {
            !matches!(
                event,
                Event::Ordered { .. }
                    | Event::Counted { .. }
                    | Event::TakenOn { .. }
                    | Event::CallFailed { .. }
                    | Event::Listed { .. }
            )
        });
        let is_followed = next.is_none_or(|(_, event)| {
            matches!(
                event,
                Event::Stopping { .. }
                    | Event::Finished { .. }
                    | Event::Stopped { .. }
                    | Event::Ended { .. }
                    | Event::Canceled { .. }
            )
        });
        if !is_followed {
            broken.push(format!("wave {stage} went on with too many failures"));
        }
    }
    broken
}
