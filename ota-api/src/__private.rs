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

pub use crate::argument::{Argument, Entries, Given, Items, Members, Visit, fits};
pub use crate::builder::{Blank, Draft, IsSet, Sending, Set, Unset, blank};
pub use crate::client::Client;
pub use crate::decode::{
    Each, Member, Read, ReadError, ReadResult, Record, Source, Target, VisitFields,
};
pub use crate::endpoint::Region;
pub use crate::id::{Id, IdKind};
pub use crate::limits::{
    ANY, NOT_EMPTY, double, list_of, matches, one_of, one_of_whole, text, whole, word,
};
pub use crate::operation::{
    EnvelopeNames, ErrorCode, Operation, OperationInfo, Parameter, Repeat, Retry, Service,
    inherited, optional, read, reconcile, required, safe,
};
pub use crate::page::{PageItems, PageNumber, Paged, Pages};
pub use crate::rules::{Rule, RuleKind, is, is_or_else, not_set, set};
pub use crate::secret::Secret;
pub use crate::split::{SendingParts, Split};
pub use crate::wait::{Wait, WaitInfo};
pub use crate::word::{UnknownWord, Word, read_word, take_word, word_text};
