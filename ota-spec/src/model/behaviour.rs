//! Behaviour across calls: pages, parts, waits and look-ups.

use std::sync::Arc;

use super::constant::Constant;
use super::handle::Handle;
use super::path::FieldPath;
use super::shape::{Field, List};

/// A field that holds a list: a parameter, or what a path leads to.
#[derive(Debug, Clone, PartialEq)]
pub struct ListField<F = Handle<Field>> {
    /// The field.
    pub field: F,
    /// Its list.
    pub list: Arc<List>,
}

/// The paging of responses.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// How a call says which page it wants.
    pub by: PageBy,
    /// The parameter with the number of items on a page. Pages with numbers have one; those with offsets
    /// have one or a total.
    pub size: Option<Handle<Field>>,
    /// The most items on a page.
    pub largest: i64,
    /// The field of the response with the number of all items.
    pub total: Option<FieldPath>,
    /// The field of the response with the items.
    pub items: ListField<FieldPath>,
    /// The field of the response with the size that the service went by: it is called like the parameter, and
    /// stands in the response itself or beside the items.
    pub size_used: Option<FieldPath>,
    /// The number of items from the first one on that the service serves; not with tokens.
    pub limit: Option<u32>,
}

/// How a call says which page it wants.
#[derive(Debug, Clone, PartialEq)]
pub enum PageBy {
    /// By the number of the page, counted from 1.
    Number(Handle<Field>),
    /// By the number of items before the page.
    Offset(Handle<Field>),
    /// By a token of the response before.
    Token {
        /// The parameter with the token; it is not required.
        token: Handle<Field>,
        /// The field of the response with the token of the next page.
        next: FieldPath,
    },
}

impl PageBy {
    /// The parameter that says it.
    pub fn parameter(&self) -> &Handle<Field> {
        match self {
            Self::Number(field) | Self::Offset(field) | Self::Token { token: field, .. } => field,
        }
    }
}

/// The list that can be sent in parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Split {
    /// The parameter with the list.
    pub over: ListField,
    /// The most items of a part.
    pub most: u32,
}

/// A state of a response that can be waited for.
#[derive(Debug, Clone, PartialEq)]
pub struct Wait {
    /// Its name, such as `Verified`.
    pub name: String,
    /// The method of the builder.
    pub method: String,
    /// Its documentation.
    pub doc: String,
    /// The same in Chinese.
    pub zh: Option<String>,
    /// The path of fields to the state; a list on the way means each of its items.
    pub state: Vec<Handle<Field>>,
    /// The states that end the waiting well.
    pub until: Vec<Constant>,
    /// The states that end the waiting badly.
    pub fail: Vec<Constant>,
    /// Seconds between two calls, at first.
    pub interval: u32,
    /// Seconds to wait in all.
    pub timeout: u32,
}

/// How to find what an operation made, in the list of another one.
#[derive(Debug, Clone, PartialEq)]
pub struct LookUp {
    /// The action of the operation that lists.
    pub action: String,
    /// Whether it is sent with `GET`.
    pub get: bool,
    /// Its calls per second for one account.
    pub qps: Option<u32>,
    /// The paging of its responses.
    pub page: Option<Page>,
    /// The field of its response with the items.
    pub items: ListField<FieldPath>,
    /// The parameters that are sent along, those of every operation included.
    pub parameters: Vec<Handle<Field>>,
    /// The parameters whose values the items have under the same names, if they were sent.
    pub same: Vec<Handle<Field>>,
    /// The members of the items with known values.
    pub fixed: Vec<(Handle<Field>, Constant)>,
    /// The member of the items with the time at which they were created.
    pub created: Option<Handle<Field>>,
    /// The parameter that takes the label of a call, which the items show again.
    pub tag: Option<ListField>,
    /// Whether the service refuses a second one.
    pub unique: bool,
    /// The fields of the response that an item fills: the paths to them, of one or two fields.
    pub found: Vec<Vec<Handle<Field>>>,
}

impl LookUp {
    /// The structs that lead to the items, to the number of all items and to the token of the next page; none where
    /// a field stands in the response itself, or is not there.
    pub fn ways(&self) -> [&[Handle<Field>]; 3] {
        let page = self.page.as_ref();
        let next = page.and_then(|page| match &page.by {
            PageBy::Token { next, .. } => Some(next),
            PageBy::Number(_) | PageBy::Offset(_) => None,
        });
        let total = page.and_then(|page| page.total.as_ref());
        [Some(&self.items.field), total, next].map(|field| field.map_or(&[][..], FieldPath::outer))
    }
}
