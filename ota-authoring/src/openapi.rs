//! Specs as one OpenAPI 3.0.3 document, for the tools that read it.
//!
//! OpenAPI has fewer words than the specs: no signatures, no lists as this API sends them, no rules
//! between parameters. What a document cannot say is part of the result.

mod dependencies;
mod document;
mod named;
mod operation;
mod pattern;
mod response;
mod rules;
mod sample;
mod schema;
mod sides;
mod unsaid;
mod writer;
mod xml;

pub use document::{Document, document};
pub use unsaid::{Scope, Topic, Unsaid};

#[cfg(test)]
mod tests;
