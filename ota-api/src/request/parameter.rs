//! Descriptions of parameters.

use std::ops::RangeInclusive;

use crate::request::limits::Limits;

/// The description of a parameter or of a member of a struct.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    /// The wire name.
    pub name: &'static str,
    /// Whether a request must contain it.
    pub required: bool,
    /// Whether it can be set on the client, for requests that do not set it.
    pub inherited: bool,
    /// The limits of its value.
    pub limits: Limits,
    /// The place where it is sent.
    pub place: Place,
    /// The way in which it is written.
    pub style: Style,
    /// What the client sends if the request does not set it.
    pub fill: Option<Fill>,
    /// Whether its value must not be shown.
    pub secret: bool,
}

impl Parameter {
    /// Describes a required parameter.
    pub const fn required(name: &'static str) -> Self {
        Self { required: true, ..Self::optional(name) }
    }

    /// Describes an optional parameter.
    pub const fn optional(name: &'static str) -> Self {
        let (limits, place, style) = (Limits::Any, Place::Query, Style::Flat);
        let (required, inherited, fill, secret) = (false, false, None, false);
        Self { name, required, inherited, limits, place, style, fill, secret }
    }

    /// Describes an optional parameter that can be set once on the client.
    pub const fn inherited(name: &'static str) -> Self {
        Self { inherited: true, ..Self::optional(name) }
    }

    /// Demands it of every request.
    #[must_use]
    pub const fn demanded(self) -> Self {
        Self { required: true, ..self }
    }

    /// Limits the value.
    #[must_use]
    pub const fn within(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// As [`Limits::not_empty`].
    #[must_use]
    pub const fn not_empty(self) -> Self {
        self.within(Limits::not_empty())
    }

    /// As [`Limits::string`].
    #[must_use]
    pub const fn string(self, length: RangeInclusive<u32>) -> Self {
        self.within(Limits::string(length))
    }

    /// As [`Limits::pattern`].
    #[must_use]
    pub const fn pattern(self, pattern: &'static str) -> Self {
        self.within(self.limits.pattern(pattern))
    }

    /// As [`Limits::bytes`].
    #[must_use]
    pub const fn bytes(self, most: u32) -> Self {
        self.within(self.limits.bytes(most))
    }

    /// As [`Limits::date_time`].
    #[must_use]
    pub const fn date_time(self) -> Self {
        self.within(self.limits.date_time())
    }

    /// As [`Limits::file_url`].
    #[must_use]
    pub const fn file_url(self) -> Self {
        self.within(self.limits.file_url())
    }

    /// As [`Limits::exclusive`].
    #[must_use]
    pub const fn exclusive(self, ends: [bool; 2]) -> Self {
        self.within(self.limits.exclusive(ends))
    }

    /// As [`Limits::one_of`].
    #[must_use]
    pub const fn one_of(self, strings: &'static [&'static str]) -> Self {
        self.within(Limits::one_of(strings))
    }

    /// As [`Limits::one_of_whole`].
    #[must_use]
    pub const fn one_of_whole(self, numbers: &'static [i64]) -> Self {
        self.within(Limits::one_of_whole(numbers))
    }

    /// As [`Limits::whole`].
    #[must_use]
    pub const fn whole(self, range: RangeInclusive<i64>) -> Self {
        self.within(Limits::whole(range))
    }

    /// As [`Limits::double`].
    #[must_use]
    pub const fn double(self, range: RangeInclusive<f64>) -> Self {
        self.within(Limits::double(range))
    }

    /// As [`Limits::list`].
    #[must_use]
    pub const fn list(self, count: RangeInclusive<u32>) -> Self {
        self.within(Limits::list(count))
    }

    /// As [`Limits::map`].
    #[must_use]
    pub const fn map(self, values: &'static Limits) -> Self {
        self.within(Limits::map(values))
    }

    /// As [`Limits::items`].
    #[must_use]
    pub const fn items(self, limits: &'static Limits) -> Self {
        self.within(self.limits.items(limits))
    }

    /// As [`Limits::unique`].
    #[must_use]
    pub const fn unique(self) -> Self {
        self.within(self.limits.unique())
    }

    /// As [`Limits::total_length`].
    #[must_use]
    pub const fn total_length(self, characters: u32) -> Self {
        self.within(self.limits.total_length(characters))
    }

    /// Sends the region of the client if the request does not set it.
    #[must_use]
    pub const fn region(mut self) -> Self {
        self.fill = Some(Fill::Region);
        self
    }

    /// Sends a token of the client's own if the request does not set it.
    #[must_use]
    pub const fn token(mut self) -> Self {
        self.fill = Some(Fill::Token);
        self
    }

    /// Keeps the value from being shown.
    #[must_use]
    pub const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// Writes the whole value as one JSON text.
    #[must_use]
    pub const fn json(mut self) -> Self {
        self.style = Style::Json;
        self
    }

    /// Joins the items with commas.
    #[must_use]
    pub const fn comma(mut self) -> Self {
        self.style = Style::Comma;
        self
    }

    /// Moves the parameter to the form body.
    #[must_use]
    pub const fn in_body(mut self) -> Self {
        self.place = Place::Body;
        self
    }
}

/// The part of a request in which a parameter is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The query.
    Query,
    /// The form body.
    Body,
}

/// The way in which a parameter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// Each part is a parameter of its own: `Name.1`, `Name.Key`.
    #[default]
    Flat,
    /// All of it is one JSON text.
    Json,
    /// Its items are joined with commas.
    Comma,
}

/// What a client sends in a parameter that a request does not set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fill {
    /// Its region.
    Region,
    /// A token of its own for each call.
    Token,
}
