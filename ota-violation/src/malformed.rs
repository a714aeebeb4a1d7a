//! Values that cannot be read as their type.

use std::fmt;

/// Why a value cannot be read as its type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Malformed {
    /// It is something else.
    Not {
        /// What it must be.
        wanted: Wanted,
        /// What it is.
        found: Found,
    },
    /// It is not JSON.
    Json {
        /// The line, from 1.
        line: usize,
        /// The column in characters, from 1.
        column: usize,
        /// The reason.
        why: String,
    },
    /// It nests deeper than this many levels.
    Deep(usize),
    /// The flat names or the text on the wire do not make one; why, in words.
    Wire(String),
}

/// What a value must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// An object.
    Object,
    /// An array.
    Array,
    /// A string.
    String,
    /// A number.
    Number,
    /// A whole number, of so many bits if that counts.
    Whole(Option<u32>),
    /// `true` or `false`.
    Boolean,
}

/// What a value is instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Nothing.
    Null,
    /// A boolean.
    Boolean,
    /// A number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
    /// This number.
    Digits(String),
    /// This text.
    Text(String),
}

impl Malformed {
    /// A value that is something else.
    pub fn not(wanted: Wanted, found: Found) -> Self {
        Self::Not { wanted, found }
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Not { wanted, found } => write!(f, "must be {wanted}, not {found}"),
            Self::Json { why, .. } => {
                write!(f, "must be JSON, as in `{{\"Name\":\"value\"}}`: {why}")
            }
            Self::Deep(most) => write!(f, "must nest at most {most} levels deep"),
            Self::Wire(why) => f.write_str(why),
        }
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Object => "an object",
            Self::Array => "an array",
            Self::String => "a string",
            Self::Number => "a number",
            Self::Whole(None) => "a whole number",
            Self::Whole(Some(bits)) => return write!(f, "a whole number of {bits} bits"),
            Self::Boolean => "`true` or `false`",
        })
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "null",
            Self::Boolean => "a boolean",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Array => "an array",
            Self::Object => "an object",
            Self::Digits(text) => text,
            Self::Text(text) => return write!(f, "`{text}`"),
        })
    }
}
