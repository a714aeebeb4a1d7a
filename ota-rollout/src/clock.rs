//! A time that never goes back.

use ota_world::Moment;

/// A time that never goes back and does not stand still: a clock that is set back counts on from where it was.
#[derive(Debug, Clone, Copy, Default)]
pub struct Clock {
    last: Option<(Moment, i64)>,
}

impl Clock {
    /// The time now, from what the clock of the machine says and the milliseconds since some start, which nobody can set.
    pub fn now(&mut self, says: Moment, elapsed: i64) -> Moment {
        let counted = self.last.map(|(time, then)| time.after(elapsed.saturating_sub(then).max(0)));
        let now = counted.map_or(says, |counted| counted.max(says));
        self.last = Some((now, elapsed));
        now
    }
}

#[cfg(test)]
mod tests {
    use ota_world::Moment;

    use super::Clock;

    #[test]
    fn a_clock_that_is_set_back_counts_on_and_one_that_is_set_ahead_is_followed() {
        let mut clock = Clock::default();
        assert_eq!(clock.now(Moment(1000), 0), Moment(1000));
        assert_eq!(clock.now(Moment(400), 50), Moment(1050));
        assert_eq!(clock.now(Moment(500), 150), Moment(1150));
        assert_eq!(clock.now(Moment(9000), 160), Moment(9000));
    }
}
