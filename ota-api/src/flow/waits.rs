//! Waiting for a state.

use std::fmt;
use std::pin::Pin;
use std::time::Duration;

use tokio::time::Instant;

use crate::client::Client;
use crate::error::Error;
use crate::request::operation::Operation;
use crate::response::typed::Response;

/// The state to wait for. Written by generated code.
#[derive(Debug)]
pub struct WaitInfo<R> {
    /// The states in a response.
    pub states: fn(&R) -> Vec<String>,
    /// The states that end waiting with success.
    pub until: &'static [&'static str],
    /// The states that end waiting with an error.
    pub fail: &'static [&'static str],
    /// Seconds between the first two calls.
    pub interval: u64,
    /// Seconds to wait in total.
    pub timeout: u64,
}

/// The values at the end of a path through a response, which leads through options and lists alike.
/// Written by generated code.
#[derive(Debug)]
pub struct Values<'r, T>(Vec<&'r T>);

impl<'r, T> Values<'r, T> {
    /// Starts at the response itself.
    pub fn of(response: &'r T) -> Self {
        Self(vec![response])
    }

    /// Goes on to the contents of a field of each value.
    pub fn each<F, U: 'r>(self, field: fn(&'r T) -> &'r F) -> Values<'r, U>
    where
        &'r F: IntoIterator<Item = &'r U>,
    {
        Values(self.0.into_iter().flat_map(field).collect())
    }

    /// The values as strings.
    pub fn strings(self) -> Vec<String>
    where
        T: ToString,
    {
        self.0.into_iter().map(ToString::to_string).collect()
    }
}

/// The longest pause between two calls.
const LONGEST: Duration = Duration::from_secs(60);

/// A call that is repeated until its response shows a state. Await it.
#[must_use = "waiting does nothing until it is awaited"]
pub struct Wait<'c, O: Operation> {
    client: &'c Client,
    request: O,
    info: WaitInfo<O::Response>,
    interval: Duration,
    timeout: Duration,
}

impl<'c, O: Operation> Wait<'c, O> {
    pub(crate) fn new(client: &'c Client, request: O, info: WaitInfo<O::Response>) -> Self {
        let interval = Duration::from_secs(info.interval);
        let timeout = Duration::from_secs(info.timeout);
        Self { client, request, info, interval, timeout }
    }

    /// Sets the pause between the first two calls; each further pause is half as long again, up to a
    /// minute.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }

    /// Limits the total time.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    async fn run(self) -> Result<Response<O::Response>, WaitError<O::Response>> {
        let deadline = Instant::now() + self.timeout;
        let mut pause = self.interval;
        loop {
            let last = match self.client.send(&self.request).await {
                Ok(response) => {
                    let states = (self.info.states)(&response);
                    let any = |words: &[&str]| {
                        states.iter().find(|state| words.contains(&state.as_str())).cloned()
                    };
                    if let Some(state) = any(self.info.fail) {
                        return Err(WaitError::Failed { state, response: Box::new(response) });
                    }
                    let reached = |state: &String| self.info.until.contains(&state.as_str());
                    if !states.is_empty() && states.iter().all(reached) {
                        return Ok(response);
                    }
                    Ok(response)
                }
                // The call only reads, so a failure costs nothing.
                Err(error) if error.is_retryable() => Err(error),
                Err(error) => return Err(WaitError::Call(error)),
            };
            if Instant::now() + pause > deadline {
                return Err(match last {
                    Ok(response) => WaitError::Timeout { response: Box::new(response) },
                    Err(error) => WaitError::Call(error),
                });
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 3 / 2).min(LONGEST);
        }
    }
}

impl<'c, O: Operation + 'c> IntoFuture for Wait<'c, O> {
    type Output = Result<Response<O::Response>, WaitError<O::Response>>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'c>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl<O: Operation> fmt::Debug for Wait<'_, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait")
            .field("operation", &O::INFO.action)
            .field("interval", &self.interval)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

/// The reason why waiting ended without the state.
#[derive(Debug)]
#[non_exhaustive]
pub enum WaitError<R> {
    /// A state from which the awaited one cannot be reached.
    Failed {
        /// That state.
        state: String,
        /// The response that showed it.
        response: Box<Response<R>>,
    },
    /// The time limit passed.
    Timeout {
        /// The last response.
        response: Box<Response<R>>,
    },
    /// A call failed.
    Call(Error),
}

impl<R> fmt::Display for WaitError<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed { state, response } => {
                let state = crate::excerpt::shorten(state);
                write!(f, "waiting ended in state `{state}` (request {})", response.request_id())
            }
            Self::Timeout { response } => {
                write!(
                    f,
                    "the state was not reached in time (last request {})",
                    response.request_id()
                )
            }
            Self::Call(error) => error.fmt(f),
        }
    }
}

impl<R: fmt::Debug> std::error::Error for WaitError<R> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Call(error) => Some(error),
            Self::Failed { .. } | Self::Timeout { .. } => None,
        }
    }
}
