//! Choices: parameters that exclude each other, as an enum that cannot express a wrong combination.

use ota_spec::model::{Choice, ChoiceOption, Constant, Field, Handle, Operation, Type};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::docs;
use crate::item_writer::ItemWriter;
use crate::names;
use crate::slots::{self, Slots};
use crate::types;

/// The enum of a choice, with a function for each option that takes its required parameters.
pub(crate) fn expand(choice: &Choice, items: &mut ItemWriter) {
    let name = names::ident(&choice.ident);
    let doc = docs::attribute(&docs::prose(&choice.doc));
    let variants = choice.options.iter().map(|option| {
        let (variant, doc) =
            (names::ident(&option.ident), docs::attribute(&docs::prose(&option.doc)));
        let fields = members(option).map(|(field, required)| {
            let (ident, ty) = (names::ident(&field.ident), member_type(field, required));
            let doc = docs::attribute(&docs::field(field));
            quote!(#doc #ident: #ty)
        });
        quote!(#doc #variant { #(#fields),* })
    });
    let functions = choice.options.iter().map(function);
    items.push(quote! {
        #doc
        #[derive(_ota::Debug, _ota::Clone, _ota::PartialEq)]
        #[non_exhaustive]
        pub enum #name { #(#variants),* }
    });
    items.push(quote! {
        impl #name { #(#functions)* }
    });
}

/// The parameters of an option, each with whether it is required.
fn members(option: &ChoiceOption) -> impl Iterator<Item = (&Handle<Field>, bool)> {
    let required = option.required.iter().map(|field| (field, true));
    required.chain(option.optional.iter().map(|field| (field, false)))
}

fn member_type(field: &Field, required: bool) -> TokenStream {
    if required { types::of_field(field) } else { types::in_request(field) }
}

/// `Target::gray("33.33")`: the option with its required parameters and nothing else.
fn function(option: &ChoiceOption) -> TokenStream {
    let (variant, function) = (names::ident(&option.ident), names::ident(&option.function));
    let doc = docs::attribute(&docs::prose(&option.doc));
    let mut parameters = Vec::new();
    let mut fields = Vec::new();
    for (field, required) in members(option) {
        let ident = names::ident(&field.ident);
        if !required {
            fields.push(quote!(#ident: _ota::Empty::empty()));
            continue;
        }
        let ty = types::of_field(field);
        let (accepts, value) = match &field.ty {
            Type::List(list) => {
                let item = types::rust(&list.items);
                (quote!(impl _ota::IntoItems<#item>), quote!(_ota::IntoItems::into_items(#ident)))
            }
            plain if types::plain(plain) => (ty, quote!(#ident)),
            _ => (quote!(impl _ota::Into<#ty>), quote!(_ota::Into::into(#ident))),
        };
        parameters.push(quote!(#ident: #accepts));
        fields.push(quote!(#ident: #value));
    }
    quote! {
        #doc
        pub fn #function(#(#parameters),*) -> Self {
            Self::#variant { #(#fields),* }
        }
    }
}

/// The method of the builder that takes the choice: it sets the chosen parameters and clears the
/// rest.
pub(crate) fn setter(operation: &Operation, choice: &Choice, slots: &Slots<'_>) -> TokenStream {
    let (setter, name) = (names::ident(&choice.setter), names::ident(&choice.ident));
    let doc = docs::attribute(&docs::choice(choice));
    let after = choice.selector.as_ref().and_then(|selector| slots.after(selector));
    let [returns, result] = slots::result(operation, after);
    let cleared = choice.parameters.iter().map(|field| {
        let target = names::ident(&field.ident);
        quote!(self.0.request.#target = _ota::Empty::empty();)
    });
    let arms = choice.options.iter().map(|option| {
        let variant = names::ident(&option.ident);
        let idents = members(option).map(|(field, _)| names::ident(&field.ident));
        let assigned = members(option).map(|(field, required)| {
            let target = names::ident(&field.ident);
            let bare = !required
                || field.must_be_set()
                || matches!(field.ty, Type::List(_) | Type::Map(_));
            if bare {
                quote!(self.0.request.#target = #target;)
            } else {
                quote!(self.0.request.#target = _ota::Some(#target);)
            }
        });
        let selector = choice.selector.iter().zip(&option.value);
        let constants = selector.chain(option.fixed.iter().map(|(field, value)| (field, value)));
        let constants = constants.map(|(field, value)| {
            let (target, value) = (names::ident(&field.ident), constant(value));
            if field.must_be_set() {
                quote!(self.0.request.#target = #value;)
            } else {
                quote!(self.0.request.#target = _ota::Some(#value);)
            }
        });
        quote!(#name::#variant { #(#idents),* } => { #(#assigned)* #(#constants)* })
    });
    quote! {
        #doc
        pub fn #setter(mut self, value: #name) -> #returns {
            #(#cleared)*
            match value { #(#arms)* }
            #result
        }
    }
}

/// A constant of the spec as the value of a field.
fn constant(constant: &Constant) -> TokenStream {
    match constant {
        Constant::Boolean(value) => quote!(#value),
        Constant::Integer(number) => {
            let number = Literal::i64_unsuffixed(*number);
            quote!(#number)
        }
        Constant::Double(number) => {
            let number = Literal::f64_unsuffixed(*number);
            quote!(#number)
        }
        Constant::Enum(value) => {
            let text = &value.value;
            quote!(_ota::StringEnum::parse(#text))
        }
        Constant::String(text) => quote!(_ota::From::from(#text)),
    }
}
