//! Where a response leads to: the next page, and a state to wait for.

use ota_spec::Value;
use ota_spec::model::{Field, FieldPath, Handle, Operation, PageBy, Type, Wait};

/// The request of the page after a response; `None` if that was the last one, or the operation has no pages.
pub(super) fn next(operation: &Operation, request: &Value, response: &Value) -> Option<Value> {
    let page = operation.page.as_ref()?;
    let whole = |value: &Value| value.scalar()?.parse::<u64>().ok();
    let number = |value: &Value, name: &str| whole(value.get(name)?);
    let shown = |path: &FieldPath| whole(path.value(response)?);
    let mut items = Vec::new();
    collect(response, page.items.field.steps(), &mut items);
    let count = items.len() as u64;
    let total = page.total.as_ref().and_then(shown);
    // A page that is not full is the last one.
    let size = page.size.as_ref().and_then(|size| number(request, &size.name));
    let size = size.or_else(|| page.size_used.as_ref().and_then(shown));
    let is_last = |before: u64| match (total, size) {
        _ if count == 0 => true,
        (Some(total), _) => before.saturating_add(count) >= total,
        (None, Some(size)) => count < size,
        (None, None) => false,
    };
    let (name, value) = match &page.by {
        PageBy::Number(field) => {
            let current = number(request, &field.name).unwrap_or(1).max(1);
            let before = (current - 1).saturating_mul(size.unwrap_or(count));
            if is_last(before) {
                return None;
            }
            (&field.name, Value::Number(current.checked_add(1)?.to_string()))
        }
        PageBy::Offset(field) => {
            let before = number(request, &field.name).unwrap_or_default();
            if is_last(before) {
                return None;
            }
            (&field.name, Value::Number(before.checked_add(count)?.to_string()))
        }
        PageBy::Token { token, next } => {
            let text = next.value(response)?.scalar().filter(|text| !text.is_empty())?;
            (&token.name, Value::String(text))
        }
    };
    let mut members = request.members().to_vec();
    members.retain(|(known, _)| known != name);
    members.push((name.clone(), value));
    Some(Value::Object(members))
}

/// The states that a response shows, each as the wire writes it.
pub(super) fn states(wait: &Wait, response: &Value) -> Vec<String> {
    let mut found = Vec::new();
    collect(response, &wait.state, &mut found);
    found.into_iter().filter_map(Value::scalar).collect()
}

/// What stands at the end of a path; a list on the way means each of its items.
fn collect<'v>(value: &'v Value, path: &[Handle<Field>], found: &mut Vec<&'v Value>) {
    let Some((field, rest)) = path.split_first() else {
        found.push(value);
        return;
    };
    let Some(value) = value.get(&field.name) else { return };
    let mut wrapped = value;
    if let Type::List(list) = &field.ty {
        if let Some(inner) = list.wrapper.as_ref().and_then(|wrapper| value.get(wrapper)) {
            wrapped = inner;
        }
        if let Value::Array(items) = wrapped {
            items.iter().for_each(|item| collect(item, rest, found));
        }
        return;
    }
    collect(wrapped, rest, found);
}
