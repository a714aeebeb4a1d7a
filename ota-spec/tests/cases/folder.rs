//! A small spec folder without mistakes, and what can be done to it.

#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(clippy::unwrap_used, reason = "this is a test")]

use std::path::Path;

use ota_spec::{Broken, Source, Spec, load, read_folder};

/// The file that most mistakes are made in.
pub(crate) const OPERATION: &str = "ops/PaintItems.json";

/// The operation that uses every word of the language.
pub(crate) const RICH: &str = "ops/MixColors.json";

pub(crate) fn base() -> Vec<Source> {
    read_folder(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/base"))).unwrap()
}

/// The base folder with another content of one file; a new file if it has none of this name.
pub(crate) fn with(path: &str, bytes: impl Into<Vec<u8>>) -> Vec<Source> {
    replaced(base(), path, bytes)
}

pub(crate) fn replaced(
    mut sources: Vec<Source>,
    path: &str,
    bytes: impl Into<Vec<u8>>,
) -> Vec<Source> {
    sources.retain(|source| source.path != path);
    let path = path.to_owned();
    let bytes = bytes.into();
    sources.push(Source { path, bytes });
    sources
}

pub(crate) fn without(path: &str) -> Vec<Source> {
    let mut sources = base();
    sources.retain(|source| source.path != path);
    sources
}

pub(crate) fn text(path: &str) -> String {
    let source = base().into_iter().find(|source| source.path == path);
    String::from_utf8(source.unwrap().bytes).unwrap()
}

/// The text of a base file with one place changed.
pub(crate) fn edited(path: &str, from: &str, to: &str) -> String {
    let text = text(path);
    assert_eq!(text.matches(from).count(), 1, "`{from}` must stand once in {path}");
    text.replace(from, to)
}

pub(crate) fn check(sources: Vec<Source>) -> Result<Spec, Box<Broken>> {
    load("specs", sources)
}

/// The messages as a person sees them.
pub(crate) fn shown(broken: &Broken) -> String {
    let shown: Vec<String> = broken.diagnostics.iter().map(ToString::to_string).collect();
    shown.join("\n\n")
}
