//! Options for the generated code.

use proc_macro2::TokenStream;
use quote::quote;

/// The relation of the generated code to its surroundings.
#[derive(Debug, Clone)]
pub struct Options {
    /// The path of the runtime crate: `::ota_api`, or `$crate` from its own macro.
    pub root: TokenStream,
    /// The path of the generated client, as examples in the documentation name it, which are then
    /// compiled as tests; without it they are not.
    pub client: Option<String>,
    /// Whether an operation is compiled only with the cargo feature named after its group.
    pub features: bool,
    /// Whether IDs, enums, requests and responses are written and read by serde.
    pub serde: bool,
    /// Whether operations carry a response of their spec, for tests.
    pub examples: bool,
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

impl Default for Options {
    /// For a crate that depends on `ota-api` under its own name.
    fn default() -> Self {
        Self {
            root: quote!(::ota_api),
            client: None,
            features: false,
            serde: false,
            examples: false,
            left_out: Vec::new(),
        }
    }
}
