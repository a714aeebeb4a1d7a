//! Generated code takes one name from outside, `use ::ota_api::__private as _ota`, and names nothing
//! but its own items and what stands behind that.

use std::collections::BTreeSet;

use ota_codegen::{Methods, Options};
use syn::visit::{self, Visit};
use syn::{Item, ItemUse, PatIdent, Path};

use crate::specs;

/// The one `use` at the top, and how the modules inside reach it.
const ALIAS: [&str; 2] = ["use :: ota_api :: __private as _ota ;", "use super :: _ota ;"];

/// Collects the first names of paths and judges absolute ones.
#[derive(Default)]
struct Paths {
    relative: BTreeSet<String>,
    bound: BTreeSet<String>,
    forbidden: BTreeSet<String>,
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_path(&mut self, path: &'ast Path) {
        let names: Vec<String> = path.segments.iter().map(|part| part.ident.to_string()).collect();
        if path.leading_colon.is_some() {
            self.forbidden.insert(names.join("::"));
        } else {
            self.relative.insert(names[0].clone());
        }
        visit::visit_path(self, path);
    }

    // Names that functions, closures and patterns bind.
    fn visit_pat_ident(&mut self, pattern: &'ast PatIdent) {
        self.bound.insert(pattern.ident.to_string());
        visit::visit_pat_ident(self, pattern);
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        let item = quote::quote!(#item).to_string();
        if !ALIAS.contains(&item.as_str()) {
            self.forbidden.insert(item);
        }
    }
}

/// Words that are not paths although syn holds them as such.
const LANGUAGE: [&str; 18] = [
    "inline",
    "_ota",
    "deprecated",
    "Self",
    "diagnostic",
    "self",
    "derive",
    "doc",
    "non_exhaustive",
    "must_use",
    "allow",
    "bool",
    "f64",
    "i32",
    "i64",
    "u32",
    "str",
    "usize",
];

#[test]
fn every_path_is_local_or_behind_the_one_door() {
    let mut folders = specs::fixtures();
    folders.push("repository".to_owned());
    for name in folders {
        let spec = if name == "repository" { specs::repository() } else { specs::fixture(&name) };
        for methods in [Methods::Inherent, Methods::Trait] {
            let options = Options { methods, ..Options::default() };
            let file: syn::File = syn::parse2(ota_codegen::expand(&spec, &[], &options)).unwrap();
            let mut own: BTreeSet<String> =
                LANGUAGE.iter().map(|name| (*name).to_owned()).collect();
            own.insert("SERVICE".to_owned());
            own.insert("Operations".to_owned());
            own.insert("parameter".to_owned());
            for item in &file.items {
                match item {
                    Item::Struct(item) => own.insert(item.ident.to_string()),
                    Item::Enum(item) => own.insert(item.ident.to_string()),
                    Item::Type(item) => own.insert(item.ident.to_string()),
                    _ => false,
                };
            }
            let mut paths = Paths::default();
            paths.visit_file(&file);
            assert_eq!(paths.forbidden, BTreeSet::new(), "{name}");
            // Type parameters of builders: `C`, `I` and the states `S0`, `S1`, ..
            let generic = |name: &String| {
                matches!(name.as_str(), "C" | "I" | "S")
                    || name.strip_prefix('S').is_some_and(|rest| rest.parse::<u32>().is_ok())
            };
            let foreign: Vec<&String> = paths
                .relative
                .difference(&own)
                .filter(|name| !generic(name))
                .filter(|name| !paths.bound.contains(*name))
                .collect();
            assert!(foreign.is_empty(), "{name}: {foreign:?}");
        }
    }
}
