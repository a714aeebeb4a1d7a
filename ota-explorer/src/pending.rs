//! What waits in the server for the page that shows it, each under a ticket in the address of that page.
//!
//! A call that changes something is sent only from the page that shows it once more, and once: sending uses its ticket up. So
//! neither a double click nor a page that is loaded again sends twice. A form that was posted and is shown again is kept as well:
//! its page is loaded with `GET`, so loading it again posts nothing.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use ota_spec::Value;

use crate::address::random;
use crate::form::Form;

/// The most of a kind that wait; the oldest is forgotten.
const MOST: usize = 64;

/// A call that waits to be confirmed.
#[derive(Debug, Clone)]
pub(crate) struct Waiting {
    pub(crate) action: String,
    /// The request, secrets included.
    pub(crate) request: Value,
    /// The form by plain names, without secrets.
    pub(crate) form: Form,
}

/// A form that was posted and is shown again.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) action: String,
    /// The form, with parameters in their options and without secrets.
    pub(crate) form: Form,
    /// Whether its mistakes are shown, or that it has none.
    pub(crate) is_checked: bool,
}

/// What waits, of one kind.
pub(crate) struct Pending<T> {
    kept: Mutex<VecDeque<(String, T)>>,
}

impl<T> Default for Pending<T> {
    fn default() -> Self {
        Self { kept: Mutex::default() }
    }
}

impl<T: Clone> Pending<T> {
    /// Keeps something and returns its ticket; `None` if the system has no random numbers.
    pub(crate) fn add(&self, one: T) -> Option<String> {
        let ticket = random().ok()?;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() == MOST {
            kept.pop_front();
        }
        kept.push_back((ticket.clone(), one));
        Some(ticket)
    }

    /// What is under a ticket, which goes on waiting.
    pub(crate) fn get(&self, ticket: &str) -> Option<T> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(known, _)| known == ticket).map(|(_, one)| one.clone())
    }

    /// Takes out what is under a ticket.
    pub(crate) fn take(&self, ticket: &str) -> Option<T> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let place = kept.iter().position(|(known, _)| known == ticket)?;
        kept.remove(place).map(|(_, one)| one)
    }
}
