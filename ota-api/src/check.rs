//! The first stage of a call: nothing that breaks a documented limit is sent.

use std::collections::BTreeMap;
use std::fmt;

use crate::argument::{Arguments, Given, List};
use crate::decode::shorten;
use crate::encode::Shared;
use crate::operation::{Limits, Parameter};

/// One way in which a request breaks the limits of its operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    parameter: String,
    message: String,
}

impl Violation {
    /// The parameter on the wire, with the item where it is in a list: `DeviceName.3`.
    pub fn parameter(&self) -> &str {
        &self.parameter
    }

    /// What is wrong and what is allowed.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.parameter, self.message)
    }
}

/// Everything that is wrong with a request, at once.
pub(crate) fn check(
    parameters: &'static [Parameter],
    arguments: &dyn Arguments,
    shared: &Shared,
) -> Vec<Violation> {
    let mut check = Check { found: Vec::new(), path: String::new() };
    check.members(parameters, arguments, shared);
    check.found
}

struct Check {
    found: Vec<Violation>,
    path: String,
}

impl Check {
    fn add(&mut self, message: impl Into<String>) {
        self.found.push(Violation { parameter: self.path.clone(), message: message.into() });
    }

    /// Judges one part under its name.
    fn at(&mut self, name: impl fmt::Display, judge: impl FnOnce(&mut Self)) {
        let before = self.path.len();
        if !self.path.is_empty() {
            self.path.push('.');
        }
        self.path.push_str(&name.to_string());
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
                self.count("characters", text.chars().count(), least, most);
            }
            (Limits::Whole { least, most }, Given::Whole(number)) => {
                self.range(number, least, most);
            }
            (Limits::Double { least, most }, Given::Double(number)) => {
                self.range(number, least, most);
            }
            (Limits::List { least, most, unique, item }, Given::List(list)) => {
                self.count("items", list.count(), least, most);
                self.items(list, item, unique);
            }
            (_, Given::Members(parameters, arguments)) => {
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

    fn count(&mut self, what: &str, count: usize, least: u32, most: u32) {
        if count < least as usize {
            self.add(format!("must have at least {least} {what}, not {count}"));
        }
        if count > most as usize {
            self.add(format!("must have at most {most} {what}, not {count}"));
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
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
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

/// The value as a text that two equal values share.
fn scalar(given: Given<'_>) -> Option<String> {
    match given {
        Given::Text(text) => Some(text.to_owned()),
        Given::Whole(number) => Some(number.to_string()),
        Given::Double(number) => Some(number.to_string()),
        Given::Boolean(value) => Some(value.to_string()),
        Given::Absent | Given::List(_) | Given::Map(_) | Given::Members(..) => None,
    }
}
