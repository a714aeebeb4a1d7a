//! Who may go on with a rollout: one controller at a time.

mod file;
#[cfg(feature = "redis")]
mod shared;
mod trouble;

use std::fs::File;
use std::future::pending;
use std::path::Path;
use std::time::Duration;

#[cfg(feature = "redis")]
use shared::Shared;
pub use trouble::LeaseError;

/// The right to go on with a rollout, until it is dropped or lost.
#[derive(Debug)]
pub struct Lease(Kind);

#[derive(Debug)]
enum Kind {
    /// The lock of a file.
    File { _file: File },
    #[cfg(feature = "redis")]
    Shared(Box<Shared>),
}

impl Lease {
    /// How long a lease on a server lasts that is not renewed, if nothing else is said.
    pub const TIME: Duration = Duration::from_secs(30);

    /// Takes the lease of a rollout, which lies beside the file of rollouts. `by` is shown to others.
    ///
    /// # Errors
    ///
    /// Another process has it, or its file cannot be used.
    pub fn take(store: &Path, id: &str, by: &str) -> Result<Self, LeaseError> {
        file::take(store, id, by).map(|file| Self(Kind::File { _file: file }))
    }

    /// Takes the lease of a rollout from a Redis server, at a URL like `redis://:password@10.0.0.7:6379/0`: for hosts that share
    /// no file. It lasts so long, and is renewed as long as somebody [keeps](Self::keep) it. `last` is the last controller that the
    /// caller's file of rollouts knows of.
    ///
    /// # Errors
    ///
    /// Another controller has it, or has left the rollout [at rest](Self::rest) and is not `last`; or the server cannot be used. So it
    /// is where this library was built without its feature `redis`.
    #[cfg_attr(not(feature = "redis"), allow(clippy::unused_async, reason = "it is with it"))]
    pub async fn take_shared(
        url: &str,
        id: &str,
        by: &str,
        last: &str,
        time: Duration,
    ) -> Result<Self, LeaseError> {
        #[cfg(feature = "redis")]
        return Shared::take(url, id, by, last, time)
            .await
            .map(|shared| Self(Kind::Shared(Box::new(shared))));
        #[cfg(not(feature = "redis"))]
        {
            let _ = (url, id, by, last, time);
            Err(LeaseError::Url("this program was built without Redis; leave it out"))
        }
    }

    /// Who has the lease of a rollout that lies beside the file of rollouts; `None` if nobody has.
    ///
    /// # Errors
    ///
    /// Its file cannot be read.
    pub fn holder(store: &Path, id: &str) -> Result<Option<String>, LeaseError> {
        file::holder(store, id)
    }

    /// Who has the lease of a rollout on a server; `None` if nobody has.
    ///
    /// # Errors
    ///
    /// The server cannot be used.
    #[cfg_attr(not(feature = "redis"), allow(clippy::unused_async, reason = "it is with it"))]
    pub async fn holder_shared(url: &str, id: &str) -> Result<Option<String>, LeaseError> {
        #[cfg(feature = "redis")]
        return shared::holder(url, id).await;
        #[cfg(not(feature = "redis"))]
        {
            let _ = (url, id);
            Err(LeaseError::Url("this program was built without Redis; leave it out"))
        }
    }

    /// Notes on the server what a person wants, such as to end the rollout, or `None` if that is over: controllers with another file of
    /// rollouts do not go on. `by` is the last controller that the file of the order knows of, `next` who may be the next.
    ///
    /// # Errors
    ///
    /// The server cannot be used.
    #[cfg_attr(not(feature = "redis"), allow(clippy::unused_async, reason = "it is with it"))]
    pub async fn order_shared(
        url: &str,
        id: &str,
        [by, next]: [&str; 2],
        why: Option<&str>,
    ) -> Result<(), LeaseError> {
        #[cfg(feature = "redis")]
        return shared::order(url, id, [by, next], why).await;
        #[cfg(not(feature = "redis"))]
        {
            let _ = (url, id, by, next, why);
            Ok(())
        }
    }

    /// Keeps it; ends when it is lost, and then nothing more may be done.
    pub async fn keep(&self) -> LeaseError {
        match &self.0 {
            Kind::File { .. } => pending().await,
            #[cfg(feature = "redis")]
            Kind::Shared(shared) => shared.keep().await,
        }
    }

    /// Gives it up because the rollout is over or waits for a person, who does what is to be done where it is written down.
    /// Controllers with another file of rollouts, in which `by` is not the last controller, do not go on.
    pub async fn rest(self, by: &str, why: &str) {
        match self.0 {
            Kind::File { .. } => {}
            #[cfg(feature = "redis")]
            Kind::Shared(shared) => shared.rest(by, why).await,
        }
        #[cfg(not(feature = "redis"))]
        let _ = (by, why);
    }

    /// Gives it up, so that nobody has to wait for its end.
    pub async fn free(self) {
        match self.0 {
            Kind::File { .. } => {}
            #[cfg(feature = "redis")]
            Kind::Shared(shared) => shared.free().await,
        }
    }
}
