//! When waves may begin.

use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, Zoned};
use ota_world::Moment;
use serde::{Deserialize, Serialize};

/// How many days are looked through for a window.
const AHEAD: usize = 15;

/// When waves may begin.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// Not before this.
    pub not_before: Option<Moment>,
    /// Only in this window of the day.
    pub window: Option<Window>,
}

/// A part of some days of the week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// The time zone by its IANA name, such as `Asia/Shanghai`.
    pub time_zone: String,
    /// The days on which it opens, Monday being 1; at least one.
    pub days: Vec<i8>,
    /// When it opens.
    pub from: Time,
    /// When it closes: on the next day if that is not after `from`.
    pub to: Time,
}

impl Calendar {
    /// The first time from `now` on at which a wave may begin; `None` if there is none within two weeks.
    pub fn next(&self, now: Moment) -> Option<Moment> {
        let from = self.not_before.map_or(now, |start| start.max(now));
        match &self.window {
            None => Some(from),
            Some(window) => window.opens(from).map(|start| start.max(from)),
        }
    }

    /// Since when waves may begin, if they may now.
    pub fn opened(&self, now: Moment) -> Option<Moment> {
        let start = match &self.window {
            None => return self.not_before.filter(|start| *start <= now),
            Some(window) => window.opens(now)?,
        };
        Some(self.not_before.map_or(start, |first| first.max(start))).filter(|at| *at <= now)
    }
}

impl Window {
    /// When it was opened, if it is open; else when it opens next.
    fn opens(&self, now: Moment) -> Option<Moment> {
        let zone = TimeZone::get(&self.time_zone).ok()?;
        let now = now.timestamp();
        let mut day = now.to_zoned(zone.clone()).date().yesterday().ok()?;
        for _ in 0..AHEAD {
            let opens = Weekday::to_monday_one_offset(day.weekday());
            if self.days.contains(&opens) {
                let last = if self.to > self.from { day } else { day.tomorrow().ok()? };
                let start = instant(day.to_datetime(self.from).to_zoned(zone.clone()).ok()?);
                let end = instant(last.to_datetime(self.to).to_zoned(zone.clone()).ok()?);
                if now < end {
                    return Some(Moment(start.as_millisecond()));
                }
            }
            day = day.checked_add(Span::new().days(1)).ok()?;
        }
        None
    }
}

fn instant(time: Zoned) -> Timestamp {
    time.timestamp()
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;
    use ota_world::Moment;

    use super::{Calendar, Window};

    fn at(text: &str) -> Moment {
        Moment(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
    }

    fn nights() -> Calendar {
        let window = Window {
            time_zone: "Asia/Shanghai".to_owned(),
            days: vec![1, 2, 3, 4, 5],
            from: time(22, 0, 0, 0),
            to: time(5, 0, 0, 0),
        };
        Calendar { not_before: None, window: Some(window) }
    }

    #[test]
    fn a_window_past_midnight_belongs_to_the_day_on_which_it_opens() {
        // Shanghai is eight hours ahead; 2026-05-01 is a Friday.
        for (now, next) in [
            ("2026-05-01T10:00:00Z", "2026-05-01T14:00:00Z"),
            ("2026-05-01T14:00:00Z", "2026-05-01T14:00:00Z"),
            ("2026-05-01T20:59:59Z", "2026-05-01T20:59:59Z"),
            // Saturday, five in the morning: closed until Monday night.
            ("2026-05-01T21:00:00Z", "2026-05-04T14:00:00Z"),
        ] {
            assert_eq!(nights().next(at(now)), Some(at(next)), "{now}");
        }
    }

    #[test]
    fn a_window_is_open_since_its_beginning() {
        for (now, opened) in [
            ("2026-05-01T13:59:59Z", None),
            ("2026-05-01T14:00:00Z", Some("2026-05-01T14:00:00Z")),
            ("2026-05-01T20:59:59Z", Some("2026-05-01T14:00:00Z")),
            ("2026-05-01T21:00:00Z", None),
        ] {
            assert_eq!(nights().opened(at(now)), opened.map(at), "{now}");
        }
        let start = at("2026-05-01T15:00:00Z");
        let calendar = Calendar { not_before: Some(start), ..nights() };
        assert_eq!(calendar.opened(at("2026-05-01T14:30:00Z")), None);
        assert_eq!(calendar.opened(at("2026-05-01T16:00:00Z")), Some(start));
        assert_eq!(Calendar::default().opened(start), None);
    }

    #[test]
    fn nothing_begins_before_its_time() {
        let start = at("2026-05-02T00:00:00Z");
        let calendar = Calendar { not_before: Some(start), ..nights() };
        assert_eq!(calendar.next(at("2026-05-01T15:00:00Z")), Some(at("2026-05-04T14:00:00Z")));
        assert_eq!(Calendar::default().next(start), Some(start));
    }
}
