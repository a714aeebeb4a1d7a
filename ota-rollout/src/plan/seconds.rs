//! Times such as `30s`, `5m` and `1h30m`.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A time in whole seconds.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Seconds(pub u32);

const UNITS: [(char, u32); 4] = [('d', 86_400), ('h', 3600), ('m', 60), ('s', 1)];

impl Seconds {
    /// Reads a time: numbers, each with one of the units `d`, `h`, `m` and `s`, the larger ones first. `None` for
    /// anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let mut rest = text;
        let mut total = 0_u32;
        let mut last = u32::MAX;
        while !rest.is_empty() {
            let digits = rest.find(|c: char| !c.is_ascii_digit())?;
            let (number, after) = rest.split_at(digits);
            let unit = after.chars().next()?;
            let (_, size) = UNITS.iter().find(|(name, _)| *name == unit)?;
            if *size >= last {
                return None;
            }
            last = *size;
            total = total.checked_add(number.parse::<u32>().ok()?.checked_mul(*size)?)?;
            rest = &after[1..];
        }
        (last != u32::MAX).then_some(Self(total))
    }

    /// The same in milliseconds.
    pub fn millis(self) -> i64 {
        i64::from(self.0) * 1000
    }
}

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        if rest == 0 {
            return write!(f, "0s");
        }
        for (name, size) in UNITS {
            if rest >= size {
                write!(f, "{}{name}", rest / size)?;
                rest %= size;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Seconds;

    #[test]
    fn times_are_read_and_written() {
        for (text, seconds) in [
            ("0s", 0),
            ("30s", 30),
            ("5m", 300),
            ("1h30m", 5400),
            ("2d", 172_800),
            ("1d2h3m4s", 93_784),
        ] {
            assert_eq!(Seconds::parse(text), Some(Seconds(seconds)), "{text}");
            assert_eq!(Seconds(seconds).to_string(), text);
        }
        assert_eq!(Seconds::parse("90s").unwrap().to_string(), "1m30s");
        for text in
            ["", "5", "m", "5 m", "-5m", "1m1h", "1m1m", "1.5h", "5x", "99999999999s", "9999999d"]
        {
            assert_eq!(Seconds::parse(text), None, "{text}");
        }
    }
}
