//! Checks `choices`: that each option is a way to set parameters, and that no two overlap.

use std::sync::Arc;

use super::constants::constant;
use super::known::Known;
use super::scalar::wire_name;
use crate::diagnostic::{Report, Span};
use crate::model::{Choice, ChoiceOption, Constant, Field, Handle};
use crate::names;
use crate::raw::{self, Spanned};

/// Consumes the choices; those with mistakes are left out. `owner` is the identifier of the operation.
pub(super) fn check(
    raw: Vec<raw::Choice>,
    owner: &str,
    known: Known<'_>,
    report: &mut Report,
) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    // The parameters with their choices.
    let mut owners: Vec<(String, String)> = Vec::new();
    for raw in raw {
        let Some(name) = raw.name.clone() else { continue };
        wire_name(&name, "choice", report);
        let setter = names::builder_setter(&name.value);
        if let Some(twin) = choices.iter().find(|twin| twin.setter == setter) {
            let message = format!("choice `{}` has the same Rust name as another", name.value);
            report.at(name.span, message, format!("rename it or `{}`", twin.name));
        }
        let mut reader = Reader { choice: &name.value, known, owners: &mut owners, report };
        let ident = names::nested(owner, &name.value);
        choices.extend(reader.choice(raw, Idents { name: name.value.clone(), ident, setter }));
    }
    choices
}

/// The names of a choice.
struct Idents {
    name: String,
    ident: String,
    setter: String,
}

struct Reader<'a, 'r> {
    /// The name of the choice being read.
    choice: &'r str,
    known: Known<'a>,
    owners: &'r mut Vec<(String, String)>,
    report: &'r mut Report,
}

impl<'a> Reader<'a, '_> {
    fn choice(&mut self, raw: raw::Choice, idents: Idents) -> Option<Choice> {
        let selector = raw.selector.as_ref().map(|name| self.selector(name));
        if let Some(span) = raw.span.filter(|_| raw.options.len() < 2) {
            self.report.at(span, "a choice of fewer than two options", "list at least two");
        }
        let mut options: Vec<ChoiceOption> = Vec::new();
        let mut spans = Vec::new();
        for raw in raw.options {
            if let Some(name) = &raw.name {
                self.option_name(name, &options);
            }
            let span = raw.name.as_ref().map_or(raw.span, |name| name.span);
            if let Some(option) = self.option(raw, selector) {
                options.push(option);
                spans.push(span);
            }
        }
        self.always_set(&options, &spans, raw.selector.as_ref());
        let selector = match selector {
            None => None,
            Some(field) => Some(Handle::new(field?)),
        };
        let named = |field: &&Arc<Field>| {
            let field = Handle::new(field);
            options.iter().any(|option| {
                let fixed = option.fixed.iter().any(|(fixed, _)| *fixed == field);
                fixed || option.required.contains(&field) || option.optional.contains(&field)
            })
        };
        let parameters = self.known.fields.iter().filter(named).map(Handle::new).collect();
        let (Idents { name, ident, setter }, doc) = (idents, raw.doc?.value);
        Some(Choice { name, ident, setter, doc, selector, parameters, options })
    }

    /// Reports required parameters that an option does not set.
    fn always_set(
        &mut self,
        options: &[ChoiceOption],
        spans: &[Span],
        selector: Option<&Spanned<String>>,
    ) {
        let own = self.owners.iter().filter(|(_, owner)| owner == self.choice);
        let own: Vec<&Arc<Field>> = self
            .known
            .fields
            .iter()
            .filter(|field| field.required && own.clone().any(|(name, _)| *name == field.name))
            .filter(|field| selector.is_none_or(|selector| selector.value != field.name))
            .collect();
        for (option, span) in options.iter().zip(spans) {
            for field in &own {
                let field = Handle::new(field);
                let fixed = option.fixed.iter().any(|(fixed, _)| *fixed == field);
                if !fixed && !option.required.contains(&field) {
                    let message =
                        format!("option `{}` lacks the required `{}`", option.name, field.name);
                    let help = "name it in `required` or `fixed`: every request must carry it";
                    self.report.at(*span, message, help);
                }
            }
        }
    }

    fn selector(&mut self, name: &Spanned<String>) -> Option<&'a Arc<Field>> {
        let field = self.parameter(name)?;
        if !field.ty.is_single() {
            let message =
                format!("`{}` of type `{}` cannot select an option", field.name, field.ty.label());
            self.report.at(name.span, message, "name a parameter with a single value");
            return None;
        }
        Some(field)
    }

    fn option_name(&mut self, name: &Spanned<String>, others: &[ChoiceOption]) {
        wire_name(name, "option", self.report);
        let ident = names::variant(&name.value);
        let twin = others.iter().find(|twin| twin.ident == ident);
        if let Some(twin) = twin {
            let message = format!("option `{}` has the same Rust name as another", name.value);
            self.report.at(name.span, message, format!("rename it or `{}`", twin.name));
        }
    }

    /// `selector` is `None` if the choice has none, `Some(None)` if it has mistakes.
    fn option(
        &mut self,
        raw: raw::ChoiceOption,
        selector: Option<Option<&Arc<Field>>>,
    ) -> Option<ChoiceOption> {
        let mut selected = None;
        match (selector, &raw.value) {
            (None, Some(node)) => {
                let help = "name the parameter that has it as `selector`";
                self.report.at(node.span, "a `value` in a choice without `selector`", help);
            }
            (Some(Some(field)), None) => {
                let message = format!("an option without a `value` of `{}`", field.name);
                self.report.at(raw.span, message, "say which value selects it");
            }
            (Some(Some(field)), Some(node)) => {
                selected = constant(node, field, "the value of the option", self.report);
            }
            _ => {}
        }
        let selector = selector.flatten().map(|field| field.name.as_str());
        let mut seen = Vec::new();
        let mut names = |reader: &mut Self, names: &[Spanned<String>]| {
            let found = names.iter().filter_map(|name| reader.own(name, selector, &mut seen));
            found.map(Handle::new).collect::<Vec<Handle<Field>>>()
        };
        let required = names(self, &raw.required);
        let optional = names(self, &raw.optional);
        let mut fixed: Vec<(Handle<Field>, Constant)> = Vec::new();
        for member in raw.fixed {
            let name = Spanned { value: member.key, span: member.key_span };
            let Some(field) = self.own(&name, selector, &mut seen) else { continue };
            let value = constant(&member.value, field, "the constant", self.report);
            fixed.extend(value.map(|value| (Handle::new(field), value)));
        }
        let (name, doc) = (raw.name?, raw.doc?.value);
        Some(ChoiceOption {
            ident: names::variant(&name.value),
            function: names::field(&name.value),
            name: name.value,
            doc,
            value: selected,
            required,
            optional,
            fixed,
        })
    }

    /// A parameter of an option: listed once there, not the selector, in no other choice.
    fn own(
        &mut self,
        name: &Spanned<String>,
        selector: Option<&str>,
        seen: &mut Vec<String>,
    ) -> Option<&'a Arc<Field>> {
        let text = &name.value;
        if selector == Some(text) {
            let message = format!("`{text}` is the selector of the choice");
            self.report.at(name.span, message, "remove it: `value` sets it");
            return None;
        }
        if seen.contains(text) {
            let message = format!("an option names `{text}` twice");
            let help = "it is `required`, `optional` or `fixed`; remove the others";
            self.report.at(name.span, message, help);
            return None;
        }
        seen.push(text.clone());
        self.parameter(name)
    }

    fn parameter(&mut self, name: &Spanned<String>) -> Option<&'a Arc<Field>> {
        let field = self.known.find(name, self.report)?;
        match self.owners.iter().find(|(owned, _)| *owned == name.value) {
            Some((_, owner)) if owner != self.choice => {
                let message = format!("`{}` belongs to the choice `{owner}`", name.value);
                self.report.at(name.span, message, "a parameter belongs to one choice at most");
                None
            }
            Some(_) => Some(field),
            None => {
                self.owners.push((name.value.clone(), self.choice.to_owned()));
                Some(field)
            }
        }
    }
}
