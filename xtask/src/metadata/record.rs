//! Sends every operation of a product to a server that records, and compares what arrives with the document.
//!
//! The requests go all the way: flags, `ota call --specs`, the client library, HTTP. What is expected is computed from
//! the vendor's document by the code here, which shares nothing with the importer, the specs or the client.

mod compare;
mod document;
mod flat;
mod server;
mod value;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::thread;

use ota_authoring::metadata::Import;
use serde_json::{Map, Value};

use self::compare::{Scheme, Wanted, differences};
use self::document::{Document, Operation, Parameter, kind};
use self::flat::{Flat, Written};
use self::server::Server;
use crate::command::cargo;

/// The region of the client.
const REGION: &str = "cn-recorded";

/// Flags that every call has; parameters of these names have other flags.
const SETTINGS: [&str; 12] = [
    "allow-plain-http",
    "dry-run",
    "endpoint",
    "format",
    "help",
    "output",
    "region",
    "scheme",
    "specs",
    "timeout",
    "unlisted-values",
    "version",
];

/// What became of the requests of a product.
#[derive(Debug, Default)]
pub(super) struct Recorded {
    /// How many were sent, and how many were equal: V3, V1.
    pub(super) sent: [usize; 2],
    pub(super) equal: [usize; 2],
    pub(super) differences: Vec<String>,
}

impl Recorded {
    /// Adds what became of others.
    pub(super) fn add(&mut self, other: &Self) {
        for scheme in 0..2 {
            self.sent[scheme] += other.sent[scheme];
            self.equal[scheme] += other.equal[scheme];
        }
    }
}

/// Builds the command line, and returns where it is: beside this program.
pub(super) fn build() -> Result<PathBuf, String> {
    let mut words = vec!["build", "--quiet", "--package", "ota-cli"];
    if !cfg!(debug_assertions) {
        words.push("--release");
    }
    cargo(&words)?;
    let here = std::env::current_exe().map_err(|error| error.to_string())?;
    Ok(here.with_file_name(format!("ota{}", std::env::consts::EXE_SUFFIX)))
}

/// Sends every operation that was imported: with everything that it takes, and with what it needs.
pub(super) fn record(text: &str, found: &Import, ota: &Path) -> Result<Recorded, String> {
    let document = Document::read(text)?;
    let actions: Vec<&str> =
        found.report.operations.iter().map(|operation| operation.action.as_str()).collect();
    let next = Mutex::new(actions.into_iter());
    let all = Mutex::new(Recorded::default());
    let work = |worker: usize| -> Result<(), String> {
        let scratch =
            std::env::temp_dir().join(format!("ota-record-{}-{worker}", std::process::id()));
        let desk = Desk::new(&document, found, ota, scratch)?;
        loop {
            let action = next.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some(action) = action else { break };
            let recorded = desk.record(action)?;
            let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
            all.add(&recorded);
            all.differences.extend(recorded.differences);
        }
        fs::remove_dir_all(&desk.folder).map_err(|error| error.to_string())
    };
    let workers = thread::available_parallelism().map_or(1, |many| many.get());
    thread::scope(|scope| {
        let work = &work;
        let started: Vec<_> =
            (0..workers).map(|worker| scope.spawn(move || work(worker))).collect();
        started.into_iter().try_for_each(|worker| {
            worker.join().unwrap_or_else(|_| Err("a worker ended early".to_owned()))
        })
    })?;
    let mut all = all.into_inner().unwrap_or_else(PoisonError::into_inner);
    all.differences.sort();
    Ok(all)
}

/// Where one call after the other is made.
struct Desk<'a> {
    document: &'a Document,
    found: &'a Import,
    ota: &'a Path,
    /// The folder of specs, with one operation at a time, so that reading it costs nothing.
    folder: PathBuf,
    server: Server,
}

impl<'a> Desk<'a> {
    fn new(
        document: &'a Document,
        found: &'a Import,
        ota: &'a Path,
        folder: PathBuf,
    ) -> Result<Self, String> {
        let desk = Self {
            document,
            found,
            ota,
            folder,
            server: Server::start().map_err(|error| error.to_string())?,
        };
        for (path, text) in found.files.iter().filter(|(path, _)| !path.contains('/')) {
            desk.write(path, text)?;
        }
        Ok(desk)
    }

    fn write(&self, path: &str, text: &str) -> Result<(), String> {
        let file = self.folder.join(path);
        let failed = |error: std::io::Error| format!("cannot write `{}`: {error}", file.display());
        file.parent().map_or(Ok(()), fs::create_dir_all).map_err(failed)?;
        fs::write(&file, text).map_err(failed)
    }

    fn record(&self, action: &str) -> Result<Recorded, String> {
        let mut recorded = Recorded::default();
        let path = format!("ops/{action}.json");
        let (Some(operation), Some(text)) =
            (self.document.operation(action), self.found.files.get(&path))
        else {
            recorded.differences.push(format!("{action}: it is not sayable"));
            return Ok(recorded);
        };
        self.write(&path, text)?;
        let all = request(self.document, &operation, |_| true);
        let least = request(self.document, &operation, |parameter| {
            !FILLED.contains(&parameter.name) && parameter.schema["required"] == Value::Bool(true)
        });
        for (scheme, number) in Scheme::BOTH.into_iter().zip(0..) {
            for (values, what) in [(&all, "all"), (&least, "least")] {
                if what == "least" && values == &all {
                    continue;
                }
                let found = self.send(&operation, values, scheme)?;
                recorded.sent[number] += 1;
                recorded.equal[number] += usize::from(found.is_empty());
                let at = format!("{action} ({}, {what})", scheme.as_str());
                recorded
                    .differences
                    .extend(found.into_iter().map(|difference| format!("{at}: {difference}")));
            }
        }
        fs::remove_file(self.folder.join(&path)).map_err(|error| error.to_string())?;
        Ok(recorded)
    }

    /// Makes a call, and returns every difference.
    fn send(
        &self,
        operation: &Operation<'_>,
        values: &BTreeMap<String, Value>,
        scheme: Scheme,
    ) -> Result<Vec<String>, String> {
        let mut command = Command::new(self.ota);
        command.env_clear().envs([
            ("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid"),
            ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret"),
            // The response of the server need not suit the operation.
            ("OTA_ATTEMPTS", "1"),
        ]);
        command.args(["call", "--specs"]).arg(&self.folder).arg(operation.action);
        command.args([
            "--endpoint",
            &self.server.url,
            "--region",
            REGION,
            "--scheme",
            scheme.as_str(),
        ]);
        command.args(flags(self.document, operation, values));
        let output =
            command.output().map_err(|error| format!("`ota` could not be run: {error}"))?;
        let wanted = Wanted {
            action: operation.action,
            version: self.document.version(),
            method: operation.method,
            flat: expected(operation, values),
        };
        Ok(match self.server.take().as_slice() {
            [received] => differences(&wanted, received, scheme),
            [] => vec![format!(
                "nothing was sent: {}",
                String::from_utf8_lossy(&output.stderr).trim()
            )],
            more => vec![format!("{} requests were sent", more.len())],
        })
    }
}

/// What the client fills in.
const FILLED: [&str; 2] = ["RegionId", "ClientToken"];

/// Values for the parameters that are wanted.
fn request(
    document: &Document,
    operation: &Operation<'_>,
    is_wanted: impl Fn(&Parameter<'_>) -> bool,
) -> BTreeMap<String, Value> {
    let wanted = operation.parameters.iter().filter(|parameter| is_wanted(parameter));
    let value = |parameter: &Parameter<'_>| {
        let value = value::make(document, parameter.schema, parameter.name, 0)?;
        Some((parameter.name.to_owned(), value))
    };
    wanted.filter_map(value).collect()
}

/// The request on the wire: what was set, and what the client fills in where nothing was.
fn expected(operation: &Operation<'_>, values: &BTreeMap<String, Value>) -> Flat {
    let mut flat = Flat::new();
    let mut parameters: Vec<&Parameter<'_>> = operation.parameters.iter().collect();
    // What is listed as a whole and in parts is sent as the whole, which sorts before its parts.
    parameters.sort_by_key(|parameter| parameter.name);
    for parameter in parameters {
        match (values.get(parameter.name), parameter.name) {
            (Some(value), _) => flat::put(&mut flat, parameter, operation.method, value),
            (None, "RegionId") => {
                flat::put(&mut flat, parameter, operation.method, &Value::from(REGION));
            }
            (None, "ClientToken") => {
                flat::put(&mut flat, parameter, operation.method, &Value::from("token"));
                flat.entry("ClientToken".to_owned())
                    .and_modify(|(_, written)| *written = Written::Anything);
            }
            (None, _) => {}
        }
    }
    flat
}

/// The words of the command line for these values.
fn flags(
    document: &Document,
    operation: &Operation<'_>,
    values: &BTreeMap<String, Value>,
) -> Vec<String> {
    let mut whole: Vec<(&Parameter<'_>, Value)> = Vec::new();
    for parameter in &operation.parameters {
        if let Some(value) = values.get(parameter.name) {
            whole.push((parameter, value.clone()));
        }
    }
    let mut words = Vec::new();
    for (parameter, value) in join(whole) {
        let name = parameter.name;
        let prefix = if SETTINGS.contains(&name) { "parameter-" } else { "" };
        let mut add = |value: &Value| {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            words.push(format!("--{prefix}{name}={text}"));
        };
        match &value {
            Value::Array(items) if kind(document.resolve(parameter.schema)) == "array" => {
                items.iter().for_each(&mut add)
            }
            value => add(value),
        }
    }
    words
}

/// The most items of a list that is given part by part.
const MOST: usize = 100;

/// Puts parameters that are parts of others into those: `Disk.Size` into `Disk`.
fn join<'p, 'd>(mut whole: Vec<(&'p Parameter<'d>, Value)>) -> Vec<(&'p Parameter<'d>, Value)> {
    let mut place = 0;
    while let Some((part, value)) = whole.get(place) {
        let (part, value) = (*part, value.clone());
        let mut owners = whole.iter_mut().filter_map(|(owner, whole)| {
            let rest = part.name.strip_prefix(owner.name)?.strip_prefix('.')?;
            let is_open = !["json", "simple"].contains(&owner.style)
                && (whole.is_array() || whole.is_object());
            is_open.then_some((rest, whole))
        });
        let Some((rest, owner)) = owners.next() else {
            place += 1;
            continue;
        };
        set(owner, rest, &value);
        whole.remove(place);
    }
    whole
}

/// Sets what is not set yet.
fn set(owner: &mut Value, path: &str, value: &Value) {
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    match owner {
        Value::Array(items) => {
            let number = first.parse::<usize>().unwrap_or(0);
            // A document may number more items than the list has here.
            if items.len() < number && number <= MOST && !rest.is_empty() {
                items.resize_with(number, || Value::Object(Map::new()));
            }
            if let Some(item) = number.checked_sub(1).and_then(|place| items.get_mut(place)) {
                set(item, rest, value);
            }
        }
        Value::Object(members) if !path.is_empty() => match members.get_mut(first) {
            Some(member) => set(member, rest, value),
            None => {
                members.insert(path.to_owned(), value.clone());
            }
        },
        _ => {}
    }
}

#[cfg(test)]
mod tests;
