//! How many parts are under way at once.

use std::pin::Pin;
use std::task::Context;
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

/// The most parts that are under way at once, unless it is said otherwise.
const USUAL: usize = 8;

/// The most that can be.
const MOST: usize = 64;

/// How many parts are under way at once: as few as there can be without leaving turns unused.
#[derive(Debug)]
pub(crate) struct Pace {
    most: usize,
    /// The time from one turn to the next.
    slot: Duration,
    /// When the last turn was taken.
    last: Option<Instant>,
    timer: Option<Pin<Box<Sleep>>>,
}

impl Pace {
    /// For so many calls per second, if they are counted, and at most so many at once, if that is said.
    pub(crate) fn new(per_second: Option<u32>, most: Option<usize>) -> Self {
        let (most, slot) = match (per_second, most) {
            (Some(limit), most) => (most.unwrap_or(USUAL), Duration::from_secs(1) / limit.max(1)),
            // Nothing is gained by more than one where nothing says how fast it may be.
            (None, most) => (most.unwrap_or(1), Duration::ZERO),
        };
        Self { most: most.clamp(1, MOST), slot, last: None, timer: None }
    }

    /// Says that a part has taken its turn.
    pub(crate) fn took(&mut self) {
        self.last = Some(Instant::now());
        self.timer = None;
    }

    /// Whether another part can be started beside so many that have taken their turns. If it can be later, the task
    /// is woken then.
    pub(crate) fn is_due(&mut self, context: &mut Context<'_>, others: usize) -> bool {
        if others == 0 || others >= self.most {
            return others == 0;
        }
        let Some(due) = self.last.and_then(|last| last.checked_add(self.slot)) else { return true };
        if self.slot.is_zero() || Instant::now() >= due {
            return true;
        }
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep_until(due)));
        timer.as_mut().poll(context).is_ready()
    }
}
