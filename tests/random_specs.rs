//! Where `ota-spec` finds no mistakes, the generated code compiles: shown on folders made by chance,
//! with names that could get in its way.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

#[path = "random_specs/chance.rs"]
mod chance;
#[path = "random_specs/folder.rs"]
mod folder;
mod user;
#[path = "random_specs/words.rs"]
mod words;

use std::fmt::Write;

use ota_codegen::Options;
use ota_spec::{Broken, Source, load};
use quote::quote;
use user::User;

/// How many folders are compiled.
const FOLDERS: usize = 120;

/// How many folders with mistakes are compiled as far as they go.
const BROKEN: usize = 30;

/// What the tests of a folder call.
const HARNESS: &str = "
pub mod harness {
    pub fn limit<T>(_: &str, _: &[&str], _: &T) {}
    pub fn example<T>(_: &str, _: &str, _: usize, _: &T) {}
}
";

#[test]
fn what_has_no_mistakes_compiles() {
    let user = User::new("minimal");
    let mut library = format!("#![allow(warnings)]\n{HARNESS}");
    let (mut whole, mut broken) = (0, 0);
    for seed in 0.. {
        let sources = folder::folder(seed);
        let module = format!("m{seed}");
        match load("specs", sources.clone()) {
            Ok(spec) if whole < FOLDERS => {
                write(&user, &module, &sources);
                let path: proc_macro2::TokenStream = format!("crate::{module}").parse().unwrap();
                let calls =
                    ota_codegen::contract_tests("specs", &spec, &path, &quote!(crate::harness));
                let (expanded, calls) =
                    (format!("ota_api::operations!(\"specs/{module}\");"), calls.to_string());
                writeln!(library, "pub mod {module} {{ {expanded} }}").unwrap();
                writeln!(library, "#[cfg(test)] mod t{seed} {{ {calls} }}").unwrap();
                whole += 1;
            }
            Err(found) if broken < BROKEN && !types_collide(&found) => {
                let code = left(&found);
                writeln!(library, "pub mod {module} {{ {code} }}").unwrap();
                broken += 1;
            }
            _ if whole == FOLDERS && broken == BROKEN => break,
            _ => {}
        }
        assert!(seed < 2_000, "too few folders without mistakes: {whole}");
    }
    user.write("src/lib.rs", &library);
    user.cargo(&["check", "--quiet", "--lib", "--tests", "--message-format=short"]);
}

/// Whether two shared types become the same item: both are kept for those who use them.
fn types_collide(broken: &Broken) -> bool {
    broken.diagnostics.iter().any(|found| {
        found.path.ends_with("types.json") && found.message.contains("needs the Rust item")
    })
}

/// The code that the macro writes for a folder with mistakes, without the messages.
fn left(broken: &Broken) -> String {
    ota_codegen::expand(&broken.rest, &broken.operations, &Options::default()).to_string()
}

fn write(user: &User, module: &str, sources: &[Source]) {
    for source in sources {
        let text = std::str::from_utf8(&source.bytes).unwrap();
        user.write(&format!("specs/{module}/{}", source.path), text);
    }
}
