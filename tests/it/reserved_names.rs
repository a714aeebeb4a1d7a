//! The methods of operations are named differently from those that every client has: its own, which are
//! generated, and those of the runtime. Here the list of names is held to the source of both.

use std::collections::BTreeSet;
use std::path::Path;

use ota_codegen::Options;
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{ImplItem, ItemImpl, ItemStruct, Visibility};

use crate::specs;

/// The methods that a call `client.name()` or `Client::name()` finds everywhere.
#[derive(Default)]
struct Methods {
    found: BTreeSet<String>,
    private: Vec<String>,
}

impl<'ast> Visit<'ast> for Methods {
    fn visit_item_impl(&mut self, block: &'ast ItemImpl) {
        let syn::Type::Path(path) = &*block.self_ty else { return };
        if !is_client(&last(&path.path)) {
            return;
        }
        let of_trait = block.trait_.as_ref().map(|(name, _)| last(name));
        // The methods of other traits are found only where the trait is imported.
        if of_trait.as_deref().is_some_and(|name| name != "Clone") {
            return;
        }
        for item in &block.items {
            let ImplItem::Fn(method) = item else { continue };
            // Methods of the runtime are found through a reference, its other functions are not.
            if last(&path.path) == "Core" && method.sig.receiver().is_none() {
                continue;
            }
            let name = method.sig.ident.to_string();
            if of_trait.is_none() && !matches!(method.vis, Visibility::Public(_)) {
                self.private.push(name.clone());
            }
            self.found.insert(name);
        }
    }

    fn visit_item_struct(&mut self, item: &'ast ItemStruct) {
        let derives = item.attrs.iter().filter(|attribute| attribute.path().is_ident("derive"));
        let text: String = derives.map(|derive| derive.to_token_stream().to_string()).collect();
        if is_client(&item.ident.to_string()) && text.contains("Clone") {
            self.found.insert("clone".to_owned());
        }
        visit::visit_item_struct(self, item);
    }
}

fn is_client(name: &str) -> bool {
    matches!(name, "Client" | "Core")
}

fn last(path: &syn::Path) -> String {
    path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default()
}

fn read(folder: &Path, methods: &mut Methods) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, methods);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            methods.visit_file(&syn::parse_file(&text).unwrap());
        }
    }
}

#[test]
fn operations_are_named_differently_from_the_methods_of_the_client() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("ota-api/src");
    let mut methods = Methods::default();
    read(&source, &mut methods);
    let nothing = ota_codegen::only(specs::fixture("minimal"), &[]);
    let generated = ota_codegen::expand(&nothing, &[], &Options::default());
    methods.visit_file(&syn::parse2(generated).unwrap());
    let reserved: BTreeSet<String> =
        ota_codegen::CLIENT_METHODS.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(methods.found, reserved);
    assert_eq!(methods.private, [""; 0], "stages are functions of `call`, not methods");
}
