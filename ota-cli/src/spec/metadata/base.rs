//! What the last import wrote, which tells what people changed since.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use ota_authoring::metadata::About;
use ota_spec::Value;

use super::disk::{Files, cannot, files, is_folder, put, refuse, remove_all};
use crate::failure::Failure;

/// Where an import keeps what it wrote, to tell it from what people changed.
pub(super) const BASE: &str = ".import";

/// The places of conflicts, beside what the import wrote. Who removes one from the list keeps what is in the folder.
pub(super) const CONFLICTS: &str = "conflicts.json";

/// What the last import wrote into a folder; nothing if there was none.
pub(super) fn read(target: &Path) -> Result<Files, Failure> {
    let folder = target.join(BASE);
    let base = files(&folder)?;
    for (path, text) in &base {
        json(&folder.join(path), text)?;
    }
    Ok(base)
}

/// The JSON of a file that must not be broken.
fn json(file: &Path, text: &str) -> Result<Value, Failure> {
    Value::from_json(text).map_err(|error| {
        refuse(&format!(
            "`{}` is not JSON any more: {error}; put it back as the last import wrote it",
            file.display()
        ))
    })
}

/// The service of a folder, as the last import wrote it, or else as it is.
fn service(target: &Path, base: &Files) -> Result<Option<Value>, Failure> {
    const NAME: &str = "service.json";
    if let Some(text) = base.get(NAME) {
        return json(&target.join(BASE).join(NAME), text).map(Some);
    }
    let file = target.join(NAME);
    match fs::read_to_string(&file) {
        Ok(text) => json(&file, &text).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(cannot("read", &file, &error)),
    }
}

/// Refuses products that would be written into the folder of another one: names may differ in what a path cannot say.
pub(super) fn own_folders(folder: &Path, imports: &[(PathBuf, About)]) -> Result<(), Failure> {
    let mut seen: BTreeMap<&str, &(PathBuf, About)> = BTreeMap::new();
    for entry in imports {
        let (document, found) = entry;
        let target = folder.join(&found.folder);
        is_folder(&target)?;
        let (product, version) = (&found.product, &found.version);
        if let Some((twin, other)) = seen.insert(&found.folder, entry) {
            let (one, two) = (twin.display(), document.display());
            let (name, other_version) = (&other.product, &other.version);
            return Err(refuse(&if name == product && other_version == version {
                format!("`{one}` and `{two}` are the same product")
            } else {
                format!(
                    "`{name}` {other_version} of `{one}` and `{product}` {version} of `{two}` share the folder `{}`; \
                     import them one by one, each with its own `--out`",
                    target.display()
                )
            }));
        }
        // Both are read before anything is written, to be sure that they can be.
        let base = read(&target)?;
        open_conflicts(&target)?;
        let Some(service) = service(&target, &base)? else { continue };
        let said = |key| service.get(key).and_then(Value::scalar).unwrap_or_default();
        let (name, other_version) = (said("product"), said("version"));
        if (&name, &other_version) != (product, version) {
            return Err(refuse(&format!(
                "the folder `{}` belongs to `{name}` {other_version}, not to `{product}` {version}; give another `--out`",
                target.display()
            )));
        }
    }
    Ok(())
}

/// The places of the conflicts that nobody has settled.
pub(super) fn open_conflicts(target: &Path) -> Result<BTreeSet<String>, Failure> {
    let file = target.join(BASE).join(CONFLICTS);
    let text = match fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
        Err(error) => return Err(cannot("read", &file, &error)),
    };
    match Value::from_json(&text) {
        Ok(Value::Array(places)) => Ok(places.iter().filter_map(Value::scalar).collect()),
        _ => Err(refuse(&format!("`{}` is no list of conflicts", file.display()))),
    }
}

pub(super) fn put_conflicts(target: &Path, open: &BTreeSet<String>) -> Result<(), Failure> {
    if open.is_empty() {
        let none = Files::from([(CONFLICTS.to_owned(), String::new())]);
        return remove_all(&target.join(BASE), &none);
    }
    let places = open.iter().map(|place| Value::from(place.as_str())).collect();
    let text = format!("{}\n", Value::Array(places).pretty());
    put(&target.join(BASE).join(CONFLICTS), &text)
}
