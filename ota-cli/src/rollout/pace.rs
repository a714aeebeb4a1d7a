//! How fast a wave goes on, and how long it takes still.

use std::collections::VecDeque;

use ota_rollout::{Counts, Event, Moment};

use super::shown::lasted;

/// The time from which the rate is taken, in milliseconds.
const WINDOW: i64 = 10 * 60_000;

/// From this time on, in milliseconds, it is said that nothing has ended.
const LONG: i64 = 2 * 60_000;

/// Below this time, in milliseconds, what is left is said to the second.
const EXACT: i64 = 5 * 60_000;

/// How fast a wave goes on, from the numbers of its tasks.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Pace {
    stage: usize,
    /// When so many tasks had ended.
    samples: VecDeque<(Moment, u64)>,
    unfinished: u64,
}

impl Pace {
    /// Takes an event in.
    pub(super) fn apply(&mut self, at: Moment, event: &Event) {
        match event {
            Event::Created { stage, .. } => {
                *self = Self { stage: *stage, samples: [(at, 0)].into(), unfinished: 0 };
            }
            Event::AgainDone { stage } => {
                *self = Self { stage: *stage, ..Self::default() };
            }
            Event::Counted { stage, counts } if *stage == self.stage => self.count(at, counts),
            _ => {}
        }
    }

    fn count(&mut self, at: Moment, counts: &Counts) {
        self.unfinished = counts.unfinished();
        self.samples.push_back((at, counts.all() - counts.unfinished()));
        // One from before the window is kept: its number holds at the beginning of it.
        while self.samples.get(1).is_some_and(|(second, _)| at.since(*second) >= WINDOW) {
            self.samples.pop_front();
        }
    }

    /// How many tasks end in an hour; `None` if that is not known yet.
    fn an_hour(&self, now: Moment) -> Option<u64> {
        let (first, last) = (self.samples.front()?, self.samples.back()?);
        let start = first.0.max(now.after(-WINDOW));
        let span = u64::try_from(now.since(start)).ok().filter(|span| *span > 0)?;
        let ended = last.1.saturating_sub(first.1);
        u64::try_from(u128::from(ended) * 3_600_000 / u128::from(span)).ok()
    }

    /// How fast it goes, and when it is through: `120 a minute, about 4 min left`; nothing if that is not known.
    pub(super) fn words(&self, now: Moment) -> Option<String> {
        let an_hour = self.an_hour(now).filter(|_| self.unfinished > 0)?;
        if an_hour == 0 {
            let is_long = self.samples.front().is_some_and(|(at, _)| now.since(*at) >= LONG);
            return is_long.then(|| "nothing has ended for long".to_owned());
        }
        let rate = match an_hour {
            0..120 => format!("{an_hour} an hour"),
            _ => format!("{} a minute", an_hour / 60),
        };
        let left = u128::from(self.unfinished) * 3_600_000 / u128::from(an_hour);
        let left = i64::try_from(left).unwrap_or(i64::MAX);
        // Nobody knows the seconds of an hour.
        let left = lasted(if left < EXACT { left } else { left - left % 60_000 });
        Some(format!("{rate}, about {left} left"))
    }
}

#[cfg(test)]
mod tests {
    use super::Pace;
    use crate::rollout::sample::{counted, lamps, minute};

    #[test]
    fn the_rate_of_the_last_minutes_says_when_a_wave_is_through() {
        let mut pace = Pace::default();
        assert_eq!(pace.words(minute(0)), None);
        for (at, event) in lamps(["a", "b"]) {
            pace.apply(at, &event);
        }
        // From minute 180 to 190 there were 130 more, and 660 are left.
        let words = "13 a minute, about 50 min left";
        assert_eq!(pace.words(minute(190)).as_deref(), Some(words));
        // Nothing more has come since.
        assert_eq!(pace.words(minute(195)).as_deref(), Some("13 a minute, about 50 min left"));
        pace.apply(minute(220), &counted(2, [480, 100, 80, 235, 5]));
        assert_eq!(pace.words(minute(220)).as_deref(), Some("nothing has ended for long"));
        pace.apply(minute(230), &counted(2, [0, 0, 0, 890, 10]));
        assert_eq!(pace.words(minute(230)), None);
    }
}
