//! Reads values of which nothing may be lost or guessed: each has to be of the type that is expected.

use std::fmt;

use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::call::decode::json::scalars::{Found, Name, pass_items, pass_members};
use crate::response::read_error::ReadError;

/// A single value with its type.
pub(super) enum Scalar {
    Null,
    String(String),
    Boolean(bool),
    Whole(i64),
    /// A number with a fraction, or with more digits.
    Double(f64),
    /// A number as serde_json keeps it with its feature `arbitrary_precision`.
    Number(String),
}

impl Scalar {
    pub(super) fn string(self) -> Found<Option<String>> {
        match self {
            Self::Null => Ok(None),
            Self::String(text) => Ok(Some(text)),
            other => other.refused("a string"),
        }
    }

    pub(super) fn whole(self) -> Found<Option<i64>> {
        /// Up to here, every whole number has an exact float.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        const EXPECTED: &str = "a whole number of 64 bits";
        match self {
            Self::Null => Ok(None),
            Self::Whole(number) => Ok(Some(number)),
            #[expect(clippy::cast_possible_truncation, reason = "it is a whole number that fits")]
            Self::Double(number) if number.fract() == 0.0 && number.abs() < EXACT => {
                Ok(Some(number as i64))
            }
            Self::Number(text) => match text.parse() {
                Ok(number) => Ok(Some(number)),
                Err(_) => Self::Number(text).refused(EXPECTED),
            },
            other => other.refused(EXPECTED),
        }
    }

    pub(super) fn double(self) -> Found<Option<f64>> {
        match self {
            Self::Null => Ok(None),
            #[expect(clippy::cast_precision_loss, reason = "the parameter has no more digits")]
            Self::Whole(number) => Ok(Some(number as f64)),
            Self::Double(number) => Ok(Some(number)),
            Self::Number(text) => match text.parse() {
                Ok(number) => Ok(Some(number)),
                Err(_) => Self::Number(text).refused("a number"),
            },
            other => other.refused("a number"),
        }
    }

    pub(super) fn boolean(self) -> Found<Option<bool>> {
        match self {
            Self::Null => Ok(None),
            Self::Boolean(value) => Ok(Some(value)),
            other => other.refused("`true` or `false`"),
        }
    }

    fn refused<T>(self, expected: &str) -> Found<T> {
        let found = match self {
            Self::Null => "`null`".to_owned(),
            Self::String(_) => "a string".to_owned(),
            Self::Boolean(value) => format!("`{value}`"),
            Self::Whole(number) => format!("the number `{number}`"),
            Self::Double(number) => format!("the number `{number}`"),
            Self::Number(_) => "a number".to_owned(),
        };
        Err(ReadError::value(format!("expected {expected}, not {found}")))
    }
}

/// Reads a single value.
pub(super) struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Found<Scalar>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a single value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Ok(Scalar::Null))
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(Ok(Scalar::Null))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Ok(Scalar::String(text.to_owned())))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Ok(Scalar::String(text)))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Ok(Scalar::Boolean(value)))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Ok(Scalar::Whole(number)))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        #[expect(clippy::cast_precision_loss, reason = "it is too large for a whole number")]
        let large = Scalar::Double(number as f64);
        Ok(Ok(i64::try_from(number).map_or(large, Scalar::Whole)))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Ok(Scalar::Double(number)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
        pass_items(items)?;
        Ok(Err(ReadError::value("expected a single value, not an array")))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        const NUMBER: &str = "$serde_json::private::Number";
        match map.next_key_seed(Name)?.as_deref() {
            Some(NUMBER) => return map.next_value().map(|number| Ok(Scalar::Number(number))),
            Some(_) => {
                map.next_value::<IgnoredAny>()?;
                pass_members(map)?;
            }
            None => {}
        }
        Ok(Err(ReadError::value("expected a single value, not an object")))
    }
}
