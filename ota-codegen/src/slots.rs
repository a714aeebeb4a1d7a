//! The state of a builder: which required parameters are set.

use std::sync::Arc;

use ota_spec::model::{Field, Operation};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::names;

/// The states of a builder: one slot for each required parameter, as the parameters of a function
/// type. Unlike a tuple, that is `Debug` for any number of them.
pub(crate) struct Slots<'a> {
    required: Vec<&'a Arc<Field>>,
    pub(crate) idents: Vec<Ident>,
}

impl<'a> Slots<'a> {
    pub(crate) fn new(operation: &'a Operation) -> Self {
        let required: Vec<_> =
            operation.parameters.iter().filter(|field| field.must_be_set()).collect();
        let idents = (0..required.len()).map(|slot| format_ident!("S{slot}")).collect();
        Self { required, idents }
    }

    /// The state in which nothing is set.
    pub(crate) fn unset(&self) -> TokenStream {
        let slots = self.idents.iter().map(|_| quote!(_ota::Unset));
        quote!(fn(#(#slots),*))
    }

    /// The state in which all is set.
    pub(crate) fn set(&self) -> TokenStream {
        let slots = self.idents.iter().map(|_| quote!(_ota::Set));
        quote!(fn(#(#slots),*))
    }

    /// The state in which anything may be set.
    pub(crate) fn any(&self) -> TokenStream {
        let idents = &self.idents;
        quote!(fn(#(#idents),*))
    }

    /// The state after a parameter was set; `None` if it is optional.
    pub(crate) fn after(&self, field: &Field) -> Option<TokenStream> {
        let slots = self.required.iter().zip(&self.idents).map(|(required, ident)| {
            if required.name == field.name { quote!(_ota::Set) } else { quote!(#ident) }
        });
        field.must_be_set().then(|| quote!(fn(#(#slots),*)))
    }

    /// The state of one parameter.
    pub(crate) fn state(&self, field: &Field) -> TokenStream {
        let mut slots = self.required.iter().zip(&self.idents);
        let slot = slots.find(|(required, _)| required.name == field.name);
        slot.map_or_else(|| quote!(_ota::Set), |(_, ident)| quote!(#ident))
    }

    /// `#[inline]` for builders without required parameters: without type parameters, their functions
    /// would be compiled in the crate that defines them and not where they are used.
    pub(crate) fn inline(&self) -> Option<TokenStream> {
        self.required.is_empty().then(|| quote!(#[inline]))
    }

    /// `where` all required parameters but the named ones are set.
    pub(crate) fn all_set(&self, but: &[&Field]) -> TokenStream {
        let pairs = self.required.iter().zip(&self.idents);
        let bounds: Vec<TokenStream> = pairs
            .filter(|(field, _)| !but.iter().any(|other| other.name == field.name))
            .map(|(field, ident)| {
                let marker = names::ident(&field.ident);
                quote!(#ident: _ota::IsSet<parameter::#marker>)
            })
            .collect();
        if bounds.is_empty() { TokenStream::new() } else { quote!(where #(#bounds),*) }
    }
}

/// The type of a builder after a setter, and the expression that returns it.
pub(crate) fn result(operation: &Operation, after: Option<TokenStream>) -> [TokenStream; 2] {
    let builder = names::ident(&operation.idents.builder);
    match after {
        Some(after) => [quote!(#builder<C, #after>), quote!(#builder(self.0.next()))],
        None => [quote!(Self), quote!(self)],
    }
}
