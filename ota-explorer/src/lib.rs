//! A folder of specs as a local web page.
//!
//! [`Explorer`] serves on loopback what the specs say: the operations with a search, a page and a form for each, checks while
//! one types, and calls to an emulator that runs beside the page or to an endpoint. It needs no account, no network and no
//! build step: pages are rendered here, by templates that are checked when this crate is compiled, and read well without the script.
//!
//! ```no_run
//! use ota_explorer::Explorer;
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let emulator = ota_emulator::Emulator::start().await?;
//! let explorer = Explorer::builder(ota_emulator::embedded_specs()?).emulator(emulator).start().await?;
//! // Works once; the next one is there after it was opened.
//! println!("open {}", explorer.address());
//! # Ok(())
//! # }
//! ```
//!
//! # How a request goes
//!
//! `gate` (with the `guard`) → `pages` → for forms `form` → `check` → `send` → `history`. The server keeps everything; the browser gets HTML, one
//! style sheet and one script by hand. Credentials are the client's and never in a page; the values of secret parameters are sent and
//! forgotten; those of secret fields are blanked in responses.
//!
//! # How a page is added
//!
//! A module in `pages/` with `routes()` merged in `pages.rs`, a template that extends `templates/base.html`, labels in the table of
//! `language`, and what is put together from values in `sentences`; see `pages`. What is not a page (samples, signatures, codes) is a
//! module of its own below `pages` in `floors.toml`, without HTTP.

mod address;
mod backend;
mod check;
mod codes;
mod console;
mod cookies;
mod explorer;
mod form;
mod gate;
mod guard;
mod history;
mod html;
mod language;
mod pages;
mod pending;
mod prose;
mod refused;
mod respond;
mod search;
mod seen;
mod send;
mod sentences;
mod signature;
mod state;
mod told;

pub use explorer::{Builder, Explorer, StartError};
