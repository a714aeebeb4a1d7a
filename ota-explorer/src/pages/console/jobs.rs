//! A batch with its progress, and its tasks.

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use ota_emulator::TaskStatus;

use super::layout::{Controls, Look};
use super::packages::facts;
use crate::console::chart::{Chart, POINTS};
use crate::console::source::{items, number, text};
use crate::console::view::{Cell, SIZE, Table, cells, link};
use crate::html::Inline;
use crate::state::Shared;

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/console/job", get(show)).route("/console/tasks", get(tasks))
}

async fn show(look: Look) -> Response {
    let t = look.t;
    let (instance, id) = (look.instance(), look.get("id"));
    let mut view = look.view(format!("{} {id}", t.console_job));
    match look.read("QueryOTAJob", &[("JobId", id)]).await {
        Ok(response) => {
            let data = response.get("Data");
            view.facts = data.map(|data| facts(&look, "QueryOTAJob", data)).unwrap_or_default();
            let firmware = view.facts.iter_mut().find(|(name, _)| name == "FirmwareId");
            if let Some((_, cell)) = firmware {
                cell.link = link("/console/package", &[("instance", instance), ("id", &cell.text)]);
            }
            let (table, counts, problem) = by_state(&look, id).await;
            view.tables.push(table);
            let is_whole = problem.is_empty();
            view.problem = problem;
            if let Some(emulator) = look.emulator().cloned() {
                let (instance, id) = (instance.to_owned(), id.to_owned());
                // It looks at each of maybe a million tasks.
                let work = move || emulator.instance(&instance).progress(&id, POINTS);
                let progress = tokio::task::spawn_blocking(work).await.ok().flatten();
                view.chart = progress.as_ref().and_then(Chart::of);
            } else if is_whole {
                let now = jiff::Timestamp::now().as_millisecond();
                let points = look.state.seen.add(&format!("{instance}/{id}"), (now, counts));
                // One point in time is no progress.
                view.chart = Some(points)
                    .filter(|points| points.len() > 1)
                    .as_deref()
                    .and_then(Chart::through);
                view.seen = Some(PAUSE);
            }
        }
        Err(problem) => view.problem = problem,
    }
    look.show(view, Controls::Time)
}

/// The seconds between two looks at a job of a service, for which it is asked once for each state.
const PAUSE: u32 = 15;

/// The stage of a task in a state, by its place in a point of a chart.
fn stage(status: TaskStatus) -> usize {
    match status {
        TaskStatus::Succeeded => 0,
        TaskStatus::Failed => 1,
        TaskStatus::Canceled => 2,
        TaskStatus::Notified | TaskStatus::InProgress => 3,
        TaskStatus::Confirm | TaskStatus::Queued => 4,
    }
}

/// How many tasks are in each state and stage, and why that is not known.
async fn by_state(look: &Look, id: &str) -> (Table, [u32; 5], Inline) {
    let instance = look.instance();
    let mut table = Table::new(look.t.console_tasks, &["TaskStatus", look.t.meaning, "Total"]);
    let (mut all, mut counts) = (0, [0; 5]);
    for state in TaskStatus::ALL {
        let status = state.as_str();
        let parameters =
            [("JobId", id), ("TaskStatus", status), ("CurrentPage", "1"), ("PageSize", "1")];
        match look.read("ListOTATaskByJob", &parameters).await {
            Ok(response) => {
                let total = number(&response, "Total");
                all += total;
                counts[stage(state)] += u32::try_from(total).unwrap_or(u32::MAX);
                let kept = [("instance", instance), ("job", id), ("status", status)];
                let to = link("/console/tasks", &kept);
                let meaning = look.meaning("ListOTATaskByJob", "TaskStatus", status);
                let meaning = Cell::prose(meaning.unwrap_or_default());
                table.rows.push(vec![
                    Cell::leading(status, to),
                    meaning,
                    Cell::new(total.to_string()),
                ]);
            }
            Err(problem) => return (table, counts, problem),
        }
    }
    let to = link("/console/tasks", &[("instance", instance), ("job", id)]);
    table.rows.push(vec![Cell::leading("∑", to), Cell::default(), Cell::new(all.to_string())]);
    (table, counts, Inline::default())
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

async fn tasks(look: Look) -> Response {
    let t = look.t;
    let (instance, job) = (look.instance(), look.get("job"));
    let (status, device) = (look.get("status"), look.get("device").trim());
    let (current, size) = (look.page().to_string(), SIZE.to_string());
    let mut parameters =
        vec![("JobId", job), ("CurrentPage", current.as_str()), ("PageSize", size.as_str())];
    if !status.is_empty() {
        parameters.push(("TaskStatus", status));
    }
    if !device.is_empty() {
        parameters.push(("DeviceNames.1", device));
    }
    let mut view = look.view(t.console_tasks);
    let to_job = link("/console/job", &[("instance", instance), ("id", job)]);
    view.crumbs.push(Cell::leading(format!("{} {job}", t.console_job), to_job));
    match look.read("ListOTATaskByJob", &parameters).await {
        Ok(response) => {
            let mut table = Table::new(t.console_tasks, &TASKS);
            table.rows = items(&response, "Data").iter().map(|item| row(item, instance)).collect();
            let most = look.most("ListOTATaskByJob");
            let kept = [("job", job), ("status", status), ("device", device)];
            table.pager = look.pager("/console/tasks", &kept, number(&response, "Total"), most);
            view.tables.push(table);
        }
        Err(problem) => view.problem = problem,
    }
    let controls = Controls::Tasks {
        kept: vec![("instance", instance.to_owned()), ("job", job.to_owned())],
        status: status.to_owned(),
        device: device.to_owned(),
    };
    look.show(view, controls)
}

/// A task, with its device as a link.
pub(super) fn row(item: &ota_spec::Value, instance: &str) -> Vec<Cell> {
    let mut row = cells(item, &TASKS);
    let (product, name) = (text(item, "ProductKey"), text(item, "DeviceName"));
    let kept = [("instance", instance), ("product", product.as_str()), ("name", name.as_str())];
    row[1].link = link("/console/device", &kept);
    row
}
