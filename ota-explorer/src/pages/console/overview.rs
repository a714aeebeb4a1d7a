//! The start of the console: instances with their IDs, and what each has.

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use ota_emulator::{InstanceCounts, is_at_home};

use super::layout::{Controls, Look};
use super::lists;
use crate::backend::Backend;
use crate::console::view::{Cell, Table, View, link};
use crate::html::Inline;
use crate::language::Labels;
use crate::state::Shared;

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/console", get(show))
}

async fn show(look: Look) -> Response {
    let t = look.t;
    let mut view = View { title: t.console.to_owned(), ..View::default() };
    if !is_at_home(&look.state.spec.service) {
        view.problem = Inline::new(t.console_foreign);
        return look.show(view, Controls::None);
    }
    match &look.state.backend {
        Backend::Nowhere => {
            view.problem = Inline::new(t.backend_none);
            look.show(view, Controls::None)
        }
        Backend::Service { .. } => {
            view.facts.push((t.console.to_owned(), Cell::prose(t.console_read_only)));
            if lists::has_products(&look) {
                let to = "/console/products".to_owned();
                view.facts.push((t.console_products.to_owned(), Cell::leading(t.console_all, to)));
            }
            let controls = Controls::Product { instance: String::new(), product: String::new() };
            look.show(view, controls)
        }
        Backend::Emulator { emulator, .. } => {
            let counts = emulator.world();
            view.facts = vec![
                (t.console_now.to_owned(), Cell::new(counts.time)),
                (t.console_files.to_owned(), Cell::new(counts.objects.to_string())),
                (
                    t.console_ledger.to_owned(),
                    Cell::leading(
                        emulator.ledger_count().to_string(),
                        "/console/ledger".to_owned(),
                    ),
                ),
                (
                    t.console_requests.to_owned(),
                    Cell::leading(
                        emulator.requests_after(0).requests.len().to_string(),
                        "/console/requests".to_owned(),
                    ),
                ),
                (
                    t.console_faults.to_owned(),
                    Cell::leading(
                        emulator.faults().len().to_string(),
                        "/console/faults".to_owned(),
                    ),
                ),
            ];
            let head = [
                "IotInstanceId",
                t.console_products,
                t.console_devices,
                t.console_packages,
                t.console_jobs,
                t.console_tasks,
            ];
            let mut table = Table::new(t.console_instances, &head);
            table.rows = counts.instances.iter().map(|(id, counts)| row(id, counts, t)).collect();
            view.tables.push(table);
            look.show(view, Controls::Time)
        }
    }
}

fn row(id: &str, counts: &InstanceCounts, t: &Labels) -> Vec<Cell> {
    let by_state = |counts: &std::collections::BTreeMap<&str, usize>| {
        let texts = counts.iter().map(|(state, count)| format!("{count} {state}"));
        texts.collect::<Vec<String>>().join(", ")
    };
    let to = |path: &str| link(path, &[("instance", id)]);
    let name = if id.is_empty() { t.console_unnamed } else { id };
    vec![
        Cell::leading(name, to("/console/products")),
        Cell::leading(counts.products.to_string(), to("/console/products")),
        Cell::new(counts.devices.to_string()),
        Cell::leading(counts.packages.to_string(), to("/console/packages")),
        Cell::new(by_state(&counts.jobs)),
        Cell::new(by_state(&counts.tasks)),
    ]
}
