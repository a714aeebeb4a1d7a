//! What is set once on a client for all its requests.

use crate::request::argument::ValueRef;
use crate::request::parameter::Parameter;

/// Parameters for requests that do not set them, and how strictly requests are checked.
#[derive(Debug, Clone, Default)]
pub(crate) struct ClientDefaults {
    parameters: Vec<(String, String)>,
    /// Whether requests may have values that the lists of allowed ones lack.
    pub(crate) unlisted_values: bool,
}

impl ClientDefaults {
    pub(crate) fn set(&mut self, name: String, value: String) {
        self.parameters.retain(|(known, _)| *known != name);
        self.parameters.push((name, value));
    }

    /// The parameters, by name.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The value of a parameter: the request's own if it has one, else the client's.
    pub(crate) fn or_default<'a>(
        &'a self,
        parameter: &Parameter,
        own: ValueRef<'a>,
    ) -> ValueRef<'a> {
        match own {
            ValueRef::Absent => self.get(parameter).map_or(ValueRef::Absent, ValueRef::String),
            own => own,
        }
    }

    /// The client's value, if the parameter can be set on clients.
    fn get(&self, parameter: &Parameter) -> Option<&str> {
        let is_set = |(name, _): &&(String, String)| parameter.inherited && *name == parameter.name;
        let set = self.parameters.iter().find(is_set)?;
        Some(&set.1)
    }
}
