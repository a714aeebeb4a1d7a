//! Reads a value of which nothing is known.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::call::decode::json::scalars::Name;
use crate::response::reading::Reading;

/// A value that is kept as it is. Its parts count as the items of lists do.
#[derive(Clone, Copy)]
pub(super) struct Any<'r> {
    pub(super) reading: &'r Reading,
}

impl<'de> DeserializeSeed<'de> for Any<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<Value, D::Error> {
        let room = self.reading.step().and_then(|()| self.reading.take_room(size_of::<Value>()));
        room.map_err(Error::custom)?;
        value.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Any<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut found = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            found.push(item);
        }
        Ok(found.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        // With the feature `arbitrary_precision` of serde_json, a number is a map with this single key.
        const NUMBER: &str = "$serde_json::private::Number";
        let mut found = Map::new();
        while let Some(name) = members.next_key_seed(Name)? {
            if name == NUMBER && found.is_empty() {
                let number: String = members.next_value()?;
                return number.parse::<Number>().map(Value::Number).map_err(Error::custom);
            }
            let room = self.reading.take_room(size_of::<(String, Value)>());
            room.map_err(Error::custom)?;
            found.insert(name.into_owned(), members.next_value_seed(self)?);
        }
        Ok(found.into())
    }
}
