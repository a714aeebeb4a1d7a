//! How a list is to be sent in parts.

use std::fmt;
use std::marker::PhantomData;
use std::path::PathBuf;
use std::pin::Pin;

use crate::client::Core;
use crate::error::Error;
use crate::flow::parts::Split;
use crate::flow::parts::chunks::Chunks;
use crate::flow::parts::given_up::{GivenUp, Waiting};
use crate::flow::parts::history::History;
use crate::flow::parts::journal::{Journal, Place, blocking};
use crate::flow::parts::lines::Lines;
use crate::flow::parts::outcome::Parts;
use crate::flow::parts::pace::Pace;
use crate::flow::parts::past::Past;
use crate::flow::parts::run::Run;
use crate::flow::parts::source::Source;
use crate::flow::parts::store::JournalStore;
use crate::flow::parts::stream::PartStream;
use crate::request::operation::Operation;
use crate::request::state::Set;

/// A list that is there to be sent.
#[diagnostic::on_unimplemented(
    message = "there is no list to send",
    label = "set it before `.send_parts()`, or call `.items(..)` or `.lines(..)` after it"
)]
pub trait HasList {}

impl HasList for Set {}

/// A list of any length that is to be sent as calls, each with as many items as it takes: what `send_parts()` of a
/// builder makes. Await it for the [outcomes of all parts](Parts), or take them one by one while they are sent, by
/// [`stream`](Self::stream). If a part fails, the others are still sent.
///
/// ```no_run
/// # async fn example(client: &ota_api::Client) -> Result<(), ota_api::Error> {
/// let mut parts = client
///     .cancel_ota_task_by_device()
///     .product_key("a1V4kdeAbCd")
///     .firmware_id("T0F5b5tpFnHQrgfk030100")
///     .send_parts()
///     .lines("devices.txt")
///     .journal("cancel.journal")
///     .stream();
/// while let Some(part) = parts.next().await {
///     let part = part?;
///     match part.outcome() {
///         Ok(_) => println!("{} devices from line {} on", part.items().len(), part.position()),
///         Err(error) => println!("not {:?}: {error}", part.items()),
///     }
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Pace
///
/// Parts are sent as fast as the [`Quota`](crate::Quota) of the client allows. Where a call takes longer than the time
/// from one turn to the next, others are sent beside it: up to eight, or as many as [`in_flight`](Self::in_flight)
/// says. Where calls are not counted, one is sent after another.
///
/// # Items
///
/// The list of the request and the lines of a file are looked through first, and nothing is sent if one breaks a limit:
/// the violations name its place, the number of the line in a file. What an iterator gives is looked at part by part:
/// one with such an item is not sent, its outcome says so, and the others are.
///
/// Where items have to be unique, an item that occurs twice in one part is a violation, and in the list of a request
/// one that occurs twice anywhere. Otherwise it is sent twice.
#[must_use = "nothing is sent unless it is awaited or read as a stream"]
pub struct SendParts<O: Split, S = Set> {
    client: Core<O::Client>,
    request: O,
    list: List<O::Item>,
    journal: Option<Place>,
    in_flight: Option<usize>,
    resends: bool,
    state: PhantomData<fn() -> S>,
}

/// Where the list is.
enum List<T> {
    Request,
    Items(Box<dyn Iterator<Item = T> + Send>),
    Lines(PathBuf, fn(String) -> T),
}

impl<O: Split, S> SendParts<O, S> {
    pub(crate) fn new(client: Core<O::Client>, request: O) -> Self {
        let (list, state) = (List::Request, PhantomData);
        Self { client, request, list, journal: None, in_flight: None, resends: false, state }
    }

    /// Sends these items, which are asked for when it is their turn, in place of the list of the request.
    pub fn items<I>(self, items: I) -> SendParts<O>
    where
        I: IntoIterator<Item: Into<O::Item> + 'static, IntoIter: Send + 'static>,
    {
        let items = items.into_iter().map(Into::into);
        self.with(Some(List::Items(Box::new(items))))
    }

    /// Sends the lines of a file, in place of the list of the request. The file is read twice, line by line, and never
    /// as a whole. Empty lines are passed over; spaces belong to the item. A line has at most 64 KiB of UTF-8.
    pub fn lines(self, path: impl Into<PathBuf>) -> SendParts<O>
    where
        O::Item: From<String>,
    {
        self.with(Some(List::Lines(path.into(), From::from)))
    }

    /// The same with this list, or with its own.
    fn with(self, list: Option<List<O::Item>>) -> SendParts<O> {
        let Self { client, request, list: own, journal, in_flight, resends, .. } = self;
        let list = list.unwrap_or(own);
        SendParts { client, request, list, journal, in_flight, resends, state: PhantomData }
    }

    /// Keeps a journal in this file, so that a run which was cut off, by whatever, can be resumed: do the same again, with
    /// the same items in the same order. What is done is then passed over, and the rest is sent.
    ///
    /// A line is written and made safe before a part is sent, and another one when its outcome is known. So nothing is
    /// lost, and a part is sent a second time only if it was under way when the run was cut off: at most as many as were in
    /// flight, which is one unless calls take longer than the time between two turns, and never more than one with
    /// [`in_flight(1)`](Self::in_flight). Where a second send could act twice, such a part is not sent again: its outcome
    /// is then an error whose [`outcome_unknown`](Error::outcome_unknown) holds. A part that failed without
    /// having acted is sent again.
    ///
    /// The file is made with access for its owner alone, and locked while it is used: a second run with it is refused, and so
    /// is a file that is also the list. It
    /// contains the names of the operation and the host, numbers, and digests of the request and of the items, but neither
    /// items nor parameters nor credentials: the same list for another account needs a journal of its own. A journal of another operation,
    /// host, request or list is refused, and so is one that is damaged; a last line that was not written to its end is
    /// dropped. When the journal cannot be written, no further part is sent, and an error says so.
    pub fn journal(self, path: impl Into<PathBuf>) -> Self {
        Self { journal: Some(Place::Path(path.into())), ..self }
    }

    /// Keeps such a journal elsewhere.
    pub fn journal_in(self, store: impl JournalStore) -> Self {
        Self { journal: Some(Place::Store(Box::new(store))), ..self }
    }

    /// Sets how many parts can be under way at once: from 1 to 64. Where calls are not counted, so many are.
    pub fn in_flight(self, most: usize) -> Self {
        Self { in_flight: Some(most), ..self }
    }

    /// Sends parts again of which the journal does not know whether they were done, also where that could act
    /// twice: for when their items show that they were not done.
    pub fn resend_unknown(self) -> Self {
        Self { resends: true, ..self }
    }
}

impl<O: Split, S: HasList> SendParts<O, S> {
    /// The outcomes of the parts, each as soon as it is known.
    pub fn stream(self) -> PartStream<O> {
        let this = self.with(None);
        let blocks = this.journal.is_some() || matches!(this.list, List::Lines(..));
        PartStream::new(Box::pin(async move {
            let given_up = GivenUp::default();
            let waiting = Waiting::new(&given_up);
            let run = match blocks {
                true => blocking(move || this.open(&given_up)).await,
                false => this.open(&given_up),
            };
            waiting.end();
            run
        }))
    }
}

impl<O: Split> SendParts<O> {
    /// Checks what is there to be checked, and reads the journal. It can block.
    fn open(self, given_up: &GivenUp) -> Result<Run<O>, Error> {
        let Self { client, request, list, journal, in_flight, resends, .. } = self;
        if let (List::Lines(list, _), Some(place)) = (&list, &journal) {
            place.is_not(list)?;
        }
        let source = match list {
            List::Request => None,
            List::Items(items) => Some(Source::Items(items, 0)),
            List::Lines(path, convert) => Some(Source::Lines(Lines::open(&path)?, convert)),
        };
        let mut chunks = Chunks::new(client.clone(), request, source)?;
        let (journal, past) = match journal {
            Some(place) => {
                let (journal, past) = Journal::open(place, &chunks.header())?;
                (Some(journal), past)
            }
            None => (None, Past::default()),
        };
        let history = History::new(journal, past);
        given_up.opened(history.journal.as_ref())?;
        chunks.survey(&history, given_up)?;
        let per_second = client.settings.quota.per_second(O::INFO.action, O::INFO.qps);
        Ok(Run::new(client, chunks, Pace::new(per_second, in_flight), resends, history))
    }
}

/// Parts in flight.
pub(crate) type SendingParts<O> = Pin<
    Box<
        dyn Future<Output = Result<Parts<<O as Split>::Item, <O as Operation>::Response>, Error>>
            + Send,
    >,
>;

impl<O: Split, S: HasList + 'static> IntoFuture for SendParts<O, S> {
    type Output = Result<Parts<O::Item, O::Response>, Error>;
    type IntoFuture = SendingParts<O>;

    /// Sends all parts. An error says that nothing was sent. A future that is dropped sends no further part, and what
    /// became of those before is lost with it unless there is a journal: [`stream`](Self::stream) tells it at once.
    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let mut stream = self.stream();
            let (mut parts, mut stopped) = (Vec::new(), None);
            while let Some(next) = stream.next().await {
                match next {
                    Ok(part) => parts.push(part),
                    Err(error) if parts.is_empty() => return Err(error),
                    Err(error) => stopped = Some(error),
                }
            }
            Ok(Parts::new(parts, stopped, stream.done_before()))
        })
    }
}

impl<O: Split + fmt::Debug, S> fmt::Debug for SendParts<O, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendParts").field("request", &self.request).finish_non_exhaustive()
    }
}
