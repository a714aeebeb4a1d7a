//! Reads the two specs that are compared: folders, or files of operations.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use ota_authoring::diff::{self, Diff};
use ota_spec::{Source, Spec, Value, load, read_folder};

use crate::failure::{Exit, Failure};
use crate::specs::{mistakes, read};

/// The largest file of an operation, in bytes, as in a folder of specs.
const LARGEST: u64 = 4 * 1024 * 1024;

/// Compares two folders, or two files. `shared` has the shared files for a file that stands alone.
pub(super) fn compare(old: &Path, new: &Path, shared: &Path) -> Result<Diff, Failure> {
    for path in [old, new] {
        fs::metadata(path).map_err(|error| {
            Failure::usage(format!("cannot read `{}`: {error}", path.display()))
        })?;
    }
    match (old.is_dir(), new.is_dir()) {
        (true, true) => Ok(diff::compare(&read(old, Exit::Usage)?, &read(new, Exit::Usage)?)),
        (false, false) => {
            Ok(diff::compare_operations(&read_alone(old, shared)?, &read_alone(new, shared)?))
        }
        _ => Err(Failure::usage(format!(
            "cannot compare a folder with a file (`{}`, `{}`); give two folders of specs or two \
             files of operations",
            old.display(),
            new.display()
        ))),
    }
}

/// Reads one operation, with the shared files beside it or those of `shared`.
fn read_alone(file: &Path, shared: &Path) -> Result<Spec, Failure> {
    let shown = file.display();
    let mut bytes = Vec::new();
    File::open(file)
        .and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes))
        .map_err(|error| Failure::usage(format!("cannot read `{shown}`: {error}")))?;
    if bytes.len() as u64 > LARGEST {
        return Err(Failure::usage(format!("`{shown}` is larger than 4 MiB; give one operation")));
    }
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
    load(&folder.display().to_string(), sources).map_err(|broken| mistakes(&broken, Exit::Usage))
}

/// The folder of specs that a file of `ops/` belongs to.
fn own_folder(file: &Path) -> Option<PathBuf> {
    let ops = file.parent()?;
    if ops.file_name()? != "ops" {
        return None;
    }
    let folder = ops.parent()?;
    // A file in `ops/` of the current directory.
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    folder.join("service.json").is_file().then(|| folder.to_owned())
}
