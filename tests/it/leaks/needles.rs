//! Looks for secrets in what was shown, in every spelling, by means of its own.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use percent_encoding::percent_decode_str;

/// The strings that must not be shown.
pub(crate) struct Needles {
    plain: Vec<String>,
    encoded: Vec<String>,
    /// That of the call of which something was shown last.
    signature: Option<String>,
}

impl Needles {
    pub(crate) fn new<'a>(plain: impl IntoIterator<Item = &'a str>) -> Self {
        let mut needles = Self { plain: Vec::new(), encoded: Vec::new(), signature: None };
        plain.into_iter().for_each(|text| needles.add(text));
        needles
    }

    pub(crate) fn add(&mut self, text: &str) {
        self.note(text);
        for (before, skipped) in ["", "x", "xx"].into_iter().zip([0, 2, 3]) {
            for alphabet in [&STANDARD, &URL_SAFE] {
                let encoded = alphabet.encode(format!("{before}{text}"));
                let end = (before.len() + text.len()) * 8 / 6;
                // Short ones occur by chance.
                if end - skipped >= 8 {
                    self.encoded.push(encoded[skipped..end].to_owned());
                }
            }
        }
    }

    /// The same, but not in Base64.
    pub(crate) fn note(&mut self, text: &str) {
        if !text.is_empty() && !self.plain.iter().any(|known| known == text) {
            self.plain.push(text.to_owned());
        }
    }

    /// Takes the signature out of a request, if it has one.
    pub(crate) fn take_signature(&mut self, request: &str) {
        for mark in ["&Signature=", ",Signature="] {
            if let Some((_, rest)) = request.split_once(mark) {
                let signature = rest.split([' ', '\r', '&']).next().unwrap();
                let signature = percent_decode_str(signature).decode_utf8().unwrap();
                assert!(signature.len() > 20);
                self.signature = Some(signature.into_owned());
            }
        }
    }

    pub(crate) fn assert_none(&self, text: &str, what: &str) {
        let once = decoded(text);
        let twice = decoded(&once);
        for text in [text, &once, &twice] {
            for needle in self.plain.iter().chain(&self.signature) {
                assert!(!text.contains(needle.as_str()), "{what}: `{needle}` is in {text}");
            }
        }
        for needle in &self.encoded {
            assert!(!text.contains(needle.as_str()), "{what}: `{needle}` (Base64) is in {text}");
        }
    }
}

/// A text without the escapes of queries, JSON, XML and `Debug`, in one pass: what an escape stands for may be one itself.
fn decoded(text: &str) -> String {
    let mut clean = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let found = match first {
            b'%' => number(after, 2, 16).map(|character| (character, 3)),
            b'\\' => match after {
                [b'u', digits @ ..] => number(digits, 4, 16).map(|character| (character, 6)),
                [mark @ (b'/' | b'"' | b'\\' | b'\''), ..] => Some((*mark, 2)),
                _ => None,
            },
            b'&' => reference(after),
            _ => None,
        };
        let (byte, length) = found.unwrap_or((*first, 1));
        clean.push(byte);
        rest = &rest[length..];
    }
    String::from_utf8_lossy(&clean).into_owned()
}

/// The byte that so many digits write.
fn number(digits: &[u8], count: usize, radix: u32) -> Option<u8> {
    let digits = str::from_utf8(digits.get(..count)?).ok()?;
    u8::try_from(u32::from_str_radix(digits, radix).ok()?).ok()
}

/// The byte of a reference such as `&lt;`, which is after the ampersand, and the length with it.
fn reference(after: &[u8]) -> Option<(u8, usize)> {
    let end = after.iter().take(8).position(|byte| *byte == b';')?;
    let byte = match &after[..end] {
        b"lt" => b'<',
        b"gt" => b'>',
        b"amp" => b'&',
        b"quot" => b'"',
        b"apos" => b'\'',
        [b'#', b'x', digits @ ..] => number(digits, digits.len(), 16)?,
        [b'#', digits @ ..] => number(digits, digits.len(), 10)?,
        _ => return None,
    };
    Some((byte, end + 2))
}
