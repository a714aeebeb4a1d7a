//! The time, as a seam.

use std::fmt;
use std::time::SystemTime;

/// Tells the time by which keys end. Tests bring a clock of their own.
pub trait Clock: fmt::Debug + Send + Sync {
    /// The time.
    fn now(&self) -> SystemTime;
}

/// The clock of the system.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }
}
