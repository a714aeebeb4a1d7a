//! Refuses requests that break a documented limit or rule, with all violations at once.

mod patterns;
mod rules;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use ota_violation::number::Number;
use ota_violation::{Bound, Counted, Malformed, Problem, Violation, path};
use serde_json::Value;

use crate::call::check::rules::Values;
use crate::config::defaults::Defaults;
use crate::error::Error;
use crate::error::kind::Kind;
use crate::excerpt::shorten;
use crate::request::argument::{Arguments, List, ValueRef, scalar};
use crate::request::limits::{Limits, Text};
use crate::request::operation::OperationInfo;
use crate::request::parameter::{Parameter, Style};
use crate::request::rules::Rule;

/// Refuses a request that breaks a limit or a rule.
pub(crate) fn check(
    info: &'static OperationInfo,
    arguments: &dyn Arguments,
    defaults: Defaults<'_>,
) -> Result<(), Error> {
    refuse(info, violations(info, arguments, defaults))
}

/// The same check, but the named list may be too long for one call.
pub(crate) fn check_except_length(
    info: &'static OperationInfo,
    arguments: &dyn Arguments,
    defaults: Defaults<'_>,
    list: &str,
) -> Result<(), Error> {
    let mut violations = violations(info, arguments, defaults);
    violations.retain(|violation| !is_too_long(violation, list));
    refuse(info, violations)
}

/// Whether this list is too long and nothing else.
fn is_too_long(violation: &Violation, list: &str) -> bool {
    let items = Counted::Items;
    violation.parameter() == list
        && matches!(violation.problem(), Problem::Count { of, bound: Bound::AtMost(_), .. } if *of == items)
}

fn refuse(info: &OperationInfo, violations: Vec<Violation>) -> Result<(), Error> {
    if violations.is_empty() {
        return Ok(());
    }
    Err(Error::new(Kind::Invalid(violations)).about(info.action, info.idempotency, info.service))
}

/// All violations of a request.
pub(crate) fn violations(
    info: &'static OperationInfo,
    arguments: &dyn Arguments,
    defaults: Defaults<'_>,
) -> Vec<Violation> {
    let mut check = Check::default();
    check.members((info.parameters, info.rules), arguments, defaults);
    if defaults.unlisted_values() {
        check.found.retain(|found| !matches!(found.problem(), Problem::NotOneOf { .. }));
    }
    check.found
}

#[derive(Default)]
struct Check {
    found: Vec<Violation>,
    path: String,
    /// The style of the parameter that is being judged.
    style: Style,
    /// How many values the one that is being judged is inside of.
    depth: usize,
}

/// Deepest value of a request: a name on the wire has at most as many parts.
const DEEPEST: usize = 64;

impl Check {
    fn add(&mut self, problem: Problem) {
        self.found.push(Violation::new(self.path.clone(), problem));
    }

    fn add_some(&mut self, problem: Option<Problem>) {
        if let Some(problem) = problem {
            self.add(problem);
        }
    }

    /// Judges a part under the path extended by its name.
    fn at(&mut self, name: impl fmt::Display, judge: impl FnOnce(&mut Self)) {
        let before = path::push(&mut self.path, name);
        self.depth += 1;
        judge(self);
        self.depth -= 1;
        self.path.truncate(before);
    }

    fn members(
        &mut self,
        (parameters, rules): (&'static [Parameter], &'static [Rule]),
        arguments: &dyn Arguments,
        defaults: Defaults<'_>,
    ) {
        arguments.arguments(&mut |arguments| {
            for (parameter, value) in parameters.iter().zip(arguments) {
                let value = defaults.or_default(parameter, value.value_ref());
                if self.path.is_empty() {
                    self.style = parameter.style;
                }
                self.at(parameter.name, |check| check.parameter(parameter, value));
            }
            let values = Values { parameters, arguments, defaults };
            self.found.extend(rules::violations(rules, &values, &self.path));
        });
    }

    fn parameter(&mut self, parameter: &Parameter, value: ValueRef<'_>) {
        let missing = match value {
            ValueRef::Absent => true,
            ValueRef::String(text) => text.is_empty() && parameter.required,
            ValueRef::List(list) => list.count() == 0,
            ValueRef::Map(map) => map.is_empty(),
            _ => false,
        };
        match (missing, parameter.required) {
            (false, _) => self.value(&parameter.limits, value),
            (true, true) => self.add(Problem::Missing),
            (true, false) => {}
        }
    }

    /// Whether nothing may be inside of the value any more, which is a violation.
    fn is_too_deep(&mut self) -> bool {
        let is_too_deep = self.depth >= DEEPEST;
        if is_too_deep {
            self.add(Problem::Malformed(Malformed::Deep(DEEPEST)));
        }
        is_too_deep
    }

    fn value(&mut self, limits: &Limits, value: ValueRef<'_>) {
        let has_parts =
            matches!(value, ValueRef::List(_) | ValueRef::Map(_) | ValueRef::Members(..));
        if has_parts && self.is_too_deep() {
            return;
        }
        let value = if let ValueRef::Number(text) = value { ValueRef::String(text) } else { value };
        match (*limits, value) {
            (Limits::String(limits), ValueRef::String(text)) => self.text(&limits, text),
            (Limits::OneOf(allowed), ValueRef::String(text)) if !allowed.contains(&text) => {
                self.add(Problem::not_one_of(shorten(text), allowed));
            }
            (Limits::OneOfWhole(allowed), ValueRef::Whole(number))
                if !allowed.contains(&number) =>
            {
                self.add(Problem::not_one_of(number.to_string(), allowed));
            }
            (Limits::Whole { least, most }, ValueRef::Whole(number)) => {
                let ends = [least, most].map(|end| Some(Number::Whole(end)));
                self.add_some(Problem::of_range(Number::Whole(number), ends, [false; 2]));
            }
            (Limits::Double { least, most, exclusive }, ValueRef::Double(number)) => {
                let ends = [least, most].map(Number::double);
                let number = Number::double(number);
                let problem = number.and_then(|number| Problem::of_range(number, ends, exclusive));
                self.add_some(problem);
            }
            (Limits::List { least, most, unique, total, item }, ValueRef::List(list)) => {
                self.count(Counted::Items, list.count(), least, most);
                let length = characters(ValueRef::List(list), DEEPEST);
                self.count(Counted::CharactersInAll, length, 0, total);
                self.items(list, item, unique);
            }
            (_, ValueRef::Members(table, arguments)) => {
                if self.style == Style::Flat && is_empty(arguments, DEEPEST) {
                    self.add(Problem::NoMember);
                }
                self.members((table.parameters, table.rules), arguments, Defaults::NONE);
            }
            (_, ValueRef::List(list)) => self.items(list, &Limits::Any, false),
            (limits, ValueRef::Map(map)) => {
                let item = if let Limits::Map(item) = limits { item } else { &Limits::Any };
                map.each(&mut |key, value| {
                    self.key(key);
                    self.at(key, |check| check.value(item, value));
                });
            }
            (_, ValueRef::Any(value)) => self.any(value),
            _ => {}
        }
        if let ValueRef::Double(number) = value
            && !number.is_finite()
        {
            self.add(Problem::NotFinite);
        }
    }

    /// A dot in a key of a flat parameter would be taken for the end of the name when it is put together.
    fn key(&mut self, key: &str) {
        if self.style == Style::Flat && (key.is_empty() || key.contains('.')) {
            self.add(Problem::Key(shorten(key)));
        }
    }

    fn any(&mut self, value: &Value) {
        match value {
            Value::Array(_) | Value::Object(_) if self.is_too_deep() => {}
            Value::Array(items) => {
                for (number, item) in (1..).zip(items) {
                    self.at(number, |check| check.any(item));
                }
            }
            Value::Object(members) => {
                for (key, value) in members {
                    self.key(key);
                    self.at(key, |check| check.any(value));
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn text(&mut self, limits: &Text, text: &str) {
        let length = text.chars().count();
        self.count(Counted::Characters, length, limits.least, limits.most);
        self.count(Counted::Bytes, text.len(), 0, limits.bytes);
        if let Some(format) = limits.format.filter(|format| !format.fits(text)) {
            self.add(Problem::Format(format));
        }
        // Nothing is learned from matching what is too long.
        let Some(pattern) = limits.pattern.filter(|_| length <= limits.most as usize) else {
            return;
        };
        if !patterns::is_match(pattern, text) {
            let is_match = |text: &str| patterns::is_match(pattern, text);
            self.add(Problem::mismatch(pattern, text, is_match));
        }
    }

    fn count(&mut self, of: Counted, found: usize, least: u32, most: u32) {
        self.add_some(Problem::of_count(of, found, least as usize, most as usize));
    }

    fn items(&mut self, list: &dyn List, limits: &Limits, unique: bool) {
        let mut seen: BTreeMap<Cow<'_, str>, usize> = BTreeMap::new();
        for index in 0..list.count() {
            let value = list.item(index);
            self.at(index + 1, |check| {
                check.value(limits, value);
                let comma = matches!(value, ValueRef::String(text) if text.contains(','));
                if comma && check.style == Style::Comma {
                    check.add(Problem::Comma);
                }
                let Some(key) = scalar(value).filter(|_| unique) else {
                    return;
                };
                if let Some(first) = seen.get(&key) {
                    check.add(Problem::Twice { first: *first });
                } else {
                    seen.insert(key, index + 1);
                }
            });
        }
    }
}

/// Whether nothing in a struct would be sent. `left` is how many levels are looked at: what nests deeper is refused.
fn is_empty(arguments: &dyn Arguments, left: usize) -> bool {
    let mut empty = true;
    arguments.arguments(&mut |values| {
        empty = values.iter().all(|value| match value.value_ref() {
            ValueRef::Absent => true,
            ValueRef::List(list) => list.count() == 0,
            ValueRef::Map(map) => map.is_empty(),
            ValueRef::Members(_, inner) => left > 0 && is_empty(inner, left - 1),
            _ => false,
        });
    });
    empty
}

/// The characters of all strings in a value, as many levels deep.
fn characters(value: ValueRef<'_>, left: usize) -> usize {
    let Some(below) = left.checked_sub(1) else { return 0 };
    match value {
        ValueRef::String(text) => text.chars().count(),
        ValueRef::List(list) => {
            (0..list.count()).map(|index| characters(list.item(index), below)).sum()
        }
        ValueRef::Map(map) => {
            let mut sum = 0;
            map.each(&mut |_, value| sum += characters(value, below));
            sum
        }
        ValueRef::Members(_, arguments) => {
            let mut sum = 0;
            arguments.arguments(&mut |values| {
                sum +=
                    values.iter().map(|value| characters(value.value_ref(), below)).sum::<usize>();
            });
            sum
        }
        ValueRef::Any(value) => characters_of(value),
        _ => 0,
    }
}

fn characters_of(value: &Value) -> usize {
    match value {
        Value::String(text) => text.chars().count(),
        Value::Array(items) => items.iter().map(characters_of).sum(),
        Value::Object(members) => members.values().map(characters_of).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    }
}
