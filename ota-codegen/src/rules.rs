//! The table of the rules between parameters.

use ota_spec::model::{Condition, Operation, Rule, RuleKind, Test};
use ota_spec::words;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// The rules of an operation, each with its sentence.
pub(crate) fn table(operation: &Operation) -> TokenStream {
    let rows = operation.rules.iter().map(|rule| row(rule, operation));
    quote!(&[#(#rows),*])
}

fn row(rule: &Rule, operation: &Operation) -> TokenStream {
    let kind = kind(&rule.kind, operation);
    let says = words::rule(rule);
    let when = (!rule.when.is_empty()).then(|| {
        let when = conditions(&rule.when, operation);
        quote!(.when(#when))
    });
    quote!(_ota::Rule::new(_ota::RuleKind::#kind, #says)#when)
}

fn kind(kind: &RuleKind, operation: &Operation) -> TokenStream {
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
            let these = conditions(these, operation);
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

fn conditions(these: &[Condition], operation: &Operation) -> TokenStream {
    let rows = these.iter().map(|condition| {
        let name = &condition.parameter;
        match &condition.test {
            Test::Set(true) => quote!(_ota::set(#name)),
            Test::Set(false) => quote!(_ota::not_set(#name)),
            Test::OneOf(values) => {
                let default = operation.parameter(name).and_then(|field| field.default.as_ref());
                match default.and_then(|value| value.scalar()) {
                    Some(default) => quote!(_ota::is_or_else(#name, &[#(#values),*], #default)),
                    None => quote!(_ota::is(#name, &[#(#values),*])),
                }
            }
        }
    });
    quote!(&[#(#rows),*])
}
