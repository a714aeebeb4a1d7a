//! From the texts of a form to what is shown: fields, groups of fields and choices, one after the other.

mod input;

use std::collections::{BTreeMap, BTreeSet};

use ota_spec::model::{Choice, Field, Operation, Rule, RuleKind, Type};

use super::options::{self, Chosen, FREE};
use super::{Form, names, rows, texts};
use crate::html::Inline;
use crate::language::{Labels, Language};
use crate::prose;

pub(crate) use input::{Input, Kind};

/// The mistakes by the field at which they are shown.
pub(crate) type Mistakes = BTreeMap<String, Vec<String>>;

/// A part of a form. Groups are flat here, since templates know no recursion: each that opens is closed.
pub(crate) enum Part {
    /// A field.
    Field(Box<Input>),
    /// A group begins.
    Open(Box<Group>),
    /// A group ends. A list can get another row.
    Close(Option<String>),
    /// A choice begins.
    Choice(Box<Group>),
    /// An option of it begins.
    Option(OptionHead),
    /// An option ends.
    EndOption,
    /// A choice ends.
    EndChoice,
}

/// Fields that belong together: the rows of a list, the members of a struct, the options of a choice.
pub(crate) struct Group {
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) doc: Inline,
    pub(crate) required: bool,
    pub(crate) facts: Vec<Inline>,
    pub(crate) mistakes: Vec<Inline>,
    /// The row to remove, if this is one.
    pub(crate) row: Option<String>,
}

/// The head of an option of a choice.
pub(crate) struct OptionHead {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) doc: Inline,
    pub(crate) chosen: bool,
}

/// The parts of the form of an operation; in `form`, parameters are in their options.
pub(crate) fn of(
    operation: &Operation,
    form: &Form,
    mistakes: &Mistakes,
    language: Language,
) -> Vec<Part> {
    let labels = language.labels();
    let mut writer = Writer { form, mistakes, language, labels, parts: Vec::new() };
    let mut done = BTreeSet::new();
    for field in &operation.parameters {
        let name = field.name.as_str();
        let choice = operation
            .choices
            .iter()
            .find(|choice| options::parameters(choice).any(|own| own == name));
        match choice {
            None => writer.parameter(field, field.name.clone(), field.is_demanded()),
            Some(choice) if done.insert(&choice.name) => writer.choice(operation, choice),
            Some(_) => {}
        }
    }
    writer.parts
}

/// What stands around a value.
struct Head {
    label: String,
    doc: Inline,
    required: bool,
    facts: Vec<Inline>,
    placeholder: String,
    secret: bool,
    /// The row that the value is, of a list.
    row: Option<String>,
}

struct Writer<'a> {
    form: &'a Form,
    mistakes: &'a Mistakes,
    language: Language,
    labels: &'static Labels,
    parts: Vec<Part>,
}

impl Writer<'_> {
    fn parameter(&mut self, field: &Field, name: String, required: bool) {
        self.value(&field.ty, self.head(field, required), name, &mut Vec::new());
    }

    fn head(&self, field: &Field, required: bool) -> Head {
        let doc = prose::deprecated(self.language, field.deprecated.as_ref());
        let doc = doc.and(prose::text(self.language, &field.doc, field.zh.as_ref()));
        let shown = |value: &ota_spec::Value| value.scalar().unwrap_or_default();
        let example = field.example.as_ref().filter(|_| !field.secret);
        Head {
            label: field.name.clone(),
            doc,
            required,
            facts: self.facts(field),
            placeholder: example.map(shown).unwrap_or_default(),
            secret: field.secret,
            row: None,
        }
    }

    fn facts(&self, field: &Field) -> Vec<Inline> {
        let mut facts = vec![Inline::new(field.ty.label())];
        facts.extend(prose::limits(self.language, &field.ty));
        if let Some(default) = field.default.as_ref().filter(|_| !field.secret) {
            let text = default.scalar().unwrap_or_else(|| default.to_string());
            facts
                .push(Inline::new(format!("{}{}`{text}`", self.labels.default, self.labels.colon)));
        }
        let filled = field.fill.map(|fill| match fill {
            ota_spec::model::Fill::Region => self.labels.filled_region,
            ota_spec::model::Fill::Token => self.labels.filled_token,
        });
        facts.extend(filled.map(Inline::new));
        facts.extend(field.secret.then(|| Inline::new(self.labels.secret)));
        facts
    }

    fn choice(&mut self, operation: &Operation, choice: &Choice) {
        let name = names::choice(choice);
        let selector = choice.selector.as_ref();
        let required = selector.is_some_and(|selector| selector.required);
        let rules = operation.rules.iter().filter(|rule| is_within(rule, choice));
        self.parts.push(Part::Choice(Box::new(Group {
            id: names::id(&name),
            label: choice.name.clone(),
            doc: prose::text(self.language, &choice.doc, choice.zh.as_ref()),
            required,
            facts: rules.map(|rule| prose::rule(self.language, rule)).collect(),
            mistakes: self.mistakes_at(&name),
            row: None,
        })));
        let chosen = options::chosen(choice, self.form);
        if !required {
            let is_chosen = matches!(chosen, Chosen::Nothing);
            self.option(&name, "", self.labels.not_set, Inline::default(), is_chosen);
            self.parts.push(Part::EndOption);
        }
        for option in &choice.options {
            let is_chosen = matches!(chosen, Chosen::Option(chosen) if chosen.name == option.name);
            let doc = prose::text(self.language, &option.doc, option.zh.as_ref());
            self.option(&name, &option.name, &option.name, doc, is_chosen);
            let of = option.required.iter().map(|field| (field, true));
            for (field, required) in of.chain(option.optional.iter().map(|field| (field, false))) {
                self.parameter(field, names::inside(choice, option, &field.name), required);
            }
            self.parts.push(Part::EndOption);
        }
        if let Chosen::Free = chosen {
            self.option(&name, FREE, "…", Inline::default(), true);
            let own = operation.parameters.iter();
            let own = own.filter(|field| options::parameters(choice).any(|own| own == field.name));
            for field in own {
                self.parameter(field, field.name.clone(), field.is_demanded());
            }
            self.parts.push(Part::EndOption);
        }
        self.parts.push(Part::EndChoice);
    }

    fn option(&mut self, name: &str, value: &str, label: &str, doc: Inline, chosen: bool) {
        self.parts.push(Part::Option(OptionHead {
            id: names::id(&format!("{name}/{value}")),
            name: name.to_owned(),
            value: value.to_owned(),
            label: label.to_owned(),
            doc,
            chosen,
        }));
    }

    fn value(&mut self, ty: &Type, head: Head, name: String, around: &mut Vec<String>) {
        let is_text = texts::is_text(ty, around);
        match ty {
            Type::List(list) if !is_text => {
                let (label, placeholder) = (head.label.clone(), head.placeholder.clone());
                let secret = head.secret;
                self.open(head, &name);
                let mut numbers = rows::numbers(self.form, &name);
                if numbers.is_empty() {
                    numbers.push(1);
                }
                for (count, number) in (1..).zip(numbers) {
                    let row = format!("{name}.{number}");
                    let head = Head {
                        label: format!("{label} {count}"),
                        doc: Inline::default(),
                        required: false,
                        facts: Vec::new(),
                        placeholder: placeholder.clone(),
                        secret,
                        row: Some(row.clone()),
                    };
                    self.value(&list.items, head, row, around);
                }
                self.parts.push(Part::Close(Some(name)));
            }
            ty if !is_text && ty.members().is_some() => {
                self.open(head, &name);
                around.push(texts::label(ty));
                for member in ty.members().unwrap_or_default() {
                    let head = self.head(member, member.required);
                    self.value(&member.ty, head, format!("{name}.{}", member.name), around);
                }
                around.pop();
                self.parts.push(Part::Close(None));
            }
            ty => {
                let kind = if is_text {
                    Kind::Json
                } else {
                    input::kind(ty, self.form.get(&name), self.language)
                };
                self.field(ty, head, name, kind);
            }
        }
    }

    fn open(&mut self, head: Head, name: &str) {
        let Head { label, doc, required, facts, row, .. } = head;
        self.parts.push(Part::Open(Box::new(Group {
            id: names::id(name),
            label,
            doc,
            required,
            facts,
            mistakes: self.mistakes_at(name),
            row,
        })));
    }

    fn field(&mut self, ty: &Type, head: Head, name: String, kind: Kind) {
        let Head { label, doc, required, mut facts, placeholder, secret, row } = head;
        if let Kind::Json = kind {
            facts.push(Inline::new(self.labels.json_value));
        }
        let kind = if secret { Kind::Password } else { kind };
        let value = if secret { String::new() } else { self.form.get(&name).to_owned() };
        self.parts.push(Part::Field(Box::new(Input {
            id: names::id(&name),
            mistakes: self.mistakes_at(&name),
            helper: input::helper(ty),
            name,
            label,
            doc,
            required,
            facts,
            kind,
            value,
            placeholder,
            row,
        })));
    }

    fn mistakes_at(&self, name: &str) -> Vec<Inline> {
        let found = self.mistakes.get(name).into_iter().flatten();
        found.map(Inline::new).collect()
    }
}

/// Whether a rule says how many of the parameters of a choice are set: it is told where one chooses.
fn is_within(rule: &Rule, choice: &Choice) -> bool {
    let RuleKind::OneOf { alternatives, .. } = &rule.kind else { return false };
    let own = |field: &str| options::parameters(choice).any(|own| own == field);
    rule.when.is_empty() && alternatives.iter().flatten().all(|field| own(&field.name))
}
