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

/// The value of `page`, if the responses of a call that reads are pages with numbers. Other pages are reported:
/// the specs have no words for them.
pub(super) fn of(parameters: &[Field], response: &[Field], log: &mut Log) -> Option<Value> {
    let size_of = |names: &[&str]| find(parameters, names, is_integer);
    let number = find(parameters, &NUMBERS, |shape| is_integer(shape) && !starts_at_zero(shape));
    let (Some(number), Some(size)) = (number, size_of(&SIZES)) else {
        let token = find(parameters, &TOKENS, |shape| shape.ty == Ty::String);
        let offset = find(parameters, &OFFSETS, is_integer);
        let sized = size_of(&["Limit", "PageSize", "MaxResults"]).is_some();
        for by in token.into_iter().chain(offset.filter(|_| sized)) {
            log.unsaid("paging", by.name.clone(), "pages that are not numbered have no words");
        }
        return None;
    };
    let Some(items) = items(response) else {
        log.unsaid("paging", "response", "it has pages, but no field that is their list");
        return None;
    };
    let total = find(response, &TOTALS, is_integer);
    let mut page = Object::new();
    page.put("number", text(&number.name));
    page.put("size", text(&size.name));
    page.put_some("total", total.map(|total| text(&total.name)));
    page.put("items", text(&items.name));
    log.judged("paging", items.name.clone(), "the parameters show that responses are pages of it");
    Some(page.finish())
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

/// Whether pages are counted from 0, which the specs do not say.
fn starts_at_zero(shape: &Shape) -> bool {
    let least = shape.key("minimum").and_then(Value::scalar);
    least.is_some_and(|least| least == "0")
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
