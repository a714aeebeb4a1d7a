//! The form body of a request.

use crate::call::encode::query::{Parameters, Query};
use crate::request::parameter::Place;

/// The content type of a form body.
pub(super) const FORM: &str = "application/x-www-form-urlencoded";

/// The form body with the parameters that belong there, if there are any.
pub(super) fn form(parameters: &dyn Parameters) -> Option<String> {
    if !parameters.has_body() {
        return None;
    }
    let mut form = Vec::new();
    Query::new(&mut form).write(parameters, Some(Place::Body));
    String::from_utf8(form).ok().filter(|form| !form.is_empty())
}
