//! What a controller has read and not written down. It can be read again.

use std::collections::{BTreeMap, VecDeque};

use ota_world::{Moment, TaskStatus};

use crate::event::{Counts, Event, Why};
use crate::service::{NewJob, PackageRow, Request, Response, TaskRow};

/// What a controller has read and not written down.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    /// How many calls in a row have failed.
    pub(super) faults: u32,
    /// When the next call is made after one that failed.
    pub(super) pause_until: Option<Moment>,
    /// Why it cannot go on.
    pub(super) stop: Option<Why>,
    /// A call that failed, to be noted.
    pub(super) trouble: Option<Event>,
    /// When one was noted last.
    pub(super) told: Option<Moment>,
    /// How often it was unknown in this stage whether something was made.
    pub(super) unknowns: u32,
    /// The package as it is now.
    pub(super) package: Option<PackageRow>,
    /// The packages with the version.
    pub(super) packages: Pages<PackageRow>,
    /// The jobs with labels.
    pub(super) jobs: Pages<(String, String)>,
    /// The address of a list that was uploaded, and when.
    pub(super) list: Option<(Moment, String)>,
    /// When they were begun to be read.
    pub(super) listed: Option<Moment>,
    /// The job that was noted and is to be created now.
    pub(super) pending: Option<Box<NewJob>>,
    /// Whether the package that was noted is to be published now.
    pub(super) publishes: bool,
    /// The tasks that were noted and are to be carried out again now.
    pub(super) again: Option<Vec<String>>,
    /// What a call has made.
    pub(super) made: Option<String>,
    /// The look at a job.
    pub(super) look: Look,
    /// When the next look is due.
    pub(super) next_look: Option<Moment>,
    /// The tasks of the states that are listed.
    pub(super) tasks: BTreeMap<TaskStatus, Pages<TaskRow>>,
    /// The tasks that may begin now.
    pub(super) held: VecDeque<TaskRow>,
    /// How many tasks may begin until the next look; `None` before it.
    pub(super) room: Option<u64>,
    /// How many tasks that wait for the controller are left to be dealt with.
    pub(super) held_left: u64,
    /// Whether a call that cancels has succeeded.
    pub(super) is_canceled: bool,
    /// Whether the service refuses to show what is left of a job that is ended.
    pub(super) is_blind: bool,
    /// What became of the program of a gate.
    pub(super) gate: Option<Result<i32, String>>,
}

/// A list that is read page by page.
#[derive(Debug)]
pub(super) struct Pages<T> {
    pub(super) rows: Vec<T>,
    /// The next page.
    pub(super) page: u32,
    pub(super) is_whole: bool,
}

impl<T> Default for Pages<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), page: 1, is_whole: false }
    }
}

impl<T> Pages<T> {
    fn add(&mut self, rows: impl IntoIterator<Item = T>, goes_on: bool) {
        self.rows.extend(rows);
        self.page += 1;
        self.is_whole = !goes_on;
    }
}

/// A look at a job: whether it is over, then the tasks in the states of an update, in their order and without those that are queued,
/// then all of them. A task that goes on while it is looked at is counted at least once, so what counts as finished is.
#[derive(Debug, Default)]
pub(super) struct Look {
    pub(super) is_over: Option<bool>,
    pub(super) counted: usize,
    pub(super) counts: Counts,
    /// All of them; they are counted last.
    pub(super) all: Option<u64>,
}

impl Look {
    /// The number of a state, to be set.
    fn slot(&mut self, status: TaskStatus) -> &mut u64 {
        match status {
            TaskStatus::Confirm => &mut self.counts.held_back,
            TaskStatus::Queued => &mut self.counts.queued,
            TaskStatus::Notified => &mut self.counts.notified,
            TaskStatus::InProgress => &mut self.counts.in_progress,
            TaskStatus::Succeeded => &mut self.counts.succeeded,
            TaskStatus::Failed => &mut self.counts.failed,
            TaskStatus::Canceled => &mut self.counts.canceled,
        }
    }
}

impl Scratch {
    /// A person has spoken: what failed is tried at once, and looked at anew.
    pub(super) fn ordered(&mut self) {
        (self.faults, self.unknowns, self.pause_until) = (0, 0, None);
        (self.stop, self.gate) = (None, None);
        self.is_canceled = false;
        self.forget_lists();
        self.look_now();
        self.tasks.clear();
    }

    /// Lists are read again from their beginning.
    pub(super) fn forget_lists(&mut self) {
        (self.jobs, self.packages) = (Pages::default(), Pages::default());
    }

    /// The next look is due at once.
    pub(super) fn look_now(&mut self) {
        (self.look, self.next_look, self.room) = (Look::default(), None, None);
        self.held.clear();
        self.tasks.remove(&TaskStatus::Confirm);
    }

    /// Takes in a response.
    pub(super) fn read(&mut self, request: &Request, response: Response, now: Moment) {
        match (request, response) {
            (Request::Package { .. }, Response::Package(package)) => self.package = Some(package),
            (Request::Packages { .. }, Response::Packages(rows, goes_on)) => {
                self.packages.add(rows, goes_on);
            }
            (Request::Jobs { .. }, Response::Jobs(rows, goes_on)) => {
                let labelled = rows.into_iter().filter_map(|row| Some((row.label?, row.job_id)));
                self.jobs.add(labelled, goes_on);
            }
            (Request::Job { .. }, Response::Job { is_over }) => self.look.is_over = Some(is_over),
            (Request::Upload { .. }, Response::Made(url)) => self.list = Some((now, url)),
            (Request::Create(_) | Request::Publish { .. }, Response::Made(id)) => {
                (self.made, self.pending, self.publishes) = (Some(id), None, false);
            }
            (Request::Again { .. }, _) => self.again = None,
            (Request::Count { status: Some(status), .. }, Response::Count(count)) => {
                *self.look.slot(*status) = count;
                self.look.counted += 1;
            }
            (Request::Count { status: None, .. }, Response::Count(count)) => {
                self.look.all = Some(count);
            }
            (Request::Tasks { status, .. }, Response::Tasks(rows, goes_on)) => {
                self.tasks.entry(*status).or_default().add(rows, goes_on);
            }
            (Request::Confirm { tasks }, _) => {
                self.held.retain(|row| !tasks.contains(&row.task_id));
                self.takes_room(tasks.len());
            }
            (Request::CancelDevices { devices, .. }, _) => {
                self.held.retain(|row| !devices.contains(&row.device));
                self.held_left = self.held_left.saturating_sub(devices.len() as u64);
            }
            (Request::Cancel { .. }, _) => self.is_canceled = true,
            // A service that responds with something else is as good as one that says nothing.
            _ => {}
        }
    }

    fn takes_room(&mut self, count: usize) {
        let count = count as u64;
        self.room = self.room.map(|room| room.saturating_sub(count));
        self.held_left = self.held_left.saturating_sub(count);
    }
}
