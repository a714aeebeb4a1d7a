//! The turn of a call among those that its operation takes per second.

use std::time::Duration;

use crate::call::checked::Call;
use crate::call::key::Key;
use crate::call::quota::place::Place;
use crate::call::quota::{Counted, Patience};
use crate::call::settings::Settings;
use crate::config::credentials::Credentials;
use crate::error::Error;
use crate::request::operation::OperationInfo;
use crate::request::service::Service;

/// Waits for a place in the quota.
pub(crate) async fn take(
    settings: &Settings,
    call: &Call<'_>,
    key: &Key<'_>,
    patience: Patience,
) -> Result<Option<Place>, Error> {
    let (service, action) = (call.service, call.action);
    counted(settings, key, service, action, call.qps).take(&settings.quota, patience).await
}

/// What a call is counted by.
fn counted<'a>(
    settings: &'a Settings,
    key: &'a Key<'_>,
    service: &Service,
    action: &'a str,
    qps: Option<u32>,
) -> Counted<'a> {
    let key_id = key.credentials().map_or("", Credentials::key_id);
    Counted { key_id, host: &settings.endpoint.host, product: service.product, action, qps }
}

/// Leaves a place in the quota, and says there what became of the attempt.
pub(crate) fn leave(place: Place, error: Option<&Error>) {
    match error {
        None => place.accepted(),
        Some(error) if error.is_unsent() => place.unsent(),
        Some(error) if error.is_throttled() => place.throttled(error.retry_after()),
        Some(_) => {}
    }
}

/// How long a call of an operation would have to wait now for its turn.
pub(crate) fn quota_wait(settings: &Settings, info: &OperationInfo) -> Duration {
    let Ok(key) = Key::at_hand(settings, info.anonymous) else { return Duration::ZERO };
    counted(settings, &key, info.service, info.action, info.qps).wait(&settings.quota)
}

/// Why calls of an operation are counted by this process alone.
pub(crate) fn quota_trouble(
    settings: &Settings,
    action: &str,
    qps: Option<u32>,
    anonymous: bool,
) -> Option<String> {
    let key = Key::at_hand(settings, anonymous).ok()?;
    counted(settings, &key, settings.service, action, qps).trouble(&settings.quota)
}
