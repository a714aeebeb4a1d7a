//! What there is under `/_ota/`.

use serde_json::{Value, json};

use super::call::{Call, Denied};
use super::{faults, fleet, state, time, world};

/// What the paths of the surface start with.
pub(crate) const PREFIX: &str = "/_ota/";

/// Something of the surface.
pub(super) struct Endpoint {
    pub(super) method: &'static str,
    /// What follows the prefix; `{...}` at its end stands for the name of an item.
    pub(super) path: &'static str,
    /// What it does, in a few words.
    does: &'static str,
    /// The body it takes; empty if none.
    takes: &'static str,
    pub(super) act: fn(&Call<'_>) -> Result<Value, Denied>,
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
    act: fn(&Call<'_>) -> Result<Value, Denied>,
) -> Endpoint {
    Endpoint { method: "GET", path, does, takes: "", act }
}

const fn post(
    path: &'static str,
    does: &'static str,
    takes: &'static str,
    act: fn(&Call<'_>) -> Result<Value, Denied>,
) -> Endpoint {
    Endpoint { method: "POST", path, does, takes, act }
}

const fn delete(
    path: &'static str,
    does: &'static str,
    act: fn(&Call<'_>) -> Result<Value, Denied>,
) -> Endpoint {
    Endpoint { method: "DELETE", path, does, takes: "", act }
}

/// All of it; the table in the crate's documentation has the same.
pub(super) const ENDPOINTS: &[Endpoint] = &[
    get("", "lists what is served here", list),
    get("health", "says what is emulated, and the world's time and speed", world::health),
    get("world", "counts what each instance has", world::counts),
    get("requests", "the requests received; `?after=<number>` for later ones", faults::requests),
    get(
        "ledger",
        "what was done, asked and answered, in order; `?after=<number>` for later entries",
        state::ledger,
    ),
    get("snapshot", "the whole state as a document", state::snapshot),
    post("restore", "puts a state in the place of this one", "a snapshot", state::restore),
    post("reset", "goes back to the seed, or to another one", "nothing, or `seed`", state::reset),
    post(
        "seed",
        "adds to what there is",
        "`products`, `groups`, `instances`, `objects`",
        state::seed,
    ),
    get("faults", "the faults in force, with what they have done", faults::list),
    post("faults", "adds a fault and gives its number", "a fault", faults::add),
    delete("faults", "takes all faults back", faults::clear),
    delete("faults/{id}", "takes one fault back", faults::remove),
    post(
        "advance",
        "moves the world's time on",
        "`seconds`, or `until` with a time such as `2026-01-02T03:04:05Z`",
        time::advance,
    ),
    post("speed", "makes the world's time run so many times as fast", "`speed`", time::speed),
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
        "lets a device report a version by itself",
        "`productKey`, `deviceName`, `version`, `moduleName`, `iotInstanceId`",
        fleet::report,
    ),
];

fn list(_: &Call<'_>) -> Result<Value, Denied> {
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
