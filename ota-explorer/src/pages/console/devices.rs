//! Products, their devices, and the history of one.

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use ota_spec::Value;

use super::jobs::{TASKS, row};
use super::layout::{Controls, Look};
use super::lists;
use crate::console::source::{items, text};
use crate::console::view::{Cell, SIZE, Table, cells, link};
use crate::html::Inline;
use crate::state::Shared;

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/console/products", get(products))
        .route("/console/devices", get(devices))
        .route("/console/device", get(device))
}

async fn products(look: Look) -> Response {
    let t = look.t;
    let instance = look.instance();
    let mut view = look.view(t.console_products);
    let Some(emulator) = look.emulator() else { return lists::products(look, view).await };
    let head = ["ProductKey", "ProductName", t.console_devices, t.console_packages, "ModuleName"];
    let packages = emulator.instance(instance).packages();
    let count = |key: &str| packages.iter().filter(|known| known.product_key == key).count();
    let mut table = Table::new(t.console_products, &head);
    table.rows = emulator
        .instance(instance)
        .products()
        .into_iter()
        .map(|product| {
            let key = product.product_key;
            let to = |path: &str| link(path, &[("instance", instance), ("product", &key)]);
            vec![
                Cell::leading(key.clone(), to("/console/devices")),
                Cell::new(product.product_name),
                Cell::leading(product.devices.to_string(), to("/console/devices")),
                Cell::leading(count(&key).to_string(), to("/console/packages")),
                Cell::new(product.modules.join(", ")),
            ]
        })
        .collect();
    view.tables.push(table);
    look.show(view, Controls::None)
}

async fn devices(look: Look) -> Response {
    let t = look.t;
    let (instance, product) = (look.instance(), look.get("product"));
    let mut view = look.view(format!("{} {product}", t.console_devices));
    let all = link("/console/products", &[("instance", instance)]);
    view.crumbs.push(Cell::leading(t.console_products, all));
    let Some(emulator) = look.emulator() else { return lists::devices(look, view).await };
    let contents = emulator.instance(instance);
    let total = contents.products().into_iter().find(|known| known.product_key == product);
    let total = total.map_or(0, |known| known.devices);
    let skipped = usize::try_from((look.page() - 1).saturating_mul(SIZE)).unwrap_or(usize::MAX);
    let most = usize::try_from(SIZE).unwrap_or_default();
    let head = ["DeviceName", "IotId", "DeviceStatus", "ModuleVersion", t.console_unfinished];
    let mut table = Table::new(t.console_devices, &head);
    table.rows = contents
        .devices(product, skipped, most)
        .into_iter()
        .map(|device| {
            let name = device.device_name;
            let kept = [("instance", instance), ("product", product), ("name", name.as_str())];
            let to = link("/console/device", &kept);
            vec![
                Cell::leading(name.clone(), to),
                Cell::new(device.iot_id),
                Cell::new(device.status.as_str()),
                Cell::new(device.version),
                Cell::new(device.unfinished.to_string()),
            ]
        })
        .collect();
    table.pager = look.pager("/console/devices", &[("product", product)], total as u64, u64::MAX);
    view.tables.push(table);
    look.show(view, Controls::None)
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

async fn device(look: Look) -> Response {
    let t = look.t;
    let (instance, product, name) = (look.instance(), look.get("product"), look.get("name"));
    let mut view = look.view(format!("{} {name}", t.console_device));
    let all = link("/console/devices", &[("instance", instance), ("product", product)]);
    view.crumbs.push(Cell::leading(product, all));
    let named = [("ProductKey", product), ("DeviceName", name)];
    match look.read("QueryDeviceDetail", &named).await {
        Ok(response) => {
            let data = response.get("Data").unwrap_or(&Value::Null);
            let facts = FACTS.iter().map(|name| ((*name).to_owned(), text(data, name)));
            let known = facts.filter(|(_, value)| !value.is_empty());
            view.facts.extend(known.map(|(name, value)| (name, Cell::new(value))));
        }
        Err(problem) => view.problem = problem,
    }
    if !view.problem.is_empty() {
        return look.show(view, Controls::Time);
    }
    let paged = [named[0], named[1], ("CurrentPage", "1"), ("PageSize", "50")];
    match look.read("ListOTAModuleVersionsByDevice", &paged).await {
        Ok(response) => {
            let columns = ["ModuleName", "ModuleVersion"];
            let mut table = Table::new(t.console_versions, &columns);
            table.rows =
                items(&response, "Data").iter().map(|item| cells(item, &columns)).collect();
            view.tables.push(table);
        }
        Err(problem) => view.problem = problem,
    }
    if view.problem.is_empty() {
        match history(&look, product, name).await {
            Ok(rows) => {
                let mut table = Table::new(t.console_history, &["JobId"]);
                table.head.extend(TASKS.iter().map(|column| (*column).to_owned()));
                table.rows = rows;
                view.tables.push(table);
            }
            Err(problem) => view.problem = problem,
        }
    }
    look.show(view, Controls::Time)
}

/// The tasks of a device, the newest first: all of them in an emulator, the unfinished ones of a service, which has
/// no list of the others.
async fn history(look: &Look, product: &str, name: &str) -> Result<Vec<Vec<Cell>>, Inline> {
    let instance = look.instance();
    let with_job = |item: &Value| {
        let job = text(item, "JobId");
        let to = link("/console/job", &[("instance", instance), ("id", &job)]);
        let mut cells = vec![Cell::leading(job, to)];
        cells.extend(row(item, instance));
        cells
    };
    let Some(emulator) = look.emulator() else {
        let named = [("ProductKey", product), ("DeviceName", name)];
        let response = look.read("ListOTAUnfinishedTaskByDevice", &named).await?;
        return Ok(items(&response, "Data").iter().map(with_job).collect());
    };
    let jobs = emulator.instance(instance).jobs().into_iter().rev();
    let mut rows = Vec::new();
    for job in jobs.filter(|job| job.product_key == product).take(MOST) {
        let parameters = [("JobId", job.job_id.as_str()), ("DeviceNames.1", name)];
        let response = look.read("ListOTATaskByJob", &parameters).await?;
        rows.extend(items(&response, "Data").iter().map(with_job));
    }
    Ok(rows)
}
