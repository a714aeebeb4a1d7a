//! The pools of connections of a client, one for each Tokio runtime that calls.
//!
//! A connection is driven by the runtime that opened it. A call on another one would wait for a
//! runtime that may be at rest.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use percent_encoding::percent_decode_str;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use rustls::pki_types::CertificateDer;
use tokio::runtime::{Handle, Id};

use crate::call::resolver::Resolver;
use crate::call::transport::failure::configuration;
use crate::call::transport::tls;
use crate::error::Error;

/// The number of runtimes whose connections are kept.
const RUNTIMES: usize = 8;

/// The runtime that this is called on.
pub(crate) fn runtime() -> Result<Id, Error> {
    let runtime = Handle::try_current().map_err(|_| {
        Error::configuration(
            "a call needs a Tokio runtime, and none is running here: await it inside \
             `#[tokio::main]`, or in the `block_on` of a runtime built with `enable_all`",
        )
    })?;
    Ok(runtime.id())
}

/// How connections are made.
pub(super) struct Setup {
    pub(super) connect: Duration,
    pub(super) idle: Duration,
    pub(super) user_agent: String,
    pub(super) proxy: Option<reqwest::Url>,
    pub(super) certificates: Vec<CertificateDer<'static>>,
    /// Whether the endpoint or the proxy uses TLS.
    pub(super) tls: bool,
    pub(super) resolver: Resolver,
}

/// The pools of connections of a client.
pub(super) struct Pools {
    setup: Setup,
    pools: Mutex<Vec<(Id, reqwest::Client)>>,
}

impl fmt::Debug for Pools {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pools").finish_non_exhaustive()
    }
}

impl Pools {
    /// No pools yet. What cannot be used is found now, as far as that reads no files.
    pub(super) fn new(setup: Setup) -> Result<Self, Error> {
        setup.client(tls::unused()?)?;
        Ok(Self { setup, pools: Mutex::default() })
    }

    pub(super) fn is_direct(&self) -> bool {
        self.setup.proxy.is_none()
    }

    pub(super) fn proxy_password(&self) -> Option<String> {
        let password = self.setup.proxy.as_ref()?.password()?;
        Some(percent_decode_str(password).decode_utf8_lossy().into_owned())
    }

    pub(super) fn connect(&self) -> Duration {
        self.setup.connect
    }

    /// The pool of a runtime, which must be the current one.
    pub(super) async fn of(&self, id: Id) -> Result<reqwest::Client, Error> {
        if let Some(known) = self.find(id) {
            return Ok(known);
        }
        let tls = if self.setup.tls {
            tls::config(&self.setup.certificates).await?
        } else {
            tls::unused()?
        };
        let made = self.setup.client(tls)?;
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        // Another task may have been faster.
        if let Some((_, known)) = pools.iter().find(|(known, _)| *known == id) {
            return Ok(known.clone());
        }
        if pools.len() == RUNTIMES {
            pools.remove(0);
        }
        pools.push((id, made.clone()));
        Ok(made)
    }

    fn find(&self, id: Id) -> Option<reqwest::Client> {
        let pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        pools.iter().find(|(known, _)| *known == id).map(|(_, client)| client.clone())
    }
}

impl Setup {
    pub(super) fn client(&self, tls: rustls::ClientConfig) -> Result<reqwest::Client, Error> {
        let mut http = reqwest::Client::builder()
            .redirect(Policy::none())
            .connect_timeout(self.connect)
            .pool_idle_timeout(self.idle)
            .dns_resolver(Names(self.resolver.clone()))
            .retry(reqwest::retry::never())
            .http1_only()
            .user_agent(&self.user_agent)
            .tls_backend_preconfigured(tls)
            // The environment was read before; the library would go around what it cannot use.
            .no_proxy();
        if let Some(proxy) = &self.proxy {
            let proxy = reqwest::Proxy::all(proxy.clone());
            http = http.proxy(proxy.map_err(|error| configuration(&error.without_url()))?);
        }
        http.build().map_err(|error| configuration(&error.without_url()))
    }
}

/// The resolver in the types of the library.
struct Names(Resolver);

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        let lookup = self.0.look_up(name.as_str());
        Box::pin(async move { Ok(Box::new(lookup.await?.into_iter()) as Addrs) })
    }
}
