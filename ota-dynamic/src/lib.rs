//! Calls of operations that are known at run time only.
//!
//! `ota-api` knows its operations when it is compiled. A tool that takes any folder of specs knows them
//! when it has read the folder; what stands between the two is here: [`Operations`] describes a service and
//! its operations to a client, [`input`] makes values of what a person typed and judges the request,
//! [`response`] goes through what came back, and [`blank`] hides what must not be shown of a signed request.
//!
//! ```
//! use ota_dynamic::input;
//! use ota_spec::{Source, Value, load};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let source = |path: &str, text: &str| Source { path: path.to_owned(), bytes: text.into() };
//! let spec = load("specs", vec![
//!     source("service.json", r#"{ "product": "Lamps", "version": "2026-01-02", "summary": "Lamps.",
//!         "endpoints": { "public": "lamps.{region}.example.com" },
//!         "envelope": { "requestId": "RequestId", "code": "Code", "message": "Message" },
//!         "parameters": [] }"#),
//!     source("types.json", r#"{ "types": [] }"#),
//!     source("errors.json", r#"{ "errors": [] }"#),
//!     source("ops/Light.json", r#"{ "action": "Light", "group": "lamps", "summary": "Lights a lamp.",
//!         "idempotency": "idempotent", "parameters": [
//!             { "name": "Percent", "type": "Integer", "doc": "How bright.", "maximum": 100, "example": 50, "required": true }
//!         ], "response": [], "examples": [{ "title": "half", "request": { "Percent": 50 } }] }"#),
//! ]);
//! # let spec = match spec { Ok(spec) => spec, Err(broken) => panic!("{:?}", broken.diagnostics) };
//! let light = &spec.operations[0];
//! let percent = input::value(&light.parameters[0].ty, "101").unwrap();
//! let request = Value::Object(vec![("Percent".to_owned(), percent)]);
//! let found = input::judge(light, &request, Default::default());
//! assert_eq!(found[0].to_string(), "`Percent` must be at most 100, not 101");
//! # Ok(())
//! # }
//! ```

pub mod blank;
mod call;
pub mod failure;
pub mod input;
pub mod response;
mod service;

pub use call::Operations;
