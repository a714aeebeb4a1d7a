//! A call as handlers see it.

use ota_spec::Value;

use super::fields::as_str;
use crate::refusal::Refusal;
use crate::world::{Instance, World};

/// A call that passed all checks of its spec.
pub(crate) struct Call<'a> {
    /// The instance it names; empty if it names none.
    pub(crate) instance: &'a str,
    /// An object by wire name that fits the spec of the operation.
    pub(crate) request: &'a Value,
}

impl Call<'_> {
    /// The instance that the call names, or the refusal.
    pub(crate) fn instance<'w>(&self, world: &'w World) -> Result<&'w Instance, Refusal> {
        world.instances.get(self.instance).ok_or_else(|| self.no_instance())
    }

    /// The instance that the call names, to be changed, or the refusal.
    pub(crate) fn instance_mut<'w>(
        &self,
        world: &'w mut World,
    ) -> Result<&'w mut Instance, Refusal> {
        world.instances.get_mut(self.instance).ok_or_else(|| self.no_instance())
    }

    /// The refusal of a call that names an instance that the account does not have.
    fn no_instance(&self) -> Refusal {
        Refusal::new(
            "iot.system.InstanceNotFound",
            format!(
                "there is no instance `{}`; leave `IotInstanceId` out or name one that exists",
                self.instance
            ),
        )
    }

    /// The string of an optional parameter.
    pub(crate) fn optional_string(&self, name: &str) -> Option<&str> {
        self.request.get(name).and_then(as_str)
    }

    /// The string of a required parameter. It is only absent if the spec in use does not require
    /// it.
    pub(crate) fn string(&self, name: &str) -> Result<&str, Refusal> {
        self.optional_string(name).ok_or_else(|| Refusal::missing(name))
    }

    /// A whole number, if the request carries it and it fits.
    pub(crate) fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        match self.request.get(name) {
            Some(Value::Number(digits)) => digits.parse().ok(),
            _ => None,
        }
    }

    /// A boolean, if the request carries it.
    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        match self.request.get(name) {
            Some(Value::Bool(flag)) => Some(*flag),
            _ => None,
        }
    }

    /// The strings of a list; none if the request does not carry it.
    pub(crate) fn strings(&self, name: &str) -> Vec<&str> {
        let Some(Value::Array(items)) = self.request.get(name) else { return Vec::new() };
        items.iter().filter_map(as_str).collect()
    }
}
