//! Paging, where the parameters show it.

use ota_spec::Value;

use super::log::Log;
use super::shape::{Field, Shape, Ty};
use crate::object::{Object, text};

const NUMBERS: [&str; 8] =
    ["PageNumber", "CurrentPage", "PageNo", "PageNum", "Page", "PageIndex", "PageId", "CurPage"];
const SIZES: [&str; 6] = ["PageSize", "PerPage", "PageCount", "MaxResults", "Limit", "Size"];
const TOTALS: [&str; 7] =
    ["TotalCount", "Total", "TotalNum", "TotalRecordCount", "TotalItems", "TotalSize", "ItemCount"];
const TOKENS: [&str; 3] = ["NextToken", "NextPageToken", "Marker"];
const OFFSETS: [&str; 4] = ["Offset", "StartOffset", "Start", "StartIndex"];

/// The value of `page`, if the parameters and the response of a call that reads show pages.
pub(super) fn of(parameters: &[Field], response: &[Field], log: &mut Log) -> Option<Value> {
    let mut size = find(parameters, &SIZES, is_integer);
    let total = find(response, &TOTALS, is_integer);
    let by = by(parameters, response, size.is_some(), total.is_some(), log)?;
    if by.iter().any(|(key, _)| *key == "token") {
        // Beside tokens, the size of numbered pages goes with their numbers.
        size = find(parameters, &["MaxResults"], is_integer).or(size);
    }
    let Some(items) = items(response) else {
        log.unsaid("paging", "response", "it has pages, but no field that is their list");
        return None;
    };
    let mut page = Object::new();
    for (key, field) in by {
        page.put(key, text(&field.name));
    }
    page.put_some("size", size.map(|size| text(&size.name)));
    page.put_some("total", total.map(|total| text(&total.name)));
    page.put("items", text(&items.name));
    log.judged("paging", items.name.clone(), "the parameters show that responses are pages of it");
    Some(page.finish())
}

/// How a call asks for a page. Tokens come first: where there are numbers as well, these are the older way,
/// and rows that vanish while a list is read are missed with them.
fn by<'a>(
    parameters: &'a [Field],
    response: &'a [Field],
    sized: bool,
    counted: bool,
    log: &mut Log,
) -> Option<Vec<(&'static str, &'a Field)>> {
    let token = find(parameters, &TOKENS, is_string);
    let next = find(response, &TOKENS, is_string);
    let number = find(parameters, &NUMBERS, |shape| is_integer(shape) && !starts_at(shape, 0));
    let offset = find(parameters, &OFFSETS, |shape| is_integer(shape) && !starts_at(shape, 1));
    match (token, next, number, offset) {
        (Some(token), Some(next), ..) if !token.required => {
            Some(vec![("token", token), ("next", next)])
        }
        (.., Some(number), _) if sized => Some(vec![("number", number)]),
        (.., Some(offset)) if sized || counted => Some(vec![("offset", offset)]),
        _ => {
            for by in token.into_iter().chain(offset.filter(|_| sized)) {
                let why = "nothing in the response tells the next page";
                log.unsaid("paging", by.name.clone(), why);
            }
            None
        }
    }
}

fn find<'a>(
    fields: &'a [Field],
    names: &[&str],
    fits: impl Fn(&Shape) -> bool,
) -> Option<&'a Field> {
    let find = |name: &&str| {
        fields.iter().find(|field| field.name.eq_ignore_ascii_case(name) && fits(&field.shape))
    };
    names.iter().find_map(find)
}

fn is_integer(shape: &Shape) -> bool {
    let most = shape.key("maximum").and_then(Value::scalar).and_then(|most| most.parse().ok());
    shape.ty == Ty::Integer && shape.key("enum").is_none() && most.is_none_or(|most: i64| most > 0)
}

fn is_string(shape: &Shape) -> bool {
    shape.ty == Ty::String && shape.key("enum").is_none()
}

/// Whether the least value is this one: pages from 0 and rows from 1 are not what the specs say.
fn starts_at(shape: &Shape, first: i64) -> bool {
    let least = shape.key("minimum").and_then(Value::scalar);
    least.is_some_and(|least| least.parse() == Ok(first))
}

/// The only list of the response, or the only one of structs.
fn items(response: &[Field]) -> Option<&Field> {
    let lists: Vec<&Field> =
        response.iter().filter(|field| matches!(field.shape.ty, Ty::List(_))).collect();
    let of_structs = |field: &&&Field| matches!(&field.shape.ty, Ty::List(items) if matches!(items.ty, Ty::Struct(_) | Ty::Named(_)));
    match lists.as_slice() {
        [only] => Some(only),
        lists => {
            let mut structs = lists.iter().filter(of_structs);
            let first = structs.next()?;
            structs.next().is_none().then_some(first)
        }
    }
}
