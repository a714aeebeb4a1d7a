//! Documentation text of a spec never becomes code of the crate that expands it, and its pages
//! pass every lint of rustdoc: shown on a user's crate whose specs are full of traps.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod user;

use user::User;

const LINTS: &str = "//! A user.\n#![deny(warnings, missing_docs, rustdoc::all)]\n";

#[test]
fn nothing_that_a_spec_says_is_run() {
    let user = User::new("prose");
    user.write("src/lib.rs", &format!("{LINTS}ota_api::operations!(\"specs\");\n"));
    let (ran, _) = user.cargo(&["rustdoc", "--quiet", "--", "--test"]);
    // The example of the operation is ours; it is shown and not run.
    let ours = |line: &&str| line.contains("ListProse ") && line.ends_with("ignored");
    let tests = ran.lines().filter(|line| line.starts_with("test ") && !ours(line));
    assert!(tests.eq(ran.lines().filter(|line| line.starts_with("test result"))), "{ran}");
    assert!(ran.contains("0 passed; 0 failed; 1 ignored"), "{ran}");
}

/// Lints do not look into what a macro of another crate makes, so the code is written out. The markers of
/// builders are named like setters.
#[test]
fn the_pages_pass_every_lint() {
    let user = User::new("prose");
    let sources = ota_spec::read_folder(&user.path("specs")).unwrap();
    let spec = ota_spec::load("specs", sources).unwrap();
    let code = ota_codegen::expand(&spec, &[], &ota_codegen::Options::default());
    user.write(
        "src/lib.rs",
        &format!("{LINTS}#![allow(non_camel_case_types)]\n{}", ota_codegen::pretty(code)),
    );
    user.cargo(&["doc", "--no-deps", "--quiet"]);
}
