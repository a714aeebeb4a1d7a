//! Carries a rollout out against the service, by the clock, and writes down what happens before it goes on.

use std::pin::pin;
use std::process::Stdio;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use ota_world::Moment;
use tokio::process::Command;

use crate::clock::Clock;
use crate::controller::{Controller, Step};
use crate::event::{End, Event, Why};
use crate::lease::Lease;
use crate::on_sdk::SdkService;
use crate::rollout::Rollout;
use crate::store::{Store, StoreError, Wish};

/// How often orders are looked for while nothing else is to be done.
const LOOK: Duration = Duration::from_secs(1);

/// How long the program of a gate may take.
const GATE: Duration = Duration::from_secs(60 * 60);

/// Why a controller has come to rest.
#[derive(Debug, Clone, PartialEq)]
pub enum Halt {
    /// The rollout waits for a person.
    Ask(Why),
    /// It is over.
    End(End),
    /// The process was asked to stop. The rollout can go on at any time.
    Interrupted,
    /// The lease was lost, as is said. Another controller may have the rollout.
    Lost(String),
}

/// Hears of every event, with the rollout as it is after it.
pub type Tell<'a> = &'a mut dyn FnMut(Moment, &Event, &Rollout);

/// A controller at work.
#[derive(Debug)]
pub struct Runner {
    work: Work,
    lease: Lease,
}

/// What a controller does as long as it has the lease.
#[derive(Debug)]
struct Work {
    service: SdkService,
    store: Store,
    controller: Controller,
    /// How many events there are.
    written: u64,
    clock: Clock,
    start: Instant,
}

impl Runner {
    /// Goes on with a rollout that is written down. `by` is noted as who does.
    ///
    /// # Errors
    ///
    /// The store cannot be used, or has no such rollout.
    pub fn new(
        service: SdkService,
        store: Store,
        id: &str,
        lease: Lease,
        by: &str,
        tell: Tell<'_>,
    ) -> Result<Self, StoreError> {
        let (rollout, written) = store.rollout(id)?;
        let controller = Controller::new(rollout);
        let (clock, start) = (Clock::default(), Instant::now());
        let mut work = Work { service, store, controller, written, clock, start };
        work.note(Event::TakenOn { by: by.to_owned() }, tell)?;
        Ok(Self { work, lease })
    }

    /// The rollout.
    pub fn rollout(&self) -> &Rollout {
        self.work.controller.rollout()
    }

    /// Carries the rollout out until it is over, waits for a person, or `stop` ends. With `waits`, it goes on waiting for
    /// what a person writes into the store. When the lease is lost, everything is dropped where it is, as by a kill.
    ///
    /// # Errors
    ///
    /// The store cannot be used, or another controller has gone on with the rollout. Nothing is done then.
    pub async fn run(
        &mut self,
        stop: impl Future<Output = ()>,
        waits: bool,
        tell: Tell<'_>,
    ) -> Result<Halt, StoreError> {
        tokio::select! {
            biased;
            lost = self.lease.keep() => Ok(Halt::Lost(lost.to_string())),
            halt = self.work.go_on(stop, waits, tell) => halt,
        }
    }

    /// Gives the lease up, so that another controller can go on at once; where the rollout is over or waits for a person, one
    /// with the same file of rollouts.
    pub async fn leave(self, halt: Option<&Halt>) {
        let (by, state) = (self.rollout().by.clone(), self.rollout().state());
        match halt {
            Some(Halt::Ask(why)) => self.lease.rest(&by, &why.to_string()).await,
            Some(Halt::End(_)) => self.lease.rest(&by, &format!("it is {state}")).await,
            _ => self.lease.free().await,
        }
    }
}

impl Work {
    async fn go_on(
        &mut self,
        stop: impl Future<Output = ()>,
        waits: bool,
        tell: Tell<'_>,
    ) -> Result<Halt, StoreError> {
        let mut stop = pin!(stop);
        loop {
            self.follow(tell)?;
            let now = self.now();
            let pause = match self.controller.next(now) {
                Step::Note(event) => {
                    self.note(event, tell)?;
                    Duration::ZERO
                }
                Step::Perform(request) => {
                    // A call that is on its way is waited for, also when the process is to stop.
                    let performed = self.service.perform(&request).await;
                    let now = self.now();
                    self.controller.learn(now, &request, performed);
                    Duration::ZERO
                }
                Step::Run(command) => {
                    // Whatever a person wants meanwhile, the program is ended, and run again if it is still to be asked.
                    let result = tokio::select! {
                        biased;
                        () = &mut stop => return Ok(Halt::Interrupted),
                        ordered = self.ordered() => { ordered?; None }
                        result = self.gate(&command) => Some(result),
                    };
                    let now = self.now();
                    if let Some(result) = result {
                        self.controller.gate(now, result);
                    }
                    Duration::ZERO
                }
                Step::Sleep(millis) => Duration::from_millis(millis.unsigned_abs()).min(LOOK),
                Step::Ask(_) if waits => LOOK,
                Step::Ask(why) => return Ok(Halt::Ask(why)),
                Step::End(end) => return Ok(Halt::End(end)),
            };
            tokio::select! {
                biased;
                () = &mut stop => return Ok(Halt::Interrupted),
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Waits until people want something.
    async fn ordered(&self) -> Result<(), StoreError> {
        let rollout = self.controller.rollout();
        while self.store.orders(&rollout.id, rollout.last_order)?.is_empty() {
            tokio::time::sleep(LOOK).await;
        }
        Ok(())
    }

    /// Takes over what people want.
    fn follow(&mut self, tell: Tell<'_>) -> Result<(), StoreError> {
        let rollout = self.controller.rollout();
        for wish in self.store.orders(&rollout.id.clone(), rollout.last_order)? {
            let Wish { order_id, order, by } = wish;
            self.note(Event::Ordered { order_id, order, by }, tell)?;
        }
        Ok(())
    }

    /// Writes an event down, then lets the controller know.
    fn note(&mut self, event: Event, tell: Tell<'_>) -> Result<(), StoreError> {
        let at = self.now().max(self.controller.now());
        let mut after = self.controller.rollout().clone();
        after.apply(at, &event);
        self.store.append(&after.id, self.written + 1, at, &event, &after.state())?;
        self.written += 1;
        self.controller.note(at, &event);
        tell(at, &event, self.controller.rollout());
        Ok(())
    }

    fn now(&mut self) -> Moment {
        let says = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let says = Moment(i64::try_from(says.as_millis()).unwrap_or(i64::MAX));
        let elapsed = i64::try_from(self.start.elapsed().as_millis()).unwrap_or(i64::MAX);
        self.clock.now(says, elapsed)
    }

    /// Runs the program of a gate. Its standard output goes nowhere; what it has to say it says on standard error.
    async fn gate(&self, command: &[String]) -> Result<i32, String> {
        let Some((program, arguments)) = command.split_first() else {
            return Err("the gate has no program".to_owned());
        };
        let rollout = self.controller.rollout();
        let status = Command::new(program)
            .args(arguments)
            .env("OTA_ROLLOUT", &rollout.id)
            .env("OTA_ROLLOUT_WAVE", rollout.stage.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .status();
        match tokio::time::timeout(GATE, status).await {
            Err(_) => Err(format!("`{program}` took longer than an hour")),
            Ok(Err(error)) => Err(format!("`{program}` cannot be run: {error}")),
            Ok(Ok(status)) => {
                status.code().ok_or_else(|| format!("`{program}` was ended by a signal"))
            }
        }
    }
}
