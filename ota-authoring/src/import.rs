//! A draft spec from the text of a documentation page.
//!
//! The page is plain text: a section `Request parameters` with rows such as
//! `DeviceName.N RepeatList Yes device1`, each followed by its description, a section
//! `Response parameters` with rows without `Yes` and `No`, and samples. Names, types, limits,
//! examples and samples are taken over; sentences are not.
//!
//! The stages are the modules: `sections` cuts the text, `rows` finds the rows of its tables,
//! `sentences` the limits in its prose, `query` its sample request; `tree` and `response` make
//! fields of them, `written` writes these, and `draft` puts the file together.

mod draft;
mod query;
mod response;
mod rows;
mod sections;
mod sentences;
mod tree;
mod written;

pub use draft::{Decision, Draft, NoOperation, draft};

#[cfg(test)]
mod tests;
