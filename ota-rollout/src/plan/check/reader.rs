//! Reads single values, and notes what is wrong with them.

use std::ops::Range;

use toml::{Spanned, Value};

use crate::plan::mistake::Mistakes;
use crate::plan::{Seconds, raw};

/// A minute, in seconds.
pub(super) const MINUTE: u32 = 60;

/// A day, in seconds.
pub(super) const DAY: u32 = 24 * 60 * MINUTE;

/// Gives the text of a list of devices by its path.
pub(super) type Lists<'a> = &'a dyn Fn(&str) -> Result<String, String>;

pub(super) struct Reader<'a> {
    pub(super) mistakes: Mistakes<'a>,
    pub(super) lists: Lists<'a>,
}

/// The longest name, in bytes.
const LONGEST: usize = 256;

impl Reader<'_> {
    /// A text that is neither empty nor too long and has no control characters.
    pub(super) fn filled(&mut self, name: &str, text: Spanned<String>) -> String {
        let (span, text) = (text.span(), text.into_inner());
        if text.is_empty() || text.len() > LONGEST || text.chars().any(char::is_control) {
            let text = format!(
                "`{name}` is {text:?}; allowed: 1 to {LONGEST} bytes without control characters"
            );
            self.mistakes.add(&span, text);
        }
        text
    }

    /// Texts that differ, up to so many.
    pub(super) fn texts(&mut self, name: &str, texts: raw::Texts, most: usize) -> Vec<String> {
        let Some(texts) = texts else { return Vec::new() };
        let span = texts.span();
        let mut read: Vec<String> = Vec::new();
        for text in texts.into_inner() {
            let place = text.span();
            let text = self.filled(name, text);
            if read.contains(&text) {
                self.mistakes.add(&place, format!("`{name}` has {text:?} twice; name each once"));
            }
            read.push(text);
        }
        if read.is_empty() || read.len() > most {
            let count = read.len();
            self.mistakes.add(&span, format!("`{name}` has {count} items; allowed: 1 to {most}"));
        }
        read
    }

    /// A time between two others, in seconds.
    pub(super) fn seconds(
        &mut self,
        name: &str,
        text: raw::Text,
        default: Seconds,
        (least, most): (u32, u32),
    ) -> Seconds {
        let Some(text) = text else { return default };
        let (span, text) = (text.span(), text.into_inner());
        match Seconds::parse(&text) {
            Some(time) if (least..=most).contains(&time.0) => time,
            found => {
                let (least, most) = (Seconds(least), Seconds(most));
                let what = match found {
                    Some(_) => format!("allowed: `{least}` to `{most}`"),
                    None => format!(
                        "write a time such as `30s`, `5m` or `1h30m`, from `{least}` to `{most}`"
                    ),
                };
                self.mistakes.add(&span, format!("`{name}` is {text:?}; {what}"));
                default
            }
        }
    }

    /// A time as whole minutes.
    pub(super) fn minutes(&mut self, name: &str, time: Seconds, span: &Range<usize>) -> u32 {
        if !time.0.is_multiple_of(60) {
            let text = format!("`{name}` is `{time}`; the service takes whole minutes");
            self.mistakes.add(span, text);
        }
        time.0 / 60
    }

    /// A whole number between two others.
    pub(super) fn number(
        &mut self,
        name: &str,
        number: raw::Number,
        (least, most): (u32, u32),
    ) -> Option<u32> {
        let number = number?;
        match u32::try_from(*number.get_ref()) {
            Ok(found) if (least..=most).contains(&found) => Some(found),
            _ => {
                let text = format!("`{name}` is {}; allowed: {least} to {most}", number.get_ref());
                self.mistakes.add(&number.span(), text);
                None
            }
        }
    }

    /// One of some words.
    pub(super) fn word<T: Copy>(
        &mut self,
        name: &str,
        word: raw::Text,
        words: &[(&str, T)],
    ) -> Option<T> {
        let word = word?;
        let found = words.iter().find(|(known, _)| known == word.get_ref());
        if found.is_none() {
            let known: Vec<String> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
            let text = format!("`{name}` is {:?}; allowed: {}", word.get_ref(), known.join(", "));
            self.mistakes.add(&word.span(), text);
        }
        found.map(|(_, meaning)| *meaning)
    }

    /// A number or a text as it is written.
    pub(super) fn written(&mut self, name: &str, value: &Spanned<Value>) -> String {
        match value.get_ref() {
            Value::String(text) => text.clone(),
            Value::Integer(number) => number.to_string(),
            Value::Float(number) => number.to_string(),
            _ => {
                self.mistakes.add(&value.span(), format!("`{name}` is no number and no text"));
                String::new()
            }
        }
    }
}
