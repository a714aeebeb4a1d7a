//! Runs that stop at every point there is: at each moment in which they wait, and at each line of the journal, before it
//! is written, in the middle of it, and after it. Each is resumed, and the service is asked what was done.

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::io::{self, BufRead};
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use futures_core::Stream;
use ota_api::operations::{CreateOtaStaticUpgradeJobTarget, TaskId};
use ota_api::{Client, JournalStore};
use ota_emulator::Emulator;

use crate::stops::{Stop, Stopper};

use super::{CANCEL, cancel, client, emulator, ledger};

/// A journal in memory, whose process stops at a line.
#[derive(Clone, Default)]
struct Memory {
    bytes: Arc<Mutex<Vec<u8>>>,
    /// The line to stop at, and how much of it is written then.
    stop: Option<(usize, Written)>,
    lines: usize,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Written {
    Nothing,
    Half,
    All,
}

impl JournalStore for Memory {
    fn read(&mut self) -> io::Result<Box<dyn BufRead + '_>> {
        Ok(Box::new(io::Cursor::new(self.bytes.lock().unwrap().clone())))
    }

    fn truncate(&mut self, length: u64) -> io::Result<()> {
        self.bytes.lock().unwrap().truncate(usize::try_from(length).unwrap());
        Ok(())
    }

    fn append(&mut self, line: &[u8]) -> io::Result<()> {
        self.lines += 1;
        let written = match self.stop {
            Some((at, _)) if at < self.lines => return Err(io::Error::other("it is over")),
            Some((at, written)) if at == self.lines => written,
            _ => Written::All,
        };
        let length = match written {
            Written::Nothing => 0,
            Written::Half => line.len() / 2,
            Written::All => line.len(),
        };
        self.bytes.lock().unwrap().extend(&line[..length]);
        match self.stop {
            Some((at, _)) if at == self.lines => Err(io::Error::other("it stops here")),
            _ => Ok(()),
        }
    }
}

/// Reads a stream up to a stop, and drops it; what came, and whether it came to its end before.
async fn read<S: Stream + Unpin>(mut parts: S, stop: Stop) -> (Vec<S::Item>, bool) {
    let mut seen = Vec::new();
    let all = async {
        while let Some(part) = poll_fn(|context| Pin::new(&mut parts).poll_next(context)).await {
            seen.push(part);
        }
    };
    let is_over = Stopper::new(stop).run(all).await.is_some();
    (seen, is_over)
}

/// Where runs are stopped: while they wait, or at a line. Each kind ends with a run that is not stopped.
#[derive(Debug, Clone, Copy)]
enum Point {
    Wait(Stop),
    Line(usize, Written),
}

impl Point {
    /// A new journal that stops there, and where its run is stopped.
    fn prepare(self) -> (Memory, Stop) {
        match self {
            Self::Wait(stop) => (Memory::default(), stop),
            Self::Line(line, written) => {
                (Memory { stop: Some((line, written)), ..Memory::default() }, Stop::Never)
            }
        }
    }

    /// The points of a kind, in their order.
    fn all() -> [Box<dyn Iterator<Item = Self>>; 5] {
        let lines = |written| {
            let points = (1..).map(move |line| Self::Line(line, written));
            Box::new(points) as Box<dyn Iterator<Item = Self>>
        };
        [
            Box::new((1..).map(Stop::Poll).map(Self::Wait)),
            Box::new((1..).map(Stop::Wait).map(Self::Wait)),
            lines(Written::Nothing),
            lines(Written::Half),
            lines(Written::All),
        ]
    }
}

/// Waits until nobody writes to a journal any more: a line that was under way is written to its end.
async fn over(memory: &Memory) {
    while Arc::strong_count(&memory.bytes) > 1 {
        tokio::task::yield_now().await;
    }
}

/// The same journal, for a process that is not stopped.
fn resumed(memory: &Memory) -> Memory {
    Memory { bytes: memory.bytes.clone(), ..Memory::default() }
}

#[tokio::test]
async fn a_list_that_stops_anywhere_is_done_once_and_what_was_under_way_at_most_twice() {
    const DEVICES: usize = 401;
    let emulator = emulator(DEVICES).await;
    let client = client(&emulator);
    let (mut points, mut again) = (0, 0);
    for in_flight in [1, 3] {
        for kind in Point::all() {
            for point in kind {
                emulator.reset().unwrap();
                let (memory, stop) = point.prepare();
                let list = || cancel(&client, DEVICES).in_flight(in_flight);
                let parts = list().journal_in(memory.clone()).stream();
                let (seen, is_over) = read(parts, stop).await;
                let is_stopped = !is_over || seen.iter().any(Result::is_err);
                let told = seen.iter().flatten().filter(|part| part.outcome().is_ok()).count();
                over(&memory).await;
                let mut rest = list().journal_in(resumed(&memory)).stream();
                let (mut parts, mut failed) = (0, 0);
                while let Some(part) = rest.next().await {
                    parts += 1;
                    failed += usize::from(part.unwrap().outcome().is_err());
                }
                assert_eq!(failed, 0, "{point:?}");
                // A part that the journal lacks is sent again; one that was not told can stand there.
                let before = rest.done_before() as usize;
                assert_eq!(before + parts, DEVICES.div_ceil(200), "{point:?}");
                let unwritten = if matches!(point, Point::Line(..)) { in_flight } else { 0 };
                assert!(told <= before + unwritten, "{told} of {before}: {point:?}");
                let ledger = ledger(&emulator);
                assert_eq!(ledger.len(), DEVICES, "{point:?}");
                // The first devices of the parts, and how often their part was done.
                let times = [1, 201, 401].map(|number| ledger[&format!("device{number}")]);
                let more = times.iter().sum::<usize>() - times.len();
                assert!(times.iter().all(|times| *times <= 2), "{point:?}");
                assert!(more <= in_flight, "{more} parts of {point:?}");
                again += more;
                if !is_stopped {
                    assert_eq!((more, parts), (0, 0), "{point:?}");
                    break;
                }
                points += 1;
            }
        }
    }
    println!("{points} points, {again} parts were sent again");
    assert!(points > 40, "{points}");
}

/// An emulator with thirty tasks that were cancelled, and their IDs by job.
async fn cancelled() -> (Emulator, Client, String, Vec<TaskId>) {
    let emulator = emulator(30).await;
    let client = client(&emulator);
    let job = client
        .create_ota_static_upgrade_job()
        .firmware_id("fw")
        .product_key("a1Lamp")
        .target(CreateOtaStaticUpgradeJobTarget::all())
        .send()
        .await
        .unwrap();
    let job = job.data.as_ref().unwrap().job_id.clone().unwrap();
    assert!(cancel(&client, 30).await.unwrap().is_complete());
    let mut tasks = client.list_ota_task_by_job().job_id(&job).items();
    let mut ids = Vec::new();
    while let Some(task) = tasks.next().await {
        ids.push(task.unwrap().task_id.unwrap());
    }
    assert_eq!(ids.len(), 30);
    (emulator, client, job.as_str().to_owned(), ids)
}

#[tokio::test]
async fn what_must_not_act_twice_is_sent_once_or_told_as_unknown_wherever_it_stops() {
    const AGAIN: &str = "ReupgradeOTATask";
    let (emulator, client, job, ids) = cancelled().await;
    let start = emulator.snapshot();
    let requests = || {
        let all = emulator.requests().requests.into_iter();
        all.filter(|request| request.action.as_deref() == Some(AGAIN)).collect::<Vec<_>>()
    };
    let (mut points, mut unknown, mut before) = (0, 0, 0);
    for kind in Point::all() {
        for point in kind {
            emulator.restore(&start).unwrap();
            let (memory, stop) = point.prepare();
            let call = || client.reupgrade_ota_task().job_id(&job).send_parts().items(ids.clone());
            let parts = call().journal_in(memory.clone()).stream();
            let (seen, is_over) = read(parts, stop).await;
            let is_stopped = !is_over || seen.iter().any(Result::is_err);
            over(&memory).await;
            let parts = call().journal_in(resumed(&memory)).await.unwrap();
            // What is told as unknown is asked for again and again with the same response.
            let once_more = call().journal_in(resumed(&memory)).await.unwrap();
            assert_eq!(once_more.left(), parts.left(), "{point:?}");
            let mut known: BTreeMap<&TaskId, usize> = BTreeMap::new();
            for part in parts.failed() {
                let error = part.outcome().as_ref().unwrap_err();
                assert!(error.outcome_unknown() && !error.is_retryable(), "{error}");
                assert!(
                    error.to_string().starts_with("`ReupgradeOTATask`: an earlier run was cut off")
                );
                part.items().iter().for_each(|id| *known.entry(id).or_default() += 1);
            }
            assert!(known.len() <= 10, "one part: {point:?}");
            unknown += usize::from(!known.is_empty());
            let done = emulator.ledger().into_iter().filter(|entry| entry.action == AGAIN);
            let done: Vec<String> = done
                .flat_map(|entry| {
                    let request = serde_json::to_value(&entry.request).unwrap();
                    request["TaskId"].as_array().unwrap().clone()
                })
                .map(|id| id.as_str().unwrap().to_owned())
                .collect();
            for id in &ids {
                let times = done.iter().filter(|done| id.as_str() == **done).count();
                assert!(times == 1 || times == 0 && known.contains_key(id), "{point:?}");
            }
            // Nothing was refused because it was there before.
            let sent = requests();
            assert!(
                sent[before..].len() <= 3 && sent[before..].iter().all(|sent| sent.code.is_none())
            );
            before = sent.len();
            if !is_stopped {
                assert!(known.is_empty() && parts.all().is_empty());
                break;
            }
            points += 1;
        }
    }
    println!("{points} points, at {unknown} of them a part was told as unknown");
    assert!(points > 20 && unknown > 0, "{points}, {unknown}");
}

#[tokio::test]
async fn a_part_of_unknown_outcome_is_sent_again_where_its_sender_says_so() {
    let (emulator, client, job, ids) = cancelled().await;
    let call = || client.reupgrade_ota_task().job_id(&job).send_parts().items(ids.clone());
    // It stops before the outcome of the first part is written.
    let memory = Memory { stop: Some((3, Written::Nothing)), ..Memory::default() };
    assert!(call().journal_in(memory.clone()).await.unwrap().stopped().is_some());
    let told = call().journal_in(resumed(&memory)).await.unwrap();
    assert_eq!((told.all().len(), told.left().len()), (3, 10));
    // The service does not take it twice; what became of it is as unknown as before.
    let again = call().resend_unknown().journal_in(resumed(&memory)).await.unwrap();
    let error = again.all()[0].outcome().as_ref().unwrap_err();
    assert!(error.is_refusal() && error.outcome_unknown(), "{error}");
    assert_eq!(
        emulator.ledger().iter().filter(|entry| entry.action == "ReupgradeOTATask").count(),
        3
    );
    assert_eq!(call().journal_in(resumed(&memory)).await.unwrap().left().len(), 10);
}

#[tokio::test]
async fn a_journal_that_cannot_be_written_ends_the_run_and_says_what_was_done() {
    let emulator = emulator(1000).await;
    let client = client(&emulator);
    // The third part is not sent; then the outcome of the third part is not written.
    for (line, done) in [(6, 2), (7, 3)] {
        emulator.reset().unwrap();
        let memory = Memory { stop: Some((line, Written::Half)), ..Memory::default() };
        let parts = cancel(&client, 1000).journal_in(memory.clone()).await.unwrap();
        assert_eq!((parts.all().len(), parts.failed().count()), (done, 0));
        let error = parts.stopped().unwrap();
        assert!(error.is_file() && !parts.is_complete(), "{error}");
        assert!(
            error.to_string().ends_with("the journal cannot be used: it stops here"),
            "{error}"
        );
        assert!(parts.into_result().unwrap_err().is_file());
        let calls = emulator.ledger().iter().filter(|entry| entry.action == CANCEL).count();
        assert_eq!(calls, done);
    }
    assert!(cancel(&client, 1000).await.unwrap().is_complete());
}
