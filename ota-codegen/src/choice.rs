//! Choices: parameters that exclude each other, as an enum in which a wrong combination cannot be
//! written.

use ota_spec::model::{Choice, ChoiceOption, Field, Operation, Type};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::Items;
use crate::builder::{self, Slots};
use crate::docs;
use crate::names;
use crate::operation;
use crate::types;

/// The enum of a choice, with a function for each option that takes what the option needs.
pub(crate) fn expand(operation: &Operation, choice: &Choice, items: &mut Items) {
    let name = names::choice(&operation.action, &choice.name);
    let doc = docs::attribute(&docs::prose(&choice.doc));
    let variants = choice.options.iter().map(|option| {
        let (variant, doc) =
            (names::type_name(&option.name), docs::attribute(&docs::prose(&option.doc)));
        let fields = members(operation, option).map(|(field, required)| {
            let (ident, ty) = (names::field(&field.name), member_type(operation, field, required));
            let doc = docs::attribute(&docs::field(field));
            quote!(#doc #ident: #ty)
        });
        quote!(#doc #variant { #(#fields),* })
    });
    let functions = choice.options.iter().map(|option| function(operation, option));
    items.push(quote! {
        #doc
        #[derive(_ota::Debug, _ota::Clone, _ota::PartialEq)]
        pub enum #name { #(#variants),* }
    });
    items.push(quote! {
        impl #name { #(#functions)* }
    });
}

/// The parameters of an option, each with whether the option needs it.
fn members<'a>(
    operation: &'a Operation,
    option: &'a ChoiceOption,
) -> impl Iterator<Item = (&'a Field, bool)> {
    let required = option.required.iter().map(|name| (name, true));
    let named = required.chain(option.optional.iter().map(|name| (name, false)));
    named.filter_map(|(name, required)| Some((operation.parameter(name)?, required)))
}

fn member_type(operation: &Operation, field: &Field, required: bool) -> TokenStream {
    match required {
        true => types::of_field(&operation.action, field),
        false => operation::field_type(&operation.action, field),
    }
}

/// `Target::gray("33.33")`: the option with what it needs and nothing else.
fn function(operation: &Operation, option: &ChoiceOption) -> TokenStream {
    let (variant, function) = (names::type_name(&option.name), names::field(&option.name));
    let doc = docs::attribute(&docs::prose(&option.doc));
    let mut parameters = Vec::new();
    let mut fields = Vec::new();
    for (field, required) in members(operation, option) {
        let ident = names::field(&field.name);
        if !required {
            fields.push(quote!(#ident: _ota::empty()));
            continue;
        }
        let ty = types::of_field(&operation.action, field);
        let (accepts, value) = match &field.ty {
            Type::List(list) => {
                let item = types::rust(&operation.action, &field.name, &list.items);
                (quote!(impl _ota::IntoItems<#item>), quote!(#ident.into_items()))
            }
            plain if types::plain(plain) => (ty, quote!(#ident)),
            _ => (quote!(impl _ota::Into<#ty>), quote!(#ident.into())),
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

/// The method of the builder that takes the choice: it sets what was chosen and clears the rest.
pub(crate) fn setter(operation: &Operation, choice: &Choice, slots: &Slots) -> TokenStream {
    let (setter, name) =
        (names::setter(&choice.name), names::choice(&operation.action, &choice.name));
    let doc = docs::attribute(&docs::choice(choice));
    let after = choice.selector.as_ref().and_then(|selector| slots.after(selector));
    let [returns, result] = builder::result(operation, after);
    let owned: Vec<&Field> = operation
        .parameters
        .iter()
        .filter(|field| choice.options.iter().any(|option| belongs(&field.name, option)))
        .collect();
    let cleared = owned.iter().map(|field| {
        let target = names::field(&field.name);
        quote!(self.0.request.#target = _ota::empty();)
    });
    let arms = choice.options.iter().map(|option| {
        let variant = names::type_name(&option.name);
        let idents = members(operation, option).map(|(field, _)| names::field(&field.name));
        let assigned = members(operation, option).map(|(field, required)| {
            let target = names::field(&field.name);
            let bare =
                !required || field.required || matches!(field.ty, Type::List(_) | Type::Map(_));
            match bare {
                true => quote!(self.0.request.#target = #target;),
                false => quote!(self.0.request.#target = _ota::Some(#target);),
            }
        });
        let selector = choice.selector.iter().zip(&option.value);
        let constants = selector.chain(option.fixed.iter().map(|(name, value)| (name, value)));
        let constants = constants.filter_map(|(name, value)| {
            let field = operation.parameter(name)?;
            let target = names::field(name);
            let value = constant(field, &value.scalar()?);
            Some(match field.required {
                true => quote!(self.0.request.#target = #value;),
                false => quote!(self.0.request.#target = _ota::Some(#value);),
            })
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

fn belongs(name: &String, option: &ChoiceOption) -> bool {
    option.required.contains(name)
        || option.optional.contains(name)
        || option.fixed.iter().any(|(fixed, _)| fixed == name)
}

/// A constant of the spec as the value of a field.
fn constant(field: &Field, text: &str) -> TokenStream {
    match &field.ty {
        Type::Boolean => match text {
            "true" => quote!(true),
            _ => quote!(false),
        },
        Type::Integer(_) | Type::Long(_) => {
            let number = Literal::i64_unsuffixed(text.parse().unwrap_or_default());
            quote!(#number)
        }
        Type::Double(_) => {
            let number = Literal::f64_unsuffixed(text.parse().unwrap_or_default());
            quote!(#number)
        }
        Type::Named(named) if matches!(named.kind, ota_spec::model::NamedKind::Enum(_)) => {
            quote!(_ota::parse_enum(#text))
        }
        _ => quote!(_ota::From::from(#text)),
    }
}
