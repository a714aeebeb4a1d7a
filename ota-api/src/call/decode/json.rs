//! Reads JSON, on top of serde_json.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, Error, IgnoredAny, IntoDeserializer, MapAccess, SeqAccess,
    Visitor,
};

use crate::response::read_error::{ReadError, ReadResult};
use crate::response::value_reader::{MemberVisitor, ValueReader};

/// Reads the members of a JSON document, which must be an object.
pub(crate) fn read_json(body: &[u8], each: MemberVisitor<'_>) -> ReadResult {
    // Validated as a whole, which is faster than string by string.
    let text = str::from_utf8(body).map_err(failed)?;
    let mut json = serde_json::Deserializer::from_str(text);
    let mut reader = Json(Some(&mut json));
    if !reader.members(each)? {
        return Err(ReadError::new("expected an object with members"));
    }
    json.end().map_err(failed)
}

fn failed(error: impl fmt::Display) -> ReadError {
    ReadError::new(error.to_string())
}

/// A JSON value that has not been read yet.
struct Json<D>(Option<D>);

impl<'de, D: Deserializer<'de>> Json<D> {
    fn take<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, ReadError> {
        let value = self.0.take().ok_or_else(|| ReadError::new("a value is read twice"))?;
        value.deserialize_any(visitor).map_err(failed)
    }
}

impl<'de, D: Deserializer<'de>> ValueReader for Json<D> {
    fn string(&mut self) -> Result<Option<String>, ReadError> {
        self.take(StringVisitor)
    }

    fn with_str(&mut self, show: &mut dyn FnMut(&str)) -> ReadResult {
        self.take(StrVisitor(show))
    }

    fn members(&mut self, each: MemberVisitor<'_>) -> Result<bool, ReadError> {
        self.take(Members(each))
    }

    fn list(
        &mut self,
        wrapper: Option<&str>,
        item: &mut dyn FnMut(&mut dyn ValueReader) -> ReadResult,
    ) -> ReadResult {
        self.take(Items { wrapper, item })
    }

    fn skip(&mut self) -> ReadResult {
        self.take(IgnoredAny).map(|_| ())
    }
}

struct StringVisitor;

impl<'de> Visitor<'de> for StringVisitor {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string or number")
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Some(text))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Some(value.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Some(number.to_string()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Some(number.to_string()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        /// From here on, not every whole number has an exact float.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if number.fract() == 0.0 && number.abs() >= EXACT {
            return Err(E::custom("a number with more digits than fit without loss"));
        }
        Ok(Some(number.to_string()))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        // With serde_json's feature `arbitrary_precision`, which any crate of a program can enable
        // for all, a number is a map with this single key.
        const NUMBER: &str = "$serde_json::private::Number";
        match map.next_key_seed(Name)?.as_deref() {
            Some(NUMBER) => map.next_value::<String>().map(Some),
            Some(_) => Err(Error::invalid_type(serde::de::Unexpected::Map, &self)),
            // Some responses write an empty object for nothing.
            None => Ok(None),
        }
    }
}

/// Shows a string; other values as [`StringVisitor`] spells them.
struct StrVisitor<'s>(&'s mut dyn FnMut(&str));

impl StrVisitor<'_> {
    fn show<E>(self, text: Result<Option<String>, E>) -> Result<(), E> {
        text?.iter().for_each(|text| (self.0)(text));
        Ok(())
    }
}

impl<'de> Visitor<'de> for StrVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        StringVisitor.expecting(f)
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        (self.0)(text);
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        (self.0)(if value { "true" } else { "false" });
        Ok(())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.show(StringVisitor.visit_i64(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.show(StringVisitor.visit_u64(number))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        self.show(StringVisitor.visit_f64(number))
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        self.show(StringVisitor.visit_map(map))
    }
}

/// Reads the members of an object.
struct Members<'m>(MemberVisitor<'m>);

impl<'de> Visitor<'de> for Members<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
        let mut any = false;
        while let Some(name) = map.next_key_seed(Name)? {
            any = true;
            map.next_value_seed(With(|value: &mut dyn ValueReader| (self.0)(&name, value)))?;
        }
        Ok(any)
    }

    fn visit_unit<E>(self) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<bool, E> {
        empty(text, &self).map(|()| false)
    }
}

/// Reads the items of an array, or a single item without brackets.
struct Items<'r> {
    wrapper: Option<&'r str>,
    item: &'r mut dyn FnMut(&mut dyn ValueReader) -> ReadResult,
}

impl<'de> Visitor<'de> for Items<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(With(&mut *self.item))?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Some(wrapper) = self.wrapper else {
            let single = MapAccessDeserializer::new(map);
            return (self.item)(&mut Json(Some(single))).map_err(Error::custom);
        };
        while let Some(name) = map.next_key_seed(Name)? {
            map.next_value_seed(With(|value: &mut dyn ValueReader| {
                if *name == *wrapper { value.list(None, self.item) } else { value.skip() }
            }))?;
        }
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        match (self.wrapper, text) {
            (_, "") => Ok(()),
            (Some(_), _) => empty(text, &self),
            (None, _) => single(text, self.item),
        }
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        single(value, self.item)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        single(number, self.item)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        single(number, self.item)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        single(number, self.item)
    }
}

fn single<'de, V: IntoDeserializer<'de, E>, E: Error>(
    value: V,
    item: &mut dyn FnMut(&mut dyn ValueReader) -> ReadResult,
) -> Result<(), E> {
    item(&mut Json(Some(value.into_deserializer()))).map_err(E::custom)
}

/// Some responses write an empty string for nothing.
fn empty<'de, E: Error>(text: &str, expected: &impl Visitor<'de>) -> Result<(), E> {
    match text {
        "" => Ok(()),
        _ => Err(E::invalid_type(serde::de::Unexpected::Str(text), expected)),
    }
}

/// Passes a value on as a reader.
struct With<F>(F);

impl<'de, F: FnMut(&mut dyn ValueReader) -> ReadResult> DeserializeSeed<'de> for With<F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(mut self, value: D) -> Result<(), D::Error> {
        (self.0)(&mut Json(Some(value))).map_err(Error::custom)
    }
}

/// Reads a key, borrowed if it has no escapes.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = std::borrow::Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, key: D) -> Result<Self::Value, D::Error> {
        key.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = std::borrow::Cow<'de, str>;

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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::read_json;
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
            read_json(text.as_bytes(), &mut |_, value| read.fill(&[], value)).unwrap();
            prop_assert_eq!(read, expected);
        }
    }
}
