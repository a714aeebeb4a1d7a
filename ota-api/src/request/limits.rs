//! Limits of values.

/// The limits of a value; all bounds are inclusive.
#[derive(Debug, Clone, Copy)]
pub enum Limits {
    /// Unrestricted.
    Any,
    /// A string of `least` to `most` characters.
    String {
        /// The minimum length.
        least: u32,
        /// The maximum length.
        most: u32,
    },
    /// A string of `least` to `most` characters that matches a regular expression.
    Matches {
        /// The minimum length.
        least: u32,
        /// The maximum length.
        most: u32,
        /// The expression, which the whole string matches.
        pattern: &'static str,
    },
    /// One of these strings.
    OneOf(&'static [&'static str]),
    /// One of these whole numbers.
    OneOfWhole(&'static [i64]),
    /// A whole number.
    Whole {
        /// The minimum.
        least: i64,
        /// The maximum.
        most: i64,
    },
    /// A floating-point number.
    Double {
        /// The minimum.
        least: f64,
        /// The maximum.
        most: f64,
    },
    /// A list.
    List {
        /// The minimum number of items.
        least: u32,
        /// The maximum number of items.
        most: u32,
        /// Whether no item may occur twice.
        unique: bool,
        /// The maximum number of characters in all strings of all items.
        total: u32,
        /// The limits of each item.
        item: &'static Limits,
    },
}

/// No limits.
pub const ANY: Limits = Limits::Any;

/// A string of at least one character.
pub const NOT_EMPTY: Limits = string(1, u32::MAX);

/// A string of `least` to `most` characters.
pub const fn string(least: u32, most: u32) -> Limits {
    Limits::String { least, most }
}

/// A string within `limits` that matches a regular expression.
pub const fn matches(limits: Limits, pattern: &'static str) -> Limits {
    match limits {
        Limits::String { least, most } => Limits::Matches { least, most, pattern },
        _ => Limits::Matches { least: 0, most: u32::MAX, pattern },
    }
}

/// One of these strings.
pub const fn one_of(strings: &'static [&'static str]) -> Limits {
    Limits::OneOf(strings)
}

/// One of these whole numbers.
pub const fn one_of_whole(numbers: &'static [i64]) -> Limits {
    Limits::OneOfWhole(numbers)
}

/// A whole number.
pub const fn whole(least: i64, most: i64) -> Limits {
    Limits::Whole { least, most }
}

/// A floating-point number.
pub const fn double(least: f64, most: f64) -> Limits {
    Limits::Double { least, most }
}

/// A list of `least` to `most` items.
pub const fn list_of(least: u32, most: u32, item: &'static Limits) -> Limits {
    Limits::List { least, most, unique: false, total: u32::MAX, item }
}

impl Limits {
    /// Forbids duplicate items.
    #[must_use]
    pub const fn unique(mut self) -> Self {
        if let Self::List { unique, .. } = &mut self {
            *unique = true;
        }
        self
    }

    /// Limits the number of characters in all strings of all items.
    #[must_use]
    pub const fn total(mut self, characters: u32) -> Self {
        if let Self::List { total, .. } = &mut self {
            *total = characters;
        }
        self
    }
}
