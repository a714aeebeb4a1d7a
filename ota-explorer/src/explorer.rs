//! A running explorer, and its settings.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use ota_api::product::{AnyClient, ClientBuilder};
use ota_api::{Client, Credentials, CredentialsSource};
use ota_dynamic::Operations;
use ota_emulator::{Emulator, is_at_home};
use ota_spec::Spec;
use tokio::net::TcpListener;
use tokio::sync::{Mutex, Semaphore, oneshot, watch};
use tokio::task::JoinHandle;

use crate::address::{Door, ENTER};
use crate::backend::{Backend, Clients, Uploads};
use crate::console::source::INSTANCE;
use crate::form::LARGEST;
use crate::gate;
use crate::guard::Guard;
use crate::history::History;
use crate::pages;
use crate::pending::Pending;
use crate::search::Index;
use crate::seen::Seen;
use crate::state::{Shared, State};

/// Settings of an explorer. See [`Explorer::builder`].
#[must_use = "a builder does nothing until `start()` is called and awaited"]
pub struct Builder {
    spec: Spec,
    port: u16,
    target: Target,
    folder: Option<String>,
}

/// How many pages may wait for changes at a time.
const WATCHERS: usize = 32;

/// Where calls are to go.
enum Target {
    Nowhere,
    Emulator(Emulator),
    Service(Endpoint),
}

/// A service to call.
#[derive(Clone)]
struct Endpoint {
    url: Option<String>,
    region: Option<String>,
    plain_http: bool,
    credentials: CredentialsSource,
}

impl Builder {
    /// Sets the port on 127.0.0.1; 0, the default, takes a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Says that the specs are those of this folder, for samples of code, which name it. Without this they are taken for those
    /// that `ota-api` and `ota` are built with.
    pub fn folder(mut self, folder: impl Into<String>) -> Self {
        self.folder = Some(folder.into());
        self
    }

    /// Sends calls to this emulator, which should serve the same specs. It stops with the explorer.
    pub fn emulator(mut self, emulator: Emulator) -> Self {
        self.target = Target::Emulator(emulator);
        self
    }

    /// Sends calls to a service: that of an endpoint such as `https://iot.cn-shanghai.aliyuncs.com`, or else of a region, with
    /// these credentials. `plain_http` allows an endpoint with `http://` that is not on this machine. Without this and
    /// without an [emulator](Self::emulator), the page shows and checks, and sends nothing.
    pub fn service(
        mut self,
        endpoint: Option<String>,
        region: Option<String>,
        plain_http: bool,
        credentials: impl Into<CredentialsSource>,
    ) -> Self {
        let credentials = credentials.into();
        self.target = Target::Service(Endpoint { url: endpoint, region, plain_http, credentials });
        self
    }

    /// Starts serving, on the current tokio runtime.
    ///
    /// # Errors
    ///
    /// The port cannot be listened on, the endpoint cannot be called, or the system has no random numbers.
    pub async fn start(self) -> Result<Explorer, StartError> {
        let Self { spec, port, target, folder } = self;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let listen = |error| StartError::Listen { address, error };
        let listener = TcpListener::bind(address).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let operations = Operations::of(&spec);
        let backend = target.backend(&spec, &operations).map_err(StartError::Client)?;
        let state = Arc::new(State {
            index: Index::of(&spec),
            spec,
            operations,
            backend,
            guard: Guard::new(address),
            door: Door::new().map_err(|error| StartError::Randomness(io::Error::other(error)))?,
            history: History::default(),
            seen: Seen::default(),
            pending: Pending::default(),
            drafts: Pending::default(),
            watchers: Arc::new(Semaphore::new(WATCHERS)),
            folder,
        });
        let router: Router<Shared> = pages::routes()
            .layer(DefaultBodyLimit::max(LARGEST))
            .layer(from_fn_with_state(state.clone(), gate::watch));
        let router = router.with_state(state.clone());
        let next = Mutex::new(state.door.watch());
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = axum::serve(listener, router)
            .with_graceful_shutdown(async move { drop(stopped.await) });
        let running = tokio::spawn(async move { serving.await });
        Ok(Explorer { address, state, next, _stop: stop, running })
    }
}

impl Target {
    fn backend(self, spec: &Spec, operations: &Operations) -> Result<Backend, ota_api::Error> {
        match self {
            Self::Nowhere => Ok(Backend::Nowhere),
            Self::Emulator(emulator) => {
                let key = Credentials::new(emulator.key_id(), emulator.key_secret());
                let endpoint = Endpoint {
                    url: Some(emulator.endpoint().to_owned()),
                    region: Some("cn-shanghai".to_owned()),
                    plain_http: false,
                    credentials: key.into(),
                };
                let clients = endpoint.clients(spec, operations)?;
                Ok(Backend::Emulator { emulator: Arc::new(emulator), clients })
            }
            Self::Service(endpoint) => {
                let name = endpoint.url.clone().or_else(|| endpoint.region.clone());
                let clients = endpoint.clients(spec, operations)?;
                Ok(Backend::Service { name: name.unwrap_or_default(), clients })
            }
        }
    }
}

impl Endpoint {
    fn clients(&self, spec: &Spec, operations: &Operations) -> Result<Clients, ota_api::Error> {
        let any = self.set(AnyClient::builder(operations.service())).build()?;
        let has_forms = is_at_home(&spec.service);
        let uploads = has_forms.then(|| self.uploads()).transpose()?;
        Ok(Clients {
            any,
            uploads,
            region: self.region.clone(),
            is_of_region: self.url.is_none(),
            credentials: self.credentials.clone(),
        })
    }

    /// The instance is a setting of a client for uploads: their requests are made by the client.
    fn uploads(&self) -> Result<Uploads, ota_api::Error> {
        let endpoint = self.clone();
        let plain: Client = self.set(Client::builder()).build()?;
        Ok(Box::new(move |instance| match instance {
            "" => Ok(plain.clone()),
            id => endpoint.set(Client::builder()).parameter(INSTANCE, id).build(),
        }))
    }

    fn set<C>(&self, builder: ClientBuilder<C>) -> ClientBuilder<C> {
        let mut builder = builder.credentials(self.credentials.clone());
        if let Some(url) = &self.url {
            builder = builder.endpoint(url.clone());
        }
        if let Some(region) = &self.region {
            builder = builder.region(region.clone());
        }
        if self.plain_http { builder.allow_plain_http() } else { builder }
    }
}

/// A running explorer. It stops when this is dropped.
pub struct Explorer {
    address: SocketAddr,
    state: Shared,
    next: Mutex<watch::Receiver<String>>,
    /// Dropping it tells the server to stop.
    _stop: oneshot::Sender<()>,
    running: JoinHandle<io::Result<()>>,
}

impl Explorer {
    /// Settings to start one with, for these specs.
    pub fn builder(spec: Spec) -> Builder {
        Builder { spec, port: 0, target: Target::Nowhere, folder: None }
    }

    /// The address that lets in the next browser: it holds a token that works once.
    pub fn address(&self) -> String {
        format!("{}{ENTER}?token={}", self.url(), self.state.door.token())
    }

    /// The address without a token, for browsers that are in: `http://127.0.0.1:<port>`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Waits until a browser was let in, after which there is another [`address`](Self::address). Dropping the future loses
    /// nothing.
    pub async fn entered(&self) {
        // Kept from the start on, so that no browser is missed between two calls.
        let mut next = self.next.lock().await;
        // The door is there as long as the explorer.
        drop(next.changed().await);
    }

    /// Stops at once; calls that are under way are given up.
    pub async fn stop(self) {
        self.running.abort();
        drop(self.running.await);
    }
}

impl fmt::Debug for Explorer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Explorer").field("url", &self.url()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder").field("port", &self.port).finish_non_exhaustive()
    }
}

/// The reason why an explorer cannot start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// The port is taken, or may not be listened on.
    Listen {
        /// The address.
        address: SocketAddr,
        /// The reason.
        error: io::Error,
    },
    /// The endpoint cannot be called.
    Client(ota_api::Error),
    /// The system has no random numbers, which tokens are made of.
    Randomness(io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listen { address, error } => {
                write!(
                    f,
                    "cannot listen on {address}: {error}; choose another port, or 0 for a free one"
                )
            }
            Self::Client(error) => error.fmt(f),
            Self::Randomness(error) => write!(f, "the system has no random numbers: {error}"),
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Listen { error, .. } | Self::Randomness(error) => Some(error),
            Self::Client(error) => Some(error),
        }
    }
}
