//! The skeleton of an operation with a broken spec: enough for its callers to type-check, so that
//! the mistake in the spec is the only error.

use ota_spec::model::BrokenOperation;
use proc_macro2::TokenStream;
use quote::quote;

use crate::names;

pub(crate) fn expand(operation: &BrokenOperation) -> TokenStream {
    let idents = &operation.idents;
    let (request, builder, response) = (
        names::ident(&idents.request),
        names::ident(&idents.builder),
        names::ident(&idents.response),
    );
    let setters = operation.setters.iter().map(|name| names::ident(name));
    quote! {
        /// The spec of this operation has mistakes.
        #[derive(_ota::Debug, _ota::Clone)]
        pub struct #request;
        /// The spec of this operation has mistakes.
        #[derive(_ota::Debug)]
        pub struct #builder;
        /// The spec of this operation has mistakes.
        #[derive(_ota::Debug, _ota::Default)]
        pub struct #response;
        #[automatically_derived]
        impl _ota::Record for #response {}
        impl #request {
            /// The spec of this operation has mistakes.
            pub fn builder() -> #builder { #builder }
        }
        impl #builder {
            #(
                /// The spec of this operation has mistakes.
                pub fn #setters<T>(self, _value: T) -> Self { self }
            )*
            /// The spec of this operation has mistakes.
            pub fn build(self) -> #request { #request }
            /// The spec of this operation has mistakes.
            pub fn send(self) -> _ota::Sending<'static, #response> {
                _ota::Box::pin(_ota::pending())
            }
        }
    }
}
