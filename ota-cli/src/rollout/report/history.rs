//! What happened to each device, and the failures.

use std::collections::BTreeMap;

use ota_rollout::{Event, Moment};
use ota_spec::visible;

use crate::rollout::shown::{moment, stage_name};

/// The most devices whose history is on a page. Failures are all there.
pub(super) const MOST: usize = 5000;

/// The history of a device.
#[derive(Debug)]
pub(super) struct History {
    pub(super) device: String,
    pub(super) entries: Vec<Entry>,
    pub(super) has_failed: bool,
}

/// Something that happened to a device.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) at: String,
    pub(super) what: String,
}

/// A device that failed.
#[derive(Debug)]
pub(super) struct Failed {
    pub(super) device: String,
    pub(super) stage: String,
    pub(super) task_id: String,
    pub(super) at: String,
    pub(super) why: String,
}

/// What happened to the devices of a rollout.
#[derive(Debug, Default)]
pub(super) struct Devices {
    /// Those that failed first, up to [`MOST`].
    pub(super) histories: Vec<History>,
    /// How many devices have a history that is not there.
    pub(super) left_out: usize,
    /// How many tasks were not written down one by one.
    pub(super) not_noted: u64,
    /// Every failure, in the order in which it was noted.
    pub(super) failures: Vec<Failed>,
}

impl Devices {
    pub(super) fn of(events: &[(Moment, Event)], waves: &[String]) -> Self {
        let mut devices = Self::default();
        let mut all: BTreeMap<&str, History> = BTreeMap::new();
        // The devices of tasks that failed, for when they are tried again.
        let mut of_tasks: BTreeMap<&str, &str> = BTreeMap::new();
        let mut add = |device, at: Moment, what: String, is_bad: bool| {
            let history = all.entry(device).or_insert_with(|| History {
                device: visible::line(device).into_owned(),
                entries: Vec::new(),
                has_failed: false,
            });
            history.has_failed |= is_bad;
            history.entries.push(Entry { at: moment(at), what });
        };
        for (noted, event) in events {
            // A wave that a person ends has its failures in the other one.
            if let Event::Finished { stage, failures } | Event::Listed { stage, failures, .. } =
                event
            {
                let stage = stage_name(*stage, waves);
                for failure in failures {
                    let at = failure.at.unwrap_or(*noted);
                    let why = visible::line(&failure.why).into_owned();
                    of_tasks.insert(&failure.task_id, &failure.device);
                    add(&failure.device, at, format!("{stage}: failed: {why}"), true);
                    devices.failures.push(Failed {
                        device: visible::line(&failure.device).into_owned(),
                        stage: stage.clone(),
                        task_id: visible::line(&failure.task_id).into_owned(),
                        at: moment(at),
                        why,
                    });
                }
            }
            match event {
                Event::Silent { stage, devices: silent } => {
                    let stage = stage_name(*stage, waves);
                    for device in silent {
                        let what = format!("{stage}: told, and silent since; counts as failed");
                        add(device, *noted, what, true);
                        devices.failures.push(Failed {
                            device: visible::line(device).into_owned(),
                            stage: stage.clone(),
                            task_id: String::new(),
                            at: moment(*noted),
                            why: "silent".to_owned(),
                        });
                    }
                }
                Event::Again { stage, tasks } => {
                    let stage = stage_name(*stage, waves);
                    for task in tasks {
                        if let Some(device) = of_tasks.get(task.as_str()) {
                            add(device, *noted, format!("{stage}: tried again"), false);
                        }
                    }
                }
                Event::Listed { stage, tasks, left_out, .. } => {
                    devices.not_noted += left_out;
                    let stage = stage_name(*stage, waves);
                    for task in tasks {
                        let what = if task.is_canceled { "cancelled" } else { "updated" };
                        let at = task.at.unwrap_or(*noted);
                        add(&task.device, at, format!("{stage}: {what}"), false);
                    }
                }
                _ => {}
            }
        }
        let mut histories: Vec<History> = all.into_values().collect();
        histories.sort_by_key(|history| !history.has_failed);
        devices.left_out = histories.len().saturating_sub(MOST);
        histories.truncate(MOST);
        devices.histories = histories;
        devices
    }
}
