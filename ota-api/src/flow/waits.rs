//! Waiting for a state.

use std::fmt;
use std::pin::Pin;
use std::time::Duration;

use crate::client::Core;
use crate::error::Error;
use crate::flow::looks::{End, Last, Look, Schedule, Verdict};
use crate::flow::pace::{pace, send_in_turn};
use crate::flow::pages::{Paged, Pages, unreadable_row};
use crate::flow::wait_error::WaitError;
use crate::request::operation::Operation;
use crate::response::typed::Response;

/// The state to wait for: a constant of the requests that can be waited on, such as
/// [`QueryOtaFirmware::UNTIL_VERIFIED`](crate::operations::QueryOtaFirmware::UNTIL_VERIFIED). Written by generated
/// code.
pub struct WaitInfo<O: Operation> {
    /// How to look once.
    #[doc(hidden)]
    pub look: LookAt<O>,
    /// The states in a response.
    #[doc(hidden)]
    pub states: fn(&O::Response) -> Vec<String>,
    /// The states that end waiting with success.
    #[doc(hidden)]
    pub until: &'static [&'static str],
    /// The states that end waiting with an error.
    #[doc(hidden)]
    pub fail: &'static [&'static str],
    /// Seconds between the first two calls, and in all.
    #[doc(hidden)]
    pub seconds: (u64, u64),
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

impl<O: Operation> WaitInfo<O> {
    /// Judges a response.
    fn judge(&self, response: &O::Response) -> Verdict {
        let states = (self.states)(response);
        let is = |words: &[&str], state: &String| words.contains(&state.as_str());
        if let Some(failed) = states.iter().find(|state| is(self.fail, state)) {
            return Verdict::Failed(failed.clone());
        }
        match states.iter().find(|state| !is(self.until, state)) {
            Some(pending) => Verdict::Pending(Some(pending.clone())),
            None if states.is_empty() => Verdict::Pending(None),
            None => Verdict::Reached,
        }
    }
}

impl<O: Operation> Clone for WaitInfo<O> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<O: Operation> Copy for WaitInfo<O> {}

impl<O: Operation> fmt::Debug for WaitInfo<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitInfo")
            .field("until", &self.until)
            .field("fail", &self.fail)
            .field("seconds", &self.seconds)
            .finish_non_exhaustive()
    }
}

/// How to look once: at one response, or at a whole list.
pub struct LookAt<O: Operation>(LookOnce<O>);

impl<O: Operation> LookAt<O> {
    /// At one response.
    pub const fn response() -> Self {
        Self(look)
    }

    /// At a whole list.
    pub const fn list() -> Self
    where
        O: Paged,
    {
        Self(look_at_list)
    }
}

impl<O: Operation> Clone for LookAt<O> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<O: Operation> Copy for LookAt<O> {}

impl<O: Operation> fmt::Debug for LookAt<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LookAt").finish_non_exhaustive()
    }
}

/// A look in flight.
type Looking<'a, R> = Pin<Box<dyn Future<Output = Result<Look<Response<R>>, Error>> + Send + 'a>>;

/// A function that looks once.
type LookOnce<O> = for<'a> fn(
    &'a Core<<O as Operation>::Client>,
    &'a O,
    &'a WaitInfo<O>,
) -> Looking<'a, <O as Operation>::Response>;

/// Looks at one response.
fn look<'a, O: Operation>(
    client: &'a Core<O::Client>,
    request: &'a O,
    info: &'a WaitInfo<O>,
) -> Looking<'a, O::Response> {
    Box::pin(async move {
        let response = send_in_turn(client, request).await?;
        let verdict = info.judge(&response);
        Ok(Look { response, verdict })
    })
}

/// Looks at a whole list, from its first page on, up to a page that decides against it.
fn look_at_list<'a, O: Paged>(
    client: &'a Core<O::Client>,
    request: &'a O,
    info: &'a WaitInfo<O>,
) -> Looking<'a, O::Response> {
    Box::pin(async move {
        let mut pages = Pages::new(client.clone(), request.clone()).restart();
        let mut whole: Option<Look<Response<O::Response>>> = None;
        while let Some(page) = pages.next().await {
            let mut response = page?;
            if let Some(error) = unreadable_row::<O>(&response) {
                return Err(error);
            }
            let verdict = info.judge(&response);
            match &verdict {
                Verdict::Failed(_) => return Ok(Look { response, verdict }),
                // No later page can change that, unless it shows a failure.
                Verdict::Pending(Some(_)) if info.fail.is_empty() => {
                    return Ok(Look { response, verdict });
                }
                _ => {}
            }
            let Some(whole) = &mut whole else {
                whole = Some(Look { response, verdict });
                continue;
            };
            O::list(whole.response.value_mut())
                .into_items()
                .append(O::list(response.value_mut()).into_items());
            match (&whole.verdict, verdict) {
                (Verdict::Pending(Some(_)), _) | (_, Verdict::Pending(None)) => {}
                (_, verdict) => whole.verdict = verdict,
            }
        }
        whole.ok_or_else(|| Error::configuration("the list has no pages"))
    })
}

/// A call that is repeated until its response shows a state. Await it. The state of a list is that of
/// all its pages, in the order in which they come; the response then has the items of all pages.
#[must_use = "waiting does nothing until it is awaited"]
pub struct Wait<'c, O: Operation> {
    client: &'c Core<O::Client>,
    request: O,
    info: WaitInfo<O>,
    interval: Duration,
    timeout: Duration,
}

impl<'c, O: Operation> Wait<'c, O> {
    pub(crate) fn new(client: &'c Core<O::Client>, request: O, info: WaitInfo<O>) -> Self {
        let (interval, timeout) = info.seconds;
        let (interval, timeout) = (Duration::from_secs(interval), Duration::from_secs(timeout));
        Self { client, request, info, interval, timeout }
    }

    /// Sets the pause between the first two looks; each further pause is half as long again, up to a
    /// minute or this interval, whichever is longer. Looks keep the pace of the operation, and wait for as
    /// long as the service asks for.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval;
        self
    }

    /// Limits the total time, calls included: a call that is under way then is given up. The last look is
    /// made shortly before the end, even if its pause is not over. [`Duration::MAX`] means no limit.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    async fn run(self) -> Result<Response<O::Response>, WaitError<O::Response>> {
        let Self { client, request, info, interval, timeout: limit } = self;
        let operation = O::INFO.action;
        let schedule = Schedule { interval, pace: pace(O::INFO), limit };
        match schedule.repeat(|| (info.look.0)(client, &request, &info)).await {
            End::Reached(response) => Ok(response),
            End::Failed(state, response) => {
                Err(WaitError::Failed { operation, state, response: Box::new(response) })
            }
            End::Timeout(Last { state, response, error }) => {
                let response = response.map(Box::new);
                Err(WaitError::Timeout { operation, limit, state, response, error })
            }
            End::Call(Last { state, .. }, error) => {
                Err(WaitError::Call { operation, state, error })
            }
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
