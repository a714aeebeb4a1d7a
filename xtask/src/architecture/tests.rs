//! Small crates that keep their floors or break them.

use std::fs;
use std::path::Path;

use super::floors::{Floors, House};
use super::{judge, reader, sketch};

/// The mistakes in a crate, given as files and as its part of `floors.toml`.
#[track_caller]
fn mistakes(floors: &str, files: &[(&str, &str)]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let source = reader::read("a-crate", &folder.path().join("src/lib.rs")).unwrap();
    let house = format!("uses = []\n{floors}");
    let house: House = toml::from_str(&house).unwrap();
    judge::judge("a-crate", &house, &source, folder.path())
}

#[track_caller]
fn one_mistake(floors: &str, files: &[(&str, &str)]) -> String {
    let mut found = mistakes(floors, files);
    assert_eq!(found.len(), 1, "{found:#?}");
    found.remove(0)
}

#[track_caller]
fn no_mistake(floors: &str, files: &[(&str, &str)]) {
    let found = mistakes(floors, files);
    assert!(found.is_empty(), "{found:#?}");
}

/// A root with the modules `low` and `high`.
const ROOT: (&str, &str) = ("src/lib.rs", "mod high;\nmod low;\npub use high::High;");

const FLOORS: &str = r#"floors = ["low", "high"]"#;

#[test]
fn arrows_downwards_are_allowed() {
    let low = ("src/low.rs", "pub struct Low;");
    let high = ("src/high.rs", "use crate::low::Low;\npub struct High(Low);");
    no_mistake(FLOORS, &[ROOT, low, high]);
}

#[test]
fn an_arrow_upwards_is_a_mistake_with_its_place_and_a_way_out() {
    let low = ("src/low.rs", "//! Low.\n\nuse crate::high::High;\npub struct Low(High);");
    let high = ("src/high.rs", "pub struct High;");
    assert_eq!(
        one_mistake(FLOORS, &[ROOT, low, high]),
        "src/low.rs:3 uses `crate::high::High`, but `high` stands above it, on floor 1 over 0 \
         (`low`): move the definition down, hand the value in, or change `floors.toml`"
    );
}

#[test]
fn every_way_to_name_something_is_an_arrow() {
    let high =
        ("src/high.rs", "pub struct High;\nimpl High { pub const ONE: u8 = 1; }\npub fn high() {}");
    let ways = [
        "use crate::{high::{self, High}, low};",
        "use super::high::High as Other;",
        "use crate::high::*;",
        "pub use crate::high::high;",
        "use crate::high; fn f() { high::high() }",
        "fn f() { use crate::high; high::high() }",
        "fn f(_: &super::high::High) {}",
        "fn f() -> u8 { crate::high::High::ONE }",
        "fn f() -> u8 { a_crate::high::High::ONE }",
        "fn f<T: Into<crate::high::High>>() {}",
        "impl crate::high::High { fn f() {} }",
        "fn f() { assert!(matches!(1, crate::high::High::ONE)) }",
        "use crate::high; fn f() { let _ = vec![[high::High]]; }",
        "macro_rules! m { () => { $crate::high::high() } }",
        "mod inner { fn f() { super::super::high::high() } }",
        "#[derive(Serialize)] struct S { #[serde(with = \"crate::high::High\")] s: u8 }",
        "use crate::High;",
        "fn f() { crate::made_by_the_root() }",
    ];
    for way in ways {
        let found = one_mistake(FLOORS, &[ROOT, ("src/low.rs", way), high]);
        assert!(found.starts_with("src/low.rs:1 uses "), "{way}: {found}");
    }
}

#[test]
fn names_from_elsewhere_are_no_arrows() {
    let low =
        "use high::High; use ::high::X; use std::fmt; fn f(high: u8) -> fmt::Result { f(high) }
        fn g() { quote::quote!(crate::high::High) } mod inner { use super::f; }
        /// [`crate::high::High`]
        pub struct Low;";
    let high = ("src/high.rs", "pub struct High;");
    no_mistake(FLOORS, &[ROOT, ("src/low.rs", low), high]);
}

#[test]
fn what_is_compiled_for_tests_only_does_not_count() {
    let low = "#[cfg(test)] use crate::high::High;
        #[cfg(test)] mod tests { use crate::high::High; }
        #[cfg(all(test, unix))] mod more_tests;
        pub struct Low { #[cfg(test)] high: crate::high::High }
        impl Low { #[cfg(test)] fn high() -> crate::high::High { crate::high::High } }
        #[test] fn t() { crate::high::high() }
        fn f() { #[cfg(test)] let high = crate::high::High; }";
    let high = ("src/high.rs", "pub struct High;");
    no_mistake(FLOORS, &[ROOT, ("src/low.rs", low), high]);

    let low = ("src/low.rs", "#[cfg(any(test, unix))] use crate::high::High;");
    one_mistake(FLOORS, &[ROOT, low, high]);
}

#[test]
fn a_re_export_stands_for_the_file_that_defines() {
    let root = ("src/lib.rs", "mod high;\nmod low;\nmod middle;\npub use middle::{Low, a_macro};");
    let floors = r#"floors = ["low", "middle", "high"]"#;
    let low = (
        "src/low.rs",
        "pub struct Low;\nmacro_rules! a_macro { () => {} }\npub(crate) use a_macro;",
    );
    let middle = ("src/middle.rs", "pub use crate::low::*;");
    let high = ("src/high.rs", "use crate::Low;\nfn f() { crate::a_macro!() }");
    no_mistake(floors, &[root, low, middle, high]);

    let upside_down = r#"floors = ["middle", "high", "low"]"#;
    let found = mistakes(upside_down, &[root, low, middle, high]);
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found[0].starts_with("src/high.rs:1 uses `crate::Low`"), "{found:#?}");
}

#[test]
fn neighbours_of_one_floor_do_not_use_each_other() {
    let low = ("src/low.rs", "pub struct Low;");
    let high = ("src/high.rs", "use crate::low::Low;\npub struct High;");
    let found = one_mistake(r#"floors = [["low", "high"]]"#, &[ROOT, low, high]);
    assert!(found.contains("`low` stands beside it on floor 0"), "{found}");
}

#[test]
fn a_circle_is_a_mistake_even_inside_one_entry() {
    let root = ("src/lib.rs", "mod low;");
    let low = ("src/low.rs", "mod child;\nuse child::Child;\npub struct Low(Child);");
    let child = ("src/low/child.rs", "use super::Low;\npub struct Child(Low);");
    assert_eq!(
        one_mistake(r#"floors = ["low"]"#, &[root, low, child]),
        "`a-crate`: files use each other in a circle:\n      \
         src/low.rs:2 uses `child::Child`\n      \
         src/low/child.rs:1 uses `super::Low`\n    \
         move what both need into a file of its own below them"
    );
    no_mistake(
        "floors = ['low']\npairs = [{ modules = ['low', 'low::child'], reason = 'one type' }]",
        &[root, low, child],
    );
}

#[test]
fn a_child_may_use_what_its_parent_only_passes_on() {
    let root = ("src/lib.rs", "mod low;");
    let low = ("src/low.rs", "mod child;\nmod shape;\nuse child::Child;\npub use shape::Shape;");
    let child = ("src/low/child.rs", "use super::Shape;\npub struct Child(Shape);");
    let shape = ("src/low/shape.rs", "pub struct Shape;");
    let floors = "floors = ['low']\n[inside]\nlow = ['shape', 'child']";
    no_mistake(floors, &[root, low, child, shape]);

    let floors = "floors = ['low']\n[inside]\nlow = ['child', 'shape']";
    let found = one_mistake(floors, &[root, low, child, shape]);
    assert!(found.starts_with("src/low/child.rs:1 uses `super::Shape`, but `shape`"), "{found}");

    let floors = "floors = ['low']\n[inside]\nlow = ['shape', 'self', 'child']";
    let found = one_mistake(floors, &[root, low, child, shape]);
    assert!(found.starts_with("src/low.rs:3 uses `child::Child`, but `child`"), "{found}");
}

#[test]
fn a_part_of_a_folder_can_stand_on_a_floor_of_its_own() {
    let low = ("src/low.rs", "use crate::high::ground::G;");
    let high = ("src/high.rs", "pub mod ground;\nuse crate::low::Low;\npub struct High;");
    let ground = ("src/high/ground.rs", "pub struct G;");
    no_mistake(r#"floors = ["high::ground", "low", "high"]"#, &[ROOT, low, high, ground]);
}

#[test]
fn the_root_stands_on_top_of_its_modules() {
    let low = ("src/low.rs", "use crate::Root;");
    let root = ("src/lib.rs", "mod low;\npub struct Root;");
    let found = one_mistake(r#"floors = ["low"]"#, &[root, low]);
    assert!(found.contains("`self` stands above it"), "{found}");
    no_mistake(r#"floors = ["self", "low"]"#, &[root, low]);
}

#[test]
fn a_module_without_a_floor_is_a_mistake() {
    let files = [ROOT, ("src/low.rs", ""), ("src/high.rs", "pub struct High;")];
    assert_eq!(
        one_mistake(r#"floors = ["low"]"#, &files),
        "`a-crate`: `high` is on no floor; add it to `floors.toml`"
    );
}

#[test]
fn an_entry_that_names_nothing_is_a_mistake() {
    let files = [ROOT, ("src/low.rs", ""), ("src/high.rs", "pub struct High;")];
    for (floors, is) in [
        ("floors = ['gone', 'low', 'high']", "lists `gone`, which is no module"),
        ("floors = ['low', 'low', 'high']", "`low` is listed twice"),
        ("floors = ['low', 'high']\ninside.low = ['gone']", "there are no modules"),
        (
            "floors = ['low', 'high']\npairs = [{ modules = ['low', 'gone'], reason = '..' }]",
            "names a module without a file",
        ),
        (
            "floors = ['low', 'high']\npairs = [{ modules = ['low', 'high'], reason = '..' }]",
            "is not needed any more",
        ),
        ("floors = ['low', 'high']\nowns = { http = 'gone' }", "there is no `gone` to own `http`"),
    ] {
        let found = one_mistake(floors, &files);
        assert!(found.contains(is), "{found}");
    }
}

#[test]
fn a_pair_has_a_reason() {
    let low = ("src/low.rs", "use crate::high::High;\npub struct Low;");
    let high = ("src/high.rs", "use crate::low::Low;\npub struct High;");
    let pair = "floors = ['low', 'high']\npairs = [{ modules = ['low', 'high'], reason = ' ' }]";
    assert!(one_mistake(pair, &[ROOT, low, high]).ends_with("has no reason"));
}

#[test]
fn a_library_is_named_by_its_owner_only() {
    let low = ("src/low.rs", "use http::Get;");
    let high = ("src/high.rs", "pub struct High(http::Get);");
    assert_eq!(
        one_mistake("floors = ['low', 'high']\nowns = { http = 'low' }", &[ROOT, low, high]),
        "src/high.rs:1 names `http`, which `low` hides"
    );
    let lower = ("src/lower.rs", "pub struct Lower(http::Get);");
    let root = ("src/lib.rs", "mod low; mod lower;");
    assert_eq!(
        one_mistake("floors = ['lower', 'low']\nowns = { http = 'low' }", &[root, low, lower]),
        "src/lower.rs:1 names `http`, which `low` hides",
        "a name that starts like the owner's is not inside it"
    );
}

#[test]
fn a_sketch_of_a_crate_in_order_is_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("src/lib.rs");
    fs::create_dir_all(folder.path().join("src/low")).unwrap();
    fs::write(&root, "mod high; mod low;").unwrap();
    fs::write(folder.path().join("src/high.rs"), "use crate::low::Low;").unwrap();
    fs::write(folder.path().join("src/low.rs"), "mod part; pub use part::Low;").unwrap();
    fs::write(folder.path().join("src/low/part.rs"), "pub struct Low;").unwrap();
    let source = reader::read("a-crate", &root).unwrap();
    let text =
        sketch::sketch(&source, Path::new("")).replacen("[a-crate]", "[a-crate]\nuses = []", 1);
    let floors: Floors = toml::from_str(&text).unwrap();
    let found = judge::judge("a-crate", &floors["a-crate"], &source, Path::new(""));
    assert!(found.is_empty(), "{text}{found:#?}");
}

#[test]
fn a_crate_without_floors_is_a_mistake() {
    let error = toml::from_str::<House>("uses = []").unwrap_err().to_string();
    assert!(error.contains("missing field `floors`"), "{error}");
}

#[test]
fn a_way_to_a_module_that_is_no_path_to_it_is_a_mistake() {
    let high = ("src/high.rs", "pub struct High;");
    for (low, what) in [
        ("extern crate self as me;\npub struct Low(me::high::High);", "second name"),
        ("include!(\"high.rs\");", "includes a file"),
        ("#[path = \"high.rs\"]\nmod again;", "the file of two modules"),
        (
            "macro_rules! of { ($m:ident) => { pub struct Low(crate::$m::High); } }",
            "variable of a macro",
        ),
        ("macro_rules! of { ($m:ident) => { use $crate::$m::High; } }", "variable of a macro"),
    ] {
        let floors = match low.contains("again") {
            true => "floors = [[\"low\", \"low::again\"], \"high\"]",
            false => FLOORS,
        };
        let found = mistakes(floors, &[ROOT, ("src/low.rs", low), high]);
        assert!(found.iter().any(|found| found.contains(what)), "{low}: {found:#?}");
    }
    // What a build script wrote is no module of this crate.
    let low = ("src/low.rs", "include!(concat!(env!(\"OUT_DIR\"), \"/specs.rs\"));");
    no_mistake(FLOORS, &[ROOT, low, high]);
}
