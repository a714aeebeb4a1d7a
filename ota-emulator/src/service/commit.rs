//! Commits: when a response may be sent, and what happens if a change cannot be kept.
//!
//! With a data folder, a call acts on the world at once and the response is sent when its entry is
//! on the disk. Calls that come meanwhile go on and share the next commit. Whoever saw something
//! that is not committed yet waits as well, so no response tells of what may be lost.
//!
//! If a commit fails, the world is made anew from what was committed, and everybody who waited is
//! refused.

use std::time::Duration;

use ota_world::{Change, Fields, Refusal};

use super::Service;
use super::ticket::Ticket;
use crate::rejection::Rejection;

impl Service {
    /// Waits until everything is on the disk that a ticket is about; commits it if nobody else
    /// does. The thread is blocked meanwhile, and must not hold the state.
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

    /// Acts on the world and waits until that will survive. The outer error is that it will not,
    /// and then nothing was done.
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

    /// Lets time pass in the world. If that cannot be kept, none does.
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
