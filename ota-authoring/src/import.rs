//! A draft spec from the text of a documentation page.
//!
//! The page is plain text: a section `Request parameters` with rows such as
//! `DeviceName.N RepeatList Yes device1`, each followed by its description, a section
//! `Response parameters` with rows without `Yes` and `No`, and samples. The cells of a row may also stand
//! between pipes or tabs, or have a line each, and the page may be Chinese. Names, types, limits,
//! examples and samples are taken over; sentences are not. What cannot be read becomes a question.
//!
//! The stages are the modules: `sections` cuts the text, `rows` finds the rows of its tables by their
//! `columns` and `cells`, `sentences` the limits and `values` the values in its prose, `query` its sample request;
//! `tree` and `response` make fields of them, by `meaning` and `secret`; `written` writes these, and `draft`
//! puts the file together.

mod cells;
mod columns;
mod draft;
mod meaning;
mod query;
mod response;
mod rows;
mod secret;
mod sections;
mod sentences;
mod tree;
mod values;
mod written;

pub use draft::{Decision, Draft, NoOperation, draft};
pub(crate) use secret::is_named as is_secret_name;

#[cfg(test)]
mod layouts_tests;
#[cfg(test)]
mod tests;
