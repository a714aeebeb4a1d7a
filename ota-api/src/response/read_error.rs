//! Errors of reading values.

use std::fmt;

/// The reason why a value could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadError {
    message: Box<str>,
    extent: Extent,
}

/// The part of a response that an error affects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// The rest of the response: it cannot be read on.
    Rest,
    /// An object or list as a whole, which was passed over.
    Container,
    /// One value, which was passed over.
    Value,
}

impl ReadError {
    /// The response cannot be read on.
    pub(crate) fn broken(message: impl Into<String>) -> Self {
        Self { message: message.into().into(), extent: Extent::Rest }
    }

    /// A value has the wrong type. It was read to its end.
    pub(crate) fn value(message: impl Into<String>) -> Self {
        Self { message: message.into().into(), extent: Extent::Value }
    }

    /// Something else is in the place of an object or a list. It was read to its end.
    pub(crate) fn container(message: impl Into<String>) -> Self {
        Self { message: message.into().into(), extent: Extent::Container }
    }

    /// The part of the response that is affected.
    pub(crate) fn extent(&self) -> Extent {
        self.extent
    }

    /// The reason, without the name of the member.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// Adds the name of the member that contains the value.
    pub(crate) fn inside(self, name: &str) -> Self {
        let message = format!("`{name}`: {}", self.message);
        Self { message: shortened(message).into(), ..self }
    }
}

/// The message with a long path cut in its middle: what comes last is the reason.
fn shortened(message: String) -> String {
    const LONGEST: usize = 300;
    const CUT: &str = "`: ...: ";
    if message.len() <= LONGEST {
        return message;
    }
    let (path, reason) = match message.split_once(CUT).or_else(|| message.rsplit_once("`: ")) {
        Some((path, reason)) if path.len() > LONGEST / 3 => (path, reason),
        _ => return message,
    };
    let head = &path[..path.floor_char_boundary(LONGEST / 2)];
    match head.rsplit_once("`: ") {
        Some((head, _)) => format!("{head}{CUT}{reason}"),
        None => message,
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// The result of reading.
pub type ReadResult = Result<(), ReadError>;
