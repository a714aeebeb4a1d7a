//! Pages of lists.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use crate::client::Core;
use crate::error::Error;
use crate::error::kind::Kind;
use crate::flow::pace::send_in_turn;
use crate::flow::position::sealed::Walk as _;
use crate::flow::position::{PageFields, Position};
use crate::flow::progress::{Next, Progress, Seen};
use crate::request::operation::Operation;
use crate::response::typed::Response;
use crate::response::unreadable::UnreadableField;

/// An operation whose responses are pages. Implemented by generated code only.
pub trait Paged: Operation + Clone + 'static {
    /// The items of a page.
    type Item: Send + 'static;
    /// The places in the list: `i32` for numbers of pages, `i64` for offsets, `String` for tokens.
    type Position: Position;
    /// The maximum number of items per page.
    const LARGEST: i32 = i32::MAX;
    /// The number of items from the first one on that the service returns.
    const PAGE_LIMIT: Option<i64> = None;
    /// The fields for the page and its size.
    fn page(&mut self) -> PageFields<'_, Self::Position>;
    /// The list in a response.
    fn list(response: &mut Self::Response) -> Listed<'_, Self::Item>;
}

/// The list in a response.
#[derive(Debug)]
pub struct Listed<'r, T> {
    items: &'r mut Vec<T>,
    total: Option<i64>,
    size: Option<i64>,
    next: Option<(&'static str, Option<String>)>,
}

impl<'r, T> Listed<'r, T> {
    pub(crate) fn into_items(self) -> &'r mut Vec<T> {
        self.items
    }

    /// The number of items of the whole list, if the response says it.
    pub(crate) fn total(&self) -> Option<i64> {
        self.total
    }
}

/// The struct in a field of a response. Where there is none, it is made, empty like a list that is not there.
pub fn inside<S: Default>(field: &mut Option<S>) -> &mut S {
    field.get_or_insert_with(S::default)
}

/// The items of a page, the number of items of the whole list, and the page size that the service went
/// by.
pub fn listed<T>(
    items: &mut Vec<T>,
    total: Option<impl Into<i64>>,
    size: Option<impl Into<i64>>,
) -> Listed<'_, T> {
    Listed { items, total: total.map(Into::into), size: size.map(Into::into), next: None }
}

/// [`listed`], and the path and value of the field with the token of the next page.
pub fn listed_with_token<'r, T>(
    items: &'r mut Vec<T>,
    total: Option<impl Into<i64>>,
    size: Option<impl Into<i64>>,
    (path, token): (&'static str, &Option<String>),
) -> Listed<'r, T> {
    Listed { next: Some((path, token.clone())), ..listed(items, total, size) }
}

/// The outcome of asking for a page.
pub(crate) type Turn<O> = Result<Response<<O as Operation>::Response>, Error>;

/// The pages of a list, one call each, as a [`Stream`]. It starts with the page that the request
/// names, or the first one, and ends after the last page or the first error. The list is whole or ends
/// with an error. Each call waits for its turn, as the [`Quota`](crate::Quota) of the client says; its deadline
/// begins then.
#[must_use = "a stream does nothing until it is polled"]
pub struct Pages<O: Paged> {
    client: Core<O::Client>,
    request: O,
    progress: Progress<O::Position>,
    /// The reason why there is no further page.
    ended: Option<End>,
    turn: Option<Pin<Box<dyn Future<Output = Turn<O>> + Send>>>,
}

#[derive(Debug)]
enum End {
    /// The last page or an error was returned.
    Over,
    /// This is to be returned.
    Error(Kind),
}

impl<O: Paged> Pages<O> {
    pub(crate) fn new(client: Core<O::Client>, mut request: O) -> Self {
        let PageFields { position, size } = request.page();
        let position = position.get().unwrap_or_else(O::Position::first);
        let size = size.map(|size| size.get().filter(|size| *size != 0).unwrap_or(O::LARGEST));
        let progress = Progress::new(position, size);
        Self { client, request, progress, ended: None, turn: None }
    }

    /// The place of the next page, to continue later with [`resume`](Self::resume): its number, the number
    /// of items before it, or its token, as the operation has it; `None` after the last page. After an
    /// error, it is the place of the page that failed.
    pub fn position(&self) -> Option<O::Position> {
        self.progress.position.clone()
    }

    /// Continues with the page at this place.
    pub fn resume(mut self, position: O::Position) -> Self {
        self.progress = Progress::new(position, self.progress.size);
        self.ended = None;
        self.turn = None;
        self
    }

    /// Whether what comes next needs no call.
    pub(crate) fn is_over(&self) -> bool {
        self.ended.is_some() || self.progress.position.is_none()
    }

    /// Starts with the first page, whatever the request says.
    pub(crate) fn restart(self) -> Self {
        self.resume(O::Position::first())
    }

    /// The next page; `None` after the last one. The first page shows the page size that the service
    /// goes by, which later calls ask for.
    ///
    /// # Cancel safety
    ///
    /// A future that is dropped loses nothing: its call goes on with the next one that is asked for.
    ///
    /// # Errors
    ///
    /// As [`Core::send`], and at the end if there are more rows than the service returns
    /// ([`Error::is_page_limit`]), if fewer came than it counts ([`Error::incomplete_list`]), or if it names
    /// next pages forever ([`Error::is_endless_list`]). Where pages have numbers or offsets, an empty page
    /// before the last one ends the list with an error as well.
    pub async fn next(&mut self) -> Option<Turn<O>> {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Turn<O>>> {
        if self.ended.is_none() && self.turn.is_none() {
            self.turn = self.ask();
        }
        if let Some(end) = &mut self.ended {
            let end = std::mem::replace(end, End::Over);
            return Poll::Ready(match end {
                End::Over => None,
                End::Error(kind) => Some(Err(error::<O>(kind))),
            });
        }
        let Some(turn) = &mut self.turn else { return Poll::Ready(None) };
        let Poll::Ready(mut result) = turn.as_mut().poll(context) else { return Poll::Pending };
        self.turn = None;
        match &mut result {
            Ok(response) => self.ended = self.turned(response),
            Err(_) => self.ended = Some(End::Over),
        }
        Poll::Ready(Some(result))
    }

    /// The call for the next page, unless there can be none.
    fn ask(&mut self) -> Option<Pin<Box<dyn Future<Output = Turn<O>> + Send>>> {
        let Some(wanted) = self.progress.position.clone() else {
            self.ended = Some(End::Over);
            return None;
        };
        if let (Some(limit), Some(reach)) = (O::PAGE_LIMIT, self.progress.reach())
            && reach > limit
        {
            self.ended = Some(End::Error(Kind::PageLimit(limit)));
            return None;
        }
        let (client, mut request) = (self.client.clone(), self.request.clone());
        let PageFields { position, size } = request.page();
        position.set(wanted.clone());
        let set = position.get().unwrap_or_else(O::Position::first);
        if set != wanted {
            // The parameter is too small for this place.
            let limit = set.before(0).unwrap_or(i64::MAX);
            self.ended = Some(End::Error(Kind::PageLimit(limit)));
            return None;
        }
        if let (Some(field), Some(size)) = (size, self.progress.size) {
            field.set(size);
        }
        Some(Box::pin(async move { send_in_turn(&client, &request).await }))
    }

    /// Decides from a page whether there is a next one.
    fn turned(&mut self, response: &mut Response<O::Response>) -> Option<End> {
        // Rows that cannot be read are there all the same.
        let unreadable = response.unreadable_rows().count();
        let fields = response.unreadable().to_vec();
        let Listed { items, total, size, next } = O::list(response.value_mut());
        let (path, next) = next.unzip();
        let hides = |field: &&UnreadableField| path.is_some_and(|path| field.hides(path));
        if let Some(field) = fields.iter().find(hides) {
            return Some(End::Error(Kind::Undecodable(field.to_string())));
        }
        let seen = Seen { rows: items.len() + unreadable, total, size, next: next.flatten() };
        match self.progress.count(seen, O::LARGEST) {
            Next::Page => None,
            Next::End => Some(End::Over),
            Next::Incomplete(list) => Some(End::Error(Kind::Incomplete(list))),
            Next::Endless(list) => Some(End::Error(Kind::Endless(list))),
        }
    }
}

/// Asks for the first page, as large as allowed, whatever the request says.
pub(crate) fn forget_page<O: Paged>(request: &mut O) {
    let PageFields { position, size } = request.page();
    position.set(O::Position::first());
    if let Some(size) = size {
        size.set(O::LARGEST);
    }
}

/// An error of the list as a whole.
fn error<O: Paged>(kind: Kind) -> Error {
    let info = O::INFO;
    Error::new(kind).about(info.action, info.idempotency, info.service)
}

/// The error of a page that has rows which cannot be read.
pub(crate) fn unreadable_row<O: Paged>(page: &Response<O::Response>) -> Option<Error> {
    let row = page.unreadable_rows().next()?;
    let info = O::INFO;
    let error = Error::new(Kind::Undecodable(row.to_string()))
        .with_status(page.http_status())
        .with_request_id(Some(page.request_id().to_owned()).filter(|id| !id.is_empty()));
    Some(error.about(info.action, info.idempotency, info.service))
}

impl<O: Paged + Unpin> Stream for Pages<O> {
    type Item = Turn<O>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<O: Paged> fmt::Debug for Pages<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("position", &self.progress.position).finish_non_exhaustive()
    }
}

/// The items of a list, page after page, as a [`Stream`].
#[must_use = "a stream does nothing until it is polled"]
pub struct PageItems<O: Paged> {
    pages: Pages<O>,
    items: VecDeque<O::Item>,
    unreadable: Vec<UnreadableField>,
    /// The error that follows the items.
    failed: Option<Error>,
}

impl<O: Paged> PageItems<O> {
    pub(crate) fn new(pages: Pages<O>) -> Self {
        Self { pages, items: VecDeque::new(), unreadable: Vec::new(), failed: None }
    }

    /// The place of the page to read once the items at hand are used up, as [`Pages::position`].
    pub fn position(&self) -> Option<O::Position> {
        self.pages.position()
    }

    /// Continues with the page at this place.
    pub fn resume(mut self, position: O::Position) -> Self {
        self.items.clear();
        self.failed = None;
        self.pages = self.pages.resume(position);
        self
    }

    /// The fields that could not be read on the page of the last item, as in [`Response::unreadable`].
    pub fn unreadable(&self) -> &[UnreadableField] {
        &self.unreadable
    }

    /// The next item; `None` after the last one.
    ///
    /// # Cancel safety
    ///
    /// As [`Pages::next`].
    ///
    /// # Errors
    ///
    /// As [`Pages::next`], and after the items of a page that has items which cannot be read.
    pub async fn next(&mut self) -> Option<Result<O::Item, Error>> {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<O::Item, Error>>> {
        loop {
            if let Some(item) = self.items.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            if let Some(error) = self.failed.take() {
                self.pages.ended = Some(End::Over);
                return Poll::Ready(Some(Err(error)));
            }
            match self.pages.poll(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error))),
                Poll::Ready(Some(Ok(response))) => {
                    self.failed = unreadable_row::<O>(&response);
                    self.unreadable = response.unreadable().to_vec();
                    self.items.extend(O::list(&mut response.into_inner()).into_items().drain(..));
                }
            }
        }
    }
}

impl<O: Paged + Unpin> Stream for PageItems<O>
where
    O::Item: Unpin,
{
    type Item = Result<O::Item, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<O: Paged> fmt::Debug for PageItems<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageItems")
            .field("position", &self.pages.progress.position)
            .finish_non_exhaustive()
    }
}
