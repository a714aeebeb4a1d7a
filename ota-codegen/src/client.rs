//! The methods of the client: one line per operation.

use ota_spec::Spec;
use ota_spec::model::BrokenOperation;
use proc_macro2::TokenStream;
use quote::quote;

use crate::docs;
use crate::names;
use crate::options::{Methods, Options};
use crate::types;

pub(crate) fn expand(spec: &Spec, broken: &[BrokenOperation], options: &Options) -> TokenStream {
    let methods = options.methods;
    let inline = (methods == Methods::Inherent).then(|| quote!(#[inline]));
    let visibility = (methods == Methods::Inherent).then(|| quote!(pub));
    let client = match methods {
        Methods::Inherent => quote!(self),
        Methods::Trait => quote!(_ota::AsRef::<_ota::Client>::as_ref(self)),
    };
    let starts = spec.operations.iter().map(|operation| {
        let idents = &operation.idents;
        let (method, builder) = (names::ident(&idents.method), names::ident(&idents.builder));
        let doc = docs::attribute(&docs::method(operation));
        let deprecated = types::deprecated(operation.deprecated.as_ref());
        let feature = options.features.then(|| {
            let group = &operation.group;
            quote!(#[cfg(feature = #group)])
        });
        let without = options.features.then(|| {
            let group = &operation.group;
            let off = off(&idents.method, group, visibility.as_ref());
            quote!(#[cfg(not(feature = #group))] #off)
        });
        quote! {
            #feature
            #doc
            #deprecated
            #inline
            #visibility fn #method(&self) -> #builder<&_ota::Client> {
                #builder(_ota::builder(#client))
            }
            #without
        }
    });
    let left_out = options
        .left_out
        .iter()
        .map(|operation| off(&operation.method, &operation.group, visibility.as_ref()));
    let broken = broken.iter().map(|operation| {
        let idents = &operation.idents;
        let (method, builder) = (names::ident(&idents.method), names::ident(&idents.builder));
        quote! {
            /// The spec of this operation has mistakes.
            #visibility fn #method(&self) -> #builder { #builder }
        }
    });
    match methods {
        Methods::Inherent => quote! {
            /// The operations.
            impl _ota::Client { #(#starts)* #(#broken)* #(#left_out)* }
        },
        Methods::Trait => quote! {
            /// The operations, as methods of the client.
            pub trait Operations: _ota::AsRef<_ota::Client> { #(#starts)* #(#broken)* #(#left_out)* }
            impl Operations for _ota::Client {}
        },
    }
}

/// The method of an operation that is not compiled. What it returns says why: it is named in the compiler
/// message about whatever is called on it.
fn off(method: &str, group: &str, visibility: Option<&TokenStream>) -> TokenStream {
    let (method, marker) = (names::ident(method), names::ident(&marker(group)));
    quote! {
        #[doc(hidden)]
        #visibility fn #method(&self) -> _ota::FeatureIsOff<feature::#marker> {
            _ota::FeatureIsOff::new()
        }
    }
}

/// The name of the type that stands for the cargo feature of a group.
pub(crate) fn marker(group: &str) -> String {
    ota_spec::names::field(group)
}
