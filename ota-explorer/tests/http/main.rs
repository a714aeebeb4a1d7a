//! The explorer as a browser sees it, over HTTP.

#![allow(clippy::unwrap_used, reason = "what panics fails its test")]

mod calls;
mod forms;
mod guard;
mod pages;
mod support;
