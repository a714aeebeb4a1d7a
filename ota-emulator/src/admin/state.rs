//! The state as a whole: what was done to it, and others in its place.

use std::sync::Arc;

use ota_world::{Change, Moment, Seed, SeedAddition, Snapshot};
use serde::Deserialize;
use serde_json::{Value, json};

use super::call::{Call, Denied};
use super::time;
use crate::error::{RestoreError, StorageError};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "an object")]
struct Reset {
    seed: Option<Seed>,
}

pub(super) fn ledger(call: &Call<'_>) -> Result<Value, Denied> {
    let after = call.after()?;
    let entries = call.service.ledger(after);
    let entries: Vec<Value> = entries
        .into_iter()
        .map(|entry| {
            json!({
                "number": entry.number,
                "time": Moment(entry.time.as_millisecond()).to_string(),
                "requestId": entry.request_id,
                "action": entry.action,
                "iotInstanceId": entry.instance,
                "request": entry.request,
                "answer": entry.response,
            })
        })
        .collect();
    Ok(json!({ "entries": entries }))
}

pub(super) fn snapshot(call: &Call<'_>) -> Result<Value, Denied> {
    serde_json::to_value(call.service.snapshot()).map_err(|error| Denied {
        status: 500,
        message: format!("the state cannot be written: {error}"),
    })
}

pub(super) fn restore(call: &Call<'_>) -> Result<Value, Denied> {
    let snapshot: Snapshot = call.body()?;
    call.service.restore(&snapshot).map_err(|error| match error {
        RestoreError::Storage(error) => unavailable(&error),
        other => Denied::bad(other.to_string()),
    })?;
    Ok(time::times(call.service))
}

pub(super) fn reset(call: &Call<'_>) -> Result<Value, Denied> {
    let Reset { seed } = call.body()?;
    match seed {
        None => call.service.reset().map_err(|error| unavailable(&error))?,
        Some(seed) => {
            let seed = Arc::new(seed);
            let result = call.service.reset_to(seed);
            result.map_err(|error| Denied::bad(error.to_string()))?;
        }
    }
    Ok(time::times(call.service))
}

pub(super) fn seed(call: &Call<'_>) -> Result<Value, Denied> {
    let more: SeedAddition = call.body()?;
    if more == SeedAddition::default() {
        return Err(Denied::bad(
            "there is nothing to add; send an object with `products`, `groups`, `instances` or \
             `objects`",
        ));
    }
    call.change(Change::Seed { more: Box::new(more) })
}

fn unavailable(error: &StorageError) -> Denied {
    Denied { status: 503, message: error.to_string() }
}
