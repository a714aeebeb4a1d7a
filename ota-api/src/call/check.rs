//! The first stage of a call: nothing that breaks a documented limit is sent.

mod rules;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{self, Write};

use regex_lite::Regex;

use crate::call::check::rules::Values;
use crate::config::defaults::Shared;
use crate::error::Error;
use crate::error::kind::Kind;
use crate::error::violation::{Violation, ViolationKind};
use crate::excerpt::shorten;
use crate::request::argument::{Arguments, Given, List, scalar};
use crate::request::limits::Limits;
use crate::request::operation::OperationInfo;
use crate::request::parameter::Parameter;

/// Refuses a request that breaks a limit or a rule.
pub(crate) fn check(
    info: &'static OperationInfo,
    arguments: &dyn Arguments,
    shared: &Shared,
) -> Result<(), Error> {
    refuse(info, violations(info, arguments, shared))
}

/// Refuses the same but for a list that is too long for one call.
pub(crate) fn check_but_length(
    info: &'static OperationInfo,
    arguments: &dyn Arguments,
    shared: &Shared,
    list: &str,
) -> Result<(), Error> {
    let mut violations = violations(info, arguments, shared);
    violations.retain(|violation| !violation.is_length_of(list));
    refuse(info, violations)
}

fn refuse(info: &OperationInfo, violations: Vec<Violation>) -> Result<(), Error> {
    if violations.is_empty() {
        return Ok(());
    }
    Err(Error::new(Kind::Invalid(violations)).about(info.action, info.repeat, info.service))
}

/// Everything that is wrong with a request, at once.
fn violations(
    info: &'static OperationInfo,
    arguments: &dyn Arguments,
    shared: &Shared,
) -> Vec<Violation> {
    let parameters = info.parameters;
    let mut check = Check { found: Vec::new(), path: String::new() };
    check.members(parameters, arguments, shared);
    arguments.arguments(&mut |arguments| {
        let values = Values { parameters, arguments, shared };
        for rule in rules::broken(info.rules, &values) {
            let (subject, says) = (rule.kind.subject().to_owned(), rule.says.to_owned());
            check.found.push(Violation::new(subject, says, ViolationKind::Rule));
        }
    });
    check.found
}

struct Check {
    found: Vec<Violation>,
    path: String,
}

impl Check {
    fn add(&mut self, message: impl Into<String>) {
        self.add_as(ViolationKind::Value, message.into());
    }

    fn add_as(&mut self, kind: ViolationKind, message: String) {
        self.found.push(Violation::new(self.path.clone(), message, kind));
    }

    /// Judges one part under its name.
    fn at(&mut self, name: impl fmt::Display, judge: impl FnOnce(&mut Self)) {
        let before = self.path.len();
        if !self.path.is_empty() {
            self.path.push('.');
        }
        // Writing to a text cannot fail.
        let _ = write!(self.path, "{name}");
        judge(self);
        self.path.truncate(before);
    }

    fn members(
        &mut self,
        parameters: &'static [Parameter],
        arguments: &dyn Arguments,
        shared: &Shared,
    ) {
        arguments.arguments(&mut |values| {
            for (parameter, value) in parameters.iter().zip(values) {
                let given = match (value.given(), shared.get(parameter)) {
                    (Given::Absent, Some(text)) => Given::Text(text),
                    (given, _) => given,
                };
                self.at(parameter.name, |check| check.parameter(parameter, given));
            }
        });
    }

    fn parameter(&mut self, parameter: &Parameter, given: Given<'_>) {
        let missing = match given {
            Given::Absent => true,
            Given::Text(text) => text.is_empty() && parameter.required,
            Given::List(list) => list.count() == 0,
            Given::Map(map) => map.is_empty(),
            _ => false,
        };
        match (missing, parameter.required) {
            (false, _) => self.value(&parameter.limits, given),
            (true, true) => self.add("is required but not set or empty"),
            (true, false) => {}
        }
    }

    fn value(&mut self, limits: &Limits, given: Given<'_>) {
        match (*limits, given) {
            (Limits::Text { least, most }, Given::Text(text)) => {
                self.length(text, least, most);
            }
            (Limits::Matches { least, most, pattern }, Given::Text(text)) => {
                self.length(text, least, most);
                // The spec is checked before code is generated, so the pattern compiles.
                if Regex::new(pattern).is_ok_and(|regex| !regex.is_match(text)) {
                    self.add(format!("does not match `{pattern}`"));
                }
            }
            (Limits::OneOf(allowed), Given::Text(text)) if !allowed.contains(&text) => {
                self.add(format!("must be one of {}, not `{}`", listed(allowed), shorten(text)));
            }
            (Limits::OneOfWhole(allowed), Given::Whole(number)) if !allowed.contains(&number) => {
                self.add(format!("must be one of {}, not {number}", listed(allowed)));
            }
            (Limits::Whole { least, most }, Given::Whole(number)) => {
                self.range(number, least, most);
            }
            (Limits::Double { least, most }, Given::Double(number)) => {
                self.range(number, least, most);
            }
            (Limits::List { least, most, unique, total, item }, Given::List(list)) => {
                self.count(ViolationKind::Length, "items", list.count(), least, most);
                let length = characters(Given::List(list));
                if length > total as usize {
                    self.add(format!("must have at most {total} characters in all, not {length}"));
                }
                self.items(list, item, unique);
            }
            (_, Given::Members(parameters, arguments)) => {
                if is_empty(arguments) {
                    self.add("has no member that is set");
                }
                self.members(parameters, arguments, &Shared::default());
            }
            (_, Given::List(list)) => self.items(list, &Limits::Any, false),
            (_, Given::Map(map)) => map.each(&mut |key, _| {
                // A dot would be taken for the end of the name when the parameter is put together.
                if key.is_empty() || key.contains('.') {
                    self.add(format!(
                        "has the key `{}`; keys are not empty and hold no dots",
                        shorten(key)
                    ));
                }
            }),
            _ => {}
        }
        if let Given::Double(number) = given
            && !number.is_finite()
        {
            self.add("must be a finite number");
        }
    }

    fn length(&mut self, text: &str, least: u32, most: u32) {
        self.count(ViolationKind::Value, "characters", text.chars().count(), least, most);
    }

    /// Judges how many there are of something; `too_many` is the kind of having more than `most`.
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
            let given = list.item(index);
            self.at(index + 1, |check| {
                check.value(limits, given);
                let Some(key) = scalar(given).filter(|_| unique) else {
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

/// Whether a struct would send nothing.
fn is_empty(arguments: &dyn Arguments) -> bool {
    let mut empty = true;
    arguments.arguments(&mut |values| {
        empty = values.iter().all(|value| match value.given() {
            Given::Absent => true,
            Given::List(list) => list.count() == 0,
            Given::Map(map) => map.is_empty(),
            Given::Members(_, inner) => is_empty(inner),
            _ => false,
        });
    });
    empty
}

/// The characters of all texts in a value.
fn characters(given: Given<'_>) -> usize {
    match given {
        Given::Text(text) => text.chars().count(),
        Given::List(list) => (0..list.count()).map(|index| characters(list.item(index))).sum(),
        Given::Members(_, arguments) => {
            let mut sum = 0;
            arguments.arguments(&mut |values| {
                sum += values.iter().map(|value| characters(value.given())).sum::<usize>();
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
