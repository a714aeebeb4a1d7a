//! What a mistake in a spec file looks like to the person who made it.
//!
//! The messages are kept in `snapshots/`.

#[path = "cases/folder.rs"]
mod folder;
#[path = "cases/mistakes.rs"]
mod mistakes;

use folder::{OPERATION, check, edited, shown, with};
use mistakes::TOPICS;

#[test]
fn the_base_folder_has_no_mistakes() {
    if let Err(broken) = check(folder::base()) {
        panic!("{}", shown(&broken));
    }
}

#[test]
fn mistakes_in_an_operation_are_shown_where_they_are() {
    for (topic, mistakes) in TOPICS {
        let mut page = String::new();
        for (name, from, to, _) in *mistakes {
            let broken = check(with(OPERATION, edited(OPERATION, from, to))).unwrap_err();
            page.push_str(&format!("## {name}\n\n{}\n\n", shown(&broken)));
        }
        insta::assert_snapshot!(*topic, page);
    }
}
