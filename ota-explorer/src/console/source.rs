//! Where the console reads: in the emulator beside the page, without a trace, or through the API at the pace that
//! operations allow.

use ota_spec::limits::Violation;
use ota_spec::model::Operation;
use ota_spec::{Value, wire};

use crate::backend::Backend;
use crate::send;
use crate::state::State;
use crate::told::Problem;

/// The parameter with the instance.
pub(crate) const INSTANCE: &str = "IotInstanceId";

/// Calls an operation that only reads.
pub(crate) async fn read(
    state: &State,
    instance: &str,
    action: &str,
    parameters: &[(&str, &str)],
) -> Result<Value, Problem> {
    let named = (!instance.is_empty()).then_some((INSTANCE, instance));
    let parameters = parameters.iter().copied().chain(named);
    let Some(operation) = state.spec.operation(action) else {
        return Err(Problem::NoOperation(action.to_owned()));
    };
    match &state.backend {
        Backend::Nowhere => Err(Problem::Nowhere),
        Backend::Emulator { emulator, .. } => {
            let looked = emulator.look(action, parameters);
            looked.map_err(|refused| Problem::Refused {
                code: refused.code,
                message: refused.message,
            })
        }
        Backend::Service { clients, .. } => {
            let request = request(operation, parameters)?;
            let call = state.operations.call(&clients.any, operation, &request);
            let response = call.send().await.map_err(|error| problem(&error))?;
            let text = std::str::from_utf8(response.raw()).map_err(|_| Problem::Unreadable)?;
            Value::from_json(text).map_err(|_| Problem::Unreadable)
        }
    }
}

fn problem(error: &ota_api::Error) -> Problem {
    match (error.code(), error.message()) {
        (Some(code), Some(message)) => {
            Problem::Refused { code: code.to_owned(), message: message.to_owned() }
        }
        _ => Problem::Failed(send::failure(error)),
    }
}

fn request<'p>(
    operation: &Operation,
    parameters: impl Iterator<Item = (&'p str, &'p str)>,
) -> Result<Value, Problem> {
    let owned = parameters.map(|(name, value)| (name.to_owned(), value.to_owned()));
    match wire::gather(&operation.parameters, owned) {
        (request, found) if found.is_empty() => Ok(request),
        (_, found) => {
            let found: Vec<String> = found.iter().map(Violation::to_string).collect();
            Err(Problem::Request(found.join("; ")))
        }
    }
}

/// The items of a list in a response, whatever stands around them.
pub(crate) fn items<'v>(response: &'v Value, field: &str) -> &'v [Value] {
    match response.get(field) {
        Some(Value::Array(items)) => items,
        Some(Value::Object(members)) => members
            .iter()
            .find_map(|(_, value)| match value {
                Value::Array(items) => Some(items.as_slice()),
                _ => None,
            })
            .unwrap_or_default(),
        _ => &[],
    }
}

/// A field of a response as text; empty if it is not there.
pub(crate) fn text(value: &Value, field: &str) -> String {
    value.get(field).and_then(Value::scalar).unwrap_or_default()
}

/// A field of a response as a number; 0 if it is none.
pub(crate) fn number(value: &Value, field: &str) -> u64 {
    text(value, field).parse().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use ota_spec::Value;

    use super::{items, number, text};

    #[test]
    fn a_list_is_read_with_and_without_its_wrapper() {
        for json in [r#"{"Data":[1,2],"Total":2}"#, r#"{"Data":{"Item":[1,2]},"Total":2}"#] {
            let response = Value::from_json(json).unwrap();
            assert_eq!(items(&response, "Data").len(), 2);
            assert_eq!((number(&response, "Total"), text(&response, "None").as_str()), (2, ""));
            assert!(items(&response, "Total").is_empty());
        }
    }
}
