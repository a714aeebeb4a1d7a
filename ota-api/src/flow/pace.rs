//! The pace of calls that follow each other. How many there can be is up to the quota of the client.

use std::time::Duration;

use crate::call;
use crate::client::Core;
use crate::error::Error;
use crate::request::operation::{Operation, OperationInfo};
use crate::response::typed::Response;

/// The time between the starts of two calls of an operation: no more calls per second than it allows.
pub(crate) fn pace(info: &OperationInfo) -> Duration {
    Duration::from_secs(1) / info.qps.unwrap_or(u32::MAX).max(1)
}

/// Sends one of many requests: its deadline begins when it is its turn.
pub(crate) async fn send_in_turn<O: Operation>(
    client: &Core<O::Client>,
    request: &O,
) -> Result<Response<O::Response>, Error> {
    call::send(&client.settings, request, client.deadline, true, None, None).await
}
