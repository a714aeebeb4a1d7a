//! What stands in for the service in tests: rules that say which call gets which response, and a record of the calls.

pub(crate) mod failure;
pub(crate) mod recorded;
pub(crate) mod reply;
pub(crate) mod rule;

use std::fmt;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::Error;
use crate::mocked::recorded::Recorded;
use crate::mocked::reply::Asked;
use crate::mocked::rule::{FormUpload, Matched, Rule, Rules};
use crate::request::operation::Operation;
use crate::response::raw::RawResponse;

/// The action of an upload, as the storage calls it.
pub(crate) const UPLOAD: &str = "PostObject";

/// Stands in for the service: clients made by [`client`](Self::client) send to it in place of a host. Clones are the
/// same mock.
///
/// The first rule that a call matches, in the order in which rules were made, decides the response. A call that matches
/// none is an error that says what was asked and which rules there are; it is not sent again.
#[derive(Clone, Default)]
pub struct Mock(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    rules: Vec<Arc<Rules>>,
    calls: Vec<Recorded>,
    unexpected: Vec<String>,
}

impl Mock {
    /// A mock without rules.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a rule for the calls of an operation.
    pub fn on<O: Operation>(&self) -> Rule<O> {
        self.add(O::INFO.action)
    }

    /// Adds a rule for the calls of an action, typed or not: those of [`Core::call`](crate::product::Core::call), and
    /// the look-ups that a client makes by itself.
    pub fn on_action(&self, action: impl Into<String>) -> Rule<()> {
        self.add(action)
    }

    /// Adds a rule for the uploads of files by signed forms: what the storage does with them. The client of a mock opens
    /// no connection for them, either.
    pub fn on_upload(&self) -> Rule<FormUpload> {
        self.add(UPLOAD)
    }

    fn add<O>(&self, action: impl Into<String>) -> Rule<O> {
        let rules = Arc::new(Rules::new(action.into()));
        self.state().rules.push(rules.clone());
        Rule { rules, of: PhantomData }
    }

    /// All attempts so far, in their order.
    pub fn calls(&self) -> Vec<Recorded> {
        self.state().calls.clone()
    }

    /// The requests of an operation so far, in their order; one that was sent twice is there twice.
    pub fn requests<O: Operation>(&self) -> Vec<O> {
        self.calls().iter().filter_map(|call| call.request::<O>().cloned()).collect()
    }

    /// What was said of calls that no rule was for.
    pub fn unexpected(&self) -> Vec<String> {
        self.state().unexpected.clone()
    }

    /// The rules that decided no call, and those with responses that no call got.
    pub fn unused(&self) -> Vec<String> {
        let rules = self.state().rules.clone();
        let unused = rules.iter().filter(|rule| rule.taken() == 0 || rule.left() > 0);
        unused.map(|rule| rule.to_string()).collect()
    }

    /// Responds to an attempt. Functions of rules are called without a lock, so they may use the mock.
    pub(crate) fn respond(&self, asked: Asked<'_>) -> Result<RawResponse, Error> {
        let (number, rules) = {
            let mut state = self.state();
            state.calls.push(asked.recorded.clone());
            (state.calls.len(), state.rules.clone())
        };
        for rule in &rules {
            if let Matched::Reply(reply) = rule.take(&asked.recorded) {
                return reply.respond(&asked, number);
            }
        }
        let message = unexpected(&asked.recorded, &rules);
        self.state().unexpected.push(message.clone());
        Err(Error::configuration(message))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is said of a call that no rule is for.
fn unexpected(asked: &Recorded, rules: &[Arc<Rules>]) -> String {
    let what = format!("the mock has no response for {asked}");
    let add = if asked.upload.is_some() { "on_upload" } else { "on" };
    if rules.is_empty() {
        return format!("{what}; it has no rules: add one with `{add}`");
    }
    let what = match &asked.upload {
        Some(_) => format!("{what}; nothing was sent: add a rule with `on_upload`"),
        None => what,
    };
    let rules: Vec<String> =
        rules.iter().enumerate().map(|(index, rule)| format!("{}. {rule}", index + 1)).collect();
    format!("{what}; its rules: {}", rules.join("; "))
}

impl fmt::Debug for Mock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        let rules: Vec<String> = state.rules.iter().map(|rule| rule.to_string()).collect();
        f.debug_struct("Mock").field("rules", &rules).field("calls", &state.calls).finish()
    }
}
