//! Tools for those who write operation specs, as a library: for command lines, editors, web pages.
//!
//! | module | from | to |
//! |---|---|---|
//! | [`import`] | the text of a documentation page | a draft spec, and what a person has to decide |
//! | [`metadata`] | the vendor's metadata of a product version | a folder of specs, and a report |
//! | [`starter`] | the name of a service | a folder of specs without operations |
//! | [`skeleton`] | the name of a new operation | a file that passes the check, to be filled in |
//! | [`diff`] | two specs | the differences, and whether they break callers |
//! | [`openapi`] | a spec | an OpenAPI document, and what it cannot say |
//! | [`list`](mod@list) | a spec | one entry per operation |
//! | [`show`] | an operation | a [`page`] with everything that is known about it |
//!
//! Nothing here reads files, prints or asks the environment: callers give strings and checked specs
//! (see [`ota_spec`]) and get values. Files are written in the [`layout`] of the specs folder.
//!
//! ```
//! use ota_authoring::diff::{Class, compare};
//! use ota_spec::{Source, Spec, load};
//!
//! // A folder of specs with one operation that takes one string.
//! fn specs(most: u32) -> Spec {
//!     let file = |path: &str, text: String| Source { path: path.into(), bytes: text.into() };
//!     let service = r#"{ "product": "Wall", "version": "2020-01-01", "summary": "Walls.",
//!         "endpoints": { "public": "wall.{region}.example.com", "regions": [] },
//!         "envelope": { "requestId": "RequestId", "success": "Success", "code": "Code",
//!                       "message": "ErrorMessage" }, "parameters": [] }"#;
//!     let paint = format!(r#"{{ "action": "Paint", "group": "wall", "summary": "Paints.",
//!         "idempotency": "idempotent", "parameters": [{{ "name": "Color", "type": "String",
//!         "maxLength": {most}, "doc": "The color." }}], "response": [] }}"#);
//!     load("specs", vec![
//!         file("service.json", service.into()),
//!         file("types.json", r#"{ "types": [] }"#.into()),
//!         file("errors.json", r#"{ "errors": [] }"#.into()),
//!         file("ops/Paint.json", paint),
//!     ])
//!     .unwrap()
//! }
//!
//! let diff = compare(&specs(16), &specs(8));
//! assert_eq!(diff.worst(), Some(Class::Breaking));
//! let [change] = &diff.changes[..] else { panic!("{diff:?}") };
//! assert_eq!(change.to_string(), "Paint `Color`: at most 8 characters, was 16");
//! ```

mod decide;
pub mod diff;
pub mod import;
pub mod layout;
pub mod list;
pub mod metadata;
mod object;
pub mod openapi;
pub mod page;
pub mod show;
pub mod skeleton;
pub mod starter;

pub use decide::DECIDE;

#[cfg(test)]
mod fixture;
