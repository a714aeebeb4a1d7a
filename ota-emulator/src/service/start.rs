//! The start of a service: from a seed or a data folder.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};

use ota_world::{Moment, Origin, Seed, Simulation};

use super::Service;
use super::request_id::RequestIds;
use super::state::State;
use crate::error::StartError;
use crate::gateway::Gateway;
use crate::store::Store;
use crate::time::clock::{Clock, moment};
use crate::time::timeline::{Timeline, resumed};
use crate::uploads::{Storage, UrlSigner};

/// The state to start with.
pub(crate) struct Beginning {
    pub(crate) simulation: Simulation,
    /// The data folder, which is still to be accepted.
    store: Option<Store>,
}

impl Beginning {
    /// The state in the folder, if there is one with a state, else that of the seed.
    pub(crate) fn read(
        seed: Option<Seed>,
        folder: Option<&Path>,
        now: Moment,
    ) -> Result<Self, StartError> {
        let given = seed.map(Arc::new);
        let first = || {
            let seed = given.clone().unwrap_or_else(|| Arc::new(Seed::sample()));
            Simulation::starting_at(now, seed).map_err(StartError::Seed)
        };
        let Some(folder) = folder else {
            return Ok(Self { simulation: first()?, store: None });
        };
        let (store, recorded) = Store::open(folder, || Ok(first()?.origin().clone()))?;
        let file = || store.file().to_owned();
        if given.is_some_and(|given| *given != recorded.seed) {
            return Err(StartError::OtherSeed { file: file() });
        }
        let origin = Origin { seed: Arc::new(recorded.seed), start: recorded.start };
        let mut simulation = Simulation::replay(origin, recorded.entries)
            .map_err(|what| StartError::OtherProgram { file: file(), what })?;
        simulation.settle(recorded.reached);
        Ok(Self { simulation, store: Some(store) })
    }
}

impl Service {
    /// A service that can be reached at an address, and by its callers perhaps at another. From here on the data folder is written to.
    pub(crate) fn start(
        beginning: Beginning,
        gateway: Gateway,
        clock: Arc<dyn Clock>,
        speed: f64,
        (address, public_url): (SocketAddr, Option<String>),
        request_ids: RequestIds,
    ) -> Result<Self, StartError> {
        let Beginning { simulation, mut store } = beginning;
        let (origin, now) = (simulation.origin(), simulation.now());
        let is_new = simulation.ledger().entries().is_empty() && now == origin.start;
        let start =
            if is_new { now } else { resumed(&origin.seed, now, moment(clock.now()), speed) };
        let secret = store.as_ref().map(Store::secret).transpose()?;
        let signer = UrlSigner::new(secret);
        let signer = signer.map_err(|error| StartError::Randomness(io::Error::other(error)))?;
        let storage = match &store {
            Some(store) => Storage::at(&store.objects()),
            None => Storage::temporary(),
        };
        let storage = Arc::new(storage.map_err(StartError::Storage)?);
        // Nothing else can refuse the start.
        if let Some(store) = &mut store {
            store.accept()?;
            storage.tidy(&simulation.world().file_names());
        }
        let timeline = Arc::new(Timeline::new(clock.clone(), speed, start));
        let state = State::new(timeline.clone(), simulation, storage.clone(), store.is_some());
        Ok(Self {
            gateway,
            clock,
            timeline,
            request_ids,
            host: address.to_string(),
            public_url,
            signer,
            storage,
            state: Mutex::new(state),
            faults: Mutex::default(),
            record: Mutex::default(),
            store: store.map(Mutex::new),
        })
    }
}
