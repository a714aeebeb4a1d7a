//! Refuses requests that break a documented limit or rule, with all violations at once.

mod rules;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{self, Write};

use regex_lite::Regex;

use crate::call::check::rules::Values;
use crate::config::defaults::ClientDefaults;
use crate::error::Error;
use crate::error::kind::Kind;
use crate::error::violation::{Violation, ViolationKind};
use crate::excerpt::shorten;
use crate::request::argument::{Arguments, List, ValueRef, scalar};
use crate::request::limits::Limits;
use crate::request::operation::OperationInfo;
use crate::request::parameter::Parameter;

/// Refuses a request that breaks a limit or a rule.
pub(crate) fn check(
    info: &'static OperationInfo,
    arguments: &dyn Arguments,
    defaults: &ClientDefaults,
) -> Result<(), Error> {
    refuse(info, violations(info, arguments, defaults))
}

/// The same check, but the named list may be too long for one call.
pub(crate) fn check_except_length(
    info: &'static OperationInfo,
    arguments: &dyn Arguments,
    defaults: &ClientDefaults,
    list: &str,
) -> Result<(), Error> {
    let mut violations = violations(info, arguments, defaults);
    violations.retain(|violation| !violation.is_length_of(list));
    refuse(info, violations)
}

fn refuse(info: &OperationInfo, violations: Vec<Violation>) -> Result<(), Error> {
    if violations.is_empty() {
        return Ok(());
    }
    Err(Error::new(Kind::Invalid(violations)).about(info.action, info.idempotency, info.service))
}

/// All violations of a request.
fn violations(
    info: &'static OperationInfo,
    arguments: &dyn Arguments,
    defaults: &ClientDefaults,
) -> Vec<Violation> {
    let parameters = info.parameters;
    let mut check = Check::default();
    check.members(parameters, arguments, defaults);
    arguments.arguments(&mut |arguments| {
        let values = Values { parameters, arguments, defaults };
        for rule in rules::broken(info.rules, &values) {
            let (subject, says) = (rule.kind.subject().to_owned(), rule.says.to_owned());
            check.found.push(Violation::new(subject, says, ViolationKind::Rule));
        }
    });
    check.found
}

#[derive(Default)]
struct Check {
    found: Vec<Violation>,
    path: String,
    /// The patterns compiled so far: the items of a list share theirs.
    patterns: BTreeMap<&'static str, Option<Regex>>,
}

impl Check {
    fn add(&mut self, message: impl Into<String>) {
        self.add_as(ViolationKind::Value, message.into());
    }

    fn add_as(&mut self, kind: ViolationKind, message: String) {
        self.found.push(Violation::new(self.path.clone(), message, kind));
    }

    /// Judges a part under the path extended by its name.
    fn at(&mut self, name: impl fmt::Display, judge: impl FnOnce(&mut Self)) {
        let before = self.path.len();
        if !self.path.is_empty() {
            self.path.push('.');
        }
        // Writing to a string cannot fail.
        let _ = write!(self.path, "{name}");
        judge(self);
        self.path.truncate(before);
    }

    fn members(
        &mut self,
        parameters: &'static [Parameter],
        arguments: &dyn Arguments,
        defaults: &ClientDefaults,
    ) {
        arguments.arguments(&mut |values| {
            for (parameter, value) in parameters.iter().zip(values) {
                let value = defaults.or_default(parameter, value.value_ref());
                self.at(parameter.name, |check| check.parameter(parameter, value));
            }
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
            (true, true) => self.add("is required but not set or empty"),
            (true, false) => {}
        }
    }

    fn value(&mut self, limits: &Limits, value: ValueRef<'_>) {
        match (*limits, value) {
            (Limits::String { least, most }, ValueRef::String(text)) => {
                self.length(text, least, most);
            }
            (Limits::Matches { least, most, pattern }, ValueRef::String(text)) => {
                self.length(text, least, most);
                // The spec is checked before code is generated, so the pattern compiles.
                let compiled =
                    self.patterns.entry(pattern).or_insert_with(|| Regex::new(pattern).ok());
                if compiled.as_ref().is_some_and(|regex| !regex.is_match(text)) {
                    self.add(format!("does not match `{pattern}`"));
                }
            }
            (Limits::OneOf(allowed), ValueRef::String(text)) if !allowed.contains(&text) => {
                self.add(format!("must be one of {}, not `{}`", listed(allowed), shorten(text)));
            }
            (Limits::OneOfWhole(allowed), ValueRef::Whole(number))
                if !allowed.contains(&number) =>
            {
                self.add(format!("must be one of {}, not {number}", listed(allowed)));
            }
            (Limits::Whole { least, most }, ValueRef::Whole(number)) => {
                self.range(number, least, most);
            }
            (Limits::Double { least, most }, ValueRef::Double(number)) => {
                self.range(number, least, most);
            }
            (Limits::List { least, most, unique, total, item }, ValueRef::List(list)) => {
                self.count(ViolationKind::Length, "items", list.count(), least, most);
                let length = characters(ValueRef::List(list));
                if length > total as usize {
                    self.add(format!(
                        "must have at most {total} characters in all items, not {length}"
                    ));
                }
                self.items(list, item, unique);
            }
            (_, ValueRef::Members(parameters, arguments)) => {
                if is_empty(arguments) {
                    self.add("has no member that is set");
                }
                self.members(parameters, arguments, &ClientDefaults::default());
            }
            (_, ValueRef::List(list)) => self.items(list, &Limits::Any, false),
            (_, ValueRef::Map(map)) => map.each(&mut |key, _| {
                // In a flattened name, a dot ends the key.
                if key.is_empty() || key.contains('.') {
                    self.add(format!(
                        "has the key `{}`; a key must not be empty or contain a dot",
                        shorten(key)
                    ));
                }
            }),
            _ => {}
        }
        if let ValueRef::Double(number) = value
            && !number.is_finite()
        {
            self.add("must be a finite number");
        }
    }

    fn length(&mut self, text: &str, least: u32, most: u32) {
        self.count(ViolationKind::Value, "characters", text.chars().count(), least, most);
    }

    /// Judges a count; `too_many` is the kind of the violation if it exceeds `most`.
    fn count(&mut self, too_many: ViolationKind, what: &str, count: usize, least: u32, most: u32) {
        if count < least as usize {
            self.add(format!("must have at least {least} {what}, not {count}"));
        }
        if count > most as usize {
            self.add_as(too_many, format!("must have at most {most} {what}, not {count}"));
        }
    }

    fn range<N: PartialOrd + fmt::Display>(&mut self, number: N, least: N, most: N) {
        if number < least {
            self.add(format!("must be at least {least}, not {number}"));
        }
        if number > most {
            self.add(format!("must be at most {most}, not {number}"));
        }
    }

    fn items(&mut self, list: &dyn List, limits: &Limits, unique: bool) {
        let mut seen: BTreeMap<Cow<'_, str>, usize> = BTreeMap::new();
        for index in 0..list.count() {
            let value = list.item(index);
            self.at(index + 1, |check| {
                check.value(limits, value);
                let Some(key) = scalar(value).filter(|_| unique) else {
                    return;
                };
                if let Some(first) = seen.get(&key) {
                    let message = format!("repeats item {first}; every item must be unique");
                    check.add(message);
                } else {
                    seen.insert(key, index + 1);
                }
            });
        }
    }
}

/// Whether nothing in a struct would be sent.
fn is_empty(arguments: &dyn Arguments) -> bool {
    let mut empty = true;
    arguments.arguments(&mut |values| {
        empty = values.iter().all(|value| match value.value_ref() {
            ValueRef::Absent => true,
            ValueRef::List(list) => list.count() == 0,
            ValueRef::Map(map) => map.is_empty(),
            ValueRef::Members(_, inner) => is_empty(inner),
            _ => false,
        });
    });
    empty
}

/// The number of characters in all strings of a value.
fn characters(value: ValueRef<'_>) -> usize {
    match value {
        ValueRef::String(text) => text.chars().count(),
        ValueRef::List(list) => (0..list.count()).map(|index| characters(list.item(index))).sum(),
        ValueRef::Members(_, arguments) => {
            let mut sum = 0;
            arguments.arguments(&mut |values| {
                sum += values.iter().map(|value| characters(value.value_ref())).sum::<usize>();
            });
            sum
        }
        _ => 0,
    }
}

fn listed(values: &[impl fmt::Display]) -> String {
    let shown: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
    shown.join(", ")
}
