//! The form of an operation: names and texts, as a browser posts them.
//!
//! A field is called by its flat name on the wire, such as `Tag.1.Key`, so a link to a filled-in form is the query of the call.
//! Parameters of a choice are called by their option as well, `@Target/Gray/GrayPercent`: those of an option that is not chosen
//! are not part of the request, so no wrong combination can be entered. Names that begin with `@` are those of the form itself:
//! `@choice.Target` has the option, and `@do` what to do. A text that is empty is not set.
//!
//! | stage | module |
//! |---|---|
//! | a request becomes texts, and texts a link | `texts` |
//! | parameters find their options, and back | `options` |
//! | rows come and go | `rows` |
//! | texts become a request | `read` |
//! | texts become what is shown | `parts` |

pub(crate) mod names;
pub(crate) mod options;
pub(crate) mod parts;
pub(crate) mod read;
pub(crate) mod rows;
pub(crate) mod texts;

use std::collections::BTreeMap;

/// The most fields of a form.
pub(crate) const MOST: usize = 20_000;

/// The largest form, in bytes.
pub(crate) const LARGEST: usize = 2 * 1024 * 1024;

/// What a browser posted or a link holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Form {
    texts: BTreeMap<String, String>,
}

impl Form {
    /// Reads a query or a posted body. Of a name that is there twice, the last one counts; what is too much is left out.
    pub(crate) fn parse(text: &[u8]) -> Self {
        let pairs = form_urlencoded::parse(text).take(MOST);
        // Browsers end lines with two characters.
        let texts = pairs.map(|(name, text)| (name.into_owned(), text.replace("\r\n", "\n")));
        Self { texts: texts.collect() }
    }

    /// The text under a name; empty if there is none.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", String::as_str)
    }

    /// Whether there is a text under a name, empty or not.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.texts.contains_key(name)
    }

    /// Sets a text.
    pub(crate) fn set(&mut self, name: impl Into<String>, text: impl Into<String>) {
        self.texts.insert(name.into(), text.into());
    }

    /// Takes a text out.
    pub(crate) fn take(&mut self, name: &str) -> String {
        self.texts.remove(name).unwrap_or_default()
    }

    /// All names with their texts.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// The names and texts below a name: `Tag.1` has `Tag.1.Key`.
    pub(crate) fn below<'f>(&'f self, name: &str) -> impl Iterator<Item = (&'f str, &'f str)> {
        let start = format!("{name}.");
        let all = self.texts.range(start.clone()..);
        let all = all.take_while(move |(name, _)| name.starts_with(&start));
        all.map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// Removes everything of which the function says so.
    pub(crate) fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        self.texts.retain(|name, _| keep(name));
    }

    /// The form as the query of an address.
    pub(crate) fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(self.all().filter(|(_, text)| !text.is_empty()));
        query.finish()
    }
}
