//! A place among the calls of a second, wherever they are counted.

use std::time::Duration;

use crate::call::quota::line;
#[cfg(feature = "redis")]
use crate::call::quota::remote;

/// A place, which is free some time after it is dropped.
#[derive(Debug)]
pub(crate) enum Place {
    Line(line::Place),
    #[cfg(feature = "redis")]
    Remote(remote::Place),
}

impl Place {
    /// Says that the service took the call.
    pub(crate) fn accepted(self) {
        match self {
            Self::Line(place) => place.accepted(),
            #[cfg(feature = "redis")]
            Self::Remote(place) => place.accepted(),
        }
    }

    /// Says that nothing was sent after all.
    pub(crate) fn unsent(self) {
        match self {
            Self::Line(place) => place.unsent(),
            #[cfg(feature = "redis")]
            Self::Remote(place) => place.unsent(),
        }
    }

    /// Says that the service refused the call as one too many, and for how long.
    pub(crate) fn throttled(self, asked: Option<Duration>) {
        match self {
            Self::Line(place) => place.throttled(asked),
            #[cfg(feature = "redis")]
            Self::Remote(place) => place.throttled(asked),
        }
    }
}
