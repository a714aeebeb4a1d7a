//! Says that something changed, as server-sent events: at most one a second, for as long as the page is open.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_core::Stream;
use ota_emulator::Emulator;
use tokio::sync::{OwnedSemaphorePermit, mpsc};

use crate::language::Language;
use crate::refused;
use crate::state::Shared;

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/console/events", get(watch))
}

/// The pause between two looks.
const PAUSE: Duration = Duration::from_secs(1);

/// How many looks one response lasts; then the browser asks again.
const LOOKS: u32 = 300;

/// What is compared from look to look.
#[derive(PartialEq)]
struct Seen {
    time: std::time::SystemTime,
    ledger: u64,
    requests: u64,
    faults: usize,
}

impl Seen {
    fn of(emulator: &Emulator) -> Self {
        Self {
            time: emulator.time(),
            ledger: emulator.ledger_count(),
            requests: emulator.requests_count(),
            faults: emulator.faults().len(),
        }
    }
}

/// The events of one page.
struct Events {
    events: mpsc::Receiver<Bytes>,
    /// One of the pages that may be open at a time.
    _place: OwnedSemaphorePermit,
}

impl Stream for Events {
    type Item = Result<Bytes, std::convert::Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.events.poll_recv(context).map(|event| event.map(Ok))
    }
}

async fn watch(State(state): State<Shared>, language: Language) -> Response {
    let Some(emulator) = state.backend.emulator() else {
        return refused::page(language, StatusCode::NOT_FOUND, |labels| labels.console_read_only);
    };
    let Ok(place) = state.watchers.clone().try_acquire_owned() else {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        return refused::page(language, status, |labels| labels.console_many);
    };
    let (sender, events) = mpsc::channel(1);
    let emulator = Arc::downgrade(emulator);
    tokio::spawn(async move {
        let mut ticks = tokio::time::interval(PAUSE);
        let mut before = None;
        for _ in 0..LOOKS {
            ticks.tick().await;
            let Some(emulator) = emulator.upgrade() else { return };
            let now = Seen::of(&emulator);
            // A comment tells a page that is gone from one that has nothing to see.
            let event = match before.as_ref() {
                Some(before) if *before != now => "event: change\ndata: \n\n",
                _ => ": same\n\n",
            };
            before = Some(now);
            if sender.send(Bytes::from_static(event.as_bytes())).await.is_err() {
                return;
            }
        }
    });
    let kind = [(header::CONTENT_TYPE, "text/event-stream")];
    (kind, Body::from_stream(Events { events, _place: place })).into_response()
}
