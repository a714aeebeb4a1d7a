//! Reads the JSON specs of RPC operations into a checked model, and says where they are wrong.
//!
//! The stages are the modules: `folder` finds the files, `json` reads them with positions, `raw`
//! mirrors what they say, `check` consumes that into [`model`], and [`diagnostic`] is what comes
//! out instead when something is wrong. [`wire`] and [`limits`] interpret the model: they are what
//! the emulator and the command line judge requests with.
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

pub use check::{Broken, load};
pub use folder::{FolderError, read_folder};
pub use model::Spec;
pub use ota_violation::suggest;
#[cfg(feature = "xml")]
pub use sample::read_xml;
pub use source::Source;
pub use value::Value;
