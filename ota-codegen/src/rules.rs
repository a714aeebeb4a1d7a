//! The table of the rules between parameters.

use ota_spec::model::{Condition, Field, Handle, Rule, RuleKind, Test};
use ota_spec::words;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// The rules of an operation, each with its sentence.
pub(crate) fn table(rules: &[Rule]) -> TokenStream {
    let rows = rules.iter().map(row);
    quote!(&[#(#rows),*])
}

fn row(rule: &Rule) -> TokenStream {
    let kind = kind(&rule.kind);
    let says = words::rule(rule);
    let when = (!rule.when.is_empty()).then(|| {
        let when = conditions(&rule.when);
        quote!(.when(#when))
    });
    quote!(_ota::Rule::new(_ota::RuleKind::#kind, #says)#when)
}

fn kind(kind: &RuleKind) -> TokenStream {
    let names = |fields: &[Handle<Field>]| {
        let names = fields.iter().map(|field| &field.name);
        quote!(&[#(#names),*])
    };
    let alternatives = |alternatives: &[Vec<Handle<Field>>]| {
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
            let these = conditions(these);
            quote!(Forbids(#these))
        }
        RuleKind::LessThan(one, other) => {
            let (one, other) = (&one.name, &other.name);
            quote!(LessThan(#one, #other))
        }
        RuleKind::NotEqual(one, other) => {
            let (one, other) = (&one.name, &other.name);
            quote!(NotEqual(#one, #other))
        }
        RuleKind::MaxProduct(one, other, most) => {
            let (one, other) = (&one.name, &other.name);
            let most = Literal::i64_unsuffixed(*most);
            quote!(MaxProduct(#one, #other, #most))
        }
        RuleKind::Difference { later, earlier, minimum, maximum } => {
            let (later, earlier) = (&later.name, &earlier.name);
            let least = Literal::i64_unsuffixed(*minimum);
            let most = Literal::i64_unsuffixed(*maximum);
            quote!(Difference(#later, #earlier, #least, #most))
        }
    }
}

fn conditions(these: &[Condition]) -> TokenStream {
    let rows = these.iter().map(|condition| {
        let name = &condition.parameter.name;
        match &condition.test {
            Test::Set(true) => quote!(_ota::Condition::set(#name)),
            Test::Set(false) => quote!(_ota::Condition::not_set(#name)),
            Test::OneOf { values, default } => {
                let values = values.iter().map(|value| value.wire());
                match default.as_ref().map(|default| default.wire()) {
                    Some(default) => {
                        quote!(_ota::Condition::is(#name, &[#(#values),*]).or_by_default(#default))
                    }
                    None => quote!(_ota::Condition::is(#name, &[#(#values),*])),
                }
            }
        }
    });
    quote!(&[#(#rows),*])
}
