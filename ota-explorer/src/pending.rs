//! Calls that change something, between the form and the second look.
//!
//! Such a call is sent only from the page that shows it once more, and once: the page has a ticket, which sending uses up. So
//! neither a double click nor a page that is loaded again sends twice.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use ota_spec::Value;

use crate::address::random;
use crate::form::Form;

/// The most calls that wait; the oldest is forgotten.
const MOST: usize = 64;

/// A call that waits.
#[derive(Debug, Clone)]
pub(crate) struct Waiting {
    pub(crate) action: String,
    /// The request, secrets included.
    pub(crate) request: Value,
    /// The form by plain names, without secrets.
    pub(crate) form: Form,
}

/// The calls that wait.
#[derive(Default)]
pub(crate) struct Pending {
    calls: Mutex<VecDeque<(String, Waiting)>>,
}

impl Pending {
    /// Keeps a call and returns its ticket; `None` if the system has no random numbers.
    pub(crate) fn add(&self, call: Waiting) -> Option<String> {
        let ticket = random().ok()?;
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        if calls.len() == MOST {
            calls.pop_front();
        }
        calls.push_back((ticket.clone(), call));
        Some(ticket)
    }

    /// The call of a ticket, which goes on waiting.
    pub(crate) fn get(&self, ticket: &str) -> Option<Waiting> {
        let calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        calls.iter().find(|(known, _)| known == ticket).map(|(_, call)| call.clone())
    }

    /// Takes out the call of a ticket.
    pub(crate) fn take(&self, ticket: &str) -> Option<Waiting> {
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        let place = calls.iter().position(|(known, _)| known == ticket)?;
        calls.remove(place).map(|(_, call)| call)
    }
}
