//! Repeated looks at a state, within a time limit.

use std::time::Duration;

use tokio::time::Instant;

use crate::error::Error;

/// The outcome of a look.
#[derive(Debug)]
pub(crate) struct Look<R> {
    pub(crate) response: R,
    pub(crate) verdict: Verdict,
}

/// What a look means for the wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The awaited state is reached.
    Reached,
    /// This state, from which the awaited one cannot be reached.
    Failed(String),
    /// Not yet; the state, if there is one.
    Pending(Option<String>),
}

/// The end of a wait.
#[derive(Debug)]
pub(crate) enum End<R> {
    /// The state was reached.
    Reached(R),
    /// A state from which it cannot be reached.
    Failed(String, R),
    /// The limit passed.
    Timeout(Last<R>),
    /// A look failed in a way that further looks do not change.
    Call(Last<R>, Error),
}

/// What the last looks showed.
#[derive(Debug)]
pub(crate) struct Last<R> {
    /// The last state.
    pub(crate) state: Option<String>,
    /// The last response.
    pub(crate) response: Option<R>,
    /// The error of the last look, if it failed.
    pub(crate) error: Option<Error>,
}

/// The times of looks.
#[derive(Debug)]
pub(crate) struct Schedule {
    /// The pause after the first look.
    pub(crate) interval: Duration,
    /// The shortest pause.
    pub(crate) pace: Duration,
    /// The time for everything.
    pub(crate) limit: Duration,
}

/// The longest pause between two looks, unless the first one is longer.
const LONGEST: Duration = Duration::from_secs(60);

/// The time that is left for the last look at least, if the limit is long enough.
const LAST_LOOK: Duration = Duration::from_millis(500);

impl Schedule {
    /// Looks until there is a result, within the limit: a look that takes longer is given up, and the
    /// last one is early enough to be judged.
    pub(crate) async fn repeat<R, F>(self, mut look: impl FnMut() -> F) -> End<R>
    where
        F: Future<Output = Result<Look<R>, Error>>,
    {
        let deadline = Instant::now().checked_add(self.limit);
        let mut pause = self.interval.max(self.pace);
        let mut last = Last { state: None, response: None, error: None };
        let mut is_last = false;
        loop {
            let began = Instant::now();
            let looked = match deadline {
                Some(deadline) => tokio::time::timeout_at(deadline, look()).await,
                None => Ok(look().await),
            };
            let mut asked = Duration::ZERO;
            match looked {
                Err(_) => return End::Timeout(last),
                Ok(Ok(Look { response, verdict })) => match verdict {
                    Verdict::Reached => return End::Reached(response),
                    Verdict::Failed(state) => return End::Failed(state, response),
                    Verdict::Pending(state) => {
                        last = Last { state, response: Some(response), error: None };
                    }
                },
                Ok(Err(error)) if can_change(&error) => {
                    asked = error.retry_after().unwrap_or_default();
                    last.error = Some(error);
                }
                Ok(Err(error)) => return End::Call(last, error),
            }
            let left = deadline.map(|deadline| deadline.duration_since(Instant::now()));
            let next = self.pause(pause.max(asked), asked, began.elapsed(), left);
            let Some((wait, ends)) = next.filter(|_| !is_last) else {
                return End::Timeout(last);
            };
            is_last = ends;
            tokio::time::sleep(wait).await;
            pause = (pause.saturating_mul(3) / 2).min(LONGEST.max(self.interval)).max(self.pace);
        }
    }

    /// The pause before the next look, and whether that is the last one; `None` if no time is left for
    /// a look after at least `asked`. The look before took `took`.
    fn pause(
        &self,
        pause: Duration,
        asked: Duration,
        took: Duration,
        left: Option<Duration>,
    ) -> Option<(Duration, bool)> {
        let Some(left) = left else { return Some((pause, false)) };
        let reserve = LAST_LOOK.max(took.saturating_mul(2)).min(left / 4);
        let latest = left.saturating_sub(reserve);
        if latest.is_zero() || latest < self.pace.max(asked) {
            return None;
        }
        Some((pause.min(latest), pause >= latest))
    }
}

/// Whether another look can have another outcome. Looks only read, so a further one costs nothing.
pub(crate) fn can_change(error: &Error) -> bool {
    error.is_retryable() || error.is_throttled() || error.incomplete_list().is_some()
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};
    use std::future::pending;
    use std::time::Duration;

    use tokio::time::{Instant, sleep};

    use super::{End, Look, Schedule, Verdict};
    use crate::error::Error;
    use crate::error::kind::Kind;

    const SECOND: Duration = Duration::from_secs(1);

    fn schedule(interval: Duration, limit: Duration) -> Schedule {
        Schedule { interval, pace: SECOND / 10, limit }
    }

    fn look(verdict: Verdict) -> Result<Look<()>, Error> {
        Ok(Look { response: (), verdict })
    }

    fn waiting() -> Result<Look<()>, Error> {
        look(Verdict::Pending(Some("WAITING".to_owned())))
    }

    #[tokio::test(start_paused = true)]
    async fn the_limit_binds_a_look_that_never_ends() {
        let began = Instant::now();
        let end = schedule(SECOND, 2 * SECOND).repeat(pending::<Result<Look<()>, Error>>).await;
        assert!(matches!(end, End::Timeout(last) if last.state.is_none()));
        assert_eq!(began.elapsed(), 2 * SECOND);
    }

    #[tokio::test(start_paused = true)]
    async fn the_last_look_is_made_just_before_the_limit() {
        let began = Instant::now();
        let end = schedule(3 * SECOND, 5 * SECOND)
            .repeat(async || match began.elapsed() {
                early if early < 4 * SECOND => waiting(),
                _ => look(Verdict::Reached),
            })
            .await;
        assert!(matches!(end, End::Reached(())), "{end:?}");
        assert!(began.elapsed() < 5 * SECOND);
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_ends_within_its_limit_with_its_last_state() {
        let began = Instant::now();
        let looks = Cell::new(0);
        let end = schedule(SECOND, 10 * SECOND)
            .repeat(async || {
                looks.set(looks.get() + 1);
                sleep(SECOND / 2).await;
                waiting()
            })
            .await;
        assert!(matches!(end, End::Timeout(last) if last.state.as_deref() == Some("WAITING")));
        assert!(began.elapsed() <= 10 * SECOND && began.elapsed() > 9 * SECOND);
        assert_eq!(looks.get(), 5);
    }

    #[tokio::test(start_paused = true)]
    async fn limits_and_intervals_may_be_endless() {
        let began = Instant::now();
        for (interval, limit) in [(SECOND, Duration::MAX), (Duration::MAX, 9 * SECOND)] {
            let looks = Cell::new(0);
            let end = schedule(interval, limit)
                .repeat(async || {
                    looks.set(looks.get() + 1);
                    if looks.get() == 2 { look(Verdict::Reached) } else { waiting() }
                })
                .await;
            assert!(matches!(end, End::Reached(())), "{end:?}");
        }
        assert!(began.elapsed() < 10 * SECOND);
    }

    #[tokio::test(start_paused = true)]
    async fn a_throttled_look_is_repeated_no_sooner_than_asked() {
        let began = Instant::now();
        let times = RefCell::new(Vec::new());
        let throttled = |after| {
            let error = Error::new(Kind::Unreadable("<html>".to_owned())).with_status(429);
            Err(error.with_retry_after(Some(after)))
        };
        let end = schedule(SECOND, 20 * SECOND)
            .repeat(async || {
                times.borrow_mut().push(began.elapsed());
                match times.borrow().len() {
                    1 => throttled(7 * SECOND),
                    2 => waiting(),
                    _ => throttled(30 * SECOND),
                }
            })
            .await;
        assert_eq!(times.borrow()[1], 7 * SECOND);
        assert_eq!(times.borrow().len(), 3);
        let End::Timeout(last) = end else { panic!("{end:?}") };
        assert_eq!(last.state.as_deref(), Some("WAITING"));
        assert_eq!(last.error.unwrap().http_status(), Some(429));
        assert!(
            began.elapsed() < 10 * SECOND,
            "no look is possible any more, so nothing to wait for"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn looks_keep_the_pace_of_the_operation() {
        let looks = Cell::new(0);
        let end = schedule(Duration::ZERO, SECOND)
            .repeat(async || {
                looks.set(looks.get() + 1);
                waiting()
            })
            .await;
        assert!(matches!(end, End::Timeout(_)));
        assert!(looks.get() <= 10, "{}", looks.get());
    }
}
