//! Turns a checked spec into the Rust code of an SDK.
//!
//! Pure: no files, no environment, no clock. The same spec gives the same tokens, and since a
//! [`Spec`] can hold only what is valid, nothing here can fail.
//!
//! What comes out is data and delegating lines: tables that describe parameters, structs, setters
//! that assign one field. Everything that loops, encodes, decodes or sends lives once in the
//! runtime, behind the door `__private`.

mod client;
mod contract;
mod docs;
mod names;
mod operation;
mod service;
mod skeleton;
mod tables;
mod types;

pub use contract::contract_tests;

use std::collections::BTreeSet;

use ota_spec::Spec;
use ota_spec::model::Outline;
use proc_macro2::TokenStream;
use quote::quote;

/// How the generated code reaches its surroundings.
#[derive(Debug, Clone)]
pub struct Options {
    /// The path of the runtime crate: `::ota_api`, or `$crate` from its own macro.
    pub root: TokenStream,
    /// Where the client methods go.
    pub methods: Methods,
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
        Self { root: quote!(::ota_api), methods: Methods::Trait }
    }
}

/// The code of all operations of a spec, and of what is left of the broken ones.
pub fn expand(spec: &Spec, outlines: &[Outline], options: &Options) -> TokenStream {
    let door = &{
        let root = &options.root;
        quote!(#root::__private)
    };
    let service = service::expand(spec, door);
    let parameters = parameter_markers(spec);
    let types = spec.types.iter().map(|named| types::named(named, door));
    let operations = spec
        .operations
        .iter()
        .map(|operation| operation::expand(operation, spec, options.methods, door));
    let skeletons = outlines.iter().map(|outline| skeleton::expand(outline, door));
    let client = client::expand(spec, outlines, options.methods, door);
    quote! {
        #service
        #parameters
        #(#types)*
        #(#operations)*
        #(#skeletons)*
        #client
    }
}

/// The code of one operation alone, as it stands among the others.
pub fn expand_operation(spec: &Spec, action: &str, options: &Options) -> Option<TokenStream> {
    let root = &options.root;
    let operation = spec.operation(action)?;
    Some(operation::expand(operation, spec, options.methods, &quote!(#root::__private)))
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
    let markers = required.iter().map(|name| {
        let ident = names::raw(name);
        quote! {
            #[derive(::core::fmt::Debug)]
            pub struct #ident;
        }
    });
    quote! {
        // Names the required parameters in compiler messages.
        #[doc(hidden)]
        pub mod parameter {
            // Named like the setters, so that a message shows what to call.
            #![allow(non_camel_case_types)]
            #(#markers)*
        }
    }
}
