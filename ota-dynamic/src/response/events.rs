//! Goes through a response piece by piece. A long one takes no more memory than its text.

use std::borrow::Cow;
use std::io;

use ota_spec::Value;

/// A piece of a response.
#[derive(Debug, PartialEq)]
pub enum Event<'t> {
    /// An object begins.
    Object,
    /// An array begins.
    Array,
    /// An object or array ends.
    End,
    /// The key of the next value.
    Key(Cow<'t, str>),
    /// A string.
    String(Cow<'t, str>),
    /// A number or boolean, as JSON spells it.
    Word(&'t str),
    /// `null`.
    Null,
}

/// A function that takes the pieces one by one.
pub type Each<'e> = &'e mut dyn FnMut(Event<'_>) -> io::Result<()>;

/// Goes through JSON, which the client has read already.
pub(super) fn json(text: &str, each: Each<'_>) -> io::Result<()> {
    // Whether each open bracket is that of an object.
    let mut open = Vec::new();
    let mut is_key = false;
    let mut rest = text;
    loop {
        let Some(start) = rest.bytes().position(|byte| !is_between(byte)) else { return Ok(()) };
        rest = &rest[start..];
        let first = rest.as_bytes()[0];
        let length = match first {
            b'"' => string_end(rest),
            b'{' | b'[' | b'}' | b']' => 1,
            _ => {
                let is_end = |byte| is_between(byte) || matches!(byte, b']' | b'}');
                rest.bytes().position(is_end).unwrap_or(rest.len())
            }
        };
        let (token, after) = rest.split_at(length);
        rest = after;
        match first {
            b'{' | b'[' => {
                open.push(first == b'{');
                each(if first == b'{' { Event::Object } else { Event::Array })?;
                is_key = first == b'{';
                continue;
            }
            b'}' | b']' => {
                open.pop();
                each(Event::End)?;
            }
            b'"' if is_key => {
                each(Event::Key(unescape(token)))?;
                is_key = false;
                continue;
            }
            b'"' => each(Event::String(unescape(token)))?,
            _ => each(if token == "null" { Event::Null } else { Event::Word(token) })?,
        }
        is_key = open.last().copied().unwrap_or_default();
    }
}

/// Whether a byte stands between values. Commas and colons are where they have to be.
fn is_between(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b',' | b':')
}

/// The length of a string with its quotes.
fn string_end(text: &str) -> usize {
    let mut escaped = false;
    let closing = text.bytes().skip(1).position(|byte| {
        let closes = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        closes
    });
    closing.map_or(text.len(), |closing| closing + 2)
}

/// The characters of a string.
fn unescape(token: &str) -> Cow<'_, str> {
    let inside = token.get(1..token.len() - 1).unwrap_or_default();
    if !inside.contains('\\') {
        return Cow::Borrowed(inside);
    }
    serde_json::from_str(token).map_or(Cow::Borrowed(inside), Cow::Owned)
}

/// Goes through a value.
pub(super) fn value(value: &Value, each: Each<'_>) -> io::Result<()> {
    match value {
        Value::Null => each(Event::Null),
        Value::Bool(value) => each(Event::Word(if *value { "true" } else { "false" })),
        Value::Number(text) => each(Event::Word(text)),
        Value::String(text) => each(Event::String(Cow::Borrowed(text))),
        Value::Array(items) => {
            each(Event::Array)?;
            items.iter().try_for_each(|item| self::value(item, each))?;
            each(Event::End)
        }
        Value::Object(members) => {
            each(Event::Object)?;
            for (key, member) in members {
                each(Event::Key(Cow::Borrowed(key)))?;
                self::value(member, each)?;
            }
            each(Event::End)
        }
    }
}

#[cfg(test)]
mod tests {
    use ota_spec::Value;

    use super::{Event, json, value};

    #[test]
    fn text_and_value_have_the_same_pieces() {
        for text in [
            r#"{"a":[1,-2.50,"x,]}\"\\",{"b":null,"c":{}},[[],[true,false]]],"d":"\u00e9"}"#,
            " { \"a\\\"b\" : [ ] ,\n\"条\" :\t\"\" } ",
            "[]",
            "1e3",
            "\"a:b\"",
        ] {
            let (mut read, mut kept) = (Vec::new(), Vec::new());
            let keep = |into: &mut Vec<String>, event: Event<'_>| {
                into.push(format!("{event:?}"));
                Ok(())
            };
            json(text, &mut |event| keep(&mut read, event)).unwrap();
            value(&Value::from_json(text).unwrap(), &mut |event| keep(&mut kept, event)).unwrap();
            assert_eq!(read, kept, "{text}");
        }
    }

    #[test]
    fn what_is_broken_off_ends() {
        let text = r#"{"a":["\u00e9\\",1,{"条":"x\""}]}"#;
        for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
            json(&text[..end], &mut |_| Ok(())).unwrap();
        }
    }
}
