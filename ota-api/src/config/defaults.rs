//! Parameters that are set once on a client.

use crate::request::argument::ValueRef;
use crate::request::parameter::Parameter;

/// Parameters that are set once on a client, for requests that do not set them.
#[derive(Debug, Clone, Default)]
pub(crate) struct ClientDefaults(Vec<(String, String)>);

impl ClientDefaults {
    pub(crate) fn set(&mut self, name: String, value: String) {
        self.0.retain(|(known, _)| *known != name);
        self.0.push((name, value));
    }

    /// The parameters, by name.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
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
        let set = self.0.iter().find(|(name, _)| parameter.inherited && *name == parameter.name)?;
        Some(&set.1)
    }
}
