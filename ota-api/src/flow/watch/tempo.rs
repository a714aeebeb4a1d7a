//! When a watch calls.

use std::time::Duration;

use tokio::time::Instant;

/// The longest pause between two looks, unless a longer one was asked for.
const LONGEST: Duration = Duration::from_secs(60);

/// The longest time that a service can ask a watch to wait.
const LONGEST_ASKED: Duration = Duration::from_secs(3600);

/// The part of the calls per second that a watch takes, unless it is told otherwise.
pub(crate) const SHARE: f64 = 0.5;

/// The times of calls and looks.
#[derive(Debug)]
pub(crate) struct Tempo {
    /// The calls per second that the client keeps to, if it counts them.
    per_second: Option<u32>,
    share: f64,
    /// The pause after a look that showed something new.
    interval: Duration,
    /// The pause after the next look.
    pause: Duration,
    /// The beginning of the next call at the earliest.
    next: Option<Instant>,
}

impl Tempo {
    pub(crate) fn new(per_second: Option<u32>) -> Self {
        let interval = Duration::from_secs(10);
        Self { per_second, share: SHARE, interval, pause: interval, next: None }
    }

    /// Sets the part of the calls per second; what is no number above 0 and up to 1 counts as the usual one.
    pub(crate) fn share(self, share: f64) -> Self {
        let is_share = share > 0.0 && share <= 1.0;
        Self { share: if is_share { share } else { SHARE }, ..self }
    }

    pub(crate) fn interval(self, interval: Duration) -> Self {
        Self { interval, pause: interval, ..self }
    }

    /// The beginning of a call; the next one is later.
    pub(crate) fn turn(&mut self, now: Instant) -> Instant {
        let turn = self.next.map_or(now, |next| next.max(now));
        let gap = self.per_second.map_or(0.0, |rate| 1.0 / (f64::from(rate.max(1)) * self.share));
        // A share may be next to nothing.
        let gap = Duration::try_from_secs_f64(gap).unwrap_or(LONGEST_ASKED).min(LONGEST_ASKED);
        self.next = turn.checked_add(gap);
        turn
    }

    /// The pause after a look: longer and longer as long as nothing changes.
    pub(crate) fn after_look(&mut self, changed: bool) -> Duration {
        if changed {
            self.pause = self.interval;
        }
        let pause = self.pause;
        self.pause = (pause.saturating_mul(3) / 2).min(LONGEST.max(self.interval));
        pause
    }

    /// The pause after a call that failed: as after a look without changes, or as long as the service asked for.
    pub(crate) fn after_error(&mut self, asked: Option<Duration>) -> Duration {
        self.after_look(false).max(asked.unwrap_or_default().min(LONGEST_ASKED))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;

    use super::Tempo;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test(start_paused = true)]
    async fn calls_take_their_share_of_the_quota() {
        for (share, calls) in
            [(0.5, 50), (0.1, 10), (1.0, 100), (0.0, 50), (7.0, 50), (f64::NAN, 50)]
        {
            let mut tempo = Tempo::new(Some(10)).share(share);
            let begin = Instant::now();
            let turns = (0..1000).map(|_| tempo.turn(begin));
            let early = turns.take_while(|turn| *turn < begin + 10 * SECOND).count();
            assert_eq!(early, calls, "{share}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn time_that_was_not_used_is_not_made_up_for() {
        let mut tempo = Tempo::new(Some(10));
        let begin = Instant::now();
        tempo.turn(begin);
        let late = begin + 60 * SECOND;
        assert_eq!(tempo.turn(late), late);
        assert_eq!(tempo.turn(late), late + SECOND / 5);
    }

    #[tokio::test(start_paused = true)]
    async fn calls_that_are_not_counted_are_not_held_up() {
        let mut tempo = Tempo::new(None);
        let begin = Instant::now();
        assert!((0..1000).all(|_| tempo.turn(begin) == begin));
        let mut hardly = Tempo::new(Some(1)).share(f64::MIN_POSITIVE);
        hardly.turn(begin);
        assert_eq!(hardly.turn(begin), begin + 3600 * SECOND);
    }

    #[test]
    fn pauses_grow_up_to_a_minute_until_something_changes() {
        let mut tempo = Tempo::new(None);
        let pauses: Vec<u64> = (0..8).map(|_| tempo.after_look(false).as_secs()).collect();
        assert_eq!(pauses, [10, 15, 22, 33, 50, 60, 60, 60]);
        assert_eq!(tempo.after_look(true), 10 * SECOND);
        assert_eq!(tempo.after_error(Some(40 * SECOND)), 40 * SECOND);
        assert_eq!(tempo.after_error(Some(Duration::MAX)), 3600 * SECOND);
        let mut rare = Tempo::new(None).interval(300 * SECOND);
        assert!((0..9).all(|_| rare.after_look(false) == 300 * SECOND));
        let mut endless = Tempo::new(None).interval(Duration::MAX);
        assert!((0..9).all(|_| endless.after_look(false) > 300 * SECOND));
    }
}
