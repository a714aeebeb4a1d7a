//! When a call is sent again.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::error::Error;

/// When a call is sent again, and after which pause. By default there are up to five attempts, with growing
/// pauses of random length, all within the deadline of the call.
///
/// A policy decides *when*; *whether* is decided first: only what cannot act twice is sent again. These are calls
/// that were not sent or that the gateway refused, and those whose outcome is unknown if the operation reads, is
/// idempotent, or sent a token by which the service knows a repetition. Errors that would be the same the next
/// time are returned at once. What a client sends again is also limited by a budget that all of its calls share:
/// a hundred attempts beyond the first ones, one of which each call that succeeds gives back.
///
/// A pause that the service asks for (`x-acs-retry-after`, `Retry-After`) takes the place of the policy's.
///
/// ```
/// # use std::time::Duration;
/// use ota_api::RetryPolicy;
///
/// let patient = RetryPolicy::default().attempts(8).base_pause(Duration::from_millis(500));
/// let off = RetryPolicy::off();
/// ```
#[derive(Clone)]
#[must_use = "a policy does nothing until a client has it"]
pub struct RetryPolicy {
    attempts: u32,
    base: Duration,
    longest: Duration,
    decide: Option<Arc<Decide>>,
}

/// The decision of a policy that callers write.
type Decide = dyn Fn(&FailedAttempt<'_>) -> Option<Duration> + Send + Sync;

/// An attempt after which the call could be sent again.
#[derive(Debug)]
pub struct FailedAttempt<'a> {
    error: &'a Error,
    number: u32,
    pause: Duration,
}

impl FailedAttempt<'_> {
    /// Its error.
    pub fn error(&self) -> &Error {
        self.error
    }

    /// The number of attempts so far, from 1.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The pause that the policy would make, or the one that the service asks for.
    pub fn pause(&self) -> Duration {
        self.pause
    }
}

impl RetryPolicy {
    /// Sends nothing again, also not with a new key or after a look at the clock of the server.
    pub fn off() -> Self {
        Self::default().attempts(1)
    }

    /// Sets the largest number of attempts, the first one included; 5 by default. 0 counts as 1.
    pub fn attempts(mut self, most: u32) -> Self {
        self.attempts = most.max(1);
        self
    }

    /// Sets the longest pause after the first attempt; each further one may be twice as long. 100 ms by
    /// default, and five times that after too many calls.
    pub fn base_pause(mut self, pause: Duration) -> Self {
        self.base = pause;
        self
    }

    /// Sets the longest of all pauses; 20 seconds by default. It does not shorten what the service asks for.
    pub fn longest_pause(mut self, pause: Duration) -> Self {
        self.longest = pause;
        self
    }

    /// Lets a function decide: it gets each attempt after which the call can be sent again, and returns the pause
    /// before the next one, or `None` to give up. The number of attempts, the deadline and the budget
    /// hold as before.
    pub fn decide(
        mut self,
        decide: impl Fn(&FailedAttempt<'_>) -> Option<Duration> + Send + Sync + 'static,
    ) -> Self {
        self.decide = Some(Arc::new(decide));
        self
    }

    /// Whether there is only one attempt.
    pub(crate) fn is_off(&self) -> bool {
        self.attempts == 1
    }

    /// The pause after an attempt; `None` if it was the last one. `random` is a number from 0 to 1.
    pub(crate) fn pause(&self, error: &Error, number: u32, random: f64) -> Option<Duration> {
        if number >= self.attempts {
            return None;
        }
        let pause = match error.retry_after() {
            // Those who were refused together should not come back together.
            Some(asked) => asked.saturating_add(SPREAD.mul_f64(random)),
            None => {
                let base =
                    if error.is_throttled() { self.base.saturating_mul(5) } else { self.base };
                let doubled = 1_u32.checked_shl(number - 1).unwrap_or(u32::MAX);
                base.saturating_mul(doubled).min(self.longest).mul_f64(random)
            }
        };
        match &self.decide {
            Some(decide) => decide(&FailedAttempt { error, number, pause }),
            None => Some(pause),
        }
    }
}

/// How far those are spread that the service asks to come back.
const SPREAD: Duration = Duration::from_millis(25);

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 5,
            base: Duration::from_millis(100),
            longest: Duration::from_secs(20),
            decide: None,
        }
    }
}

impl fmt::Debug for RetryPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RetryPolicy")
            .field("attempts", &self.attempts)
            .field("base_pause", &self.base)
            .field("longest_pause", &self.longest)
            .field("decides", &self.decide.is_some())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::RetryPolicy;
    use crate::error::Error;
    use crate::error::kind::Kind;

    fn error() -> Error {
        Error::new(Kind::NotSent("no route".into()))
    }

    fn pauses(policy: &RetryPolicy, random: f64) -> Vec<u128> {
        let pauses = (1..40).map_while(|number| policy.pause(&error(), number, random));
        pauses.map(|pause| pause.as_millis()).collect()
    }

    #[test]
    fn pauses_double_up_to_the_longest_and_are_spread() {
        let policy = RetryPolicy::default();
        assert_eq!(pauses(&policy, 1.0), [100, 200, 400, 800]);
        assert_eq!(pauses(&policy, 0.5), [50, 100, 200, 400]);
        assert_eq!(pauses(&policy, 0.0), [0, 0, 0, 0]);
        let long = pauses(&policy.attempts(40), 1.0);
        assert_eq!((long[7], long[8], long[38]), (12_800, 20_000, 20_000));
        assert!(pauses(&RetryPolicy::off(), 1.0).is_empty());
        assert!(pauses(&RetryPolicy::default().attempts(0), 1.0).is_empty());
    }

    #[test]
    fn what_the_service_asks_for_comes_first() {
        let asked = |pause| error().with_retry_after(Some(pause));
        let policy = RetryPolicy::default();
        let pause = |millis, random| policy.pause(&asked(Duration::from_millis(millis)), 1, random);
        assert_eq!(pause(300, 0.0), Some(Duration::from_millis(300)));
        assert_eq!(pause(300, 1.0), Some(Duration::from_millis(325)));
        assert_eq!(policy.pause(&asked(Duration::MAX), 1, 1.0), Some(Duration::MAX));
    }

    #[test]
    fn a_function_decides_within_the_number_of_attempts() {
        let policy = RetryPolicy::default()
            .attempts(3)
            .decide(|failed| (failed.number() < 9).then(|| failed.pause() * 2));
        assert_eq!(pauses(&policy, 1.0), [200, 400]);
        assert!(pauses(&policy.decide(|_| None), 1.0).is_empty());
    }
}
