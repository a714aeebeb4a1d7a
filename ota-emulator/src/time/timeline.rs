//! How the world's time follows the clock.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use ota_world::{Moment, Seed};

use crate::time::clock::Clock;

/// The world's time: it runs with the clock, so many times as fast, and can be moved on.
///
/// It has a lock of its own, which is never held for long: whoever asks for the time need not wait
/// for the world.
#[derive(Debug)]
pub(crate) struct Timeline {
    clock: Arc<dyn Clock>,
    pace: Mutex<Pace>,
}

#[derive(Debug, Clone, Copy)]
struct Pace {
    /// 0 is standing still.
    speed: f64,
    /// The world's time at a time of the clock.
    anchor: (SystemTime, Moment),
}

impl Pace {
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "milliseconds")]
    fn at(self, now: SystemTime) -> Moment {
        let (clock, world) = self.anchor;
        // A clock that goes back stops the world.
        let passed = now.duration_since(clock).unwrap_or_default();
        world.after((passed.as_secs_f64() * 1000.0 * self.speed) as i64)
    }
}

impl Timeline {
    /// A world's time that is `start` now.
    pub(crate) fn new(clock: Arc<dyn Clock>, speed: f64, start: Moment) -> Self {
        let anchor = (clock.now(), start);
        Self { clock, pace: Mutex::new(Pace { speed, anchor }) }
    }

    fn pace(&self) -> MutexGuard<'_, Pace> {
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The time in the world.
    pub(crate) fn now(&self) -> Moment {
        self.pace().at(self.clock.now())
    }

    /// Moves the world's time by milliseconds, back if they are negative.
    fn shift(&self, by: i64) {
        let now = self.clock.now();
        let mut pace = self.pace();
        pace.anchor = (now, pace.at(now).after(by));
    }

    /// Moves the world's time on.
    pub(crate) fn advance(&self, by: Duration) {
        self.shift(millis(by));
    }

    /// Takes an advance back.
    pub(crate) fn retreat(&self, by: Duration) {
        self.shift(millis(by).saturating_neg());
    }

    /// Makes it go on from another time of the world.
    pub(crate) fn resume(&self, at: Moment) {
        self.pace().anchor = (self.clock.now(), at);
    }

    /// How many times as fast as the clock it runs.
    pub(crate) fn speed(&self) -> f64 {
        self.pace().speed
    }

    /// Makes it run so many times as fast as the clock from now on.
    pub(crate) fn set_speed(&self, speed: f64) {
        let now = self.clock.now();
        let mut pace = self.pace();
        *pace = Pace { speed, anchor: (now, pace.at(now)) };
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// The time at which a world goes on that had reached `reached`, if the clock shows `clock`.
///
/// A world that goes with the clock catches up with it. One that stands still, or whose seed has a
/// time of its own, has nothing to do with the clock.
pub(crate) fn resumed(seed: &Seed, reached: Moment, clock: Moment, speed: f64) -> Moment {
    let follows = speed > 0.0 && seed.time.is_none();
    if follows { reached.max(clock) } else { reached }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::{Duration, SystemTime};

    use ota_world::Moment;

    use super::Timeline;
    use crate::time::clock::ManualClock;

    #[test]
    fn the_world_runs_as_fast_as_it_is_told() {
        let clock = Arc::new(ManualClock::new(SystemTime::UNIX_EPOCH));
        let timeline = Timeline::new(clock.clone(), 0.0, Moment(5));
        clock.advance(Duration::from_secs(9));
        assert_eq!(timeline.now(), Moment(5));
        timeline.set_speed(60.0);
        clock.advance(Duration::from_secs(1));
        assert_eq!(timeline.now(), Moment(60_005));
        timeline.advance(Duration::from_millis(10));
        assert_eq!(timeline.now(), Moment(60_015));
        clock.set(SystemTime::UNIX_EPOCH);
        assert_eq!(timeline.now(), Moment(60_015));
    }
}
