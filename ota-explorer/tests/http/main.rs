//! The explorer as a browser sees it, over HTTP.

mod calls;
mod forms;
mod guard;
mod pages;
mod support;
