//! An update batch.

use indexmap::IndexMap;

use crate::fleet::Pacing;
use crate::moment::Moment;

use super::task::{Task, TaskStatus};

/// An update batch. Its ID is its key in the instance, its position there its number.
#[derive(Debug, Clone)]
pub(crate) struct Job {
    pub(crate) kind: JobKind,
    pub(crate) status: JobStatus,
    /// The package that it delivers; the package may be deleted while the batch stays.
    pub(crate) firmware_id: String,
    pub(crate) product_key: String,
    pub(crate) module: String,
    pub(crate) dest_version: String,
    pub(crate) settings: Settings,
    pub(crate) created: Moment,
    pub(crate) modified: Moment,
    pub(crate) started: Option<Moment>,
    pub(crate) ended: Option<Moment>,
    /// What is sent to the devices when.
    pub(crate) pacing: Pacing,
    /// By the number of the device. Positions never change.
    tasks: IndexMap<u32, Task>,
    /// How many tasks there are in each state, in the order of [`TaskStatus::ALL`].
    counts: [u32; TaskStatus::ALL.len()],
}

/// What made the batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum JobKind {
    /// `CreateOTAVerifyJob`.
    Verify,
    /// `CreateOTAStaticUpgradeJob`.
    Static,
    /// `CreateOTADynamicUpgradeJob`; whether devices that match already take part.
    Dynamic { with_present: bool },
}

/// How far a batch is.
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

    /// Whether nothing new happens in the batch.
    pub(crate) fn is_over(self) -> bool {
        matches!(self, Self::Completed | Self::Canceled)
    }
}

/// Whom a batch reaches.
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

/// What a batch was asked to do.
#[derive(Debug, Clone)]
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
    /// What the documentation says of parameters that are not sent.
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

/// What happens after a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Retry {
    pub(crate) interval_minutes: u32,
    pub(crate) count: u8,
}

impl Job {
    /// A batch without tasks: planned if it has a schedule, else in progress.
    pub(crate) fn new(
        kind: JobKind,
        firmware_id: &str,
        package: &super::Package,
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
        }
    }

    /// `STATIC` or `DYNAMIC`; batches that verify are static.
    pub(crate) fn selection_type(&self) -> &'static str {
        match self.kind {
            JobKind::Dynamic { .. } => "DYNAMIC",
            JobKind::Static | JobKind::Verify => "STATIC",
        }
    }

    /// The tasks in the order of their making.
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

    /// How many tasks are in a state.
    pub(crate) fn count(&self, status: TaskStatus) -> u32 {
        self.counts[status as usize]
    }

    /// How many tasks can still go on.
    pub(crate) fn unfinished(&self) -> u32 {
        let unfinished = TaskStatus::ALL.into_iter().filter(|status| status.is_unfinished());
        unfinished.map(|status| self.count(status)).sum()
    }

    /// Adds a task; a device that has one already keeps that. Gives its position.
    pub(crate) fn add(&mut self, task: Task) -> Option<u32> {
        if self.tasks.contains_key(&task.device) {
            return None;
        }
        self.counts[task.status as usize] += 1;
        let (position, _) = self.tasks.insert_full(task.device, task);
        u32::try_from(position).ok()
    }

    /// Changes a task, and the counts with it.
    pub(crate) fn change(&mut self, position: u32, change: impl FnOnce(&mut Task)) {
        let Some((_, task)) = self.tasks.get_index_mut(position as usize) else { return };
        let before = task.status;
        change(task);
        self.counts[before as usize] -= 1;
        self.counts[task.status as usize] += 1;
    }
}
