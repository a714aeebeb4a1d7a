//! Settings of an emulator.

mod devices;
mod fleet;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use ota_spec::Spec;
use ota_world::{Seed, embedded_specs};

use crate::emulator::{Callers, Emulator};
use crate::error::StartError;
use crate::gateway::Gateway;
use crate::gateway::credentials::{Credentials, Keys};
use crate::guard;
use crate::products::{Clash, Products};
use crate::service::{self, start::Beginning};
use crate::time::clock::{Clock, SystemClock, moment};

/// Settings of an emulator. See [`Emulator::builder`].
#[derive(Debug, Clone)]
#[must_use]
pub struct Builder {
    ip: IpAddr,
    port: u16,
    callers: Callers,
    credentials: Credentials,
    temporary: Vec<Credentials>,
    specs: Vec<Spec>,
    clock: Arc<dyn Clock>,
    seed: Option<Seed>,
    fleet: fleet::Fleet,
    data: Option<PathBuf>,
    throttles: bool,
    speed: f64,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            ip: Ipv4Addr::LOCALHOST.into(),
            port: 0,
            callers: Callers::default(),
            credentials: Credentials {
                key_id: "testid".to_owned(),
                key_secret: "testsecret".to_owned(),
                security_token: None,
                expires_in: None,
            },
            temporary: Vec::new(),
            specs: Vec::new(),
            clock: Arc::new(SystemClock),
            seed: None,
            fleet: fleet::Fleet::default(),
            data: None,
            throttles: true,
            speed: 0.0,
        }
    }
}

impl Builder {
    /// The port to listen on; 0, the default, takes a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Listens on this address instead of 127.0.0.1: anybody who reaches it can call the operations
    /// if they know the key, and what they send is not encrypted. Only for networks whose members
    /// are trusted.
    ///
    /// Requests must name the emulator by this address or by a name of [`Builder::allow_host`];
    /// if the address is 0.0.0.0 or ::, which stands for all of the machine's, by such a name. The
    /// admin API under `/_ota/` stays with callers on this machine, as it asks for no signature,
    /// unless [`Builder::admin_beyond_loopback`] opens it.
    pub fn bind_beyond_loopback(mut self, address: IpAddr) -> Self {
        self.ip = address;
        self
    }

    /// Serves requests that name the emulator so in `Host`, beside those for `127.0.0.1`,
    /// `localhost` and `[::1]`: a name such as `emulator.test`, with any port, or a name with one
    /// port, such as `localhost:8080`.
    ///
    /// A web page under that name could call the emulator, so it must not be one that others
    /// control.
    pub fn allow_host(mut self, name: impl Into<String>) -> Self {
        self.callers.hosts.push(name.into());
        self
    }

    /// Begins the addresses in responses, for uploads and downloads of files, with this instead of
    /// the `Host` that the caller used: such as `https://ota.test` where a proxy stands before
    /// the emulator. Its host is allowed as by [`Builder::allow_host`].
    pub fn public_url(mut self, url: impl Into<String>) -> Self {
        self.callers.public_url = Some(url.into());
        self
    }

    /// Lets other machines use the admin API under `/_ota/` as well, where
    /// [`Builder::bind_beyond_loopback`] lets them call. It asks for no signature: whoever reaches
    /// the emulator can then read and change everything in it.
    pub fn admin_beyond_loopback(mut self) -> Self {
        self.callers.is_admin_open = true;
        self
    }

    /// The key that is accepted; `testid` with `testsecret` if not set. There may be temporary ones
    /// beside it, see [`Self::temporary_credentials`].
    pub fn credentials(mut self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        self.credentials.key_id = id.into();
        self.credentials.key_secret = secret.into();
        self
    }

    /// Makes the key a temporary one that never expires: every call must carry this token. Without
    /// this, calls with a token are refused.
    pub fn security_token(mut self, token: impl Into<String>) -> Self {
        self.credentials.security_token = Some(token.into());
        self
    }

    /// Adds a temporary key, as the security token service hands them out, beside the others. Every
    /// call with it must carry the token. `expires_in` counts from the start, by the [`Clock`];
    /// from then on calls are refused with `InvalidSecurityToken.Expired`. All keys belong to the
    /// same account and share its quotas.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use ota_emulator::Emulator;
    /// let builder = Emulator::builder()
    ///     .temporary_credentials("STS.id", "secret", "token", Duration::from_secs(3600));
    /// ```
    pub fn temporary_credentials(
        mut self,
        id: impl Into<String>,
        secret: impl Into<String>,
        token: impl Into<String>,
        expires_in: Duration,
    ) -> Self {
        self.temporary.push(Credentials {
            key_id: id.into(),
            key_secret: secret.into(),
            security_token: Some(token.into()),
            expires_in: Some(expires_in),
        });
        self
    }

    /// Specs to interpret; only those of [`embedded_specs`] if this is never called. Called again, it adds
    /// another product, which is served at the same address: requests are told apart by their version and
    /// action.
    ///
    /// Where product and version are those of [`embedded_specs`], operations act on the world. All others
    /// check a call and respond with the example of their spec.
    pub fn specs(mut self, specs: Spec) -> Self {
        self.specs.push(specs);
        self
    }

    /// The clock to go by; that of the machine if not set.
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// The state to start with; if not set, that of the folder of [`Builder::data`], or
    /// [`Seed::sample`].
    pub fn seed(mut self, seed: Seed) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Keeps the state in this folder, which is created if it does not exist; otherwise it is only
    /// in memory. An emulator that is started with a folder goes on where the last one with it
    /// ended, however that ended, and only one at a time can use it. A start looks at a copy of the
    /// state in the temporary folder of the system, which needs as much room there and is deleted
    /// before the first call; a start that is refused leaves all files of the folder as they were.
    ///
    /// The response to a call is sent when what the call did survives the end of the process, and
    /// the loss of power as far as the disk does what it confirms. If the folder cannot be written,
    /// calls that write are refused as `ServiceUnavailable`, with HTTP status 503, and do nothing.
    ///
    /// A world whose time runs catches up with the clock, unless its seed has a time of its own;
    /// one that stands still goes on at the time of the last write or [`Emulator::advance`].
    /// Nonces, quotas, the speed and the key are not kept. What upload forms and addresses of files
    /// are signed with is, in the file `signing-secret`, which only its owner can read: those
    /// handed out before a restart are good after it, if the emulator has the same port.
    pub fn data(mut self, folder: impl Into<PathBuf>) -> Self {
        self.data = Some(folder.into());
        self
    }

    /// Lifts the quotas of calls per second, for measurements.
    pub fn without_quota(mut self) -> Self {
        self.throttles = false;
        self
    }

    /// The speed of the world's time relative to the clock: 60 makes a minute of a second. At
    /// 0, the default, it stands still and moves only by [`Emulator::advance`], so that a test sees
    /// the same every time.
    pub fn speed(mut self, speed: f64) -> Self {
        self.speed = speed;
        self
    }

    /// Starts the emulator on the current tokio runtime, which must have input, output and time
    /// enabled.
    ///
    /// # Errors
    ///
    /// Embedded specs with mistakes, two products with the same operation of the same version, a seed that contradicts itself, two keys with the same ID, an
    /// empty ID, secret or token, an invalid host name or public URL, a speed that is not from 0 to 1,000,000, a port that is taken, a data folder that
    /// cannot be used.
    pub async fn start(self) -> Result<Emulator, StartError> {
        service::check_speed(self.speed).map_err(StartError::Speed)?;
        let mut specs = self.specs;
        if specs.is_empty() {
            specs.push(embedded_specs().map_err(StartError::Specs)?);
        }
        let products = Products::new(specs).map_err(|Clash { action, version, products }| {
            StartError::SameOperation { action, version, products }
        })?;
        let mut callers = self.callers;
        if let Some(url) = &mut callers.public_url {
            let host = guard::host_of(url).ok_or_else(|| StartError::PublicUrl(url.clone()))?;
            callers.hosts.push(host.to_owned());
            url.truncate(url.trim_end_matches('/').len());
        }
        if let Some(name) = callers.hosts.iter().find(|name| !guard::is_host(name)) {
            return Err(StartError::Host(name.clone()));
        }
        let keys = Keys::new(self.credentials, self.temporary, self.clock.now())
            .map_err(StartError::Credentials)?;
        let gateway = Gateway { products, keys, throttles: self.throttles };
        let seed = match self.seed {
            None if self.fleet.is_empty() => None,
            seed => Some(self.fleet.add_to(seed.unwrap_or_else(Seed::sample))),
        };
        let address = SocketAddr::new(self.ip, self.port);
        let now = moment(self.clock.now());
        let beginning = Beginning::read(seed, self.data.as_deref(), now)?;
        Emulator::run(address, callers, gateway, self.clock, self.speed, beginning).await
    }
}

impl Emulator {
    /// Starts one with the embedded specs, on a free port, with the key `testid` and the secret
    /// `testsecret` and the state of [`Seed::sample`].
    ///
    /// # Errors
    ///
    /// Those of [`Builder::start`].
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// Settings to start one with.
    pub fn builder() -> Builder {
        Builder::default()
    }
}
