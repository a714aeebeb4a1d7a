//! Reads the JSON specs of RPC operations into a checked model and reports their mistakes.
//!
//! Each stage is a module: `folder` finds the files, `json` reads them with positions, `raw`
//! mirrors their content, and `check` turns that into the [`model`] or into [`diagnostic`]s.
//! [`wire`], [`limits`] and [`rules`] interpret the model: the emulator and the command line check
//! requests with them.
//!
//! ```
//! use ota_spec::{Source, load};
//!
//! let source = |path: &str, text: &str| Source { path: path.to_owned(), bytes: text.into() };
//! let broken = load("specs", vec![
//!     source("ops/Ping.json", r#"{ "action": "Ping", "grup": "test" }"#),
//! ])
//! .unwrap_err();
//! let shown: Vec<String> = broken.diagnostics.iter().map(|found| found.to_string()).collect();
//! assert!(shown.iter().any(|text| text.contains("specs/ops/Ping.json:1:21")));
//! ```
//!
//! The language itself is described in `specs/README.md`.

mod check;
pub mod diagnostic;
mod folder;
mod json;
pub mod keys;
pub mod limits;
pub mod markdown;
pub mod model;
pub mod names;
pub mod protocol;
mod raw;
pub mod rules;
mod sample;
mod source;
mod spelling;
pub mod value;
pub mod visible;
pub mod wire;
pub mod words;

pub use check::{Broken, load, load_files};
pub use folder::{Files, FolderError, read_files, read_folder};
pub use json::Misread;
pub use model::Spec;
pub use ota_violation::suggest;
#[cfg(feature = "xml")]
pub use sample::{read_typed_xml, read_xml};
pub use source::Source;
pub use value::Value;
