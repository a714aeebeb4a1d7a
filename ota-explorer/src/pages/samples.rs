//! Sample code for what is in a form.

use askama::Template;
use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use ota_samples::{Call, Generated, Language as Code, Target};

use super::frame::Frame;
use super::subject::Subject;
use crate::respond;
use crate::state::Shared;

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/samples/{action}", get(page).post(page))
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

/// The samples of a form: one that a link fills in, or one that is being filled in, for the script of the page.
async fn page(subject: Subject) -> Response {
    let checked = subject.checked();
    let link = subject.plain().query();
    let Subject { state, frame, .. } = &subject;
    let operation = subject.operation();
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
    let here = format!("/samples/{}?{link}", operation.action);
    let page = Page {
        frame: frame.clone().at(here),
        action: operation.action.clone(),
        link,
        is_wrong: !checked.found.is_empty(),
        samples: Code::ALL.into_iter().map(sample).collect(),
    };
    respond::page(StatusCode::OK, &page)
}
