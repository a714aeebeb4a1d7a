//! Writes a request as the pairs of its canonical query, sorted by name.
//!
//! Parameters arrive sorted, since their names are known when code is generated, and are written
//! straight into the query. The common parameters of V1 are sorted as well and merged in on the way.

pub(crate) mod digits;
pub(crate) mod flat;
pub(crate) mod items;
pub(crate) mod percent;
pub(crate) mod query;
pub(crate) mod text;

use std::borrow::Cow;

use crate::call::encode::flat::member;
use crate::call::encode::query::{Parameters, Query};
use crate::call::run_id::{RunId, WithRunId};
use crate::call::token::Token;
use crate::config::defaults::{ClientDefaults, Defaults};
use crate::request::argument::{Arguments, ValueRef, scalar, secrets};
use crate::request::look_up::Labels;
use crate::request::parameter::{Fill, Parameter, Place, Style};

/// Parameters without a spec, each with its place.
pub(crate) struct Pairs<'a>(Vec<(&'a str, &'a str, Place)>);

impl<'a> Pairs<'a> {
    pub(crate) fn new(pairs: impl IntoIterator<Item = (&'a str, &'a str, Place)>) -> Self {
        let mut pairs: Vec<_> = pairs.into_iter().collect();
        pairs.sort_unstable_by_key(|(name, value, _)| (*name, *value));
        Self(pairs)
    }
}

impl Parameters for Pairs<'_> {
    fn write(&self, query: &mut Query<'_>, place: Option<Place>) {
        for (name, value, own) in &self.0 {
            query.up_to(name);
            query.replace(name);
            if place.is_none_or(|place| place == *own) {
                query.pair(name, value);
            }
        }
    }

    fn text(&self, name: &str) -> Option<String> {
        let found = self.0.iter().find(|(known, ..)| *known == name);
        found.map(|(_, value, _)| (*value).to_owned())
    }

    fn secrets(&self, name: &dyn Fn(&str) -> bool, found: &mut dyn FnMut(&str)) {
        for (path, value, _) in &self.0 {
            // The name of a member comes last.
            if path.rsplit('.').next().is_some_and(name) {
                found(value);
            }
        }
    }

    fn has_body(&self) -> bool {
        self.0.iter().any(|(_, _, place)| *place == Place::Body)
    }
}

/// The parameters of a generated request.
pub(crate) struct Typed<'a> {
    pub(crate) parameters: &'static [Parameter],
    pub(crate) arguments: &'a (dyn Arguments + Sync),
    pub(crate) defaults: &'a ClientDefaults,
    /// The token of the call, if it has a parameter for one.
    pub(crate) token: Option<Token>,
    /// The label that the call adds, and the parameter for it.
    pub(crate) labelled: Option<(RunId, Labels)>,
}

impl Typed<'_> {
    /// What stands in for the parameters that are not set.
    pub(crate) fn defaults(&self) -> Defaults<'_> {
        Defaults::of(self.defaults, self.token.as_ref().map(Token::as_str))
    }

    /// The token that the call sends, its own or that of the request.
    pub(crate) fn sent_token(&self) -> Option<String> {
        self.single(|parameter| parameter.fill == Some(Fill::Token))
    }

    /// The value of the label that the call adds.
    pub(crate) fn run_id(&self) -> Option<&str> {
        self.labelled.as_ref().map(|(run_id, _)| run_id.as_str())
    }

    /// The single value of a parameter.
    fn single(&self, is: impl Fn(&Parameter) -> bool) -> Option<String> {
        let mut text = None;
        self.arguments.arguments(&mut |values| {
            let mut pairs = self.parameters.iter().zip(values);
            text = pairs.find(|(parameter, _)| is(parameter)).and_then(|(parameter, value)| {
                let value = self.defaults().or_default(parameter, value.value_ref());
                scalar(value).map(Cow::into_owned)
            });
        });
        text
    }
}

impl Parameters for Typed<'_> {
    fn write(&self, query: &mut Query<'_>, place: Option<Place>) {
        let mut path = String::new();
        let defaults = self.defaults();
        self.arguments.arguments(&mut |values| {
            for (parameter, value) in self.parameters.iter().zip(values) {
                let value = defaults.or_default(parameter, value.value_ref());
                let labels;
                let value = match &self.labelled {
                    Some((run_id, own)) if own.parameter == parameter.name => {
                        labels = WithRunId { labels: value, run_id };
                        ValueRef::List(&labels)
                    }
                    _ => value,
                };
                query.up_to(parameter.name);
                if !matches!(value, ValueRef::Absent) {
                    query.replace(parameter.name);
                }
                if place.is_some_and(|place| parameter.place != place) {
                    continue;
                }
                match (parameter.style, value) {
                    (Style::Flat, ValueRef::String(text)) => query.pair(parameter.name, text),
                    (Style::Flat, value) => member(parameter.name, value, &mut path, query),
                    (style, value) => {
                        let text = text::one(style, value);
                        text.iter().for_each(|text| query.pair(parameter.name, text));
                    }
                }
            }
        });
    }

    fn text(&self, name: &str) -> Option<String> {
        self.single(|parameter| parameter.name == name)
    }

    fn secrets(&self, name: &dyn Fn(&str) -> bool, found: &mut dyn FnMut(&str)) {
        let defaults = self.defaults();
        self.arguments.arguments(&mut |values| {
            for (parameter, value) in self.parameters.iter().zip(values) {
                secrets(*value, found);
                // What is set on the client has no type.
                if name(parameter.name)
                    && let ValueRef::Absent = value.value_ref()
                    && let ValueRef::String(text) = defaults.or_default(parameter, ValueRef::Absent)
                {
                    found(text);
                }
            }
        });
    }

    fn has_body(&self) -> bool {
        self.parameters.iter().any(|parameter| parameter.place == Place::Body)
    }
}
