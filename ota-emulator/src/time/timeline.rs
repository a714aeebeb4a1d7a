//! How the world's time follows the clock.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use ota_world::{Moment, Seed};

use crate::time::clock::Clock;

/// The world's time: it runs with the clock, so many times as fast, and can be moved on.
#[derive(Debug)]
pub(crate) struct Timeline {
    clock: Arc<dyn Clock>,
    /// 0 is standing still.
    speed: f64,
    /// The world's time at a time of the clock.
    anchor: (SystemTime, Moment),
}

impl Timeline {
    /// A world's time that is `start` now.
    pub(crate) fn new(clock: Arc<dyn Clock>, speed: f64, start: Moment) -> Self {
        let anchor = (clock.now(), start);
        Self { clock, speed, anchor }
    }

    /// The time in the world.
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "milliseconds")]
    pub(crate) fn now(&self) -> Moment {
        let (clock, world) = self.anchor;
        // A clock that goes back stops the world.
        let passed = self.clock.now().duration_since(clock).unwrap_or_default();
        world.after((passed.as_secs_f64() * 1000.0 * self.speed) as i64)
    }

    /// Moves the world's time on.
    pub(crate) fn advance(&mut self, by: Duration) {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.anchor = (self.clock.now(), self.now().after(by));
    }

    /// Takes an advance back.
    pub(crate) fn retreat(&mut self, by: Duration) {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.anchor = (self.clock.now(), self.now().after(by.saturating_neg()));
    }

    /// Makes it go on from another time of the world.
    pub(crate) fn resume(&mut self, at: Moment) {
        self.anchor = (self.clock.now(), at);
    }

    /// How many times as fast as the clock it runs.
    pub(crate) fn speed(&self) -> f64 {
        self.speed
    }

    /// Makes it run so many times as fast as the clock from now on.
    pub(crate) fn set_speed(&mut self, speed: f64) {
        self.anchor = (self.clock.now(), self.now());
        self.speed = speed;
    }
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
        let mut timeline = Timeline::new(clock.clone(), 0.0, Moment(5));
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
