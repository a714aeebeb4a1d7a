//! Reads the calendar.

use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;
use ota_world::Moment;
use toml::Spanned;

use super::reader::Reader;
use crate::plan::{Calendar, Window, raw};

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

pub(super) fn calendar(reader: &mut Reader<'_>, raw: Spanned<raw::Calendar>) -> Calendar {
    let span = raw.span();
    let raw = raw.into_inner();
    let needs_zone = raw.not_before.is_some() || raw.from.is_some() || raw.to.is_some();
    let zone = match raw.time_zone {
        Some(name) => match TimeZone::get(name.get_ref()) {
            Ok(zone) => Some((name.into_inner(), zone)),
            Err(_) => {
                let text = format!(
                    "`time-zone` is {:?}, which this machine does not know; write a name such as `UTC` or `Asia/Shanghai`",
                    name.get_ref()
                );
                reader.mistakes.add(&name.span(), text);
                None
            }
        },
        None => {
            if needs_zone || raw.days.is_some() {
                reader.mistakes.add(&span, "`time-zone` is missing; write a name such as `UTC`");
            }
            None
        }
    };
    let not_before = raw.not_before.and_then(|text| {
        let time: Option<DateTime> = text.get_ref().parse().ok();
        let Some(time) = time else {
            let shown = text.get_ref();
            let text_ =
                format!("`not-before` is {shown:?}; write a time such as `2026-05-01T22:00`");
            reader.mistakes.add(&text.span(), text_);
            return None;
        };
        let zone = zone.as_ref()?.1.clone();
        Some(Moment(time.to_zoned(zone).ok()?.timestamp().as_millisecond()))
    });
    let window = match (raw.from, raw.to) {
        (None, None) => {
            if let Some(days) = raw.days {
                let text = "`days` needs `from` and `to`, such as `22:00` and `05:00`";
                reader.mistakes.add(&days.span(), text);
            }
            None
        }
        (Some(from), Some(to)) => {
            let days = days(reader, raw.days);
            let (from, to) = (time(reader, "from", &from), time(reader, "to", &to));
            zone.zip(from).zip(to).map(|(((time_zone, _), from), to)| Window {
                time_zone,
                days,
                from,
                to,
            })
        }
        (Some(one), None) | (None, Some(one)) => {
            reader.mistakes.add(&one.span(), "`from` and `to` go together; give both or neither");
            None
        }
    };
    Calendar { not_before, window }
}

fn days(reader: &mut Reader<'_>, days: raw::Texts) -> Vec<i8> {
    let Some(days) = days else { return (1..=7).collect() };
    let span = days.span();
    let days = days.into_inner();
    if days.is_empty() {
        reader.mistakes.add(&span, "`days` is empty; leave it out for every day");
    }
    let mut read: Vec<i8> = Vec::new();
    for day in days {
        match (1..).zip(DAYS).find(|(_, known)| known == day.get_ref()) {
            Some((number, _)) if !read.contains(&number) => read.push(number),
            Some(_) => {
                let text = format!("`days` has `{}` twice; name each once", day.get_ref());
                reader.mistakes.add(&day.span(), text);
            }
            None => {
                let text =
                    format!("`days` has {:?}; allowed: `{}`", day.get_ref(), DAYS.join("`, `"));
                reader.mistakes.add(&day.span(), text);
            }
        }
    }
    read
}

fn time(reader: &mut Reader<'_>, name: &str, text: &Spanned<String>) -> Option<Time> {
    let time = text.get_ref().parse().ok();
    if time.is_none() {
        let shown = text.get_ref();
        reader
            .mistakes
            .add(&text.span(), format!("`{name}` is {shown:?}; write a time such as `22:00`"));
    }
    time
}
