//! Times at which things were created, as the service writes them: with or without seconds, in UTC or with an
//! offset, or as a number of seconds or milliseconds since 1970.

use std::ops::RangeInclusive;

/// The seconds since 1970 that a time can mean; `None` if it is none.
pub(crate) fn seconds(text: &str) -> Option<RangeInclusive<i64>> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let number: i64 = text.parse().ok()?;
        // Seconds have that many digits until the year 2286.
        let seconds = if text.len() > 10 { number / 1000 } else { number };
        return Some(seconds..=seconds);
    }
    let (date, rest) = text.split_once(['T', ' '])?;
    let [year, month, day] = numbers(date, '-')?;
    let (time, offset) = match rest.find(['Z', 'z', '+', '-']) {
        Some(place) => rest.split_at(place),
        None => (rest, "Z"),
    };
    let time = time.trim_end().split('.').next()?;
    let (hour, minute, second, precision) = match numbers(time, ':') {
        Some([hour, minute, second]) => (hour, minute, second, 0),
        None => {
            let [hour, minute] = numbers(time, ':')?;
            (hour, minute, 0, 59)
        }
    };
    let is_time = (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24 && minute < 60;
    if !is_time || second > 60 {
        return None;
    }
    let start =
        days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset_of(offset)?;
    Some(start..=start + precision)
}

/// The seconds that an offset is ahead of UTC.
fn offset_of(text: &str) -> Option<i64> {
    let sign = match text.as_bytes().first()? {
        b'Z' | b'z' => return (text.len() == 1).then_some(0),
        b'-' => -1,
        _ => 1,
    };
    let digits = text.get(1..)?;
    let [hours, minutes] = match digits.split_once(':') {
        Some(_) => numbers(digits, ':')?,
        None => [digits.get(..2)?.parse().ok()?, digits.get(2..)?.parse().ok()?],
    };
    Some(sign * (hours * 3600 + minutes * 60))
}

/// So many numbers of digits alone, with this between them.
fn numbers<const N: usize>(text: &str, between: char) -> Option<[i64; N]> {
    let mut parts = text.split(between);
    let mut found = [0; N];
    for number in &mut found {
        let part = parts.next()?;
        let digits =
            (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        *number = part.parse().ok().filter(|_| digits)?;
    }
    parts.next().is_none().then_some(found)
}

/// The days since 1970 of a date in the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    // Years begin in March, so that leap days come last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leaps = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leaps + (153 * month + 2) / 5 + day - 1 - 719_468
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn times_are_read_as_the_service_writes_them() {
        for (text, start, precision) in [
            ("1970-01-01T00:00:00Z", 0, 0),
            ("2019-11-04T06:21:54.607Z", 1_572_848_514, 0),
            ("2019-11-04 06:21:54", 1_572_848_514, 0),
            ("2019-11-04T14:21:54+08:00", 1_572_848_514, 0),
            ("2019-11-04T05:51:54-0030", 1_572_848_514, 0),
            ("2020-10-13T09:46Z", 1_602_582_360, 59),
            ("2024-02-29T23:59:59Z", 1_709_251_199, 0),
            ("2000-03-01T00:00:00Z", 951_868_800, 0),
            ("1572848514", 1_572_848_514, 0),
            (" 1572848514607 ", 1_572_848_514, 0),
        ] {
            assert_eq!(seconds(text), Some(start..=start + precision), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "",
            "soon",
            "2019-11-04",
            "2019-13-04T00:00:00Z",
            "2019-11-04T24:00:00Z",
            "T",
            "-1",
            "2019-11-04T06:21:54Zulu",
            "2019-11-04T06:21:54+8",
            "2019-11-04T06:21:54+é0",
            "99999999999999999999",
            "2019-11T06:21:54Z",
            "2019-11-04T06Z",
            "+019-11-04T06:21:54Z",
        ] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }
}
