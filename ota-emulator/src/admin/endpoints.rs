//! The endpoints under `/_ota/`.

use serde_json::{Value, json};

use super::call::{AdminError, Call};
use super::{faults, fleet, state, time, world};

/// The beginning of the paths of the admin API.
pub(crate) const PREFIX: &str = "/_ota/";

/// An endpoint of the admin API.
pub(super) struct Endpoint {
    pub(super) method: &'static str,
    /// The rest of the path, after the prefix; `{...}` at its end stands for the name of an item.
    pub(super) path: &'static str,
    /// Its effect, in a few words.
    does: &'static str,
    /// The body it takes; empty if none.
    takes: &'static str,
    pub(super) act: fn(&Call<'_>) -> Result<Value, AdminError>,
}

impl Endpoint {
    /// The item that a path names, if it is a path of this; empty if this has no items.
    pub(super) fn item<'p>(&self, path: &'p str) -> Option<&'p str> {
        match self.path.split_once('{') {
            Some((before, _)) => {
                path.strip_prefix(before).filter(|item| !item.is_empty() && !item.contains('/'))
            }
            None => (self.path == path).then_some(""),
        }
    }
}

const fn get(
    path: &'static str,
    does: &'static str,
    act: fn(&Call<'_>) -> Result<Value, AdminError>,
) -> Endpoint {
    Endpoint { method: "GET", path, does, takes: "", act }
}

const fn post(
    path: &'static str,
    does: &'static str,
    takes: &'static str,
    act: fn(&Call<'_>) -> Result<Value, AdminError>,
) -> Endpoint {
    Endpoint { method: "POST", path, does, takes, act }
}

const fn delete(
    path: &'static str,
    does: &'static str,
    act: fn(&Call<'_>) -> Result<Value, AdminError>,
) -> Endpoint {
    Endpoint { method: "DELETE", path, does, takes: "", act }
}

/// All endpoints; the table in the crate's documentation lists the same.
pub(super) const ENDPOINTS: &[Endpoint] = &[
    get("", "lists the endpoints", list),
    get("health", "the emulated products, and the world's time and speed", world::health),
    get("world", "counts what each instance has", world::counts),
    get("requests", "the requests received; `?after=<number>` for later ones", faults::requests),
    get(
        "ledger",
        "everything that was done, with requests and responses; `?after=<number>` for later entries",
        state::ledger,
    ),
    get("snapshot", "the whole state as a document", state::snapshot),
    post("restore", "replaces the state", "a snapshot", state::restore),
    post("reset", "goes back to the seed, or to another one", "nothing, or `seed`", state::reset),
    post(
        "seed",
        "adds to what there is",
        "`products`, `groups`, `instances`, `objects`",
        state::seed,
    ),
    get("faults", "the faults in force, with what they have done", faults::list),
    post("faults", "adds a fault and returns its number", "a fault", faults::add),
    delete("faults", "removes all faults", faults::clear),
    delete("faults/{id}", "removes one fault", faults::remove),
    post(
        "advance",
        "advances the world's time",
        "`seconds`, or `until` with a time such as `2026-01-02T03:04:05Z`",
        time::advance,
    ),
    post(
        "speed",
        "sets the speed of the world's time relative to the clock",
        "`speed`",
        time::speed,
    ),
    post("model", "sets how devices behave", "a model", fleet::model),
    post(
        "behaviour",
        "sets how one device behaves",
        "`productKey`, `deviceName`, `behaviour`, `iotInstanceId`",
        fleet::behaviour,
    ),
    post(
        "devices",
        "adds devices to a product",
        "`productKey`, `devices`, `numbered`, `iotInstanceId`",
        fleet::devices,
    ),
    post(
        "report",
        "makes a device report a version",
        "`productKey`, `deviceName`, `version`, `moduleName`, `iotInstanceId`",
        fleet::report,
    ),
];

fn list(_: &Call<'_>) -> Result<Value, AdminError> {
    let endpoint = |known: &Endpoint| {
        json!({
            "method": known.method,
            "path": format!("{PREFIX}{}", known.path),
            "does": known.does,
            "body": (!known.takes.is_empty()).then_some(known.takes),
        })
    };
    let endpoints: Vec<Value> = ENDPOINTS.iter().map(endpoint).collect();
    Ok(json!({ "version": 1, "endpoints": endpoints }))
}

#[cfg(test)]
mod tests {
    use super::ENDPOINTS;

    #[test]
    fn the_documentation_of_the_crate_lists_all_of_it() {
        let text = include_str!("../lib.rs");
        for known in ENDPOINTS {
            let row = format!("//! | `{} /_ota/{}` |", known.method, known.path);
            assert!(text.contains(&row), "{row}");
        }
        let rows = ["GET", "POST", "DELETE"].map(|method| format!("//! | `{method} /_ota/"));
        let count: usize = rows.iter().map(|row| text.matches(row).count()).sum();
        assert_eq!(count, ENDPOINTS.len());
    }
}
