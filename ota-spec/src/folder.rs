//! Reads a spec folder from disk.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::source::Source;

/// The largest file of an operation that is read, in MiB.
const LARGEST: u64 = 4;

/// The largest file that operations share: `types.json` and `errors.json` grow with their number.
const LARGEST_SHARED: u64 = 64;

/// A folder or a file of it that could not be read, and why.
#[derive(Debug)]
pub struct FolderError {
    path: PathBuf,
    reason: Reason,
}

#[derive(Debug)]
enum Reason {
    Io(io::Error),
    NotAFile,
    NotAFolder,
    TooLarge(u64),
    NotUnicode,
}

impl FolderError {
    /// What is wrong and what to do, for a message that has the path.
    pub(crate) fn words(&self) -> (String, String) {
        let (message, help) = match &self.reason {
            Reason::Io(error) => (format!("the file cannot be read: {error}"), "mend or remove it"),
            Reason::NotAFile => ("this is not a file".to_owned(), "put a file in its place"),
            Reason::NotAFolder => ("this is not a folder".to_owned(), "put a folder in its place"),
            Reason::TooLarge(most) => {
                let help =
                    "the file of an operation describes one, those that they share all of them";
                (format!("the file is larger than {most} MiB"), help)
            }
            Reason::NotUnicode => {
                ("the name of the file is not UTF-8".to_owned(), "rename it to `<Action>.json`")
            }
        };
        (message, help.to_owned())
    }
}

impl std::fmt::Display for FolderError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let path = self.path.display();
        match &self.reason {
            Reason::Io(error) => write!(f, "cannot read `{path}`: {error}"),
            Reason::NotAFile => write!(f, "`{path}` is not a file"),
            Reason::NotAFolder => {
                write!(f, "`{path}` is not a folder; name the one with `service.json` in it")
            }
            Reason::TooLarge(LARGEST) => {
                write!(
                    f,
                    "`{path}` is larger than {LARGEST} MiB; a spec file describes one operation"
                )
            }
            Reason::TooLarge(most) => write!(f, "`{path}` is larger than {most} MiB"),
            Reason::NotUnicode => {
                write!(f, "`{path}` has a name that is not UTF-8; rename it to `<Action>.json`")
            }
        }
    }
}

impl std::error::Error for FolderError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.reason {
            Reason::Io(error) => Some(error),
            _ => None,
        }
    }
}

/// Reads `service.json`, `types.json`, `errors.json` and `ops/*.json`, in the order of their names.
///
/// Other files are ignored. Links are followed wherever they lead: whoever names a folder names what
/// is in it, and build sandboxes make folders of links alone. A file that is missing is left to [`crate::load`] to report.
///
/// # Errors
///
/// A folder or file cannot be read, a file is larger than 4 MiB (64 MiB for those that operations
/// share), or a link leads to something that is no file.
pub fn read_folder(folder: &Path) -> Result<Vec<Source>, FolderError> {
    let Files { sources, unreadable } = read_files(folder)?;
    unreadable.into_iter().next().map_or(Ok(sources), |file| Err(file.error))
}

/// The files of a folder of specs, and what is wrong with those that cannot be read.
#[derive(Debug, Default)]
pub struct Files {
    /// Those that could be read, in the order of their names.
    pub sources: Vec<Source>,
    pub(crate) unreadable: Vec<Unreadable>,
}

impl From<Vec<Source>> for Files {
    fn from(sources: Vec<Source>) -> Self {
        Self { sources, unreadable: Vec::new() }
    }
}

/// A file that cannot be read.
#[derive(Debug)]
pub(crate) struct Unreadable {
    /// The path inside the folder.
    pub(crate) path: String,
    pub(crate) error: FolderError,
}

/// Reads what [`read_folder`] reads, and goes on after a file that cannot be read, which [`crate::load_files`] reports.
///
/// # Errors
///
/// A folder cannot be read.
pub fn read_files(folder: &Path) -> Result<Files, FolderError> {
    let fail = |path: &Path| {
        let path = path.to_owned();
        move |error| FolderError { path, reason: Reason::Io(error) }
    };
    let root = folder.canonicalize().map_err(fail(folder))?;
    if !root.is_dir() {
        return Err(FolderError { path: folder.to_owned(), reason: Reason::NotAFolder });
    }
    let (mut paths, mut unreadable) = (Vec::new(), Vec::new());
    for name in ["errors.json", "service.json", "types.json"] {
        // A link that leads nowhere is there, and cannot be read.
        if fs::symlink_metadata(root.join(name)).is_ok() {
            paths.push(name.to_owned());
        }
    }
    let ops = root.join("ops");
    if fs::symlink_metadata(&ops).is_ok() {
        for entry in fs::read_dir(&ops).map_err(fail(&ops))? {
            let entry = entry.map_err(fail(&ops))?;
            let name = match entry.file_name().into_string() {
                Ok(name) => name,
                Err(name) => {
                    if name.as_encoded_bytes().ends_with(b".json") {
                        let path = format!("ops/{}", name.to_string_lossy());
                        let reason = Reason::NotUnicode;
                        let error = FolderError { path: entry.path(), reason };
                        unreadable.push(Unreadable { path, error });
                    }
                    continue;
                }
            };
            // Editors leave files such as `.X.json.swp` and `.#X.json`.
            if name.ends_with(".json") && !name.starts_with('.') {
                paths.push(format!("ops/{name}"));
            }
        }
    }
    paths.sort();
    let mut sources = Vec::with_capacity(paths.len());
    for path in paths {
        match read_file(&root.join(&path), &path) {
            Ok(bytes) => sources.push(Source { path, bytes }),
            Err(error) => unreadable.push(Unreadable { path, error }),
        }
    }
    Ok(Files { sources, unreadable })
}

/// The content of a file; `path` is its place in the folder.
fn read_file(full: &Path, path: &str) -> Result<Vec<u8>, FolderError> {
    let fail = |reason| FolderError { path: full.to_owned(), reason };
    let real = full.canonicalize().map_err(|error| fail(Reason::Io(error)))?;
    // Wherever a link leads: build sandboxes make the folder of links alone.
    let metadata = fs::metadata(&real).map_err(|error| fail(Reason::Io(error)))?;
    // A pipe would block the reader forever.
    if !metadata.is_file() {
        return Err(fail(Reason::NotAFile));
    }
    let most = if path.starts_with("ops/") { LARGEST } else { LARGEST_SHARED };
    let bytes_at_most = most * 1024 * 1024;
    if metadata.len() > bytes_at_most {
        return Err(fail(Reason::TooLarge(most)));
    }
    let file = File::open(&real).map_err(|error| fail(Reason::Io(error)))?;
    let mut bytes = Vec::new();
    file.take(bytes_at_most + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| fail(Reason::Io(error)))?;
    // Some files have no length until they are read.
    if bytes.len() as u64 > bytes_at_most {
        return Err(fail(Reason::TooLarge(most)));
    }
    Ok(bytes)
}
