//! Devices that take updates, in the world's time.

mod model;

use crate::moment::Moment;
use crate::world::Instance;

pub use model::{Behaviour, Model};

/// What will happen in an instance, in the order of time.
#[derive(Debug, Clone, Default)]
pub(crate) struct Agenda {}

/// What a batch has pushed when.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pacing {}

/// Lets everything happen that is due up to `until`.
pub(crate) fn settle(_instance: &mut Instance, _model: &Model, _until: Moment) {}

impl Instance {
    /// Plans what the batch needs now: its start, its end, its pushes.
    pub(crate) fn fill_agenda(&mut self, _job: u32, _now: Moment) {}
}
