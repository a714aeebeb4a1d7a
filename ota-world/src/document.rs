//! Reads JSON that people write, such as seeds, with errors in plain words.
//!
//! Derived readers accept an array of the members in place of an object. Nobody writes one on
//! purpose, and `[]` would be an object without members, so such arrays are refused first.

use std::fmt;

use jiff::Timestamp;
use serde::Deserialize;
use serde::de::{self, DeserializeOwned, DeserializeSeed, Deserializer, MapAccess, SeqAccess};
use serde_json::Value;
use serde_json::error::Category;

/// The members that are never lists.
const NO_LISTS: &[&str] = &[
    "model",
    "behaviour",
    "numbered",
    "delay",
    "duration",
    "offlineFor",
    "askEvery",
    "effect",
    "seed",
];

/// The names of kinds of values in serde's messages, and in plain words.
const EXPECTED: &[(&str, &str)] = &[
    ("f64", "a number"),
    ("u64", "a whole number from 0"),
    ("usize", "a whole number from 0"),
    ("u32", "a whole number from 0 to 4294967295"),
    ("u16", "a whole number from 0 to 65535"),
    ("u8", "a whole number from 0 to 255"),
    ("i64", "a whole number"),
    ("a sequence", "an array"),
    ("a map", "an object"),
    ("a boolean", "true or false"),
];

/// A sign that some editors put before a text. JSON has none.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Reads a document; `what` says what it is, such as `a seed`.
///
/// The error says what is wrong, with line and column.
pub fn read<T: DeserializeOwned>(text: &[u8], what: &str) -> Result<T, String> {
    if text.starts_with(BYTE_ORDER_MARK) {
        let message = "it starts with a byte order mark; save it without one at line 1 column 1";
        return Err(message.to_owned());
    }
    let shape = Shape { place: Place::Top(what) };
    let shape = shape.deserialize(&mut serde_json::Deserializer::from_slice(text));
    match shape {
        Err(error) if error.classify() == Category::Data => Err(plain(&error)),
        // The reader itself reports anything that is not JSON.
        _ => serde_json::from_slice(text).map_err(|error| plain(&error)),
    }
}

/// An error of serde in words for people who write no Rust.
fn plain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = match text.strip_prefix("unknown variant ") {
        Some(rest) => format!("unknown value {rest}"),
        None => text,
    };
    let found = [("invalid type: map,", "an object"), ("invalid type: sequence,", "an array")];
    let text = found.iter().fold(text, |text, (kind, plain)| {
        text.replacen(kind, &format!("invalid type: {plain},"), 1)
    });
    // What was found can be any string, and stands before what was expected.
    let Some((before, expected)) = text.rsplit_once(", expected ") else { return text };
    match EXPECTED.iter().find_map(|(kind, plain)| Some((plain, expected.strip_prefix(kind)?))) {
        Some((plain, rest)) => format!("{before}, expected {plain}{rest}"),
        None => text,
    }
}

/// Reads the time of a member that can be absent or `null`.
pub fn optional_time<'de, D: Deserializer<'de>>(
    name: &str,
    from: D,
) -> Result<Option<Timestamp>, D::Error> {
    let found = match Value::deserialize(from)? {
        Value::Null => return Ok(None),
        found => found,
    };
    let time = found.as_str().and_then(|text| text.parse().ok());
    time.map(Some).ok_or_else(|| {
        de::Error::custom(format!(
            "`{name}` is {found}, which is not a time; write one such as `2026-01-02T03:04:05Z`"
        ))
    })
}

/// Checks a value for arrays where none belong.
struct Shape<'a> {
    place: Place<'a>,
}

/// The place of a value.
#[derive(Clone, Copy)]
enum Place<'a> {
    /// The whole document.
    Top(&'a str),
    /// The value of this member.
    Member(&'a str),
    /// An item of an array.
    Item,
}

impl<'de> DeserializeSeed<'de> for Shape<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> de::Visitor<'de> for Shape<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let message = match self.place {
            Place::Top(what) => Some(format!("{what} is a JSON object, and this is an array")),
            Place::Item => Some("an array stands in an array; write an object there".to_owned()),
            Place::Member(name) if NO_LISTS.contains(&name) => {
                Some(format!("`{name}` cannot be an array"))
            }
            Place::Member(_) => None,
        };
        if let Some(message) = message {
            return Err(de::Error::custom(message));
        }
        while items.next_element_seed(Shape { place: Place::Item })?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(name) = members.next_key::<String>()? {
            members.next_value_seed(Shape { place: Place::Member(&name) })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::{NO_LISTS, read};
    use crate::seed::Seed;

    #[test]
    fn an_array_in_place_of_an_object_is_refused_with_its_place() {
        for (text, part) in [
            ("[]", "a seed is a JSON object, and this is an array at line 1"),
            ("\n [7]", "a seed is a JSON object, and this is an array at line 2"),
            (
                "{\"products\": [\n[]]}",
                "an array stands in an array; write an object there at line 2",
            ),
            ("{\"model\": [[1, 2]]}", "`model` cannot be an array"),
            ("{\"products\": [{\"numbered\": [\"a\", 5]}]}", "`numbered` cannot be an array"),
            ("{\"products\": [", "EOF"),
            ("{} {}", "trailing"),
            ("", "EOF"),
            ("\u{feff}{}", "a byte order mark; save it without one at line 1 column 1"),
        ] {
            let error = read::<Seed>(text.as_bytes(), "a seed").unwrap_err();
            assert!(error.contains(part), "{error}");
        }
    }

    #[test]
    fn a_mistake_is_said_in_plain_words_with_what_is_allowed_and_its_place() {
        let device = |text: &str| format!("{{\"products\": [{{\"devices\":\n [{text}]}}]}}");
        for (text, parts) in [
            (device(r#"{"deviceNam": "a"}"#), ["unknown field `deviceNam`", "`deviceName`"]),
            (device("3"), ["integer `3`", "expected the name of a device, or an object with"]),
            (device("null"), ["null", "expected the name of a device, or an object with"]),
            (
                device(r#"{"deviceName": "a", "behaviour": {"fails": "x"}}"#),
                ["unknown value `x`", "`flashFailed`"],
            ),
            (device(r#"{"deviceName": 7}"#), ["integer `7`", "expected a string"]),
            (device(r#"{"behaviour": {"delay": 5}}"#), ["integer `5`", "`from` and `to`"]),
            (device(r#"{"behaviour": {"failureRate": "x"}}"#), ["\"x\"", "expected a number"]),
            ("{\"seed\":\n -1}".to_owned(), ["integer `-1`", "expected a whole number from 0"]),
            ("{\"products\":\n {}}".to_owned(), ["type: an object", "expected an array"]),
            ("{\"time\":\n \"noon\"}".to_owned(), ["`time` is \"noon\"", "2026-01-02T03:04:05Z"]),
            ("{\"time\":\n 5}".to_owned(), ["`time` is 5", "2026-01-02T03:04:05Z"]),
            ("\n7".to_owned(), ["integer `7`", "expected a seed, an object with"]),
        ] {
            let error = read::<Seed>(text.as_bytes(), "a seed").unwrap_err();
            for part in parts.into_iter().chain(["line 2 column"]) {
                assert!(error.contains(part), "{part}: {error}");
            }
            assert!(!error.contains("struct") && !error.contains("variant"), "{error}");
        }
    }

    /// The members that are objects, wherever they stand.
    fn objects<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
        match value {
            Value::Object(members) => members.iter().for_each(|(name, member)| {
                if member.is_object() {
                    found.push(name);
                }
                objects(member, found);
            }),
            Value::Array(items) => items.iter().for_each(|item| objects(item, found)),
            _ => {}
        }
    }

    #[test]
    fn every_member_of_a_seed_that_is_an_object_is_known_as_none_that_is_a_list() {
        let time = r#"{"from": 1, "to": 2}"#;
        let times = format!(
            r#""delay": {time}, "duration": {time}, "offlineFor": {time}, "askEvery": {time}"#
        );
        let text = format!(
            r#"{{"model": {{{times}}}, "products": [{{"productKey": "p", "numbered": {{}},
                "devices": [{{"deviceName": "a", "versions": {{"m": "1"}},
                    "behaviour": {{"fails": "flashFailed", "offline": true, {times}}}}}]}}]}}"#
        );
        let seed: Seed = read(text.as_bytes(), "a seed").unwrap();
        let whole = serde_json::to_value(seed).unwrap();
        let mut found = Vec::new();
        objects(&whole, &mut found);
        assert!(found.len() > 8, "{found:?}");
        for name in found {
            // A map is not read from an array anyway.
            assert!(NO_LISTS.contains(&name) || name == "versions", "{name}");
        }
    }

    #[test]
    fn a_time_is_read_as_before() {
        let seed: Seed = read(br#"{"time": "2026-01-02T03:04:05Z"}"#, "a seed").unwrap();
        assert_eq!(seed.time.unwrap().to_string(), "2026-01-02T03:04:05Z");
        assert_eq!(read::<Seed>(br#"{"time": null}"#, "a seed").unwrap(), Seed::default());
    }

    #[test]
    fn what_is_meant_is_read() {
        let text = r#" {"seed": 7, "products": [{"productKey": "p", "devices": ["a"]}]} "#;
        let seed: Seed = read(text.as_bytes(), "a seed").unwrap();
        assert_eq!((seed.seed, seed.products[0].devices.len()), (7, 1));
        let any: Value = read(br#"{"a": [1.5, -1, true, null, "b", {"c": []}]}"#, "it").unwrap();
        assert_eq!(any["a"][4], "b");
    }
}
