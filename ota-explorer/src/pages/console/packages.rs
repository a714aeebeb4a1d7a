//! Packages, and one with its batches.

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use ota_spec::Value;

use super::layout::{Controls, Look};
use crate::console::source::{items, number, text};
use crate::console::view::{Cell, SIZE, Table, cells, link};
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

async fn list(look: Look) -> Response {
    let t = look.t;
    let (instance, product) = (look.instance(), look.get("product"));
    let (current, size) = (look.page().to_string(), SIZE.to_string());
    let mut parameters = vec![("CurrentPage", current.as_str()), ("PageSize", size.as_str())];
    if !product.is_empty() {
        parameters.push(("ProductKey", product));
    }
    let mut view = look.view(t.console_packages);
    match look.read("ListOTAFirmware", &parameters).await {
        Ok(response) => {
            let mut table = Table::new(t.console_packages, &COLUMNS);
            table.rows = items(&response, "FirmwareInfo")
                .iter()
                .map(|item| {
                    let mut row: Vec<Cell> = COLUMNS
                        .iter()
                        .map(|name| look.told("ListOTAFirmware", name, text(item, name)))
                        .collect();
                    let id = text(item, "FirmwareId");
                    row[0].link = link("/console/package", &[("instance", instance), ("id", &id)]);
                    row
                })
                .collect();
            let total = number(&response, "Total");
            table.pager = look.pager("/console/packages", &[("product", product)], total, u64::MAX);
            view.tables.push(table);
        }
        Err(problem) => view.problem = problem,
    }
    let controls = Controls::Product { instance: instance.to_owned(), product: product.to_owned() };
    look.show(view, controls)
}

/// All fields of an object that are one value, without addresses, which are signed.
pub(super) fn facts(look: &Look, action: &str, object: &Value) -> Vec<(String, Cell)> {
    let members = object.members().iter();
    let single = members.filter_map(|(name, value)| Some((name, value.scalar()?)));
    let open = single.filter(|(name, value)| !name.ends_with("Url") && !value.is_empty());
    open.map(|(name, value)| (name.clone(), look.explained(action, name, value))).collect()
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

async fn show(look: Look) -> Response {
    let t = look.t;
    let (instance, id) = (look.instance(), look.get("id"));
    let mut view = look.view(format!("{} {id}", t.console_package));
    let all = link("/console/packages", &[("instance", instance)]);
    view.crumbs.push(Cell::leading(t.console_packages, all));
    let (current, size) = (look.page().to_string(), SIZE.to_string());
    let package = look.read("QueryOTAFirmware", &[("FirmwareId", id)]).await;
    match package {
        Ok(response) => {
            let info = response.get("FirmwareInfo");
            view.facts =
                info.map(|info| facts(&look, "QueryOTAFirmware", info)).unwrap_or_default();
            let parameters = [
                ("FirmwareId", id),
                ("CurrentPage", current.as_str()),
                ("PageSize", size.as_str()),
            ];
            match look.read("ListOTAJobByFirmware", &parameters).await {
                Ok(jobs) => view.tables.push(batches(&look, &jobs, id)),
                Err(problem) => view.problem = problem,
            }
        }
        Err(problem) => view.problem = problem,
    }
    look.show(view, Controls::Time)
}

/// The batches of a package.
fn batches(look: &Look, jobs: &Value, package: &str) -> Table {
    let instance = look.instance();
    let mut table = Table::new(look.t.console_jobs, &JOBS);
    table.rows = items(jobs, "Data")
        .iter()
        .map(|item| {
            let mut row = cells(item, &JOBS);
            let id = text(item, "JobId");
            row[0].link = link("/console/job", &[("instance", instance), ("id", &id)]);
            row
        })
        .collect();
    table.pager =
        look.pager("/console/package", &[("id", package)], number(jobs, "Total"), u64::MAX);
    table
}
