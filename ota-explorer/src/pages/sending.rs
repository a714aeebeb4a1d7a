//! Sends calls for pages, and says where their responses are shown.

use axum::response::Response;
use ota_spec::Value;
use ota_spec::model::Operation;

use crate::state::Shared;
use crate::{respond, send};

/// The field of a link with the number of the call whose form and response are shown.
pub(super) const CALL: &str = "@call";

/// Sends a request and leads to its response.
pub(super) async fn sent(state: &Shared, operation: &Operation, request: Value) -> Response {
    match send::send(state, operation, request).await {
        Some(entry) => respond::lead_to(&place(&entry.action, entry.number)),
        None => respond::lead_to(&format!("/operation/{}", operation.action)),
    }
}

/// Where the response to a call is shown.
pub(super) fn place(action: &str, number: u64) -> String {
    format!("/operation/{action}?%40call={number}#answer")
}
