//! Carries a rollout out over HTTP, in a time that the test moves.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use ota_emulator::Emulator;
use ota_rollout::simulate::Outcome;
use ota_rollout::{Controller, Event, Moment, Order, Plan, Rollout, SdkService, Step, Why};
use ota_spec::Spec;

use crate::now;

/// The most steps of a rollout.
const MOST_STEPS: u32 = 200_000;

/// What became of a rollout.
pub(crate) struct Carried {
    pub(crate) start: Moment,
    pub(crate) outcome: Outcome,
    pub(crate) rollout: Rollout,
    /// The calls that reached the service, by operation.
    pub(crate) calls: BTreeMap<String, u64>,
}

/// The calls of the last second, by operation.
#[derive(Default)]
struct Turns(BTreeMap<String, VecDeque<Moment>>);

impl Turns {
    /// How long a call has to wait for its turn, so that no second has more than allowed.
    fn wait(&mut self, action: &str, most: Option<u32>, arrives: Moment) -> u64 {
        let Some(most) = most else { return 0 };
        let sent = self.0.entry(action.to_owned()).or_default();
        while sent.len() > most as usize {
            sent.pop_front();
        }
        match sent.front() {
            Some(first) if sent.len() == most as usize => {
                u64::try_from(first.after(1000).since(arrives)).unwrap_or_default()
            }
            _ => 0,
        }
    }

    fn note(&mut self, action: &str, at: Moment) {
        self.0.entry(action.to_owned()).or_default().push_back(at);
    }
}

impl Carried {
    /// Carries a plan out: approvals are given at once, and gates agree.
    pub(crate) async fn out(
        emulator: &Emulator,
        service: &SdkService,
        specs: &Spec,
        plan: &Plan,
        call: u32,
    ) -> Self {
        let start = now(emulator);
        let mut controller = Controller::new(Rollout::new("real".to_owned(), plan.clone(), start));
        let (mut calls, mut turns) = (BTreeMap::new(), Turns::default());
        for _ in 0..MOST_STEPS {
            let outcome = match controller.next(now(emulator)) {
                Step::Note(event) => {
                    controller.note(now(emulator), &event);
                    continue;
                }
                Step::Perform(request) => {
                    let before = emulator.requests_count();
                    let qps = |action| specs.operation(action).unwrap().qps;
                    let arrives = now(emulator).after(i64::from(call));
                    let wait = turns.wait(request.action(), qps(request.action()), arrives);
                    emulator.advance(Duration::from_millis(wait + u64::from(call)));
                    let performed = service.perform(&request).await;
                    let made = emulator.requests_after(before).requests;
                    let made = made.into_iter().filter_map(|request| request.action);
                    let made: Vec<_> =
                        made.filter(|action| specs.operation(action).is_some()).collect();
                    for action in &made {
                        *calls.entry(action.clone()).or_default() += 1;
                        turns.note(action, now(emulator));
                    }
                    // A request of several calls takes the time of each.
                    let more = u64::try_from(made.len()).unwrap().saturating_sub(1);
                    emulator.advance(Duration::from_millis(more * u64::from(call)));
                    controller.learn(now(emulator), &request, performed);
                    continue;
                }
                Step::Run(_) => {
                    controller.gate(now(emulator), Ok(0));
                    continue;
                }
                Step::Sleep(millis) => {
                    emulator.advance(Duration::from_millis(millis.max(1).unsigned_abs()));
                    continue;
                }
                Step::Ask(Why::Approval { .. }) => {
                    let order_id = controller.rollout().last_order + 1;
                    let order = Order::Approve;
                    controller.note(now(emulator), &Event::Ordered { order_id, order, by: None });
                    continue;
                }
                Step::Ask(why) => Outcome::Waits(why),
                Step::End(end) => Outcome::Over(end),
            };
            let rollout = controller.rollout().clone();
            return Self { start, outcome, rollout, calls };
        }
        panic!("it does not end: {:?}", controller.rollout());
    }
}
