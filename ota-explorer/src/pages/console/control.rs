//! What changes an emulator beside its API: its time, and faults.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use axum::routing::{get, post};
use ota_emulator::{Emulator, Fault};

use super::layout::{Controls, page};
use super::overview::crumbs;
use crate::console::effects::EFFECTS;
use crate::console::view::{Cell, Table, View};
use crate::form::Form;
use crate::language::Language;
use crate::pages::language::own_path;
use crate::state::Shared;
use crate::{refused, respond};

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/console/advance", post(advance))
        .route("/console/speed", post(speed))
        .route("/console/faults", get(faults).post(add))
        .route("/console/faults/clear", post(clear))
        .route("/console/faults/remove/{id}", post(remove))
}

/// The longest that time is advanced at once, in seconds: a year.
const LONGEST: f64 = 31_536_000.0;

/// The emulator and what was posted, or why it cannot be done.
async fn posted(
    state: &Shared,
    headers: &HeaderMap,
    body: Body,
) -> Result<(Arc<Emulator>, Form), Box<Response>> {
    let t = Language::of(headers).labels();
    let Some(emulator) = state.backend.emulator() else {
        return Err(Box::new(refused::page(headers, StatusCode::CONFLICT, t.console_read_only)));
    };
    match respond::posted(body).await {
        Some(form) => Ok((emulator.clone(), form)),
        None => Err(Box::new(refused::too_large(headers))),
    }
}

fn wrong(headers: &HeaderMap, message: &str) -> Response {
    refused::page(headers, StatusCode::UNPROCESSABLE_ENTITY, message)
}

async fn advance(State(state): State<Shared>, headers: HeaderMap, body: Body) -> Response {
    let (emulator, form) = match posted(&state, &headers, body).await {
        Ok(posted) => posted,
        Err(refused) => return *refused,
    };
    let seconds = form.get("seconds").parse::<f64>().ok();
    let Some(seconds) = seconds.filter(|seconds| (0.0..=LONGEST).contains(seconds)) else {
        return wrong(&headers, &format!("`seconds` must be a number from 0 to {LONGEST}"));
    };
    // A day of a million devices takes a while.
    let work = move || emulator.advance(Duration::from_secs_f64(seconds));
    drop(tokio::task::spawn_blocking(work).await);
    respond::lead_to(own_path(form.get("back")))
}

async fn speed(State(state): State<Shared>, headers: HeaderMap, body: Body) -> Response {
    let (emulator, form) = match posted(&state, &headers, body).await {
        Ok(posted) => posted,
        Err(refused) => return *refused,
    };
    let speed = form.get("speed").parse::<f64>();
    let set = speed.map_err(|_| "`speed` must be a number".to_owned());
    match set.and_then(|speed| emulator.set_speed(speed)) {
        Ok(()) => respond::lead_to(own_path(form.get("back"))),
        Err(message) => wrong(&headers, &message),
    }
}

async fn faults(State(state): State<Shared>, headers: HeaderMap, uri: Uri) -> Response {
    let t = Language::of(&headers).labels();
    let mut view =
        View { title: t.console_faults.to_owned(), crumbs: crumbs("", t), ..View::default() };
    let Some(emulator) = state.backend.emulator() else {
        t.console_read_only.clone_into(&mut view.problem);
        return page(&state, &headers, &uri, view, Controls::None);
    };
    let head = ["#", t.operations, t.console_effect, t.console_times, t.console_hits];
    let mut table = Table::new(t.console_faults, &head);
    let rules = emulator.faults();
    let set = rules.iter().map(|rule| (rule.id, rule.fault.effect.kind().to_owned())).collect();
    table.rows = rules
        .into_iter()
        .map(|rule| {
            let times = rule.fault.times.map(|times| times.to_string()).unwrap_or_default();
            vec![
                Cell::new(rule.id.to_string()),
                Cell::new(rule.fault.operation.unwrap_or_default()),
                Cell::new(rule.fault.effect.kind()),
                Cell::new(times),
                Cell::new(rule.hits.to_string()),
            ]
        })
        .collect();
    view.tables.push(table);
    let operations = state.spec.operations.iter().map(|operation| operation.action.clone());
    let controls = Controls::Faults { operations: operations.collect(), set };
    page(&state, &headers, &uri, view, controls)
}

async fn add(State(state): State<Shared>, headers: HeaderMap, body: Body) -> Response {
    let (emulator, form) = match posted(&state, &headers, body).await {
        Ok(posted) => posted,
        Err(refused) => return *refused,
    };
    let effect = EFFECTS.iter().find(|(name, _)| *name == form.get("effect"));
    let fault = effect.ok_or_else(|| "there is no such effect".to_owned()).and_then(|(_, json)| {
        let mut fault = Fault::from_json(&format!(r#"{{"effect":{json}}}"#))
            .map_err(|error| error.to_string())?;
        if !form.get("operation").is_empty() {
            fault = fault.operation(form.get("operation"));
        }
        match form.get("times") {
            "" => Ok(fault),
            times => times
                .parse()
                .map(|times| fault.times(times))
                .map_err(|_| "`times` must be a whole number".to_owned()),
        }
    });
    let added =
        fault.and_then(|fault| emulator.add_fault(fault).map_err(|error| error.to_string()));
    match added {
        Ok(_) => respond::lead_to("/console/faults"),
        Err(message) => wrong(&headers, &message),
    }
}

async fn clear(State(state): State<Shared>, headers: HeaderMap, body: Body) -> Response {
    match posted(&state, &headers, body).await {
        Ok((emulator, _)) => {
            emulator.clear_faults();
            respond::lead_to("/console/faults")
        }
        Err(refused) => *refused,
    }
}

async fn remove(
    State(state): State<Shared>,
    Path(id): Path<u64>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    match posted(&state, &headers, body).await {
        Ok((emulator, _)) => {
            // Whoever removed it first has done the same.
            emulator.remove_fault(id);
            respond::lead_to("/console/faults")
        }
        Err(refused) => *refused,
    }
}
