//! Blanks the secrets that the service itself sends, for errors: fields that the spec marks as secret or
//! that are called like secrets, and the queries of signed addresses.
//!
//! This works on the text of a response, since what is shown is often a response that cannot be read. A
//! secret is found by the name before it, in JSON, in XML, in a query, and in any of them quoted within
//! a string. Where the end of a secret cannot be told, all that follows is blanked.

use std::borrow::Cow;
use std::ops::Range;

/// Names that end like this are those of secrets, whether the spec knows them or not.
const ENDINGS: [&str; 5] = ["credential", "password", "secret", "signature", "token"];

/// The permission to upload a file; its signature stands beside it.
const POLICY: &str = "policy";

/// In a query, these show that the address is signed.
const SIGNED: [&str; 6] =
    ["signature", "accesskeyid", "security-token", "securitytoken", "x-oss-", "token="];

/// What stands in the place of a secret.
const BLANK: &str = "***";

/// Blanks the values of these fields and of all that are called like secrets, and signed addresses.
pub(crate) fn blank(text: &str, names: &[&str]) -> String {
    let mut clean = String::with_capacity(text.len());
    let (mut shown, mut at) = (0, 0);
    while let Some(word) = next_word(text, at) {
        at = word.end;
        let hidden =
            if is_secret(part(text, word.clone()), names) { value(text, &word) } else { None };
        if let Some(hidden) = hidden.filter(|hidden| !hidden.is_empty()) {
            clean.push_str(part(text, shown..hidden.start));
            clean.push_str(BLANK);
            (shown, at) = (hidden.end, hidden.end);
        }
    }
    clean.push_str(part(text, shown..text.len()));
    match blank_addresses(&clean) {
        Cow::Borrowed(_) => clean,
        Cow::Owned(blanked) => blanked,
    }
}

/// Blanks the queries of signed addresses.
fn blank_addresses(text: &str) -> Cow<'_, str> {
    let mut clean = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('?') {
        let (before, query) = rest.split_at(start + 1);
        let is_end = |c: char| c.is_whitespace() || "\"'<>`".contains(c);
        let (query, after) = query.split_at(query.find(is_end).unwrap_or(query.len()));
        let lower = query.to_ascii_lowercase();
        clean.push_str(before);
        clean.push_str(if SIGNED.iter().any(|mark| lower.contains(mark)) { BLANK } else { query });
        rest = after;
    }
    if clean.is_empty() {
        return Cow::Borrowed(text);
    }
    clean.push_str(rest);
    Cow::Owned(clean)
}

/// Whether a name is that of a secret: one of these, or called like one.
pub(crate) fn is_secret(word: &str, names: &[&str]) -> bool {
    let ends_with = |ending: &&str| {
        let start = word.len().checked_sub(ending.len());
        start.is_some_and(|start| part(word, start..word.len()).eq_ignore_ascii_case(ending))
    };
    word.eq_ignore_ascii_case(POLICY)
        || ENDINGS.iter().any(ends_with)
        || names.iter().any(|name| name.eq_ignore_ascii_case(word))
}

/// A part of a text; both ends are beside ASCII characters, so they split none.
fn part(text: &str, range: Range<usize>) -> &str {
    text.get(range).unwrap_or_default()
}

fn is_word(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

/// The run of letters, digits, `_` and `-` at a position.
fn word_at(text: &str, start: usize) -> Range<usize> {
    let rest = text.as_bytes().get(start..).unwrap_or_default();
    start..start + rest.iter().position(|byte| !is_word(byte)).unwrap_or(rest.len())
}

/// The next such run that is not empty.
fn next_word(text: &str, from: usize) -> Option<Range<usize>> {
    let start = text.as_bytes().get(from..)?.iter().position(is_word)?;
    Some(word_at(text, from + start))
}

/// The value that belongs to a name, without quotes around it.
fn value(text: &str, name: &Range<usize>) -> Option<Range<usize>> {
    let mut after = Cursor { text, at: name.end };
    if is_after_bracket(part(text, 0..name.start))
        && let Some(content) = after.element(part(text, name.clone()))
    {
        return Some(content);
    }
    let named = after.quote().is_some();
    after.spaces();
    let colon = after.skip(":");
    if !colon && !["=", "%3D", "%3d", "\\u003d"].iter().any(|equals| after.skip(equals)) {
        return None;
    }
    after.spaces();
    let start = after.at;
    match after.quote() {
        Some(quote) => Some(after.at..after.closing(quote)),
        // "InvalidToken: it has expired" is prose.
        None if colon && !named => None,
        None if colon => Some(start..start + json_end(text.as_bytes().get(start..)?)),
        None => {
            let is_end = |c: char| c.is_whitespace() || "&\"'<>`,;)]}\\".contains(c);
            Some(start..start + after.rest().find(is_end).unwrap_or(after.rest().len()))
        }
    }
}

/// A position in a text.
struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Cursor<'t> {
    fn rest(&self) -> &'t str {
        part(self.text, self.at..self.text.len())
    }

    /// Steps over this, if it comes next.
    fn skip(&mut self, wanted: &str) -> bool {
        let found = self.rest().starts_with(wanted);
        self.at += if found { wanted.len() } else { 0 };
        found
    }

    fn spaces(&mut self) {
        self.at += self.rest().bytes().take_while(u8::is_ascii_whitespace).count();
    }

    /// Steps over a quote, as it is or escaped any number of times.
    fn quote(&mut self) -> Option<&'t str> {
        let rest = self.rest();
        let escapes = rest.bytes().take_while(|byte| *byte == b'\\').count();
        let mark = part(rest, escapes..rest.len());
        let mark = ["\"", "'", "&quot;"].into_iter().find(|quote| mark.starts_with(quote))?;
        let quote = part(rest, 0..escapes + mark.len());
        self.at += quote.len();
        Some(quote)
    }

    /// The position of the same quote once more, not escaped any further.
    fn closing(&self, quote: &str) -> usize {
        let rest = self.rest();
        let mark = quote.trim_start_matches('\\');
        let escapes = quote.len() - mark.len();
        let closes = |at: usize| {
            let before = part(rest, 0..at).bytes().rev().take_while(|byte| *byte == b'\\').count();
            before % (2 * (escapes + 1)) == escapes
        };
        let found = rest.match_indices(mark).find(|(at, _)| closes(*at));
        found.map_or(self.text.len(), |(at, _)| self.at + at - escapes)
    }

    /// The content of the element with this name, which was just read in its start tag.
    fn element(&self, name: &str) -> Option<Range<usize>> {
        let is_tag =
            |rest: &str| rest.starts_with(['>', ' ', '\t', '\r', '\n']) || rest.starts_with("&gt;");
        if !is_tag(self.rest()) {
            return None;
        }
        let mut ends = self.rest().match_indices(['>', '&']).map(|(at, _)| at);
        let end = ends.find_map(|at| {
            let bracket = part(self.rest(), at..self.rest().len());
            [">", "&gt;"].iter().find(|end| bracket.starts_with(*end)).map(|end| (at, end.len()))
        });
        let Some((end, length)) = end else {
            return Some(self.at..self.text.len());
        };
        if part(self.rest(), 0..end).ends_with('/') {
            return None;
        }
        let start = self.at + end + length;
        let content = part(self.text, start..self.text.len());
        let closing = content.match_indices('/').find_map(|(slash, _)| {
            let before = part(content, 0..slash);
            let bracket = ["<", "&lt;"].into_iter().find(|bracket| before.ends_with(bracket))?;
            let mut word = word_at(content, slash + 1);
            if part(content, word.end..content.len()).starts_with(':') {
                word = word_at(content, word.end + 1);
            }
            part(content, word).eq_ignore_ascii_case(name).then(|| slash - bracket.len())
        });
        Some(start..start + closing.unwrap_or(content.len()))
    }
}

/// Whether a start tag begins at the end of this, up to its prefix.
fn is_after_bracket(before: &str) -> bool {
    let prefixed = before.strip_suffix(':').map(|before| {
        before.trim_end_matches(|c: char| u8::try_from(c).is_ok_and(|byte| is_word(&byte)))
    });
    let before = prefixed.unwrap_or(before);
    before.ends_with('<') || before.ends_with("&lt;")
}

/// The length of a JSON string; all of the text if it is not closed.
fn string_end(bytes: &[u8]) -> usize {
    let mut escaped = false;
    let inner = bytes.iter().skip(1).position(|byte| {
        let closes = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        closes
    });
    inner.map_or(bytes.len(), |inner| inner + 2)
}

/// The length of a JSON value that is not a string.
fn json_end(bytes: &[u8]) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => {
                at += string_end(bytes.get(at..).unwrap_or_default());
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth <= 1 => return if depth == 1 { at + 1 } else { at },
            b'}' | b']' => depth -= 1,
            b',' if depth == 0 => return at,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::blank;

    #[test]
    fn secret_fields_are_blanked_in_both_formats_and_in_broken_ones() {
        for text in [
            r#"{"Signature":"CANARY"}"#,
            r#"{ "signature" : "CAN\"ARY" , "Key":"k"}"#,
            r#"{ "signature" : "CANARY\\" , "Key":"k"}"#,
            r#"{"Url":["CANARY",{"a":"CANARY]"}],"Key":"k"}"#,
            r#"{"Policy":CANARY}"#,
            r#"{"Policy":"CANARY"#,
            r#"{"SessionToken":"CANARY","Key":"k"}"#,
            "{'Policy': 'CANARY', \"Key\":\"k\"}",
            "<R><Policy>CANARY</Policy><Key>k</Key></R>",
            "<R><Policy a='b'><![CDATA[CANARY]]></Policy></R>",
            "<R><Policy><a>CANARY</a></n:policy><Key>k</Key></R>",
            r#"<R Signature="CANARY"><Key>k</Key></R>"#,
            "<R><n:Signature>CANARY",
            "Expires=1&Signature=CANARY&Key=k",
            "Signature%3DCANARY",
            r#"{"Other":"https://h/a.bin?Expires=1&Signature=CANARY%2F"}"#,
            r#"{"Other":"https://h/a.bin?Expires\u003d1\u0026Signature\u003dCANARY"}"#,
            "<Other>https://h/a.bin?Expires=1&amp;Signature=CANARY</Other>",
        ] {
            assert_blanked(text);
        }
    }

    #[test]
    fn a_response_that_is_quoted_in_a_string_is_blanked_too() {
        let inner = r#"{"Policy":"CAN\"ARY\\","Url":{"a":"CANARY"}}"#;
        let once = serde_json::json!({ "Message": inner, "Key": "k" }).to_string();
        let twice = serde_json::json!({ "Message": once, "Key": "k" }).to_string();
        let xml = "<M>&lt;Policy&gt;CANARY&lt;/Policy&gt; &quot;Url&quot;:&quot;CANARY&quot;</M><Key>k</Key>";
        for text in [&once, &twice, xml] {
            assert_blanked(text);
        }
    }

    fn assert_blanked(text: &str) {
        let blanked = blank(text, &["Url"]);
        assert!(!blanked.contains("ARY") && blanked.contains("***"), "{text}: {blanked}");
        for other in ["\"Key\":\"k\"", "<Key>k<", "&Key=k"] {
            assert_eq!(text.contains(other), blanked.contains(other), "{text}: {blanked}");
        }
    }

    #[test]
    fn whatever_is_not_secret_stays() {
        for text in [
            r#"{"Key":"Signature","N":1,"Help":"https://h/t?q=Code&product=iot"}"#,
            r#"{"Code":"IncompleteSignature","Message":"InvalidSecurityToken: it has expired"}"#,
            "<R><Policies>x</Policies><Policy/><Policy a='b'/><Key>a?b</Key></R>",
            "is it? \"Policy\" and <b",
            "",
        ] {
            assert_eq!(blank(text, &["Url"]), text);
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(
            text in r#"(["'<>:=?\\{}\[\], /é]|Policy|Url|</Url>|&lt;|&gt;|&quot;|Signature=){0,30}"#
        ) {
            blank(&text, &["Url"]);
        }
    }
}
