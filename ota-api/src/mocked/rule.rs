//! Rules: which calls get which responses.

use std::collections::VecDeque;
use std::fmt;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::mocked::failure::Failure;
use crate::mocked::recorded::Recorded;
use crate::mocked::reply::Reply;
use crate::request::argument::Members;
use crate::request::operation::Operation;

/// A condition of a rule.
type Condition = Arc<dyn Fn(&Recorded) -> bool + Send + Sync>;

/// A rule as the mock keeps it.
pub(crate) struct Rules {
    action: String,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    conditions: Vec<Condition>,
    replies: VecDeque<Reply>,
    /// Whether the first of them has been given, which stays as long as no other follows.
    is_given: bool,
    /// The calls that it decided, and the most of them.
    taken: usize,
    times: Option<usize>,
}

impl Inner {
    fn left(&self) -> usize {
        self.replies.len().saturating_sub(usize::from(self.is_given))
    }
}

/// Whether a rule decides a call.
pub(crate) enum Matched {
    Reply(Reply),
    No,
}

impl Rules {
    pub(crate) fn new(action: String) -> Self {
        Self { action, inner: Mutex::default() }
    }

    pub(crate) fn taken(&self) -> usize {
        self.inner().taken
    }

    /// The next response, if the rule is for this call.
    pub(crate) fn take(&self, asked: &Recorded) -> Matched {
        if self.action != asked.action {
            return Matched::No;
        }
        let conditions = self.inner().conditions.clone();
        if !conditions.iter().all(|condition| condition(asked)) {
            return Matched::No;
        }
        let mut inner = self.inner();
        if inner.times.is_some_and(|times| inner.taken >= times) {
            return Matched::No;
        }
        if inner.is_given && inner.replies.len() > 1 {
            inner.replies.pop_front();
        }
        let Some(reply) = inner.replies.front().cloned() else { return Matched::No };
        inner.is_given = true;
        inner.taken += 1;
        Matched::Reply(reply)
    }

    /// The number of responses that no call got.
    pub(crate) fn left(&self) -> usize {
        self.inner().left()
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Display for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = self.inner();
        write!(f, "`{}`", self.action)?;
        if !inner.conditions.is_empty() {
            f.write_str(" under a condition")?;
        }
        if inner.replies.is_empty() {
            return f.write_str(", without a response");
        }
        write!(f, ", used {}", inner.taken)?;
        if let Some(times) = inner.times {
            write!(f, " of {times}")?;
        }
        f.write_str(if inner.taken == 1 && inner.times.is_none() { " time" } else { " times" })?;
        match inner.left() {
            left if left > 0 && inner.taken > 0 => write!(f, ", with {left} left to respond"),
            _ => Ok(()),
        }
    }
}

/// A rule of a [`Mock`](crate::mock::Mock), for the operation `O`. Responses are given in the order in which they were
/// added, the last one again and again.
pub struct Rule<O> {
    pub(crate) rules: Arc<Rules>,
    pub(crate) of: PhantomData<fn() -> O>,
}

impl<O> Rule<O> {
    fn add(self, reply: Reply) -> Self {
        self.rules.inner().replies.push_back(reply);
        self
    }

    /// Limits the rule to this many calls; what comes after them is for the rules after it.
    pub fn times(self, most: usize) -> Self {
        self.rules.inner().times = Some(most);
        self
    }

    /// Limits the rule to calls whose parameter, under its flat name such as `DeviceName.1`, has this value.
    pub fn when_parameter(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let (name, value) = (name.into(), value.into());
        self.condition(move |call| call.parameter(&name) == Some(value.as_str()))
    }

    fn condition(self, is: impl Fn(&Recorded) -> bool + Send + Sync + 'static) -> Self {
        self.rules.inner().conditions.push(Arc::new(is));
        self
    }

    /// Adds a response as it comes from the network, with this HTTP status, from 200 to 599, and body.
    pub fn respond_raw(self, status: u16, body: impl Into<Vec<u8>>) -> Self {
        self.add(Reply::Body(status, body.into()))
    }

    /// Adds a failure.
    pub fn fail(self, failure: Failure) -> Self {
        self.add(Reply::Failure(failure))
    }
}

/// The uploads of files by signed forms, whose rules [`Mock::on_upload`](crate::mock::Mock::on_upload) makes.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct FormUpload;

impl Rule<FormUpload> {
    /// Lets the storage take the file.
    pub fn accept(self) -> Self {
        self.add(Reply::Body(200, Vec::new()))
    }
}

impl<O: Operation> Rule<O> {
    /// Limits the rule to requests for which the function is true. Calls without a spec have no request.
    pub fn when(self, is: impl Fn(&O) -> bool + Send + Sync + 'static) -> Self {
        self.condition(move |call| call.request::<O>().is_some_and(&is))
    }

    /// Adds the response that the spec gives as an example. Where it has none, such calls are errors.
    pub fn respond_example(self) -> Self {
        self.add(match O::EXAMPLE {
            Some(body) => Reply::Body(200, body.into()),
            None => Reply::Nothing(format!(
                "the spec of `{}` has no example of a response in JSON; use `respond`",
                O::INFO.action
            )),
        })
    }

    /// Adds a response with these fields.
    pub fn respond(self, fields: O::Response) -> Self
    where
        O::Response: Members,
    {
        self.add(Reply::of::<O>(&fields))
    }

    /// Adds responses that a function makes of requests, for lists and for whatever depends on the call. Calls without
    /// a spec are errors.
    pub fn respond_with(
        self,
        respond: impl Fn(&O) -> Result<O::Response, Failure> + Send + Sync + 'static,
    ) -> Self
    where
        O::Response: Members,
    {
        self.add(Reply::Function(Arc::new(move |call| match call.request::<O>().map(&respond) {
            Some(Ok(fields)) => Reply::of::<O>(&fields),
            Some(Err(failure)) => Reply::Failure(failure),
            None => Reply::Nothing(format!("{call} has no request for `respond_with`")),
        })))
    }
}

impl<O> fmt::Debug for Rule<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Rule").field(&self.rules.to_string()).finish()
    }
}
