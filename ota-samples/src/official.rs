//! What is known of the official clients.

use ota_spec::Value;
use ota_spec::model::Place;
use ota_spec::model::{NamedKind, Operation, Service, Style, Type};

use crate::call::Call;

/// The official clients of a product, with the versions that the samples were tried with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Official {
    product: &'static str,
    version: &'static str,
    /// The package for Python, which is also its module.
    pub python: &'static str,
    /// The package for Node.js.
    pub node: &'static str,
    /// The class of the client in samples for Node.js.
    pub(crate) class: &'static str,
    /// Operations, and parameters as `Operation.Parameter`, that the client for Node.js lacks.
    pub node_lacks: &'static [&'static str],
}

/// The products whose clients have methods that samples use.
const KNOWN: [Official; 1] = [Official {
    product: "Iot",
    version: "2018-01-20",
    python: "alibabacloud_iot20180120",
    node: "@alicloud/iot20180120",
    class: "Iot20180120",
    // Version 3.0.11, the last one that there is.
    node_lacks: &[
        "ListOTAUnfinishedTaskByDevice.TaskStatusList",
        "ModifyOTAFirmware",
        "UpdateOTAJob",
    ],
}];

impl Official {
    /// The clients of a product, if samples use their methods.
    pub fn of(service: &Service) -> Option<&'static Self> {
        let is =
            |known: &&Self| known.product == service.product && known.version == service.version;
        KNOWN.iter().find(is)
    }

    /// Whether the client for Node.js has everything that a call needs.
    fn node_has(&self, operation: &Operation, request: &Value) -> bool {
        let action = &operation.action;
        let lacks = |name: &str| self.node_lacks.contains(&name);
        let mut names = request.members().iter().map(|(name, _)| format!("{action}.{name}"));
        !lacks(action) && !names.any(|name| lacks(&name))
    }
}

/// The client whose method for the operation can make the call in Python.
pub(crate) fn in_python(call: &Call<'_>) -> Option<&'static Official> {
    let known = Official::of(call.service)?;
    is_plain(call).then_some(known)
}

/// The client whose method for the operation can make the call in Node.js.
pub(crate) fn in_node(call: &Call<'_>) -> Option<&'static Official> {
    let known = Official::of(call.service)?;
    let has = known.node_has(call.operation, call.request) && are_safe(call.request);
    (has && is_plain(call)).then_some(known)
}

/// Whether a call has nothing but what the methods of the clients write as our client does.
fn is_plain(call: &Call<'_>) -> bool {
    let operation = call.operation;
    let is_simple = operation.parameters.iter().all(|field| {
        field.fill.is_none()
            && field.place == Place::Query
            && field.style == Style::Flat
            && is_known(&field.ty)
    });
    is_simple && !operation.anonymous && !operation.bare
}

fn is_known(ty: &Type) -> bool {
    match ty {
        Type::String(_) | Type::Integer(_) | Type::Long(_) | Type::Boolean => true,
        Type::Named(named) => !matches!(named.kind, NamedKind::Struct(_)) || has_known(ty),
        Type::List(list) => is_known(&list.items),
        Type::Struct(_) => has_known(ty),
        Type::Double(_) | Type::Map(_) | Type::Any => false,
    }
}

fn has_known(ty: &Type) -> bool {
    // Members that are structs themselves have classes with names of their own.
    ty.members().unwrap_or_default().iter().all(|member| member.ty.is_single())
}

/// Whether JavaScript has all numbers of a request.
fn are_safe(request: &Value) -> bool {
    const LARGEST: u64 = (1 << 53) - 1;
    match request {
        Value::Number(text) => {
            text.parse::<i64>().is_ok_and(|number| number.unsigned_abs() <= LARGEST)
        }
        Value::Array(items) => items.iter().all(are_safe),
        Value::Object(members) => members.iter().all(|(_, value)| are_safe(value)),
        Value::Null | Value::Bool(_) | Value::String(_) => true,
    }
}

/// The name of an operation or a parameter in the client for Python: `CancelOTATaskByDevice` is
/// `cancel_otatask_by_device`, and `FileMd5` is `file_md_5`.
pub(crate) fn snake(wire: &str) -> String {
    let mut name = String::with_capacity(wire.len() + 8);
    let mut last = '_';
    for c in wire.chars() {
        let begins = (c.is_ascii_uppercase() && !last.is_ascii_uppercase())
            || (c.is_ascii_digit() && !last.is_ascii_digit());
        if begins && !name.is_empty() && last != '_' {
            name.push('_');
        }
        name.push(c.to_ascii_lowercase());
        last = c;
    }
    name
}

/// The name of an operation or a parameter in the client for Node.js: with a small first letter.
pub(crate) fn small(wire: &str) -> String {
    let mut characters = wire.chars();
    let first = characters.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(characters).collect()
}

#[cfg(test)]
mod tests {
    use super::{small, snake};

    #[test]
    fn names_are_those_of_the_clients() {
        for (wire, python, node) in [
            ("CancelOTATaskByDevice", "cancel_otatask_by_device", "cancelOTATaskByDevice"),
            ("FileMd5", "file_md_5", "fileMd5"),
            ("IotInstanceId", "iot_instance_id", "iotInstanceId"),
        ] {
            assert_eq!((snake(wire).as_str(), small(wire).as_str()), (python, node));
        }
    }
}
