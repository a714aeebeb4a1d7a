//! What the console shows, without HTTP.

pub(crate) mod chart;
pub(crate) mod effects;
pub(crate) mod source;
pub(crate) mod view;
