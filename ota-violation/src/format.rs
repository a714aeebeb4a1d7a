//! Forms that a string can be held to.

use std::fmt;

/// A form of strings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A date and a time of day with their offset from UTC, as ISO 8601 writes them.
    DateTime,
    /// The address of a file that the service fetches.
    FileUrl,
}

impl Format {
    /// The form as a spec writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DateTime => "dateTime",
            Self::FileUrl => "fileUrl",
        }
    }

    /// Whether a string has this form.
    pub fn fits(self, text: &str) -> bool {
        match self {
            Self::DateTime => is_date_time(text),
            Self::FileUrl => {
                let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
                rest.is_some_and(|rest| {
                    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
                    let blank = |c: char| c.is_whitespace() || c.is_control();
                    !host.is_empty() && !rest.contains(blank)
                })
            }
        }
    }
}

/// What a string of this form is.
impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DateTime => "a date and time such as `2026-01-02T03:04:05Z`",
            Self::FileUrl => "the address of a file, which starts with `https://` or `http://`",
        })
    }
}

/// `2026-01-02T03:04Z`, with seconds and their fractions or without, and with `Z` or `+08:00`.
fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once('T') else {
        return false;
    };
    let [Some(year), Some(month), Some(day)] = numbers(date, '-', [4, 2, 2]) else {
        return false;
    };
    let (clock, offset) = match time.strip_suffix('Z') {
        Some(clock) => (clock, None),
        None => match time.rfind(['+', '-']) {
            Some(at) => (&time[..at], Some(&time[at + 1..])),
            None => return false,
        },
    };
    let (whole, fraction) = clock.split_once('.').map_or((clock, None), |(w, f)| (w, Some(f)));
    let [hour, minute, second] = numbers(whole, ':', [2, 2, 2]);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let at_most = |number: Option<u32>, most: u32| number.is_some_and(|number| number <= most);
    let is_clock = at_most(hour, 23) && at_most(minute, 59);
    let is_second = match (whole.matches(':').count(), fraction) {
        (1, None) => true,
        (2, fraction) => at_most(second, 60) && fraction.is_none_or(digits),
        _ => false,
    };
    let is_offset = offset.is_none_or(|offset| {
        let [hours, minutes, _] = numbers(offset, ':', [2, 2, 0]);
        offset.len() == 5 && at_most(hours, 23) && at_most(minutes, 59)
    });
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        _ => 31,
    };
    is_clock && is_second && is_offset && (1..=12).contains(&month) && (1..=days).contains(&day)
}

/// The numbers between the marks, each of so many digits; `None` for those that are not there, and for all if
/// there are more.
fn numbers(text: &str, mark: char, digits: [usize; 3]) -> [Option<u32>; 3] {
    let mut parts = text.split(mark);
    let mut read = |digits: usize| {
        let part = parts.next()?;
        let fits = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| part.parse().ok())?
    };
    let found = digits.map(&mut read);
    if parts.next().is_some() { [None; 3] } else { found }
}

#[cfg(test)]
mod tests {
    use super::Format;

    #[test]
    fn dates_and_times_are_known() {
        for text in [
            "2026-01-02T03:04:05Z",
            "2026-01-02T03:04Z",
            "2024-02-29T23:59:60.123Z",
            "2026-12-31T00:00:00+08:00",
            "2026-12-31T00:00-00:30",
        ] {
            assert!(Format::DateTime.fits(text), "{text}");
        }
        for text in [
            "",
            "T",
            "2026-01-02",
            "2026-01-02 03:04:05",
            "2026-01-02T03:04:05",
            "2026-1-2T03:04:05Z",
            "2023-02-29T00:00:00Z",
            "2100-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z",
            "2026-04-31T00:00:00Z",
            "2026-01-02T24:00:00Z",
            "2026-01-02T03:60:00Z",
            "2026-01-02T03:04:05.Z",
            "2026-01-02T03:04.5Z",
            "2026-01-02T03:04:05+8",
            "2026-01-02T03:04:05+08:00:00",
            "2026-01-02T03:04:05:06Z",
            "2026-01-02-03T03:04:05Z",
            "+026-01-02T03:04:05Z",
            "2026-01-02T\u{ff10}3:04:05Z",
        ] {
            assert!(!Format::DateTime.fits(text), "{text}");
        }
    }

    #[test]
    fn addresses_have_a_host_and_no_blanks() {
        for text in ["https://a", "http://a.b/c d".trim_end_matches(" d"), "https://a?b=c#d"] {
            assert!(Format::FileUrl.fits(text), "{text}");
        }
        for text in ["", "https://", "https:///a", "ftp://a", "HTTPS://a", "https://a b", "a"] {
            assert!(!Format::FileUrl.fits(text), "{text}");
        }
    }
}
