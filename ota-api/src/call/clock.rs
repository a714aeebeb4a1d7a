//! Explains a refused timestamp.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::error::Error;

/// The difference in seconds that a refusal does not come from.
const NEGLIGIBLE: u64 = 30;

/// Advice about a refused timestamp, if the response has a date to compare with.
pub(crate) fn advice(error: &Error, date: Option<u64>) -> Option<String> {
    let code = error.code()?.to_ascii_lowercase();
    if !["invalidtimestamp", "illegaltimestamp"].iter().any(|start| code.starts_with(start)) {
        return None;
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_secs());
    Some(difference(now, date?))
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
    use super::difference;

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
}
