//! The same calls without `async`: a feature of the crate, `blocking`.
//!
//! What is awaited elsewhere ends in [`block_on`](Block::block_on) here, and what is a stream elsewhere becomes an
//! iterator by [`block_iter`](BlockIter::block_iter). That holds for all there is: calls, builders, pages, parts, waits, watches,
//! clients that are made from the environment, and what other crates build on them.
//!
#![cfg_attr(all(feature = "job", feature = "task"), doc = "```no_run")]
#![cfg_attr(not(all(feature = "job", feature = "task")), doc = "```ignore")]
//! use ota_api::Client;
//! use ota_api::blocking::{Block, BlockIter};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::from_env().block_on()?;
//! let job = client.query_ota_job().job_id("wahVIzGkCMuAUE2gDERM02").send().block_on()?;
//! println!("{:?}", job.data);
//! for task in client.list_ota_task_by_job().job_id("wahVIzGkCMuAUE2gDERM02").items().block_iter() {
//!     println!("{:?}", task?.device_name);
//! }
//! client.query_ota_job().job_id("wahVIzGkCMuAUE2gDERM02").wait_until_finished().block_on()?;
//! # Ok(())
//! # }
//! ```
//!
//! All of it runs on one runtime for the process, whose single thread starts with the first call and serves the connections; the call itself runs on
//! the thread that makes it. Any number of threads can call at the same time. Time limits, quotas and connections are those of the
//! client, whichever way it is used, but connections are not shared with calls on other runtimes.
//!
//! Inside of a tokio runtime, where blocking would hold up other tasks, each call is an error, with nothing sent: await it
//! there, or make it on a thread of its own ([`std::thread::spawn`]; the threads of `spawn_blocking` are part of the
//! runtime and refuse as well). A process that was forked has no such thread: start it anew instead.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::OnceLock;

use futures_core::Stream;
use tokio::runtime::{Builder, Handle, Runtime};

use crate::error::Error;

/// Something that can be waited for without `async`. Implemented for everything that is awaited to a `Result` whose error can be
/// made from an [`Error`].
pub trait Block {
    /// What comes of it.
    type Output;

    /// Runs it to its end, while this thread waits.
    ///
    /// # Errors
    ///
    /// Those of the call. Inside of a tokio runtime, or if no thread can be started, an error of the configuration, with nothing sent.
    fn block_on(self) -> Self::Output;
}

impl<F, T, E> Block for F
where
    F: IntoFuture<Output = Result<T, E>>,
    E: From<Error>,
{
    type Output = Result<T, E>;

    fn block_on(self) -> Result<T, E> {
        // Some futures look for the runtime as soon as they are made.
        runtime()?.block_on(async { self.await })
    }
}

/// A stream that can be read without `async`. Implemented for all streams of results whose error can be made from an
/// [`Error`].
pub trait BlockIter: Sized {
    /// Its items one after another, while this thread waits.
    fn block_iter(self) -> Iter<Self>;
}

impl<S, T, E> BlockIter for S
where
    S: Stream<Item = Result<T, E>> + Unpin,
    E: From<Error>,
{
    fn block_iter(self) -> Iter<S> {
        Iter { stream: self, is_refused: false }
    }
}

/// The items of a stream, each of which this thread waits for. Inside of a tokio runtime, the next item is an error, and the
/// last one.
#[derive(Debug)]
#[must_use = "an iterator does nothing until it is asked for an item"]
pub struct Iter<S> {
    stream: S,
    /// Whether there was no way to wait for an item.
    is_refused: bool,
}

impl<S> Iter<S> {
    /// The stream, for what it tells between two items, such as the place of its next page.
    pub fn stream(&self) -> &S {
        &self.stream
    }

    /// Gives the stream back.
    pub fn into_stream(self) -> S {
        self.stream
    }
}

impl<S, T, E> Iterator for Iter<S>
where
    S: Stream<Item = Result<T, E>> + Unpin,
    E: From<Error>,
{
    type Item = Result<T, E>;

    fn next(&mut self) -> Option<Result<T, E>> {
        if self.is_refused {
            return None;
        }
        let runtime = match runtime() {
            Ok(runtime) => runtime,
            Err(error) => {
                self.is_refused = true;
                return Some(Err(error.into()));
            }
        };
        let stream = &mut self.stream;
        runtime.block_on(poll_fn(|context| Pin::new(&mut *stream).poll_next(context)))
    }
}

/// The runtime of all calls that block.
fn runtime() -> Result<&'static Runtime, Error> {
    static RUNTIME: OnceLock<Result<Runtime, String>> = OnceLock::new();
    // A thread that is ending has no place for what a runtime keeps there.
    let may_block = Handle::try_current().err().is_some_and(|error| error.is_missing_context());
    if !may_block {
        return Err(Error::configuration(
            "a blocking call inside of an asynchronous runtime would hold up its other tasks; \
             await the call instead, or make it on a thread of its own",
        ));
    }
    let start = || {
        let mut builder = Builder::new_multi_thread();
        let started = builder.worker_threads(1).thread_name("ota-api").enable_all().build();
        started.map_err(|error| error.to_string())
    };
    RUNTIME.get_or_init(start).as_ref().map_err(|error| {
        Error::configuration(format!("the thread for blocking calls cannot be started: {error}"))
    })
}
