//! The progress of jobs of a service, as it was seen: a service says how many tasks are in each state now, and not how many
//! were before. So what pages read is kept for as long as somebody looks.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// A time, in milliseconds since 1970, and the tasks that had succeeded, failed, were cancelled, running and waiting.
pub(crate) type Point = (i64, [u32; 5]);

/// The most jobs of which something is kept; the one that was not looked at for longest is forgotten.
const JOBS: usize = 64;

/// The most points of a job; when there are so many, every second one is left out.
const POINTS: usize = 400;

/// What was seen.
#[derive(Default)]
pub(crate) struct Seen {
    jobs: Mutex<VecDeque<(String, Vec<Point>)>>,
}

impl Seen {
    /// Adds what is seen now, and returns all that was seen of the job.
    pub(crate) fn add(&self, job: &str, point: Point) -> Vec<Point> {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let place = jobs.iter().position(|(known, _)| known == job);
        let mut points = place.and_then(|place| jobs.remove(place)).unwrap_or_default().1;
        // A clock that is set back begins anew.
        points.retain(|(at, _)| *at < point.0);
        if points.len() >= POINTS {
            let mut number = 0_usize;
            points.retain(|_| {
                number += 1;
                number % 2 == 1
            });
        }
        points.push(point);
        if jobs.len() == JOBS {
            jobs.pop_front();
        }
        jobs.push_back((job.to_owned(), points.clone()));
        points
    }
}

#[cfg(test)]
mod tests {
    use super::{JOBS, POINTS, Seen};

    #[test]
    fn what_is_kept_is_bounded_and_rises() {
        let seen = Seen::default();
        for at in 0..10 * POINTS as i64 {
            let points = seen.add("a", (at, [0; 5]));
            assert!(points.len() <= POINTS && points.is_sorted());
            assert_eq!(
                (points[0].0, points.last().unwrap().0),
                (0, at),
                "from the beginning to now"
            );
        }
        assert_eq!(seen.add("a", (5, [1; 5])).last(), Some(&(5, [1; 5])));
        for number in 0..JOBS {
            assert_eq!(seen.add(&number.to_string(), (1, [0; 5])).len(), 1);
        }
        assert_eq!(seen.add("a", (6, [1; 5])).len(), 1, "forgotten");
    }
}
