//! Checks the parameters of a call against its spec.
//!
//! The documentation lists the codes below but not when which operation gives which one. These are
//! choices:
//!
//! | violation | code |
//! |---|---|
//! | a required parameter is absent | `Missing<Name>`; only `MissingFirmwareId` is documented |
//! | a list of devices is empty | `iot.device.NoneDeviceNameElement` |
//! | a device name is empty | `iot.device.NullDeviceName` |
//! | a device name breaks another limit | `iot.device.InvalidFormattedDeviceName` |
//! | a product key is empty | `iot.prod.NullProductKey` |
//! | a product key breaks another limit | `iot.prod.InvalidFormattedProductkey` |
//! | `CurrentPage` or `PageSize` is out of range | `iot.common.InvalidPageParams` |
//! | anything else: type, length, range, word, number of items, repeated items | `iot.common.InvalidFormattedParameter` |
//!
//! A device name or product key is recognised by its type in the spec. The first violation gives
//! the code; the message lists the first few. Parameters that the spec does not know are ignored,
//! as the gateway seems to do. A required list that is sent without items is not sent
//! at all, and therefore absent.

use ota_spec::limits::{Kind, Violation, check_request};
use ota_spec::model::{Field, Operation, Type};
use ota_spec::{Value, wire};

use crate::refusal::Refusal;

/// Most violations that a message lists.
const LISTED: usize = 5;

/// Gathers the parameters into a request that fits the spec, or refuses the call with the codes above.
///
/// # Errors
///
/// The refusal.
pub fn gather(
    operation: &Operation,
    parameters: impl IntoIterator<Item = (String, String)>,
) -> Result<Value, Refusal> {
    let (request, violations) = read(operation, parameters);
    match violations.first() {
        None => Ok(request),
        Some(first) => Err(refusal(operation, &request, first, &violations)),
    }
}

/// Gathers the parameters into a request, with everything in which it does not fit the spec.
pub fn read(
    operation: &Operation,
    parameters: impl IntoIterator<Item = (String, String)>,
) -> (Value, Vec<Violation>) {
    let known = |name: &str| {
        let first = name.split('.').next().unwrap_or_default();
        operation.parameter(first).is_some()
    };
    let parameters = parameters.into_iter().filter(|(name, _)| known(name));
    let (request, unreadable) = wire::gather(&operation.parameters, parameters);
    // Unreadable parameters are left out of the request, so neither their absence nor what it
    // breaks is worth a message.
    let broken: Vec<Violation> = check_request(operation, &request)
        .into_iter()
        .filter(|found| match found.kind() {
            Kind::Required => {
                !unreadable.iter().any(|known| known.parameter() == found.parameter())
            }
            Kind::Dependency => unreadable.is_empty(),
            _ => true,
        })
        .collect();
    let violations: Vec<Violation> = unreadable
        .into_iter()
        .chain(broken)
        .filter(|violation| violation.kind() != Kind::Unknown)
        .collect();
    (request, violations)
}

fn refusal(
    operation: &Operation,
    request: &Value,
    first: &Violation,
    all: &[Violation],
) -> Refusal {
    if first.kind() == Kind::Required {
        let mut refusal = Refusal::missing(first.parameter());
        if all.len() > 1 {
            refusal.message = format!("{}; {}", refusal.message, listed(&all[1..]));
        }
        return refusal;
    }
    Refusal::new(code(operation, request, first), listed(all))
}

fn code(operation: &Operation, request: &Value, violation: &Violation) -> &'static str {
    let base = violation.parameter().split('.').next().unwrap_or_default();
    let kind = operation.parameter(base).map(type_name).unwrap_or_default();
    let is_list =
        violation.parameter() == base && matches!(request.get(base), Some(Value::Array(_)));
    let is_empty = is_empty(request, violation.parameter());
    match (base, kind) {
        (_, "DeviceName") if is_list && is_empty => "iot.device.NoneDeviceNameElement",
        _ if is_list => "iot.common.InvalidFormattedParameter",
        (_, "DeviceName") if violation.kind() == Kind::Unique => {
            "iot.common.InvalidFormattedParameter"
        }
        (_, "DeviceName") if is_empty => "iot.device.NullDeviceName",
        (_, "DeviceName") => "iot.device.InvalidFormattedDeviceName",
        (_, "ProductKey") if is_empty => "iot.prod.NullProductKey",
        (_, "ProductKey") => "iot.prod.InvalidFormattedProductkey",
        ("CurrentPage" | "PageSize", _) => "iot.common.InvalidPageParams",
        _ => "iot.common.InvalidFormattedParameter",
    }
}

/// The name of the type of a parameter, or of the items of a list.
fn type_name(field: &Field) -> &str {
    match &field.ty {
        Type::List(list) => list.items.label(),
        other => other.label(),
    }
}

/// Whether the value at a path such as `DeviceName.3` is an empty string or list.
fn is_empty(request: &Value, path: &str) -> bool {
    let mut value = Some(request);
    for part in path.split('.') {
        value = match value {
            Some(Value::Array(items)) => {
                part.parse::<usize>().ok().and_then(|number| items.get(number.checked_sub(1)?))
            }
            Some(object) => object.get(part),
            None => None,
        };
    }
    match value {
        Some(Value::String(text)) => text.is_empty(),
        Some(Value::Array(items)) => items.is_empty(),
        _ => false,
    }
}

/// The first few violations, for a message.
pub fn listed(violations: &[Violation]) -> String {
    let mut texts: Vec<String> =
        violations.iter().take(LISTED).map(|violation| violation.to_string()).collect();
    if violations.len() > LISTED {
        texts.push(format!("and {} more", violations.len() - LISTED));
    }
    texts.join("; ")
}
