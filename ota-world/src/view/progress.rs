//! The progress of a job over time.

use crate::time::Moment;
use crate::world::{Task, World};

/// The progress of a job, as its tasks tell it now: how many of them were in which stage at each of several times.
///
/// A task that was carried out again counts from its last attempt on, as it keeps no times of earlier ones.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// When it was, from the creation of the job on; in milliseconds since 1970, rising.
    pub times: Vec<i64>,
    /// The tasks at each of these times.
    pub stages: Vec<Stages>,
}

/// How many tasks were in which stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Stages {
    /// Before the device reported anything.
    pub waiting: u32,
    /// While the device was at it.
    pub running: u32,
    /// After it succeeded.
    pub succeeded: u32,
    /// After it failed.
    pub failed: u32,
    /// After it was cancelled.
    pub canceled: u32,
}

impl World {
    /// The progress of a job at `points` times up to now, or up to its end; nothing for a job that does not exist. It looks
    /// at every task once.
    pub fn progress(&self, instance: &str, job_id: &str, points: usize) -> Option<Progress> {
        let job = self.instances.get(instance)?.jobs.get(job_id)?;
        let start = job.created;
        let end = job.ended.filter(|ended| *ended < self.now).unwrap_or(self.now);
        let points = i64::try_from(points.clamp(2, 1000)).unwrap_or(2);
        let span = end.since(start).max(1);
        let mut times: Vec<i64> =
            (0..points).map(|number| start.0 + i128_share(span, number, points - 1)).collect();
        times.dedup();
        // Changes at each of the times; summed up at the end.
        let mut changes = vec![[0_i64; 5]; times.len() + 1];
        let place = |at: Moment| times.partition_point(|time| *time < at.0);
        for task in job.tasks() {
            changes[place(task.created)][0] += 1;
            let ended = (!task.status.is_unfinished()).then_some(task.modified);
            let began = task.began.filter(|began| ended.is_none_or(|ended| *began <= ended));
            if let Some(began) = began.filter(|began| *began <= self.now) {
                let at = place(began);
                changes[at][0] -= 1;
                changes[at][1] += 1;
            }
            if let (Some(ended), Some(stage)) = (ended, stage(task)) {
                let at = place(ended);
                let is_running = began.is_some_and(|began| began <= self.now);
                changes[at][usize::from(is_running)] -= 1;
                changes[at][stage] += 1;
            }
        }
        let mut sums = [0_i64; 5];
        let stages = changes.iter().take(times.len()).map(|change| {
            for (sum, change) in sums.iter_mut().zip(change) {
                *sum += change;
            }
            let [waiting, running, succeeded, failed, canceled] =
                sums.map(|sum| u32::try_from(sum).unwrap_or_default());
            Stages { waiting, running, succeeded, failed, canceled }
        });
        let stages = stages.collect();
        Some(Progress { times, stages })
    }
}

/// `span * number / of`, without overflow.
fn i128_share(span: i64, number: i64, of: i64) -> i64 {
    let share = i128::from(span) * i128::from(number) / i128::from(of);
    i64::try_from(share).unwrap_or(i64::MAX)
}

/// The stage of a task that has ended, by its place among the changes.
fn stage(task: &Task) -> Option<usize> {
    use crate::world::TaskStatus::{Canceled, Failed, Succeeded};
    match task.status {
        Succeeded => Some(2),
        Failed => Some(3),
        Canceled => Some(4),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use crate::{Seed, Simulation, TaskStatus, embedded_specs};

    #[test]
    fn what_was_running_stays_so_in_the_past() {
        let seed = r#"{ "model": { "duration": { "from": 60, "to": 600 }, "failureRate": 0.3 },
            "products": [{ "productKey": "lamp", "numbered": { "count": 100 },
                "packages": [{ "firmwareId": "fw2", "destVersion": "2.0.0" }] }] }"#;
        let mut simulation = Simulation::new(Seed::from_json(seed).unwrap()).unwrap();
        let specs = embedded_specs().unwrap();
        let call = [("ProductKey", "lamp"), ("FirmwareId", "fw2"), ("TargetSelection", "ALL")];
        simulation.call(&specs, "CreateOTAStaticUpgradeJob", call).unwrap();
        let job = simulation.world().jobs("").remove(0).job_id;
        simulation.advance(Duration::from_secs(120));
        let middle = simulation.world().progress("", &job, 2).unwrap();
        let (at, running) = (middle.times[1], middle.stages[1].running);
        assert!(running > 10, "{middle:?}");
        simulation.advance(Duration::from_secs(3000));
        let whole = simulation.world().progress("", &job, 1000).unwrap();
        let after = whole.times.partition_point(|time| *time < at);
        let near = whole.stages[after - 1].running.abs_diff(running);
        assert!(near <= 3, "{near}: {running} were at it");
    }

    #[test]
    fn the_last_point_is_what_the_tasks_are_now_and_every_point_has_all_of_them() {
        let seed = r#"{ "model": { "duration": { "from": 60, "to": 600 }, "failureRate": 0.2 },
            "products": [{ "productKey": "lamp", "numbered": { "count": 300 },
                "packages": [{ "firmwareId": "fw2", "destVersion": "2.0.0" }] }] }"#;
        let mut simulation = Simulation::new(Seed::from_json(seed).unwrap()).unwrap();
        let specs = embedded_specs().unwrap();
        let call = [
            ("ProductKey", "lamp"),
            ("FirmwareId", "fw2"),
            ("TargetSelection", "ALL"),
            ("MaximumPerMinute", "50"),
        ];
        simulation.call(&specs, "CreateOTAStaticUpgradeJob", call).unwrap();
        let job = simulation.world().jobs("").remove(0).job_id;
        for seconds in [0, 100, 200, 300, 3000] {
            simulation.advance(Duration::from_secs(seconds));
            let world = simulation.world();
            let progress = world.progress("", &job, 50).unwrap();
            assert_eq!(progress.times.len(), progress.stages.len());
            assert!(progress.times.is_sorted());
            for stages in &progress.stages {
                let all = stages.waiting
                    + stages.running
                    + stages.succeeded
                    + stages.failed
                    + stages.canceled;
                assert_eq!(all, 300, "{progress:?}");
            }
            let last = progress.stages.last().unwrap();
            let tasks = world.tasks("");
            let count = |meant: fn(TaskStatus) -> bool| {
                u32::try_from(tasks.iter().filter(|task| meant(task.status)).count()).unwrap()
            };
            assert_eq!(last.succeeded, count(|status| status == TaskStatus::Succeeded));
            assert_eq!(last.failed, count(|status| status == TaskStatus::Failed));
            assert_eq!(last.running, count(|status| status == TaskStatus::InProgress));
        }
        assert!(simulation.world().progress("", "none", 50).is_none());
    }
}
