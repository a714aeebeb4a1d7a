//! Two controllers that share a file of rollouts, in a time that the test moves.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use ota_api::{Client, Credentials, Quota};
use ota_emulator::Emulator;
use ota_rollout::service::Request;
use ota_rollout::{
    Controller, End, Event, Lease, LeaseError, Moment, Plan, Rollout, SdkService, Step, Store, Why,
};
use tempfile::TempDir;

/// How long a call takes.
const CALL: Duration = Duration::from_millis(100);

/// The ID of the rollout.
const ID: &str = "lamp-1";

/// How it came to rest.
#[derive(Debug, PartialEq)]
pub(crate) enum Rest {
    Waits(Why),
    Over(End),
}

/// What a controller has that a kill takes from it.
struct Host {
    controller: Controller,
    store: Store,
    written: u64,
    _lease: Lease,
}

/// Two controllers that share a file of rollouts.
pub(crate) struct Hosts<'e> {
    emulator: &'e Emulator,
    service: SdkService,
    path: PathBuf,
    _folder: TempDir,
    kills_everywhere: bool,
    seen: BTreeSet<String>,
    /// How often the one with the lease was killed.
    pub(crate) kills: usize,
    /// How often the other one asked for the lease and did not get it.
    pub(crate) refused: usize,
    /// How often each has taken over.
    pub(crate) took_over: [usize; 2],
}

impl<'e> Hosts<'e> {
    /// Two controllers of a new rollout; with `kills_everywhere`, one is killed before and after each step that there is.
    pub(crate) fn new(emulator: &'e Emulator, plan: &Plan, kills_everywhere: bool) -> Self {
        let client = Client::builder()
            .endpoint(emulator.endpoint())
            .credentials(Credentials::new(emulator.key_id(), emulator.key_secret()))
            // The time of the clients is not that of the world.
            .quota(Quota::off())
            .build()
            .unwrap();
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("rollouts.db");
        let rollout = Rollout::new(ID.to_owned(), plan.clone(), now(emulator));
        Store::open(&path).unwrap().create(&rollout).unwrap();
        Self {
            emulator,
            service: SdkService::new(client, &plan.product),
            path,
            _folder: folder,
            kills_everywhere,
            seen: BTreeSet::new(),
            kills: 0,
            refused: 0,
            took_over: [0; 2],
        }
    }

    /// Carries the rollout out. After each kill it is the turn of the other one.
    pub(crate) async fn carry_out(mut self) -> (Rest, Self) {
        for turn in 0.. {
            let mut host = self.take_over(turn % 2);
            if let Some(rest) = self.work(&mut host, 1 - turn % 2).await {
                return (rest, self);
            }
            self.kills += 1;
            drop(host);
            self.emulator.advance(Duration::from_secs(1));
        }
        unreachable!("there is an end to what can be killed")
    }

    fn take_over(&mut self, number: usize) -> Host {
        self.took_over[number] += 1;
        let by = format!("host {number}");
        let lease = Lease::take(&self.path, ID, &by).unwrap();
        let store = Store::open(&self.path).unwrap();
        let (rollout, written) = store.rollout(ID).unwrap();
        let controller = Controller::new(rollout);
        let mut host = Host { controller, store, written, _lease: lease };
        self.note(&mut host, &Event::TakenOn { by });
        host
    }

    /// Works until the rollout comes to rest; `None` if the controller is killed.
    async fn work(&mut self, host: &mut Host, other: usize) -> Option<Rest> {
        loop {
            self.asks_in_vain(other);
            let step = host.controller.next(now(self.emulator));
            let name = self.name(host, &step);
            if self.is_killed(&format!("before {name}")) {
                return None;
            }
            match step {
                Step::Note(event) => self.note(host, &event),
                Step::Perform(request) => {
                    self.emulator.advance(CALL);
                    let performed = self.service.perform(&request).await;
                    if self.is_killed(&format!("after {name}")) {
                        return None;
                    }
                    host.controller.learn(now(self.emulator), &request, performed);
                }
                Step::Run(_) => host.controller.gate(now(self.emulator), Ok(0)),
                Step::Sleep(millis) => {
                    self.emulator.advance(Duration::from_millis(millis.max(1).unsigned_abs()));
                }
                Step::Ask(why) => return Some(Rest::Waits(why)),
                Step::End(end) => return Some(Rest::Over(end)),
            }
        }
    }

    /// The other one cannot have the lease, and is told who has it.
    fn asks_in_vain(&mut self, other: usize) {
        match Lease::take(&self.path, ID, &format!("host {other}")) {
            Err(LeaseError::Held { by }) => assert_eq!(by, format!("host {}", 1 - other)),
            taken => panic!("{taken:?}"),
        }
        self.refused += 1;
    }

    /// Writes an event down, then lets the controller know.
    fn note(&self, host: &mut Host, event: &Event) {
        let at = now(self.emulator).max(host.controller.now());
        host.store.append(ID, host.written + 1, at, event, "").unwrap();
        host.written += 1;
        host.controller.note(at, event);
    }

    fn is_killed(&mut self, place: &str) -> bool {
        self.kills_everywhere && self.seen.insert(place.to_owned())
    }

    /// A name by which a step is the same when it is done again.
    fn name(&self, host: &Host, step: &Step) -> String {
        // What is noted before a second attempt is not progress.
        let is_progress = |(_, event): &&(Moment, Event)| {
            !matches!(event, Event::Creating { .. } | Event::TakenOn { .. })
        };
        let count = || host.store.events(ID).unwrap().iter().filter(is_progress).count();
        match step {
            Step::Note(Event::Creating { stage, .. }) => format!("creating {stage}"),
            Step::Perform(Request::Create(job)) => format!("create {} {:?}", count(), job.target),
            Step::Sleep(_) | Step::Ask(_) | Step::End(_) => format!("rest {}", count()),
            step => format!("{} {step:?}", count()),
        }
    }
}

/// The time of the world.
fn now(emulator: &Emulator) -> Moment {
    let since = emulator.time().duration_since(std::time::UNIX_EPOCH).unwrap();
    Moment(i64::try_from(since.as_millis()).unwrap())
}
