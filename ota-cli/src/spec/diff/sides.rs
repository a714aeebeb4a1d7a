//! Reads the two specs that are compared: folders, or files of operations.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use ota_spec::model::{Operation, Type};
use ota_spec::{Source, Spec, Value, load, read_folder};

use super::fields::{Side, visit};
use crate::failure::{Exit, Failure};
use crate::spec::{mistakes, read};

/// What is compared.
#[derive(Debug)]
pub(super) struct Pair {
    pub(super) old: Spec,
    pub(super) new: Spec,
    /// Whether these are whole folders: of files, only what they use is compared.
    pub(super) whole: bool,
    /// The shared types that requests use, on either side.
    given: BTreeSet<String>,
}

impl Pair {
    /// Reads both sides. `shared` has the shared files for a file that stands alone.
    pub(super) fn read(old: &Path, new: &Path, shared: &Path) -> Result<Self, Failure> {
        for path in [old, new] {
            fs::metadata(path).map_err(|error| {
                Failure::usage(format!("cannot read `{}`: {error}", path.display()))
            })?;
        }
        match (old.is_dir(), new.is_dir()) {
            (true, true) => Ok(Self::new(read(old, Exit::Usage)?, read(new, Exit::Usage)?, true)),
            (false, false) => {
                Ok(Self::new(read_alone(old, shared)?, read_alone(new, shared)?, false))
            }
            _ => Err(Failure::usage(format!(
                "cannot compare a folder with a file (`{}`, `{}`); give two folders of specs or \
                 two files of operations",
                old.display(),
                new.display()
            ))),
        }
    }

    pub(super) fn new(old: Spec, new: Spec, whole: bool) -> Self {
        let mut given = BTreeSet::new();
        for spec in [&old, &new] {
            let operations = spec.operations.iter().map(|operation| &operation.parameters);
            for parameters in operations.chain([&spec.service.parameters]) {
                visit(parameters, &mut |ty| name_of(ty, &mut given));
            }
        }
        Self { old, new, whole, given }
    }

    /// Which way the values of a shared type go; a type that nobody uses may be used for anything.
    pub(super) fn side_of(&self, name: &str) -> Side {
        let answered = |spec: &Spec| {
            let mut names = BTreeSet::new();
            for operation in &spec.operations {
                visit(&operation.response, &mut |ty| name_of(ty, &mut names));
            }
            names.contains(name)
        };
        match !self.given.contains(name) && (answered(&self.old) || answered(&self.new)) {
            true => Side::Answer,
            false => Side::Request,
        }
    }
}

fn name_of(ty: &Type, names: &mut BTreeSet<String>) {
    if let Type::Named(named) = ty {
        names.insert(named.name.clone());
    }
}

/// Reads one operation, with the shared files beside it or those of `shared`.
fn read_alone(file: &Path, shared: &Path) -> Result<Spec, Failure> {
    let shown = file.display();
    let bytes = fs::read(file)
        .map_err(|error| Failure::usage(format!("cannot read `{shown}`: {error}")))?;
    let stem = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    // A copy may have any name; what is broken keeps its name for the message.
    let action = std::str::from_utf8(&bytes)
        .ok()
        .and_then(|text| Value::from_json(text).ok())
        .and_then(|json| json.get("action")?.scalar())
        .unwrap_or_else(|| stem.to_owned());
    let folder = own_folder(file).unwrap_or_else(|| shared.to_owned());
    let mut sources = read_folder(&folder).map_err(|error| {
        Failure::usage(format!("{error}; name the folder with the shared types by `--specs`"))
    })?;
    sources.retain(|source| !source.path.starts_with("ops/"));
    sources.push(Source { path: format!("ops/{action}.json"), bytes });
    let mut spec = load(&folder.display().to_string(), sources)
        .map_err(|broken| mistakes(&broken, Exit::Usage))?;
    let used = used_by(&spec.operations);
    spec.types.retain(|named| used.contains(&named.name));
    Ok(spec)
}

/// The folder of specs that a file of `ops/` belongs to.
fn own_folder(file: &Path) -> Option<PathBuf> {
    let ops = file.parent()?;
    let folder = match ops.file_name()? == "ops" {
        true => ops.parent()?,
        false => return None,
    };
    // A file in `ops/` of the current directory.
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    folder.join("service.json").is_file().then(|| folder.to_owned())
}

fn used_by(operations: &[Operation]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for operation in operations {
        visit(&operation.parameters, &mut |ty| name_of(ty, &mut names));
        visit(&operation.response, &mut |ty| name_of(ty, &mut names));
    }
    names
}
