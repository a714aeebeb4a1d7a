//! Forms that were posted and are shown again: each has an address, so that loading its page posts nothing.

use axum::http::StatusCode;
use axum::response::Response;
use ota_spec::model::Operation;

use crate::form::{Form, texts};
use crate::language::Language;
use crate::pending::Draft;
use crate::state::Shared;
use crate::{refused, respond};

/// The field of a link with the ticket of a form.
pub(super) const DRAFT: &str = "@form";

/// Keeps a form, with parameters in their options, and leads to the page that shows it; `is_checked` shows its mistakes.
pub(super) fn keep(
    state: &Shared,
    operation: &Operation,
    form: &Form,
    is_checked: bool,
    language: Language,
) -> Response {
    let action = operation.action.clone();
    let place = format!("/operation/{action}?%40form=");
    let draft = Draft { action, form: texts::open(operation, form), is_checked };
    match state.drafts.add(draft) {
        Some(ticket) => respond::lead_to(&format!("{place}{ticket}#call")),
        None => {
            let status = StatusCode::SERVICE_UNAVAILABLE;
            refused::page(language, status, |labels| labels.no_random)
        }
    }
}

/// The form under a ticket, if it is one of this operation and still kept.
pub(super) fn find(state: &Shared, operation: &Operation, ticket: &str) -> Option<Draft> {
    state.drafts.get(ticket).filter(|draft| draft.action == operation.action)
}
