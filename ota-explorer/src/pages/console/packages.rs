//! Packages, and one with its batches.

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use axum::routing::get;
use ota_spec::Value;

use super::layout::{Asked, Controls, page};
use super::overview::crumbs;
use crate::console::source::{items, number, read, text};
use crate::console::view::{Cell, Pager, SIZE, Table, View, link};
use crate::language::Language;
use crate::state::Shared;

pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/console/packages", get(list)).route("/console/package", get(show))
}

/// The columns of packages, as the lists of the service name them.
const COLUMNS: [&str; 8] = [
    "FirmwareId",
    "FirmwareName",
    "DestVersion",
    "SrcVersion",
    "ModuleName",
    "ProductKey",
    "Status",
    "UtcCreate",
];

async fn list(
    State(state): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let t = Language::of(&headers).labels();
    let asked = Asked::of(query);
    let (instance, product) = (asked.get("instance"), asked.get("product"));
    let (current, size) = (asked.page().to_string(), SIZE.to_string());
    let mut parameters = vec![("CurrentPage", current.as_str()), ("PageSize", size.as_str())];
    if !product.is_empty() {
        parameters.push(("ProductKey", product));
    }
    let mut view = View {
        title: t.console_packages.to_owned(),
        crumbs: crumbs(instance, t),
        ..View::default()
    };
    match read(&state, instance, "ListOTAFirmware", &parameters).await {
        Ok(response) => {
            let mut table = Table::new(t.console_packages, &COLUMNS);
            table.rows = items(&response, "FirmwareInfo")
                .iter()
                .map(|item| {
                    let mut row: Vec<Cell> =
                        COLUMNS.iter().map(|name| Cell::new(text(item, name))).collect();
                    let id = text(item, "FirmwareId");
                    row[0].link = link("/console/package", &[("instance", instance), ("id", &id)]);
                    row
                })
                .collect();
            let to = |page: u64| {
                let page = page.to_string();
                let kept = [("instance", instance), ("product", product), ("page", &page)];
                link("/console/packages", &kept)
            };
            table.pager = Pager::of(asked.page(), number(&response, "Total"), to);
            view.tables.push(table);
        }
        Err(problem) => view.problem = problem,
    }
    let controls = Controls::Product { instance: instance.to_owned(), product: product.to_owned() };
    page(&state, &headers, &uri, view, controls)
}

/// All fields of an object that are one value, without addresses, which are signed.
pub(super) fn facts(object: &Value) -> Vec<(String, Cell)> {
    let members = object.members().iter();
    let single = members.filter_map(|(name, value)| Some((name, value.scalar()?)));
    let open = single.filter(|(name, value)| !name.ends_with("Url") && !value.is_empty());
    open.map(|(name, value)| (name.clone(), Cell::new(value))).collect()
}

/// The columns of batches.
const JOBS: [&str; 8] = [
    "JobId",
    "JobType",
    "JobStatus",
    "TargetSelection",
    "SelectionType",
    "UtcCreate",
    "UtcStartTime",
    "UtcEndTime",
];

async fn show(
    State(state): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let t = Language::of(&headers).labels();
    let asked = Asked::of(query);
    let (instance, id) = (asked.get("instance"), asked.get("id"));
    let mut crumbs = crumbs(instance, t);
    let all = link("/console/packages", &[("instance", instance)]);
    crumbs.push(Cell::leading(t.console_packages, all));
    let mut view = View { title: format!("{} {id}", t.console_package), crumbs, ..View::default() };
    let (current, size) = (asked.page().to_string(), SIZE.to_string());
    let package = read(&state, instance, "QueryOTAFirmware", &[("FirmwareId", id)]).await;
    match package {
        Ok(response) => {
            view.facts = response.get("FirmwareInfo").map(facts).unwrap_or_default();
            let parameters = [
                ("FirmwareId", id),
                ("CurrentPage", current.as_str()),
                ("PageSize", size.as_str()),
            ];
            match read(&state, instance, "ListOTAJobByFirmware", &parameters).await {
                Ok(jobs) => view.tables.push(batches(
                    &jobs,
                    instance,
                    t.console_jobs,
                    |page| {
                        let page = page.to_string();
                        let kept = [("instance", instance), ("id", id), ("page", page.as_str())];
                        link("/console/package", &kept)
                    },
                    asked.page(),
                )),
                Err(problem) => view.problem = problem,
            }
        }
        Err(problem) => view.problem = problem,
    }
    page(&state, &headers, &uri, view, Controls::Time)
}

fn batches(
    jobs: &Value,
    instance: &str,
    title: &str,
    to: impl Fn(u64) -> String,
    page: u64,
) -> Table {
    let mut table = Table::new(title, &JOBS);
    table.rows = items(jobs, "Data")
        .iter()
        .map(|item| {
            let mut row: Vec<Cell> = JOBS.iter().map(|name| Cell::new(text(item, name))).collect();
            let id = text(item, "JobId");
            row[0].link = link("/console/job", &[("instance", instance), ("id", &id)]);
            row
        })
        .collect();
    table.pager = Pager::of(page, number(jobs, "Total"), to);
    table
}
