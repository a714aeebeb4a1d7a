//! How many devices may fail.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How many devices of a wave may fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tolerance {
    /// How many.
    pub failures: Failures,
    /// From how many devices on, updated or failed, a share is judged.
    pub minimum: u32,
}

/// A number of devices, or a share of those that were updated or failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Failures {
    /// So many.
    Count(u32),
    /// So many thousandths of a percent.
    Share(u32),
}

/// 100 % in thousandths of a percent.
const ALL: u64 = 100_000;

impl Failures {
    /// Reads `10` or `2.5%`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let Some(share) = text.strip_suffix('%') else { return text.parse().ok().map(Self::Count) };
        thousandths(share.trim_end()).map(Self::Share)
    }
}

/// Thousandths of a percent up to 100 %, from a number with up to three decimals.
pub(super) fn thousandths(text: &str) -> Option<u32> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let fits = |part: &str, most: usize| {
        (1..=most).contains(&part.len()) && part.bytes().all(|digit| digit.is_ascii_digit())
    };
    if !fits(whole, 3) || !fits(decimals, 3) {
        return None;
    }
    let share =
        whole.parse::<u32>().ok()? * 1000 + format!("{decimals:0<3}").parse::<u32>().ok()?;
    (share <= 100_000).then_some(share)
}

impl Tolerance {
    /// Whether too many have failed.
    pub fn is_exceeded(&self, failed: u64, executed: u64) -> bool {
        match self.failures {
            Failures::Count(most) => failed > u64::from(most),
            Failures::Share(share) => {
                executed >= u64::from(self.minimum).max(1)
                    && failed.saturating_mul(ALL) > u64::from(share).saturating_mul(executed)
            }
        }
    }

    /// The same at the end of a wave, when nothing more can be executed.
    pub fn is_exceeded_at_end(&self, failed: u64, executed: u64) -> bool {
        Self { minimum: 1, ..*self }.is_exceeded(failed, executed)
    }
}

impl fmt::Display for Tolerance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.failures {
            Failures::Count(most) => write!(f, "{most} failures"),
            Failures::Share(share) if share % 1000 == 0 => write!(f, "{} % failures", share / 1000),
            Failures::Share(share) => {
                let decimals = format!("{:03}", share % 1000);
                write!(f, "{}.{} % failures", share / 1000, decimals.trim_end_matches('0'))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Failures, Tolerance, thousandths};

    #[test]
    fn a_share_is_judged_from_the_minimum_on_and_a_count_at_once() {
        let share = Tolerance { failures: Failures::Share(10_000), minimum: 20 };
        assert!(!share.is_exceeded(5, 19));
        assert!(!share.is_exceeded(2, 20));
        assert!(share.is_exceeded(3, 20));
        assert!(share.is_exceeded_at_end(2, 10) && !share.is_exceeded_at_end(0, 0));
        let count = Tolerance { failures: Failures::Count(2), minimum: 20 };
        assert!(!count.is_exceeded(2, 2) && count.is_exceeded(3, 3));
    }

    #[test]
    fn failures_are_numbers_or_shares_with_three_decimals() {
        assert_eq!(Failures::parse("10"), Some(Failures::Count(10)));
        assert_eq!(Failures::parse("2.5%"), Some(Failures::Share(2500)));
        assert_eq!(Failures::parse("100 %"), Some(Failures::Share(100_000)));
        for text in ["", "%", "-1", "100.001%", "1.2345%", "a%", "1e2%", ".5%"] {
            assert_eq!(Failures::parse(text), None, "{text}");
        }
        assert_eq!(thousandths("0.001"), Some(1));
        let shown = |share| Tolerance { failures: Failures::Share(share), minimum: 1 }.to_string();
        assert_eq!((shown(5000), shown(2050)), ("5 % failures".into(), "2.05 % failures".into()));
    }
}
