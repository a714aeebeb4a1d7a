//! The time and the nonce of an attempt.

use std::cell::Cell;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

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
        Self::at(0)
    }

    /// The current time of a clock that is so many seconds ahead of ours, and a unique nonce.
    pub(crate) fn at(ahead: i64) -> Result<Self, Error> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let nonces = NONCES.get().next(now, random)?;
        NONCES.set(nonces);
        let there = now.as_secs().saturating_add_signed(ahead);
        Ok(Self { time: time(there), nonce: hex(nonces.nonce().to_be_bytes()) })
    }

    pub(crate) fn time(&self) -> &str {
        as_str(&self.time)
    }

    pub(crate) fn nonce(&self) -> &str {
        as_str(self.nonce.as_flattened())
    }
}

thread_local! {
    /// The nonces of this thread.
    static NONCES: Cell<Nonces> = const { Cell::new(Nonces::NEW) };
}

/// The longest time between two nonces of which the second is counted from the first.
///
/// Less than it takes to copy a machine or a process with all that has happened in it, and more than a call takes
/// among many: whoever sends without a pause asks the system for random bits once. Copies that are faster still
/// have the same nonce only in the same nanosecond.
const PAUSE: Duration = Duration::from_micros(100);

/// Nonces: 128 random bits, to which the time and a count are added. A nonce has to be unique, not
/// secret, and asking the system for random bits each time takes as long as signing.
///
/// A copy of this state, in a forked process or a restored snapshot of a machine, must not give the
/// same nonces. Comparing the process ID would be a system call each time and miss snapshots. But
/// the time is at hand, and a copy takes its time: after a pause the bits are drawn again.
#[derive(Debug, Clone, Copy)]
struct Nonces {
    start: u128,
    taken: u64,
    /// The time of the last nonce since 1970; zero before the first one.
    last: Duration,
}

impl Nonces {
    const NEW: Self = Self { start: 0, taken: 0, last: Duration::ZERO };

    /// The state after the next nonce.
    fn next<E>(self, now: Duration, random: impl FnOnce() -> Result<u128, E>) -> Result<Self, E> {
        // A clock that was set back counts as a pause.
        let pause = now.checked_sub(self.last).is_none_or(|pause| pause > PAUSE);
        let start = if pause { random()? } else { self.start };
        Ok(Self { start, taken: self.taken.wrapping_add(1), last: now })
    }

    /// The nonce of this state.
    fn nonce(self) -> u128 {
        // 64 bits of nanoseconds last until the year 2554.
        let time = self.last.as_nanos() << 64;
        self.start.wrapping_add(time).wrapping_add(self.taken.into())
    }
}

fn random() -> Result<u128, Error> {
    let mut bytes = [0; 16];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| Error::configuration("the system provides no random numbers"))?;
    Ok(u128::from_be_bytes(bytes))
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
    use std::cell::Cell;
    use std::collections::BTreeSet;
    use std::convert::Infallible;
    use std::time::Duration;

    use super::{Nonces, PAUSE, Stamp};

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
    /// Takes nonces from a copy of some nonces, as a process does after a fork: after a pause, then
    /// one after the other.
    fn taken(mut nonces: Nonces, start: Duration, count: u32, drawn: &Cell<u128>) -> Vec<u128> {
        let step = Duration::from_micros(1);
        (0..count)
            .map(|index| {
                let random = || {
                    drawn.set(drawn.get() + (1 << 100));
                    Ok::<_, Infallible>(drawn.get())
                };
                let Ok(next) = nonces.next(start + step * index, random);
                nonces = next;
                nonces.nonce()
            })
            .collect()
    }

    #[test]
    fn copies_of_a_process_take_different_nonces() {
        let drawn = Cell::new(0);
        let start = Duration::from_secs(1_767_323_045);
        let Ok(nonces) = Nonces::NEW.next(start, || Ok::<_, Infallible>(7));
        // All continue at the same time, as soon as a copy can.
        let later = start + PAUSE + Duration::from_nanos(1);
        let all: Vec<u128> = (0..9).flat_map(|_| taken(nonces, later, 100, &drawn)).collect();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 900);
        // And each asked the system once, not once for each nonce.
        assert_eq!(drawn.get() >> 100, 9);
    }

    #[test]
    fn a_clock_that_is_set_back_repeats_no_nonce() {
        let drawn = Cell::new(0);
        let start = Duration::from_secs(1_767_323_045);
        let first = taken(Nonces::NEW, start, 100, &drawn);
        let Ok(last) = Nonces::NEW.next(start + PAUSE, || Ok::<_, Infallible>(7));
        let again = taken(last, start, 100, &drawn);
        let all: BTreeSet<u128> = first.into_iter().chain(again).collect();
        assert_eq!(all.len(), 200);
    }

    #[test]
    fn threads_take_different_nonces() {
        let take =
            || (0..1000).map(|_| Stamp::now().unwrap().nonce().to_owned()).collect::<Vec<_>>();
        let threads: Vec<_> = (0..8).map(|_| std::thread::spawn(take)).collect();
        let all: Vec<String> =
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 8000);
    }
}
