//! Descriptions of parameters.

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
}

impl Parameter {
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

/// Describes a required parameter.
pub const fn required(name: &'static str, limits: Limits) -> Parameter {
    Parameter { name, required: true, inherited: false, limits, place: Place::Query }
}

/// Describes an optional parameter.
pub const fn optional(name: &'static str, limits: Limits) -> Parameter {
    Parameter { name, required: false, inherited: false, limits, place: Place::Query }
}

/// Describes an optional parameter that can be set once on the client.
pub const fn inherited(name: &'static str, limits: Limits) -> Parameter {
    Parameter { name, required: false, inherited: true, limits, place: Place::Query }
}
