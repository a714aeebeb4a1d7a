use ota_world::{Moment, TaskStatus};

use super::{Controller, Step};
use crate::event::{Counts, End, Event, MOST_LISTED, Order, Why};
use crate::plan::Plan;
use crate::rollout::Rollout;
use crate::rollout::pending::{Pending, SETTLED_AFTER};
use crate::service::{
    Fault, JobRow, PackageRow, Request, Response, TASKS_PER_PAGE, TaskRow, Verification,
};

/// A controller whose service is what the test says.
struct Script {
    controller: Controller,
    now: Moment,
    noted: Vec<Event>,
}

impl Script {
    fn new(text: &str) -> Self {
        let head = "name = \"lamp\"\nproduct = \"p\"\n[package]\nfirmware-id = \"f\"\n";
        let plan = Plan::parse("plan.toml", &format!("{head}{text}"), &|_| Err(String::new()));
        let planned = Event::Planned { id: "r".to_owned(), plan: Box::new(plan.unwrap()) };
        let rollout = Rollout::of(&[(Moment(0), planned)]).unwrap();
        Self { controller: Controller::new(rollout), now: Moment(0), noted: Vec::new() }
    }

    /// Notes what is to be noted, and sleeps, until something else comes.
    fn next(&mut self) -> Step {
        loop {
            match self.controller.next(self.now) {
                Step::Note(event) => {
                    self.controller.note(self.now, &event);
                    self.noted.push(event);
                }
                Step::Sleep(millis) => self.now = self.now.after(millis),
                other => return other,
            }
        }
    }

    fn learn(&mut self, performed: Result<Response, Fault>) {
        let Step::Perform(request) = self.next() else { panic!("no call") };
        self.controller.learn(self.now, &request, performed);
    }

    /// Answers up to the first creation of a job.
    fn until_create(&mut self) {
        self.learn(Ok(Response::Package(package(Verification::Passed))));
        self.learn(Ok(Response::Jobs(Vec::new(), false)));
        assert!(matches!(self.next(), Step::Perform(Request::Create(_))));
    }

    fn order(&mut self, order: Order) {
        let order_id = self.controller.rollout().last_order + 1;
        self.controller.note(self.now, &Event::Ordered { order_id, order, by: None });
    }
}

fn package(verification: Verification) -> PackageRow {
    let text = |text: &str| text.to_owned();
    PackageRow {
        firmware_id: text("f"),
        name: text("n"),
        version: text("2"),
        verification,
        module: None,
        starts_from: None,
    }
}

fn unknown() -> Result<Response, Fault> {
    Err(Fault::Unknown("lost".to_owned()))
}

const ALL: &str = "[[wave]]\nall-remaining = true";

#[test]
fn a_creation_whose_outcome_is_unknown_is_looked_for_until_it_cannot_turn_up_any_more() {
    let mut script = Script::new(ALL);
    script.until_create();
    script.learn(unknown());
    let lost = script.now;
    // It looks at once, and not before its time is over is it created again.
    script.learn(Ok(Response::Jobs(Vec::new(), false)));
    script.learn(Ok(Response::Jobs(Vec::new(), false)));
    assert!(script.now.since(lost) >= SETTLED_AFTER);
    let Step::Perform(Request::Create(job)) = script.next() else { panic!("no second attempt") };
    assert_eq!(job.label, "r/1/2");
}

#[test]
fn a_job_that_turns_up_late_is_taken_over() {
    let mut script = Script::new(ALL);
    script.until_create();
    script.learn(unknown());
    script.learn(Ok(Response::Jobs(Vec::new(), false)));
    let row = |label: &str| JobRow { job_id: "j".to_owned(), label: Some(label.to_owned()) };
    // Labels of other rollouts and of other waves are passed over.
    let rows = vec![row("r/11/1"), row("rr/1/1"), row("r/1/1")];
    script.learn(Ok(Response::Jobs(rows, false)));
    assert_eq!(script.next(), Step::Perform(Request::Job { job_id: "j".to_owned() }));
}

#[test]
fn what_surely_did_not_happen_is_tried_again_and_what_was_refused_is_a_question() {
    let mut script = Script::new(ALL);
    script.until_create();
    script.learn(Err(Fault::Later("throttled".to_owned())));
    assert!(matches!(script.next(), Step::Perform(Request::Create(_))));
    let (code, message) = ("iot.ota.X".to_owned(), "no".to_owned());
    script.learn(Err(Fault::Refused { code, message }));
    let Step::Ask(Why::Refused { action, .. }) = script.next() else { panic!("no question") };
    assert_eq!(action, "CreateOTAStaticUpgradeJob");
    script.order(Order::Resume);
    assert!(matches!(script.next(), Step::Perform(Request::Jobs { .. })), "it looks first");
}

#[test]
fn a_service_that_is_gone_is_a_question_in_the_end() {
    let mut script = Script::new(ALL);
    for _ in 0..8 {
        script.learn(unknown());
    }
    assert!(matches!(script.next(), Step::Ask(Why::Unreachable { .. })));
}

/// The calls that were noted to have failed: whether something was perhaps made, and when.
fn failed(script: &Script) -> Vec<bool> {
    let failed = script.noted.iter().filter_map(|event| match event {
        Event::CallFailed { unsure, .. } => Some(*unsure),
        _ => None,
    });
    failed.collect()
}

#[test]
fn calls_that_fail_are_told_now_and_then_and_what_was_perhaps_made_always() {
    let mut script = Script::new(ALL);
    for _ in 0..7 {
        script.learn(unknown());
    }
    script.learn(Ok(Response::Package(package(Verification::Passed))));
    // After 2, 6, 14, 30, 62, 126 and 190 seconds.
    assert_eq!(failed(&script), [false; 4]);
    script.learn(Ok(Response::Jobs(Vec::new(), false)));
    script.learn(unknown());
    assert!(matches!(script.next(), Step::Perform(Request::Jobs { .. })));
    assert_eq!(failed(&script).last(), Some(&true));
    // The next controller looks for it just as long.
    let rollout = script.controller.rollout().clone();
    let until = rollout.at.after(SETTLED_AFTER);
    assert_eq!(rollout.pending(script.now), Some(Pending::Settling { until }));
    assert_eq!(rollout.pending(until), None);
    script.controller = Controller::new(rollout);
    script.learn(Ok(Response::Jobs(Vec::new(), false)));
    script.learn(Ok(Response::Jobs(Vec::new(), false)));
    assert!(script.now >= until);
    assert!(matches!(script.next(), Step::Perform(Request::Create(_))));
}

/// Creates a job that has no tasks, and gives what comes after it.
fn empty(script: &mut Script) -> Step {
    script.learn(Ok(Response::Jobs(Vec::new(), false)));
    script.learn(Ok(Response::Made(format!("j{}", script.noted.len()))));
    script.learn(Ok(Response::Job { is_over: true }));
    loop {
        match script.next() {
            Step::Perform(Request::Count { .. }) => script.learn(Ok(Response::Count(0))),
            step => return step,
        }
    }
}

#[test]
fn a_wave_that_reaches_nobody_is_a_question_unless_it_is_what_is_left() {
    let first = ["percent = 10", "devices = [\"a\"]", "group = \"g\"", "all-remaining = true"];
    for first in first {
        let mut script = Script::new(&format!("[[wave]]\n{first}"));
        script.learn(Ok(Response::Package(package(Verification::Passed))));
        assert_eq!(empty(&mut script), Step::Ask(Why::Empty { stage: 1 }), "{first}");
        script.order(Order::Resume);
        assert_eq!(script.next(), Step::End(End::Done), "{first}");
    }
    let mut script = Script::new("[[wave]]\npercent = 10\n[[wave]]\nall-remaining = true");
    script.learn(Ok(Response::Package(package(Verification::Passed))));
    assert_eq!(empty(&mut script), Step::Ask(Why::Empty { stage: 1 }));
    script.order(Order::Resume);
    assert_eq!(empty(&mut script), Step::End(End::Done));
}

#[test]
fn a_wave_whose_devices_have_all_failed_before_has_reached_nobody() {
    let mut script = Script::new("[[wave]]\npercent = 10\nsoak = \"1h\"");
    script.until_create();
    script.learn(Ok(Response::Made("j".to_owned())));
    script.learn(Ok(Response::Job { is_over: true }));
    let start = script.now;
    let step = loop {
        match script.next() {
            Step::Perform(Request::Count { status, .. }) => {
                let is_there = status.is_none_or(|status| status == TaskStatus::Canceled);
                script.learn(Ok(Response::Count(u64::from(is_there))));
            }
            Step::Perform(Request::Tasks { .. }) => {
                script.learn(Ok(Response::Tasks(Vec::new(), false)));
            }
            step => break step,
        }
    };
    assert_eq!(step, Step::Ask(Why::Empty { stage: 1 }));
    assert_eq!(script.now, start, "nobody is left alone for an hour");
}

#[test]
fn a_rollout_ends_although_the_service_refuses_to_show_what_is_left() {
    let mut script = Script::new(ALL);
    script.until_create();
    script.learn(Ok(Response::Made("j".to_owned())));
    script.order(Order::Abort);
    script.learn(Ok(Response::Done));
    let refused = || Fault::Refused { code: "Forbidden.RAM".to_owned(), message: "no".to_owned() };
    script.learn(Err(refused()));
    assert_eq!(script.next(), Step::End(End::Aborted { running: 0 }));
}

/// Goes on until a time with five devices that wait for the controller, and never begin; gives the question, if there is one.
fn held(script: &mut Script, hours: i64) -> Option<Why> {
    while script.now < Moment(hours * 3_600_000) {
        let request = match script.next() {
            Step::Perform(request) => request,
            Step::Ask(why) => return Some(why),
            step => panic!("{step:?}"),
        };
        let row = || TaskRow {
            task_id: "t".to_owned(),
            device: "d".to_owned(),
            why: String::new(),
            at: None,
        };
        script.learn(Ok(match request {
            Request::Job { .. } => Response::Job { is_over: false },
            Request::Count { status: None | Some(TaskStatus::Confirm), .. } => Response::Count(5),
            Request::Count { .. } => Response::Count(0),
            Request::Tasks { .. } => Response::Tasks(vec![row()], false),
            Request::Confirm { .. } => Response::Done,
            other => panic!("{other:?}"),
        }));
    }
    None
}

#[test]
fn devices_that_wait_for_the_calendar_or_a_pause_are_not_silent() {
    const LIMITS: &str = "[limits]\nmost-offline = 1\nstall-after = \"8h\"";
    // It is open until five, and again at ten in the evening.
    let nights = "[calendar]\ntime-zone = \"UTC\"\nfrom = \"22:00\"\nto = \"05:00\"";
    let mut script = Script::new(&format!("{LIMITS}\n{nights}\n{ALL}"));
    script.until_create();
    script.learn(Ok(Response::Made("j".to_owned())));
    assert_eq!(held(&mut script, 23), None);

    let mut script = Script::new(&format!("{LIMITS}\n{ALL}"));
    script.until_create();
    script.learn(Ok(Response::Made("j".to_owned())));
    script.order(Order::Pause);
    assert_eq!(held(&mut script, 12), None);
    script.order(Order::Resume);
    assert_eq!(held(&mut script, 19), None);
    // Now they are: they were let begin, and have not.
    assert!(matches!(held(&mut script, 21), Some(Why::Silent { told: 0, untold: 5, .. })));
}

#[test]
fn a_device_that_goes_on_while_it_is_counted_counts_once() {
    let mut script = Script::new("[limits]\nfailures = 10\n[[wave]]\npercent = 10");
    script.until_create();
    script.learn(Ok(Response::Made("j".to_owned())));
    // Notified, in progress, succeeded, failed, cancelled, all; and what comes of it, with the queued ones first.
    let looks = [
        ([0, 3, 4, 0, 0, 10], [3, 0, 3, 4, 0, 0]),
        ([2, 3, 6, 0, 0, 10], [0, 1, 3, 6, 0, 0]),
        ([1, 2, 8, 1, 0, 10], [0, 0, 1, 8, 1, 0]),
        // One went back, and was in no state when that was counted.
        ([0, 0, 9, 0, 0, 10], [1, 0, 0, 9, 0, 0]),
    ];
    for (counted, seen) in looks {
        script.learn(Ok(Response::Job { is_over: true }));
        for count in counted {
            script.learn(Ok(Response::Count(count)));
        }
        assert!(matches!(script.next(), Step::Perform(Request::Job { .. })), "it is not through");
        let counts = script.controller.rollout().stages[1].counts;
        let Counts { queued, notified, in_progress, succeeded, failed, canceled, .. } = counts;
        assert_eq!([queued, notified, in_progress, succeeded, failed, canceled], seen);
    }
}

#[test]
fn what_time_passes_for_is_known() {
    let mut script =
        Script::new("[[wave]]\npercent = 10\nsoak = \"1h\"\n[[wave]]\nall-remaining = true");
    script.until_create();
    assert!(matches!(
        script.controller.rollout().pending(script.now),
        Some(Pending::Settling { .. })
    ));
    script.learn(Ok(Response::Made("j".to_owned())));
    script.learn(Ok(Response::Job { is_over: true }));
    assert_eq!(script.controller.rollout().pending(script.now), None);
    while let Step::Perform(request) = script.controller.next(script.now) {
        let Request::Count { status, .. } = &request else { break };
        let count = u64::from(status.is_none_or(|status| status == TaskStatus::Succeeded));
        script.controller.learn(script.now, &request, Ok(Response::Count(count)));
    }
    script.learn(Ok(Response::Tasks(Vec::new(), false)));
    loop {
        match script.controller.next(script.now) {
            Step::Note(event) => script.controller.note(script.now, &event),
            step => break assert_eq!(step, Step::Sleep(3_600_000)),
        }
    }
    let until = script.now.after(3_600_000);
    let rollout = script.controller.rollout();
    assert_eq!(rollout.pending(script.now), Some(Pending::Soaking { until }));
    script.order(Order::Pause);
    assert_eq!(script.controller.rollout().pending(script.now), Some(Pending::Paused));
}

#[test]
fn a_package_that_is_not_verified_needs_canaries() {
    let mut script = Script::new(ALL);
    script.learn(Ok(Response::Package(package(Verification::Needed))));
    let Step::Ask(Why::Verification { message }) = script.next() else { panic!("no question") };
    assert!(message.contains("`[verify]`"), "{message}");
    script.order(Order::Abort);
    assert_eq!(script.next(), Step::End(End::Aborted { running: 0 }));
}

#[test]
fn a_wave_waits_for_its_window_and_looks_again_afterwards() {
    let calendar = "[calendar]\ntime-zone = \"UTC\"\nfrom = \"22:00\"\nto = \"05:00\"\n";
    let mut script = Script::new(&format!("{calendar}{ALL}"));
    script.now = Moment(12 * 3_600_000);
    script.learn(Ok(Response::Package(package(Verification::Passed))));
    script.learn(Ok(Response::Jobs(Vec::new(), false)));
    script.learn(Ok(Response::Jobs(Vec::new(), false)));
    assert_eq!(script.now, Moment(22 * 3_600_000));
    assert!(matches!(script.next(), Step::Perform(Request::Create(_))));
}

#[test]
fn nobody_approves_in_advance() {
    let mut script = Script::new(ALL);
    script.order(Order::Approve);
    assert!(!script.controller.rollout().stages[1].approved);
}

#[test]
fn what_became_of_tasks_is_written_down_up_to_a_limit_and_failures_without() {
    const FAILED: usize = 2 * TASKS_PER_PAGE;
    let mut script = Script::new(&format!("{ALL}\nfailures = 1000000"));
    script.until_create();
    script.learn(Ok(Response::Made("j".to_owned())));
    let mut pages = 0;
    while let Step::Perform(request) = script.next() {
        let row = |number| TaskRow {
            task_id: format!("t{number}"),
            device: format!("d{number}"),
            why: String::new(),
            at: Some(Moment(number)),
        };
        let response = match &request {
            Request::Job { .. } => Response::Job { is_over: true },
            Request::Count { status: Some(TaskStatus::Succeeded), .. } => {
                Response::Count(MOST_LISTED as u64 + 70)
            }
            Request::Count { status: Some(TaskStatus::Failed), .. } => {
                Response::Count(FAILED as u64)
            }
            Request::Count { status: None, .. } => {
                Response::Count((MOST_LISTED + 70 + FAILED) as u64)
            }
            Request::Count { .. } => Response::Count(0),
            Request::Tasks { status, page, .. } => {
                pages += 1;
                let last = if *status == TaskStatus::Failed { 2 } else { u32::MAX };
                let first = i64::from(*page) * 100;
                Response::Tasks((first..first + 100).map(row).collect(), *page < last)
            }
            other => panic!("{other:?}"),
        };
        script.learn(Ok(response));
    }
    assert_eq!(pages, MOST_LISTED / TASKS_PER_PAGE + 2);
    let listed = script.noted.iter().find_map(|event| match event {
        Event::Listed { stage: 1, tasks, left_out, .. } => Some((tasks, *left_out)),
        _ => None,
    });
    let (tasks, left_out) = listed.unwrap();
    assert_eq!((tasks.len(), left_out), (MOST_LISTED, 70));
    assert_eq!((&tasks[7].device[..], tasks[7].at), ("d107", Some(Moment(107))));
    let failures = script.controller.rollout().stages[1].failures.len();
    assert_eq!(failures, FAILED);
}

#[test]
fn who_failed_is_written_down_when_a_person_ends_a_wave() {
    let mut script = Script::new(&format!("{ALL}\nfailures = 5"));
    script.until_create();
    script.learn(Ok(Response::Made("j".to_owned())));
    let mut is_ordered = false;
    while let Step::Perform(request) = script.next() {
        let row = TaskRow {
            task_id: "t".to_owned(),
            device: "d".to_owned(),
            why: "broken".to_owned(),
            at: None,
        };
        let response = match &request {
            Request::Job { .. } => Response::Job { is_over: false },
            Request::Count { status: None, .. } => Response::Count(2),
            Request::Count {
                status: Some(TaskStatus::InProgress | TaskStatus::Failed), ..
            } => Response::Count(1),
            Request::Count { .. } => Response::Count(0),
            Request::Tasks { status: TaskStatus::Failed, .. } => Response::Tasks(vec![row], false),
            Request::Cancel { .. } => Response::Done,
            other => panic!("{other:?}"),
        };
        script.learn(Ok(response));
        if !std::mem::replace(&mut is_ordered, true) {
            script.order(Order::Abort);
        }
    }
    let rollout = script.controller.rollout();
    assert_eq!(rollout.ended, Some(End::Aborted { running: 1 }));
    assert_eq!(rollout.stages[1].failures[0].why, "broken");
}
