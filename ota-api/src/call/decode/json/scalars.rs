//! Visitors of strings, numbers and booleans. Whatever else is in their place is read to its end, so that
//! reading can go on after it.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::response::read_error::ReadError;

/// A value, or the reason why it has the wrong type.
pub(super) type Found<T> = Result<T, ReadError>;

/// Passes over the rest of an array.
pub(super) fn pass_items<'de, A: SeqAccess<'de>>(mut items: A) -> Result<(), A::Error> {
    while items.next_element::<IgnoredAny>()?.is_some() {}
    Ok(())
}

/// Passes over the rest of an object.
pub(super) fn pass_members<'de, A: MapAccess<'de>>(mut map: A) -> Result<(), A::Error> {
    while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
    Ok(())
}

/// Reads a value as a string.
pub(super) struct StringVisitor;

impl<'de> Visitor<'de> for StringVisitor {
    type Value = Found<Option<String>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string or number")
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Ok(Some(text.to_owned())))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Ok(Some(text)))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Ok(Some(value.to_string())))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Ok(Some(number.to_string())))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Ok(Some(number.to_string())))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        /// From here on, not every whole number has an exact float.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if number.fract() == 0.0 && number.abs() >= EXACT {
            return Ok(Err(ReadError::value("a number with more digits than fit without loss")));
        }
        Ok(Ok(Some(number.to_string())))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Ok(None))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
        pass_items(items)?;
        Ok(Err(ReadError::value("expected a string or number, not an array")))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        // With serde_json's feature `arbitrary_precision`, which any crate of a program can enable
        // for all, a number is a map with this single key.
        const NUMBER: &str = "$serde_json::private::Number";
        match map.next_key_seed(Name)?.as_deref() {
            Some(NUMBER) => map.next_value::<String>().map(|number| Ok(Some(number))),
            Some(_) => {
                map.next_value::<IgnoredAny>()?;
                pass_members(map)?;
                Ok(Err(ReadError::value("expected a string or number, not an object")))
            }
            // Some responses write an empty object for nothing.
            None => Ok(Ok(None)),
        }
    }
}

/// Shows a string; other values as [`StringVisitor`] spells them.
pub(super) struct StrVisitor<'s>(pub(super) &'s mut dyn FnMut(&str));

impl StrVisitor<'_> {
    fn show<E>(self, text: Result<Found<Option<String>>, E>) -> Result<Found<()>, E> {
        Ok(text?.map(|text| text.iter().for_each(|text| (self.0)(text))))
    }
}

impl<'de> Visitor<'de> for StrVisitor<'_> {
    type Value = Found<()>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        StringVisitor.expecting(f)
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        (self.0)(text);
        Ok(Ok(()))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        (self.0)(if value { "true" } else { "false" });
        Ok(Ok(()))
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Self::Value, E> {
        self.show(StringVisitor.visit_i64(number))
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Self::Value, E> {
        self.show(StringVisitor.visit_u64(number))
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Self::Value, E> {
        self.show(StringVisitor.visit_f64(number))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Ok(()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
        self.show(StringVisitor.visit_seq(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        self.show(StringVisitor.visit_map(map))
    }
}

/// Reads a key, borrowed if it has no escapes.
pub(super) struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, key: D) -> Result<Self::Value, D::Error> {
        key.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(text.into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(text.to_owned().into())
    }
}
