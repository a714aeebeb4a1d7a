//! The page in a real browser: Chromium, driven by Playwright. There is one process of it for all tests, and a context for each
//! page that a test opens.
//!
//! Each test starts an explorer and runs a script of `scripts` against it; the script fails for what it checks, and for
//! every error in the browser's console, request to elsewhere and refused policy on the way. Playwright and axe are
//! installed from npm into a folder of the tests' own. Without Chromium, Node.js or network the tests say so on standard
//! error and pass; where `CI` is set they fail.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

#[path = "../../../tests/npm.rs"]
mod npm;
mod payloads;
mod people;
mod safety;
mod support;
mod work;
