//! The names of parts of a request, as the wire flattens them: `DeviceName.3`, `Tag.1.Key`.

use std::fmt::{Display, Write};

/// Goes from a part to one inside it and gives the length to [`truncate`](String::truncate) the path
/// to on the way back.
pub fn push(path: &mut String, inner: impl Display) -> usize {
    let before = path.len();
    if before > 0 {
        path.push('.');
    }
    // Writing to a string cannot fail.
    let _ = write!(path, "{inner}");
    before
}

/// The name of a part inside another; inside the request if that is empty.
pub fn within(path: &str, inner: impl Display) -> String {
    let mut path = path.to_owned();
    push(&mut path, inner);
    path
}
