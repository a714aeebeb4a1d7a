//! A running emulator.

mod devices;
mod looks;
#[cfg(test)]
mod tests;

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use ota_world::{Job, LedgerEntry, Package, Seed, Snapshot, Task, World, WorldCounts};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::connection::{Listener, Peer};
use crate::error::{RestoreError, StartError, StorageError};
use crate::faults::{BadFault, Fault, FaultRule};
use crate::gateway::Gateway;
use crate::guard::Guard;
use crate::record::Requests;
use crate::server::Server;
use crate::service::Service;
use crate::service::request_id::RequestIds;
use crate::service::start::Beginning;
use crate::time::clock::{Clock, system_time};

/// How long [`Emulator::stop`] waits for calls that have begun.
const PATIENCE: Duration = Duration::from_secs(2);

/// A running emulator. It stops when this is dropped.
pub struct Emulator {
    address: SocketAddr,
    endpoint: String,
    seed: Arc<Seed>,
    service: Arc<Service>,
    /// Dropping it tells the server to stop.
    stop: oneshot::Sender<()>,
    _closing: Closing,
    running: JoinHandle<io::Result<()>>,
}

/// Who can call an emulator, and how.
#[derive(Debug, Clone, Default)]
pub(crate) struct Callers {
    /// Host names that it is called by, beside those of this machine.
    pub(crate) hosts: Vec<String>,
    /// Whether other machines may use the admin API.
    pub(crate) is_admin_open: bool,
    /// The beginning of the addresses in responses; without one it is as the caller has it.
    pub(crate) public_url: Option<String>,
}

impl Emulator {
    /// Runs a service that is still to be started.
    pub(crate) async fn run(
        address: SocketAddr,
        callers: Callers,
        gateway: Gateway,
        clock: Arc<dyn Clock>,
        speed: f64,
        beginning: Beginning,
    ) -> Result<Self, StartError> {
        let seed = beginning.simulation.seed().clone();
        let randomness = |error| StartError::Randomness(io::Error::other(error));
        let request_ids = RequestIds::new().map_err(randomness)?;
        let (ip, port) = (address.ip(), address.port());
        let listen = |error| StartError::Listen { ip, port, error };
        let listener = TcpListener::bind(address).await.map_err(listen)?;
        let mut address = listener.local_addr().map_err(listen)?;
        let guard = Guard::new(address, &callers.hosts, callers.is_admin_open);
        if address.ip().is_unspecified() {
            // It listens there as well, and the address that stands for all of them cannot be
            // called.
            address.set_ip(Ipv4Addr::LOCALHOST.into());
        }
        let reached = (address, callers.public_url);
        let service = Service::start(beginning, gateway, clock, speed, reached, request_ids)?;
        let service = Arc::new(service);
        let (stop, stopped) = oneshot::channel::<()>();
        let router = Server { guard, service: service.clone() }.router();
        let serving = axum::serve(
            Listener::new(listener),
            router.into_make_service_with_connect_info::<Peer>(),
        )
        .with_graceful_shutdown(async move { drop(stopped.await) });
        Ok(Self {
            address,
            endpoint: format!("http://{address}"),
            seed,
            _closing: Closing(service.clone()),
            service,
            stop,
            running: tokio::spawn(async move { serving.await }),
        })
    }

    #[cfg(test)]
    pub(crate) fn service(&self) -> &Service {
        &self.service
    }

    /// Where to send calls: `http://127.0.0.1:<port>`, or the address that was chosen by
    /// [`Builder::bind_beyond_loopback`](crate::Builder::bind_beyond_loopback).
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The ID of the key it accepts; of the one set by
    /// [`Builder::credentials`](crate::Builder::credentials) if there are more.
    pub fn key_id(&self) -> &str {
        &self.service.gateway.keys.main.id
    }

    /// The secret of that key.
    pub fn key_secret(&self) -> &str {
        &self.service.gateway.keys.main.secret
    }

    /// The state it started with.
    pub fn seed(&self) -> &Seed {
        &self.seed
    }

    /// The packages of the instance without an ID, as they are now.
    pub fn packages(&self) -> Vec<Package> {
        self.instance("").packages()
    }

    /// The jobs of the instance without an ID, as they are now.
    pub fn jobs(&self) -> Vec<Job> {
        self.instance("").jobs()
    }

    /// The tasks of the instance without an ID, as they are now, job by job.
    pub fn tasks(&self) -> Vec<Task> {
        self.instance("").tasks()
    }

    /// The contents of an instance; nothing if the account does not have that instance.
    pub fn instance<'a>(&'a self, iot_instance_id: &'a str) -> Contents<'a> {
        Contents { emulator: self, instance: iot_instance_id }
    }

    /// Advances the world's time; everything that is due happens.
    ///
    /// The clock, which signatures go by, stays as it is. If there is a data folder and it cannot
    /// be written, no time passes; [`Emulator::time`] tells.
    pub fn advance(&self, by: Duration) {
        // Users see it by the time of the world.
        drop(self.service.advance(&self.service.request_ids.next(), by));
    }

    /// Sets the speed of the world's time relative to the clock; at 0 it stands still.
    ///
    /// # Errors
    ///
    /// A speed that is not from 0 to 1,000,000; the message says so.
    pub fn set_speed(&self, speed: f64) -> Result<(), String> {
        self.service.set_speed(speed)
    }

    /// Counts what is in the world now.
    pub fn world(&self) -> WorldCounts {
        self.service.counts()
    }

    /// The time in the world.
    pub fn time(&self) -> SystemTime {
        system_time(self.service.timeline.now())
    }

    /// Adds a fault: a rule by which calls go wrong from now on. Returns its number.
    ///
    /// # Errors
    ///
    /// A rule for an operation that does not exist, or with a setting out of its range.
    pub fn add_fault(&self, fault: Fault) -> Result<u64, BadFault> {
        self.service.faults().add(fault, &self.service.gateway.products)
    }

    /// The faults in force, with what they have done.
    pub fn faults(&self) -> Vec<FaultRule> {
        self.service.faults().list()
    }

    /// Removes a fault; `false` if there is none with that number.
    pub fn remove_fault(&self, id: u64) -> bool {
        self.service.faults().remove(id)
    }

    /// Removes all faults.
    pub fn clear_faults(&self) {
        self.service.faults().clear();
    }

    /// The requests that were received, without those under `/_ota/`.
    pub fn requests(&self) -> Requests {
        self.service.record().list(0)
    }

    /// Everything that was done since the start with the seed, in order: calls that write and
    /// worked, uploads, and advances of time, each with request and response.
    /// Calls that only read are not in it.
    pub fn ledger(&self) -> Vec<LedgerEntry> {
        self.service.ledger(0)
    }

    /// The whole state as a document that [`Emulator::restore`] takes, of this or another emulator.
    pub fn snapshot(&self) -> Snapshot {
        self.service.snapshot()
    }

    /// Replaces the state by that of a snapshot, also in the data folder. Nonces and
    /// quotas stay; so do the contents of uploaded files, which a snapshot does not have.
    ///
    /// # Errors
    ///
    /// A snapshot that does not fit this program or was changed, a data folder that cannot be
    /// written. Nothing has changed then.
    pub fn restore(&self, snapshot: &Snapshot) -> Result<(), RestoreError> {
        self.service.restore(snapshot)
    }

    /// Makes the state what the seed describes, as if it started now with an empty data folder.
    ///
    /// # Errors
    ///
    /// A data folder that cannot be written. Nothing has changed then.
    pub fn reset(&self) -> Result<(), StorageError> {
        self.service.reset()
    }

    /// Makes the state what another seed describes, as if it started now with that one.
    ///
    /// # Errors
    ///
    /// A seed that contradicts itself, a data folder that cannot be written. Nothing has changed
    /// then.
    pub fn reset_to(&self, seed: Seed) -> Result<(), StorageError> {
        self.service.reset_to(Arc::new(seed))
    }

    /// Stops the emulator. Calls that have begun get up to two seconds to end.
    pub async fn stop(self) {
        drop(self.stop);
        let aborter = self.running.abort_handle();
        if tokio::time::timeout(PATIENCE, self.running).await.is_err() {
            aborter.abort();
        }
    }
}

/// Releases the data folder when dropped, though connections may still hold the service.
struct Closing(Arc<Service>);

impl Drop for Closing {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// The contents of an instance. See [`Emulator::instance`].
#[derive(Debug)]
pub struct Contents<'a> {
    emulator: &'a Emulator,
    instance: &'a str,
}

impl Contents<'_> {
    /// The packages as they are now.
    pub fn packages(&self) -> Vec<Package> {
        self.look(World::packages)
    }

    /// The jobs as they are now.
    pub fn jobs(&self) -> Vec<Job> {
        self.look(World::jobs)
    }

    /// The tasks as they are now, job by job.
    pub fn tasks(&self) -> Vec<Task> {
        self.look(World::tasks)
    }

    fn look<T>(&self, view: fn(&World, &str) -> T) -> T {
        let mut state = self.emulator.service.state();
        state.settle();
        view(state.simulation.world(), self.instance)
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
