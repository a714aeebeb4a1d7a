//! A run through a list: which part is sent when, and what is written of it.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use ota_violation::Violation;

use crate::call;
use crate::call::begin::{Begin, Beginning};
use crate::call::key::is_refused_for_good;
use crate::client::Core;
use crate::error::Error;
use crate::error::kind::Kind;
use crate::excerpt::word;
use crate::flow::parts::Split;
use crate::flow::parts::chunks::{Chunk, Chunks, invalid};
use crate::flow::parts::history::{Before, History};
use crate::flow::parts::journal::{Journal, Line};
use crate::flow::parts::outcome::Part;
use crate::flow::parts::pace::Pace;
use crate::request::operation::{Idempotency, Operation};

/// A part and its outcome.
pub(crate) type PartOf<O> = Part<<O as Split>::Item, <O as Operation>::Response>;

/// A run through a list.
pub(crate) struct Run<O: Split> {
    pub(crate) client: Core<O::Client>,
    pub(crate) chunks: Chunks<O>,
    pub(crate) pace: Pace,
    /// Whether parts are sent that may be done already although they must not act twice.
    pub(crate) resends: bool,
    /// The parts under way, in the order of the list. They stand before the journal, which is closed after them.
    flying: Vec<Flying<O>>,
    pub(crate) history: History,
    /// Whether no further part is started.
    pub(crate) is_ended: bool,
    /// Why, if it is not the end of the list.
    error: Option<Error>,
    /// The parts that earlier runs did.
    pub(crate) done_before: u32,
}

/// A part under way.
struct Flying<O: Split> {
    sending: Pin<Box<dyn Future<Output = Sent<O>> + Send>>,
    beginning: Arc<Began>,
}

/// How far a part has come.
#[derive(Default)]
struct Began {
    /// Whether it is its turn, and the journal is told.
    is_written: AtomicBool,
    /// Whether it is sent.
    is_sent: AtomicBool,
}

impl Began {
    fn is_written(&self) -> bool {
        self.is_written.load(Ordering::Relaxed)
    }

    fn is_sent(&self) -> bool {
        self.is_sent.load(Ordering::Relaxed)
    }
}

/// What became of a part.
struct Sent<O: Split> {
    /// Nothing if it was not sent, for the error.
    part: Option<PartOf<O>>,
    /// Why no further part can be sent.
    error: Option<Error>,
}

/// What is to be done with the next part.
enum Next<O: Split> {
    /// Nothing: it is done.
    Skip,
    /// Nothing but to tell what is known.
    Tell(PartOf<O>),
    /// Send it, unless its items break these limits.
    Send { chunk: Chunk<O>, is_unknown: bool, violations: Vec<Violation> },
    /// There is none.
    End,
}

/// How many parts that are done are passed over at a time.
const MOST_SKIPPED: u32 = 16;

impl<O: Split> Run<O> {
    pub(crate) fn new(
        client: Core<O::Client>,
        chunks: Chunks<O>,
        pace: Pace,
        resends: bool,
        history: History,
    ) -> Self {
        let flying = Vec::new();
        let (is_ended, error, done_before) = (false, None, 0);
        Self { client, chunks, pace, resends, flying, history, is_ended, error, done_before }
    }

    /// The next part that is over; `None` at the end.
    pub(crate) fn poll(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<PartOf<O>, Error>>> {
        let mut skipped = 0;
        loop {
            if self.can_start(context) {
                match self.next() {
                    Ok(Next::Skip) if skipped < MOST_SKIPPED => {
                        skipped += 1;
                        continue;
                    }
                    Ok(Next::Skip) => {
                        // Others on this thread get their turn.
                        context.waker().wake_by_ref();
                        return Poll::Pending;
                    }
                    Ok(Next::Tell(part)) => return Poll::Ready(Some(Ok(part))),
                    Ok(Next::Send { chunk, is_unknown, violations }) => {
                        self.start(chunk, is_unknown, violations);
                    }
                    Ok(Next::End) => self.is_ended = true,
                    Err(error) => self.end(error),
                }
            }
            let mut has_moved = false;
            for index in 0..self.flying.len() {
                let Some(flying) = self.flying.get_mut(index) else { break };
                let had_begun = flying.beginning.is_sent();
                let sent = flying.sending.as_mut().poll(context);
                if !had_begun && flying.beginning.is_sent() {
                    self.pace.took();
                    has_moved = true;
                }
                let Poll::Ready(Sent { part, error }) = sent else { continue };
                self.flying.remove(index);
                if let Some(error) = error {
                    self.end(error);
                }
                if let Some(part) = part {
                    return Poll::Ready(Some(Ok(part)));
                }
                has_moved = true;
                break;
            }
            if has_moved {
                continue;
            }
            return match self.flying.is_empty() && self.is_ended {
                true => Poll::Ready(self.error.take().map(Err)),
                false => Poll::Pending,
            };
        }
    }

    /// Starts no further part. One that still waits for its turn is given up: nothing of it was sent or written.
    pub(crate) fn stop(&mut self) {
        self.is_ended = true;
        self.flying.retain(|flying| flying.beginning.is_written());
    }

    fn end(&mut self, error: Error) {
        self.stop();
        self.error.get_or_insert(error);
    }

    /// Whether another part can be started: never while one still waits for its turn.
    fn can_start(&mut self, context: &mut Context<'_>) -> bool {
        let waits = self.flying.iter().any(|flying| !flying.beginning.is_sent());
        !self.is_ended && !waits && self.pace.is_due(context, self.flying.len())
    }

    fn next(&mut self) -> Result<Next<O>, Error> {
        let Some(mut chunk) = self.chunks.next()? else {
            return self.history.ends(self.chunks.count()).map(|()| Next::End);
        };
        let acts_twice = O::INFO.idempotency == Idempotency::NotIdempotent;
        Ok(match self.history.of(chunk.number, chunk.chain)? {
            Before::Done => {
                self.done_before += 1;
                Next::Skip
            }
            Before::Unknown if acts_twice && !self.resends => {
                let info = O::INFO;
                let error = Error::new(Kind::Interrupted);
                let error = error.about(info.action, info.idempotency, info.service);
                let items = std::mem::take(chunk.request.list());
                Next::Tell(Part::new(chunk.number, chunk.position, items, Err(error)))
            }
            before => {
                let violations = self.chunks.judge(&chunk)?;
                Next::Send { chunk, is_unknown: before == Before::Unknown, violations }
            }
        })
    }

    fn start(&mut self, chunk: Chunk<O>, is_unknown: bool, violations: Vec<Violation>) {
        let beginning = Arc::<Began>::default();
        let turn = Turn {
            journal: self.history.journal.clone(),
            start: Line::Start(chunk.number, chunk.items, chunk.chain),
            beginning: beginning.clone(),
            has_failed: AtomicBool::new(false),
            is_unknown,
        };
        let sending = Box::pin(send(self.client.clone(), chunk, violations, turn));
        self.flying.push(Flying { sending, beginning });
    }
}

/// Writes that a part is about to be sent.
struct Turn {
    journal: Option<Arc<Journal>>,
    start: Line,
    beginning: Arc<Began>,
    has_failed: AtomicBool,
    /// Whether an earlier run may have sent the part.
    is_unknown: bool,
}

impl Begin for Turn {
    fn begin(&self) -> Beginning<'_> {
        Box::pin(async {
            if self.beginning.is_sent() {
                return Ok(());
            }
            self.beginning.is_written.store(true, Ordering::Relaxed);
            if let Some(journal) = &self.journal
                && let Err(error) = journal.write(self.start).await
            {
                self.has_failed.store(true, Ordering::Relaxed);
                return Err(error);
            }
            self.beginning.is_sent.store(true, Ordering::Relaxed);
            Ok(())
        })
    }

    fn may_have_acted(&self) -> bool {
        self.is_unknown
    }
}

/// Sends a part, and writes what became of it.
async fn send<O: Split>(
    client: Core<O::Client>,
    chunk: Chunk<O>,
    violations: Vec<Violation>,
    turn: Turn,
) -> Sent<O> {
    let Chunk { number, position, items: count, mut request, chain, .. } = chunk;
    let outcome = match violations.is_empty() {
        false => Err(invalid::<O>(violations)),
        true => {
            let settings = &client.settings;
            call::send(settings, &request, client.deadline, true, Some(&turn), None).await
        }
    };
    if turn.has_failed.load(Ordering::Relaxed) {
        return Sent { part: None, error: outcome.err() };
    }
    let line = match &outcome {
        // What was not known before is not known now.
        _ if !turn.beginning.is_sent() && turn.is_unknown => None,
        _ if !turn.beginning.is_sent() => Some(Line::Unsent(number, count, chain)),
        Err(error) if error.outcome_unknown() => Some(Line::Unknown(number)),
        Err(error) if !error.has_acted() => Some(Line::Failed(number)),
        _ => Some(Line::Done(number)),
    };
    let written = match (&turn.journal, line) {
        (Some(journal), Some(line)) => journal.write(line).await,
        _ => Ok(()),
    };
    let refused = outcome.as_ref().err().and_then(|error| key_refused(&client, number, error));
    let items = std::mem::take(request.list());
    let part = Some(Part::new(number, position, items, outcome));
    Sent { part, error: written.err().or(refused) }
}

/// Why no further part is worth sending, if the service refused the key of one: it would refuse all of them.
fn key_refused<C>(client: &Core<C>, number: u32, error: &Error) -> Option<Error> {
    let code = error.code().filter(|_| is_refused_for_good(&client.settings, error))?;
    let why = format!(
        "no further parts were sent, since the key of part {number} was refused with `{}`; set another key, and send \
         what is left",
        word(code)
    );
    Some(Error::configuration(why))
}
