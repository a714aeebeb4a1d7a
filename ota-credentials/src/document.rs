//! JSON of files, servers and processes.

use serde_json::{Map, Value};
use zeroize::Zeroize;

/// A JSON object whose strings are wiped when it is dropped. Its errors never repeat what it holds.
pub(crate) struct Document(Value);

impl Document {
    /// Reads a document. The error completes a sentence that begins with the subject.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, String> {
        // A mark of the byte order, which some editors write.
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        match serde_json::from_slice(bytes) {
            Ok(value @ Value::Object(_)) => Ok(Self(value)),
            Ok(_) => Err("is not a JSON object".to_owned()),
            // What serde_json says can repeat a value.
            Err(error) if error.line() == 0 => Err("is not JSON".to_owned()),
            Err(error) => {
                Err(format!("is not JSON at line {}, column {}", error.line(), error.column()))
            }
        }
    }

    pub(crate) fn members(&self) -> Members<'_> {
        Members(self.0.as_object())
    }
}

impl Drop for Document {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

/// Wipes the strings of a value. Its depth is that which the parser allows.
fn wipe(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Array(items) => items.iter_mut().for_each(wipe),
        Value::Object(members) => members.values_mut().for_each(wipe),
        _ => {}
    }
}

/// The members of an object; none where there is no object.
#[derive(Clone, Copy)]
pub(crate) struct Members<'a>(Option<&'a Map<String, Value>>);

impl<'a> Members<'a> {
    fn get(self, name: &str) -> Option<&'a Value> {
        self.0?.get(name)
    }

    /// A string that is not empty.
    pub(crate) fn text(self, name: &str) -> Option<&'a str> {
        self.get(name)?.as_str().filter(|text| !text.is_empty())
    }

    /// A whole number, also one that is written as a string.
    pub(crate) fn number(self, name: &str) -> Option<i64> {
        match self.get(name)? {
            Value::String(text) => text.parse().ok(),
            other => other.as_i64(),
        }
    }

    /// Whether a member is `true`.
    pub(crate) fn is_true(self, name: &str) -> bool {
        self.get(name).and_then(Value::as_bool).unwrap_or(false)
    }

    /// The members of an object inside.
    pub(crate) fn object(self, name: &str) -> Self {
        Self(self.get(name).and_then(Value::as_object))
    }

    /// The objects of a list.
    pub(crate) fn objects(self, name: &str) -> impl Iterator<Item = Self> + use<'a> {
        let items = self.get(name).and_then(Value::as_array);
        items.into_iter().flatten().filter_map(Value::as_object).map(|object| Self(Some(object)))
    }
}

#[cfg(test)]
mod tests {
    use super::Document;

    #[test]
    fn what_is_wrong_with_a_document_is_said_without_its_contents() {
        for (text, says) in [
            ("", "is not JSON at line 1"),
            ("canary", "is not JSON at line 1"),
            (r#"{"a":"canary"#, "is not JSON at line 1"),
            ("{\"a\":\n \"canary\" \"canary\"}", "is not JSON at line 2"),
            (r#"["canary"]"#, "is not a JSON object"),
            (r#""canary""#, "is not a JSON object"),
        ] {
            let error = Document::parse(text.as_bytes()).err().unwrap();
            assert!(error.contains(says) && !error.contains("canary"), "{text}: {error}");
        }
        let deep = "[".repeat(100_000);
        assert!(Document::parse(deep.as_bytes()).is_err());
    }

    #[test]
    fn members_of_another_type_are_not_there() {
        let text = r#"{"a":1,"b":"","c":"7","d":"x","e":true,"f":{"g":"y"},"h":[{"i":"z"},1]}"#;
        let document = Document::parse(format!("\u{feff}{text}").as_bytes()).unwrap();
        let members = document.members();
        assert_eq!(["a", "b", "d"].map(|name| members.text(name)), [None, None, Some("x")]);
        assert_eq!(["a", "c", "d"].map(|name| members.number(name)), [Some(1), Some(7), None]);
        assert!(members.is_true("e") && !members.is_true("a"));
        assert_eq!(members.object("f").text("g"), Some("y"));
        assert_eq!(members.object("a").text("g"), None);
        let items: Vec<_> = members.objects("h").map(|item| item.text("i")).collect();
        assert_eq!(items, [Some("z")]);
    }
}
