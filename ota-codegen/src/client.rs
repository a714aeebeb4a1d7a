//! The methods of the client: one line an operation.

use ota_spec::Spec;
use ota_spec::model::Outline;
use proc_macro2::TokenStream;
use quote::quote;

use crate::docs;
use crate::names;
use crate::types;
use crate::{Methods, Options};

pub(crate) fn expand(spec: &Spec, outlines: &[Outline], options: &Options) -> TokenStream {
    let methods = options.methods;
    let inline = (methods == Methods::Inherent).then(|| quote!(#[inline]));
    let visibility = (methods == Methods::Inherent).then(|| quote!(pub));
    let client = match methods {
        Methods::Inherent => quote!(self),
        Methods::Trait => quote!(_ota::AsRef::<_ota::Client>::as_ref(self)),
    };
    let starts = spec.operations.iter().map(|operation| {
        let action = &operation.action;
        let (method, builder) = (names::method(action), names::builder(action));
        let doc = docs::attribute(&docs::method(operation));
        let deprecated = types::deprecated(operation.deprecated.as_ref());
        let feature = options.features.then(|| {
            let group = &operation.group;
            quote!(#[cfg(feature = #group)])
        });
        quote! {
            #feature
            #doc
            #deprecated
            #inline
            #visibility fn #method(&self) -> #builder<&_ota::Client> {
                #builder(_ota::RequestBuilder::new(#client))
            }
        }
    });
    let broken = outlines.iter().map(|outline| {
        let (method, builder) = (names::method(&outline.action), names::builder(&outline.action));
        quote! {
            /// The spec of this operation has mistakes.
            #visibility fn #method(&self) -> #builder { #builder }
        }
    });
    match methods {
        Methods::Inherent => quote! {
            /// The operations.
            impl _ota::Client { #(#starts)* #(#broken)* }
        },
        Methods::Trait => quote! {
            /// The operations, as methods of the client.
            pub trait Operations: _ota::AsRef<_ota::Client> { #(#starts)* #(#broken)* }
            impl Operations for _ota::Client {}
        },
    }
}
