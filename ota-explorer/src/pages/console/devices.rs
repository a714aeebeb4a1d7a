//! Products, their devices, and the history of one.

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use axum::routing::get;
use ota_emulator::Emulator;
use ota_spec::Value;

use super::jobs::{TASKS, row};
use super::layout::{Asked, Controls, page};
use super::overview::crumbs;
use crate::console::source::{items, number, read, text};
use crate::console::view::{Cell, Pager, SIZE, Table, View, link};
use crate::language::{Labels, Language};
use crate::state::Shared;

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/console/products", get(products))
        .route("/console/devices", get(devices))
        .route("/console/device", get(device))
}

async fn products(
    State(state): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let t = Language::of(&headers).labels();
    let asked = Asked::of(query);
    let instance = asked.get("instance");
    let mut view = View {
        title: t.console_products.to_owned(),
        crumbs: crumbs(instance, t),
        ..View::default()
    };
    match state.backend.emulator() {
        Some(emulator) => {
            let head =
                ["ProductKey", "ProductName", t.console_devices, t.console_packages, "ModuleName"];
            let mut table = Table::new(t.console_products, &head);
            table.rows = emulator
                .instance(instance)
                .products()
                .into_iter()
                .map(|product| {
                    let named = (product.product_key.as_str(), product.product_name.as_str());
                    let mut row = product_row(instance, named, product.devices.to_string(), t);
                    row.push(Cell::new(product.modules.join(", ")));
                    row
                })
                .collect();
            view.tables.push(table);
        }
        None => match listed_products(&state, instance, asked.page(), t).await {
            Ok(table) => view.tables.push(table),
            Err(problem) => view.problem = problem,
        },
    }
    page(&state, &headers, &uri, view, Controls::None)
}

/// A page of the products of a service.
async fn listed_products(
    state: &Shared,
    instance: &str,
    current: u64,
    t: &Labels,
) -> Result<Table, String> {
    let (page, size) = (current.to_string(), SIZE.to_string());
    let paged = [("CurrentPage", page.as_str()), ("PageSize", &size)];
    let response = read(state, instance, "QueryProductList", &paged).await?;
    let data = response.get("Data").unwrap_or(&Value::Null);
    let head = ["ProductKey", "ProductName", t.console_devices, t.console_packages];
    let mut table = Table::new(t.console_products, &head);
    let row = |item: &Value| {
        let [key, name, count] =
            ["ProductKey", "ProductName", "DeviceCount"].map(|field| text(item, field));
        product_row(instance, (&key, &name), count, t)
    };
    table.rows = items(data, "List").iter().map(row).collect();
    table.pager = Pager::of(current, number(data, "Total"), |page| {
        link("/console/products", &[("instance", instance), ("page", &page.to_string())])
    });
    Ok(table)
}

/// What is shown of every product.
fn product_row(instance: &str, (key, name): (&str, &str), count: String, t: &Labels) -> Vec<Cell> {
    let to = |path: &str| link(path, &[("instance", instance), ("product", key)]);
    vec![
        Cell::leading(key, to("/console/devices")),
        Cell::new(name),
        Cell::leading(count, to("/console/devices")),
        Cell::leading(t.console_packages, to("/console/packages")),
    ]
}

/// The devices of a service that can be reached by the number of a page.
const REACHED: u64 = 10_000;

async fn devices(
    State(state): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let t = Language::of(&headers).labels();
    let asked = Asked::of(query);
    let (instance, product) = (asked.get("instance"), asked.get("product"));
    let mut crumbs = crumbs(instance, t);
    let all = link("/console/products", &[("instance", instance)]);
    crumbs.push(Cell::leading(t.console_products, all));
    let mut view =
        View { title: format!("{} {product}", t.console_devices), crumbs, ..View::default() };
    let shown = match state.backend.emulator() {
        Some(emulator) => Ok(known_devices(emulator, instance, product, asked.page(), t)),
        None => listed_devices(&state, instance, product, asked.page(), t).await,
    };
    match shown {
        Ok((mut table, total)) => {
            table.pager = Pager::of(asked.page(), total, |page| {
                let page = page.to_string();
                let kept = [("instance", instance), ("product", product), ("page", page.as_str())];
                link("/console/devices", &kept)
            });
            view.tables.push(table);
        }
        Err(problem) => view.problem = problem,
    }
    page(&state, &headers, &uri, view, Controls::None)
}

/// A page of the devices of an emulator, and how many there are.
fn known_devices(
    emulator: &Emulator,
    instance: &str,
    product: &str,
    current: u64,
    t: &Labels,
) -> (Table, u64) {
    let contents = emulator.instance(instance);
    let total = contents.products().into_iter().find(|known| known.product_key == product);
    let total = total.map_or(0, |known| known.devices);
    let skipped = usize::try_from((current - 1).saturating_mul(SIZE)).unwrap_or(usize::MAX);
    let most = usize::try_from(SIZE).unwrap_or_default();
    let head = ["DeviceName", "IotId", "DeviceStatus", "ModuleVersion", t.console_unfinished];
    let mut table = Table::new(t.console_devices, &head);
    table.rows = contents
        .devices(product, skipped, most)
        .into_iter()
        .map(|device| {
            vec![
                device_cell(instance, product, device.device_name),
                Cell::new(device.iot_id),
                Cell::new(device.status.as_str()),
                Cell::new(device.version),
                Cell::new(device.unfinished.to_string()),
            ]
        })
        .collect();
    (table, total as u64)
}

/// A page of the devices of a service, and how many of them can be paged through. Their secrets are left alone.
async fn listed_devices(
    state: &Shared,
    instance: &str,
    product: &str,
    current: u64,
    t: &Labels,
) -> Result<(Table, u64), String> {
    let (page, size) = (current.to_string(), SIZE.to_string());
    let asked =
        [("ProductKey", product), ("CurrentPage", page.as_str()), ("PageSize", size.as_str())];
    let response = read(state, instance, "QueryDevice", &asked).await?;
    let columns = ["IotId", "DeviceStatus", "Nickname", "UtcCreate"];
    let mut table = Table::new(t.console_devices, &["DeviceName"]);
    table.head.extend(columns.map(str::to_owned));
    let row = |item: &Value| {
        let mut row = vec![device_cell(instance, product, text(item, "DeviceName"))];
        row.extend(columns.map(|column| Cell::new(text(item, column))));
        row
    };
    table.rows = items(&response, "Data").iter().map(row).collect();
    Ok((table, number(&response, "Total").min(REACHED)))
}

/// The name of a device, which leads to it.
fn device_cell(instance: &str, product: &str, name: String) -> Cell {
    let kept = [("instance", instance), ("product", product), ("name", name.as_str())];
    let to = link("/console/device", &kept);
    Cell::leading(name, to)
}

/// What is shown of a device; its secret is not.
const FACTS: [&str; 8] = [
    "ProductKey",
    "IotId",
    "Nickname",
    "Status",
    "IpAddress",
    "UtcCreate",
    "UtcActive",
    "UtcOnline",
];

/// The most batches whose tasks a device is looked for in.
const MOST: usize = 500;

async fn device(
    State(state): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let t = Language::of(&headers).labels();
    let asked = Asked::of(query);
    let (instance, product, name) =
        (asked.get("instance"), asked.get("product"), asked.get("name"));
    let mut crumbs = crumbs(instance, t);
    let all = link("/console/devices", &[("instance", instance), ("product", product)]);
    crumbs.push(Cell::leading(product, all));
    let mut view =
        View { title: format!("{} {name}", t.console_device), crumbs, ..View::default() };
    let named = [("ProductKey", product), ("DeviceName", name)];
    match read(&state, instance, "QueryDeviceDetail", &named).await {
        Ok(response) => {
            let data = response.get("Data").unwrap_or(&Value::Null);
            let facts = FACTS.iter().map(|name| ((*name).to_owned(), text(data, name)));
            let known = facts.filter(|(_, value)| !value.is_empty());
            view.facts.extend(known.map(|(name, value)| (name, Cell::new(value))));
        }
        Err(problem) => view.problem = problem,
    }
    if !view.problem.is_empty() {
        return page(&state, &headers, &uri, view, Controls::Time);
    }
    let paged = [named[0], named[1], ("CurrentPage", "1"), ("PageSize", "50")];
    match read(&state, instance, "ListOTAModuleVersionsByDevice", &paged).await {
        Ok(response) => {
            let columns = ["ModuleName", "ModuleVersion"];
            let mut table = Table::new(t.console_versions, &columns);
            table.rows = items(&response, "Data")
                .iter()
                .map(|item| columns.iter().map(|column| Cell::new(text(item, column))).collect())
                .collect();
            view.tables.push(table);
        }
        Err(problem) => view.problem = problem,
    }
    if view.problem.is_empty() {
        match history(&state, instance, product, name).await {
            Ok(rows) => {
                let mut table = Table::new(t.console_history, &["JobId"]);
                table.head.extend(TASKS.iter().map(|column| (*column).to_owned()));
                table.rows = rows;
                view.tables.push(table);
            }
            Err(problem) => view.problem = problem,
        }
    }
    page(&state, &headers, &uri, view, Controls::Time)
}

/// The tasks of a device, the newest first: all of them in an emulator, the unfinished ones of a service, which has
/// no list of the others.
async fn history(
    state: &Shared,
    instance: &str,
    product: &str,
    name: &str,
) -> Result<Vec<Vec<Cell>>, String> {
    let with_job = |item: &Value| {
        let job = text(item, "JobId");
        let to = link("/console/job", &[("instance", instance), ("id", &job)]);
        let mut cells = vec![Cell::leading(job, to)];
        cells.extend(row(item, instance));
        cells
    };
    let Some(emulator) = state.backend.emulator() else {
        let named = [("ProductKey", product), ("DeviceName", name)];
        let response = read(state, instance, "ListOTAUnfinishedTaskByDevice", &named).await?;
        return Ok(items(&response, "Data").iter().map(with_job).collect());
    };
    let jobs = emulator.instance(instance).jobs().into_iter().rev();
    let mut rows = Vec::new();
    for job in jobs.filter(|job| job.product_key == product).take(MOST) {
        let parameters = [("JobId", job.job_id.as_str()), ("DeviceNames.1", name)];
        let response = read(state, instance, "ListOTATaskByJob", &parameters).await?;
        rows.extend(items(&response, "Data").iter().map(with_job));
    }
    Ok(rows)
}
