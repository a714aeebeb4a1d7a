//! The handle of a running emulator.

mod devices;

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::admin::WorldCounts;
use crate::builder::{Builder, StartError};
use crate::faults::{BadFault, Fault, FaultRule};
use crate::gateway::{Gateway, Memory};
use crate::guard::Guard;
use crate::ledger::commit::Commits;
use crate::ledger::history::{Opened, RestoreError, Snapshot};
use crate::ledger::{Ledger, LedgerEntry};
use crate::record::Requests;
use crate::seed::Seed;
use crate::server::connection::{Door, Peer};
use crate::server::request_id::RequestIds;
use crate::server::{Inner, Server};
use crate::store::{StorageError, Store};
use crate::time::clock::Clock;
use crate::time::moment::Moment;
use crate::time::timeline::Timeline;
use crate::uploads::{Site, Storage};
use crate::view::{self, Job, Package, Task};
use crate::world::World;

/// How long [`Emulator::stop`] waits for calls that have begun.
const PATIENCE: Duration = Duration::from_secs(2);

/// A running emulator. It stops when this is dropped.
pub struct Emulator {
    address: SocketAddr,
    endpoint: String,
    seed: Arc<Seed>,
    server: Arc<Server>,
    /// Dropping it tells the server to stop.
    stop: oneshot::Sender<()>,
    _closing: Closing,
    running: JoinHandle<io::Result<()>>,
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

    pub(crate) async fn run(
        address: SocketAddr,
        hosts: &[String],
        gateway: Gateway,
        clock: Arc<dyn Clock>,
        speed: f64,
        (Opened { origin, world, entries, answers }, mut store): (Opened, Option<Store>),
    ) -> Result<Self, StartError> {
        let start = match entries.is_empty() && world.now == origin.start {
            true => world.now,
            false => origin.resumed(world.now, Moment::from(clock.now()), speed),
        };
        let seed = origin.seed.clone();
        let randomness = |error| StartError::Randomness(io::Error::other(error));
        let request_ids = RequestIds::new().map_err(randomness)?;
        let (ip, port) = (address.ip(), address.port());
        let listen = |error| StartError::Listen { ip, port, error };
        let listener = TcpListener::bind(address).await.map_err(listen)?;
        let mut address = listener.local_addr().map_err(listen)?;
        let guard = Guard::new(address, hosts);
        if address.ip().is_unspecified() {
            // It listens there as well, and nobody can call the address that means all of them.
            address.set_ip(Ipv4Addr::LOCALHOST.into());
        }
        let secret = store.as_ref().map(Store::secret).transpose()?;
        let site = Site::new(format!("http://{address}"), secret).map_err(randomness)?;
        let storage = match &store {
            Some(store) => Storage::at(&store.objects()),
            None => Storage::temporary(),
        };
        let storage = Arc::new(storage.map_err(StartError::Storage)?);
        // From here on the folder is written to, and nothing else can refuse the start.
        if let Some(store) = &mut store {
            store.accept()?;
            storage.tidy(&world.file_names());
        }
        let inner = Inner {
            memory: Memory::default(),
            timeline: Timeline::new(clock.clone(), speed, start),
            world,
            origin,
            ledger: Ledger::new(entries, answers, store.is_some()),
            storage: storage.clone(),
            commits: Commits::default(),
        };
        let server = Arc::new(Server {
            guard,
            gateway,
            clock,
            request_ids,
            host: address.to_string(),
            site,
            storage,
            inner: Mutex::new(inner),
            faults: Mutex::default(),
            record: Mutex::default(),
            store: store.map(Mutex::new),
        });
        let (stop, stopped) = oneshot::channel::<()>();
        let service = server.clone().router().into_make_service_with_connect_info::<Peer>();
        let serving = axum::serve(Door(listener), service)
            .with_graceful_shutdown(async move { drop(stopped.await) });
        Ok(Self {
            address,
            endpoint: format!("http://{address}"),
            seed,
            _closing: Closing(server.clone()),
            server,
            stop,
            running: tokio::spawn(async move { serving.await }),
        })
    }

    #[cfg(test)]
    pub(crate) fn server(&self) -> &Server {
        &self.server
    }

    /// Where to send calls: `http://127.0.0.1:<port>`, or the address that was chosen by
    /// [`Builder::bind_beyond_loopback`].
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The ID of the key it accepts; of the one set by [`Builder::credentials`] if there are more.
    pub fn key_id(&self) -> &str {
        &self.server.gateway.keys.main.id
    }

    /// The secret of that key.
    pub fn key_secret(&self) -> &str {
        &self.server.gateway.keys.main.secret
    }

    /// The state it started with.
    pub fn seed(&self) -> &Seed {
        &self.seed
    }

    /// The packages of the instance without an ID, as they are now.
    pub fn packages(&self) -> Vec<Package> {
        self.instance("").packages()
    }

    /// The batches of the instance without an ID, as they are now.
    pub fn jobs(&self) -> Vec<Job> {
        self.instance("").jobs()
    }

    /// The tasks of the instance without an ID, as they are now, batch by batch.
    pub fn tasks(&self) -> Vec<Task> {
        self.instance("").tasks()
    }

    /// What an instance has; nothing if the account does not have that instance.
    pub fn instance<'a>(&'a self, iot_instance_id: &'a str) -> Contents<'a> {
        Contents { emulator: self, instance: iot_instance_id }
    }

    /// Lets time pass in the world, and with it everything happen that is due.
    ///
    /// The clock, which signatures go by, stays as it is. If there is a data folder and it cannot
    /// be written, no time passes; [`Emulator::time`] tells.
    pub fn advance(&self, by: Duration) {
        // Users see it by the time.
        drop(self.server.advance(&self.server.request_ids.next(), by));
    }

    /// Makes the world's time run so many times as fast as the clock from now on; 0 stands still.
    ///
    /// # Errors
    ///
    /// A speed that is not from 0 to 1,000,000; the text says so.
    pub fn set_speed(&self, speed: f64) -> Result<(), String> {
        self.server.set_speed(speed)
    }

    /// How much there is in the world now.
    pub fn world(&self) -> WorldCounts {
        self.server.counts()
    }

    /// What time it is in the world.
    pub fn time(&self) -> SystemTime {
        self.server.inner().timeline.now().into()
    }

    /// Lets things go wrong from now on, by a rule; gives the number of the rule.
    ///
    /// # Errors
    ///
    /// A rule for an operation that does not exist, or with a setting out of its range.
    pub fn add_fault(&self, fault: Fault) -> Result<u64, BadFault> {
        self.server.faults().add(fault, &self.server.gateway.spec)
    }

    /// The rules by which things go wrong, with what they have done.
    pub fn faults(&self) -> Vec<FaultRule> {
        self.server.faults().list()
    }

    /// Takes a rule back; `false` if there is none of that number.
    pub fn remove_fault(&self, id: u64) -> bool {
        self.server.faults().remove(id)
    }

    /// Takes all rules back.
    pub fn clear_faults(&self) {
        self.server.faults().clear();
    }

    /// The requests that were received, without those under `/_ota/`.
    pub fn requests(&self) -> Requests {
        self.server.record().list(0)
    }

    /// Everything that was done since the start with the seed, in order: calls that write and
    /// worked, uploads, and time that passed on purpose, each with what was asked and what it
    /// answered. Calls that only read are not in it.
    pub fn ledger(&self) -> Vec<LedgerEntry> {
        self.server.ledger(0)
    }

    /// The whole state as a document that [`Emulator::restore`] takes, of this or another emulator.
    pub fn snapshot(&self) -> Snapshot {
        self.server.snapshot()
    }

    /// Puts the state of a snapshot in the place of this one, also in the data folder. Nonces and
    /// quotas stay; so do the contents of uploaded files, which a snapshot does not have.
    ///
    /// # Errors
    ///
    /// A snapshot that does not fit this program or was changed, a data folder that cannot be
    /// written. All is as before then.
    pub fn restore(&self, snapshot: &Snapshot) -> Result<(), RestoreError> {
        self.server.restore(snapshot)
    }

    /// Makes the state what the seed describes, as if it started now with an empty data folder.
    ///
    /// # Errors
    ///
    /// A data folder that cannot be written. All is as before then.
    pub fn reset(&self) -> Result<(), StorageError> {
        self.server.reset()
    }

    /// Makes the state what another seed describes, as if it started now with that one.
    ///
    /// # Errors
    ///
    /// A seed that contradicts itself, a data folder that cannot be written. All is as before then.
    pub fn reset_to(&self, seed: Seed) -> Result<(), StorageError> {
        self.server.reset_to(Arc::new(seed))
    }

    /// Stops it: lets calls that have begun end, for two seconds at most.
    pub async fn stop(self) {
        drop(self.stop);
        let aborter = self.running.abort_handle();
        if tokio::time::timeout(PATIENCE, self.running).await.is_err() {
            aborter.abort();
        }
    }
}

/// Lets go of the data folder when it is dropped, though connections may still hold the server.
struct Closing(Arc<Server>);

impl Drop for Closing {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// What an instance has. See [`Emulator::instance`].
#[derive(Debug)]
pub struct Contents<'a> {
    emulator: &'a Emulator,
    instance: &'a str,
}

impl Contents<'_> {
    /// The packages as they are now.
    pub fn packages(&self) -> Vec<Package> {
        self.look(view::packages)
    }

    /// The batches as they are now.
    pub fn jobs(&self) -> Vec<Job> {
        self.look(view::jobs)
    }

    /// The tasks as they are now, batch by batch.
    pub fn tasks(&self) -> Vec<Task> {
        self.look(view::tasks)
    }

    fn look<T>(&self, view: fn(&World, &str) -> T) -> T {
        let mut inner = self.emulator.server.inner();
        inner.settle();
        view(&inner.world, self.instance)
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator")
            .field("endpoint", &self.endpoint)
            .field("key_id", &self.key_id())
            .finish_non_exhaustive()
    }
}
