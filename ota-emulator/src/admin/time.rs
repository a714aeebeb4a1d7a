//! The world's time.

use std::time::Duration;

use jiff::Timestamp;
use ota_world::{Moment, document};
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use super::call::{AdminError, Call};
use crate::service::Service;

/// The most that time is advanced at once: a hundred years, in seconds.
const MOST_SECONDS: f64 = 3_155_760_000.0;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "an object")]
struct Advance {
    seconds: Option<f64>,
    #[serde(default, deserialize_with = "until")]
    until: Option<Timestamp>,
}

fn until<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Timestamp>, D::Error> {
    document::optional_time("until", from)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "an object")]
struct Speed {
    speed: f64,
}

pub(super) fn advance(call: &Call<'_>) -> Result<Value, AdminError> {
    let advance: Advance = call.body()?;
    let by = match (advance.seconds, advance.until) {
        (Some(seconds), None) if (0.0..=MOST_SECONDS).contains(&seconds) => {
            Duration::from_secs_f64(seconds)
        }
        (Some(_), None) => {
            let message = format!("`seconds` must be from 0 to {MOST_SECONDS}");
            return Err(AdminError::bad(message));
        }
        (None, Some(until)) => {
            let now = call.service.timeline.now();
            let millis = Moment(until.as_millisecond()).since(now);
            Duration::from_millis(u64::try_from(millis).map_err(|_| {
                AdminError::bad(format!("`until` must not be before the world's time, {now}"))
            })?)
        }
        _ => return Err(AdminError::bad("the body must have either `seconds` or `until`")),
    };
    call.service.advance(call.id, by)?;
    Ok(times(call.service))
}

pub(super) fn speed(call: &Call<'_>) -> Result<Value, AdminError> {
    let Speed { speed } = call.body()?;
    call.service.set_speed(speed).map_err(AdminError::bad)?;
    Ok(times(call.service))
}

/// Time and speed, as in several responses.
pub(super) fn times(service: &Service) -> Value {
    let timeline = &service.timeline;
    json!({ "time": timeline.now().to_string(), "speed": timeline.speed() })
}
