//! Draws: everything that is left to chance.
//!
//! Every draw depends on the seed, the job, the device, the attempt and what it is for. So the
//! order in which things are asked or done changes nothing, and one device never changes the luck
//! of another.

use crate::time::Moment;
use crate::world::ids::{draw, joined};
use crate::world::instance::Instance;
use crate::world::model::{Behaviour, DeviceFailure, Model, Seconds};
use crate::world::task::TaskRef;

/// The number of parts that shares are compared in.
const PARTS: u64 = 1_000_000_000;

/// An attempt at a task: all that is drawn for it.
pub(super) struct Attempt<'a> {
    salt: u64,
    job: u32,
    device: u32,
    /// Different for each attempt, including those before a task was started over.
    number: u64,
    /// The number of attempts before it since the task was started over.
    retries: u8,
    /// Since when the task has been in its state.
    since: Moment,
    model: &'a Model,
    own: &'a Behaviour,
    /// Since when the device behaves so.
    own_since: Moment,
    /// Whether the device has never been online.
    unactive: bool,
}

/// Whether a device can be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    Online,
    OfflineUntil(Moment),
    OfflineForEver,
}

/// The outcome of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Succeeds,
    Fails(DeviceFailure),
    /// It falls silent.
    Silent,
}

/// The purpose of a draw.
#[derive(Debug, Clone, Copy)]
enum Purpose {
    Offline,
    OfflineFor,
    Ask,
    Delay,
    Duration,
    Silent,
    Failure,
    Progress,
}

const ORDINARY: &Behaviour = &Behaviour {
    delay: None,
    duration: None,
    fails: None,
    failed_attempts: None,
    failure_rate: None,
    silent: None,
    offline: None,
    offline_for: None,
    ask_every: None,
};

impl Instance {
    /// The attempt at a task that is going on, or would come next.
    pub(super) fn attempt<'a>(&'a self, place: TaskRef, model: &'a Model) -> Option<Attempt<'a>> {
        let (job, task) = self.task(place)?;
        let product = self.products.get(&job.product_key)?;
        let (_, device) = product.devices.get_index(task.device as usize)?;
        let (own, own_since) = match &device.behaviour {
            Some(own) => (&own.behaviour, own.since),
            None => (ORDINARY, Moment::default()),
        };
        Some(Attempt {
            salt: self.salt,
            job: place.job,
            device: task.device,
            number: joined(task.generation, u32::from(task.retries)),
            retries: task.retries,
            since: task.modified,
            model,
            own,
            own_since,
            unactive: device.unactive,
        })
    }
}

impl Attempt<'_> {
    fn draw(&self, purpose: Purpose) -> u64 {
        let parts = [u64::from(self.job), u64::from(self.device), self.number, purpose as u64];
        draw(self.salt, &parts)
    }

    /// Whether this is among a share of all.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to PARTS")]
    #[allow(clippy::cast_precision_loss, reason = "PARTS is small enough")]
    fn is_among(&self, share: f64, purpose: Purpose) -> bool {
        self.draw(purpose) % PARTS < (share * PARTS as f64).round() as u64
    }

    fn time(&self, own: Option<Seconds>, model: Seconds, purpose: Purpose) -> i64 {
        own.unwrap_or(model).pick(self.draw(purpose))
    }

    /// From being told of the update to the first progress, in milliseconds.
    pub(super) fn delay(&self) -> i64 {
        self.time(self.own.delay, self.model.delay, Purpose::Delay)
    }

    /// From the first progress to the end, in milliseconds.
    pub(super) fn duration(&self) -> i64 {
        self.time(self.own.duration, self.model.duration, Purpose::Duration)
    }

    /// How long it takes until the device asks, in milliseconds.
    pub(super) fn asks_after(&self) -> i64 {
        self.time(self.own.ask_every, self.model.ask_every, Purpose::Ask)
    }

    /// How far it gets if it does not get through, in percent.
    pub(super) fn gets_to(&self) -> u8 {
        u8::try_from(5 + self.draw(Purpose::Progress) % 90).unwrap_or(5)
    }

    /// How it goes.
    pub(super) fn fate(&self) -> Fate {
        let is_silent = match self.own.silent {
            Some(silent) => silent,
            None => self.is_among(self.model.silent_share, Purpose::Silent),
        };
        if is_silent {
            return Fate::Silent;
        }
        if let Some(failure) = self.own.fails {
            let fails =
                self.own.failed_attempts.is_none_or(|count| u32::from(self.retries) < count);
            return if fails { Fate::Fails(failure) } else { Fate::Succeeds };
        }
        let rate = self.own.failure_rate.unwrap_or(self.model.failure_rate);
        if self.is_among(rate, Purpose::Failure) {
            Fate::Fails(self.model.failure)
        } else {
            Fate::Succeeds
        }
    }

    /// Whether the device can be reached at a time, while the task waits for it.
    pub(super) fn presence(&self, at: Moment) -> Presence {
        if self.unactive {
            return Presence::OfflineForEver;
        }
        let (since, time) = match self.own.offline {
            Some(false) => return Presence::Online,
            Some(true) => (self.own_since, self.own.offline_for),
            None if self.is_among(self.model.offline_share, Purpose::Offline) => {
                (self.since, self.model.offline_for)
            }
            None => return Presence::Online,
        };
        let Some(time) = time else { return Presence::OfflineForEver };
        let until = since.after(time.pick(self.draw(Purpose::OfflineFor)));
        if until <= at { Presence::Online } else { Presence::OfflineUntil(until) }
    }
}
