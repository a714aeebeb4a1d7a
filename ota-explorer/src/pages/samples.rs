//! Sample code for what is in a form.

use askama::Template;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use axum::routing::get;
use ota_samples::{Call, Generated, Language as Code, Target};
use ota_spec::model::Operation;

use super::frame::Frame;
use super::missing;
use crate::form::{Form, options, texts};
use crate::state::Shared;
use crate::{check, refused, respond};

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/samples/{action}", get(show).post(update))
}

#[derive(Template)]
#[template(path = "samples.html")]
struct Page {
    frame: Frame,
    action: String,
    link: String,
    /// Whether the form has mistakes, which the samples then have as well.
    is_wrong: bool,
    samples: Vec<Sample>,
}

struct Sample {
    id: &'static str,
    label: &'static str,
    text: String,
}

/// The address of calls when there is nobody to call.
const NOBODY: &str = "https://iot.cn-shanghai.aliyuncs.com";

async fn show(
    State(state): State<Shared>,
    Path(action): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let Some(operation) = state.spec.operation(&action) else {
        return missing::page(State(state.clone()), headers, uri).await;
    };
    let form = Form::parse(query.unwrap_or_default().as_bytes());
    page(&state, operation, form, &headers, &uri)
}

/// The samples of a form that is being filled in, for the script of the page.
async fn update(
    State(state): State<Shared>,
    Path(action): Path<String>,
    headers: HeaderMap,
    uri: Uri,
    body: Body,
) -> Response {
    let Some(operation) = state.spec.operation(&action) else {
        return missing::page(State(state.clone()), headers, uri).await;
    };
    match respond::posted(body).await {
        Some(form) => page(&state, operation, form, &headers, &uri),
        None => refused::too_large(&headers),
    }
}

fn page(
    state: &Shared,
    operation: &Operation,
    mut form: Form,
    headers: &HeaderMap,
    uri: &Uri,
) -> Response {
    options::sort(operation, &mut form);
    let checked = check::check(operation, &form, state.backend.region());
    let link = texts::without_secrets(operation, &options::plain(operation, &form)).query();
    let clients = state.backend.clients();
    let endpoint = clients.map_or(NOBODY, |clients| clients.any.endpoint());
    let region = state.backend.region();
    let target = match region {
        Some(id) if clients.is_some_and(|clients| clients.is_of_region) => Target::Region {
            id,
            host: endpoint.trim_start_matches("https://").trim_end_matches('/'),
        },
        region => Target::Endpoint { url: endpoint.trim_end_matches('/'), region },
    };
    let generated = match &state.folder {
        Some(folder) => Generated::Folder(folder),
        None => Generated::BuiltIn,
    };
    let service = &state.spec.service;
    let call = Call { service, operation, request: &checked.request, target, generated };
    let sample =
        |code: Code| Sample { id: code.id(), label: code.label(), text: call.sample(code) };
    let mut frame = Frame::of(state, headers, uri);
    frame.here = format!("/samples/{}?{link}", operation.action);
    let page = Page {
        frame,
        action: operation.action.clone(),
        link,
        is_wrong: !checked.found.is_empty(),
        samples: Code::ALL.into_iter().map(sample).collect(),
    };
    respond::page(StatusCode::OK, &page)
}
