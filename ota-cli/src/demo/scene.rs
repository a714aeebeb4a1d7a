//! What the story is about: a package with two batches, and what happens to their tasks.

use std::io::{self, Write};

use ota_emulator::{Emulator, Job, Package, Task, TaskStatus};

use crate::table;

/// A package, its batches, and the devices that the story cancels tasks of.
pub(super) struct Scene {
    pub(super) package: Package,
    /// The batch that is cancelled in.
    pub(super) batch: Job,
    /// A batch of the same package that must not change.
    other: Job,
    /// Devices with a task in both batches, and one that is up to date already.
    pub(super) devices: Vec<String>,
}

impl Scene {
    /// The first package of the emulator that has two batches.
    pub(super) fn find(emulator: &Emulator) -> Option<Self> {
        let (jobs, tasks) = (emulator.jobs(), emulator.tasks());
        emulator.packages().into_iter().find_map(|package| {
            let mut batches = jobs.iter().filter(|job| job.firmware_id == package.firmware_id);
            let (batch, other) = (batches.next()?.clone(), batches.next()?.clone());
            let in_other = |name: &str| {
                tasks.iter().any(|task| task.job_id == other.job_id && task.device_name == name)
            };
            let devices = tasks
                .iter()
                .filter(|task| task.job_id == batch.job_id)
                .filter(|task| in_other(&task.device_name) || task.status == TaskStatus::Succeeded)
                .map(|task| task.device_name.clone())
                .collect();
            Some(Self { package, batch, other, devices })
        })
    }

    /// The tasks of both batches as they are now.
    pub(super) fn tasks(&self, emulator: &Emulator) -> Vec<Task> {
        let mut tasks = emulator.tasks();
        tasks.retain(|task| [&self.batch.job_id, &self.other.job_id].contains(&&task.job_id));
        tasks
    }

    /// A row for each device: how far it is in each batch, and how far it was if that changed.
    pub(super) fn show(
        &self,
        before: &[Task],
        now: &[Task],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let batches = [&self.batch.job_id, &self.other.job_id];
        let mut rows = vec![vec!["device".to_owned()]];
        rows[0].extend(batches.map(|job| format!("batch {job}")));
        let mut names: Vec<&str> = now.iter().map(|task| task.device_name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            let cell = |job: &String| match (find(before, job, name), find(now, job, name)) {
                (Some(was), Some(is)) if was != is => format!("{was} -> {is}"),
                (_, Some(is)) => is.to_string(),
                (_, None) => "-".to_owned(),
            };
            let mut row = vec![name.to_owned()];
            row.extend(batches.map(cell));
            rows.push(row);
        }
        table::write(out, 3, &rows)
    }

    /// What changed and what did not.
    pub(super) fn sum_up(
        &self,
        before: &[Task],
        now: &[Task],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let mut changed = Vec::new();
        let mut kept = Vec::new();
        for name in &self.devices {
            match (find(before, &self.batch.job_id, name), find(now, &self.batch.job_id, name)) {
                (Some(was), Some(is)) if was != is => changed.push(format!("{name} (was {was})")),
                (_, Some(is)) => kept.push(format!("{name} ({is})")),
                (_, None) => {}
            }
        }
        let others = now.iter().filter(|task| task.job_id == self.other.job_id);
        let touched = others
            .clone()
            .filter(|task| find(before, &task.job_id, &task.device_name) != Some(task.status));
        let rows = [
            ("changed", changed.join(", ")),
            ("as before", kept.join(", ")),
            ("other batch", format!("{} of {} tasks changed", touched.count(), others.count())),
        ];
        table::write(out, 3, &rows.map(|(label, text)| vec![label.to_owned(), text]))
    }
}

fn find(tasks: &[Task], job: &str, device: &str) -> Option<TaskStatus> {
    let same = |task: &&Task| task.job_id == job && task.device_name == device;
    tasks.iter().find(same).map(|task| task.status)
}
