//! The clock of the server, as far as it differs from ours.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::error::Error;

/// The difference in seconds that a refusal does not come from.
const NEGLIGIBLE: u64 = 30;

/// The largest difference in seconds that is believed: ten years.
const LARGEST: u64 = 10 * 366 * 86_400;

/// How far the clock of the server is ahead of ours, which all calls of a client share. It is learnt when the server
/// refuses the time of a call.
#[derive(Debug, Default)]
pub(crate) struct Clock(AtomicI64);

impl Clock {
    /// The seconds that the server is ahead.
    pub(crate) fn ahead(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }

    pub(crate) fn set(&self, ahead: i64) {
        self.0.store(ahead, Ordering::Relaxed);
    }
}

/// The seconds since 1970 by our clock.
pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_secs())
}

/// Whether the service refused the time of the call.
pub(crate) fn is_refused(error: &Error) -> bool {
    let starts = |code: &str, start: &str| {
        code.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start))
    };
    let is_time = |code: &str| {
        ["InvalidTimeStamp", "IllegalTimestamp"].iter().any(|start| starts(code, start))
    };
    !error.outcome_unknown() && error.code().is_some_and(is_time)
}

/// How far the server is ahead, by the date of a response to a request that `began` at this time of ours. `None` if
/// that explains no refusal.
pub(crate) fn ahead(date: u64, began: u64) -> Option<i64> {
    // The response was written at some time between then and now.
    let ours = began + now().saturating_sub(began) / 2;
    let difference = date.abs_diff(ours);
    let ahead = i64::try_from(date).ok()?.checked_sub(i64::try_from(ours).ok()?)?;
    (NEGLIGIBLE < difference && difference <= LARGEST).then_some(ahead)
}

/// Advice about a refused time, by the date of the response.
pub(crate) fn advice(date: u64) -> String {
    difference(now(), date)
}

/// The difference between the clocks in words.
fn difference(ours: u64, theirs: u64) -> String {
    let seconds = ours.abs_diff(theirs);
    if seconds <= NEGLIGIBLE {
        return "the clock of this machine agrees with that of the server; the request was held up, \
                or a proxy between them set the date of the response"
            .to_owned();
    }
    let direction = if ours < theirs { "behind" } else { "ahead of" };
    let amount = match seconds {
        0..120 => format!("{seconds} seconds"),
        120..7200 => format!("{} minutes", seconds / 60),
        7200..172_800 => format!("{} hours {} minutes", seconds / 3600, seconds / 60 % 60),
        _ => format!("{} days", seconds / 86_400),
    };
    format!("the clock of this machine is {amount} {direction} that of the server; set it right")
}

#[cfg(test)]
mod tests {
    use super::{ahead, difference, now};

    #[test]
    fn a_wrong_clock_is_told_by_how_much() {
        let now = 1_767_323_045;
        for (theirs, expected) in [
            (now + 31, "31 seconds behind"),
            (now - 16 * 60, "16 minutes ahead of"),
            (now + 25 * 3600 + 60, "25 hours 1 minutes behind"),
            (now + 5 * 365 * 86_400, "1825 days behind"),
        ] {
            let advice = difference(now, theirs);
            assert!(advice.contains(expected), "{advice}");
        }
        assert!(difference(now, now + 2).contains("agrees"));
    }

    #[test]
    fn only_a_difference_that_explains_a_refusal_is_learnt() {
        let now = now();
        for (date, learnt) in
            [(now + 960, true), (now - 90_000, true), (now + 5 * 31_536_000, true)]
        {
            let found = ahead(date, now);
            assert_eq!(found.is_some(), learnt, "{date}");
            let exact = i64::try_from(date).unwrap() - i64::try_from(now).unwrap();
            assert!(found.unwrap().abs_diff(exact) <= 1);
        }
        for date in [0, now, now + 20, now + 11 * 366 * 86_400, u64::MAX] {
            assert_eq!(ahead(date, now), None, "{date}");
        }
    }
}
