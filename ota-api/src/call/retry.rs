//! What is sent again: after a failed attempt, the same call with a new stamp.

use std::time::Duration;

use ring::rand::{SecureRandom, SystemRandom};
use tokio::time::Instant;

use crate::call::deadline::Deadline;
use crate::call::key::Key;
use crate::call::settings::Settings;
use crate::error::Error;
use crate::request::operation::Idempotency;

/// The attempts of a call.
pub(crate) struct Attempts<'s> {
    settings: &'s Settings,
    /// What a second send does.
    idempotency: Idempotency,
    deadline: Deadline,
    /// The number of the attempt under way, from 1.
    pub(crate) number: u32,
    /// Whether nobody knows what an attempt before this one did.
    pub(crate) may_have_acted: bool,
    has_new_key: bool,
    has_set_clock: bool,
}

impl<'s> Attempts<'s> {
    pub(crate) fn new(
        settings: &'s Settings,
        idempotency: Idempotency,
        deadline: Deadline,
        first: u32,
    ) -> Self {
        Self {
            settings,
            idempotency,
            deadline,
            number: first,
            may_have_acted: false,
            has_new_key: false,
            has_set_clock: false,
        }
    }

    /// The time that this attempt has.
    pub(crate) fn limit(&self) -> Deadline {
        self.deadline.within(self.settings.attempt_limit)
    }

    /// Whether a refusal says that an attempt before did what this one was to do.
    pub(crate) fn found_done(&self, refusal: &Error, gone: &[&str]) -> bool {
        let is_gone = |code| gone.contains(&code);
        self.may_have_acted && !refusal.outcome_unknown() && refusal.code().is_some_and(is_gone)
    }

    /// Waits until the call can be sent again; `false` if it is not to be. `clock` is how far the clock of the
    /// server was ahead when it refused the time of the call.
    pub(crate) async fn next(
        &mut self,
        error: &Error,
        clock: Option<i64>,
        key: &mut Key<'s>,
    ) -> bool {
        // What the gateway refuses for its key or time is not done, and is good the next time.
        let is_off = self.settings.retry.is_off();
        if let Some(ahead) = clock
            && !std::mem::replace(&mut self.has_set_clock, true)
        {
            self.settings.clock.set(ahead);
            self.number += u32::from(!is_off);
            return !is_off;
        }
        if !self.has_new_key
            && let Some(another) = key.another(self.settings, error, self.deadline).await
        {
            *key = another;
            self.has_new_key = true;
            self.number += u32::from(!is_off);
            return !is_off;
        }
        if !error.is_retryable_as(self.idempotency) {
            return false;
        }
        let Some(pause) = self.settings.retry.pause(error, self.number, random()) else {
            return false;
        };
        let Some(start) = Instant::now().checked_add(pause) else { return false };
        // Nobody could tell whether a call was sent that does not even get its time to connect.
        let acts_twice = self.idempotency == Idempotency::NotIdempotent;
        let least = match error.is_unsent() && acts_twice {
            true => self.settings.transport.connect_limit(),
            false => Duration::ZERO,
        };
        let earliest = start.checked_add(least).unwrap_or(start);
        // What would come after the deadline is told now.
        if self.deadline.end.is_some_and(|end| earliest >= end) || !self.settings.budget.take() {
            return false;
        }
        self.may_have_acted |= error.outcome_unknown() && self.idempotency != Idempotency::ReadOnly;
        tokio::time::sleep_until(start).await;
        self.number += 1;
        true
    }
}

impl Deadline {
    /// This deadline, or a limit from now on if that ends earlier.
    fn within(self, limit: Duration) -> Self {
        match (Instant::now().checked_add(limit), self.end) {
            (Some(sooner), end) if end.is_none_or(|end| sooner < end) => {
                Self { limit, end: Some(sooner) }
            }
            _ => self,
        }
    }
}

/// A number from 0 to 1.
pub(crate) fn random() -> f64 {
    let mut bytes = [0; 4];
    match SystemRandom::new().fill(&mut bytes) {
        Ok(()) => f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX),
        Err(_) => 1.0,
    }
}
