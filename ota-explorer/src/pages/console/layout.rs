//! The layout of all pages of the console.

use askama::Template;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;

use crate::console::chart;
use crate::console::effects::EFFECTS;
use crate::console::view::View;
use crate::form::Form;
use crate::language::Labels;
use crate::pages::frame::Frame;
use crate::respond;
use crate::state::State;

/// What can be set on a page, beside what it shows.
pub(super) enum Controls {
    None,
    /// The time of the world, of an emulator.
    Time,
    /// A filter of tasks: the fields that stay, the state and the name that are set.
    Tasks {
        kept: Vec<(&'static str, String)>,
        status: String,
        device: String,
    },
    /// A choice of instance and product.
    Product {
        instance: String,
        product: String,
    },
    /// New faults.
    Faults {
        operations: Vec<String>,
        set: Vec<(u64, String)>,
    },
}

#[derive(Template)]
#[template(path = "console.html")]
struct Page {
    frame: Frame,
    view: View,
    controls: Controls,
    /// Whether an emulator is behind it, so that it moves.
    is_live: bool,
    speed: String,
    effects: Vec<&'static str>,
    statuses: Vec<&'static str>,
    width: u32,
    height: u32,
}

/// A page as a response.
pub(super) fn page(
    state: &State,
    headers: &HeaderMap,
    uri: &Uri,
    view: View,
    controls: Controls,
) -> Response {
    let emulator = state.backend.emulator();
    let status = if view.problem.is_empty() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    let page = Page {
        frame: Frame::of(state, headers, uri),
        view,
        controls,
        is_live: emulator.is_some(),
        speed: emulator.map(|emulator| emulator.speed().to_string()).unwrap_or_default(),
        effects: EFFECTS.iter().map(|(name, _)| *name).collect(),
        statuses: ota_emulator::TaskStatus::ALL.iter().map(|status| status.as_str()).collect(),
        width: chart::WIDTH,
        height: chart::HEIGHT,
    };
    respond::page(status, &page)
}

impl Page {
    fn stage(&self, stage: &chart::Stage) -> &'static str {
        let t: &Labels = self.frame.t;
        match stage {
            chart::Stage::Succeeded => t.stage_succeeded,
            chart::Stage::Failed => t.stage_failed,
            chart::Stage::Canceled => t.stage_canceled,
            chart::Stage::Running => t.stage_running,
            chart::Stage::Waiting => t.stage_waiting,
        }
    }
}

/// What a page of the console is asked for. Everything is optional.
#[derive(Debug, Default)]
pub(super) struct Asked(Form);

impl Asked {
    pub(super) fn of(query: Option<String>) -> Self {
        Self(Form::parse(query.unwrap_or_default().as_bytes()))
    }

    pub(super) fn get(&self, name: &str) -> &str {
        self.0.get(name)
    }

    /// The number of a page, from 1.
    pub(super) fn page(&self) -> u64 {
        self.get("page").parse().ok().filter(|page| *page > 0).unwrap_or(1)
    }
}
