//! `ota spec import --metadata`: folders of specs from the vendor's metadata.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use ota_authoring::metadata::{Import, import, merge, merge_part};

use super::arguments::path_of;
use crate::failure::{Exit, Failure};

/// Files by their paths.
type Files = BTreeMap<String, String>;

/// Where an import keeps what it wrote, to tell it from what people changed.
const BASE: &str = ".import";

/// The places of conflicts, beside what the import wrote. Who removes one from the list keeps what is in the folder.
const CONFLICTS: &str = "conflicts.json";

/// The report in the folder.
const REPORT: &str = "import-report.json";

/// Imports a document, or all documents of a folder.
pub(super) fn run(
    metadata: &Path,
    matches: &ArgMatches,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let Some(folder) = path_of(matches, "out") else { return Ok(()) };
    let only: Vec<String> =
        matches.get_many::<String>("only").unwrap_or_default().cloned().collect();
    let documents = documents(metadata)?;
    let several = documents.len() > 1;
    let mut refused = false;
    let mut reports = Vec::new();
    let mut imports: Vec<(PathBuf, Import)> = Vec::new();
    for document in documents {
        match import(&read(&document)?, &only) {
            Ok(found) => imports.push((document, found)),
            Err(error) => {
                let mut place = document.display().to_string();
                if let Some((line, column)) = error.place {
                    place.push_str(&format!(":{line}:{column}"));
                }
                let text = format!("cannot import `{place}`: {error}");
                if !several {
                    return Err(Failure::usage(text));
                }
                refused = true;
                say(&format!("{text}\n"));
            }
        }
    }
    // Before anything is written.
    is_folder(folder)?;
    own_folders(folder, &imports)?;
    for (document, mut found) in imports {
        let target = folder.join(&found.folder);
        if found.report.imported() == 0 {
            refused = true;
            say(&found.report.summary());
            let document = document.display();
            say(&format!("no operation of `{document}` can be imported; nothing was written\n"));
            reports.push(found.report.value());
            continue;
        }
        write(&target, &mut found, !only.is_empty())?;
        refused |= found.report.imported() < found.report.operations.len();
        refused |= found.report.unreadable() > 0;
        refused |= !found.report.conflicts.is_empty() || !found.report.mistakes.is_empty();
        say(&found.report.summary());
        writeln!(out, "{}", target.display())?;
        reports.push(found.report.value());
    }
    if let Some(file) = path_of(matches, "report") {
        let text = match reports.as_slice() {
            [report] => report.pretty(),
            reports => ota_spec::Value::Array(reports.to_vec()).pretty(),
        };
        put(file, &format!("{text}\n"))?;
    }
    if refused { Err(Failure::silent(Exit::Refused)) } else { Ok(()) }
}

/// Refuses what is there and is no folder.
fn is_folder(place: &Path) -> Result<(), Failure> {
    let why = match (fs::symlink_metadata(place), fs::metadata(place)) {
        (Ok(_), Ok(found)) if found.is_dir() => return Ok(()),
        (Err(error), _) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        (Ok(_), Ok(_)) => "it is a file, not a folder".to_owned(),
        (Ok(link), Err(_)) if link.is_symlink() => "it is a link to nothing".to_owned(),
        (Ok(_), Err(error)) | (Err(error), _) => error.to_string(),
    };
    Err(Failure::usage(format!("cannot write to `{}`: {why}", place.display())))
}

/// Refuses products that would be written into the folder of another one: names may differ in what a path cannot say.
fn own_folders(folder: &Path, imports: &[(PathBuf, Import)]) -> Result<(), Failure> {
    let mut seen: BTreeMap<&str, &(PathBuf, Import)> = BTreeMap::new();
    for entry in imports {
        let (document, found) = entry;
        let target = folder.join(&found.folder);
        is_folder(&target)?;
        let (product, version) = (&found.report.product, &found.report.version);
        if let Some((twin, other)) = seen.insert(&found.folder, entry) {
            let (one, two) = (twin.display(), document.display());
            let (name, other_version) = (&other.report.product, &other.report.version);
            return Err(Failure::usage(if name == product && other_version == version {
                format!("`{one}` and `{two}` are the same product")
            } else {
                format!(
                    "`{name}` {other_version} of `{one}` and `{product}` {version} of `{two}` share the folder `{}`; \
                     import them one by one, each with its own `--out`",
                    target.display()
                )
            }));
        }
        let service = target.join(BASE).join("service.json");
        let Ok(text) = fs::read_to_string(&service) else { continue };
        let Ok(service) = ota_spec::Value::from_json(&text) else { continue };
        let said = |key| service.get(key).and_then(ota_spec::Value::scalar).unwrap_or_default();
        let (name, other_version) = (said("product"), said("version"));
        if (&name, &other_version) != (product, version) {
            return Err(Failure::usage(format!(
                "the folder `{}` belongs to `{name}` {other_version}, not to `{product}` {version}; give another `--out`",
                target.display()
            )));
        }
    }
    Ok(())
}

fn say(text: &str) {
    // Who does not read standard error still has the folder and the report in it.
    drop(io::stderr().write_all(text.as_bytes()));
}

/// The document, or all `api-docs.json` below a folder, sorted.
fn documents(metadata: &Path) -> Result<Vec<PathBuf>, Failure> {
    if !metadata.is_dir() {
        return Ok(vec![metadata.to_owned()]);
    }
    let mut found = Vec::new();
    let mut open = vec![(metadata.to_owned(), 0)];
    while let Some((folder, depth)) = open.pop() {
        let failed = |error| cannot("read", &folder, &error);
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let kind = entry.file_type().map_err(failed)?;
            if kind.is_dir() && depth < DEEPEST {
                open.push((entry.path(), depth + 1));
            } else if entry.file_name() == "api-docs.json" {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    match found.is_empty() {
        true => Err(Failure::usage(format!("no `api-docs.json` in `{}`", metadata.display()))),
        false => Ok(found),
    }
}

/// How deep documents are looked for.
const DEEPEST: usize = 4;

fn read(document: &Path) -> Result<String, Failure> {
    let bytes = fs::read(document).map_err(|error| cannot("read", document, &error))?;
    String::from_utf8(bytes)
        .map_err(|_| Failure::usage(format!("`{}` is not UTF-8", document.display())))
}

/// Writes an import over what the folder has, and keeps what people changed. Each file is whole at any time, and
/// what was imported is written down last: an import that is broken off is made good by the next one.
fn write(target: &Path, found: &mut Import, part: bool) -> Result<(), Failure> {
    let base = files(&target.join(BASE))?;
    let mut ours = files(target)?;
    let mut theirs = theirs(&base, found, part);
    let first = base.is_empty() && ours.is_empty();
    let (files, conflicts, open) = if first {
        (theirs.clone(), Vec::new(), BTreeSet::new())
    } else {
        let merged = merge(&base, &ours, &theirs, &open_conflicts(target)?);
        // What was not merged must still be new to the next import.
        for path in merged.unreadable {
            match base.get(&path) {
                Some(text) => drop(theirs.insert(path, text.clone())),
                None => drop(theirs.remove(&path)),
            }
        }
        (merged.files, merged.conflicts, merged.open)
    };
    found.report.conflicts = conflicts;
    let is_removed = |path: &&String| ours.contains_key(*path) && !files.contains_key(*path);
    let removed = base.keys().filter(|path| !theirs.contains_key(*path)).filter(is_removed);
    found.report.removed = removed.filter_map(|path| action_of(path)).map(str::to_owned).collect();
    let report = format!("{}\n", found.report.value().pretty());
    if first && !target.exists() {
        // All of it or nothing.
        let beside = beside(target);
        // What a broken import left.
        drop(fs::remove_dir_all(&beside));
        let written = put_all(&beside, &files)
            .and_then(|()| put(&beside.join(REPORT), &report))
            .and_then(|()| put_all(&beside.join(BASE), &theirs))
            .and_then(|()| {
                fs::rename(&beside, target).map_err(|error| cannot("write", target, &error))
            });
        if written.is_err() {
            drop(fs::remove_dir_all(&beside));
        }
        return written;
    }
    for (path, text) in &files {
        if ours.remove(path).as_ref() != Some(text) {
            put(&target.join(path), text)?;
        }
    }
    remove_all(target, &ours)?;
    put(&target.join(REPORT), &report)?;
    // Before the base: else a conflict would be forgotten if the import was broken off here.
    put_conflicts(target, &open)?;
    put_all(&target.join(BASE), &theirs)?;
    let gone: Files = base.into_iter().filter(|(path, _)| !theirs.contains_key(path)).collect();
    remove_all(&target.join(BASE), &gone)?;
    [target, &target.join(BASE)].into_iter().try_for_each(sweep)
}

/// Removes what a broken import left beside files that this one did not write.
fn sweep(folder: &Path) -> Result<(), Failure> {
    for folder in [folder, &folder.join("ops")] {
        let left = |name: &str| name.starts_with('.') && name.ends_with(".json.new");
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            if left(&entry.file_name().to_string_lossy()) {
                fs::remove_file(entry.path())
                    .map_err(|error| cannot("remove", &entry.path(), &error))?;
            }
        }
    }
    Ok(())
}

/// The places of the conflicts that nobody has settled.
fn open_conflicts(target: &Path) -> Result<BTreeSet<String>, Failure> {
    let file = target.join(BASE).join(CONFLICTS);
    let text = match fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
        Err(error) => return Err(cannot("read", &file, &error)),
    };
    match ota_spec::Value::from_json(&text) {
        Ok(ota_spec::Value::Array(places)) => {
            Ok(places.iter().filter_map(ota_spec::Value::scalar).collect())
        }
        _ => Err(Failure::usage(format!("`{}` is no list of conflicts", file.display()))),
    }
}

fn put_conflicts(target: &Path, open: &BTreeSet<String>) -> Result<(), Failure> {
    if open.is_empty() {
        let none = Files::from([(CONFLICTS.to_owned(), String::new())]);
        return remove_all(&target.join(BASE), &none);
    }
    let places = open.iter().map(|place| ota_spec::Value::from(place.as_str())).collect();
    let text = format!("{}\n", ota_spec::Value::Array(places).pretty());
    put(&target.join(BASE).join(CONFLICTS), &text)
}

/// The action of an operation's file.
fn action_of(path: &str) -> Option<&str> {
    path.strip_prefix("ops/")?.strip_suffix(".json")
}

/// The files of an import. Operations that the document has, but not in a form that can be imported, stay as the
/// last import wrote them.
fn theirs(base: &Files, found: &Import, part: bool) -> Files {
    if part {
        return merge_part(base, &found.files);
    }
    let left_out = |action: &str| {
        found.report.operations.iter().any(|one| one.action == action && !one.mistakes.is_empty())
    };
    let is_kept = |path: &str| action_of(path).is_some_and(left_out);
    if !base.keys().any(|path| is_kept(path)) {
        return found.files.clone();
    }
    // They may need types that nothing else needs any more.
    let mut files = merge_part(base, &found.files);
    files.retain(|path, _| found.files.contains_key(path) || is_kept(path));
    files
}

/// The files of a folder of specs, as text.
fn files(folder: &Path) -> Result<Files, Failure> {
    let mut files = Files::new();
    let mut take = |path: String| -> Result<(), Failure> {
        match fs::read_to_string(folder.join(&path)) {
            Ok(text) => drop(files.insert(path, text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(cannot("read", &folder.join(&path), &error)),
        }
        Ok(())
    };
    for name in ["service.json", "types.json", "errors.json", "operation.schema.json"] {
        take(name.to_owned())?;
    }
    let ops = folder.join("ops");
    match fs::read_dir(&ops) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(cannot("read", &ops, &error)),
        Ok(entries) => {
            for entry in entries {
                let entry = entry.map_err(|error| cannot("read", &ops, &error))?;
                let name = entry.file_name();
                let name = name.to_string_lossy();
                if name.ends_with(".json") && !name.starts_with('.') {
                    take(format!("ops/{name}"))?;
                }
            }
        }
    }
    Ok(files)
}

fn put_all(folder: &Path, files: &Files) -> Result<(), Failure> {
    files.iter().try_for_each(|(path, text)| put(&folder.join(path), text))
}

/// Writes a file whole: beside its place, then into it.
fn put(file: &Path, text: &str) -> Result<(), Failure> {
    let failed = |error: io::Error| cannot("write", file, &error);
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let beside = beside(file);
    fs::write(&beside, text).and_then(|()| fs::rename(&beside, file)).map_err(failed)
}

/// Where something is written before it is put into its place. The name is always the same, so that the next
/// import takes up what a broken one left.
fn beside(place: &Path) -> PathBuf {
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    place.with_file_name(format!(".{name}.new"))
}

fn remove_all(folder: &Path, files: &Files) -> Result<(), Failure> {
    for path in files.keys() {
        let file = folder.join(path);
        match fs::remove_file(&file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(cannot("remove", &file, &error));
            }
            _ => {}
        }
    }
    Ok(())
}

fn cannot(what: &str, path: &Path, error: &io::Error) -> Failure {
    Failure::usage(format!("cannot {what} `{}`: {error}", path.display()))
}
