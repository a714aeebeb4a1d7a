//! Finds what a call made whose outcome is unknown, in the list of another operation: page after page, until the
//! list is over or it is found. Asking for the pages is left to the caller.

mod page;

use std::time::{Duration, UNIX_EPOCH};

use serde_json::{Map, Value};

use self::page::Page;
use crate::call::checked::Call;
use crate::call::created;
use crate::call::run_id::KEY;
use crate::error::unknown_outcome::{Began, UnknownOutcome};
use crate::request::look_up::{LookUp, Paging};
use crate::request::service::EnvelopeNames;
use crate::response::typed::Response;

/// The most pages that are looked at.
const PAGES: i64 = 1000;

/// How much earlier than the call a thing can seem to be created, in seconds: both times are cut to seconds.
const MARGIN: i64 = 2;

/// How much earlier it may seem without being surely older: more than the machines of a service differ.
const DOUBT: i64 = 60;

/// How long after its intent was noted a call can be sent.
pub(crate) const SENDABLE: Duration = Duration::from_mins(5);

/// How long a call can still act: it is sent for so long, and the service takes no signatures that are older than 15
/// minutes.
const LATEST: Duration = Duration::from_mins(20);

/// What a search found.
#[derive(Debug)]
pub(crate) enum Finding {
    /// What the call made, as the list shows it.
    Made(Value),
    /// There are several with its label, which are called this.
    Several(Vec<String>),
    /// It made nothing.
    Nothing,
    /// Nobody can tell.
    Unclear,
}

/// A search through a list.
pub(crate) struct Search<'a> {
    look_up: &'static LookUp,
    unknown: &'a UnknownOutcome,
    /// The number of the page, the number of items before it, or its token.
    position: String,
    page: i64,
    seen: i64,
    /// The items that may be what the call made.
    candidates: Vec<Value>,
    /// The items of the page before.
    last: Vec<Value>,
    /// Whether an item could not be judged.
    unclear: bool,
}

impl<'a> Search<'a> {
    pub(crate) fn new(look_up: &'static LookUp, unknown: &'a UnknownOutcome) -> Self {
        let mut search = Self {
            look_up,
            unknown,
            position: String::new(),
            page: 1,
            seen: 0,
            candidates: Vec::new(),
            last: Vec::new(),
            unclear: false,
        };
        search.turn(String::new());
        search
    }

    /// The parameters that ask for the next page.
    pub(crate) fn parameters(&self) -> Vec<(&'static str, String)> {
        let sent = self.look_up.parameters.iter();
        let sent = sent.filter_map(|name| Some((*name, self.unknown.parameter(name)?.to_owned())));
        let mut parameters: Vec<_> = sent.collect();
        if let Some(pages) = self.look_up.pages
            && !self.position.is_empty()
        {
            let (Paging::Numbers(name) | Paging::Offsets(name) | Paging::Tokens(name, _)) = pages;
            parameters.push((name, self.position.clone()));
        }
        if let Some((name, size)) = self.look_up.size {
            parameters.push((name, size.to_string()));
        }
        parameters
    }

    /// Takes a page; the finding, if that was the last one.
    pub(crate) fn take(&mut self, response: &Response<()>) -> Option<Finding> {
        let Some(page) = Page::read(self.look_up, response.raw()) else {
            return Some(Finding::Unclear);
        };
        let first = self.unknown.first_second(response.date());
        let count = i64::try_from(page.items.len()).unwrap_or(i64::MAX);
        // The same page again: the service does not go on, and nobody sees the rest.
        if count > 0 && page.items == self.last {
            return Some(Finding::Unclear);
        }
        for item in &page.items {
            match self.is_made(item, first) {
                Some(true) => self.candidates.push(item.clone()),
                Some(false) => {}
                None => self.unclear = true,
            }
        }
        self.last = page.items;
        // Two of them decide nothing, and a list may have any number.
        if self.candidates.len() > 1 {
            let name = |item| name(self.look_up, item);
            return Some(match self.unknown.run_id() {
                Some(_) => Finding::Several(self.candidates.iter().filter_map(name).collect()),
                None => Finding::Unclear,
            });
        }
        self.seen = self.seen.saturating_add(count);
        self.page += 1;
        let next = page.next.unwrap_or_default();
        let is_last = match self.look_up.pages {
            None => true,
            Some(Paging::Tokens(..)) => next.is_empty(),
            Some(Paging::Numbers(_) | Paging::Offsets(_)) => {
                count == 0 || page.total.is_some_and(|total| self.seen >= total)
            }
        };
        // By its label one item is enough.
        let is_found = self.unknown.run_id().is_some() && !self.candidates.is_empty();
        if !is_last && !is_found {
            self.unclear |= self.page > PAGES;
            if self.page <= PAGES {
                self.turn(next);
                return None;
            }
        }
        // A response that lacks the number lacks items, too, for all that is known.
        let is_whole =
            self.look_up.total.is_none() || page.total.is_some_and(|total| self.seen >= total);
        Some(match self.candidates.pop() {
            Some(item) => Finding::Made(item),
            None if is_whole && !self.unclear => Finding::Nothing,
            None => Finding::Unclear,
        })
    }

    /// Turns to the next page.
    fn turn(&mut self, token: String) {
        self.position = match self.look_up.pages {
            None => String::new(),
            Some(Paging::Numbers(_)) => self.page.to_string(),
            Some(Paging::Offsets(_)) => self.seen.to_string(),
            Some(Paging::Tokens(..)) => token,
        };
    }

    /// Whether the call, which began between these seconds, made this; `None` if nobody can tell.
    fn is_made(&self, item: &Value, (earliest, latest): (i64, i64)) -> Option<bool> {
        if let Some(run_id) = self.unknown.run_id() {
            return Some(has_label(item, run_id));
        }
        let is = |name: &str, value: &str| text(item.get(name)).is_some_and(|own| own == value);
        let same = self
            .look_up
            .same
            .iter()
            .all(|name| self.unknown.parameter(name).is_none_or(|value| is(name, value)));
        if !same || !self.look_up.fixed.iter().all(|(name, value)| is(name, value)) {
            return Some(false);
        }
        let created = text(item.get(self.look_up.created?))?;
        let created = *created::seconds(&created)?.end();
        match (latest.saturating_sub(created) <= MARGIN, earliest.saturating_sub(created) > DOUBT) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        }
    }
}

/// What an item is called: the first field that is found in it.
fn name(look_up: &LookUp, item: &Value) -> Option<String> {
    text(item.get(*look_up.found.first()?.last()?))
}

/// Whether one of the labels anywhere in a value is this one.
fn has_label(value: &Value, run_id: &str) -> bool {
    match value {
        Value::Object(members) => {
            let is = |name: &str, own: &str| members.get(name).and_then(Value::as_str) == Some(own);
            (is("Key", KEY) && is("Value", run_id))
                || members.values().any(|value| has_label(value, run_id))
        }
        Value::Array(items) => items.iter().any(|value| has_label(value, run_id)),
        _ => false,
    }
}

/// A single value as text.
fn text(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) => Some(text.clone()),
        value @ (Value::Number(_) | Value::Bool(_)) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A call that may have acted at this host for this account, with what is compared.
pub(crate) fn unknown(
    look_up: &'static LookUp,
    call: &Call<'_>,
    place: (&str, Option<String>),
    began: Began,
) -> UnknownOutcome {
    let mut parameters: Vec<(&'static str, String)> = Vec::new();
    for name in look_up.parameters.iter().chain(look_up.same) {
        if parameters.iter().all(|(known, _)| known != name)
            && let Some(value) = call.parameters.text(name)
        {
            parameters.push((name, value));
        }
    }
    UnknownOutcome::new(call.action, parameters, call.run_id.map(str::to_owned), place, began)
}

/// The last second in which a call that was noted is sent.
pub(crate) fn sendable(intent: &UnknownOutcome) -> u64 {
    let began = intent.began().duration_since(UNIX_EPOCH).unwrap_or_default();
    began.saturating_add(SENDABLE).as_secs()
}

/// Whether a call can be found at all: by its label, or since the service has no second one like it.
pub(crate) fn can_tell(look_up: &LookUp, unknown: &UnknownOutcome) -> bool {
    look_up.unique || unknown.run_id().is_some()
}

/// Whether what was not found will not come any more, by the date of the list that does not show it.
pub(crate) fn is_settled(look_up: &LookUp, unknown: &UnknownOutcome, date: Option<u64>) -> bool {
    look_up.unique || unknown.is_older_than(LATEST, date)
}

/// The response that the call would have had, in JSON.
pub(crate) fn response(
    look_up: &LookUp,
    names: &EnvelopeNames,
    item: &Value,
    request_id: &str,
) -> Vec<u8> {
    let mut document = Map::new();
    document.insert(names.request_id.to_owned(), request_id.into());
    if let Some(success) = names.success {
        document.insert(success.to_owned(), true.into());
    }
    if let Some(code) = names.success_codes.first() {
        document.insert(names.code.to_owned(), (*code).into());
    }
    for path in look_up.found {
        let Some(value) = path.last().and_then(|last| item.get(*last)) else { continue };
        match path {
            [field] => {
                document.insert((*field).to_owned(), value.clone());
            }
            [outer, field] => {
                let inner = document.entry(*outer).or_insert_with(|| Map::new().into());
                if let Value::Object(inner) = inner {
                    inner.insert((*field).to_owned(), value.clone());
                }
            }
            _ => {}
        }
    }
    Value::Object(document).to_string().into_bytes()
}
