//! Creates that stop at every point there is: at each moment in which they wait, whether their response comes, is lost, or
//! the service did nothing. Another program goes on with what was noted, and the ledger has each of them once.

use std::time::Duration;

use ota_api::{Client, Error, Operation, Reconciled};
use ota_emulator::{Effect, Emulator};

use super::{builder, done, emulator, job, lost, module, not_done, once};
use crate::stops::{Stop, Stopper};

/// What became of creates that were stopped.
#[derive(Debug, Default)]
struct Counts {
    points: usize,
    made: usize,
    sent_again: usize,
    unknown: usize,
}

/// A client that looks once, and not again after a pause.
fn impatient(emulator: &Emulator) -> Client {
    builder(emulator).deadline(Duration::from_millis(900)).build().unwrap()
}

/// Stops a create at every point of a kind, with a new client and a new connection each time, until one runs through.
async fn stopped<O: Operation<Client = Client>>(
    emulator: &Emulator,
    request: &O,
    effect: Option<&Effect>,
    kind: fn(usize) -> Stop,
    counts: &mut Counts,
) {
    let action = O::INFO.action;
    for stop in (1..).map(kind) {
        emulator.reset().unwrap();
        emulator.clear_faults();
        if let Some(effect) = effect {
            emulator.add_fault(once(effect.clone(), action)).unwrap();
        }
        let client = impatient(emulator);
        let call = client.prepare(request.clone());
        let intent = call.intent().unwrap();
        let saved = intent.save();
        let sent = Stopper::new(stop).run(call.send_as(&intent)).await;
        let is_stopped = sent.is_none();
        if let Some(Err(error)) = sent {
            assert!(error.outcome_unknown(), "{error}");
            assert_eq!(
                error.unknown_outcome().unwrap().run_id(),
                intent.unknown_outcome().run_id()
            );
        }
        drop(client);
        let what = format!("{action}, {effect:?}, {stop:?}");
        let client = impatient(emulator);
        let call = client.prepare(request.clone());
        let intent = call.resume(&saved).unwrap();
        let ask = || client.reconcile::<O>(intent.unknown_outcome());
        match ask().await.unwrap() {
            Reconciled::Made(response) => {
                assert!(response.is_looked_up());
                counts.made += 1;
            }
            Reconciled::NotMade => {
                // What was on its way may have come since: the service refuses a second one.
                let again = call.clone().send_as(&intent).await;
                assert!(
                    again.as_ref().map_or_else(Error::is_refusal, |_| true),
                    "{what}: {:?}",
                    again.err()
                );
                counts.sent_again += 1;
            }
            Reconciled::Unknown => {
                assert!(done(emulator, action) <= 1, "{what}");
                counts.unknown += 1;
            }
            _ => panic!("{what}"),
        }
        // Once, or told as unknown for as long as nothing shows it.
        let is_made = matches!(ask().await.unwrap(), Reconciled::Made(_));
        assert_eq!(done(emulator, action), usize::from(is_made), "{what}");
        if !is_stopped {
            break;
        }
        counts.points += 1;
    }
}

/// All points of a create, in every way that it can go.
async fn everywhere<O: Operation<Client = Client>>(request: &O) -> Counts {
    let emulator = emulator().await;
    let mut counts = Counts::default();
    let (lost, not_done) = (&lost()[..2], &not_done()[..1]);
    let effects = lost.iter().chain(not_done).map(Some);
    for effect in [None].into_iter().chain(effects) {
        for kind in [Stop::Poll, Stop::Wait] {
            stopped(&emulator, request, effect, kind, &mut counts).await;
        }
    }
    counts
}

#[tokio::test]
async fn a_job_whose_create_stops_anywhere_is_there_once_or_told_as_unknown() {
    let counts = everywhere(&job()).await;
    println!("{counts:?}");
    assert!(counts.points > 30 && counts.made > 10 && counts.unknown > 5, "{counts:?}");
    assert_eq!(counts.sent_again, 0, "what may still come is not sent again");
}

#[tokio::test]
async fn a_module_whose_create_stops_anywhere_is_there_once() {
    let counts = everywhere(&module("radio")).await;
    println!("{counts:?}");
    assert!(counts.points > 30 && counts.made > 10 && counts.sent_again > 5, "{counts:?}");
    assert_eq!(counts.unknown, 0, "its service has no second one of the name");
}

#[tokio::test]
async fn an_intent_fits_its_own_request_and_host_only() {
    let (emulator, other) = (super::emulator().await, super::emulator().await);
    let client = impatient(&emulator);
    let saved = client.prepare(job()).intent().unwrap().save();
    assert!(saved.len() <= 1024 && saved.lines().count() == 1, "{saved}");
    assert!(!saved.contains("a1Lamp") && !saved.contains("testid"), "{saved}");
    let resumed = client.prepare(job()).resume(&saved).unwrap();
    assert_eq!(resumed.save(), saved);
    assert!(client.prepare(job()).resume(saved.trim_end()).is_ok());
    let mut changed = job();
    changed.firmware_id = "fw1".to_owned().into();
    let refused = [
        client.prepare(changed.clone()).resume(&saved),
        client.prepare(module("radio")).resume(&saved),
        impatient(&other).prepare(job()).resume(&saved),
        client.prepare(job()).resume(&saved[1..]),
        client.prepare(job()).resume(&saved.replace("ota-call 1", "ota-call 2")),
        client.prepare(job()).resume(&format!("{saved}{saved}")),
        client.prepare(job()).resume(&"x ".repeat(1000)),
        client.prepare(job()).resume(""),
    ];
    for error in refused.map(Result::unwrap_err) {
        assert!(
            error.is_usage() && error.to_string().contains("the intent cannot be used"),
            "{error}"
        );
    }
    for length in 0..saved.trim_end().len() {
        assert!(client.prepare(job()).resume(&saved[..length]).is_err(), "{length}");
    }
    let error = client.prepare(changed).send_as(&resumed).await.unwrap_err();
    assert!(error.to_string().contains("it is of another request or host"), "{error}");
    let list = client.query_ota_job().job_id("j").build();
    let error = client.prepare(list).intent().unwrap_err();
    assert!(error.is_usage() && error.to_string().contains("no list shows"), "{error}");
    assert_eq!(emulator.requests().requests.len(), 0);
}

#[tokio::test]
async fn what_an_intent_made_has_its_run_id() {
    let emulator = emulator().await;
    let client = impatient(&emulator);
    let intent = client.prepare(job()).intent().unwrap();
    client.prepare(job()).send_as(&intent).await.unwrap();
    let made = emulator.jobs().pop().unwrap();
    let run_id = intent.unknown_outcome().run_id().unwrap();
    assert_eq!(made.tags, [("ota.run.id".to_owned(), run_id.to_owned())]);
}
