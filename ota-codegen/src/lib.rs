//! Turns a checked spec into the Rust code of an SDK.
//!
//! Pure: no files, no environment, no clock. The same spec gives the same tokens, and since a
//! [`Spec`] can hold only what is valid, nothing here can fail.
//!
//! The output is data and delegating lines: tables that describe parameters, structs, setters that
//! assign one field. Everything that loops, encodes, decodes or sends exists once in the runtime,
//! in its module `__private`, which generated code calls `_ota`.

mod behaviour;
mod boundary;
mod builder;
mod choice;
mod client;
mod contract;
mod docs;
mod item_writer;
mod look_up;
mod names;
mod operation;
mod options;
#[cfg(feature = "pretty")]
mod pretty;
mod prune;
mod rules;
mod sample;
mod serialized;
mod service;
mod shared;
mod skeleton;
mod slots;
mod structs;
mod tables;
mod types;

pub use contract::contract_tests;
pub use options::{LeftOut, Options};
pub use ota_spec::names::CLIENT_METHODS;
#[cfg(feature = "pretty")]
pub use pretty::pretty;
pub use prune::only;
pub use sample::sample;

use std::collections::{BTreeMap, BTreeSet};

use ota_spec::Spec;
use ota_spec::model::{BrokenOperation, Envelope, Operation};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use item_writer::ItemWriter;

/// The code of all operations of a spec, including skeletons of the broken ones.
pub fn expand(spec: &Spec, broken: &[BrokenOperation], options: &Options) -> TokenStream {
    let alias = alias(options);
    let service = service::expand(spec, &alias);
    let parameters = parameter_markers(spec, &alias);
    let mut types = ItemWriter::default();
    for named in &spec.types {
        shared::expand(named, options, &mut types);
    }
    structs::nested(&spec.service.parameters, true, &mut types);
    if options.serde {
        serialized::in_request(&spec.service.parameters, &mut types);
    }
    let operations =
        spec.operations.iter().map(|operation| items(operation, &spec.service.envelope, options));
    let skeletons = broken.iter().map(skeleton::expand);
    let client = client::expand(spec, broken, options);
    let groups = feature_markers(spec, options);
    quote! {
        #alias
        #service
        #parameters
        #groups
        #types
        #(#operations)*
        #(#skeletons)*
        #client
    }
}

/// The code of one operation alone, exactly as among the others.
pub fn expand_operation(spec: &Spec, action: &str, options: &Options) -> Option<TokenStream> {
    let operation = spec.operation(action)?;
    let (alias, items) = (alias(options), items(operation, &spec.service.envelope, options));
    Some(quote!(#alias #items))
}

/// The one name that generated code takes from outside. It reaches everything else through this
/// one, names of std included, so that nothing around it can interfere.
fn alias(options: &Options) -> TokenStream {
    let root = &options.root;
    quote!(use #root::__private as _ota;)
}

/// The items of one operation.
fn items(operation: &Operation, shared: &Envelope, options: &Options) -> TokenStream {
    let feature = options.features.then(|| {
        let group = &operation.group;
        quote!(#[cfg(feature = #group)])
    });
    let mut items = ItemWriter::with(feature);
    operation::expand(operation, shared, options, &mut items);
    items.into_token_stream()
}

/// One type per group; rustc prints its name when an operation of the group is called and not compiled.
fn feature_markers(spec: &Spec, options: &Options) -> TokenStream {
    let compiled = spec.operations.iter().filter(|_| options.features);
    let compiled = compiled.map(|operation| operation.group.as_str());
    let left_out = options.left_out.iter().map(|operation| operation.group.as_str());
    let groups: BTreeMap<String, &str> =
        compiled.chain(left_out).map(|group| (client::marker(group), group)).collect();
    if groups.is_empty() {
        return TokenStream::new();
    }
    let markers = groups.iter().map(|(name, group)| {
        let ident = names::ident(name);
        let doc = docs::attribute(&format!("The cargo feature `{group}`."));
        quote!(#doc pub enum #ident {})
    });
    quote! {
        /// Names cargo features in compiler messages.
        // Not hidden from the documentation: rustc writes hidden items with their whole path.
        pub mod feature {
            #(#markers)*
        }
    }
}

/// One type per required parameter; rustc prints its name when the parameter is not set.
fn parameter_markers(spec: &Spec, alias: &TokenStream) -> TokenStream {
    let required: BTreeSet<&str> = spec
        .operations
        .iter()
        .flat_map(|operation| &operation.parameters)
        .filter(|parameter| parameter.must_be_set())
        .map(|parameter| parameter.ident.as_str())
        .collect();
    let alias = (!required.is_empty()).then_some(alias);
    let markers = required.iter().map(|name| {
        let ident = names::ident(name);
        let doc = docs::attribute(&format!("Set by `.{name}(..)`."));
        quote! {
            #doc
            #[derive(_ota::Debug)]
            pub struct #ident;
        }
    });
    quote! {
        /// Names the required parameters, like their setters, in compiler messages.
        // Not hidden from the documentation: rustc writes hidden items with their whole path.
        pub mod parameter {
            #alias
            #(#markers)*
        }
    }
}
