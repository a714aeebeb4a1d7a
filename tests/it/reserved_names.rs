//! The generator does not know the client, but names the methods of operations differently from those
//! that the client has itself. Here its list is held to the client's source.

use std::collections::BTreeSet;
use std::path::Path;

use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{ImplItem, ItemImpl, ItemStruct, Visibility};

/// The methods of `Client` that a call `client.name()` or `Client::name()` finds everywhere.
#[derive(Default)]
struct Methods {
    found: BTreeSet<String>,
    private: Vec<String>,
}

impl<'ast> Visit<'ast> for Methods {
    fn visit_item_impl(&mut self, block: &'ast ItemImpl) {
        if !is_client(&block.self_ty) {
            return;
        }
        let of_trait = block.trait_.as_ref().map(|(name, _)| last(name));
        // The methods of other traits are found only where the trait is imported.
        if of_trait.as_deref().is_some_and(|name| !matches!(name, "AsRef" | "Clone")) {
            return;
        }
        for item in &block.items {
            let ImplItem::Fn(method) = item else { continue };
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
        if item.ident == "Client" && text.contains("Clone") {
            self.found.insert("clone".to_owned());
        }
        visit::visit_item_struct(self, item);
    }
}

fn is_client(ty: &syn::Type) -> bool {
    matches!(ty, syn::Type::Path(path) if last(&path.path) == "Client")
}

fn last(path: &syn::Path) -> String {
    path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default()
}

fn read(folder: &Path, methods: &mut Methods) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, methods);
        } else {
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
    let reserved: BTreeSet<String> =
        ota_codegen::CLIENT_METHODS.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(methods.found, reserved);
    assert_eq!(methods.private, [""; 0], "stages are functions of `call`, not methods");
}
