use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use super::{MANY, OLD, Shared, folder, owner, remove_old};

/// A folder of a test, which is removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("ota-host-{}-{test}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn one_at_a_time_has_the_file_and_the_next_reads_what_it_left() {
    let folder = Folder::new("lock");
    let [one, two] = [(); 2].map(|()| Shared::open(&folder.0, "line").unwrap());
    let locked = one.lock(100).unwrap().unwrap();
    assert_eq!(locked.bytes, b"");
    assert!(two.lock(100).unwrap().is_none(), "it is busy");
    locked.write(b"sends").unwrap();
    assert_eq!(two.lock(100).unwrap().unwrap().bytes, b"sends");
    assert_eq!(one.lock(2).unwrap().unwrap().bytes, b"se", "no more than can be");
    fs::remove_file(folder.0.join("line")).unwrap();
    let error = one.lock(100).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::NotFound, "{error}");
    assert!(two.lock(100).is_err(), "the lock was given back");
}

#[test]
fn the_folder_and_its_files_are_private() {
    let parent = Folder::new("private");
    let own = folder(&[PathBuf::from("/nowhere"), parent.0.clone()]).unwrap();
    assert_eq!(own.parent().unwrap(), parent.0);
    assert_eq!(mode(&own), 0o700);
    Shared::open(&own, "line").unwrap();
    assert_eq!(mode(&own.join("line")), 0o600);
    assert_eq!(folder(std::slice::from_ref(&parent.0)).unwrap(), own, "it is found again");
    // What others can enter is not used, nor what lies elsewhere.
    fs::set_permissions(&own, fs::Permissions::from_mode(0o755)).unwrap();
    assert!(folder(std::slice::from_ref(&parent.0)).is_err());
    fs::remove_dir_all(&own).unwrap();
    fs::create_dir(parent.0.join("elsewhere")).unwrap();
    symlink(parent.0.join("elsewhere"), &own).unwrap();
    let error = folder(std::slice::from_ref(&parent.0)).unwrap_err().to_string();
    assert!(error.contains("is no folder that this user alone can enter"), "{error}");
    assert!(folder(&[]).is_err());
}

#[test]
fn a_folder_that_exists_and_cannot_be_used_is_not_passed_by() {
    let [first, second] = ["first", "second"].map(Folder::new);
    let parents = [first.0.clone(), second.0.clone()];
    let own = folder(&parents).unwrap();
    // Where it fails for this process alone, others would not be met elsewhere.
    fs::remove_dir(&own).unwrap();
    fs::write(&own, "").unwrap();
    let error = folder(&parents).unwrap_err().to_string();
    assert!(error.contains(first.0.to_str().unwrap()), "{error}");
    assert_eq!(fs::read_dir(&second.0).unwrap().count(), 0);
}

#[test]
fn the_user_is_known_by_a_file_that_is_new() {
    let folder = Folder::new("owner");
    // A process that died, with the number that this one has now.
    fs::write(folder.0.join(format!("ota-api-user-{}", std::process::id())), "").unwrap();
    let uid = fs::metadata("/proc/self").map(|own| std::os::unix::fs::MetadataExt::uid(&own));
    let owners = [(); 2].map(|()| owner(&folder.0).unwrap());
    assert!(uid.map_or(true, |uid| owners == [uid; 2]), "{owners:?}");
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 1, "nothing is left");
}

#[test]
fn links_folders_and_pipes_are_not_opened() {
    let folder = Folder::new("links");
    fs::write(folder.0.join("mine"), "precious").unwrap();
    symlink(folder.0.join("mine"), folder.0.join("soft")).unwrap();
    symlink(folder.0.join("none"), folder.0.join("dangling")).unwrap();
    fs::hard_link(folder.0.join("mine"), folder.0.join("hard")).unwrap();
    fs::create_dir(folder.0.join("folder")).unwrap();
    let pipe = folder.0.join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for name in ["soft", "dangling", "hard", "mine", "folder", "pipe"] {
        let error = Shared::open(&folder.0, name).unwrap_err().to_string();
        assert!(error.contains("it is a link, no plain file, or somebody else's"), "{error}");
    }
    assert_eq!(fs::read_to_string(folder.0.join("mine")).unwrap(), "precious");
    assert!(!folder.0.join("none").exists());
}

#[test]
fn what_nobody_has_used_for_long_is_removed_if_there_is_much_of_it() {
    let folder = Folder::new("tidy");
    let age = |name: &str| {
        let file = fs::File::create(folder.0.join(name)).unwrap();
        file.set_modified(std::time::SystemTime::now() - OLD).unwrap();
    };
    let name = |number: usize| format!("{number:032x}");
    (4..MANY).for_each(|number| age(&name(number)));
    // These are somebody else's.
    age("notes");
    age(&"g".repeat(32));
    Shared::open(&folder.0, &name(1)).unwrap();
    remove_old(&folder.0);
    let count = || fs::read_dir(&folder.0).unwrap().count();
    assert_eq!(count(), MANY - 1, "these are not many");
    age(&name(0));
    let used = Shared::open(&folder.0, &name(5)).unwrap();
    let locked = used.lock(1).unwrap();
    remove_old(&folder.0);
    drop(locked);
    assert_eq!(count(), 4, "one is new, one in use, and two belong to somebody else");
}
