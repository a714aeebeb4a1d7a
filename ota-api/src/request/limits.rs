//! How far values may go, as the tables of generated code say it.

/// How far a value may go; all bounds are inclusive.
#[derive(Debug, Clone, Copy)]
pub enum Limits {
    /// As far as it likes.
    Any,
    /// A text of `least` to `most` characters.
    Text {
        /// Fewest characters.
        least: u32,
        /// Most characters.
        most: u32,
    },
    /// A text of `least` to `most` characters that matches a regular expression.
    Matches {
        /// Fewest characters.
        least: u32,
        /// Most characters.
        most: u32,
        /// The expression; the text as a whole matches it.
        pattern: &'static str,
    },
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// One of these whole numbers.
    OneOfWhole(&'static [i64]),
    /// A whole number.
    Whole {
        /// Smallest value.
        least: i64,
        /// Largest value.
        most: i64,
    },
    /// A floating-point number.
    Double {
        /// Smallest value.
        least: f64,
        /// Largest value.
        most: f64,
    },
    /// A list.
    List {
        /// Fewest items.
        least: u32,
        /// Most items.
        most: u32,
        /// Whether no item may occur twice.
        unique: bool,
        /// Most characters of all texts in all items together.
        total: u32,
        /// How far each item may go.
        item: &'static Limits,
    },
}

/// As far as it likes.
pub const ANY: Limits = Limits::Any;

/// A text of at least one character.
pub const NOT_EMPTY: Limits = text(1, u32::MAX);

/// A text of `least` to `most` characters.
pub const fn text(least: u32, most: u32) -> Limits {
    Limits::Text { least, most }
}

/// A text within `limits` that matches a regular expression.
pub const fn matches(limits: Limits, pattern: &'static str) -> Limits {
    match limits {
        Limits::Text { least, most } => Limits::Matches { least, most, pattern },
        _ => Limits::Matches { least: 0, most: u32::MAX, pattern },
    }
}

/// One of these texts.
pub const fn one_of(texts: &'static [&'static str]) -> Limits {
    Limits::OneOf(texts)
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
    /// The same list, in which no item may occur twice.
    #[must_use]
    pub const fn unique(mut self) -> Self {
        if let Self::List { unique, .. } = &mut self {
            *unique = true;
        }
        self
    }

    /// The same list, with so many characters at most in all texts of all items together.
    #[must_use]
    pub const fn total(mut self, characters: u32) -> Self {
        if let Self::List { total, .. } = &mut self {
            *total = characters;
        }
        self
    }
}
