//! Pages of lists.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use crate::client::Core;
use crate::error::Error;
use crate::error::incomplete_list::IncompleteList;
use crate::error::kind::Kind;
use crate::flow::pace::Pace;
use crate::flow::progress::{Next, Progress, Seen};
use crate::request::operation::Operation;
use crate::response::typed::Response;
use crate::response::unreadable::UnreadableField;

/// An operation whose responses are pages. Implemented by generated code only.
pub trait Paged: Operation + Clone + 'static {
    /// The items of a page.
    type Item: Send + 'static;
    /// The maximum number of items per page.
    const LARGEST: i32;
    /// The maximum of page number times page size that the service returns.
    const PAGE_LIMIT: Option<i64>;
    /// The fields for page number and page size.
    fn page(&mut self) -> [&mut dyn PageNumber; 2];
    /// The list in a response.
    fn list(response: &mut Self::Response) -> Listed<'_, Self::Item>;
}

/// The list in a response.
#[derive(Debug)]
pub struct Listed<'r, T> {
    items: &'r mut Vec<T>,
    total: Option<i64>,
    size: Option<i64>,
}

impl<'r, T> Listed<'r, T> {
    pub(crate) fn into_items(self) -> &'r mut Vec<T> {
        self.items
    }
}

/// The items of a page, the number of items of the whole list, and the page size that the service went
/// by.
pub fn listed<T>(
    items: &mut Vec<T>,
    total: Option<impl Into<i64>>,
    size: Option<impl Into<i64>>,
) -> Listed<'_, T> {
    Listed { items, total: total.map(Into::into), size: size.map(Into::into) }
}

/// A field for a page number or page size.
pub trait PageNumber {
    /// The number; 0 if it is not set.
    fn number(&self) -> i32;
    /// Sets it.
    fn set(&mut self, number: i32);
}

impl PageNumber for i32 {
    fn number(&self) -> i32 {
        *self
    }

    fn set(&mut self, number: i32) {
        *self = number;
    }
}

impl PageNumber for Option<i32> {
    fn number(&self) -> i32 {
        self.unwrap_or_default()
    }

    fn set(&mut self, number: i32) {
        *self = Some(number);
    }
}

/// The outcome of asking for a page.
type Turn<O> = Result<Response<<O as Operation>::Response>, Error>;

/// The pages of a list, one call each, as a [`Stream`]. It starts with the page that the request
/// names, or the first one, and ends after the last page or the first error. The list is whole or ends
/// with an error. There are no more calls per second than the operation allows.
#[must_use = "a stream does nothing until it is polled"]
pub struct Pages<O: Paged> {
    client: Core<O::Client>,
    request: O,
    progress: Progress,
    pace: Pace,
    /// The reason why there is no further page.
    ended: Option<End>,
    turn: Option<Pin<Box<dyn Future<Output = Turn<O>> + Send>>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// The last page or an error was returned.
    Over,
    /// There are more items than the service returns.
    PageLimit,
    /// Fewer items came than the service counts.
    Incomplete(IncompleteList),
}

impl<O: Paged> Pages<O> {
    pub(crate) fn new(client: Core<O::Client>, mut request: O) -> Self {
        let [number, size] = request.page().map(|field| field.number());
        let size = if size == 0 { O::LARGEST } else { size };
        let (progress, pace) = (Progress::new(number, size), Pace::of(O::INFO));
        Self { client, request, progress, pace, ended: None, turn: None }
    }

    /// The number of the next page, to continue later with [`resume`](Self::resume). After an error, it
    /// is the number of the page that failed.
    pub fn next_number(&self) -> i32 {
        self.progress.number
    }

    /// Continues with this page, counted from 1.
    pub fn resume(mut self, number: i32) -> Self {
        self.progress = Progress::new(number, self.progress.size);
        self
    }

    /// The next page; `None` after the last one. The first page shows the page size that the service
    /// goes by, which later calls ask for.
    ///
    /// # Errors
    ///
    /// As [`Core::send`], and at the end if there are more rows than the service returns
    /// ([`Error::is_page_limit`]) or if fewer came than it counts ([`Error::incomplete_list`]). An empty
    /// page before the last one ends the list in this way as well.
    pub async fn next(&mut self) -> Option<Turn<O>> {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Turn<O>>> {
        match self.ended {
            Some(End::Over) => return Poll::Ready(None),
            Some(End::PageLimit) => return Poll::Ready(Some(Err(self.page_limit_reached()))),
            Some(End::Incomplete(list)) => {
                return Poll::Ready(Some(Err(self.fail(Kind::Incomplete(list)))));
            }
            None => {}
        }
        if self.turn.is_none() && self.beyond_page_limit() {
            return Poll::Ready(Some(Err(self.page_limit_reached())));
        }
        let turn = self.turn.get_or_insert_with(|| {
            let (client, mut request) = (self.client.clone(), self.request.clone());
            let [number, size] = request.page();
            number.set(self.progress.number);
            size.set(self.progress.size);
            let start = self.pace.next();
            Box::pin(async move {
                tokio::time::sleep_until(start).await;
                client.send(&request).await
            })
        });
        let Poll::Ready(mut result) = turn.as_mut().poll(context) else { return Poll::Pending };
        self.turn = None;
        match &mut result {
            Ok(response) => {
                // Rows that cannot be read are there all the same.
                let unreadable = response.unreadable_rows().count();
                let Listed { items, total, size } = O::list(response.value_mut());
                self.turned(Seen { rows: items.len() + unreadable, total, size });
            }
            Err(_) => self.ended = Some(End::Over),
        }
        Poll::Ready(Some(result))
    }

    /// Decides from a page whether there is a next one.
    fn turned(&mut self, seen: Seen) {
        self.ended = match self.progress.count(seen, O::LARGEST) {
            Next::Page if self.beyond_page_limit() => Some(End::PageLimit),
            Next::Page => None,
            Next::End => Some(End::Over),
            Next::Incomplete(list) => Some(End::Incomplete(list)),
        };
    }

    fn beyond_page_limit(&self) -> bool {
        let product = i64::from(self.progress.number) * i64::from(self.progress.size);
        O::PAGE_LIMIT.is_some_and(|limit| product > limit)
    }

    fn page_limit_reached(&mut self) -> Error {
        self.fail(Kind::PageLimit(O::PAGE_LIMIT.unwrap_or_default()))
    }

    /// Ends the pages with an error.
    fn fail(&mut self, kind: Kind) -> Error {
        self.ended = Some(End::Over);
        let info = O::INFO;
        Error::new(kind).about(info.action, info.idempotency, info.service)
    }
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
        f.debug_struct("Pages").field("next_number", &self.progress.number).finish_non_exhaustive()
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

    /// The number of the page to read once the items at hand are used up.
    pub fn next_number(&self) -> i32 {
        self.pages.next_number()
    }

    /// Continues with this page, counted from 1.
    pub fn resume(mut self, number: i32) -> Self {
        self.items.clear();
        self.failed = None;
        self.pages = self.pages.resume(number);
        self
    }

    /// The fields that could not be read on the page of the last item, as in [`Response::unreadable`].
    pub fn unreadable(&self) -> &[UnreadableField] {
        &self.unreadable
    }

    /// The next item; `None` after the last one.
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
            .field("next_number", &self.next_number())
            .finish_non_exhaustive()
    }
}
