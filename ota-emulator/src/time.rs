//! The two times there are: that of the clock, and that of the world.

pub(crate) mod clock;
pub(crate) mod timeline;
