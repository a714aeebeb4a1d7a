//! The calls of this session, in the memory of the server.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use ota_spec::Value;

use crate::form::Form;
use crate::told::{Advice, Failure, Note};

/// The most calls that are kept; the oldest is forgotten.
const MOST: usize = 200;

/// The most bytes of requests and responses that are kept in all.
const LARGEST: usize = 64 * 1024 * 1024;

/// A call that was made.
#[derive(Debug)]
pub(crate) struct Entry {
    /// Its number, from 1.
    pub(crate) number: u64,
    pub(crate) action: String,
    /// The form by plain names, without secrets.
    pub(crate) form: Form,
    pub(crate) at: SystemTime,
    pub(crate) took: Duration,
    pub(crate) outcome: Outcome,
    /// The request as it was sent, where it has no secrets: to send it again.
    pub(crate) request: Option<Value>,
    /// The form that asks for the next page, if there is one.
    pub(crate) next: Option<Form>,
}

/// What became of a call.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) verdict: Verdict,
    pub(crate) status: Option<u16>,
    pub(crate) request_id: String,
    pub(crate) attempts: u32,
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    /// What to do, if it is not done.
    pub(crate) advice: Option<Advice>,
    /// Why it is not done.
    pub(crate) failure: Option<Failure>,
    /// The response, over several lines, without secrets.
    pub(crate) body: String,
    /// Whether the body goes on.
    pub(crate) is_cut: bool,
    /// What else there is to know.
    pub(crate) notes: Vec<Note>,
    /// What can be done with it next: an operation, and what is filled in.
    pub(crate) onward: Vec<(String, Form)>,
    /// The operations that take an ID of the response, and what is filled in.
    pub(crate) steps: Vec<(String, Form)>,
}

/// Whether a call was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Verdict {
    /// It was.
    Done,
    /// It was, and its response was lost; this was found by a look-up.
    LookedUp,
    /// It was not.
    #[default]
    Failed,
    /// It only reads, so nothing changed, and there is no response that can be read.
    Unread,
    /// Nobody knows.
    Unknown,
}

/// The calls of this session.
#[derive(Default)]
pub(crate) struct History {
    calls: Mutex<Calls>,
}

#[derive(Default)]
struct Calls {
    entries: VecDeque<Arc<Entry>>,
    last: u64,
    bytes: usize,
}

impl History {
    /// Keeps a call, of which the number is not known yet.
    pub(crate) fn add(&self, mut entry: Entry) -> Arc<Entry> {
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        calls.last += 1;
        entry.number = calls.last;
        let entry = Arc::new(entry);
        calls.bytes += size(&entry);
        calls.entries.push_back(entry.clone());
        while calls.entries.len() > 1 && (calls.entries.len() > MOST || calls.bytes > LARGEST) {
            let oldest = calls.entries.pop_front();
            calls.bytes -= oldest.map_or(0, |oldest| size(&oldest));
        }
        entry
    }

    /// The call with this number, if it is still there.
    pub(crate) fn get(&self, number: u64) -> Option<Arc<Entry>> {
        let calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        let place = calls.entries.binary_search_by_key(&number, |entry| entry.number).ok()?;
        calls.entries.get(place).cloned()
    }

    /// All calls, the last one first.
    pub(crate) fn all(&self) -> Vec<Arc<Entry>> {
        let calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        calls.entries.iter().rev().cloned().collect()
    }
}

/// About how much memory a call takes: its request may be there three times.
fn size(entry: &Entry) -> usize {
    let form: usize = entry.form.all().map(|(name, text)| name.len() + text.len()).sum();
    entry.outcome.body.len() + 3 * form
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::{Entry, History, LARGEST, MOST, Outcome};
    use crate::form::Form;

    fn entry(body: usize) -> Entry {
        Entry {
            number: 0,
            action: "Ping".to_owned(),
            form: Form::default(),
            at: SystemTime::UNIX_EPOCH,
            took: Duration::ZERO,
            outcome: Outcome { body: " ".repeat(body), ..Outcome::default() },
            request: None,
            next: None,
        }
    }

    #[test]
    fn calls_are_numbered_and_the_oldest_are_forgotten() {
        let history = History::default();
        for number in 1..=MOST as u64 + 5 {
            assert_eq!(history.add(entry(0)).number, number);
        }
        assert_eq!(history.all().len(), MOST);
        assert_eq!(history.all()[0].number, MOST as u64 + 5);
        assert!(history.get(5).is_none() && history.get(6).is_some());
        history.add(entry(LARGEST + 1));
        assert_eq!(history.all().len(), 1);
    }
}
