//! What an emulator has written down: its ledger, and the requests it got.

use axum::Router;
use axum::response::Response;
use axum::routing::get;

use super::layout::{Controls, Look};
use crate::console::view::{Cell, SIZE, Table};
use crate::state::Shared;

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/console/ledger", get(ledger)).route("/console/requests", get(requests))
}

/// The longest text in a cell, in characters.
const LONGEST: usize = 400;

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The number after which a page begins: page 1 has the newest rows.
fn after(total: u64, page: u64) -> u64 {
    total.saturating_sub(page.saturating_mul(SIZE))
}

async fn ledger(look: Look) -> Response {
    let t = look.t;
    let mut view = look.view(t.console_ledger);
    let Some(emulator) = look.emulator() else { return look.read_only(view) };
    let total = emulator.ledger_count();
    let begin = total.saturating_sub((look.page() - 1).saturating_mul(SIZE));
    let entries = emulator.ledger_after(after(total, look.page()));
    let entries = entries.into_iter().filter(|entry| entry.number <= begin).rev();
    let head = [
        "#",
        t.console_now,
        t.operations,
        "IotInstanceId",
        t.sample_request,
        t.answer,
        "RequestId",
    ];
    let mut table = Table::new(t.console_ledger, &head);
    table.rows = entries
        .map(|entry| {
            vec![
                Cell::new(entry.number.to_string()),
                Cell::new(entry.time.to_string()),
                Cell::new(entry.action),
                Cell::new(entry.instance),
                Cell::new(cut(&entry.request.to_string())),
                Cell::new(cut(&entry.response.to_string())),
                Cell::new(entry.request_id),
            ]
        })
        .collect();
    table.pager = look.pager("/console/ledger", &[], total, u64::MAX);
    view.tables.push(table);
    look.show(view, Controls::None)
}

async fn requests(look: Look) -> Response {
    let t = look.t;
    let mut view = look.view(t.console_requests);
    let Some(emulator) = look.emulator() else { return look.read_only(view) };
    let kept = emulator.requests_after(0);
    let total = kept.requests.len() as u64;
    let skipped = (look.page() - 1).saturating_mul(SIZE);
    let skipped = usize::try_from(skipped).unwrap_or(usize::MAX);
    let most = usize::try_from(SIZE).unwrap_or_default();
    let head = ["#", t.received_at, t.operations, t.parameters, "HTTP", t.code, t.console_faults];
    let mut table = Table::new(t.console_requests, &head);
    table.rows = kept
        .requests
        .into_iter()
        .rev()
        .skip(skipped)
        .take(most)
        .map(|received| {
            let parameters: Vec<String> =
                received.parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let status = received.status.map(|status| status.to_string()).unwrap_or_default();
            vec![
                Cell::new(received.number.to_string()),
                Cell::new(received.time.to_string()),
                Cell::new(received.action.unwrap_or_default()),
                Cell::new(cut(&parameters.join(" "))),
                Cell::new(status),
                Cell::new(received.code.unwrap_or_default()),
                Cell::new(received.fault.map(|fault| fault.kind).unwrap_or_default()),
            ]
        })
        .collect();
    table.pager = look.pager("/console/requests", &[], total, u64::MAX);
    view.tables.push(table);
    look.show(view, Controls::None)
}
