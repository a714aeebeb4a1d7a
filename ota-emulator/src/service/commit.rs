//! Commits: when a response may be sent, and what happens if a change cannot be kept.
//!
//! With a data folder, a call acts on the world at once and the response is sent when its entry is
//! on the disk. Calls that arrive meanwhile go on and share the next commit. A call that saw
//! something uncommitted waits as well, so no response tells of anything that may be lost.
//!
//! If a commit fails, the world is rebuilt from the committed entries, and all waiting calls are
//! rejected.

use std::time::Duration;

use ota_world::{Change, Fields, Refusal};

use super::Service;
use super::ticket::Ticket;
use crate::rejection::Rejection;

impl Service {
    /// Waits until everything that a ticket covers is on the disk; commits it if nobody else does.
    /// Blocks the thread, which must not hold the state.
    pub(crate) fn commit(&self, ticket: Option<Ticket>) -> Result<(), Rejection> {
        let (Some(ticket), Some(mut store)) = (ticket, self.store()) else { return Ok(()) };
        if let Some(outcome) = ticket.outcome() {
            return outcome.clone().map_err(Rejection::unavailable);
        }
        let (rows, advanced) = self.state().take_uncommitted();
        let outcome = store.append(&rows).map_err(|error| error.to_string());
        let mut state = self.state();
        match &outcome {
            Ok(()) => state.committed(rows.len()),
            Err(why) => state.roll_back(advanced, why),
        }
        ticket.settle(outcome.clone());
        outcome.map_err(Rejection::unavailable)
    }

    /// Changes the world and waits until the change is committed. The outer error is a failed
    /// commit, after which nothing has changed.
    pub(crate) fn change(
        &self,
        request_id: &str,
        change: Change,
    ) -> Result<Result<Fields, Refusal>, Rejection> {
        let (result, ticket) = {
            let mut state = self.state();
            state.check()?;
            (state.change(request_id, change), state.ticket())
        };
        self.commit(ticket)?;
        Ok(result)
    }

    /// Advances the time of the world, unless that cannot be committed.
    pub(crate) fn advance(&self, request_id: &str, by: Duration) -> Result<(), Rejection> {
        let ticket = {
            let mut state = self.state();
            state.check()?;
            state.advance(request_id, by);
            state.ticket()
        };
        self.commit(ticket)
    }

    /// Releases the data folder. Changes are refused from now on.
    pub(crate) fn close(&self) {
        if let Some(mut store) = self.store() {
            store.close();
        }
    }
}

#[cfg(test)]
mod tests;
