//! A Redis server that keeps the calls per second of many hosts.

use std::fmt;

use crate::error::Error;

/// A Redis server where many hosts count their calls together; see
/// [`Quota::redis`](crate::Quota::redis).
#[derive(Clone)]
pub struct Redis {
    client: redis::Client,
    hosts: u32,
}

impl Redis {
    /// A server at a URL like `redis://:password@10.0.0.7:6379/0`, which so many hosts use. Each of them takes as
    /// many calls per second as there are for one, rounded down, while it cannot reach the server; so this has to
    /// be the largest number of hosts, and what counts as one are processes that share `/dev/shm`, such as those
    /// of a container. 0 counts as 1.
    ///
    /// # Errors
    ///
    /// The URL is none of a Redis server, or one that wants TLS, which is not built in.
    pub fn new(url: &str, hosts: u32) -> Result<Self, Error> {
        // What is in the URL may be a secret.
        if url.trim_start().starts_with("rediss:") {
            let text = "a Redis server cannot be reached over TLS; use a URL with `redis://`";
            return Err(Error::configuration(text));
        }
        let client = redis::Client::open(url).map_err(|_| {
            Error::configuration(
                "the URL of the Redis server is not valid; it is like `redis://host:6379/0`",
            )
        })?;
        Ok(Self { client, hosts: hosts.max(1) })
    }

    pub(crate) fn client(&self) -> &redis::Client {
        &self.client
    }

    pub(crate) fn hosts(&self) -> u32 {
        self.hosts
    }
}

impl fmt::Debug for Redis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redis").field("hosts", &self.hosts).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::Redis;

    #[test]
    fn a_url_that_cannot_be_used_is_refused_without_showing_it() {
        for url in ["rediss://:canary@h:1", "http://:canary@h", "canary", ""] {
            let error = Redis::new(url, 2).unwrap_err();
            assert!(
                error.is_usage() && !format!("{error} {error:?}").contains("canary"),
                "{error}"
            );
        }
        let shown = format!("{:?}", Redis::new("redis://:canary@h:1/3", 0).unwrap());
        assert_eq!(shown, "Redis { hosts: 1, .. }");
    }
}
