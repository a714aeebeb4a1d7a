//! What is kept while a response is read: the fields that could not be read, and the limits of the work.

use std::cell::{Cell, RefCell};

use tokio::time::Instant;

use crate::response::read_error::{Extent, ReadError, ReadResult};
use crate::response::unreadable::UnreadableField;

/// The number of unreadable fields that are kept: a response can have millions.
const KEPT: usize = 100;

/// The number of values between two looks at the clock.
const STEPS: u32 = 1024;

/// The memory for the items of lists and maps, in bytes: this much for each byte of the response, and
/// `ROOM` beside it. Items whose fields are mostly missing take more room than their text.
const ROOM_PER_BYTE: usize = 8;
const ROOM: usize = 16 * 1024 * 1024;

/// The state of reading one response.
#[derive(Debug)]
pub struct Reading {
    deadline: Option<Instant>,
    late: Cell<bool>,
    steps: Cell<u32>,
    room: Cell<usize>,
    unreadable: RefCell<Vec<UnreadableField>>,
    /// Whether nothing may be lost or guessed.
    strict: bool,
}

#[cfg(feature = "serde")]
impl Reading {
    /// Starts reading a request that was kept, where nothing may be lost.
    pub(crate) fn strict() -> Self {
        Self { strict: true, ..Self::new(usize::MAX, None) }
    }

    /// The first field that could not be read.
    pub(crate) fn first_unreadable(&self) -> Option<UnreadableField> {
        self.unreadable.borrow().first().cloned()
    }
}

impl Reading {
    /// Whether nothing may be lost or guessed, as in a request that was kept.
    pub(crate) fn is_strict(&self) -> bool {
        self.strict
    }

    /// Starts reading a response of this many bytes; it has to end by the deadline.
    pub(crate) fn new(bytes: usize, deadline: Option<Instant>) -> Self {
        Self {
            deadline,
            late: Cell::new(false),
            steps: Cell::new(0),
            room: Cell::new(bytes.saturating_mul(ROOM_PER_BYTE).saturating_add(ROOM)),
            unreadable: RefCell::default(),
            strict: false,
        }
    }

    /// Counts a step of work; an error once the deadline has passed.
    pub(crate) fn step(&self) -> ReadResult {
        let steps = self.steps.get().wrapping_add(1);
        self.steps.set(steps);
        if steps.is_multiple_of(STEPS) { self.look_at_clock() } else { Ok(()) }
    }

    fn look_at_clock(&self) -> ReadResult {
        if self.deadline.is_some_and(|deadline| Instant::now() > deadline) {
            self.late.set(true);
            return Err(ReadError::broken("the deadline passed while the response was read"));
        }
        Ok(())
    }

    /// Whether the deadline ended the reading.
    pub(crate) fn is_late(&self) -> bool {
        self.late.get()
    }

    /// Counts an item of a list or map that takes this many bytes.
    pub(crate) fn take_room(&self, bytes: usize) -> ReadResult {
        let room = self.room.get().checked_sub(bytes);
        self.room.set(room.ok_or_else(|| {
            ReadError::broken("its lists take many times the memory of the response itself")
        })?);
        Ok(())
    }

    /// The number of unreadable fields so far.
    pub(crate) fn mark(&self) -> usize {
        self.unreadable.borrow().len()
    }

    /// Passes over an unreadable value: its error is kept under the name of its member. The name is
    /// added to what was kept since `mark`, too. Returns the error if the response cannot be read on.
    pub(crate) fn settle(&self, name: &str, mark: usize, result: ReadResult) -> ReadResult {
        if result.is_ok() && self.mark() == mark {
            return Ok(());
        }
        let mut unreadable = self.unreadable.borrow_mut();
        unreadable.iter_mut().skip(mark).for_each(|field| field.inside(name));
        match result {
            Err(error) if error.extent() == Extent::Rest => Err(error.inside(name)),
            Err(error) => {
                if unreadable.len() < KEPT {
                    unreadable.push(UnreadableField::new(name, error.message()));
                }
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    /// As [`settle`](Self::settle), for an item of a list.
    pub(crate) fn settle_item(&self, index: usize, mark: usize, result: ReadResult) -> ReadResult {
        if result.is_ok() && self.mark() == mark {
            return Ok(());
        }
        self.settle(&format!("[{index}]"), mark, result)
    }

    /// The fields that could not be read; only the first hundred are kept.
    pub(crate) fn into_unreadable(self) -> Vec<UnreadableField> {
        self.unreadable.into_inner()
    }
}
