//! Settings of an emulator, and what can go wrong when it starts.

mod fleet;

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use ota_spec::{Broken, Spec};

use crate::embedded::embedded_specs;
use crate::emulator::Emulator;
use crate::gateway::Gateway;
use crate::gateway::credentials::{Credentials, Keys};
use crate::guard;
use crate::ledger::history;
use crate::seed::Seed;
use crate::store::StorageError;
use crate::time::clock::{Clock, SystemClock};

/// Settings of an emulator. See [`Emulator::builder`].
#[derive(Debug, Clone)]
#[must_use]
pub struct Builder {
    ip: IpAddr,
    port: u16,
    hosts: Vec<String>,
    credentials: Credentials,
    temporary: Vec<Credentials>,
    specs: Option<Spec>,
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
            hosts: Vec::new(),
            credentials: Credentials {
                key_id: "testid".to_owned(),
                key_secret: "testsecret".to_owned(),
                security_token: None,
                expires_in: None,
            },
            temporary: Vec::new(),
            specs: None,
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

    /// Listens on this address instead of 127.0.0.1: whoever reaches it can call the operations if
    /// they know the key, and what they send is not encrypted. Only for networks whose members are
    /// trusted.
    ///
    /// Requests must name the emulator by this address or by a name of [`Builder::allow_host`];
    /// where the address is 0.0.0.0 or ::, which means all of the machine's, by such a name. The
    /// surface under `/_ota/` stays with callers on this machine, as it asks for no signature.
    pub fn bind_beyond_loopback(mut self, address: IpAddr) -> Self {
        self.ip = address;
        self
    }

    /// Serves requests that name the emulator so in `Host`, beside those for `127.0.0.1`,
    /// `localhost` and `[::1]`: a name such as `emulator.test`, for the emulator's port, or a name
    /// with another port, such as `localhost:8080`.
    ///
    /// A web page under that name could call the emulator, so it must not be one that others
    /// control.
    pub fn allow_host(mut self, name: impl Into<String>) -> Self {
        self.hosts.push(name.into());
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
    /// call with it must carry the token. `expires_in` counts from the start, by the [`Clock`]; from
    /// then on calls are refused with `InvalidSecurityToken.Expired`. All keys belong to the same
    /// account and share its quotas.
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

    /// The specs to interpret; those of [`embedded_specs`] if not set.
    pub fn specs(mut self, specs: Spec) -> Self {
        self.specs = Some(specs);
        self
    }

    /// The clock to go by; that of the machine if not set.
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// What the service knows at the start; if not set, that of the folder of [`Builder::data`], or
    /// [`Seed::sample`].
    pub fn seed(mut self, seed: Seed) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Keeps the state in this folder, which is made if it does not exist; else it is only in
    /// memory. An emulator that is started with a folder goes on where the last one with it ended,
    /// however that ended, and only one at a time can use it. A start looks at a copy of the state
    /// in the temporary folder of the system, which needs as much room there and is deleted before
    /// the first call; a start that is refused leaves all files of the folder as they were.
    ///
    /// A call is answered when what it did survives the end of the process, and the loss of power as
    /// far as the disk does what it confirms. If the folder cannot be written, calls that write are
    /// refused as `ServiceUnavailable`, with HTTP status 503, and do nothing.
    ///
    /// A world whose time runs catches up with the clock, unless its seed has a time of its own; one
    /// that stands still goes on at the time of the last write or [`Emulator::advance`]. Nonces,
    /// quotas, the speed and the key are not kept. What upload forms and addresses of files are
    /// signed with is, in the file `signing-secret`, which only its owner can read: those handed out
    /// before a restart are good after it, if the emulator has the same port.
    pub fn data(mut self, folder: impl Into<PathBuf>) -> Self {
        self.data = Some(folder.into());
        self
    }

    /// Takes any number of calls a second, for measurements.
    pub fn without_quota(mut self) -> Self {
        self.throttles = false;
        self
    }

    /// How many times as fast as the clock the world's time runs: 60 makes a minute of a second. At
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
    /// Embedded specs with mistakes, a seed that contradicts itself, two keys with the same ID, an
    /// empty ID, secret or token, a host that is no name, a port that is taken, a data folder that cannot be used.
    pub async fn start(self) -> Result<Emulator, StartError> {
        let spec = match self.specs {
            Some(specs) => specs,
            None => embedded_specs().map_err(StartError::Specs)?,
        };
        if let Some(name) = self.hosts.iter().find(|name| !guard::is_host(name)) {
            return Err(StartError::Host(name.clone()));
        }
        let keys = Keys::new(self.credentials, self.temporary, self.clock.now())
            .map_err(StartError::Credentials)?;
        let gateway = Gateway { spec, keys, throttles: self.throttles };
        let seed = match self.seed {
            None if self.fleet.is_empty() => None,
            seed => Some(self.fleet.add_to(seed.unwrap_or_else(Seed::sample))),
        };
        let address = SocketAddr::new(self.ip, self.port);
        let state = history::begin(seed, self.data.as_deref(), self.clock.now().into())?;
        Emulator::run(address, &self.hosts, gateway, self.clock, self.speed, state).await
    }
}

/// Why an emulator did not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// The embedded specs have mistakes.
    Specs(Box<Broken>),
    /// The seed contradicts itself; the text says where.
    Seed(String),
    /// The keys cannot be told apart or used; the text says which. It has no secret in it.
    Credentials(String),
    /// What [`Builder::allow_host`] was given is no host name.
    Host(String),
    /// The address cannot be listened on.
    Listen {
        /// The address.
        ip: IpAddr,
        /// The port; 0 where any would have done.
        port: u16,
        /// What the system said.
        error: io::Error,
    },
    /// The folder for uploaded files cannot be made.
    Storage(io::Error),
    /// The system gave no randomness for request IDs and secrets.
    Randomness(io::Error),
    /// The data folder cannot be made, read or written.
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// There can be no copy of the state in the temporary folder of the system to check it.
    Copy(io::Error),
    /// Another emulator uses the data folder.
    Locked {
        /// The folder.
        folder: PathBuf,
    },
    /// A file of the data folder is not what was written. It was left as it is.
    Damaged {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// A file of the data folder has a form that this program does not know.
    Format {
        /// The file.
        file: PathBuf,
        /// The version of its form.
        found: i32,
        /// The one that can be read.
        known: i32,
    },
    /// The data folder was made with another seed than the one that is given.
    OtherSeed {
        /// The file that has the seed.
        file: PathBuf,
    },
    /// What the data folder says was done gives something else when it is done again.
    OtherProgram {
        /// The file.
        file: PathBuf,
        /// What went differently.
        what: String,
    },
    /// SQLite cannot use the file in the data folder.
    Database(StorageError),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Specs(broken) => {
                write!(f, "the embedded specs have mistakes; mend them and build again")?;
                broken.diagnostics.iter().try_for_each(|found| write!(f, "\n\n{found}"))
            }
            Self::Seed(message) => write!(f, "the seed contradicts itself: {message}"),
            Self::Credentials(message) => write!(f, "the keys cannot be used: {message}"),
            Self::Host(name) => write!(
                f,
                "`{}` is no host name; give one as it stands in an address, such as \
                 `emulator.test` or `localhost:8080`",
                name.escape_default()
            ),
            Self::Listen { ip, port, error } => {
                let advice = match error.kind() {
                    io::ErrorKind::AddrNotAvailable => {
                        "choose an address of this machine, or 0.0.0.0 for all that it has"
                    }
                    _ => "choose another port, or 0 for a free one",
                };
                let address = SocketAddr::new(*ip, *port);
                write!(f, "cannot listen on {address}: {error}; {advice}")
            }
            Self::Storage(error) => {
                write!(f, "cannot make the folder for uploaded files: {error}")
            }
            Self::Randomness(error) => write!(f, "the system gives no randomness: {error}"),
            Self::Folder { folder, error } => write!(
                f,
                "cannot use the data folder `{}`: {error}; choose one that can be read and written",
                folder.display()
            ),
            Self::Copy(error) => write!(
                f,
                "cannot copy the state to the temporary folder `{}` to check it: {error}; nothing \
                 was changed; make room there, or set another one",
                std::env::temp_dir().display()
            ),
            Self::Locked { folder } => write!(
                f,
                "another emulator uses the data folder `{}`; stop it, or choose another folder",
                folder.display()
            ),
            Self::Damaged { file, what } => write!(
                f,
                "`{}` is damaged: {what}. nothing was changed; put a copy of the whole data folder \
                 back (`state.sqlite`, with `state.sqlite-wal` if the copy has it and without if \
                 not, and the folder `objects`, which has the contents of uploaded files), or \
                 start with another folder",
                file.display()
            ),
            Self::Format { file, found, known } => write!(
                f,
                "`{}` has the form {found}, and only {known} can be read; use the program that \
                 wrote it, or start with another folder",
                file.display()
            ),
            Self::OtherSeed { file } => write!(
                f,
                "`{}` was made with another seed, with other devices or another model; leave all of \
                 these out to go on with what is there (`seed`, `devices`, `named_devices`, `model` \
                 and `random_seed` of the builder, `--seed` and `--devices` on the command line), \
                 or choose another folder",
                file.display()
            ),
            Self::OtherProgram { file, what } => write!(
                f,
                "`{}` was written by another version of this program, which did something else: \
                 {what}. nothing was changed; use that version, or start with another folder",
                file.display()
            ),
            Self::Database(error) => write!(f, "cannot use the data folder: {error}"),
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Listen { error, .. }
            | Self::Storage(error)
            | Self::Randomness(error)
            | Self::Copy(error)
            | Self::Folder { error, .. } => Some(error),
            Self::Database(error) => Some(error),
            Self::Specs(_)
            | Self::Seed(_)
            | Self::Credentials(_)
            | Self::Host(_)
            | Self::Locked { .. }
            | Self::Damaged { .. }
            | Self::Format { .. }
            | Self::OtherSeed { .. }
            | Self::OtherProgram { .. } => None,
        }
    }
}
