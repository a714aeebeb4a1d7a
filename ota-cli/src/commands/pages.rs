//! All pages of a list, one call each.

use ota_spec::Value;
use ota_spec::model::{Page, PageBy};

use crate::caller::{self, Caller};
use crate::columns::Listed;
use crate::failure::{Exit, Failure};

/// The most pages without an item that may follow each other.
const EMPTY: u32 = 100;

/// The items of all pages from the first one on.
///
/// # Errors
///
/// A page cannot be had; or the list does not end, or goes on beyond what the service gives out.
pub(super) async fn all(
    caller: &Caller<'_>,
    page: &Page,
    listed: &Listed,
    request: &Value,
) -> Result<Vec<Value>, Failure> {
    let mut request = request.clone();
    if let Some(size) = &page.size {
        set(&mut request, &size.name, Some(Value::Number(page.largest.to_string())));
    }
    let (mut items, mut empty, mut number) = (Vec::new(), 0, 1_u64);
    let mut token: Option<String> = None;
    loop {
        let position = match &page.by {
            PageBy::Number(_) => Some(Value::Number(number.to_string())),
            PageBy::Offset(_) => Some(Value::Number(items.len().to_string())),
            PageBy::Token { .. } => token.clone().map(Value::String),
        };
        set(&mut request, &page.by.parameter().name, position);
        let response = caller.send(&request).await?;
        let response = caller::value(caller.operation, &response)?;
        let found = listed.items(&response);
        let count = found.len();
        empty = if count == 0 { empty + 1 } else { 0 };
        items.extend(found);
        number += 1;
        let total = page.total.as_ref().and_then(|field| whole(field.value(&response)?));
        let is_end = match (&page.by, total) {
            (PageBy::Token { next, .. }, _) => {
                let next = next.value(&response).and_then(Value::scalar);
                let next = next.filter(|next| !next.is_empty());
                let repeats = next.is_some() && next == token;
                token = next;
                if repeats || empty > EMPTY {
                    return Err(endless(caller, items.len()));
                }
                token.is_none()
            }
            (_, Some(total)) => count == 0 || items.len() as u64 >= total,
            (_, None) => count == 0 || (count as i64) < page.largest,
        };
        if is_end {
            return Ok(items);
        }
        if let Some(limit) = page.limit
            && items.len() >= limit as usize
        {
            let action = &caller.operation.action;
            return Err(Failure::new(
                Exit::NoResponse,
                format!(
                    "the list of `{action}` goes on, but the service gives out only its first {limit} items; narrow it down"
                ),
            ));
        }
    }
}

fn endless(caller: &Caller<'_>, items: usize) -> Failure {
    let action = &caller.operation.action;
    Failure::new(
        Exit::NoResponse,
        format!(
            "the list of `{action}` does not end: after {items} items the same page comes again"
        ),
    )
}

/// A whole number of a response.
pub(super) fn whole(value: &Value) -> Option<u64> {
    value.scalar()?.parse().ok()
}

/// Sets a member of a request, or removes it.
pub(super) fn set(request: &mut Value, name: &str, value: Option<Value>) {
    let Value::Object(members) = request else { return };
    members.retain(|(known, _)| known != name);
    members.extend(value.map(|value| (name.to_owned(), value)));
}
