//! Checks `rules`: that their parameters exist and can meet them.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::conditions::conditions;
use super::known::Known;
use crate::diagnostic::{Report, Span};
use crate::json::{Kind, Node};
use crate::model::{Count, Field, Handle, NamedKind, Needs, Relation, Rule, RuleKind, Type};
use crate::raw::{self, Spanned};

/// Consumes the rules; those with mistakes are left out.
pub(super) fn check(raw: Vec<raw::Rule>, known: Known<'_>, report: &mut Report) -> Vec<Rule> {
    let mut rules = Vec::new();
    for raw in raw {
        let (word, span) = (raw.word.value, raw.word.span);
        if word == "excludes" && raw.when.is_none() {
            let help = format!("say when the {}s must not be set", known.what);
            report.at(span, "`excludes` without `when`", help);
        }
        let when = match &raw.when {
            Some(node) => conditions(node, "when", known, report),
            None => Some(Vec::new()),
        };
        let doc = raw.doc.as_ref().map(|doc| doc.value.clone()).unwrap_or_default();
        let zh = raw.zh.as_ref().map(|text| text.value.clone());
        let mut reader = Reader { word, known, seen: BTreeSet::new(), report };
        if let (Some(kind), Some(when)) = (reader.kind(raw), when) {
            rules.push(Rule { kind, when, doc, zh });
        }
    }
    rules
}

/// Reads one rule.
struct Reader<'a, 'r> {
    word: &'static str,
    known: Known<'a>,
    /// The parameters named so far; each may be named only once.
    seen: BTreeSet<String>,
    report: &'r mut Report,
}

/// Parameters with the places of their names.
type Named<'a> = Vec<(&'a Arc<Field>, Span)>;

impl<'a> Reader<'a, '_> {
    fn kind(&mut self, raw: raw::Rule) -> Option<RuleKind> {
        let value = raw.value;
        Some(match self.word {
            "exactlyOneOf" => self.one_of(value, Count::ExactlyOne)?,
            "atLeastOneOf" => self.one_of(value, Count::AtLeastOne)?,
            "atMostOneOf" => self.one_of(value, Count::AtMostOne)?,
            "allTogether" => {
                let parameters = self.names(value, 2)?;
                RuleKind::Presence { of: parameters.clone(), needs: Needs::All, parameters }
            }
            "requires" => self.presence(value, Needs::All)?,
            "excludes" => self.presence(value, Needs::None)?,
            "onlyWith" => {
                let with = self.names(value, 1);
                self.word = "parameters";
                let of = self.names(raw.parameters?, 1)?;
                RuleKind::Presence { of, needs: Needs::Any, parameters: with? }
            }
            "forbids" => RuleKind::Forbids(conditions(&value, "forbids", self.known, self.report)?),
            "lessThan" => compare(self.pair(value, Comparable::Numbers)?, Relation::Less),
            "notEqual" => compare(self.pair(value, Comparable::Alike)?, Relation::Differ),
            "maxProduct" => {
                let pair = self.pair(value, Comparable::Whole);
                let limit = self.whole(&raw.limit?, "limit");
                compare(pair?, Relation::Product(limit?))
            }
            "difference" => {
                let pair = self.pair(value, Comparable::Whole);
                let (lower, upper) = (raw.minimum?, raw.maximum?);
                let minimum = self.whole(&lower, "minimum");
                let maximum = self.whole(&upper, "maximum");
                let (minimum, maximum) = (minimum?, maximum?);
                if minimum > maximum {
                    let help = format!("{minimum} is more than {maximum}: nothing can fit");
                    self.report.at(lower.span, "`minimum` is larger than `maximum`", help);
                }
                compare(pair?, Relation::Difference(minimum, maximum))
            }
            _ => return None,
        })
    }

    fn one_of(&mut self, node: Node, count: Count) -> Option<RuleKind> {
        let alternatives = self.alternatives(node)?;
        Some(RuleKind::OneOf { alternatives, count })
    }

    /// A demand without a trigger.
    fn presence(&mut self, node: Node, needs: Needs) -> Option<RuleKind> {
        let parameters = self.names(node, 1)?;
        Some(RuleKind::Presence { of: Vec::new(), needs, parameters })
    }

    /// Parameters, or lists of parameters that count as one.
    fn alternatives(&mut self, node: Node) -> Option<Vec<Vec<Handle<Field>>>> {
        let span = node.span;
        let items = raw::array(node, self.word, self.report)?;
        self.at_least(2, items.len(), "alternatives", span)?;
        let mut alternatives = Vec::new();
        let mut valid = true;
        for item in items {
            let alternative = match item.kind {
                Kind::Array(_) => self.names(item, 1),
                _ => self.name(item).map(|(field, _)| vec![Handle::new(field)]),
            };
            valid &= alternative.is_some();
            alternatives.extend(alternative);
        }
        valid.then_some(alternatives)
    }

    fn names(&mut self, node: Node, least: usize) -> Option<Vec<Handle<Field>>> {
        let found = self.fields(node, least)?;
        Some(found.into_iter().map(|(field, _)| Handle::new(field)).collect())
    }

    fn fields(&mut self, node: Node, least: usize) -> Option<Named<'a>> {
        let span = node.span;
        let items = raw::array(node, self.word, self.report)?;
        let what = format!("{}s", self.known.what);
        self.at_least(least, items.len(), &what, span)?;
        let count = items.len();
        let found: Named<'a> = items.into_iter().filter_map(|item| self.name(item)).collect();
        (found.len() == count).then_some(found)
    }

    fn at_least(&mut self, least: usize, count: usize, what: &str, span: Span) -> Option<()> {
        if count >= least {
            return Some(());
        }
        let message = format!("`{}` names too few {what}", self.word);
        self.report.at(span, message, format!("name at least {least}"));
        None
    }

    fn name(&mut self, node: Node) -> Option<(&'a Arc<Field>, Span)> {
        let what = format!("an entry of `{}`", self.word);
        let name: Spanned<String> = raw::filled(node, &what, self.report)?;
        if !self.seen.insert(name.value.clone()) {
            let message = format!("a rule names `{}` twice", name.value);
            self.report.at(name.span, message, "remove one of them");
            return None;
        }
        Some((self.known.find(&name, self.report)?, name.span))
    }

    /// Two parameters that can be compared.
    fn pair(&mut self, node: Node, how: Comparable) -> Option<(Handle<Field>, Handle<Field>)> {
        let span = node.span;
        let found = self.fields(node, 2)?;
        let [(one, _), (other, other_span)] = found.as_slice() else {
            let message = format!("`{}` names more than two {}s", self.word, self.known.what);
            self.report.at(span, message, "name two");
            return None;
        };
        let mut valid = true;
        for (field, span) in &found {
            if let Some(wanted) = how.refuses(&field.ty) {
                let (word, name, label) = (self.word, &field.name, field.ty.label());
                let message = format!("`{word}` cannot take `{name}` of type `{label}`");
                self.report.at(*span, message, format!("name {wanted}"));
                valid = false;
            }
        }
        if valid && Family::of(&one.ty) != Family::of(&other.ty) {
            let message = format!("`{}` and `{}` always differ", one.name, other.name);
            let labels = (one.ty.label(), other.ty.label());
            let help = format!("their types are `{}` and `{}`", labels.0, labels.1);
            self.report.at(*other_span, message, help);
            valid = false;
        }
        valid.then(|| (Handle::new(one), Handle::new(other)))
    }

    fn whole(&mut self, node: &Node, key: &str) -> Option<i64> {
        let number = match &node.kind {
            Kind::Number(text) => text.parse().ok(),
            _ => None,
        };
        if number.is_none() {
            let message = format!("`{key}` must be a whole number of 64 bits");
            self.report.at(node.span, message, "write a whole number");
        }
        number
    }
}

fn compare((one, other): (Handle<Field>, Handle<Field>), relation: Relation) -> RuleKind {
    RuleKind::Compare { one, other, relation }
}

/// The values that a rule compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparable {
    Numbers,
    Whole,
    Alike,
}

impl Comparable {
    /// The types it takes instead, if not this one.
    fn refuses(self, ty: &Type) -> Option<&'static str> {
        let (fits, wanted) = match self {
            Self::Numbers => (
                matches!(ty, Type::Integer(_) | Type::Long(_) | Type::Double(_)),
                "an `Integer`, `Long` or `Double`",
            ),
            Self::Whole => {
                (matches!(ty, Type::Integer(_) | Type::Long(_)), "an `Integer` or `Long`")
            }
            Self::Alike => (Family::of(ty).is_some(), "a single value"),
        };
        (!fits).then_some(wanted)
    }
}

/// Values of one family can be equal.
#[derive(Debug, PartialEq, Eq)]
enum Family {
    String,
    Number,
    Boolean,
}

impl Family {
    fn of(ty: &Type) -> Option<Self> {
        match ty {
            Type::String(_) => Some(Self::String),
            Type::Integer(_) | Type::Long(_) | Type::Double(_) => Some(Self::Number),
            Type::Boolean => Some(Self::Boolean),
            Type::Named(named) => match &named.kind {
                NamedKind::Id(_) => Some(Self::String),
                NamedKind::Enum(listed) if listed.numeric => Some(Self::Number),
                NamedKind::Enum(_) => Some(Self::String),
                NamedKind::Struct(_) => None,
            },
            Type::List(_) | Type::Map(_) | Type::Struct(_) | Type::Any => None,
        }
    }
}
