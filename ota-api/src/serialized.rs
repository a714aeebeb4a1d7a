//! Writes IDs, enums, requests and responses by serde, under their names on the wire. One writer serves all: it goes by
//! the tables that the checks and the encoding go by.

use serde::ser::{Error as _, Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::request::argument::{Arguments, List, Map, Members, Table, ValueRef};
use crate::request::operation::{Operation, Request};
use crate::response::typed::Response;
use crate::value::id::Id;
use crate::value::string_enum::StringEnum;

/// What becomes of secret values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Secrets {
    /// They are an error: a request without them is another one.
    Refuse,
    /// They are left out.
    Omit,
    /// They are written, since nobody sees it.
    #[cfg(feature = "mock")]
    Write,
}

/// Writes a request. A secret in it is an error.
///
/// # Errors
///
/// A secret is set, or the serializer fails.
pub fn serialize_request<O: Operation, S: Serializer>(
    request: &O,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let table = &Table { parameters: O::PARAMETERS, rules: &[] };
    Fields { table, arguments: &Request(request), secrets: Secrets::Refuse }.serialize(serializer)
}

/// Writes a struct without its secrets.
///
/// # Errors
///
/// The serializer fails.
pub fn serialize_members<M: Members, S: Serializer>(
    members: &M,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    fields(members, Secrets::Omit).serialize(serializer)
}

/// Writes an enum as its string.
///
/// # Errors
///
/// The serializer fails.
pub fn serialize_enum<E: StringEnum, S: Serializer>(
    value: &E,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(value.as_str())
}

/// Written as its string.
impl<K> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Written as the fields of the operation alone.
impl<T: Serialize> Serialize for Response<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

/// A struct to write.
pub(crate) fn fields<M: Members>(members: &M, secrets: Secrets) -> impl Serialize {
    let table = const { &Table { parameters: M::PARAMETERS, rules: M::RULES } };
    Fields { table, arguments: members, secrets }
}

/// The fields of a struct or a request.
struct Fields<'a> {
    table: &'a Table,
    arguments: &'a dyn Arguments,
    secrets: Secrets,
}

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let secrets = self.secrets;
        let mut map = serializer.serialize_map(None)?;
        let mut result = Ok(());
        self.arguments.arguments(&mut |values| {
            for (parameter, value) in self.table.parameters.iter().zip(values) {
                let value = value.value_ref();
                if result.is_err() || is_empty(value) {
                    continue;
                }
                result = match secrets {
                    Secrets::Omit if parameter.secret => Ok(()),
                    Secrets::Refuse if parameter.secret => Err(S::Error::custom(format!(
                        "`{}` is secret and is not written; clear it, and set it again after reading",
                        parameter.name
                    ))),
                    _ => map.serialize_entry(parameter.name, &Shown { value, secrets }),
                };
            }
        });
        result?;
        map.end()
    }
}

/// Whether there is nothing to write.
fn is_empty(value: ValueRef<'_>) -> bool {
    match value {
        ValueRef::Absent => true,
        ValueRef::List(list) => list.count() == 0,
        ValueRef::Map(map) => map.is_empty(),
        _ => false,
    }
}

/// A value.
struct Shown<'a> {
    value: ValueRef<'a>,
    secrets: Secrets,
}

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let secrets = self.secrets;
        match self.value {
            ValueRef::Absent => serializer.serialize_unit(),
            ValueRef::String(text) | ValueRef::Number(text) => serializer.serialize_str(text),
            ValueRef::Whole(number) => serializer.serialize_i64(number),
            ValueRef::Double(number) => serializer.serialize_f64(number),
            ValueRef::Boolean(value) => serializer.serialize_bool(value),
            ValueRef::Any(value) => value.serialize(serializer),
            ValueRef::List(list) => items(list, secrets, serializer),
            ValueRef::Map(map) => entries(map, secrets, serializer),
            ValueRef::Members(table, arguments) => {
                Fields { table, arguments, secrets }.serialize(serializer)
            }
        }
    }
}

fn items<S: Serializer>(list: &dyn List, secrets: Secrets, to: S) -> Result<S::Ok, S::Error> {
    let mut sequence = to.serialize_seq(Some(list.count()))?;
    for index in 0..list.count() {
        sequence.serialize_element(&Shown { value: list.item(index), secrets })?;
    }
    sequence.end()
}

fn entries<S: Serializer>(map: &dyn Map, secrets: Secrets, to: S) -> Result<S::Ok, S::Error> {
    let mut written = to.serialize_map(None)?;
    let mut result = Ok(());
    map.each(&mut |key, value| {
        if result.is_ok() {
            result = written.serialize_entry(key, &Shown { value, secrets });
        }
    });
    result?;
    written.end()
}
