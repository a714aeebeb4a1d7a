//! Turns a checked spec into the Rust code of an SDK.
//!
//! Pure: no files, no environment, no clock. The same spec gives the same tokens, and since a
//! [`Spec`] can hold only what is valid, nothing here can fail.
//!
//! What comes out is data and delegating lines: tables that describe parameters, structs, setters
//! that assign one field. Everything that loops, encodes, decodes or sends lives once in the
//! runtime, behind the door `__private`, which
//! generated code calls `_ota`.

mod behaviour;
mod boundary;
mod builder;
mod choice;
mod client;
mod contract;
mod docs;
mod names;
mod operation;
#[cfg(feature = "pretty")]
mod pretty;
mod prune;
mod rules;
mod service;
mod skeleton;
mod structs;
mod tables;
mod types;

pub use contract::contract_tests;
pub use names::CLIENT_METHODS;
#[cfg(feature = "pretty")]
pub use pretty::pretty;
pub use prune::only;

use std::collections::BTreeSet;

use ota_spec::Spec;
use ota_spec::model::{Operation, Outline};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

/// How the generated code reaches its surroundings.
#[derive(Debug, Clone)]
pub struct Options {
    /// The path of the runtime crate: `::ota_api`, or `$crate` from its own macro.
    pub root: TokenStream,
    /// Where the client methods go.
    pub methods: Methods,
    /// Whether an operation is compiled only with the cargo feature called like its group.
    pub features: bool,
}

/// Where the client methods go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Methods {
    /// Into an `impl Client` block: for the crate that defines the client.
    Inherent,
    /// Into a trait `Operations` that the client implements: for every other crate.
    Trait,
}

impl Default for Options {
    /// For a crate that depends on `ota-api` under its own name.
    fn default() -> Self {
        Self { root: quote!(::ota_api), methods: Methods::Trait, features: false }
    }
}

/// The code of all operations of a spec, and of what is left of the broken ones.
pub fn expand(spec: &Spec, outlines: &[Outline], options: &Options) -> TokenStream {
    let alias = alias(options);
    let service = service::expand(spec);
    let parameters = parameter_markers(spec);
    let mut types = Items::default();
    for named in &spec.types {
        types::named(named, &mut types);
    }
    let operations = spec.operations.iter().map(|operation| items(operation, spec, options));
    let skeletons = outlines.iter().map(skeleton::expand);
    let client = client::expand(spec, outlines, options);
    quote! {
        #alias
        #service
        #parameters
        #types
        #(#operations)*
        #(#skeletons)*
        #client
    }
}

/// The code of one operation alone, as it stands among the others.
pub fn expand_operation(spec: &Spec, action: &str, options: &Options) -> Option<TokenStream> {
    let operation = spec.operation(action)?;
    let (alias, items) = (alias(options), items(operation, spec, options));
    Some(quote!(#alias #items))
}

/// The one name that generated code takes from outside. Everything else, the names of std included, it
/// reaches through this one, so nothing around it can get in its way.
fn alias(options: &Options) -> TokenStream {
    let root = &options.root;
    quote!(use #root::__private as _ota;)
}

/// The items of one operation.
fn items(operation: &Operation, spec: &Spec, options: &Options) -> TokenStream {
    let feature = options.features.then(|| {
        let group = &operation.group;
        quote!(#[cfg(feature = #group)])
    });
    let mut items = Items { attribute: feature.unwrap_or_default(), tokens: TokenStream::new() };
    operation::expand(operation, spec, options.methods, &mut items);
    items.tokens
}

/// Items of generated code, each with the same attribute in front.
#[derive(Default)]
pub(crate) struct Items {
    attribute: TokenStream,
    tokens: TokenStream,
}

impl Items {
    pub(crate) fn push(&mut self, item: TokenStream) {
        let attribute = &self.attribute;
        self.tokens.extend(quote!(#attribute #item));
    }
}

impl ToTokens for Items {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.tokens.clone());
    }
}

/// One type a required parameter; rustc prints its name when the parameter is not set.
fn parameter_markers(spec: &Spec) -> TokenStream {
    let required: BTreeSet<String> = spec
        .operations
        .iter()
        .flat_map(|operation| &operation.parameters)
        .filter(|parameter| parameter.required)
        .map(|parameter| ota_spec::names::snake(&parameter.name))
        .collect();
    let alias = (!required.is_empty()).then(|| {
        quote!(
            use super::_ota;
        )
    });
    let markers = required.iter().map(|name| {
        let ident = names::raw(name);
        let doc = docs::attribute(&format!("Set by `.{name}(..)`."));
        quote! {
            #doc
            #[derive(_ota::Debug)]
            pub struct #ident;
        }
    });
    quote! {
        /// Names the required parameters in compiler messages.
        // Not hidden from the documentation: rustc writes the whole path of what is hidden.
        pub mod parameter {
            // Named like the setters, so that a message shows what to call.
            #![allow(non_camel_case_types)]
            #alias
            #(#markers)*
        }
    }
}
