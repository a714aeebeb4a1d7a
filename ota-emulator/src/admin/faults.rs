//! Faults and the record of requests.

use serde_json::{Value, json};

use super::call::{AdminError, Call};
use crate::faults::Fault;

pub(super) fn list(call: &Call<'_>) -> Result<Value, AdminError> {
    Ok(json!({ "faults": call.service.faults().list() }))
}

pub(super) fn add(call: &Call<'_>) -> Result<Value, AdminError> {
    let fault: Fault = call.body()?;
    let added = call.service.faults().add(fault, &call.service.gateway.products);
    let id = added.map_err(|error| AdminError::bad(error.to_string()))?;
    Ok(json!({ "id": id }))
}

pub(super) fn clear(call: &Call<'_>) -> Result<Value, AdminError> {
    let mut faults = call.service.faults();
    let removed = faults.list().len();
    faults.clear();
    Ok(json!({ "removed": removed }))
}

pub(super) fn remove(call: &Call<'_>) -> Result<Value, AdminError> {
    let mut faults = call.service.faults();
    if call.item.parse().is_ok_and(|id| faults.remove(id)) {
        Ok(json!({ "removed": 1 }))
    } else {
        Err(AdminError::missing(format!(
            "there is no fault `{}`; `GET /_ota/faults` lists those in force",
            call.item
        )))
    }
}

pub(super) fn requests(call: &Call<'_>) -> Result<Value, AdminError> {
    Ok(json!(call.service.record().list(call.after()?)))
}
