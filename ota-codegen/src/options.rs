//! Options for the generated code.

use proc_macro2::TokenStream;
use quote::quote;

/// The relation of the generated code to its surroundings.
#[derive(Debug, Clone)]
pub struct Options {
    /// The path of the runtime crate: `::ota_api`, or `$crate` from its own macro.
    pub root: TokenStream,
    /// Where the client methods go.
    pub methods: Methods,
    /// Whether an operation is compiled only with the cargo feature named after its group.
    pub features: bool,
    /// Operations that are not among those to expand, because their feature is not declared.
    pub left_out: Vec<LeftOut>,
}

/// An operation that is not compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The method of the client that would start it.
    pub method: String,
    /// The group, and with it the cargo feature.
    pub group: String,
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
        Self {
            root: quote!(::ota_api),
            methods: Methods::Trait,
            features: false,
            left_out: Vec::new(),
        }
    }
}
