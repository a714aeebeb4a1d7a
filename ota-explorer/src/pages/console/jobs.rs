//! A batch with its progress, and its tasks.

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use axum::routing::get;
use ota_emulator::TaskStatus;

use super::layout::{Asked, Controls, page};
use super::overview::crumbs;
use super::packages::facts;
use crate::console::chart::{Chart, POINTS};
use crate::console::source::{items, number, read, text};
use crate::console::view::{Cell, Pager, SIZE, Table, View, link};
use crate::language::Language;
use crate::state::Shared;

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/console/job", get(show)).route("/console/tasks", get(tasks))
}

async fn show(
    State(state): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let t = Language::of(&headers).labels();
    let asked = Asked::of(query);
    let (instance, id) = (asked.get("instance"), asked.get("id"));
    let mut view = View {
        title: format!("{} {id}", t.console_job),
        crumbs: crumbs(instance, t),
        ..View::default()
    };
    match read(&state, instance, "QueryOTAJob", &[("JobId", id)]).await {
        Ok(response) => {
            view.facts = response.get("Data").map(facts).unwrap_or_default();
            let firmware = view.facts.iter_mut().find(|(name, _)| name == "FirmwareId");
            if let Some((_, cell)) = firmware {
                cell.link = link("/console/package", &[("instance", instance), ("id", &cell.text)]);
            }
            let (table, problem) = by_state(&state, instance, id, t.console_tasks).await;
            view.tables.push(table);
            view.problem = problem;
            if let Some(emulator) = state.backend.emulator().cloned() {
                let (instance, id) = (instance.to_owned(), id.to_owned());
                // It looks at each of maybe a million tasks.
                let work = move || emulator.instance(&instance).progress(&id, POINTS);
                let progress = tokio::task::spawn_blocking(work).await.ok().flatten();
                view.chart = progress.as_ref().and_then(Chart::of);
            }
        }
        Err(problem) => view.problem = problem,
    }
    page(&state, &headers, &uri, view, Controls::Time)
}

/// How many tasks are in each state, and why that is not known.
async fn by_state(state: &Shared, instance: &str, id: &str, title: &str) -> (Table, String) {
    let mut table = Table::new(title, &["TaskStatus", "Total"]);
    let mut all = 0;
    for status in TaskStatus::ALL {
        let status = status.as_str();
        let parameters =
            [("JobId", id), ("TaskStatus", status), ("CurrentPage", "1"), ("PageSize", "1")];
        match read(state, instance, "ListOTATaskByJob", &parameters).await {
            Ok(response) => {
                let total = number(&response, "Total");
                all += total;
                let kept = [("instance", instance), ("job", id), ("status", status)];
                let to = link("/console/tasks", &kept);
                table.rows.push(vec![Cell::leading(status, to), Cell::new(total.to_string())]);
            }
            Err(problem) => return (table, problem),
        }
    }
    let to = link("/console/tasks", &[("instance", instance), ("job", id)]);
    table.rows.push(vec![Cell::leading("∑", to), Cell::new(all.to_string())]);
    (table, String::new())
}

/// The columns of tasks.
pub(super) const TASKS: [&str; 9] = [
    "TaskId",
    "DeviceName",
    "TaskStatus",
    "Progress",
    "SrcVersion",
    "DestVersion",
    "TaskDesc",
    "UtcCreate",
    "UtcModified",
];

async fn tasks(
    State(state): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let t = Language::of(&headers).labels();
    let asked = Asked::of(query);
    let (instance, job) = (asked.get("instance"), asked.get("job"));
    let (status, device) = (asked.get("status"), asked.get("device").trim());
    let (current, size) = (asked.page().to_string(), SIZE.to_string());
    let mut parameters =
        vec![("JobId", job), ("CurrentPage", current.as_str()), ("PageSize", size.as_str())];
    if !status.is_empty() {
        parameters.push(("TaskStatus", status));
    }
    if !device.is_empty() {
        parameters.push(("DeviceNames.1", device));
    }
    let mut crumbs = crumbs(instance, t);
    let to_job = link("/console/job", &[("instance", instance), ("id", job)]);
    crumbs.push(Cell::leading(format!("{} {job}", t.console_job), to_job));
    let mut view = View { title: t.console_tasks.to_owned(), crumbs, ..View::default() };
    match read(&state, instance, "ListOTATaskByJob", &parameters).await {
        Ok(response) => {
            let mut table = Table::new(t.console_tasks, &TASKS);
            table.rows = items(&response, "Data").iter().map(|item| row(item, instance)).collect();
            table.pager = Pager::of(asked.page(), number(&response, "Total"), |page| {
                let page = page.to_string();
                let kept = [
                    ("instance", instance),
                    ("job", job),
                    ("status", status),
                    ("device", device),
                    ("page", page.as_str()),
                ];
                link("/console/tasks", &kept)
            });
            view.tables.push(table);
        }
        Err(problem) => view.problem = problem,
    }
    let controls = Controls::Tasks {
        kept: vec![("instance", instance.to_owned()), ("job", job.to_owned())],
        status: status.to_owned(),
        device: device.to_owned(),
    };
    page(&state, &headers, &uri, view, controls)
}

/// A task, with its device as a link.
pub(super) fn row(item: &ota_spec::Value, instance: &str) -> Vec<Cell> {
    let mut row: Vec<Cell> = TASKS.iter().map(|name| Cell::new(text(item, name))).collect();
    let (product, name) = (text(item, "ProductKey"), text(item, "DeviceName"));
    let kept = [("instance", instance), ("product", product.as_str()), ("name", name.as_str())];
    row[1].link = link("/console/device", &kept);
    row
}
