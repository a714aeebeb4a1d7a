//! Products, their devices, and the history of one.

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use axum::routing::get;

use super::jobs::{TASKS, row};
use super::layout::{Asked, Controls, page};
use super::overview::crumbs;
use crate::console::source::{items, read, text};
use crate::console::view::{Cell, Pager, SIZE, Table, View, link};
use crate::language::Language;
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
    let Some(emulator) = state.backend.emulator() else {
        t.console_read_only.clone_into(&mut view.problem);
        return page(&state, &headers, &uri, view, Controls::None);
    };
    let head = ["ProductKey", "ProductName", t.console_devices, t.console_packages, "ModuleName"];
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
                Cell::leading(t.console_packages, to("/console/packages")),
                Cell::new(product.modules.join(", ")),
            ]
        })
        .collect();
    view.tables.push(table);
    page(&state, &headers, &uri, view, Controls::None)
}

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
    let Some(emulator) = state.backend.emulator() else {
        t.console_read_only.clone_into(&mut view.problem);
        return page(&state, &headers, &uri, view, Controls::None);
    };
    let contents = emulator.instance(instance);
    let total = contents.products().into_iter().find(|known| known.product_key == product);
    let total = total.map_or(0, |known| known.devices);
    let skipped = usize::try_from((asked.page() - 1).saturating_mul(SIZE)).unwrap_or(usize::MAX);
    let most = usize::try_from(SIZE).unwrap_or_default();
    let head = ["DeviceName", "IotId", "ModuleVersion", t.console_unfinished];
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
                Cell::new(device.version),
                Cell::new(device.unfinished.to_string()),
            ]
        })
        .collect();
    table.pager = Pager::of(asked.page(), total as u64, |page| {
        let page = page.to_string();
        let kept = [("instance", instance), ("product", product), ("page", page.as_str())];
        link("/console/devices", &kept)
    });
    view.tables.push(table);
    page(&state, &headers, &uri, view, Controls::None)
}

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
    let paged = [named[0], named[1], ("CurrentPage", "1"), ("PageSize", "50")];
    match read(&state, instance, "ListOTAModuleVersionsByDevice", &paged).await {
        Ok(response) => {
            let columns = ["ModuleName", "ModuleVersion"];
            let mut table = Table::new(t.console_versions, &columns);
            table.rows = items(&response, "Data")
                .iter()
                .map(|item| columns.iter().map(|column| Cell::new(text(item, column))).collect())
                .collect();
            let iot_id = items(&response, "Data").first().map(|item| text(item, "IotId"));
            view.facts.push(("ProductKey".to_owned(), Cell::new(product)));
            view.facts.extend(iot_id.map(|id| ("IotId".to_owned(), Cell::new(id))));
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
    let with_job = |item: &ota_spec::Value| {
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
