//! The files of a folder of specs on the disk.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use ota_spec::visible;

use crate::failure::Failure;

/// Files by their paths.
pub(super) type Files = BTreeMap<String, String>;

/// Refuses what is there and is no folder.
pub(super) fn is_folder(place: &Path) -> Result<(), Failure> {
    let why = match (fs::symlink_metadata(place), fs::metadata(place)) {
        (Ok(_), Ok(found)) if found.is_dir() => return Ok(()),
        (Err(error), _) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        (Ok(_), Ok(_)) => "it is a file, not a folder".to_owned(),
        (Ok(link), Err(_)) if link.is_symlink() => "it is a link to nothing".to_owned(),
        (Ok(_), Err(error)) | (Err(error), _) => error.to_string(),
    };
    Err(refuse(&format!("cannot write to `{}`: {why}", place.display())))
}

/// The files of a folder of specs, as text.
pub(super) fn files(folder: &Path) -> Result<Files, Failure> {
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

pub(super) fn put_all(folder: &Path, files: &Files) -> Result<(), Failure> {
    files.iter().try_for_each(|(path, text)| put(&folder.join(path), text))
}

/// Writes a file whole: beside its place, then into it. What a link points to is written, and the link stays.
pub(super) fn put(file: &Path, text: &str) -> Result<(), Failure> {
    let failed = |error: io::Error| cannot("write", file, &error);
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let place = match fs::symlink_metadata(file) {
        Ok(found) if found.is_symlink() => fs::canonicalize(file).map_err(|error| {
            let nothing = io::Error::other("it is a link to nothing");
            failed(if error.kind() == io::ErrorKind::NotFound { nothing } else { error })
        })?,
        _ => file.to_owned(),
    };
    let mut beside = self::beside(&place);
    // Somebody's own folder.
    while beside.is_dir() {
        beside = self::beside(&beside);
    }
    fs::write(&beside, text).and_then(|()| fs::rename(&beside, &place)).map_err(failed)
}

/// Where something is written before it is put into its place. The name is always the same, so that the next
/// import takes up what a broken one left.
pub(super) fn beside(place: &Path) -> PathBuf {
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    place.with_file_name(format!(".{name}.new"))
}

pub(super) fn remove_all(folder: &Path, files: &Files) -> Result<(), Failure> {
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

/// Removes what a broken import left beside these files, as far as that is possible. Anything else that is called
/// like it is somebody's own.
pub(super) fn sweep<'a>(folder: &Path, paths: impl IntoIterator<Item = &'a String>) {
    for path in paths {
        let left = beside(&folder.join(path));
        if fs::symlink_metadata(&left).is_ok_and(|found| found.is_file()) {
            drop(fs::remove_file(&left));
        }
    }
}

pub(super) fn cannot(what: &str, path: &Path, error: &io::Error) -> Failure {
    refuse(&format!("cannot {what} `{}`: {error}", path.display()))
}

/// A failure that says this on one line, whatever names are in it.
pub(super) fn refuse(text: &str) -> Failure {
    Failure::usage(visible::line(text))
}
