//! The errors of waiting.

use std::fmt;
use std::time::Duration;

use crate::error::Error;
use crate::excerpt::word;
use crate::response::typed::Response;

/// The reason why waiting ended without the state.
#[derive(Debug)]
#[non_exhaustive]
pub enum WaitError<R> {
    /// A state from which the awaited one cannot be reached.
    #[non_exhaustive]
    Failed {
        /// The operation that was called.
        operation: &'static str,
        /// That state.
        state: String,
        /// The response that showed it.
        response: Box<Response<R>>,
    },
    /// The time limit passed.
    #[non_exhaustive]
    Timeout {
        /// The operation that was called.
        operation: &'static str,
        /// The time limit.
        limit: Duration,
        /// The last state that a response showed, if there was one.
        state: Option<String>,
        /// The last response, if there was one.
        response: Option<Box<Response<R>>>,
        /// The error of the last call, if it failed.
        error: Option<Error>,
    },
    /// A call failed, and repeating it does not help.
    #[non_exhaustive]
    Call {
        /// The operation that was called.
        operation: &'static str,
        /// The last state that a response showed, if there was one.
        state: Option<String>,
        /// The error of the call.
        error: Error,
    },
}

impl<R> WaitError<R> {
    /// The operation that was called; empty if there was no way to call it.
    pub fn operation(&self) -> &str {
        let (Self::Failed { operation, .. }
        | Self::Timeout { operation, .. }
        | Self::Call { operation, .. }) = self;
        operation
    }

    /// The last state that a response showed, if there was one.
    pub fn last_state(&self) -> Option<&str> {
        match self {
            Self::Failed { state, .. } => Some(state),
            Self::Timeout { state, .. } | Self::Call { state, .. } => state.as_deref(),
        }
    }
}

/// An error before the first call, whose operation is empty.
impl<R> From<Error> for WaitError<R> {
    fn from(error: Error) -> Self {
        Self::Call { operation: "", state: None, error }
    }
}

impl<R> fmt::Display for WaitError<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed { operation, state, response } => {
                write!(f, "`{operation}`: waiting ended in state `{}`", word(state))?;
                write!(f, " (request {})", word(response.request_id()))
            }
            Self::Timeout { operation, limit, state, response, error } => {
                let limit = limit.as_secs_f64();
                write!(f, "`{operation}`: the awaited state was not reached within {limit} s; ")?;
                match state {
                    Some(state) => write!(f, "the last state was `{}`", word(state))?,
                    None => f.write_str("no response showed a state")?,
                }
                if let Some(response) = response {
                    write!(f, " (request {})", word(response.request_id()))?;
                }
                match error {
                    Some(_) => f.write_str("; the last call failed"),
                    None => Ok(()),
                }
            }
            Self::Call { state, error, .. } => {
                error.fmt(f)?;
                match state {
                    Some(state) => write!(f, "; the last state was `{}`", word(state)),
                    None => Ok(()),
                }
            }
        }
    }
}

impl<R: fmt::Debug> std::error::Error for WaitError<R> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            // `Display` shows this error itself.
            Self::Call { error, .. } => error.source(),
            Self::Timeout { error: Some(error), .. } => Some(error),
            Self::Timeout { error: None, .. } | Self::Failed { .. } => None,
        }
    }
}
