//! Generated code depends on nothing around it. It takes one name from outside, `use
//! ::ota_api::__private as _ota`, and names nothing but its own items and the contents of that module.
//! The crate `surroundings` shows the same to the compiler.

use std::collections::BTreeSet;

use ota_codegen::Options;
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{
    Attribute, Expr, ExprMethodCall, ExprPath, GenericParam, ImplItemFn, Item, ItemImpl, ItemUse,
    Macro, Member, Meta, PatIdent, Path, Token, Visibility,
};

use crate::specs;

/// The one `use` at the top, and how the modules inside reach it.
const ALIAS: [&str; 2] = ["use :: ota_api :: __private as _ota ;", "use super :: _ota ;"];

/// Attributes of the language that nothing can shadow. No lint is allowed: in a crate that forbids it that
/// would be an error. No tool is named: a module can be called like it.
const ATTRIBUTES: [&str; 8] = [
    "automatically_derived",
    "deprecated",
    "derive",
    "doc",
    "inline",
    "must_use",
    "non_exhaustive",
    "cfg",
];

/// The methods of `_ota::RequestBuilder`. They are its own and take it by value, so no trait in scope
/// comes before them.
const BUILDER: [&str; 7] = ["build", "items", "next", "pages", "send", "send_parts", "wait"];

/// Types of the runtime whose functions start a chain of methods of their own that take them by value.
const CHAINS: [&str; 7] = ["About", "Condition", "Limits", "LookUp", "Parameter", "Rule", "Values"];

/// Functions of the runtime that belong to no type.
const FUNCTIONS: [&str; 15] = [
    "builder",
    "deserialize_enum",
    "deserialize_record",
    "deserialize_request",
    "fits",
    "from_env",
    "inside",
    "listed",
    "listed_with_token",
    "page",
    "page_without_size",
    "pending",
    "serialize_enum",
    "serialize_members",
    "serialize_request",
];

/// Collects the first names of paths and everything that the surroundings could change.
#[derive(Default)]
struct Names {
    relative: BTreeSet<String>,
    bound: BTreeSet<String>,
    forbidden: BTreeSet<String>,
    undocumented: BTreeSet<String>,
}

impl Names {
    fn forbid(&mut self, what: impl quote::ToTokens) {
        self.forbidden.insert(what.to_token_stream().to_string());
    }

    fn documented(&mut self, visibility: &Visibility, attributes: &[Attribute], name: &str) {
        let public = matches!(visibility, Visibility::Public(_));
        if public && !attributes.iter().any(|attribute| attribute.path().is_ident("doc")) {
            self.undocumented.insert(name.to_owned());
        }
    }
}

impl<'ast> Visit<'ast> for Names {
    fn visit_path(&mut self, path: &'ast Path) {
        let first = path.segments[0].ident.to_string();
        if path.leading_colon.is_some() {
            self.forbid(path);
        } else if first == "self" && path.segments.len() > 1 {
            self.relative.insert(path.segments[1].ident.to_string());
        } else {
            self.relative.insert(first);
        }
        visit::visit_path(self, path);
    }

    // The names that functions, closures and patterns bind.
    fn visit_pat_ident(&mut self, pattern: &'ast PatIdent) {
        self.bound.insert(pattern.ident.to_string());
        visit::visit_pat_ident(self, pattern);
    }

    fn visit_generic_param(&mut self, parameter: &'ast GenericParam) {
        if let GenericParam::Type(parameter) = parameter {
            self.bound.insert(parameter.ident.to_string());
        }
        visit::visit_generic_param(self, parameter);
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        let name = attribute.path().get_ident().map(ToString::to_string).unwrap_or_default();
        if !ATTRIBUTES.contains(&name.as_str()) {
            self.forbid(attribute);
        }
        if name == "derive" {
            let derived =
                attribute.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated);
            derived.unwrap().iter().for_each(|path| self.visit_path(path));
        }
        if let Meta::NameValue(pair) = &attribute.meta {
            self.visit_expr(&pair.value);
        }
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        let text = quote::quote!(#item).to_string();
        if !ALIAS.contains(&text.as_str()) {
            self.forbid(item);
        }
    }

    fn visit_macro(&mut self, called: &'ast Macro) {
        self.forbid(called);
    }

    // A method of a trait in scope can come before the one that is meant.
    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        let method = call.method.to_string();
        if !(is_builder(&call.receiver) && BUILDER.contains(&method.as_str()) || is_chain(call)) {
            self.forbid(call);
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_path(&mut self, path: &'ast ExprPath) {
        let names: Vec<String> =
            path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if let [alias, function] = &names[..]
            && alias == "_ota"
            && function.starts_with(char::is_lowercase)
            && !FUNCTIONS.contains(&function.as_str())
        {
            self.forbid(path);
        }
        visit::visit_expr_path(self, path);
    }

    fn visit_item(&mut self, item: &'ast Item) {
        match item {
            Item::Const(item) => self.documented(&item.vis, &item.attrs, &item.ident.to_string()),
            Item::Enum(item) => {
                self.documented(&item.vis, &item.attrs, &item.ident.to_string());
                for variant in &item.variants {
                    self.documented(&item.vis, &variant.attrs, &variant.ident.to_string());
                    for field in &variant.fields {
                        let name = field.ident.as_ref().map(ToString::to_string);
                        // The text of an unknown value is described by its variant.
                        name.iter().for_each(|name| self.documented(&item.vis, &field.attrs, name));
                    }
                }
            }
            Item::Mod(item) => self.documented(&item.vis, &item.attrs, &item.ident.to_string()),
            Item::Static(item) => self.documented(&item.vis, &item.attrs, &item.ident.to_string()),
            Item::Struct(item) => {
                self.documented(&item.vis, &item.attrs, &item.ident.to_string());
                for field in &item.fields {
                    let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
                    self.documented(&field.vis, &field.attrs, &name);
                }
            }
            Item::Trait(item) => self.documented(&item.vis, &item.attrs, &item.ident.to_string()),
            Item::Type(item) => self.documented(&item.vis, &item.attrs, &item.ident.to_string()),
            _ => {}
        }
        visit::visit_item(self, item);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast ImplItemFn) {
        self.documented(&function.vis, &function.attrs, &function.sig.ident.to_string());
        visit::visit_impl_item_fn(self, function);
    }

    // Where a trait of the runtime is implemented, a derive would have written the code.
    fn visit_item_impl(&mut self, item: &'ast ItemImpl) {
        let derived = |attribute: &Attribute| attribute.path().is_ident("automatically_derived");
        if let Some((path, _)) = &item.trait_
            && path.segments[0].ident == "_ota"
            && !item.attrs.iter().any(derived)
        {
            self.forbid(path);
        }
        visit::visit_item_impl(self, item);
    }
}

/// `self.0`: the builder of the runtime inside a generated one.
fn is_builder(receiver: &Expr) -> bool {
    let Expr::Field(field) = receiver else { return false };
    let Expr::Path(path) = &*field.base else { return false };
    path.path.is_ident("self")
        && matches!(&field.member, Member::Unnamed(index) if index.index == 0)
}

/// `_ota::Limits::list(..).unique()`.
fn is_chain(call: &ExprMethodCall) -> bool {
    let path = match &*call.receiver {
        Expr::MethodCall(call) => return is_chain(call),
        Expr::Call(call) => &*call.func,
        path => path,
    };
    let Expr::Path(path) = path else { return false };
    let names: Vec<String> =
        path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    matches!(&names[..], [alias, owner, _] if alias == "_ota" && CHAINS.contains(&owner.as_str()))
}

/// Names of the language, of the alias and of items that all generated code has.
const OWN: [&str; 6] = ["SERVICE", "Self", "_ota", "feature", "parameter", "self"];

#[test]
fn nothing_around_generated_code_can_change_it() {
    let mut folders = specs::fixtures();
    folders.push("repository".to_owned());
    for name in folders {
        let spec = if name == "repository" { specs::repository() } else { specs::fixture(&name) };
        for more in [false, true] {
            let (features, serde, examples) = (more, more, more);
            let options = Options { features, serde, examples, ..Options::default() };
            check(&name, ota_codegen::expand(&spec, &[], &options));
        }
    }
}

#[test]
fn nothing_around_the_rest_of_a_broken_spec_can_change_it() {
    let sources = specs::sources("tests/ui/specs/several_mistakes");
    let broken = ota_spec::load("specs", sources).unwrap_err();
    check("broken", ota_codegen::expand(&broken.rest, &broken.operations, &Options::default()));
}

fn check(name: &str, code: proc_macro2::TokenStream) {
    let file: syn::File = syn::parse2(code).unwrap();
    let mut own: BTreeSet<String> = OWN.iter().map(|name| (*name).to_owned()).collect();
    for item in &file.items {
        match item {
            Item::Struct(item) => own.insert(item.ident.to_string()),
            Item::Enum(item) => own.insert(item.ident.to_string()),
            Item::Type(item) => own.insert(item.ident.to_string()),
            _ => false,
        };
    }
    let mut names = Names::default();
    names.visit_file(&file);
    assert_eq!(names.forbidden, BTreeSet::new(), "{name}");
    assert_eq!(names.undocumented, BTreeSet::new(), "{name}");
    let foreign: Vec<&String> =
        names.relative.difference(&own).filter(|name| !names.bound.contains(*name)).collect();
    assert!(foreign.is_empty(), "{name}: {foreign:?}");
}
