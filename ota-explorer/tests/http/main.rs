//! The explorer as a browser sees it, over HTTP.

#![allow(clippy::unwrap_used, reason = "what panics fails its test")]

mod calls;
mod chinese;
mod codes;
mod console;
mod figures;
mod forms;
mod guard;
mod pages;
mod samples;
mod signature;
mod steps;
mod support;
mod texts;
