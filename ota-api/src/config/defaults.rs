//! What is set once on a client for all its requests.

use crate::config::region::Region;
use crate::request::argument::ValueRef;
use crate::request::parameter::{Fill, Parameter};

/// Parameters for requests that do not set them, and how strictly requests are checked.
#[derive(Debug, Clone, Default)]
pub(crate) struct ClientDefaults {
    parameters: Vec<(String, String)>,
    /// The region of the client.
    region: Option<Region>,
    /// Whether requests may have values that the lists of allowed ones lack.
    pub(crate) unlisted_values: bool,
}

impl ClientDefaults {
    /// The same for clients of this region.
    pub(crate) fn of_region(self, region: Option<Region>) -> Self {
        Self { region, ..self }
    }

    pub(crate) fn set(&mut self, name: String, value: String) {
        self.parameters.retain(|(known, _)| *known != name);
        self.parameters.push((name, value));
    }

    /// The parameters, by name.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The client's value, if the parameter can be set on clients.
    fn get(&self, parameter: &Parameter) -> Option<&str> {
        let is_set = |(name, _): &&(String, String)| parameter.inherited && *name == parameter.name;
        let set = self.parameters.iter().find(is_set)?;
        Some(&set.1)
    }
}

/// What stands in for the parameters that a call does not set.
#[derive(Clone, Copy)]
pub(crate) struct Defaults<'a> {
    client: Option<&'a ClientDefaults>,
    token: Option<&'a str>,
}

impl<'a> Defaults<'a> {
    /// Nothing: members of structs have no defaults.
    pub(crate) const NONE: Self = Self { client: None, token: None };

    /// Those of a client, for a call with this token.
    pub(crate) fn of(client: &'a ClientDefaults, token: Option<&'a str>) -> Self {
        Self { client: Some(client), token }
    }

    /// Whether requests may have values that the lists of allowed ones lack.
    pub(crate) fn unlisted_values(self) -> bool {
        self.client.is_some_and(|client| client.unlisted_values)
    }

    /// The value of a parameter: the request's own if it has one, else that of the client or the call.
    pub(crate) fn or_default<'v>(self, parameter: &Parameter, own: ValueRef<'v>) -> ValueRef<'v>
    where
        'a: 'v,
    {
        let ValueRef::Absent = own else { return own };
        let region = || Some(self.client?.region.as_ref()?.as_str());
        let filled = match parameter.fill {
            Some(Fill::Region) => region(),
            Some(Fill::Token) => self.token,
            None => None,
        };
        let found = filled.or_else(|| self.client?.get(parameter));
        found.map_or(ValueRef::Absent, ValueRef::String)
    }
}
