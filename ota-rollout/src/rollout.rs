//! A rollout as its events make it.

pub(crate) mod pending;
mod stage;

use std::collections::BTreeSet;

use ota_world::Moment;

pub use stage::Stage;

use crate::event::{Counts, End, Event, Number, Order, Why};
use crate::plan::{OnStall, Plan, Target, Wave};
use crate::service::Verification;

/// A rollout: what its events have made of it. It is changed by [`Rollout::apply`] alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Rollout {
    /// Its ID.
    pub id: String,
    /// The plan.
    pub plan: Plan,
    /// The time of the last event.
    pub at: Moment,
    /// The controller that took it on last.
    pub by: String,
    /// The package, once it is known.
    pub package: Option<KnownPackage>,
    /// When the package was about to be published; or, if whether it was is not known, since when.
    pub publishing: Option<Moment>,
    /// The stage that it is in.
    pub stage: Number,
    /// The verification and the waves.
    pub stages: Vec<Stage>,
    /// The devices that failed, which are left out of later waves.
    pub quarantine: BTreeSet<String>,
    /// Whether nothing new begins.
    pub is_paused: bool,
    /// Whether it is being ended.
    pub is_aborting: bool,
    /// Why it waits for a person.
    pub stopped: Option<Why>,
    /// The last call that did not go well, and when, if nothing has happened since.
    pub trouble: Option<(Moment, String)>,
    /// The last order that was followed.
    pub last_order: u64,
    /// How it ended.
    pub ended: Option<End>,
}

/// The package of a rollout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownPackage {
    /// Its ID.
    pub firmware_id: String,
    /// The version that it installs.
    pub version: String,
    /// Whether it may be delivered.
    pub verification: Verification,
}

impl Rollout {
    /// The rollout after these events; `None` if they do not begin with a plan.
    pub fn of<'e>(events: impl IntoIterator<Item = &'e (Moment, Event)>) -> Option<Self> {
        let mut events = events.into_iter();
        let (at, Event::Planned { id, plan }) = events.next()? else { return None };
        let mut rollout = Self::new(id.clone(), Plan::clone(plan), *at);
        for (at, event) in events {
            rollout.apply(*at, event);
        }
        Some(rollout)
    }

    /// A rollout that has just been planned.
    pub fn new(id: String, plan: Plan, at: Moment) -> Self {
        let stages = vec![Stage::default(); plan.waves.len() + 1];
        Self {
            id,
            plan,
            at,
            by: String::new(),
            package: None,
            publishing: None,
            stage: 0,
            stages,
            quarantine: BTreeSet::new(),
            is_paused: false,
            is_aborting: false,
            stopped: None,
            trouble: None,
            last_order: 0,
            ended: None,
        }
    }

    /// An ID for a rollout of a plan: its name and the time.
    pub fn new_id(plan: &Plan, now: Moment) -> String {
        format!("{}-{}", plan.name, now.timestamp().strftime("%Y%m%dT%H%M%S"))
    }

    /// How far it is, in a few words.
    pub fn state(&self) -> String {
        let waves = self.plan.waves.len();
        match (&self.ended, &self.stopped, self.stage) {
            (Some(End::Done), ..) if self.left_out() > 0 => {
                format!("done, {} left out", self.left_out())
            }
            (Some(End::Done), ..) => "done".to_owned(),
            (Some(End::Aborted { .. }), ..) => "aborted".to_owned(),
            (None, Some(why), _) => why.short().to_owned(),
            _ if self.is_aborting => "being aborted".to_owned(),
            _ if self.is_paused => "paused".to_owned(),
            (None, None, 0) => "verification".to_owned(),
            (None, None, wave) => format!("wave {} of {waves}", wave.min(waves)),
        }
    }

    /// What the tasks of all stages add up to.
    pub fn counts(&self) -> Counts {
        let mut sum = Counts::default();
        for Counts { held_back, queued, notified, in_progress, succeeded, failed, canceled } in
            self.stages.iter().skip(1).map(|stage| stage.counts)
        {
            sum.held_back += held_back;
            sum.queued += queued;
            sum.notified += notified;
            sum.in_progress += in_progress;
            sum.succeeded += succeeded;
            sum.failed += failed;
            sum.canceled += canceled;
        }
        sum
    }

    /// How many devices were left out when their wave was stopped, and are in no later wave of all that are left.
    pub fn left_out(&self) -> u64 {
        let is_rest = |wave: &Wave| wave.target == Target::Remaining;
        let last_rest = self.plan.waves.iter().rposition(is_rest).unwrap_or(0);
        self.stages.iter().skip(last_rest + 1).map(Stage::left_out).sum()
    }

    /// Changes it as an event says.
    pub fn apply(&mut self, at: Moment, event: &Event) {
        self.at = self.at.max(at);
        self.trouble = match event {
            Event::CallFailed { action, message, .. } => {
                Some((at, format!("`{action}` did not go well: {message}")))
            }
            Event::TakenOn { .. } | Event::Ordered { .. } => self.trouble.take(),
            _ => None,
        };
        match event {
            Event::Planned { .. } => {}
            Event::TakenOn { by } => self.by.clone_from(by),
            Event::Ordered { order_id, order, .. } => {
                self.last_order = *order_id;
                self.follow(*order, at);
            }
            Event::CallFailed { unsure: true, .. } => match &self.package {
                None => self.publishing = Some(at),
                Some(_) => self.change(self.stage, |stage| stage.creating = Some(at)),
            },
            Event::CallFailed { .. } => {}
            Event::Publishing { .. } => self.publishing = Some(at),
            Event::PackageKnown { firmware_id, version, verification } => {
                self.package = Some(KnownPackage {
                    firmware_id: firmware_id.clone(),
                    version: version.clone(),
                    verification: *verification,
                });
            }
            Event::Stopped { why } => self.stopped = Some(why.clone()),
            Event::Ended { end } => self.ended = Some(end.clone()),
            Event::Silent { stage, devices } => {
                self.set_aside(devices.iter());
                self.change(*stage, |stage| {
                    stage.silent.extend(devices.iter().cloned());
                    stage.silence_noted = true;
                });
            }
            Event::Finished { stage, failures } => {
                if *stage > 0 {
                    self.set_aside(failures.iter().map(|failed| &failed.device));
                }
                self.change(*stage, |stage| {
                    (stage.finished, stage.failures) = (Some(at), failures.clone());
                });
            }
            Event::AgainDone { stage } => {
                let again = self.stages.get(*stage).map(|stage| stage.failures.clone());
                for failure in again.unwrap_or_default() {
                    self.quarantine.remove(&failure.device);
                }
                self.change(*stage, |stage| stage.begin_again(at));
            }
            Event::Passed { stage } => {
                self.stage = self.stage.max(*stage + 1);
                self.change(*stage, |stage| stage.passed = Some(at));
            }
            Event::Creating { stage, .. }
            | Event::Created { stage, .. }
            | Event::Counted { stage, .. }
            | Event::Stopping { stage, .. }
            | Event::Canceled { stage }
            | Event::Listed { stage, .. }
            | Event::Again { stage, .. } => self.change(*stage, |stage| stage.apply(at, event)),
        }
    }

    /// Leaves devices out of later waves, if the plan says so.
    fn set_aside<'d>(&mut self, devices: impl Iterator<Item = &'d String>) {
        if self.plan.quarantine {
            self.quarantine.extend(devices.cloned());
        }
    }

    fn change(&mut self, number: Number, change: impl FnOnce(&mut Stage)) {
        if let Some(stage) = self.stages.get_mut(number) {
            change(stage);
        }
    }

    /// Follows an order, as far as it means something now.
    fn follow(&mut self, order: Order, at: Moment) {
        if self.ended.is_some() {
            return;
        }
        if self.is_aborting {
            // It can be tried once more.
            if matches!(order, Order::Resume | Order::Abort) {
                self.stopped = None;
            }
            return;
        }
        match order {
            Order::Pause => self.is_paused = true,
            Order::Resume => self.resume(at),
            Order::Approve => {
                // Nobody agrees in advance to what has not happened.
                if let Some(Why::Approval { stage }) = self.stopped {
                    self.stopped = None;
                    self.change(stage, |stage| stage.approved = true);
                }
            }
            Order::Abort => {
                (self.is_aborting, self.is_paused, self.stopped) = (true, false, None);
                // Those that were told are cancelled now as well.
                self.change(self.stage, |stage| {
                    (stage.canceled, stage.takes_first) = (false, true)
                });
            }
            Order::RetryFailed => {
                let stage = self.stage;
                let may = stage > 0
                    && self.stages.get(stage).is_some_and(|stage| {
                        stage.finished.is_some() && !stage.failures.is_empty()
                    });
                if may {
                    self.stopped = None;
                    self.change(stage, |stage| stage.retries = true);
                }
            }
        }
    }

    fn resume(&mut self, at: Moment) {
        if self.is_paused {
            self.is_paused = false;
            // What has waited for the end of the pause has not been silent.
            self.change(self.stage, |stage| stage.counted = stage.counted.map(|_| at));
        }
        match self.stopped.take() {
            Some(why @ Why::Approval { .. }) => self.stopped = Some(why),
            Some(Why::Tolerance { stage, .. } | Why::Empty { stage }) => {
                self.change(stage, |stage| stage.overruled = true);
            }
            // Nothing can be cancelled of a verification: it is waited for once more.
            Some(Why::Silent { stage: 0, .. }) => {
                self.change(0, |stage| stage.counted = Some(at));
            }
            Some(why @ Why::Silent { stage, .. }) => self.change(stage, |stage| {
                stage.stopping.get_or_insert(why);
            }),
            Some(Why::Twice { stage, .. }) => self.change(stage, |stage| stage.takes_first = true),
            Some(Why::Verification { .. }) => {
                self.package = None;
                self.change(0, |stage| stage.abandon());
            }
            Some(
                Why::Paused
                | Why::Gate { .. }
                | Why::Refused { .. }
                | Why::Unreachable { .. }
                | Why::Calendar { .. },
            )
            | None => {}
        }
    }

    /// Whether the tolerance of a wave is exceeded now. Devices that are silent have failed.
    pub(crate) fn exceeds(&self, number: Number, at_end: bool) -> Option<Why> {
        let (wave, stage) = number
            .checked_sub(1)
            .and_then(|wave| self.plan.waves.get(wave))
            .zip(self.stages.get(number))?;
        let silent = stage.silent.len() as u64;
        let (failed, executed) = (stage.counts.failed + silent, stage.counts.executed() + silent);
        let is_exceeded = match at_end {
            true => wave.tolerance.is_exceeded_at_end(failed, executed),
            false => wave.tolerance.is_exceeded(failed, executed),
        };
        let left_out = if at_end { stage.left_out() } else { 0 };
        (is_exceeded && !stage.overruled).then_some(Why::Tolerance {
            stage: number,
            failed,
            executed,
            left_out,
        })
    }

    /// Whether silence is judged without a person.
    pub(crate) fn judges_silence(&self) -> bool {
        self.plan.on_stall == OnStall::Fail
    }

    /// The beginning of the labels of a stage.
    pub fn label(&self, stage: Number) -> String {
        format!("{}/{stage}/", self.id)
    }
}
