//! An update job.

use indexmap::IndexMap;

use crate::time::Moment;

use super::pacing::Pacing;
use super::package::Package;
use super::task::{Task, TaskStatus};

/// An update job. Its ID is its key in the instance, its position there its number.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Job {
    pub(crate) kind: JobKind,
    pub(crate) status: JobStatus,
    /// The package that it delivers; the package may be deleted while the job stays.
    pub(crate) firmware_id: String,
    pub(crate) product_key: String,
    pub(crate) module: String,
    pub(crate) dest_version: String,
    pub(crate) settings: Settings,
    pub(crate) created: Moment,
    pub(crate) modified: Moment,
    pub(crate) started: Option<Moment>,
    pub(crate) ended: Option<Moment>,
    /// The pushes to its devices.
    pub(crate) pacing: Pacing,
    /// By the number of the device. Positions never change.
    tasks: IndexMap<u32, Task>,
    /// How many tasks there are in each state, in the order of [`TaskStatus::ALL`].
    counts: [u32; TaskStatus::ALL.len()],
    /// The same for each [`BLOCK`] of positions, so that few of a million tasks are found fast.
    blocks: Vec<[u16; TaskStatus::ALL.len()]>,
}

/// The number of positions that are counted together.
const BLOCK: usize = 256;

/// The operation that created a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum JobKind {
    /// `CreateOTAVerifyJob`.
    Verify,
    /// `CreateOTAStaticUpgradeJob`.
    Static,
    /// `CreateOTADynamicUpgradeJob`; whether devices that match already take part.
    Dynamic { with_present: bool },
}

/// The state of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobStatus {
    /// `PLANNED`: its schedule has not come yet.
    Planned,
    /// `IN_PROGRESS`.
    InProgress,
    /// `COMPLETED`: every task has ended.
    Completed,
    /// `CANCELED`.
    Canceled,
}

impl JobStatus {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "PLANNED",
            Self::InProgress => "IN_PROGRESS",
            Self::Completed => "COMPLETED",
            Self::Canceled => "CANCELED",
        }
    }

    /// Whether the job has ended.
    pub(crate) fn is_over(self) -> bool {
        matches!(self, Self::Completed | Self::Canceled)
    }
}

/// The devices that a job reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum TargetSelection {
    #[default]
    All,
    Specific,
    Gray,
    Group,
}

impl TargetSelection {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::All => "ALL",
            Self::Specific => "SPECIFIC",
            Self::Gray => "GRAY",
            Self::Group => "GROUP",
        }
    }
}

/// The settings of a job.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Settings {
    pub(crate) selection: TargetSelection,
    /// As it was given.
    pub(crate) gray_percent: Option<String>,
    pub(crate) group_id: Option<String>,
    pub(crate) src_versions: Vec<String>,
    pub(crate) maximum_per_minute: u32,
    pub(crate) need_push: bool,
    pub(crate) need_confirm: bool,
    pub(crate) multi_module: bool,
    /// Whether an earlier task that has not begun is replaced.
    pub(crate) overwrites: bool,
    pub(crate) retry: Option<Retry>,
    pub(crate) timeout_minutes: Option<u32>,
    pub(crate) schedule: Option<Moment>,
    pub(crate) finish: Option<Moment>,
    pub(crate) protocol: String,
    pub(crate) tags: Vec<(String, String)>,
}

impl Default for Settings {
    /// The documented defaults of parameters that are not sent.
    fn default() -> Self {
        Self {
            selection: TargetSelection::All,
            gray_percent: None,
            group_id: None,
            src_versions: Vec::new(),
            maximum_per_minute: 10_000,
            need_push: true,
            need_confirm: false,
            multi_module: false,
            overwrites: false,
            retry: None,
            timeout_minutes: None,
            schedule: None,
            finish: None,
            protocol: "HTTPS".to_owned(),
            tags: Vec::new(),
        }
    }
}

/// The retries after a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Retry {
    pub(crate) interval_minutes: u32,
    pub(crate) count: u8,
}

impl Job {
    /// A job without tasks: planned if it has a schedule, else in progress.
    pub(crate) fn new(
        kind: JobKind,
        firmware_id: &str,
        package: &Package,
        product_key: &str,
        settings: Settings,
        now: Moment,
    ) -> Self {
        let is_planned = settings.schedule.is_some();
        Self {
            kind,
            status: if is_planned { JobStatus::Planned } else { JobStatus::InProgress },
            firmware_id: firmware_id.to_owned(),
            product_key: product_key.to_owned(),
            module: package.module.clone(),
            dest_version: package.dest_version.clone(),
            settings,
            created: now,
            modified: now,
            started: (!is_planned).then_some(now),
            ended: None,
            pacing: Pacing::default(),
            tasks: IndexMap::new(),
            counts: [0; TaskStatus::ALL.len()],
            blocks: Vec::new(),
        }
    }

    /// `STATIC` or `DYNAMIC`; verification jobs are static.
    pub(crate) fn selection_type(&self) -> &'static str {
        match self.kind {
            JobKind::Dynamic { .. } => "DYNAMIC",
            JobKind::Static | JobKind::Verify => "STATIC",
        }
    }

    /// The tasks in the order of their creation.
    pub(crate) fn tasks(&self) -> impl ExactSizeIterator<Item = &Task> + Clone {
        self.tasks.values()
    }

    /// The task at a position.
    pub(crate) fn task(&self, position: u32) -> Option<&Task> {
        self.tasks.get_index(position as usize).map(|(_, task)| task)
    }

    /// The position of the task of a device.
    pub(crate) fn position(&self, device: u32) -> Option<u32> {
        self.tasks.get_index_of(&device).and_then(|position| u32::try_from(position).ok())
    }

    /// The number of tasks in a state.
    pub(crate) fn count(&self, status: TaskStatus) -> u32 {
        self.counts[status as usize]
    }

    /// The number of unfinished tasks.
    pub(crate) fn unfinished(&self) -> u32 {
        let unfinished = TaskStatus::ALL.into_iter().filter(|status| status.is_unfinished());
        unfinished.map(|status| self.count(status)).sum()
    }

    /// Adds a task and returns its position; `None` if the device has one already.
    pub(crate) fn add(&mut self, task: Task) -> Option<u32> {
        if self.tasks.contains_key(&task.device) {
            return None;
        }
        let status = task.status as usize;
        let (position, _) = self.tasks.insert_full(task.device, task);
        self.counts[status] += 1;
        if self.blocks.len() <= position / BLOCK {
            self.blocks.push([0; TaskStatus::ALL.len()]);
        }
        self.blocks[position / BLOCK][status] += 1;
        u32::try_from(position).ok()
    }

    /// Changes a task, and the counts with it.
    pub(crate) fn change(&mut self, position: u32, change: impl FnOnce(&mut Task)) {
        let Some((_, task)) = self.tasks.get_index_mut(position as usize) else { return };
        let before = task.status as usize;
        change(task);
        let after = task.status as usize;
        self.counts[before] -= 1;
        self.counts[after] += 1;
        let block = &mut self.blocks[position as usize / BLOCK];
        block[before] -= 1;
        block[after] += 1;
    }

    /// The positions of the tasks in a state, without the first `skipped` ones.
    pub(crate) fn positions(
        &self,
        status: TaskStatus,
        skipped: usize,
    ) -> impl Iterator<Item = u32> {
        let counts = self.blocks.iter().map(move |block| usize::from(block[status as usize]));
        let mut left = skipped;
        let passed_over = counts
            .clone()
            .take_while(|count| {
                let is_skipped = *count <= left;
                left -= if is_skipped { *count } else { 0 };
                is_skipped
            })
            .count();
        let blocks = counts.enumerate().skip(passed_over).filter(|(_, count)| *count > 0);
        let positions = blocks.flat_map(|(block, _)| block * BLOCK..(block + 1) * BLOCK);
        let is_meant = move |position: &usize| {
            self.tasks.get_index(*position).is_some_and(|(_, task)| task.status == status)
        };
        positions.filter(is_meant).skip(left).filter_map(|position| u32::try_from(position).ok())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Job, JobKind, Settings};
    use crate::seed::Seed;
    use crate::time::Moment;
    use crate::world::{Task, TaskStatus, World};

    fn job(statuses: &[TaskStatus]) -> Job {
        let seed =
            r#"{ "products": [{ "productKey": "p", "packages": [{ "firmwareId": "f" }] }] }"#;
        let world = World::new(&Seed::from_json(seed).unwrap(), Moment(0)).unwrap();
        let package = &world.instances[""].packages["f"];
        let mut job = Job::new(JobKind::Static, "f", package, "p", Settings::default(), Moment(0));
        for (device, status) in (0..).zip(statuses) {
            // From the last device to the first, as the order of creation is what counts.
            job.add(Task::new(u32::MAX - device, None, *status, Moment(0)));
        }
        job
    }

    proptest! {
        #[test]
        fn tasks_in_a_state_are_found_wherever_they_are(
            statuses in proptest::collection::vec(proptest::sample::select(&TaskStatus::ALL), 0..1500),
            changes in proptest::collection::vec((0_u32..1500, proptest::sample::select(&TaskStatus::ALL)), 0..20),
            emptied in 0_u32..6,
            skipped in 0_usize..600,
        ) {
            let mut job = job(&statuses);
            for (position, status) in changes {
                job.change(position, |task| task.status = status);
            }
            for position in emptied * 256..(emptied + 1) * 256 {
                job.change(position, |task| task.status = TaskStatus::Succeeded);
            }
            for status in TaskStatus::ALL {
                let all = (0_u32..).zip(job.tasks()).filter(|(_, task)| task.status == status);
                let all: Vec<u32> = all.map(|(position, _)| position).collect();
                prop_assert_eq!(all.len(), job.count(status) as usize);
                let found: Vec<u32> = job.positions(status, skipped).collect();
                prop_assert_eq!(&found, &all[skipped.min(all.len())..]);
            }
        }
    }
}
