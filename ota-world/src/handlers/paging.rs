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
    let number = whole(call, "CurrentPage", 1)?;
    let size = whole(call, "PageSize", SIZE)?;
    let total = items.clone().count() as u64;
    let fields = [
        ("CurrentPage", number),
        ("PageSize", size),
        ("PageCount", total.div_ceil(size)),
        ("Total", total),
    ];
    let fields = fields.map(|(name, value)| (name.to_owned(), Value::Number(value.to_string())));
    let length = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let before = (number - 1).saturating_mul(size);
    Ok((items.skip(length(before)).take(length(size)), fields.to_vec()))
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

    use super::page;
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
}
