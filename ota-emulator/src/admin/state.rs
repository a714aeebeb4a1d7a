//! The state as a whole: ledger, snapshots, resets.

use std::sync::Arc;

use ota_world::{Change, Moment, Seed, SeedAddition, Snapshot};
use serde::Deserialize;
use serde_json::{Value, json};

use super::call::{AdminError, Call};
use super::time;
use crate::error::{RestoreError, StorageError};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "an object")]
struct Reset {
    seed: Option<Seed>,
}

pub(super) fn ledger(call: &Call<'_>) -> Result<Value, AdminError> {
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
                "response": entry.response,
            })
        })
        .collect();
    Ok(json!({ "entries": entries }))
}

pub(super) fn snapshot(call: &Call<'_>) -> Result<Value, AdminError> {
    serde_json::to_value(call.service.snapshot()).map_err(|error| AdminError {
        status: 500,
        message: format!("the state cannot be written: {error}"),
    })
}

pub(super) fn restore(call: &Call<'_>) -> Result<Value, AdminError> {
    let snapshot: Snapshot = call.body()?;
    call.service.restore(&snapshot).map_err(|error| match error {
        RestoreError::Storage(error) => unavailable(&error),
        other => AdminError::bad(other.to_string()),
    })?;
    Ok(time::times(call.service))
}

pub(super) fn reset(call: &Call<'_>) -> Result<Value, AdminError> {
    let Reset { seed } = call.body()?;
    match seed {
        None => call.service.reset().map_err(|error| unavailable(&error))?,
        Some(seed) => {
            let seed = Arc::new(seed);
            let result = call.service.reset_to(seed);
            result.map_err(|error| AdminError::bad(error.to_string()))?;
        }
    }
    Ok(time::times(call.service))
}

pub(super) fn seed(call: &Call<'_>) -> Result<Value, AdminError> {
    let more: SeedAddition = call.body()?;
    if more == SeedAddition::default() {
        return Err(AdminError::bad(
            "there is nothing to add; send an object with `products`, `groups`, `instances` or \
             `objects`",
        ));
    }
    call.change(Change::Seed { more: Box::new(more) })
}

fn unavailable(error: &StorageError) -> AdminError {
    AdminError { status: 503, message: error.to_string() }
}
