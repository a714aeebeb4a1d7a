//! What changes an emulator beside its API: its time, and faults.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{FromRequest, Path, Request};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use ota_emulator::{Emulator, Fault};

use super::layout::{Controls, Look};
use crate::console::effects::EFFECTS;
use crate::console::view::{Cell, Table};
use crate::form::Form;
use crate::language::{Labels, Language};
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

/// Why something is not done: its label.
type Why = fn(&Labels) -> &'static str;

const WRONG_SECONDS: Why = |labels| labels.console_seconds;
const WRONG_SPEED: Why = |labels| labels.console_no_speed;
const WRONG_FAULT: Why = |labels| labels.console_no_effect;
const WRONG_TIMES: Why = |labels| labels.console_no_times;

/// What is done to an emulator: the emulator, and what was posted.
struct Deed {
    emulator: Arc<Emulator>,
    form: Form,
    language: Language,
}

impl FromRequest<Shared> for Deed {
    type Rejection = Response;

    async fn from_request(request: Request, state: &Shared) -> Result<Self, Response> {
        let language = Language::of(request.headers());
        let Some(emulator) = state.backend.emulator().cloned() else {
            let why = |labels: &Labels| labels.console_read_only;
            return Err(refused::page(language, StatusCode::CONFLICT, why));
        };
        match respond::posted(request.into_body()).await {
            Some(form) => Ok(Self { emulator, form, language }),
            None => Err(refused::too_large(language)),
        }
    }
}

impl Deed {
    /// Leads back to where it was done, or says why it was not.
    fn end(&self, done: Result<(), Why>, back: &str) -> Response {
        match done {
            Ok(()) => respond::lead_to(own_path(back)),
            Err(why) => refused::page(self.language, StatusCode::UNPROCESSABLE_ENTITY, why),
        }
    }
}

async fn advance(deed: Deed) -> Response {
    let seconds = deed.form.get("seconds").parse::<f64>().ok();
    let seconds = seconds.filter(|seconds| (0.0..=LONGEST).contains(seconds));
    let done = match seconds {
        Some(seconds) => {
            let emulator = deed.emulator.clone();
            // A day of a million devices takes a while.
            let work = move || emulator.advance(Duration::from_secs_f64(seconds));
            drop(tokio::task::spawn_blocking(work).await);
            Ok(())
        }
        None => Err(WRONG_SECONDS),
    };
    deed.end(done, deed.form.get("back"))
}

async fn speed(deed: Deed) -> Response {
    let speed = deed.form.get("speed").parse::<f64>();
    let done = speed.ok().and_then(|speed| deed.emulator.set_speed(speed).ok());
    let done = done.ok_or(WRONG_SPEED);
    deed.end(done, deed.form.get("back"))
}

async fn faults(look: Look) -> Response {
    let t = look.t;
    let mut view = look.view(t.console_faults);
    let Some(emulator) = look.emulator() else { return look.read_only(view) };
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
    let operations = look.state.spec.operations.iter().map(|operation| operation.action.clone());
    let controls = Controls::Faults { operations: operations.collect(), set };
    look.show(view, controls)
}

/// The page of faults.
const FAULTS: &str = "/console/faults";

async fn add(deed: Deed) -> Response {
    let done = fault(&deed.form)
        .and_then(|fault| deed.emulator.add_fault(fault).map(drop).map_err(|_| WRONG_FAULT));
    deed.end(done, FAULTS)
}

/// The fault that a form describes.
fn fault(form: &Form) -> Result<Fault, Why> {
    let effect = EFFECTS.iter().find(|(name, ..)| *name == form.get("effect"));
    let (.., json) = effect.ok_or(WRONG_FAULT)?;
    let fault = Fault::from_json(&format!(r#"{{"effect":{json}}}"#));
    let mut fault = fault.map_err(|_| WRONG_FAULT)?;
    if !form.get("operation").is_empty() {
        fault = fault.operation(form.get("operation"));
    }
    match form.get("times") {
        "" => Ok(fault),
        times => times.parse().map(|times| fault.times(times)).map_err(|_| WRONG_TIMES),
    }
}

async fn clear(deed: Deed) -> Response {
    deed.emulator.clear_faults();
    deed.end(Ok(()), FAULTS)
}

async fn remove(Path(id): Path<u64>, deed: Deed) -> Response {
    // Whoever removed it first has done the same.
    deed.emulator.remove_fault(id);
    deed.end(Ok(()), FAULTS)
}
