//! The time and the nonce of an attempt.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use ring::rand::{SecureRandom, SystemRandom};

use crate::call::ascii::{as_str, hex};
use crate::error::Error;

/// The time and the nonce of one attempt.
#[derive(Debug, Clone)]
pub(crate) struct Stamp {
    time: [u8; 20],
    nonce: [[u8; 2]; 16],
}

impl Stamp {
    /// The current time and a unique nonce.
    pub(crate) fn now() -> Result<Self, Error> {
        let elapsed = SystemTime::now().duration_since(UNIX_EPOCH);
        let seconds = elapsed.map_or(0, |elapsed| elapsed.as_secs());
        Ok(Self { time: time(seconds), nonce: hex(nonce()?.to_be_bytes()) })
    }

    pub(crate) fn time(&self) -> &str {
        as_str(&self.time)
    }

    pub(crate) fn nonce(&self) -> &str {
        as_str(self.nonce.as_flattened())
    }
}

/// A number that this process has not used before: 128 random bits, counted up. A nonce has to be
/// unique, not secret, and asking the system for random bits takes longer than signing.
fn nonce() -> Result<u128, Error> {
    static FIRST: OnceLock<u128> = OnceLock::new();
    static TAKEN: AtomicU64 = AtomicU64::new(0);
    let first = match FIRST.get() {
        Some(first) => first,
        None => {
            let mut bytes = [0; 16];
            SystemRandom::new()
                .fill(&mut bytes)
                .map_err(|_| Error::configuration("the system provides no random numbers"))?;
            FIRST.get_or_init(|| u128::from_be_bytes(bytes))
        }
    };
    Ok(first.wrapping_add(TAKEN.fetch_add(1, Ordering::Relaxed).into()))
}

/// Seconds since 1970 as `2026-01-02T03:04:05Z`.
fn time(seconds: u64) -> [u8; 20] {
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    // Years are counted from March, so that the leap day is the last of its year.
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (year, month) = match month {
        0..=9 => (era * 400 + year, month + 3),
        _ => (era * 400 + year + 1, month - 9),
    };
    let two = |number: u64| [number / 10, number].map(|digit| b'0' + (digit % 10) as u8);
    let ([a, b], [c, d], [e, f], [g, h]) = (two(year / 100), two(year), two(month), two(day));
    let ([i, j], [k, l], [m, n]) = (two(hour), two(minute), two(second));
    [a, b, c, d, b'-', e, f, b'-', g, h, b'T', i, j, b':', k, l, b':', m, n, b'Z']
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Stamp;

    fn time(seconds: u64) -> String {
        String::from_utf8(super::time(seconds).to_vec()).unwrap()
    }

    #[test]
    fn seconds_become_dates_across_leap_years() {
        assert_eq!(time(0), "1970-01-01T00:00:00Z");
        assert_eq!(time(951_782_399), "2000-02-28T23:59:59Z");
        assert_eq!(time(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(time(1_767_323_045), "2026-01-02T03:04:05Z");
        assert_eq!(time(4_107_542_399), "2100-02-28T23:59:59Z");
        assert_eq!(time(4_107_542_400), "2100-03-01T00:00:00Z");
    }

    #[test]
    fn no_nonce_comes_twice() {
        let stamps: Vec<Stamp> = (0..1000).map(|_| Stamp::now().unwrap()).collect();
        let nonces: BTreeSet<&str> = stamps.iter().map(Stamp::nonce).collect();
        assert_eq!(nonces.len(), stamps.len());
        assert!(nonces.iter().all(|nonce| nonce.len() == 32));
        assert!(stamps.iter().all(|stamp| stamp.time().ends_with('Z')));
    }
}
