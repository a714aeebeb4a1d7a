//! From the files of a spec folder to the checked model.
//!
//! Each file is read, its mistakes are collected, and what is valid goes into the model. An
//! operation whose file has a mistake is left out and leaves an [`Outline`].

mod errors;
mod example;
mod operation;
mod service;
mod shape;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, File, Report, Span};
use crate::json::{self, Node};
use crate::model::{Endpoints, Envelope, Outline, Service, Spec};
use crate::names;
use crate::raw::Spanned;

/// A file as it came from the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The path inside the spec folder with `/` between its parts: `ops/DeleteOTAFirmware.json`.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// What could be made of a folder with mistakes.
#[derive(Debug, Clone, PartialEq)]
pub struct Broken {
    /// The mistakes, file by file.
    pub diagnostics: Vec<Diagnostic>,
    /// The operations without mistakes.
    pub rest: Spec,
    /// What is left of those with mistakes.
    pub outlines: Vec<Outline>,
}

/// Reads the files of a spec folder. `shown` is the folder as messages name it, such as `specs`.
///
/// # Errors
///
/// All mistakes of all files at once, with what is valid beside them.
pub fn load(shown: &str, sources: Vec<Source>) -> Result<Spec, Box<Broken>> {
    let mut loader = Loader {
        shown: shown.trim_end_matches('/'),
        diagnostics: Vec::new(),
        sources: sources
            .into_iter()
            .map(|source| (source.path, source.bytes))
            .collect(),
    };
    let service = loader.single("service.json", service::check);
    let types = loader.single("types.json", shape::check_types);
    let errors = loader.single("errors.json", errors::check);
    let ops: Vec<(String, Vec<u8>)> = loader
        .sources
        .into_iter()
        .filter(|(path, _)| path.starts_with("ops/"))
        .collect();
    let mut diagnostics = loader.diagnostics;

    let types = types.unwrap_or_default();
    let service = match service {
        Some(service) => service.finish(&types, &mut diagnostics),
        None => Err(placeholder()),
    };
    let scope = operation::Scope {
        types: &types,
        service: service.as_ref().unwrap_or_else(|placeholder| placeholder),
        errors: errors.as_deref(),
    };
    let mut operations = Vec::new();
    let mut outlines = Vec::new();
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for (path, bytes) in ops {
        let shown_path = format!("{}/{path}", loader.shown);
        let (result, mut found) = check_operation(&shown_path, &path, bytes, &scope);
        let action = match &result {
            Ok(operation) => operation.action.clone(),
            Err(outline) => outline.action.clone(),
        };
        if let Some(earlier) = seen.insert(names::snake(&action), shown_path.clone()) {
            let message =
                format!("operation `{action}` is called in Rust like the one of {earlier}");
            found.push(Diagnostic::whole_file(
                &shown_path,
                message,
                "rename one of them",
            ));
        }
        match result {
            Ok(operation) if found.is_empty() => operations.push(operation),
            Ok(operation) => outlines.push(Outline {
                action,
                parameters: operation
                    .parameters
                    .into_iter()
                    .map(|field| field.name)
                    .collect(),
            }),
            Err(outline) => outlines.push(outline),
        }
        diagnostics.append(&mut found);
    }
    operations.sort_by(|a, b| a.action.cmp(&b.action));
    let spec = Spec {
        service: service.unwrap_or_else(|placeholder| placeholder),
        types: types.into_values().flatten().collect(),
        errors: errors.unwrap_or_default(),
        operations,
    };
    if diagnostics.is_empty() {
        return Ok(spec);
    }
    Err(Box::new(Broken {
        diagnostics,
        rest: spec,
        outlines,
    }))
}

struct Loader<'a> {
    shown: &'a str,
    diagnostics: Vec<Diagnostic>,
    sources: BTreeMap<String, Vec<u8>>,
}

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
            self.diagnostics
                .push(Diagnostic::whole_file(&shown, message, help));
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

/// Text and JSON of a file.
fn read(shown: &str, bytes: Vec<u8>) -> Result<(Arc<File>, Node), Box<Diagnostic>> {
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let file = File {
                path: shown.to_owned(),
                text,
            };
            let span = Span {
                start: at,
                end: at + 1,
            };
            let help = "save the file as UTF-8";
            return Err(Box::new(Diagnostic::at(
                &file,
                span,
                "the file is not UTF-8",
                help,
            )));
        }
    };
    let file = Arc::new(File {
        path: shown.to_owned(),
        text,
    });
    if file.text.starts_with('\u{feff}') {
        let span = Span { start: 0, end: 3 };
        let message = "the file starts with a byte order mark";
        return Err(Box::new(Diagnostic::at(
            &file,
            span,
            message,
            "save it without one",
        )));
    }
    match json::parse(&file.text) {
        Ok(node) => Ok((file, node)),
        Err(error) => Err(Box::new(Diagnostic::at(
            &file,
            error.span,
            error.message,
            error.help,
        ))),
    }
}

fn check_operation(
    shown: &str,
    path: &str,
    bytes: Vec<u8>,
    scope: &operation::Scope<'_>,
) -> (Result<crate::model::Operation, Outline>, Vec<Diagnostic>) {
    let stem = path
        .trim_start_matches("ops/")
        .trim_end_matches(".json")
        .to_owned();
    let nothing = || Outline {
        action: stem.clone(),
        parameters: Vec::new(),
    };
    match read(shown, bytes) {
        Err(diagnostic) => (Err(nothing()), vec![*diagnostic]),
        Ok((file, node)) => {
            let mut report = Report::new(file);
            let result = operation::check(&stem, node, scope, &mut report);
            (
                result.map_err(|outline| outline.unwrap_or_else(nothing)),
                report.finish(),
            )
        }
    }
}

/// Stands in for a service whose file has mistakes; nothing generated from it is ever run.
fn placeholder() -> Service {
    Service {
        product: String::new(),
        version: String::new(),
        summary: String::new(),
        endpoints: Endpoints {
            public: String::new(),
            vpc: None,
            regions: Vec::new(),
            central: None,
        },
        envelope: Envelope {
            request_id: "RequestId".to_owned(),
            success: "Success".to_owned(),
            code: "Code".to_owned(),
            message: "ErrorMessage".to_owned(),
        },
        parameters: Vec::new(),
    }
}

/// A word out of a closed list.
fn word<T: Copy>(
    text: &Spanned<String>,
    what: &str,
    allowed: &[(&str, T)],
    report: &mut Report,
) -> Option<T> {
    let found = allowed.iter().find(|(name, _)| *name == text.value);
    if found.is_none() {
        let help = crate::suggest::help(&text.value, allowed.iter().map(|(name, _)| *name));
        report.at(text.span, format!("unknown {what} `{}`", text.value), help);
    }
    found.map(|(_, value)| *value)
}

/// A whole number of at least `least`.
fn count(node: &Node, what: &str, least: u32, report: &mut Report) -> Option<u32> {
    let number = match &node.kind {
        json::Kind::Number(text) => text.parse::<u32>().ok().filter(|number| *number >= least),
        _ => None,
    };
    if number.is_none() {
        let help = format!("write a whole number from {least} on");
        report.at(
            node.span,
            format!("`{what}` is not a number of items or calls"),
            help,
        );
    }
    number
}
