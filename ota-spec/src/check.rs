//! From the files of a spec folder to the checked model.
//!
//! Each file is read, its mistakes are collected, and the valid parts go into the model. An
//! operation whose file has a mistake is left out and leaves a [`BrokenOperation`].

mod allowed;
mod behaviour;
mod bounds;
mod carried;
mod choices;
mod collisions;
mod command;
mod conditions;
mod constants;
mod cycles;
mod endpoints;
mod enums;
mod envelope;
mod errors;
mod example;
mod field;
mod inherited;
mod known;
mod look_up;
mod methods;
mod named;
mod naming;
mod operation;
mod page;
mod path;
mod rules;
mod scalar;
mod scope;
mod service;
mod shape_keys;
mod shared;
mod types;
mod writing;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, File, Report, Span};
use crate::folder::{Files, FolderError};
use crate::json::{self, Node};
use crate::model::{BrokenOperation, ErrorCode, LookUp, Operation, Spec};
use crate::names;
use crate::raw;
use crate::source::Source;

/// The usable part of a folder with mistakes.
#[derive(Debug, Clone, PartialEq)]
pub struct Broken {
    /// The mistakes, sorted by file and position; those of a file as a whole come first.
    pub diagnostics: Vec<Diagnostic>,
    /// The operations without mistakes.
    pub rest: Spec,
    /// The operations with mistakes whose file name is a valid action.
    pub operations: Vec<BrokenOperation>,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the specs have mistakes")?;
        self.diagnostics.iter().try_for_each(|found| write!(f, "\n\n{found}"))
    }
}

impl std::error::Error for Broken {}

/// Reads the files of a spec folder. `shown` is the folder as messages name it, such as `specs`.
///
/// # Errors
///
/// All mistakes of all files at once, together with the valid rest.
pub fn load(shown: &str, sources: Vec<Source>) -> Result<Spec, Box<Broken>> {
    load_files(shown, sources.into())
}

/// As [`load`]; files that cannot be read are mistakes as well.
///
/// # Errors
///
/// All mistakes of all files at once, together with the valid rest.
pub fn load_files(shown: &str, files: Files) -> Result<Spec, Box<Broken>> {
    let Files { sources, unreadable } = files;
    let bytes = sources.into_iter().map(|source| (source.path, Ok(source.bytes)));
    let unreadable = unreadable.into_iter().map(|file| (file.path, Err(file.error)));
    let mut loader = Loader {
        shown: shown.trim_end_matches('/'),
        diagnostics: Vec::new(),
        sources: bytes.chain(unreadable).collect(),
    };
    let service = loader.single("service.json", service::check);
    let types = loader.single("types.json", shared::check).unwrap_or_default();
    let before = loader.diagnostics.len();
    let errors = loader.single("errors.json", errors::check).unwrap_or_default();
    let errors_valid = loader.diagnostics.len() == before;
    let (sources, mut diagnostics) = (loader.sources, loader.diagnostics);
    let (service, service_valid) = match service {
        Some(service) => service.finish(&types, &mut diagnostics),
        None => (service::placeholder(), false),
    };
    // The first of two codes that differ in their layers is the one that an operation means.
    let codes: BTreeMap<&str, &Arc<ErrorCode>> =
        errors.iter().rev().map(|error| (error.code.as_str(), error)).collect();
    let scope = operation::Scope {
        types: &types,
        service: &service,
        service_valid,
        errors: errors_valid.then_some(&codes),
    };
    let folder = loader.shown;
    let (operations, broken) = check_operations(folder, sources, &scope, &mut diagnostics);
    let types = types.into_valid();
    let (operations, broken) =
        collisions::check(folder, &service, &types, operations, broken, &mut diagnostics);
    let rest = Spec { types, service, errors, operations };
    // An operation is left out without a message of its own only if another file has one.
    if diagnostics.is_empty() {
        return Ok(rest);
    }
    diagnostics.sort_by(|a, b| {
        let place = |found: &Diagnostic| found.position.as_ref().map(|at| (at.line, at.column));
        (&a.path, place(a)).cmp(&(&b.path, place(b)))
    });
    Err(Box::new(Broken { diagnostics, rest, operations: broken }))
}

/// Checks the files of `ops/`: valid operations sorted by action, and the broken ones.
fn check_operations(
    folder: &str,
    sources: Contents,
    scope: &operation::Scope<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Vec<Operation>, Vec<BrokenOperation>) {
    let mut operations = Vec::new();
    let mut broken = Vec::new();
    let mut look_ups = Vec::new();
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for (path, bytes) in sources {
        let stem = path.strip_prefix("ops/").and_then(|name| name.strip_suffix(".json"));
        let Some(stem) = stem else { continue };
        let shown = format!("{folder}/{path}");
        let (result, mut found) = check_operation(&shown, stem, bytes, scope);
        let method = names::field(stem);
        let twin = seen.get(&method);
        if let Some(twin) = twin {
            let message =
                format!("operation `{stem}` has the same Rust name as the one of `{twin}`");
            let help = "rename one of them";
            found.push(Diagnostic::whole_file(&shown, message, help));
        } else {
            seen.insert(method, shown);
            match result {
                Ok((operation, look_up, file)) => {
                    let action = operation.action.clone();
                    look_ups.extend(look_up.map(|look_up| (action, look_up, file)));
                    operations.push(operation);
                }
                Err(rest) => broken.extend(rest.map(|rest| *rest)),
            }
        }
        diagnostics.append(&mut found);
    }
    operations.sort_by(|a, b| a.action.cmp(&b.action));
    for (action, mistake) in command::twins(folder, &operations) {
        if let Ok(place) = operations.binary_search_by(|known| known.action.cmp(&action)) {
            broken.push(collisions::remains(&operations.remove(place)));
        }
        diagnostics.push(mistake);
    }
    for (action, raw, file) in look_ups {
        let mut report = Report::new(file);
        let found = look_up(&action, raw, &operations, &broken, &mut report);
        let found = found.filter(|_| report.is_empty());
        if let Ok(place) = operations.binary_search_by(|known| known.action.cmp(&action)) {
            match (operations.get_mut(place), found) {
                (Some(operation), Some(found)) => operation.look_up = Some(found),
                // Without it calls would be sent in another way, for a mistake elsewhere.
                _ => broken.push(collisions::remains(&operations.remove(place))),
            }
        }
        diagnostics.append(&mut report.finish());
    }
    (operations, broken)
}

/// Checks the `lookUp` of an operation against the one that it names. If that has mistakes, nothing more is said.
fn look_up(
    action: &str,
    raw: raw::LookUp,
    operations: &[Operation],
    broken: &[BrokenOperation],
    report: &mut Report,
) -> Option<LookUp> {
    let find = |action: &str| {
        let place = operations.binary_search_by(|known| known.action.as_str().cmp(action));
        operations.get(place.ok()?)
    };
    let name = raw.operation.as_ref()?;
    let Some(listing) = find(&name.value) else {
        if !broken.iter().any(|broken| broken.action == name.value) {
            let actions = operations.iter().map(|known| known.action.as_str());
            look_up::unknown(name, actions, report);
        }
        return None;
    };
    look_up::check(raw, find(action)?, listing, report)
}

struct Loader<'a> {
    shown: &'a str,
    diagnostics: Vec<Diagnostic>,
    sources: Contents,
}

/// The contents of files by their paths, or the reasons why they cannot be read.
type Contents = BTreeMap<String, Result<Vec<u8>, FolderError>>;

impl Loader<'_> {
    /// Reads one of the files that every spec folder has.
    fn single<T>(
        &mut self,
        path: &str,
        check: impl FnOnce(Node, &Arc<File>, &mut Report) -> Option<T>,
    ) -> Option<T> {
        let shown = format!("{}/{path}", self.shown);
        let Some(bytes) = self.sources.remove(path) else {
            let message = format!("`{path}` is missing in the spec folder");
            let help = "every spec folder has `service.json`, `types.json` and `errors.json`";
            self.diagnostics.push(Diagnostic::whole_file(&shown, message, help));
            return None;
        };
        match read(&shown, bytes) {
            Err(diagnostic) => {
                self.diagnostics.push(*diagnostic);
                None
            }
            Ok((file, node)) => {
                let mut report = Report::new(file.clone());
                let result = check(node, &file, &mut report);
                self.diagnostics.append(&mut report.finish());
                result
            }
        }
    }
}

/// The text and the JSON of a file.
fn read(
    shown: &str,
    content: Result<Vec<u8>, FolderError>,
) -> Result<(Arc<File>, Node), Box<Diagnostic>> {
    let bytes = content.map_err(|error| {
        let (message, help) = error.words();
        Box::new(Diagnostic::whole_file(shown, message, help))
    })?;
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let file = File { path: shown.to_owned(), text };
            let span = Span { start: at, end: at + 1 };
            let help = "save the file as UTF-8";
            return Err(Box::new(Diagnostic::at(&file, span, "the file is not UTF-8", help)));
        }
    };
    let file = Arc::new(File { path: shown.to_owned(), text });
    if file.text.starts_with('\u{feff}') {
        let span = Span { start: 0, end: 3 };
        let message = "the file starts with a byte order mark";
        return Err(Box::new(Diagnostic::at(&file, span, message, "save it without one")));
    }
    match json::parse(&file.text) {
        Ok(node) => Ok((file, node)),
        Err(error) => Err(Box::new(Diagnostic::at(&file, error.span, error.message, error.help))),
    }
}

/// An operation, its `lookUp`, and the file of both.
type CheckedFile = (Operation, Option<raw::LookUp>, Arc<File>);

fn check_operation(
    shown: &str,
    stem: &str,
    content: Result<Vec<u8>, FolderError>,
    scope: &operation::Scope<'_>,
) -> (Result<CheckedFile, Option<Box<BrokenOperation>>>, Vec<Diagnostic>) {
    let text = content.as_ref().map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let text = text.unwrap_or_default();
    match read(shown, content) {
        Err(diagnostic) => {
            let broken = operation::broken(stem, &named(&text), scope);
            (Err(broken), vec![*diagnostic])
        }
        Ok((file, node)) => {
            let mut report = Report::new(file.clone());
            let result = operation::check(stem, node, scope, &mut report);
            (result.map(|(operation, look_up)| (operation, look_up, file)), report.finish())
        }
    }
}

/// Every `"name"` in a text that is not JSON: enough for the callers of the operation.
fn named(text: &str) -> Vec<&str> {
    let behind = text.split("\"name\"").skip(1);
    behind
        .filter_map(|rest| rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"'))
        .filter_map(|rest| Some(rest.split_once('"')?.0))
        .collect()
}
