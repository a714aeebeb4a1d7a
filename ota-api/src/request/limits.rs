//! Limits of values.

use std::ops::RangeInclusive;

use ota_violation::Format;

/// The limits of a string.
#[derive(Debug, Clone, Copy)]
pub struct Text {
    /// The minimum length in characters.
    pub least: u32,
    /// The maximum length in characters.
    pub most: u32,
    /// The maximum length in bytes.
    pub bytes: u32,
    /// A regular expression, which the whole string matches.
    pub pattern: Option<&'static str>,
    /// The form of the string.
    pub format: Option<Format>,
}

impl Text {
    const ANY: Self =
        Self { least: 0, most: u32::MAX, bytes: u32::MAX, pattern: None, format: None };
}

/// The limits of a value; bounds are inclusive unless it is said that they are not.
#[derive(Debug, Clone, Copy)]
pub enum Limits {
    /// Unrestricted.
    Any,
    /// A string.
    String(Text),
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
        /// Whether each of them is itself not allowed.
        exclusive: [bool; 2],
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
        Self::String(Text { least: *length.start(), most: *length.end(), ..Text::ANY })
    }

    /// The limits of a string so far.
    const fn text(self) -> Text {
        match self {
            Self::String(text) => text,
            _ => Text::ANY,
        }
    }

    /// Requires that the whole string matches a regular expression.
    #[must_use]
    pub const fn pattern(self, pattern: &'static str) -> Self {
        Self::String(Text { pattern: Some(pattern), ..self.text() })
    }

    /// Limits the length of the string in bytes.
    #[must_use]
    pub const fn bytes(self, most: u32) -> Self {
        Self::String(Text { bytes: most, ..self.text() })
    }

    /// Requires that the string is a date and time.
    #[must_use]
    pub const fn date_time(self) -> Self {
        Self::String(Text { format: Some(Format::DateTime), ..self.text() })
    }

    /// Requires that the string is the address of a file.
    #[must_use]
    pub const fn file_url(self) -> Self {
        Self::String(Text { format: Some(Format::FileUrl), ..self.text() })
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
        Self::Double { least: *range.start(), most: *range.end(), exclusive: [false; 2] }
    }

    /// Excludes the lower end, the upper end, or both, of a floating-point number.
    #[must_use]
    pub const fn exclusive(mut self, ends: [bool; 2]) -> Self {
        if let Self::Double { exclusive, .. } = &mut self {
            *exclusive = ends;
        }
        self
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
