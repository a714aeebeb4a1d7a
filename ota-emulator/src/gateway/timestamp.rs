//! Reads the one form of time that requests carry: `2026-01-02T03:04:05Z`.

use jiff::civil::{DateTime, datetime};

const EPOCH: DateTime = datetime(1970, 1, 1, 0, 0, 0, 0);

/// Seconds since 1970, or `None` if the text is not exactly of that form or no such time exists.
pub(crate) fn parse(text: &str) -> Option<i64> {
    let time: DateTime = text.strip_suffix('Z')?.parse().ok()?;
    // The library reads more forms than this one, which is the one it writes.
    let is_plain = text.len() == 20 && text == format!("{time}Z");
    is_plain.then(|| time.duration_since(EPOCH).as_secs())
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn known_times_are_read() {
        assert_eq!(parse("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(parse("2000-02-29T23:59:59Z"), Some(951_868_799));
        assert_eq!(parse("2026-01-02T03:04:05Z"), Some(1_767_323_045));
        assert_eq!(parse("1969-12-31T23:59:59Z"), Some(-1));
        assert_eq!(parse("0000-01-01T00:00:00Z"), Some(-62_167_219_200));
        assert_eq!(parse("9999-12-31T23:59:59Z"), Some(253_402_300_799));
    }

    #[test]
    fn other_forms_and_days_that_do_not_exist_are_refused() {
        for text in [
            "",
            "2026-01-02T03:04:05",
            "2026-01-02 03:04:05Z",
            "2026-01-02t03:04:05Z",
            "20260102T03:04:05.0Z",
            "2026-01-02T03:04:05.1Z",
            "-000001-01-01T00:00:00Z",
            "2026-01-02T03:04:05+",
            "2026-1-02T03:04:05ZZ",
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z",
            "2026-01-00T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01T00:60:00Z",
            "2026-01-01T00:00:60Z",
            "+026-01-01T00:00:00Z",
            "２026-01-01T00:00:0Z",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
