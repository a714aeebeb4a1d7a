//! The world's time.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use super::{Call, Denied};
use crate::document;
use crate::server::Server;
use crate::time::moment::Moment;

/// Most that time is moved on at once: a hundred years, in seconds.
const MOST_SECONDS: f64 = 3_155_760_000.0;

/// Fastest that it runs.
const MOST_SPEED: f64 = 1_000_000.0;

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

pub(super) fn advance(call: &Call<'_>) -> Result<Value, Denied> {
    let advance: Advance = call.body()?;
    let by = match (advance.seconds, advance.until) {
        (Some(seconds), None) if (0.0..=MOST_SECONDS).contains(&seconds) => {
            Duration::from_secs_f64(seconds)
        }
        (Some(_), None) => {
            let message = format!("`seconds` must be from 0 to {MOST_SECONDS}");
            return Err(Denied::bad(message));
        }
        (None, Some(until)) => {
            let now = call.server.inner().timeline.now();
            let millis = Moment(until.as_millisecond()).since(now);
            Duration::from_millis(u64::try_from(millis).map_err(|_| {
                Denied::bad(format!("`until` must not be before the world's time, {now}"))
            })?)
        }
        _ => return Err(Denied::bad("the body must have either `seconds` or `until`")),
    };
    call.server.advance(call.id, by)?;
    Ok(times(call.server))
}

pub(super) fn speed(call: &Call<'_>) -> Result<Value, Denied> {
    let Speed { speed } = call.body()?;
    call.server.set_speed(speed).map_err(Denied::bad)?;
    Ok(times(call.server))
}

/// Time and speed, as several answers have them.
pub(super) fn times(server: &Server) -> Value {
    let inner = server.inner();
    json!({ "time": inner.timeline.now().to_string(), "speed": inner.timeline.speed() })
}

impl Server {
    /// Makes the world's time run so many times as fast as the clock; the error says what is
    /// allowed.
    pub(crate) fn set_speed(&self, speed: f64) -> Result<(), String> {
        if !(0.0..=MOST_SPEED).contains(&speed) {
            return Err(format!("`speed` must be from 0, which stands still, to {MOST_SPEED}"));
        }
        let mut inner = self.inner();
        inner.timeline.set_speed(speed);
        inner.settle();
        Ok(())
    }
}
