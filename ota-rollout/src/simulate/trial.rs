//! One rollout in virtual time.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use ota_spec::Spec;
use ota_world::{Behaviour, Change, Moment, Numbered, Seed, SeedError, Simulation};

use super::chance::Chance;
use super::outcome::{Faults, Outcome};
use super::pace::Pace;
use crate::clock::Clock;
use crate::controller::{Controller, Step};
use crate::event::{Event, Order, Why};
use crate::on_world::WorldService;
use crate::plan::Plan;
use crate::rollout::Rollout;
use crate::service::{Fault, Performed, Request};

/// How long a call takes if nothing is said, in milliseconds.
const CALL: i64 = 100;

/// The most steps of a rollout.
const MOST_STEPS: u64 = 400_000;

/// One rollout in virtual time.
#[derive(Debug)]
pub struct Trial<'s> {
    pub(super) service: WorldService<'s>,
    controller: Controller,
    /// All that was written down.
    pub events: Vec<(Moment, Event)>,
    /// The calls that reached the service, by operation.
    pub calls: BTreeMap<&'static str, u64>,
    /// How long calls waited for their turn, as the calls per second of their operations want it, in milliseconds.
    pub waited: i64,
    /// The faults by kind.
    pub faults_met: BTreeMap<&'static str, u64>,
    /// How often the controller was killed.
    pub kills: u64,
    /// How often the clock was set.
    pub jumps: u64,
    /// How often devices came or went.
    pub changes: u64,
    /// What should not have happened.
    pub broken: Vec<String>,
    /// For each job that was cut: how many had failed or been told, and then failed at most.
    pub(super) cut: BTreeMap<String, u64>,
    specs: &'s Spec,
    call: i64,
    pace: Pace,
    faults: Faults,
    chance: Chance,
    clock: Clock,
    offset: i64,
    start: Moment,
    seen: BTreeSet<String>,
    orders: u64,
}

impl<'s> Trial<'s> {
    /// A rollout of a plan in the world of a seed.
    ///
    /// # Errors
    ///
    /// A seed that contradicts itself.
    pub fn new(
        specs: &'s Spec,
        plan: &Plan,
        seed: Seed,
        faults: Faults,
        chance: Chance,
    ) -> Result<Self, SeedError> {
        let simulation = Simulation::new(seed)?;
        let start = simulation.now();
        let service = WorldService::new(simulation, specs, &plan.product, plan.instance.as_deref());
        let planned =
            Event::Planned { id: format!("{}-1", plan.name), plan: Box::new(plan.clone()) };
        let events = vec![(start, planned)];
        let controller = Controller::new(rebuilt(&events));
        Ok(Self {
            service,
            controller,
            events,
            calls: BTreeMap::new(),
            waited: 0,
            faults_met: BTreeMap::new(),
            kills: 0,
            jumps: 0,
            changes: 0,
            broken: Vec::new(),
            cut: BTreeMap::new(),
            specs,
            call: CALL,
            pace: Pace::default(),
            faults,
            chance,
            clock: Clock::default(),
            offset: 0,
            start,
            seen: BTreeSet::new(),
            orders: 0,
        })
    }

    /// Lets each call take so many milliseconds.
    pub(crate) fn with_calls_of(mut self, millis: u32) -> Self {
        self.call = i64::from(millis.max(1));
        self
    }

    /// The rollout.
    pub fn rollout(&self) -> &Rollout {
        self.controller.rollout()
    }

    /// The world.
    pub fn simulation(&self) -> &Simulation {
        &self.service.simulation
    }

    /// How long it took, in milliseconds.
    pub fn lasted(&self) -> i64 {
        self.service.simulation.now().since(self.start)
    }

    pub(super) fn devices(&self) -> usize {
        let rollout = self.rollout();
        let instance = rollout.plan.instance.as_deref().unwrap_or_default();
        let products = self.simulation().world().products(instance);
        products.iter().map(|product| product.devices).sum()
    }

    /// Carries it out. `person` says what a person does about what it waits for; nothing ends the trial.
    pub fn run(&mut self, person: &mut dyn FnMut(&Why, &mut Chance) -> Option<Order>) -> Outcome {
        for _ in 0..MOST_STEPS {
            match self.step() {
                Some(Outcome::Waits(why)) => match person(&why, &mut self.chance) {
                    Some(order) => self.order(order),
                    None => return Outcome::Waits(why),
                },
                Some(outcome) => return outcome,
                None => {}
            }
        }
        Outcome::Endless
    }

    /// Does what comes next; gives how the trial ended, or what it waits for.
    pub fn step(&mut self) -> Option<Outcome> {
        let now = self.now();
        let step = self.controller.next(now);
        if self.is_killed(&step, "before") {
            self.kill();
            return None;
        }
        self.happen();
        match step {
            Step::Note(event) => self.note(event),
            Step::Perform(request) => {
                let performed = self.deliver(&request);
                let step = Step::Perform(request.clone());
                if self.is_killed(&step, "after") {
                    self.kill();
                    return None;
                }
                let now = self.now();
                self.controller.learn(now, &request, performed);
            }
            Step::Run(_) => {
                let code = i32::from(self.chance.happens(self.faults.gate_disagrees));
                let now = self.now();
                self.controller.gate(now, Ok(code));
            }
            Step::Sleep(millis) => self.pass(millis),
            Step::Ask(why) => return Some(Outcome::Waits(why)),
            Step::End(end) => return Some(Outcome::Over(end)),
        }
        None
    }

    /// The same world, and a controller that knows nothing but the plan.
    pub fn forgotten(mut self) -> Self {
        self.events.truncate(1);
        self.controller = Controller::new(rebuilt(&self.events));
        self
    }

    /// A person wants something.
    pub fn order(&mut self, order: Order) {
        self.orders += 1;
        self.note(Event::Ordered { order_id: self.orders, order, by: None });
    }

    fn now(&mut self) -> Moment {
        let world = self.service.simulation.now();
        self.clock.now(world.after(self.offset), world.0)
    }

    fn note(&mut self, event: Event) {
        let at = self.now();
        self.events.push((at, event));
        let Some((at, event)) = self.events.last() else { return };
        self.controller.note(*at, event);
    }

    fn is_killed(&mut self, step: &Step, place: &str) -> bool {
        if self.faults.killed_everywhere && self.seen.insert(format!("{place} {}", self.name(step)))
        {
            return true;
        }
        self.chance.happens(self.faults.killed)
    }

    /// A name by which a step is the same when it is done again.
    fn name(&self, step: &Step) -> String {
        // What is noted before a second attempt is not progress.
        let attempts = |event: &Event| {
            matches!(
                event,
                Event::Creating { .. } | Event::Publishing { .. } | Event::Ordered { .. }
            )
        };
        let events = self.events.iter().filter(|(_, event)| !attempts(event)).count();
        match step {
            Step::Note(Event::Creating { stage, .. }) => format!("creating {stage}"),
            Step::Perform(Request::Create(job)) => format!("create {events} {:?}", job.target),
            Step::Sleep(_) | Step::Ask(_) | Step::End(_) => format!("rest {events}"),
            step => format!("{events} {step:?}"),
        }
    }

    /// The controller is lost with all that it knows; a new one reads what was written down.
    fn kill(&mut self) {
        self.kills += 1;
        let again = rebuilt(&self.events);
        if again != *self.controller.rollout() {
            self.broken
                .push("the events give another rollout than the one that wrote them".to_owned());
        }
        self.controller = Controller::new(again);
        self.clock = Clock::default();
        self.pass(1000);
    }

    fn pass(&mut self, millis: i64) {
        let now = self.service.simulation.now();
        self.service.simulation.settle(now.after(millis.max(1)));
    }

    /// Makes a call, unless something comes between.
    fn deliver(&mut self, request: &Request) -> Performed {
        for action in request.calls() {
            self.take_turn(action);
        }
        let lost = || Fault::Unknown("the connection broke".to_owned());
        let Faults { lost_before, lost_after, throttled, refused, .. } = self.faults;
        if self.chance.happens(lost_before) {
            return self.met("lost before", lost());
        }
        if self.chance.happens(throttled) {
            return self.met("throttled", Fault::Later("too many calls".to_owned()));
        }
        if self.chance.happens(refused) {
            let (code, message) = ("iot.system.SystemException".to_owned(), "refused".to_owned());
            return self.met("refused", Fault::Refused { code, message });
        }
        for action in request.calls() {
            *self.calls.entry(action).or_default() += 1;
        }
        let performed = self.service.perform(request);
        if let (Request::Cancel { job_id, .. }, true) = (request, performed.is_ok()) {
            self.note_cut(job_id);
        }
        if self.chance.happens(lost_after) {
            return self.met("lost after", lost());
        }
        performed
    }

    /// Waits for the turn of a call, and lets the time pass that it takes.
    fn take_turn(&mut self, action: &'static str) {
        let qps = self.specs.operation(action).and_then(|operation| operation.qps);
        let arrives = self.service.simulation.now().after(self.call);
        let wait = self.pace.take(action, qps, arrives);
        self.waited += wait;
        self.pass(self.call + wait);
    }

    fn met(&mut self, kind: &'static str, fault: Fault) -> Performed {
        *self.faults_met.entry(kind).or_default() += 1;
        Err(fault)
    }

    /// Notes how many devices of a job can have failed at most: those that have, and those that were told.
    fn note_cut(&mut self, job_id: &str) {
        use ota_world::TaskStatus::{Failed, InProgress, Notified};
        let instance = self.rollout().plan.instance.clone().unwrap_or_default();
        let tasks = self.simulation().world().tasks(&instance);
        let counts = |status| matches!(status, Failed | InProgress | Notified);
        let most = tasks.iter().filter(|task| task.job_id == job_id && counts(task.status)).count();
        self.cut.insert(job_id.to_owned(), most as u64);
    }

    /// Makes a job for all devices that has a label, as nobody should.
    #[cfg(test)]
    pub(super) fn plant(&mut self, label: &str) {
        let job = crate::service::NewJob {
            firmware_id: "fw2".to_owned(),
            target: crate::service::JobTarget::All,
            label: label.to_owned(),
            source_versions: Vec::new(),
            held_back: false,
            overwrite: false,
            delivery: crate::plan::Delivery::default(),
        };
        drop(self.service.perform(&Request::Create(Box::new(job))));
    }

    /// Lets happen what has nothing to do with the controller.
    fn happen(&mut self) {
        if self.chance.happens(self.faults.clock_set) {
            self.jumps += 1;
            let hours = i64::try_from(self.chance.below(4 * 3600)).unwrap_or_default();
            self.offset += (hours - 2 * 3600) * 1000;
        }
        if !self.chance.happens(self.faults.devices_change) {
            return;
        }
        self.changes += 1;
        let plan = &self.rollout().plan;
        let (instance, product_key) =
            (plan.instance.clone().unwrap_or_default(), plan.product.clone());
        let number = self.chance.below(1 << 40);
        let change = if number.is_multiple_of(2) {
            let numbered = Some(Numbered { prefix: format!("late{number}-"), count: 2 });
            Change::AddDevices { instance, product_key, devices: Vec::new(), numbered }
        } else {
            let behaviour = Behaviour { offline: Some(true), ..Behaviour::default() };
            let device_name = format!("device{}", 1 + number % 20);
            Change::SetBehaviour { instance, product_key, device_name, behaviour }
        };
        // A world that has no such device stays as it is.
        drop(self.service.simulation.change("outside", change));
        self.service.simulation.advance(Duration::ZERO);
    }
}

/// The rollout that was written down. The first event is always its plan.
fn rebuilt(events: &[(Moment, Event)]) -> Rollout {
    match Rollout::of(events) {
        Some(rollout) => rollout,
        None => unreachable!("a trial begins with a plan"),
    }
}
