//! The flattened names of parts of a request: `DeviceName.3`, `Tag.1.Key`.

use std::fmt::{Display, Write};

/// Appends an inner part to a path and returns the length to [`truncate`](String::truncate) it to
/// afterwards.
pub fn push(path: &mut String, inner: impl Display) -> usize {
    let before = path.len();
    if before > 0 {
        path.push('.');
    }
    // Writing to a string cannot fail.
    let _ = write!(path, "{inner}");
    before
}

/// The name of a part inside another, or inside the request if `path` is empty.
pub fn within(path: &str, inner: impl Display) -> String {
    let mut path = path.to_owned();
    push(&mut path, inner);
    path
}
