//! A value of a response, as its format shows it.

use std::str::FromStr;

use crate::excerpt::excerpt;
use crate::response::read_error::{ReadError, ReadResult};

/// A value in an answer, to be taken once. `None` is `null`.
pub trait Source {
    /// A text; a number or a boolean is taken in its shortest spelling.
    fn text(&mut self) -> Result<Option<String>, ReadError>;
    /// Shows the same text without keeping it; nothing for `null`.
    fn look(&mut self, show: &mut dyn FnMut(&str)) -> ReadResult {
        if let Some(text) = self.text()? {
            show(&text);
        }
        Ok(())
    }
    /// The members of an object; `false` if there are none, which is how some answers write nothing.
    fn members(&mut self, each: Each<'_>) -> Result<bool, ReadError>;
    /// The items of a list, which may stand under the name `wrapper`.
    fn list(
        &mut self,
        wrapper: Option<&str>,
        item: &mut dyn FnMut(&mut dyn Source) -> ReadResult,
    ) -> ReadResult;
    /// Passes over the value.
    fn skip(&mut self) -> ReadResult;
    /// A whole number.
    fn whole(&mut self) -> Result<Option<i64>, ReadError> {
        let mut found = Ok(None);
        self.look(&mut |text| found = parse(text, "a whole number"))?;
        found
    }
    /// A floating-point number.
    fn double(&mut self) -> Result<Option<f64>, ReadError> {
        let mut found = Ok(None);
        self.look(&mut |text| found = parse(text, "a number"))?;
        found
    }
    /// `true` or `false`, in any letter case.
    fn boolean(&mut self) -> Result<Option<bool>, ReadError> {
        let mut found = Ok(None);
        self.look(&mut |text| {
            found = match text.trim() {
                text if text.eq_ignore_ascii_case("true") => Ok(Some(true)),
                text if text.eq_ignore_ascii_case("false") => Ok(Some(false)),
                _ => parse(text, "`true` or `false`"),
            }
        })?;
        found
    }
}

/// Takes the members of an object one by one, each with its name.
pub type Each<'m> = &'m mut dyn FnMut(&str, &mut dyn Source) -> ReadResult;

/// Reads a text that stands for something else; an empty one is nothing.
fn parse<T: FromStr>(text: &str, what: &str) -> Result<Option<T>, ReadError> {
    match text.trim() {
        "" => Ok(None),
        text => match text.parse() {
            Ok(value) => Ok(Some(value)),
            Err(_) => Err(ReadError::new(format!("expected {what}, not `{}`", excerpt(text)))),
        },
    }
}
