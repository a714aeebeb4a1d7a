//! The table of the rules between parameters.

use ota_spec::model::{Condition, Operation, Rule, RuleKind, Test};
use ota_spec::words;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// The rules of an operation, each with its sentence.
pub(crate) fn table(operation: &Operation, door: &TokenStream) -> TokenStream {
    let rows = operation.rules.iter().map(|rule| row(rule, operation, door));
    quote!(&[#(#rows),*])
}

fn row(rule: &Rule, operation: &Operation, door: &TokenStream) -> TokenStream {
    let kind = kind(&rule.kind, operation, door);
    let when = conditions(&rule.when, operation, door);
    let says = words::rule(rule);
    quote!(#door::Rule { kind: #door::RuleKind::#kind, when: #when, says: #says })
}

fn kind(kind: &RuleKind, operation: &Operation, door: &TokenStream) -> TokenStream {
    let names = |names: &[String]| quote!(&[#(#names),*]);
    let alternatives = |alternatives: &[Vec<String>]| {
        let alternatives = alternatives.iter().map(|alternative| names(alternative));
        quote!(&[#(#alternatives),*])
    };
    match kind {
        RuleKind::ExactlyOneOf(these) => {
            let these = alternatives(these);
            quote!(ExactlyOneOf(#these))
        }
        RuleKind::AtLeastOneOf(these) => {
            let these = alternatives(these);
            quote!(AtLeastOneOf(#these))
        }
        RuleKind::AtMostOneOf(these) => {
            let these = alternatives(these);
            quote!(AtMostOneOf(#these))
        }
        RuleKind::AllTogether(these) => {
            let these = names(these);
            quote!(AllTogether(#these))
        }
        RuleKind::Requires(these) => {
            let these = names(these);
            quote!(Requires(#these))
        }
        RuleKind::Excludes(these) => {
            let these = names(these);
            quote!(Excludes(#these))
        }
        RuleKind::OnlyWith { parameters, with } => {
            let (parameters, with) = (names(parameters), names(with));
            quote!(OnlyWith(#parameters, #with))
        }
        RuleKind::Forbids(these) => {
            let these = conditions(these, operation, door);
            quote!(Forbids(#these))
        }
        RuleKind::LessThan(one, other) => quote!(LessThan(#one, #other)),
        RuleKind::NotEqual(one, other) => quote!(NotEqual(#one, #other)),
        RuleKind::MaxProduct(one, other, most) => {
            let most = Literal::i64_unsuffixed(*most);
            quote!(MaxProduct(#one, #other, #most))
        }
        RuleKind::Difference { later, earlier, minimum, maximum } => {
            let least = Literal::i64_unsuffixed(*minimum);
            let most = Literal::i64_unsuffixed(*maximum);
            quote!(Difference(#later, #earlier, #least, #most))
        }
    }
}

fn conditions(these: &[Condition], operation: &Operation, door: &TokenStream) -> TokenStream {
    let rows = these.iter().map(|condition| {
        let name = &condition.parameter;
        match &condition.test {
            Test::Set(set) => quote!(#door::Condition::Set(#name, #set)),
            Test::OneOf(values) => {
                let default = operation.parameter(name).and_then(|field| field.default.as_ref());
                let default = match default.and_then(|value| value.scalar()) {
                    Some(default) => quote!(::core::option::Option::Some(#default)),
                    None => quote!(::core::option::Option::None),
                };
                quote!(#door::Condition::OneOf(#name, &[#(#values),*], #default))
            }
        }
    });
    quote!(&[#(#rows),*])
}
