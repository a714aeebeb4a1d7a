//! How much a client may send again.

use std::sync::atomic::{AtomicU32, Ordering};

/// The number of attempts beyond the first ones that a client may make while nothing succeeds.
const FULL: u32 = 100;

/// What is left of the budget that all calls of a client share: where a service is down, they do not add
/// a load that is several times the usual one.
#[derive(Debug)]
pub(crate) struct Budget(AtomicU32);

impl Budget {
    /// Takes one attempt, if there is one left.
    pub(crate) fn take(&self) -> bool {
        self.0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1))
            .is_ok()
    }

    /// Gives one back, after a success.
    pub(crate) fn give(&self) {
        // Nearly always it is full, and reading is cheaper than writing.
        if self.0.load(Ordering::Relaxed) < FULL {
            let more = |left: u32| Some((left + 1).min(FULL));
            let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
        }
    }
}

impl Default for Budget {
    fn default() -> Self {
        Self(AtomicU32::new(FULL))
    }
}

#[cfg(test)]
mod tests {
    use super::{Budget, FULL};

    #[test]
    fn what_failures_take_successes_give_back() {
        let budget = Budget::default();
        budget.give();
        assert_eq!(
            (0..1000).filter(|_| budget.take()).count(),
            FULL as usize,
            "never more than full"
        );
        assert!(!budget.take());
        budget.give();
        assert!(budget.take() && !budget.take());
    }
}
