//! A forecast for programs.

use ota_rollout::twin::{Forecast, Spread};
use ota_rollout::{Fleet, Moment};
use serde_json::{Value, json};

/// The first of several forecasts, how far they are apart, and what was known of the devices. Times are seconds from `start` on.
pub(super) fn json(start: Moment, forecasts: &[Forecast], fleet: &Fleet) -> Value {
    let Some(first) = forecasts.first() else { return Value::Null };
    let stages = first.stages.iter().map(|stage| {
        json!({
            "name": stage.name,
            "beginsAfter": stage.begins.map(seconds),
            "endsAfter": stage.ends.map(seconds),
            "counts": stage.counts,
            "failures": stage.failures,
        })
    });
    let draws = Spread::of(forecasts).filter(|spread| spread.draws > 1).map(|spread| {
        let stages = spread.stages.iter().map(|stage| {
            json!({
                "name": stage.name,
                "endsAfter": stage.ends.map(|(least, most)| [seconds(least), seconds(most)]),
                "unended": stage.unended,
                "notUpdated": [stage.left.0, stage.left.1],
            })
        });
        let stages: Vec<Value> = stages.collect();
        json!({ "count": spread.draws, "stages": stages, "outcomes": spread.outcomes })
    });
    json!({
        "start": start.to_string(),
        "outcome": first.outcome.name(),
        "why": first.outcome.why().map(ToString::to_string),
        "isDone": first.outcome.is_done(),
        "lasts": seconds(first.lasts),
        "stages": stages.collect::<Vec<Value>>(),
        "calls": first.calls,
        "callsWait": seconds(first.waited),
        "updateAttempts": { "needed": first.takes_attempts(), "left": first.attempts },
        "devices": fleet.devices.len() as u64 + u64::from(fleet.unnamed),
        "notes": fleet.notes,
        "draws": draws,
    })
}

fn seconds(millis: i64) -> i64 {
    millis / 1000
}
