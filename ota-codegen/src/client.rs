//! The client of the product: how to start one, and one line per operation.

use ota_spec::Spec;
use ota_spec::model::BrokenOperation;
use proc_macro2::TokenStream;
use quote::quote;

use crate::docs;
use crate::names;
use crate::options::Options;
use crate::types;

pub(crate) fn expand(spec: &Spec, broken: &[BrokenOperation], options: &Options) -> TokenStream {
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
            let off = off(&idents.method, group);
            quote!(#[cfg(not(feature = #group))] #off)
        });
        quote! {
            #feature
            #doc
            #deprecated
            #[inline]
            pub fn #method(&self) -> #builder<&Self> {
                #builder(_ota::builder(self))
            }
            #without
        }
    });
    let left_out =
        options.left_out.iter().map(|operation| off(&operation.method, &operation.group));
    let broken = broken.iter().map(|operation| {
        let idents = &operation.idents;
        let (method, builder) = (names::ident(&idents.method), names::ident(&idents.builder));
        quote! {
            /// The spec of this operation has mistakes.
            pub fn #method(&self) -> #builder { #builder }
        }
    });
    let client = client(spec);
    quote! {
        #client
        /// The operations.
        impl Client { #(#starts)* #(#broken)* #(#left_out)* }
    }
}

/// The type `Client`. It stands for the product: its operations name it as theirs.
fn client(spec: &Spec) -> TokenStream {
    let service = &spec.service;
    let doc = docs::attribute(&docs::client(service));
    let environment = docs::attribute(&docs::environment(service));
    quote! {
        #doc
        #[derive(_ota::Clone)]
        pub struct Client(_ota::Core<Self>);
        /// Configures a [`Client`].
        pub type ClientBuilder = _ota::ClientBuilder<Client>;
        impl Client {
            /// Starts a builder with nothing set.
            #[inline]
            pub fn builder() -> ClientBuilder {
                _ota::ClientBuilder::new()
            }
            #environment
            #[inline]
            pub async fn from_env() -> _ota::Result<Self, _ota::Error> {
                _ota::from_env().await
            }
        }
        #[automatically_derived]
        impl _ota::Product for Client {
            const SERVICE: &'static _ota::Service = &SERVICE;
        }
        #[automatically_derived]
        impl _ota::Deref for Client {
            type Target = _ota::Core<Self>;
            #[inline]
            fn deref(&self) -> &_ota::Core<Self> {
                &self.0
            }
        }
        #[automatically_derived]
        impl _ota::From<_ota::Core<Self>> for Client {
            #[inline]
            fn from(core: _ota::Core<Self>) -> Self {
                Self(core)
            }
        }
        #[automatically_derived]
        impl _ota::Debug for Client {
            #[inline]
            fn fmt(&self, formatter: &mut _ota::Formatter<'_>) -> _ota::FormatResult {
                _ota::Debug::fmt(&self.0, formatter)
            }
        }
    }
}

/// The method of an operation that is not compiled. What it returns says why: it is named in the compiler
/// message about whatever is called on it.
fn off(method: &str, group: &str) -> TokenStream {
    let (method, marker) = (names::ident(method), names::ident(&marker(group)));
    quote! {
        #[doc(hidden)]
        pub fn #method(&self) -> _ota::FeatureIsOff<feature::#marker> {
            _ota::FeatureIsOff::new()
        }
    }
}

/// The name of the type that stands for the cargo feature of a group.
pub(crate) fn marker(group: &str) -> String {
    ota_spec::names::field(group)
}
