//! The operation that a page is about, with what is filled in: what every page of an operation begins with.

use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::Method;
use axum::response::{IntoResponse, Response};
use ota_spec::model::Operation;

use super::frame::Frame;
use super::missing;
use crate::check::{self, Checked};
use crate::form::{Form, options, texts};
use crate::state::Shared;
use crate::{refused, respond};

/// An operation and its form: that of a link, or the one that was posted.
pub(super) struct Subject {
    pub(super) state: Shared,
    pub(super) frame: Frame,
    /// With parameters in their options.
    pub(super) form: Form,
    /// The operation, by its place among all.
    place: usize,
}

impl FromRequest<Shared> for Subject {
    type Rejection = Response;

    async fn from_request(request: Request, state: &Shared) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let frame = Frame::of(state, &parts.headers, &parts.uri);
        let action = Path::<String>::from_request_parts(&mut parts, state).await;
        let Path(action) = action.map_err(IntoResponse::into_response)?;
        let operations = &state.spec.operations;
        let Ok(place) = operations.binary_search_by(|known| known.action.cmp(&action)) else {
            return Err(missing::of(frame));
        };
        let form = match parts.method {
            Method::POST => respond::posted(body).await,
            _ => Some(Form::parse(parts.uri.query().unwrap_or_default().as_bytes())),
        };
        let Some(form) = form else { return Err(refused::too_large(frame.language)) };
        let mut subject = Self { state: state.clone(), frame, form: Form::default(), place };
        subject.fill(form);
        Ok(subject)
    }
}

impl Subject {
    pub(super) fn operation(&self) -> &Operation {
        &self.state.spec.operations[self.place]
    }

    /// Puts another form into the place of the one that came.
    pub(super) fn fill(&mut self, mut form: Form) {
        options::sort(self.operation(), &mut form);
        self.form = form;
    }

    /// The request that is filled in, with its mistakes.
    pub(super) fn checked(&self) -> Checked {
        check::check(self.operation(), &self.form, self.state.backend.region())
    }

    /// The form by plain names and without secrets, as a link has it.
    pub(super) fn plain(&self) -> Form {
        texts::without_secrets(self.operation(), &options::plain(self.operation(), &self.form))
    }
}
