//! The console: what an emulator has, moving; of a service what its lists say.

mod control;
mod devices;
mod events;
mod jobs;
mod layout;
mod lists;
mod overview;
mod packages;
mod records;

use axum::Router;

use crate::state::Shared;

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .merge(control::routes())
        .merge(devices::routes())
        .merge(events::routes())
        .merge(jobs::routes())
        .merge(overview::routes())
        .merge(packages::routes())
        .merge(records::routes())
}
