//! Times as servers and files write them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;

/// A time such as `2026-01-02T03:04:05Z`.
pub(crate) fn parse(text: &str) -> Option<SystemTime> {
    let time = text.trim().parse::<Timestamp>().ok()?;
    of_seconds(time.as_second())
}

/// Seconds since 1970; none before it, and none that a computer cannot count.
pub(crate) fn of_seconds(seconds: i64) -> Option<SystemTime> {
    let seconds = u64::try_from(seconds).ok().filter(|seconds| *seconds > 0)?;
    UNIX_EPOCH.checked_add(Duration::from_secs(seconds))
}

/// A time in UTC as messages show it, such as `2026-01-02T03:04:05Z`.
pub fn show(time: SystemTime) -> String {
    let seconds = time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let seconds = i64::try_from(seconds).ok();
    let time = seconds.and_then(|seconds| Timestamp::from_second(seconds).ok());
    time.map_or_else(|| "a time beyond all calendars".to_owned(), |time| time.to_string())
}

#[cfg(test)]
mod tests {
    use super::{of_seconds, parse, show};

    #[test]
    fn times_are_read_and_shown_alike() {
        let time = parse("2026-01-02T03:04:05Z").unwrap();
        assert_eq!(time, of_seconds(1_767_323_045).unwrap());
        assert_eq!(show(time), "2026-01-02T03:04:05Z");
        assert_eq!(parse(" 2026-01-02T03:04:05.9Z\n"), Some(time));
        for text in
            ["", "soon", "2026-01-02", "2026-01-02T03:04:05", "1767323045", "1969-01-01T00:00:00Z"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
        for seconds in [i64::MIN, -1, 0] {
            assert_eq!(of_seconds(seconds), None);
        }
        assert_eq!(show(of_seconds(i64::MAX).unwrap()), "a time beyond all calendars");
    }
}
