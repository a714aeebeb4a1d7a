//! The parts of a page that matter to a look-up, wherever they stand in the response.

use serde_json::Value;

use crate::call::decode;
use crate::request::look_up::{LookUp, Paging};
use crate::response::read_error::ReadResult;
use crate::response::reading::Reading;
use crate::response::record::Member;
use crate::response::value_reader::ValueReader;

/// The parts of a page that matter.
#[derive(Default)]
pub(super) struct Page {
    pub(super) items: Vec<Value>,
    /// The number of all items.
    pub(super) total: Option<i64>,
    /// The token of the next page.
    pub(super) next: Option<String>,
}

impl Page {
    /// Reads a response in JSON or XML; `None` if any of the parts cannot be read.
    pub(super) fn read(look_up: &LookUp, body: &[u8]) -> Option<Self> {
        let mut page = Self::default();
        let reading = Reading::new(body.len(), None);
        let ((name, wrappers), [to_items, to_total, to_next]) = (look_up.items, look_up.ways);
        let items = Member::List(name, wrappers, &mut page.items);
        let mut wanted = vec![Wanted { way: to_items, member: items }];
        if let Some(total) = look_up.total {
            let member = Member::Field(total, &mut page.total);
            wanted.push(Wanted { way: to_total, member });
        }
        if let Some(Paging::Tokens(_, next)) = look_up.pages {
            let member = Member::Field(next, &mut page.next);
            wanted.push(Wanted { way: to_next, member });
        }
        let mut wanted: Vec<&mut Wanted<'_>> = wanted.iter_mut().collect();
        let result =
            decode::members(body, &reading, &mut |name, value| take(&mut wanted, 0, name, value));
        (result.is_ok() && reading.into_unreadable().is_empty()).then_some(page)
    }
}

/// A field that is wanted, with the structs that lead to it.
struct Wanted<'p> {
    way: &'static [&'static str],
    member: Member<'p>,
}

/// Reads a member of a struct that stands inside of so many others, if it is wanted or something in it is.
fn take(
    wanted: &mut [&mut Wanted<'_>],
    depth: usize,
    name: &str,
    value: &mut dyn ValueReader,
) -> ReadResult {
    let is_it = |one: &&mut &mut Wanted<'_>| one.way.len() == depth && one.member.name() == name;
    if let Some(one) = wanted.iter_mut().find(is_it) {
        return one.member.fill(value);
    }
    let inner = wanted.iter_mut().filter(|one| one.way.get(depth) == Some(&name));
    let mut inner: Vec<&mut Wanted<'_>> = inner.map(|one| &mut **one).collect();
    if inner.is_empty() {
        return value.skip();
    }
    value.members(&mut |name, value| take(&mut inner, depth + 1, name, value))?;
    Ok(())
}
