//! A folder of specs from the vendor's metadata of a product version.
//!
//! The metadata is one JSON document, `api-docs.json`. Names, types, limits, enums, defaults, examples, error
//! codes and texts are taken over as they are; what the document does not say is judged, and what the specs cannot
//! say is left out. The [`Report`] lists both, so nothing is lost silently.
//!
//! The stages are the modules: `read`, `schema` and `keys` read the document, `groups`, `judge`, `envelope` and `page`
//! understand it, `convert`, `limits`, `enums`, `values` and `parameters` make types and fields of schemas, `types` and
//! `share` the shared types, `draft` an operation, `errors` and `service` the other files, `folder` all of them, and
//! `merge` keeps what people changed in an earlier import.

mod convert;
mod draft;
mod enums;
mod envelope;
mod errors;
mod folder;
mod groups;
mod judge;
mod keys;
mod limits;
mod log;
mod merge;
mod overlap;
mod page;
mod parameters;
mod read;
mod report;
mod schema;
mod service;
mod shape;
mod share;
mod side;
mod text;
mod types;
mod values;
mod xml;

pub use folder::{About, Import, about, import};
pub use log::{Class, Finding, Log};
pub use merge::{Merged, merge, merge_part};
pub use read::Unreadable;
pub use report::{Operation, Report};
