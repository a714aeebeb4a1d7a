//! The tasks in each state over time, as areas one on the other.

use std::fmt::Write;

use ota_rollout::{Counts, Event, Moment};

use crate::rollout::shown::moment;

/// The size of the drawing, in its own units.
pub(super) const WIDTH: u32 = 900;
pub(super) const HEIGHT: u32 = 240;

/// The most points in time that are drawn.
const POINTS: usize = 300;

/// The most rows of the table.
const ROWS: usize = 60;

/// The states from the ground up: the class in the style sheet, and the words.
pub(super) const BANDS: [(&str, &str); 5] = [
    ("updated", "updated"),
    ("failed", "failed"),
    ("cancelled", "cancelled"),
    ("active", "told or in progress"),
    ("waiting", "held back or queued"),
];

/// A plot.
#[derive(Debug)]
pub(super) struct Plot {
    pub(super) areas: Vec<Area>,
    pub(super) marks: Vec<Mark>,
    /// The most tasks at once, which is the height of the plot.
    pub(super) most: u64,
    pub(super) half: u64,
    /// The times at its ends.
    pub(super) start: String,
    pub(super) end: String,
    /// The same as numbers, for who cannot see it.
    pub(super) rows: Vec<(String, [u64; 5])>,
}

/// The tasks in a state.
#[derive(Debug)]
pub(super) struct Area {
    pub(super) class: &'static str,
    pub(super) name: &'static str,
    /// The corners.
    pub(super) points: String,
    /// How many there are at the end.
    pub(super) count: u64,
}

/// The beginning of a wave.
#[derive(Debug)]
pub(super) struct Mark {
    pub(super) x: f64,
    pub(super) number: usize,
}

/// The tasks of all waves at a time.
type Column = (Moment, [u64; 5]);

impl Plot {
    /// The plot of a rollout; `None` as long as no task was counted in a wave.
    pub(super) fn of(events: &[(Moment, Event)]) -> Option<Self> {
        let columns = thinned(columns(events), POINTS);
        let (start, end) = (columns.first()?.0, events.last()?.0.max(columns.last()?.0));
        let all = |column: &Column| column.1.iter().sum::<u64>();
        let most = columns.iter().map(all).max().filter(|most| *most > 0)?;
        let span = precise(end.since(start).max(1));
        let x = |at: Moment| precise(at.since(start)) / span * f64::from(WIDTH);
        let y = |count: u64| f64::from(HEIGHT) * (1.0 - share(count, most));
        // Each number holds until the next one is known.
        let ends = columns.iter().skip(1).map(|column| column.0).chain([end]);
        let steps: Vec<(Moment, Moment, [u64; 5])> =
            columns.iter().zip(ends).map(|(column, end)| (column.0, end, column.1)).collect();
        let last = columns.last()?.1;
        let areas = BANDS.iter().enumerate().map(|(place, (class, name))| {
            let mut points = String::new();
            let mut corner = |at, count: u64| {
                // Writing to a `String` cannot fail.
                let _ = write!(points, "{:.1},{:.1} ", x(at), y(count));
            };
            let below = |counts: &[u64; 5], place: usize| counts.iter().take(place).sum::<u64>();
            for (from, to, counts) in &steps {
                corner(*from, below(counts, place + 1));
                corner(*to, below(counts, place + 1));
            }
            for (from, to, counts) in steps.iter().rev() {
                corner(*to, below(counts, place));
                corner(*from, below(counts, place));
            }
            points.pop();
            Area { class, name, points, count: last.get(place).copied().unwrap_or_default() }
        });
        let areas = areas.collect();
        let marks = events.iter().filter_map(|(at, event)| match event {
            Event::Created { stage, .. } if *stage > 0 => Some(Mark { x: x(*at), number: *stage }),
            _ => None,
        });
        let marks = marks.collect();
        let rows = thinned(columns, ROWS);
        let rows = rows.into_iter().map(|(at, counts)| (moment(at), counts)).collect();
        let (start, end) = (moment(start), moment(end));
        Some(Self { areas, marks, most, half: most / 2, start, end, rows })
    }
}

/// The tasks of all waves, whenever their number in a state has changed.
fn columns(events: &[(Moment, Event)]) -> Vec<Column> {
    let mut stages: Vec<Counts> = Vec::new();
    let mut columns = Vec::new();
    for (at, event) in events {
        match event {
            Event::Created { stage, .. } if *stage > 0 && columns.is_empty() => {
                columns.push((*at, [0; 5]));
            }
            Event::Counted { stage, counts } if *stage > 0 => {
                if stages.len() <= *stage {
                    stages.resize(*stage + 1, Counts::default());
                }
                if let Some(slot) = stages.get_mut(*stage) {
                    *slot = *counts;
                }
                let sum = |of: &dyn Fn(&Counts) -> u64| stages.iter().map(of).sum::<u64>();
                let bands = [
                    sum(&|counts| counts.succeeded),
                    sum(&|counts| counts.failed),
                    sum(&|counts| counts.canceled),
                    sum(&|counts| counts.notified + counts.in_progress),
                    sum(&|counts| counts.held_back + counts.queued),
                ];
                columns.push((*at, bands));
            }
            _ => {}
        }
    }
    columns
}

/// The first and the last, and at most so many in all: the last of each part of the time.
fn thinned(columns: Vec<Column>, most: usize) -> Vec<Column> {
    let (Some(first), Some(last)) = (columns.first(), columns.last()) else { return columns };
    if columns.len() <= most {
        return columns;
    }
    let (start, span) = (first.0, i128::from(last.0.since(first.0).max(1)));
    let parts = i128::try_from(most).unwrap_or(i128::MAX) - 2;
    let part = |at: Moment| i128::from(at.since(start)) * parts / span;
    let mut kept: Vec<Column> = Vec::new();
    for column in columns {
        match kept.last_mut() {
            Some(before) if part(before.0) == part(column.0) && before.0 != start => {
                *before = column;
            }
            _ => kept.push(column),
        }
    }
    kept
}

#[expect(clippy::cast_precision_loss, reason = "a plot needs no more")]
fn precise(number: i64) -> f64 {
    number as f64
}

#[expect(clippy::cast_precision_loss, reason = "a plot needs no more")]
fn share(count: u64, most: u64) -> f64 {
    count as f64 / most as f64
}

#[cfg(test)]
mod tests {
    use ota_rollout::{Counts, Event, Moment};

    use super::{HEIGHT, POINTS, Plot, ROWS, WIDTH};

    fn counted(stage: usize, queued: u64, succeeded: u64) -> Event {
        Event::Counted { stage, counts: Counts { queued, succeeded, ..Counts::default() } }
    }

    #[test]
    fn without_tasks_there_is_no_plot() {
        assert!(Plot::of(&[]).is_none());
        assert!(Plot::of(&[(Moment(1), counted(1, 0, 0))]).is_none());
        // The verification is not a wave.
        assert!(Plot::of(&[(Moment(1), counted(0, 2, 3))]).is_none());
    }

    #[test]
    fn areas_stay_in_the_plot_and_end_with_what_is_now() {
        let events = [
            (Moment(1000), counted(1, 10, 0)),
            (Moment(2000), counted(1, 2, 8)),
            (Moment(3000), counted(2, 30, 1)),
            (Moment(4000), counted(1, 0, 10)),
        ];
        let plot = Plot::of(&events).unwrap();
        let counts: Vec<u64> = plot.areas.iter().map(|area| area.count).collect();
        assert_eq!((plot.most, counts), (41, vec![11, 0, 0, 0, 30]));
        for point in plot.areas.iter().flat_map(|area| area.points.split(' ')) {
            let (x, y) = point.split_once(',').unwrap();
            assert!((0.0..=f64::from(WIDTH)).contains(&x.parse().unwrap()), "{point}");
            assert!((0.0..=f64::from(HEIGHT)).contains(&y.parse().unwrap()), "{point}");
        }
    }

    #[test]
    fn the_plot_of_a_long_rollout_is_no_larger_and_ends_with_its_last_number() {
        let event = |number: u64| {
            let at = i64::try_from(number).unwrap() * 997;
            (Moment(at), counted(1, 100_000 - number, number))
        };
        let events: Vec<_> = (0..100_000).map(event).collect();
        let plot = Plot::of(&events).unwrap();
        assert!(plot.areas[0].points.split(' ').count() <= POINTS * 4);
        assert!(plot.rows.len() <= ROWS, "{}", plot.rows.len());
        assert_eq!(plot.rows.last().unwrap().1[0], 99_999);
    }
}
