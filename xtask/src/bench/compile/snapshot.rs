//! A copy of the repository: a measurement takes long, and work can go on meanwhile.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::scratch::make_folder;

/// The folders that are not copied: build output and the data of git.
const LEFT_OUT: [&str; 2] = ["target", ".git"];

/// Updates a folder to the current content of the repository. Unchanged files stay untouched, so
/// that cargo rebuilds only the changes.
pub(crate) fn take(repository: &Path, folder: &Path) -> Result<(), String> {
    make_folder(folder)?;
    let now = files(repository)?;
    for old in files(folder)?.difference(&now) {
        std::fs::remove_file(folder.join(old)).map_err(|error| error.to_string())?;
    }
    now.iter().try_for_each(|path| copy(&repository.join(path), &folder.join(path)))
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let bytes = std::fs::read(from)
        .map_err(|error| format!("`{}` cannot be read: {error}", from.display()))?;
    if std::fs::read(to).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    to.parent().map_or(Ok(()), make_folder)?;
    std::fs::write(to, bytes)
        .map_err(|error| format!("`{}` cannot be written: {error}", to.display()))
}

/// All files below a folder, by their paths inside it.
fn files(folder: &Path) -> Result<BTreeSet<PathBuf>, String> {
    let unreadable = |error: std::io::Error| format!("`{}`: {error}", folder.display());
    let (mut found, mut open) = (BTreeSet::new(), vec![folder.to_owned()]);
    while let Some(path) = open.pop() {
        for entry in std::fs::read_dir(&path).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let path = entry.path();
            if path.is_dir() {
                let left_out = LEFT_OUT.iter().any(|name| entry.file_name() == *name);
                open.extend((!left_out).then_some(path));
            } else if let Ok(inside) = path.strip_prefix(folder) {
                found.insert(inside.to_owned());
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snapshot_follows_the_repository_and_touches_nothing_else() {
        let folder = std::env::temp_dir().join(format!("ota-snapshot-{}", std::process::id()));
        let (from, to) = (folder.join("from"), folder.join("to"));
        let write = |path: &str, text: &str| {
            let path = from.join(path);
            make_folder(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("a/same", "1");
        write("a/changes", "2");
        write("goes", "3");
        write("a/target/built", "4");
        take(&from, &to).unwrap();
        let written = || to.join("a/same").metadata().unwrap().modified().unwrap();
        let before = written();
        write("a/changes", "5");
        std::fs::remove_file(from.join("goes")).unwrap();
        take(&from, &to).unwrap();
        let (after, found) = (written(), files(&to).unwrap());
        let changed = std::fs::read_to_string(to.join("a/changes")).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(found, ["a/changes", "a/same"].map(PathBuf::from).into());
        assert_eq!((before, changed.as_str()), (after, "5"));
    }
}
