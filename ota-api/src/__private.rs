//! The door for generated code. Nothing here is for people: it may change in any release, and the
//! generator of the same version is the only one that knows how to use it.

pub mod stages;

pub use ota_macros::operations as expand;

pub use std::boxed::Box;
pub use std::clone::Clone;
pub use std::cmp::{Eq, PartialEq};
pub use std::collections::BTreeMap;
pub use std::convert::{AsRef, From, Into};
pub use std::default::Default;
pub use std::fmt::{Debug, Display, Formatter, Result as FormatResult};
pub use std::future::pending;
pub use std::iter::once;
pub use std::option::Option::{self, None, Some};
pub use std::result::Result;
pub use std::string::{String, ToString};
pub use std::vec::Vec;

pub use crate::client::Client;
pub use crate::config::region::Region;
pub use crate::flow::pages::{PageItems, PageNumber, Paged, Pages};
pub use crate::flow::parts::{SendingParts, Split};
pub use crate::flow::waits::{Wait, WaitInfo};
pub use crate::request::argument::{Argument, Given, Members, Visit};
pub use crate::request::collections::{Entries, Items, fits};
pub use crate::request::empty::{Blank, blank};
pub use crate::request::limits::{
    ANY, NOT_EMPTY, double, list_of, matches, one_of, one_of_whole, text, whole,
};
pub use crate::request::operation::{Operation, OperationInfo, Repeat, read, reconcile, safe};
pub use crate::request::parameter::{Parameter, inherited, optional, required};
pub use crate::request::rules::{Rule, RuleKind, is, is_or_else, not_set, set};
pub use crate::request::service::{EnvelopeNames, ErrorCode, Retry, Service};
pub use crate::request_builder::{Draft, IsSet, Sending, Set, Unset};
pub use crate::response::read::Read;
pub use crate::response::read_error::{ReadError, ReadResult};
pub use crate::response::record::{Member, Record, VisitFields};
pub use crate::response::slot::Target;
pub use crate::response::value::{Each, Source};
pub use crate::value::id::{Id, IdKind};
pub use crate::value::secret::Secret;
pub use crate::value::word::word;
pub use crate::value::word::{UnknownWord, Word, read_word, take_word, word_text};
