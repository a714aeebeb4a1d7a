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
pub(super) fn impatient(emulator: &Emulator) -> Client {
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
                let anew = call.intent().unwrap();
                let again = call.clone().send_as(&anew).await;
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
