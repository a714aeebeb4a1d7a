//! The pages, one module each.
//!
//! A page has a function `routes()`, which is merged below; a struct with its template in `templates/`, which extends
//! `base.html` and has a [`frame::Frame`]; and its labels in the table of `language`. Handlers take what came with the request as
//! an extractor: the frame, an operation with its form ([`subject::Subject`]), or a look at the console. A page that belongs into the navigation
//! has an entry in `frame::NAVIGATION`.

mod calls;
mod codes;
mod confirm;
mod console;
mod draft;
mod enter;
mod files;
mod frame;
mod language;
mod missing;
mod operation;
mod operations;
mod samples;
mod sending;
mod shown;
mod signature;
mod subject;
mod upload;

use axum::Router;

use crate::state::Shared;

/// All pages.
pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .merge(calls::routes())
        .merge(codes::routes())
        .merge(confirm::routes())
        .merge(console::routes())
        .merge(enter::routes())
        .merge(files::routes())
        .merge(language::routes())
        .merge(operation::routes())
        .merge(operations::routes())
        .merge(samples::routes())
        .merge(signature::routes())
        .merge(upload::routes())
        .fallback(missing::page)
}
