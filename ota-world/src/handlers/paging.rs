//! One page of a list.
//!
//! A page beyond the last one is empty, not an error. `CurrentPage` counts from 1. Neither its
//! lower bound nor that of `PageSize` is documented everywhere; a number below 1 is refused with
//! `iot.common.InvalidPageParams`. Where they are optional and not sent, they are 1 and
//! 10.

use std::iter::{Skip, Take};

use ota_spec::Value;

use super::call::Call;
use crate::refusal::{Fields, Refusal};
use crate::world::ids::{self, Kind};

/// The default number of items per page.
const SIZE: u64 = 10;

/// The items of the page that the call asks for, and the fields that say which page that is.
///
/// `items` are counted on a copy of the iterator, so filter before this and make values of the
/// items after it: only those of the page are touched then.
pub(super) fn page<I>(call: &Call<'_>, items: I) -> Result<(Take<Skip<I>>, Fields), Refusal>
where
    I: Iterator + Clone,
{
    page_called("CurrentPage", call, items)
}

/// The same for the lists of devices, which call the number of the page `Page`.
pub(super) fn numbered<I>(call: &Call<'_>, items: I) -> Result<(Take<Skip<I>>, Fields), Refusal>
where
    I: Iterator + Clone,
{
    page_called("Page", call, items)
}

fn page_called<I>(
    called: &str,
    call: &Call<'_>,
    items: I,
) -> Result<(Take<Skip<I>>, Fields), Refusal>
where
    I: Iterator + Clone,
{
    let number = whole(call, "CurrentPage", 1)?;
    let size = whole(call, "PageSize", SIZE)?;
    let total = items.clone().count() as u64;
    let before = (number - 1).saturating_mul(size);
    Ok((items.skip(length(before)).take(length(size)), place(called, number, size, total)))
}

/// The page that `NextToken` names, else the one that `CurrentPage` does; `salt` keeps the tokens of instances
/// apart.
///
/// A token says how many items are left, so one still goes on at its place when newer items have come before it.
/// `CurrentPage` does not count beside it. The last page has an empty one.
pub(super) fn by_token<I>(
    call: &Call<'_>,
    salt: u64,
    items: I,
) -> Result<(Take<Skip<I>>, Fields), Refusal>
where
    I: Iterator + Clone,
{
    let number = whole(call, "CurrentPage", 1)?;
    let size = whole(call, "PageSize", SIZE)?;
    let total = items.clone().count() as u64;
    let (number, before) = match call.optional_string("NextToken").filter(|text| !text.is_empty()) {
        None => (number, (number - 1).saturating_mul(size)),
        Some(token) => {
            let left = ids::read(salt, Kind::Page, token).ok_or_else(|| {
                let message =
                    format!("`NextToken` is `{token}`, which is not from the page before; send that, or none for the first page");
                Refusal::new("iot.common.InvalidPageParams", message)
            })?;
            let before = total.saturating_sub(left);
            (before / size + 1, before)
        }
    };
    let left = total.saturating_sub(before.saturating_add(size));
    let next = if left == 0 { String::new() } else { ids::write(salt, Kind::Page, left) };
    let mut fields = place("Page", number, size, total);
    fields.push(("NextToken".to_owned(), Value::String(next)));
    Ok((items.skip(length(before)).take(length(size)), fields))
}

/// The fields that say which page of which list it is.
fn place(called: &str, number: u64, size: u64, total: u64) -> Fields {
    let fields = [
        (called, number),
        ("PageSize", size),
        ("PageCount", total.div_ceil(size)),
        ("Total", total),
    ];
    fields.map(|(name, value)| (name.to_owned(), Value::Number(value.to_string()))).to_vec()
}

fn length(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// A whole number from 1.
fn whole(call: &Call<'_>, name: &str, default: u64) -> Result<u64, Refusal> {
    let written = match call.request.get(name) {
        Some(Value::Number(text)) => text,
        _ => return Ok(default),
    };
    match written.parse() {
        Ok(number @ 1..) => Ok(number),
        _ => {
            let message = format!("`{name}` is {written}; send a whole number from 1 on");
            Err(Refusal::new("iot.common.InvalidPageParams", message))
        }
    }
}

#[cfg(test)]
mod tests {
    use ota_spec::Value;

    use super::{by_token, page};
    use crate::handlers::call::Call;

    /// The items of a page, and `CurrentPage`, `PageSize`, `PageCount` and `Total`.
    fn read(request: &str, total: u32) -> Result<(Vec<u32>, String), String> {
        let request = Value::from_json(request).unwrap();
        let call = Call { instance: "", request: &request };
        let (items, fields) = page(&call, 1..=total).map_err(|refusal| refusal.code)?;
        let numbers: Vec<String> = fields.iter().filter_map(|(_, value)| value.scalar()).collect();
        Ok((items.collect(), numbers.join(" ")))
    }

    #[test]
    fn a_page_has_its_part_of_the_items() {
        let text = |number: i32| format!(r#"{{"CurrentPage": {number}, "PageSize": 2}}"#);
        assert_eq!(read(&text(1), 5), Ok((vec![1, 2], "1 2 3 5".to_owned())));
        assert_eq!(read(&text(3), 5), Ok((vec![5], "3 2 3 5".to_owned())));
        assert_eq!(read(&text(4), 5), Ok((vec![], "4 2 3 5".to_owned())));
        assert_eq!(read(&text(1), 0), Ok((vec![], "1 2 0 0".to_owned())));
        assert_eq!(read(&text(i32::MAX), 5).unwrap().0, Vec::<u32>::new());
    }

    #[test]
    fn what_is_not_sent_is_the_first_page_of_ten() {
        let (items, fields) = read("{}", 12).unwrap();
        assert_eq!((items.len(), fields.as_str()), (10, "1 10 2 12"));
    }

    #[test]
    fn a_number_below_one_is_refused() {
        let code = Err("iot.common.InvalidPageParams".to_owned());
        assert_eq!(read(r#"{"CurrentPage": 0, "PageSize": 2}"#, 5), code);
        assert_eq!(read(r#"{"CurrentPage": 1, "PageSize": 0}"#, 5), code);
        assert_eq!(read(r#"{"CurrentPage": 1, "PageSize": -1}"#, 5), code);
    }

    /// The items of a page and the token of the next one.
    fn walk(request: &str, total: u32) -> Result<(Vec<u32>, String), String> {
        let request = Value::from_json(request).unwrap();
        let call = Call { instance: "", request: &request };
        // The newest one first.
        let (items, fields) =
            by_token(&call, 7, (1..=total).rev()).map_err(|refusal| refusal.code)?;
        let token = fields.iter().find(|(name, _)| name == "NextToken");
        Ok((items.collect(), token.and_then(|(_, token)| token.scalar()).unwrap()))
    }

    #[test]
    fn a_token_goes_on_where_the_page_before_ended_though_items_have_come() {
        let (first, token) = walk(r#"{"PageSize": 2}"#, 5).unwrap();
        assert_eq!(first, [5, 4]);
        let next = format!(r#"{{"PageSize": 2, "CurrentPage": 9, "NextToken": "{token}"}}"#);
        let (second, token) = walk(&next, 7).unwrap();
        assert_eq!(second, [3, 2]);
        let (last, token) =
            walk(&format!(r#"{{"PageSize": 2, "NextToken": "{token}"}}"#), 7).unwrap();
        assert_eq!((last, token.as_str()), (vec![1], ""));
        assert_eq!(walk(r#"{"CurrentPage": 2, "PageSize": 2}"#, 5).unwrap().0, [3, 2]);
        assert_eq!(walk(r#"{"NextToken": ""}"#, 5).unwrap().0.len(), 5);
    }

    #[test]
    fn a_token_of_nobody_is_refused() {
        let code = Err("iot.common.InvalidPageParams".to_owned());
        assert_eq!(walk(r#"{"NextToken": "TGlzdFJlc291cm***"}"#, 5), code);
    }
}
