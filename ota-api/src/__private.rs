//! The door for generated code. Nothing here is for people: it may change in any release, and the
//! generator of the same version is the only one that knows how to use it.

pub mod stages;

pub use ota_macros::operations as expand;

pub use crate::argument::{Argument, Arguments, Entries, Given, Items, Members};
pub use crate::builder::{Draft, IsSet, Sending, Set, Unset};
pub use crate::client::Client;
pub use crate::decode::{Read, ReadError, ReadResult, Record, Source, read, read_list, read_map};
pub use crate::endpoint::Region;
pub use crate::id::{Id, IdKind};
pub use crate::operation::{
    EnvelopeNames, ErrorCode, Limits, Method, Operation, OperationInfo, Parameter, Place, Repeat,
    Retry, Service,
};
pub use crate::page::{PageItems, Paged, Pages};
pub use crate::rules::{Condition, Rule, RuleKind};
pub use crate::secret::Secret;
pub use crate::split::{SendingParts, Split};
pub use crate::wait::{Wait, WaitInfo};
pub use crate::word::{UnknownWord, Word, read_word, take_word, word_text};
