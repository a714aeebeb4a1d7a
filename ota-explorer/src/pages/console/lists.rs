//! The products and devices of a service, by its own lists: where the specs have them.

use axum::response::Response;
use ota_spec::Value;

use super::layout::{Controls, Look};
use crate::console::source::{items, number};
use crate::console::view::{SIZE, Table, View, cells, link};

/// The operations that list products, and the devices of one.
const PRODUCTS: &str = "QueryProductList";
const DEVICES: &str = "QueryDevice";

/// The devices of a service that can be reached by the number of a page.
const REACHED: u64 = 10_000;

/// Whether the specs have a list of products.
pub(super) fn has_products(look: &Look) -> bool {
    look.state.spec.operation(PRODUCTS).is_some()
}

/// A list in a response: its rows, how many there are on all pages, and the columns that are shown.
struct List<'l> {
    path: &'static str,
    columns: &'static [&'static str],
    items: &'l [Value],
    total: u64,
}

/// The products of the account.
pub(super) async fn products(look: Look, mut view: View) -> Response {
    if !has_products(&look) {
        return look.read_only(view);
    }
    let (page, size) = (look.page().to_string(), SIZE.to_string());
    let parameters = [("CurrentPage", page.as_str()), ("PageSize", size.as_str())];
    match look.read(PRODUCTS, &parameters).await {
        Ok(response) => {
            let data = response.get("Data").unwrap_or(&Value::Null);
            let list = List {
                path: "/console/products",
                columns: &["ProductKey", "ProductName", "DeviceCount"],
                items: items(data, "List"),
                total: number(data, "Total"),
            };
            let instance = look.instance();
            let to =
                |key: &str| link("/console/devices", &[("instance", instance), ("product", key)]);
            view.tables.push(table(&look, look.t.console_products, &list, to));
        }
        Err(problem) => view.problem = problem,
    }
    look.show(view, Controls::None)
}

/// The devices of a product.
pub(super) async fn devices(look: Look, mut view: View) -> Response {
    if look.state.spec.operation(DEVICES).is_none() {
        return look.read_only(view);
    }
    let (page, size) = (look.page().to_string(), SIZE.to_string());
    let (instance, product) = (look.instance(), look.get("product"));
    let parameters =
        [("ProductKey", product), ("CurrentPage", page.as_str()), ("PageSize", size.as_str())];
    match look.read(DEVICES, &parameters).await {
        Ok(response) => {
            let list = List {
                path: "/console/devices",
                columns: &["DeviceName", "IotId", "DeviceStatus", "Nickname", "UtcCreate"],
                items: items(&response, "Data"),
                total: number(&response, "Total").min(REACHED),
            };
            let to = |name: &str| {
                let kept = [("instance", instance), ("product", product), ("name", name)];
                link("/console/device", &kept)
            };
            view.tables.push(table(&look, look.t.console_devices, &list, to));
        }
        Err(problem) => view.problem = problem,
    }
    look.show(view, Controls::None)
}

/// The rows of a list, each with a link by its first column.
fn table(look: &Look, title: &str, list: &List<'_>, to: impl Fn(&str) -> String) -> Table {
    let mut table = Table::new(title, list.columns);
    let rows = list.items.iter().map(|item| {
        let mut row = cells(item, list.columns);
        if let Some(first) = row.first_mut() {
            first.link = to(&first.text);
        }
        row
    });
    table.rows = rows.collect();
    let kept = [("product", look.get("product"))];
    table.pager = look.pager(list.path, &kept, list.total, u64::MAX);
    table
}
