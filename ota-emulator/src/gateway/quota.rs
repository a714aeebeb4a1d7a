//! Quotas: how many calls per second an operation takes.

use std::collections::{BTreeMap, VecDeque};

/// The window over which calls are counted, in milliseconds.
const WINDOW: u64 = 1000;

/// The calls of the last second, by version and action. There is one account.
#[derive(Debug, Default)]
pub(crate) struct Quota {
    calls: BTreeMap<(String, String), VecDeque<u64>>,
}

impl Quota {
    /// Counts a call at `now` (milliseconds) unless `limit` calls were counted in the second
    /// before; then it says how many milliseconds to wait. Refused calls do not count.
    pub(crate) fn take(
        &mut self,
        version: &str,
        action: &str,
        limit: u32,
        now: u64,
    ) -> Result<(), u64> {
        let operation = (version.to_owned(), action.to_owned());
        let calls = self.calls.entry(operation).or_default();
        // A clock that was set back leaves calls in the future; they are forgotten.
        calls.retain(|call| *call <= now && now - *call < WINDOW);
        if calls.len() < limit as usize {
            calls.push_back(now);
            return Ok(());
        }
        let oldest = calls.front().copied().unwrap_or(now);
        Err(oldest + WINDOW - now)
    }
}

#[cfg(test)]
mod tests {
    use super::Quota;

    #[test]
    fn the_window_slides() {
        let mut quota = Quota::default();
        assert_eq!(quota.take("1", "A", 2, 10_000), Ok(()));
        assert_eq!(quota.take("1", "A", 2, 10_400), Ok(()));
        assert_eq!(quota.take("1", "A", 2, 10_900), Err(100));
        assert_eq!(quota.take("1", "A", 2, 10_999), Err(1));
        assert_eq!(quota.take("1", "A", 2, 11_000), Ok(()));
        assert_eq!(quota.take("1", "A", 2, 11_000), Err(400));
    }

    #[test]
    fn operations_are_counted_apart() {
        let mut quota = Quota::default();
        assert_eq!(quota.take("1", "A", 1, 0), Ok(()));
        assert_eq!(quota.take("1", "B", 1, 0), Ok(()));
        assert_eq!(quota.take("2", "A", 1, 0), Ok(()));
        assert_eq!(quota.take("1", "A", 1, 0), Err(1000));
    }

    #[test]
    fn a_clock_that_goes_back_does_not_lock_an_operation() {
        let mut quota = Quota::default();
        assert_eq!(quota.take("1", "A", 1, 5_000_000), Ok(()));
        assert_eq!(quota.take("1", "A", 1, 1000), Ok(()));
    }
}
