//! The calls per second that operations allow, in virtual time.

use std::collections::{BTreeMap, VecDeque};

use ota_world::Moment;

/// The time over which calls are counted, in milliseconds.
const WINDOW: i64 = 1000;

/// When the last calls of each operation arrived.
#[derive(Debug, Default)]
pub(super) struct Pace {
    arrived: BTreeMap<&'static str, VecDeque<Moment>>,
}

impl Pace {
    /// How long a call has to wait that would arrive at this time. It then counts as one that has.
    pub(super) fn take(&mut self, action: &'static str, qps: Option<u32>, at: Moment) -> i64 {
        let Some(most) = qps else { return 0 };
        let arrived = self.arrived.entry(action).or_default();
        let full = arrived.len() >= most.max(1) as usize;
        let free = arrived.front().filter(|_| full).map_or(at, |first| first.after(WINDOW));
        if full {
            arrived.pop_front();
        }
        let arrives = at.max(free);
        arrived.push_back(arrives);
        arrives.since(at)
    }
}

#[cfg(test)]
mod tests {
    use ota_world::Moment;

    use super::Pace;

    #[test]
    fn in_no_second_are_there_more_calls_than_allowed() {
        let mut pace = Pace::default();
        let waits: Vec<i64> = [0, 10, 20, 2000, 2000, 2000]
            .into_iter()
            .map(|at| pace.take("a", Some(2), Moment(at)))
            .collect();
        assert_eq!(waits, [0, 0, 980, 0, 0, 1000]);
        assert_eq!(pace.take("b", Some(2), Moment(0)), 0);
        assert_eq!(pace.take("c", None, Moment(0)), 0);
    }
}
