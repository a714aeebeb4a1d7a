//! `ota spec import --metadata`: folders of specs from the vendor's metadata.

mod base;
mod disk;
mod documents;

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, IsTerminal as _, Write};
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use ota_authoring::metadata::{About, Import, about, import, merge, merge_part};
use ota_spec::{Value, visible};

use self::base::{BASE, CONFLICTS, open_conflicts, own_folders, put_conflicts};
use self::disk::{
    Files, beside, cannot, files, is_folder, put, put_all, refuse, remove_all, sweep,
};
use self::documents::{documents, understood};
use super::arguments::path_of;
use crate::failure::{Exit, Failure};

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
    // One of several that cannot be imported is passed over.
    let pass = |text: String| {
        if !several {
            return Err(refuse(&text));
        }
        say(&format!("{}\n", visible::line(&text)));
        Ok(())
    };
    let mut refused = false;
    let mut known: Vec<(PathBuf, About)> = Vec::new();
    for document in documents {
        match understood(&document, about) {
            Ok(about) => known.push((document, about)),
            Err(text) => {
                refused = true;
                pass(text)?;
            }
        }
    }
    // Before anything is written.
    is_folder(folder)?;
    own_folders(folder, &known)?;
    let report = path_of(matches, "report");
    let mut reports = Vec::new();
    for (document, about) in known {
        let mut found = match understood(&document, |text| import(text, &only)) {
            Ok(found) => found,
            Err(text) => {
                refused = true;
                pass(text)?;
                continue;
            }
        };
        let target = folder.join(&about.folder);
        if found.report.imported() == 0 {
            refused = true;
            say(&found.report.summary());
            let document = document.display();
            say(&format!("no operation of `{document}` can be imported; nothing was written\n"));
        } else {
            write(&target, &mut found, !only.is_empty())?;
            refused |= found.report.imported() < found.report.operations.len();
            refused |= found.report.unreadable() > 0;
            refused |= !found.report.conflicts.is_empty() || !found.report.mistakes.is_empty();
            let at_most = if io::stderr().is_terminal() { MOST_LINES } else { usize::MAX };
            say(&found.report.short_summary(at_most));
            writeln!(out, "{}", target.display())?;
        }
        if report.is_some() {
            reports.push(found.report.value());
        }
    }
    if let Some(file) = report {
        let text = match reports.as_slice() {
            [report] => report.pretty(),
            reports => Value::Array(reports.to_vec()).pretty(),
        };
        put(file, &format!("{text}\n"))?;
    }
    if refused { Err(Failure::silent(Exit::Refused)) } else { Ok(()) }
}

/// How many lines of a kind a terminal shows.
const MOST_LINES: usize = 20;

fn say(text: &str) {
    // Who does not read standard error still has the folder and the report in it.
    drop(io::stderr().write_all(visible::lines(text).as_bytes()));
}

/// Writes an import over what the folder has, and keeps what people changed. Each file is whole at any time, and
/// what was imported is written down last: an import that is broken off is made good by the next one.
fn write(target: &Path, found: &mut Import, part: bool) -> Result<(), Failure> {
    let base = base::read(target)?;
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
    let gone = base.clone().into_iter().filter(|(path, _)| !theirs.contains_key(path)).collect();
    remove_all(&target.join(BASE), &gone)?;
    // What a broken import left beside files that this one did not write.
    let [report, conflicts] = [REPORT, CONFLICTS].map(str::to_owned);
    let known: BTreeSet<&String> = base.keys().chain(files.keys()).chain(theirs.keys()).collect();
    sweep(target, known.iter().copied().chain([&report]));
    sweep(&target.join(BASE), known.into_iter().chain([&conflicts]));
    Ok(())
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
