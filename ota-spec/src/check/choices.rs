//! Checks `choices`: that each option is a way to set parameters, and that no two overlap.

use std::collections::{BTreeMap, BTreeSet};
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
    // The names of the choices by their setters.
    let mut taken: BTreeMap<String, String> = BTreeMap::new();
    // The parameters with their choices.
    let mut owners: BTreeMap<String, String> = BTreeMap::new();
    for raw in raw {
        let Some(name) = raw.name.clone() else { continue };
        wire_name(&name, "choice", report);
        let setter = names::builder_setter(&names::field(&name.value));
        if let Some(twin) = taken.get(&setter) {
            let message = format!("choice `{}` has the same Rust name as another", name.value);
            report.at(name.span, message, format!("rename it or `{twin}`"));
        }
        let own = Vec::new();
        let mut reader = Reader { choice: &name.value, known, owners: &mut owners, own, report };
        let ident = names::nested(owner, &name.value);
        let idents = Idents { name: name.value.clone(), ident, setter };
        if let Some(choice) = reader.choice(raw, idents) {
            taken.entry(choice.setter.clone()).or_insert_with(|| choice.name.clone());
            choices.push(choice);
        }
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
    owners: &'r mut BTreeMap<String, String>,
    /// The parameters of this choice.
    own: Vec<&'a Arc<Field>>,
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
        // The names of the options by their identifiers.
        let mut taken: BTreeMap<String, String> = BTreeMap::new();
        for raw in raw.options {
            if let Some(name) = &raw.name {
                self.option_name(name, &taken);
            }
            let span = raw.name.as_ref().map_or(raw.span, |name| name.span);
            if let Some(option) = self.option(raw, selector) {
                taken.entry(option.ident.clone()).or_insert_with(|| option.name.clone());
                options.push(option);
                spans.push(span);
            }
        }
        self.always_set(&options, &spans, raw.selector.as_ref());
        let selector = match selector {
            None => None,
            Some(field) => Some(Handle::new(field?)),
        };
        let named: BTreeSet<&str> = options.iter().flat_map(named).collect();
        let place = |field: &&Arc<Field>| self.known.places.get(field.name.as_str()).copied();
        self.own.retain(|field| named.contains(field.name.as_str()));
        self.own.sort_by_key(place);
        let parameters = self.own.iter().map(|field| Handle::new(field)).collect();
        let (Idents { name, ident, setter }, doc) = (idents, raw.doc?.value);
        let zh = raw.zh.map(|text| text.value);
        Some(Choice { name, ident, setter, doc, zh, selector, parameters, options })
    }

    /// Reports required parameters that an option does not set.
    fn always_set(
        &mut self,
        options: &[ChoiceOption],
        spans: &[Span],
        selector: Option<&Spanned<String>>,
    ) {
        let mut own: Vec<&Arc<Field>> = self
            .own
            .iter()
            .copied()
            .filter(|field| field.required)
            .filter(|field| selector.is_none_or(|selector| selector.value != field.name))
            .collect();
        own.sort_by_key(|field| self.known.places.get(field.name.as_str()).copied());
        for (option, span) in options.iter().zip(spans) {
            let fixed = option.fixed.iter().map(|(field, _)| field);
            let set: BTreeSet<&str> =
                fixed.chain(&option.required).map(|field| field.name.as_str()).collect();
            let lacking: Vec<&Arc<Field>> =
                own.iter().copied().filter(|field| !set.contains(field.name.as_str())).collect();
            self.report.each(&lacking, |report, field| {
                let message =
                    format!("option `{}` lacks the required `{}`", option.name, field.name);
                let help = "name it in `required` or `fixed`: every request must carry it";
                report.at(*span, message, help);
            });
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

    fn option_name(&mut self, name: &Spanned<String>, others: &BTreeMap<String, String>) {
        wire_name(name, "option", self.report);
        if let Some(twin) = others.get(&names::variant(&name.value)) {
            let message = format!("option `{}` has the same Rust name as another", name.value);
            self.report.at(name.span, message, format!("rename it or `{twin}`"));
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
        let mut seen = BTreeSet::new();
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
            zh: raw.zh.map(|text| text.value),
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
        seen: &mut BTreeSet<String>,
    ) -> Option<&'a Arc<Field>> {
        let text = &name.value;
        if selector == Some(text) {
            let message = format!("`{text}` is the selector of the choice");
            self.report.at(name.span, message, "remove it: `value` sets it");
            return None;
        }
        if !seen.insert(text.clone()) {
            let message = format!("an option names `{text}` twice");
            let help = "it is `required`, `optional` or `fixed`; remove the others";
            self.report.at(name.span, message, help);
            return None;
        }
        self.parameter(name)
    }

    fn parameter(&mut self, name: &Spanned<String>) -> Option<&'a Arc<Field>> {
        let field = self.known.find(name, self.report)?;
        match self.owners.get(&name.value) {
            Some(owner) if owner != self.choice => {
                let message = format!("`{}` belongs to the choice `{owner}`", name.value);
                self.report.at(name.span, message, "a parameter belongs to one choice at most");
                None
            }
            Some(_) => Some(field),
            None => {
                self.owners.insert(name.value.clone(), self.choice.to_owned());
                self.own.push(field);
                Some(field)
            }
        }
    }
}

/// The parameters that an option names.
fn named(option: &ChoiceOption) -> impl Iterator<Item = &str> {
    let fixed = option.fixed.iter().map(|(field, _)| field);
    let fields = fixed.chain(&option.required).chain(&option.optional);
    fields.map(|field| field.name.as_str())
}
