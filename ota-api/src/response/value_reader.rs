//! Access to the values of a response, whatever its format.

use std::str::FromStr;

use serde_json::Value;

use crate::excerpt::excerpt;
use crate::response::read_error::{ReadError, ReadResult};
use crate::response::reading::Reading;

/// A value in a response, which can be read once. `None` means `null`.
///
/// A value of the wrong type is read to its end, so that what comes after it can be read. The visitors
/// that are passed to `members` and `list` return an error only if the response cannot be read on.
pub trait ValueReader {
    /// The state of reading the response.
    fn reading(&self) -> &Reading;
    /// A string; numbers and booleans are converted to their shortest spelling.
    fn string(&mut self) -> Result<Option<String>, ReadError>;
    /// Passes the same string to `show` without keeping it; `null` is not passed.
    fn with_str(&mut self, show: &mut dyn FnMut(&str)) -> ReadResult {
        if let Some(text) = self.string()? {
            show(&text);
        }
        Ok(())
    }
    /// The members of an object; `false` if there are none, as some responses write nothing.
    fn members(&mut self, each: MemberVisitor<'_>) -> Result<bool, ReadError>;
    /// The items of a list, which may be inside a member named `wrapper`.
    fn list(&mut self, wrapper: Option<&str>, item: ItemVisitor<'_>) -> ReadResult;
    /// The value as it is, whatever its type; in XML, text is a string and repeated elements are an array.
    fn any(&mut self) -> Result<Option<Value>, ReadError>;
    /// Whether it is an element of XML.
    fn is_xml(&self) -> bool {
        false
    }
    /// Skips the value.
    fn skip(&mut self) -> ReadResult;
    /// A whole number.
    fn whole(&mut self) -> Result<Option<i64>, ReadError> {
        whole(self)
    }
    /// A floating-point number.
    fn double(&mut self) -> Result<Option<f64>, ReadError> {
        double(self)
    }
    /// `true` or `false`, in any letter case.
    fn boolean(&mut self) -> Result<Option<bool>, ReadError> {
        boolean(self)
    }
}

/// A function that takes the members of an object one by one, each with its name.
pub type MemberVisitor<'m> = &'m mut dyn FnMut(&str, &mut dyn ValueReader) -> ReadResult;

/// A function that takes the items of a list one by one.
pub(crate) type ItemVisitor<'i> = &'i mut dyn FnMut(&mut dyn ValueReader) -> ReadResult;

/// A whole number, as it is spelled.
pub(crate) fn whole<R: ValueReader + ?Sized>(reader: &mut R) -> Result<Option<i64>, ReadError> {
    let mut found = Ok(None);
    reader.with_str(&mut |text| found = parse_whole(text))?;
    found
}

/// A floating-point number, as it is spelled.
pub(crate) fn double<R: ValueReader + ?Sized>(reader: &mut R) -> Result<Option<f64>, ReadError> {
    let mut found = Ok(None);
    reader.with_str(&mut |text| found = parse(text, "a number"))?;
    found
}

/// `true` or `false`, as it is spelled.
pub(crate) fn boolean<R: ValueReader + ?Sized>(reader: &mut R) -> Result<Option<bool>, ReadError> {
    let mut found = Ok(None);
    reader.with_str(&mut |text| {
        found = match text.trim() {
            text if text.eq_ignore_ascii_case("true") => Ok(Some(true)),
            text if text.eq_ignore_ascii_case("false") => Ok(Some(false)),
            _ => parse(text, "`true` or `false`"),
        }
    })?;
    found
}

/// Parses a whole number, which may have zeros after a dot.
fn parse_whole(text: &str) -> Result<Option<i64>, ReadError> {
    let whole = match text.trim().split_once('.') {
        Some((whole, zeros)) if !zeros.is_empty() && zeros.bytes().all(|byte| byte == b'0') => {
            whole
        }
        _ => text,
    };
    parse(whole, "a whole number")
}

/// Parses a string; an empty one means nothing.
fn parse<T: FromStr>(text: &str, what: &str) -> Result<Option<T>, ReadError> {
    match text.trim() {
        "" => Ok(None),
        text => match text.parse() {
            Ok(value) => Ok(Some(value)),
            Err(_) => Err(ReadError::value(format!("expected {what}, not `{}`", shown(text)))),
        },
    }
}

/// The start of a value. Of an address that may be signed, the query is left out: cut short, it could not be
/// told from others.
fn shown(text: &str) -> String {
    match text.split_once('?') {
        Some((address, _)) if address.contains("//") => excerpt(address) + "?***",
        _ => excerpt(text),
    }
}
