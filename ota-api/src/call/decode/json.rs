//! Reads JSON, on top of serde_json.

mod any;
mod scalars;
mod strict;

use std::collections::BTreeSet;
use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, Error, IgnoredAny, IntoDeserializer, MapAccess, SeqAccess,
    Visitor,
};
use serde_json::Value;

use crate::call::decode::json::any::Any;
use crate::call::decode::json::scalars::{
    Found, Name, StrVisitor, StringVisitor, pass_items, pass_members,
};
use crate::call::decode::json::strict::{Scalar, ScalarVisitor};
use crate::excerpt::excerpt;
use crate::response::read_error::{Extent, ReadError, ReadResult};
use crate::response::reading::Reading;
use crate::response::value_reader::{
    ItemVisitor, MemberVisitor, ValueReader, boolean, double, whole,
};

/// Reads the members of a JSON document, which must be an object.
pub(crate) fn read_json(body: &[u8], reading: &Reading, each: MemberVisitor<'_>) -> ReadResult {
    // Validated as a whole, which is faster than string by string.
    let text = str::from_utf8(body).map_err(failed)?;
    let mut json = serde_json::Deserializer::from_str(text);
    let mut reader = Json { value: Some(&mut json), reading };
    if !reader.members(each)? {
        return Err(ReadError::broken("expected an object with members"));
    }
    json.end().map_err(failed)
}

/// Passes on a JSON document as one value.
pub(crate) fn whole_json(body: &[u8], reading: &Reading, each: MemberVisitor<'_>) -> ReadResult {
    let text = str::from_utf8(body).map_err(failed)?;
    let mut json = serde_json::Deserializer::from_str(text);
    let mut reader = Json { value: Some(&mut json), reading };
    each("", &mut reader)?;
    if reader.value.is_some() {
        reader.skip()?;
    }
    json.end().map_err(failed)
}

/// serde stops at errors of its own and at those that the readers pass through it: neither can be read
/// on from.
fn failed(error: impl fmt::Display) -> ReadError {
    ReadError::broken(error.to_string())
}

/// A JSON value that has not been read yet.
pub(crate) struct Json<'r, D> {
    value: Option<D>,
    reading: &'r Reading,
}

#[cfg(feature = "serde")]
impl<'r, D> Json<'r, D> {
    pub(crate) fn new(value: D, reading: &'r Reading) -> Self {
        Self { value: Some(value), reading }
    }
}

impl<'de, D: Deserializer<'de>> Json<'_, D> {
    /// Reads the value to its end, whatever its type.
    fn take<T, V: Visitor<'de, Value = Found<T>>>(&mut self, visitor: V) -> Result<T, ReadError> {
        let value = self.value.take().ok_or_else(|| ReadError::broken("a value is read twice"))?;
        value.deserialize_any(visitor).map_err(failed)?
    }

    /// The value where nothing may be guessed.
    fn scalar(&mut self) -> Option<Result<Scalar, ReadError>> {
        self.reading.is_strict().then(|| self.take(ScalarVisitor))
    }
}

impl<'de, D: Deserializer<'de>> ValueReader for Json<'_, D> {
    fn reading(&self) -> &Reading {
        self.reading
    }

    fn string(&mut self) -> Result<Option<String>, ReadError> {
        match self.scalar() {
            Some(scalar) => scalar?.string(),
            None => self.take(StringVisitor),
        }
    }

    fn with_str(&mut self, show: &mut dyn FnMut(&str)) -> ReadResult {
        match self.scalar() {
            Some(scalar) => scalar?.string().map(|text| text.iter().for_each(|text| show(text))),
            None => self.take(StrVisitor(show)),
        }
    }

    fn whole(&mut self) -> Result<Option<i64>, ReadError> {
        match self.scalar() {
            Some(scalar) => scalar?.whole(),
            None => whole(self),
        }
    }

    fn double(&mut self) -> Result<Option<f64>, ReadError> {
        match self.scalar() {
            Some(scalar) => scalar?.double(),
            None => double(self),
        }
    }

    fn boolean(&mut self) -> Result<Option<bool>, ReadError> {
        match self.scalar() {
            Some(scalar) => scalar?.boolean(),
            None => boolean(self),
        }
    }

    fn members(&mut self, each: MemberVisitor<'_>) -> Result<bool, ReadError> {
        self.take(Members { reading: self.reading, each })
    }

    fn list(&mut self, wrapper: Option<&str>, item: ItemVisitor<'_>) -> ReadResult {
        self.take(Items { reading: self.reading, wrapper, item })
    }

    fn any(&mut self) -> Result<Option<Value>, ReadError> {
        let value = self.value.take().ok_or_else(|| ReadError::broken("a value is read twice"))?;
        let value = Any { reading: self.reading }.deserialize(value).map_err(failed)?;
        Ok(Some(value).filter(|value| !value.is_null()))
    }

    fn skip(&mut self) -> ReadResult {
        let value = self.value.take().ok_or_else(|| ReadError::broken("a value is read twice"))?;
        value.deserialize_ignored_any(IgnoredAny).map(|_| ()).map_err(failed)
    }
}

/// Reads the members of an object.
struct Members<'r, 'm> {
    reading: &'r Reading,
    each: MemberVisitor<'m>,
}

impl<'de> Visitor<'de> for Members<'_, '_> {
    type Value = Found<bool>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        // Where nothing may be lost, an object without members is one.
        let is_strict = self.reading.is_strict();
        let mut any = is_strict;
        let mut seen = BTreeSet::new();
        while let Some(name) = map.next_key_seed(Name)? {
            any = true;
            if is_strict && !seen.insert(name.to_string()) {
                map.next_value::<IgnoredAny>()?;
                let error = Err(ReadError::value("the key comes twice"));
                let settled = self.reading.settle(&excerpt(&name), self.reading.mark(), error);
                settled.map_err(Error::custom)?;
                continue;
            }
            let read = |value: &mut dyn ValueReader| (self.each)(&name, value);
            map.next_value_seed(With { reading: self.reading, read })?;
        }
        Ok(Ok(any))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Ok(false))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(empty(text, "an object", self.reading).map(|()| false))
    }

    /// Some responses write an empty array for nothing.
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        if items.next_element::<IgnoredAny>()?.is_none() && !self.reading.is_strict() {
            return Ok(Ok(false));
        }
        pass_items(items)?;
        Ok(Err(ReadError::container("expected an object, not an array")))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Err(ReadError::container("expected an object, not a boolean")))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Err(ReadError::container("expected an object, not a number")))
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Self::Value, E> {
        self.visit_i64(0)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Self::Value, E> {
        self.visit_i64(0)
    }
}

/// Reads the items of an array, or a single item without brackets.
struct Items<'r> {
    reading: &'r Reading,
    wrapper: Option<&'r str>,
    item: ItemVisitor<'r>,
}

impl Items<'_> {
    /// Takes a scalar as the only item.
    fn single<'de, V: IntoDeserializer<'de, E>, E: Error>(
        self,
        value: V,
        what: &str,
    ) -> Result<Found<()>, E> {
        if self.reading.is_strict() {
            return Ok(Err(ReadError::container(format!("expected an array, not {what}"))));
        }
        let mut value = Json { value: Some(value.into_deserializer()), reading: self.reading };
        (self.item)(&mut value).map(Ok).map_err(E::custom)
    }
}

impl<'de> Visitor<'de> for Items<'_> {
    type Value = Found<()>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let reading = self.reading;
        while items.next_element_seed(With { reading, read: &mut *self.item })?.is_some() {}
        Ok(Ok(()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let reading = self.reading;
        if reading.is_strict() {
            pass_members(map)?;
            return Ok(Err(ReadError::container("expected an array, not an object")));
        }
        let Some(wrapper) = self.wrapper else {
            let mut single = Json { value: Some(MapAccessDeserializer::new(map)), reading };
            return (self.item)(&mut single).map(Ok).map_err(Error::custom);
        };
        let mut found = Ok(());
        while let Some(name) = map.next_key_seed(Name)? {
            let read = |value: &mut dyn ValueReader| {
                if *name != *wrapper {
                    return value.skip();
                }
                match value.list(None, self.item) {
                    Err(error) if error.extent() != Extent::Rest => found = Err(error),
                    other => return other,
                }
                Ok(())
            };
            map.next_value_seed(With { reading, read })?;
        }
        Ok(found)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Ok(()))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        match (self.wrapper, text) {
            (_, "") | (Some(_), _) => Ok(empty(text, "an array", self.reading)),
            (None, _) => self.single(text, "a string"),
        }
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        self.single(value, "a boolean")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        self.single(number, "a number")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        self.single(number, "a number")
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        self.single(number, "a number")
    }
}

/// Some responses write an empty string for nothing.
fn empty(text: &str, expected: &str, reading: &Reading) -> Found<()> {
    if text.is_empty() && !reading.is_strict() {
        Ok(())
    } else {
        Err(ReadError::container(format!("expected {expected}, not a string")))
    }
}

/// Passes a value on as a reader.
struct With<'r, F> {
    reading: &'r Reading,
    read: F,
}

impl<'de, F: FnMut(&mut dyn ValueReader) -> ReadResult> DeserializeSeed<'de> for With<'_, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(mut self, value: D) -> Result<(), D::Error> {
        let reading = self.reading;
        let read = |()| (self.read)(&mut Json { value: Some(value), reading });
        reading.step().and_then(read).map_err(Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::read_json;
    use crate::response::reading::Reading;
    use crate::response::record::{FieldVisitor, Member, Record};
    use crate::response::slot::Slot;

    /// Four fields, any of which may be missing.
    #[derive(Clone, Debug, Default, PartialEq)]
    struct Row([Option<String>; 4]);

    const NAMES: [&str; 4] = ["A", "B", "C", "D"];

    impl Record for Row {
        fn fields(&mut self, visit: FieldVisitor<'_>) {
            let [a, b, c, d] = &mut self.0;
            let [na, nb, nc, nd] = NAMES;
            visit(&mut [
                Member::Field(na, a),
                Member::Field(nb, b),
                Member::Field(nc, c),
                Member::Field(nd, d),
            ]);
        }
    }

    proptest! {
        #[test]
        fn rows_are_read_in_whatever_order_their_members_come(
            rows in proptest::collection::vec(
                proptest::sample::subsequence(vec![0_usize, 1, 2, 3, 4], 1..=5).prop_shuffle(),
                0..12,
            )
        ) {
            let mut expected = Vec::new();
            let mut texts = Vec::new();
            for (number, places) in rows.iter().enumerate() {
                let mut row = Row::default();
                let mut members = Vec::new();
                for place in places {
                    // The fifth name is not a field.
                    let name = NAMES.get(*place).unwrap_or(&"?");
                    members.push(format!(r#""{name}":"{number}""#));
                    row.0.get_mut(*place).into_iter().for_each(|field| *field = Some(number.to_string()));
                }
                texts.push(format!("{{{}}}", members.join(",")));
                expected.push(row);
            }
            let text = format!(r#"{{"Rows":[{}]}}"#, texts.join(","));
            let mut read: Vec<Row> = Vec::new();
            let reading = Reading::new(text.len(), None);
            read_json(text.as_bytes(), &reading, &mut |_, value| read.fill(&[], value)).unwrap();
            prop_assert_eq!(read, expected);
        }
    }
}
