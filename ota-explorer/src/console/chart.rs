//! The progress of a job as areas, one on the other, over time.

use std::fmt::Write;

use ota_emulator::Progress;

use crate::seen::Point;

/// The size of the picture, in its own units.
pub(crate) const WIDTH: u32 = 600;
pub(crate) const HEIGHT: u32 = 160;

/// How many points in time a picture has.
pub(crate) const POINTS: usize = 120;

/// A picture.
#[derive(Debug)]
pub(crate) struct Chart {
    pub(crate) areas: Vec<Area>,
    /// The times at its ends.
    pub(crate) start: String,
    pub(crate) end: String,
}

/// The tasks in one stage, over time.
#[derive(Debug)]
pub(crate) struct Area {
    pub(crate) stage: Stage,
    /// The corners.
    pub(crate) points: String,
    /// The tasks in it at the end.
    pub(crate) count: u32,
}

/// A stage of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    Succeeded,
    Failed,
    Canceled,
    Running,
    Waiting,
}

impl Stage {
    /// From the ground up.
    const ALL: [Self; 5] =
        [Self::Succeeded, Self::Failed, Self::Canceled, Self::Running, Self::Waiting];

    /// Its class in the style sheet.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Canceled => "canceled",
            Self::Running => "running",
            Self::Waiting => "waiting",
        }
    }
}

impl Chart {
    /// The picture of the progress of an emulated job; `None` for one without tasks.
    pub(crate) fn of(progress: &Progress) -> Option<Self> {
        let columns = progress
            .stages
            .iter()
            .map(|at| [at.succeeded, at.failed, at.canceled, at.running, at.waiting]);
        Self::through(&progress.times.iter().copied().zip(columns).collect::<Vec<Point>>())
    }

    /// The picture of what was seen, in the order of time; `None` where there were no tasks.
    pub(crate) fn through(points: &[Point]) -> Option<Self> {
        let total = |column: &[u32; 5]| column.iter().copied().map(f64::from).sum::<f64>();
        let most = points.iter().map(|(_, column)| total(column)).fold(0.0, f64::max);
        let ((first, _), (last, at_end)) = (*points.first()?, *points.last()?);
        if most <= 0.0 {
            return None;
        }
        let span = precise(last.saturating_sub(first).max(1));
        let x = |time: i64| precise(time.saturating_sub(first)) / span * f64::from(WIDTH);
        let y = |count: f64| f64::from(HEIGHT) * (1.0 - count / most);
        let below = |column: &[u32; 5], stage: usize| {
            column[..stage].iter().copied().map(f64::from).sum::<f64>()
        };
        let areas = Stage::ALL.into_iter().enumerate().map(|(place, stage)| {
            let mut corners = String::new();
            let mut corner = |time: i64, count: f64| {
                // Writing to a `String` cannot fail.
                let _ = write!(corners, "{:.1},{:.1} ", x(time), y(count));
            };
            for (time, column) in points {
                corner(*time, below(column, place + 1));
            }
            for (time, column) in points.iter().rev() {
                corner(*time, below(column, place));
            }
            corners.pop();
            Area { stage, points: corners, count: at_end[place] }
        });
        let areas = areas.collect();
        Some(Self { areas, start: moment(first), end: moment(last) })
    }
}

#[expect(clippy::cast_precision_loss, reason = "a picture needs no more")]
fn precise(number: i64) -> f64 {
    number as f64
}

/// A time of the world, for people.
pub(crate) fn moment(millis: i64) -> String {
    jiff::Timestamp::from_millisecond(millis).map(|time| time.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use ota_emulator::{Emulator, Seed};

    use super::{Chart, HEIGHT, POINTS, WIDTH};

    #[tokio::test]
    async fn the_areas_fill_the_picture_and_end_with_what_is_now() {
        let seed = Seed::from_json(
            r#"{ "products": [{ "productKey": "lamp", "numbered": { "count": 40 }, "packages": [
                { "firmwareId": "fw", "destVersion": "2", "jobs": [{ "jobId": "job", "tasks": [] }] }] }] }"#,
        );
        let seed = seed.unwrap();
        let emulator = Emulator::builder().seed(seed).start().await.unwrap();
        assert!(Chart::of(&emulator.instance("").progress("job", POINTS).unwrap()).is_none());
        let sample = Emulator::start().await.unwrap();
        sample.advance(Duration::from_secs(600));
        for job in sample.jobs() {
            let progress = sample.instance("").progress(&job.job_id, POINTS).unwrap();
            let tasks = sample.tasks().into_iter().filter(|task| task.job_id == job.job_id).count();
            let Some(chart) = Chart::of(&progress) else {
                assert_eq!(tasks, 0);
                continue;
            };
            let counts: u32 = chart.areas.iter().map(|area| area.count).sum();
            assert_eq!(counts as usize, tasks);
            for area in &chart.areas {
                for point in area.points.split(' ') {
                    let (x, y) = point.split_once(',').unwrap();
                    assert!((0.0..=f64::from(WIDTH)).contains(&x.parse().unwrap()), "{point}");
                    assert!((0.0..=f64::from(HEIGHT)).contains(&y.parse().unwrap()), "{point}");
                }
            }
        }
    }
}
