//! Settings of the client that stand in for parameters a request does not set.

use crate::request::parameter::Parameter;

/// Settings of the client that stand in for parameters a request does not set.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shared(Vec<(String, String)>);

impl Shared {
    pub(crate) fn set(&mut self, name: String, value: String) {
        self.0.retain(|(known, _)| *known != name);
        self.0.push((name, value));
    }

    /// The settings with their names.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The setting for this parameter, if the parameter is one that clients can set.
    pub(crate) fn get(&self, parameter: &Parameter) -> Option<&str> {
        let set = self.0.iter().find(|(name, _)| parameter.inherited && *name == parameter.name)?;
        Some(&set.1)
    }
}
