//! The threads that asynchronous work runs on.

use tokio::runtime::{Builder, Runtime};

use crate::failure::{Exit, Failure};

/// Starts two threads: a command has little to do at once.
pub(crate) fn start() -> Result<Runtime, Failure> {
    Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Failure::new(Exit::NoResponse, format!("cannot start threads: {error}")))
}
