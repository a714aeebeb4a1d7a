//! Comparing folders of specs takes time that grows like the folders.

use std::hint::black_box;

use ota_authoring::diff::compare;
use ota_spec::load;
use serde_json::json;

use super::{FEW, Folder, MANY, RATIO, each, processor_time};

/// The time to compare a folder with so many error codes with one that has as many others.
fn time(many: usize) -> f64 {
    let folder = |first: usize| {
        let errors = each(many, |index| {
            let code = format!("Test.F{}x", first + index);
            json!({ "code": code, "layer": "business", "meaning": "m", "advice": "a", "retry": "never" })
        });
        load("specs", Folder { errors, ..Folder::empty() }.sources()).unwrap()
    };
    let (old, new) = (folder(0), folder(many));
    let before = processor_time();
    let found = black_box(compare(&old, &new));
    let took = processor_time() - before;
    assert_eq!(found.changes.len(), 2 * many);
    took.as_secs_f64()
}

#[test]
fn four_times_as_many_error_codes_are_compared_in_about_four_times_as_long() {
    // So many that one comparison of each with each would be seen.
    let [few, many] = [4 * FEW, 4 * MANY].map(time);
    assert!(many <= RATIO * few, "{few:.3} s, then {many:.3} s");
}
