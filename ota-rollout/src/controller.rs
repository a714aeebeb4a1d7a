//! The controller: from what has happened to what comes next.
//!
//! It has no clock and does nothing itself. [`Controller::next`] says what to do; the caller does it and says what
//! became of it. What must survive is an [`Event`], which the caller writes down before it goes on: so a controller that
//! is lost at any point is made anew from the events. What is not written down is only what can be read again.

mod abort;
mod again;
mod begin;
mod look;
mod package;
mod scratch;
mod wave;

use ota_world::Moment;

use crate::event::{End, Event, Why, said};
use crate::rollout::Rollout;
use crate::service::{Fault, Performed, Request};
use scratch::Scratch;

/// How often in a row calls may fail before a person is asked.
const MOST_FAULTS: u32 = 8;

/// For how long calls that fail one after another are not noted, in milliseconds.
const NOTED_FOR: i64 = 30_000;

/// How often something may be made, and not be found, before a person is asked.
const MOST_UNKNOWN: u32 = 3;

/// What comes next.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Write this down, then apply it by [`Controller::note`].
    Note(Event),
    /// Make this call, then tell by [`Controller::learn`] what became of it.
    Perform(Request),
    /// Run this program, then tell by [`Controller::gate`] what became of it.
    Run(Vec<String>),
    /// Let so many milliseconds pass.
    Sleep(i64),
    /// Wait for a person.
    Ask(Why),
    /// It is over.
    End(End),
}

/// The controller of one rollout.
#[derive(Debug)]
pub struct Controller {
    rollout: Rollout,
    now: Moment,
    scratch: Scratch,
}

impl Controller {
    /// The controller of a rollout that is as its events say.
    pub fn new(rollout: Rollout) -> Self {
        Self { now: rollout.at, rollout, scratch: Scratch::default() }
    }

    /// The rollout.
    pub fn rollout(&self) -> &Rollout {
        &self.rollout
    }

    /// Its time, which never goes back.
    pub fn now(&self) -> Moment {
        self.now
    }

    /// An event that was written down.
    pub fn note(&mut self, at: Moment, event: &Event) {
        self.now = self.now.max(at);
        self.rollout.apply(at, event);
        let scratch = &mut self.scratch;
        match event {
            Event::TakenOn { .. } | Event::Counted { .. } | Event::Listed { .. } => {}
            Event::CallFailed { .. } => (scratch.trouble, scratch.told) = (None, Some(at)),
            Event::Ordered { .. } => scratch.ordered(),
            Event::Stopped { .. } => (scratch.stop, scratch.faults) = (None, 0),
            Event::Publishing { .. } => scratch.publishes = true,
            Event::Creating { job, .. } => scratch.pending = Some(job.clone()),
            Event::Again { tasks, .. } => scratch.again = Some(tasks.clone()),
            _ => *scratch = Scratch::default(),
        }
    }

    /// What became of a call.
    pub fn learn(&mut self, now: Moment, request: &Request, performed: Performed) {
        self.now = self.now.max(now);
        match performed {
            Ok(response) => {
                self.scratch.faults = 0;
                self.scratch.read(request, response, self.now);
            }
            Err(fault) => self.fault(request, fault),
        }
    }

    /// What became of the program of a gate: an exit code, or why there is none.
    pub fn gate(&mut self, now: Moment, result: Result<i32, String>) {
        self.now = self.now.max(now);
        self.scratch.gate = Some(result);
    }

    fn fault(&mut self, request: &Request, fault: Fault) {
        let scratch = &mut self.scratch;
        scratch.faults += 1;
        let pause = 1000_i64 << scratch.faults.min(6);
        scratch.pause_until = Some(self.now.after(pause));
        let is_final = matches!(fault, Fault::Refused { .. } | Fault::Unsendable(_));
        let mut unsure = false;
        match request {
            // Whether something was made is looked up before anything else is done.
            Request::Create(_) | Request::Publish { .. } => {
                match &fault {
                    Fault::Later(_) => {}
                    Fault::Unknown(_) => {
                        unsure = true;
                        scratch.unknowns += 1;
                        if scratch.unknowns >= MOST_UNKNOWN {
                            scratch.stop = Some(Why::from((request.action(), &fault)));
                        }
                    }
                    _ => scratch.stop = Some(Why::from((request.action(), &fault))),
                }
                if !matches!(fault, Fault::Later(_)) {
                    (scratch.pending, scratch.publishes) = (None, false);
                    scratch.forget_lists();
                }
            }
            // What was confirmed or cancelled meanwhile is no longer in the list.
            Request::Confirm { .. } | Request::CancelDevices { .. }
                if !matches!(fault, Fault::Unsendable(_)) =>
            {
                scratch.look_now();
            }
            // It is asked for once, whatever becomes of it.
            Request::Again { .. } if !matches!(fault, Fault::Later(_)) => {
                (scratch.faults, scratch.again) = (0, None);
            }
            Request::Cancel { .. } if self.rollout.is_aborting && is_final => {
                scratch.is_canceled = true;
            }
            // It ends without a look at what is left.
            Request::Job { .. } | Request::Count { .. } | Request::Tasks { .. }
                if self.rollout.is_aborting && is_final =>
            {
                scratch.is_blind = true;
            }
            _ if is_final => scratch.stop = Some(Why::from((request.action(), &fault))),
            _ => {}
        }
        if scratch.faults >= MOST_FAULTS {
            scratch.stop = Some(Why::from((request.action(), &fault)));
        }
        let is_told = scratch.told.is_some_and(|told| self.now.since(told) < NOTED_FOR);
        // Since when it is looked for is written down, so that it holds for the next controller as well.
        if unsure || (scratch.stop.is_none() && !is_told) {
            scratch.trouble = Some(Event::CallFailed {
                action: request.action().to_owned(),
                message: said(request.action(), &fault),
                unsure,
                again: self.now.after(pause),
            });
        }
    }

    /// What comes next.
    pub fn next(&mut self, now: Moment) -> Step {
        self.now = self.now.max(now).max(self.rollout.at);
        if let Some(end) = &self.rollout.ended {
            return Step::End(end.clone());
        }
        if let Some(why) = &self.rollout.stopped {
            return Step::Ask(why.clone());
        }
        if let Some(trouble) = &self.scratch.trouble {
            return Step::Note(trouble.clone());
        }
        if let Some(why) = self.scratch.stop.clone() {
            return Step::Note(Event::Stopped { why });
        }
        if let Some(until) = self.scratch.pause_until {
            if until > self.now {
                return Step::Sleep(until.since(self.now));
            }
            self.scratch.pause_until = None;
        }
        if self.rollout.is_aborting {
            return self.abort();
        }
        if let Some(step) = self.package() {
            return step;
        }
        match self.rollout.stage {
            0 => self.verification(),
            number if number < self.rollout.stages.len() => self.wave(number),
            _ => Step::Note(Event::Ended { end: End::Done }),
        }
    }
}

/// It waits for a person.
fn stop(why: Why) -> Step {
    Step::Note(Event::Stopped { why })
}

#[cfg(test)]
mod tests;
