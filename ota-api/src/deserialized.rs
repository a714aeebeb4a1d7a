//! Reads IDs, enums, requests and responses by serde, with the reader of responses.

use serde::de::{Deserialize, Deserializer, Error as _};

use crate::call::decode::json::Json;
use crate::request::operation::Operation;
use crate::response::reading::Reading;
use crate::response::record::{Fields, Member, Order, Record};
use crate::response::value_reader::ValueReader as _;
use crate::value::id::Id;
use crate::value::string_enum::StringEnum;

/// Reads a request. What is not a parameter, what has another type than its parameter, and a key that comes twice is an
/// error, and so is a required parameter that is not there. `null` leaves an optional parameter unset.
///
/// # Errors
///
/// It is not a request of this operation, or the deserializer fails.
pub fn deserialize_request<'de, O, D>(deserializer: D) -> Result<O, D::Error>
where
    O: Operation + Record,
    D: Deserializer<'de>,
{
    let mut request = O::empty();
    fill(&mut request, &Reading::strict(), deserializer)?;
    Ok(request)
}

/// Reads a struct. Members that it does not have are passed over, as in a response.
///
/// # Errors
///
/// A member has another type, or the deserializer fails.
pub fn deserialize_record<'de, R, D>(deserializer: D) -> Result<R, D::Error>
where
    R: Record + Default,
    D: Deserializer<'de>,
{
    let mut record = R::default();
    fill(&mut record, &Reading::new(usize::MAX, None), deserializer)?;
    Ok(record)
}

/// Reads an enum from its string. An unknown value is kept.
///
/// # Errors
///
/// It is not a string, or the deserializer fails.
pub fn deserialize_enum<'de, E, D>(deserializer: D) -> Result<E, D::Error>
where
    E: StringEnum,
    D: Deserializer<'de>,
{
    String::deserialize(deserializer).map(E::parse_owned)
}

/// Read from a string. Its limits are checked before sending.
impl<'de, K> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

/// Fills a record, whole or not at all.
fn fill<'de, D: Deserializer<'de>>(
    record: &mut dyn Record,
    reading: &Reading,
    deserializer: D,
) -> Result<(), D::Error> {
    let mut result = Ok(true);
    let mut missing = None;
    let mut json = Json::new(deserializer, reading);
    record.fields(&mut |fields| {
        let mut order = Order::default();
        let mut known = Fields::new(fields, &mut order);
        result = json.members(&mut |name, value| known.take(name, value));
        missing = fields.iter().find(|field| field.is_missing()).map(Member::name);
    });
    let is_object = result.map_err(D::Error::custom)?;
    if let Some(field) = reading.first_unreadable() {
        return Err(D::Error::custom(field));
    }
    if reading.is_strict() && !is_object {
        return Err(D::Error::custom("expected an object with the parameters, not `null`"));
    }
    match missing {
        Some(name) => Err(D::Error::custom(format!("the required parameter `{name}` is missing"))),
        None => Ok(()),
    }
}
