//! Watching a list: what has changed, row by row.

pub(crate) mod event;
pub(crate) mod known;
pub(crate) mod reading;
pub(crate) mod saved;
pub(crate) mod tempo;
pub(crate) mod watched;

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use tokio::runtime::Handle;
use tokio::time::{Instant, Sleep, sleep, sleep_until};

use crate::call;
use crate::client::Core;
use crate::error::Error;
use crate::flow::looks::can_change;
use crate::flow::pace::send_in_turn;
use crate::flow::pages::{Paged, Pages, Turn, forget_page};
use crate::flow::watch::event::{Change, Event, OwnerChange};
use crate::flow::watch::known::{Key, Known, MOST_ROWS, Sight};
use crate::flow::watch::reading::Reading;
use crate::flow::watch::saved::{read, short_digest, write};
use crate::flow::watch::tempo::Tempo;
use crate::flow::watch::watched::Watched;
use crate::request::operation::Operation;
use crate::response::typed::Response;

/// The response that shows the owner of a list.
type OwnerResponse<O> = <<O as Watched>::Owner as Operation>::Response;

/// What a watch tells next.
type Told<O> = Option<Result<Event<<O as Paged>::Item, OwnerResponse<O>>, Error>>;

/// A list that is read again and again, as a [`Stream`] of what has changed in it. `ota_api::watch` explains it.
#[must_use = "a stream does nothing until it is polled"]
pub struct Watch<O: Watched> {
    client: Core<O::Client>,
    request: O,
    tempo: Tempo,
    tells_progress: bool,
    known: Known,
    /// The state of the owner that was told last.
    owner: Option<String>,
    /// The number of the last look that was told.
    look: u32,
    reading: Reading,
    /// The rows that have come and are not told yet.
    rows: VecDeque<O::Item>,
    step: Step<O>,
}

/// A call in flight.
type Asking<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// What a watch is doing.
enum Step<O: Watched> {
    /// It begins a look.
    Begin,
    /// It asks for the owner.
    Owner(Asking<Result<Response<OwnerResponse<O>>, Error>>),
    /// It asks for a page.
    Page(Asking<(Pages<O>, Option<Turn<O>>)>),
    /// It waits before a look, or before it asks once more for the page that failed.
    Pause(Pin<Box<Sleep>>, Option<Box<Pages<O>>>),
    /// It is over.
    Over,
}

impl<O: Watched> Watch<O> {
    /// Watches the list that a request asks for. Its page is passed over: lists are read from the beginning.
    pub fn new(client: &Core<O::Client>, request: O) -> Self {
        let per_second = client.settings.quota.per_second(O::INFO.action, O::INFO.qps);
        Self {
            client: client.clone(),
            request,
            tempo: Tempo::new(per_second),
            tells_progress: true,
            known: Known::default(),
            owner: None,
            look: 0,
            reading: Reading::default(),
            rows: VecDeque::new(),
            step: Step::Begin,
        }
    }

    /// Sets the pause after a look in which something has changed; 10 seconds by default. Without a change, each further pause is
    /// half as long again, up to a minute or this interval, whichever is longer.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.tempo = self.tempo.interval(interval);
        self
    }

    /// Sets the part of the calls per second of the list that the watch takes; 0.5 by default, which leaves the other half to other
    /// calls. What is no number above 0 and up to 1 counts as 0.5. A client whose [`Quota`](crate::Quota) is off is not
    /// held up.
    pub fn share(mut self, share: f64) -> Self {
        self.tempo = self.tempo.share(share);
        self
    }

    /// Tells no changes of progress alone.
    pub fn without_progress(mut self) -> Self {
        self.tells_progress = false;
        self
    }

    /// Goes on where another watch of the same list was [saved](Self::save).
    ///
    /// # Errors
    ///
    /// The bytes are no saved watch, are damaged, or are of another list or host.
    pub fn resume(mut self, saved: &[u8]) -> Result<Self, Error> {
        let refused = |why: &str| {
            let action = O::INFO.action;
            Error::configuration(format!(
                "the saved watch of `{action}` cannot be used, since {why}; without it, the watch begins anew"
            ))
        };
        let saved = read(saved).map_err(refused)?;
        let host = &self.client.settings.endpoint.host;
        if let Some(other) = saved.host.filter(|other| other != host) {
            return Err(refused(&format!("it is of the host `{other}`, not of `{host}`")));
        }
        if saved.request != self.digest() {
            return Err(refused("it is of another list"));
        }
        (self.known, self.owner, self.look) = (saved.known, saved.owner, saved.look);
        self.rows.clear();
        self.step = Step::Begin;
        Ok(self)
    }

    /// What has been told so far, as bytes for [`resume`](Self::resume): 27 for each row, and some hundred. They hold the name of
    /// the host, and none of rows. This is possible at any time; a watch that is resumed reads the list from its beginning, and tells what has not been
    /// told.
    pub fn save(&self) -> Vec<u8> {
        let host = &self.client.settings.endpoint.host;
        write(host, &self.digest(), self.look, self.owner.as_deref(), &self.known)
    }

    /// The digest of the request without its page.
    fn digest(&self) -> Key {
        let mut request = self.request.clone();
        forget_page(&mut request);
        let query = call::query(&self.client.settings, &request);
        short_digest(&[O::INFO.action.as_bytes(), b"?", &query].concat())
    }

    /// What has changed next. After an error, the next one goes on if that can help, after a pause; `None` at the end.
    ///
    /// # Cancel safety
    ///
    /// A future that is dropped loses nothing: its call goes on with the next one that is asked for.
    ///
    /// # Errors
    ///
    /// As [`Core::send`], [`Error::is_endless_list`], and more rows than a watch can know (4,000,000).
    pub async fn next(&mut self) -> Told<O> {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Told<O>> {
        loop {
            while let Some(row) = self.rows.pop_front() {
                match self.row(row) {
                    Ok(None) => {}
                    Ok(Some(change)) => return Poll::Ready(Some(Ok(Event::Row(change)))),
                    Err(error) => {
                        self.rows.clear();
                        self.step = Step::Over;
                        return Poll::Ready(Some(Err(error)));
                    }
                }
            }
            let told = match &mut self.step {
                Step::Over => return Poll::Ready(None),
                Step::Begin => {
                    self.begin();
                    None
                }
                Step::Pause(pause, pages) => {
                    ready!(pause.as_mut().poll(context));
                    match pages.take() {
                        Some(pages) => self.step = self.fetch(*pages),
                        None => self.step = Step::Begin,
                    }
                    None
                }
                Step::Owner(owner) => {
                    let result = ready!(owner.as_mut().poll(context));
                    self.owner(result)
                }
                Step::Page(page) => {
                    let (pages, turn) = ready!(page.as_mut().poll(context));
                    self.page(pages, turn)
                }
            };
            if told.is_some() {
                return Poll::Ready(told);
            }
        }
    }

    /// Begins a look.
    fn begin(&mut self) {
        self.reading = Reading::default();
        let Some(owner) = self.request.owner() else {
            // An empty list can be one that has not begun.
            self.reading.owner_is_over = !self.known.rows.is_empty();
            self.read_list();
            return;
        };
        let client = self.client.clone();
        // Short lists and short pauses would take up the quota of the owner.
        let turn = Turning::new(&mut self.tempo, true);
        self.step = Step::Owner(Box::pin(async move {
            turn.wait().await;
            send_in_turn(&client, &owner).await
        }));
    }

    /// Begins to read the list.
    fn read_list(&mut self) {
        let pages = Pages::new(self.client.clone(), self.request.clone()).restart();
        self.step = self.fetch(pages);
    }

    /// Asks for the next page, when it is time for it.
    fn fetch(&mut self, mut pages: Pages<O>) -> Step<O> {
        let turn = Turning::new(&mut self.tempo, !pages.is_over());
        Step::Page(Box::pin(async move {
            turn.wait().await;
            let page = pages.next().await;
            (pages, page)
        }))
    }

    /// Judges the owner.
    fn owner(&mut self, result: Result<Response<OwnerResponse<O>>, Error>) -> Told<O> {
        let response = match result {
            Ok(response) => response,
            Err(error) => return self.failed(error, None),
        };
        let to = O::owner_state(&response);
        let is_over = to.as_deref().is_some_and(|state| O::OWNER_ENDS.contains(&state));
        self.reading.owner_is_over = is_over;
        self.read_list();
        if to == self.owner {
            return None;
        }
        let from = std::mem::replace(&mut self.owner, to.clone());
        Some(Ok(Event::Owner(OwnerChange { from, to, response: Box::new(response) })))
    }

    /// Takes in a page.
    fn page(&mut self, pages: Pages<O>, turn: Option<Turn<O>>) -> Told<O> {
        let mut response = match turn {
            Some(Ok(response)) => response,
            // Rows that moved are seen by the next look, and those beyond the limit by no look.
            Some(Err(error)) if error.incomplete_list().is_none() && !error.is_page_limit() => {
                return self.failed(error, Some(pages));
            }
            None | Some(Err(_)) => return self.end_of_part(),
        };
        self.reading.unreadable += response.unreadable_rows().count() as u64;
        let listed = O::list(response.value_mut());
        let total = listed.total();
        let rows = listed.into_items();
        self.reading.page(rows.len(), total);
        self.rows.extend(rows.drain(..));
        let is_too_long = total.zip(O::PAGE_LIMIT).is_some_and(|(total, limit)| total > limit);
        if is_too_long && !self.reading.is_split && self.part(O::STATES.first()).is_some() {
            self.reading.split(O::STATES);
            return self.next_part();
        }
        self.step = self.fetch(pages);
        None
    }

    /// The request for the rows in a state, if it can be made.
    fn part(&self, state: Option<&&'static str>) -> Option<O> {
        let mut request = self.request.clone();
        state.is_some_and(|state| request.only(state)).then_some(request)
    }

    /// Reads the rows in the next state; after the last one, the look is over.
    fn next_part(&mut self) -> Told<O> {
        if let Some(state) = self.reading.parts.pop_front()
            && let Some(request) = self.part(Some(&state))
        {
            let pages = Pages::new(self.client.clone(), request).restart();
            self.step = self.fetch(pages);
            return None;
        }
        self.look = self.look.saturating_add(1);
        let is_left = self.request.is_left();
        let look = self.reading.sum(self.look, &mut self.known, O::ENDS, is_left);
        let pause = self.tempo.after_look(look.changes > 0 || look.left > 0);
        self.step =
            if look.is_last { Step::Over } else { Step::Pause(Box::pin(sleep(pause)), None) };
        Some(Ok(Event::Look(look)))
    }

    fn end_of_part(&mut self) -> Told<O> {
        self.reading.end_of_part(O::PAGE_LIMIT);
        self.next_part()
    }

    /// Tells of an error, and goes on after a pause if that can help.
    fn failed(&mut self, error: Error, pages: Option<Pages<O>>) -> Told<O> {
        if !can_change(&error) || Handle::try_current().is_err() {
            self.step = Step::Over;
            return Some(Err(error));
        }
        let pause = self.tempo.after_error(error.retry_after());
        // The page that failed is asked for once more.
        let pages = pages.and_then(|pages| {
            let position = pages.position()?;
            Some(Box::new(pages.resume(position)))
        });
        self.step = Step::Pause(Box::pin(sleep(pause)), pages);
        Some(Err(error))
    }

    /// Takes in a row.
    fn row(&mut self, item: O::Item) -> Result<Option<Change<O::Item>>, Error> {
        let row = O::row(&item);
        if row.key.is_empty() {
            self.reading.unreadable += 1;
            return Ok(None);
        }
        let is_end = O::ENDS.contains(&row.state);
        // Rows are told before their look is.
        let look = self.look.saturating_add(1);
        let Some(Sight { is_first, news }) =
            self.known.see(&row, look, is_end, self.tells_progress)
        else {
            return Err(Error::configuration(format!(
                "the list has more than {MOST_ROWS} rows, and a watch can know no more"
            )));
        };
        self.reading.row(is_first, news.is_some());
        let Some(news) = news else { return Ok(None) };
        let to = row.state.to_owned();
        let (from, progress_before, progress) = (news.from, news.progress_before, news.progress);
        Ok(Some(Change { row: item, from, to, progress_before, progress, is_end }))
    }
}

/// The time until the turn of a call.
struct Turning(Option<Instant>);

impl Turning {
    /// Takes the next turn if there is a call.
    fn new(tempo: &mut Tempo, calls: bool) -> Self {
        let now = Instant::now();
        Self(calls.then(|| tempo.turn(now)).filter(|turn| *turn > now))
    }

    async fn wait(self) {
        if let Some(turn) = self.0 {
            sleep_until(turn).await;
        }
    }
}

impl<O: Watched + Unpin> Stream for Watch<O>
where
    O::Item: Unpin,
{
    type Item = Result<Event<O::Item, OwnerResponse<O>>, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<O: Watched> fmt::Debug for Watch<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch")
            .field("operation", &O::INFO.action)
            .field("look", &self.look)
            .field("rows", &self.known.rows.len())
            .finish_non_exhaustive()
    }
}
