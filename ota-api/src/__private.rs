//! The names that generated code uses. They are not public API: they may change in any release, and only
//! the generator of the same version knows them.

pub mod stages;

pub use ota_macros::Operations;

/// The spec files that the compiler watches.
pub type Files = &'static [&'static [u8]];

pub use std::boxed::Box;
pub use std::clone::Clone;
pub use std::cmp::{Eq, Ord, PartialEq, PartialOrd};
pub use std::collections::BTreeMap;
pub use std::convert::{AsRef, From, Infallible, Into};
pub use std::default::Default;
pub use std::fmt::{Debug, Display, Formatter, Result as FormatResult};
pub use std::future::pending;
pub use std::hash::Hash;
pub use std::ops::Deref;
pub use std::option::Option::{self, None, Some};
pub use std::primitive::{bool, f64, i32, i64, str, u32, usize};
pub use std::result::Result;
pub use std::str::FromStr;
pub use std::string::String;
pub use std::vec::Vec;
pub use std::{concat, env, include_bytes};

pub use serde_json::Value;

#[cfg(feature = "serde")]
pub use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use crate::call::transport::exchange::Exchange;
pub use crate::client::Core;
pub use crate::client::builder::ClientBuilder;
pub use crate::client::environment::from_env;
pub use crate::config::region::Region;
#[cfg(feature = "serde")]
pub use crate::deserialized::{deserialize_enum, deserialize_record, deserialize_request};
pub use crate::error::Error;
pub use crate::flow::pages::{Listed, PageItems, Paged, Pages, inside, listed, listed_with_token};
pub use crate::flow::parts::Split;
pub use crate::flow::parts::builder::SendParts;
pub use crate::flow::position::{PageFields, page, page_without_size};
pub use crate::flow::waits::{LookAt, Values, Wait, WaitInfo};
pub use crate::request::argument::{Argument, Members, ValueRef, Visitor};
pub use crate::request::collections::{IntoEntries, IntoItems, fits};
pub use crate::request::empty::Empty;
pub use crate::request::limits::Limits;
pub use crate::request::look_up::LookUp;
pub use crate::request::operation::{About, Idempotency, Operation};
pub use crate::request::parameter::Parameter;
pub use crate::request::rules::{Condition, Rule};
pub use crate::request::service::{Endpoints, EnvelopeNames, ErrorCode, Product, Retry, Service};
pub use crate::request::state::{Set, Unset};
pub use crate::request_builder::{FeatureIsOff, IsSet, RequestBuilder, Sending, builder};
pub use crate::response::read::Read;
pub use crate::response::read_error::{ReadError, ReadResult};
pub use crate::response::record::{FieldVisitor, Member, Record};
#[cfg(feature = "serde")]
pub use crate::response::required::Required;
pub use crate::response::slot::Slot;
pub use crate::response::value_reader::{MemberVisitor, ValueReader};
#[cfg(feature = "serde")]
pub use crate::serialized::{serialize_enum, serialize_members, serialize_request};
pub use crate::value::id::{Id, IdKind};
pub use crate::value::maybe::Maybe;
pub use crate::value::secret::Secret;
pub use crate::value::string_enum::{StringEnum, UnknownValue};
