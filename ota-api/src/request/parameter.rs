//! The description of a parameter.

use crate::request::limits::Limits;

/// The description of a parameter or of a member of a struct.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    /// Its name on the wire.
    pub name: &'static str,
    /// Whether a request must carry it.
    pub required: bool,
    /// Whether the client's own setting stands in where the request has none.
    pub inherited: bool,
    /// How far its value may go.
    pub limits: Limits,
    /// Where it is carried.
    pub place: Place,
}

impl Parameter {
    /// The same parameter, carried in a form body.
    #[must_use]
    pub const fn in_body(mut self) -> Self {
        self.place = Place::Body;
        self
    }
}

/// Where a request carries a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the query.
    Query,
    /// In a form body.
    Body,
}

/// A parameter that a request must carry.
pub const fn required(name: &'static str, limits: Limits) -> Parameter {
    Parameter { name, required: true, inherited: false, limits, place: Place::Query }
}

/// A parameter that a request may carry.
pub const fn optional(name: &'static str, limits: Limits) -> Parameter {
    Parameter { name, required: false, inherited: false, limits, place: Place::Query }
}

/// A parameter that a request may carry and that can be set once on the client.
pub const fn inherited(name: &'static str, limits: Limits) -> Parameter {
    Parameter { name, required: false, inherited: true, limits, place: Place::Query }
}
