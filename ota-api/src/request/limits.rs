//! Limits of values.

use std::ops::RangeInclusive;

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
    /// A map, and the limits of each value.
    Map(&'static Limits),
}

impl Limits {
    /// A string of at least one character.
    pub const fn not_empty() -> Self {
        Self::string(1..=u32::MAX)
    }

    /// A string whose length is in this range.
    pub const fn string(length: RangeInclusive<u32>) -> Self {
        Self::String { least: *length.start(), most: *length.end() }
    }

    /// Requires that the whole string matches a regular expression.
    #[must_use]
    pub const fn pattern(self, pattern: &'static str) -> Self {
        match self {
            Self::String { least, most } => Self::Matches { least, most, pattern },
            _ => Self::Matches { least: 0, most: u32::MAX, pattern },
        }
    }

    /// One of these strings.
    pub const fn one_of(strings: &'static [&'static str]) -> Self {
        Self::OneOf(strings)
    }

    /// One of these whole numbers.
    pub const fn one_of_whole(numbers: &'static [i64]) -> Self {
        Self::OneOfWhole(numbers)
    }

    /// A whole number in this range.
    pub const fn whole(range: RangeInclusive<i64>) -> Self {
        Self::Whole { least: *range.start(), most: *range.end() }
    }

    /// A floating-point number in this range.
    pub const fn double(range: RangeInclusive<f64>) -> Self {
        Self::Double { least: *range.start(), most: *range.end() }
    }

    /// A list whose number of items is in this range.
    pub const fn list(count: RangeInclusive<u32>) -> Self {
        let (least, most) = (*count.start(), *count.end());
        Self::List { least, most, unique: false, total: u32::MAX, item: &Self::Any }
    }

    /// A map whose values are limited.
    pub const fn map(values: &'static Self) -> Self {
        Self::Map(values)
    }

    /// Limits each item of a list.
    #[must_use]
    pub const fn items(mut self, limits: &'static Self) -> Self {
        if let Self::List { item, .. } = &mut self {
            *item = limits;
        }
        self
    }

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
    pub const fn total_length(mut self, characters: u32) -> Self {
        if let Self::List { total, .. } = &mut self {
            *total = characters;
        }
        self
    }
}
