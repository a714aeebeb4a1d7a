//! Looks up host names.
//!
//! The system's lookup blocks its thread, for tens of seconds if a name server does not respond, and
//! cannot be cancelled. On the runtime's own threads it would hold up the end of the program, since a
//! runtime waits for them. So lookups have threads of their own, which nothing waits for: one for each
//! name, whose result all calls share that ask for the name meanwhile.

use std::collections::BTreeMap;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

/// The addresses of a name, or the reason why there are none.
type Found = Result<Vec<SocketAddr>, Arc<io::Error>>;

/// The lookups in flight, by name.
type InFlight = Arc<Mutex<BTreeMap<String, watch::Receiver<Option<Found>>>>>;

/// A lookup of addresses that may block.
type LookUp = fn(&str) -> io::Result<Vec<SocketAddr>>;

/// A resolver of host names.
#[derive(Debug, Clone)]
pub(crate) struct Resolver {
    in_flight: InFlight,
    system: LookUp,
}

impl Default for Resolver {
    fn default() -> Self {
        Self::new(|name| {
            // Not every system knows it with the dot of the root.
            let name = if name == "localhost." { "localhost" } else { name };
            Ok((name, 0).to_socket_addrs()?.collect())
        })
    }
}

impl Resolver {
    fn new(system: LookUp) -> Self {
        Self { in_flight: InFlight::default(), system }
    }

    /// The addresses of a name, with port 0.
    pub(crate) fn look_up(
        &self,
        name: &str,
    ) -> impl Future<Output = io::Result<Vec<SocketAddr>>> + Send + use<> {
        let started = self.start(name);
        async move {
            let mut lookup = started?;
            let found = lookup.wait_for(Option::is_some).await;
            match found.ok().and_then(|found| found.clone()) {
                Some(Ok(addresses)) => Ok(addresses),
                Some(Err(error)) => Err(io::Error::new(error.kind(), error)),
                None => Err(io::Error::other("the lookup ended without a result")),
            }
        }
    }

    /// Joins the lookup of this name, or starts one.
    fn start(&self, name: &str) -> io::Result<watch::Receiver<Option<Found>>> {
        let mut in_flight = lock(&self.in_flight);
        if let Some(lookup) = in_flight.get(name) {
            return Ok(lookup.clone());
        }
        let (done, lookup) = watch::channel(None);
        let (system, name, finished) = (self.system, name.to_owned(), self.in_flight.clone());
        std::thread::Builder::new().name("ota-lookup".to_owned()).spawn({
            let name = name.clone();
            move || {
                let found = system(&name).map_err(Arc::new);
                // Whoever asks from now on gets a new lookup; who waits has the receiver.
                lock(&finished).remove(&name);
                done.send_replace(Some(found));
            }
        })?;
        in_flight.insert(name, lookup.clone());
        Ok(lookup)
    }
}

/// The map is whole after every statement, so a panic elsewhere does not spoil it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, SocketAddr};
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Mutex, mpsc};

    use super::Resolver;

    #[test]
    fn a_runtime_ends_while_a_lookup_hangs() {
        let resolver = Resolver::new(|_| {
            std::thread::park();
            Ok(Vec::new())
        });
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let lookup =
                tokio::time::timeout(std::time::Duration::from_millis(1), resolver.look_up("a"));
            assert!(lookup.await.is_err());
        });
        // A lookup on the runtime's threads would hold this up for ever.
        drop(runtime);
    }

    #[tokio::test]
    async fn calls_share_the_lookup_of_a_name() {
        static LOOKUPS: AtomicUsize = AtomicUsize::new(0);
        static GATE: Mutex<Option<mpsc::Receiver<()>>> = Mutex::new(None);
        let (open, gate) = mpsc::channel();
        *GATE.lock().unwrap() = Some(gate);
        let resolver = Resolver::new(|_| {
            LOOKUPS.fetch_add(1, Ordering::SeqCst);
            GATE.lock().unwrap().as_ref().unwrap().recv().unwrap();
            Ok(vec![SocketAddr::from((Ipv4Addr::LOCALHOST, 0))])
        });
        let (one, two) = (resolver.look_up("a"), resolver.look_up("a"));
        open.send(()).unwrap();
        assert_eq!(one.await.unwrap(), two.await.unwrap());
        assert_eq!(LOOKUPS.load(Ordering::SeqCst), 1);
        open.send(()).unwrap();
        assert!(resolver.look_up("a").await.is_ok());
        assert_eq!(LOOKUPS.load(Ordering::SeqCst), 2, "a finished lookup is not kept");
    }
}
