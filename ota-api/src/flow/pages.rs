//! Pages of lists.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use crate::client::Client;
use crate::error::Error;
use crate::error::kind::Kind;
use crate::request::operation::Operation;
use crate::response::typed::Response;

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
    /// The items in a response, and their total number.
    fn list(response: &mut Self::Response) -> (&mut Vec<Self::Item>, Option<i64>);
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
/// names, or the first one, and ends after the last page or the first error.
#[must_use = "a stream does nothing until it is polled"]
pub struct Pages<O: Paged> {
    client: Client,
    request: O,
    /// The page to ask for next.
    number: i32,
    size: i32,
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
}

impl<O: Paged> Pages<O> {
    pub(crate) fn new(client: Client, mut request: O) -> Self {
        let [number, size] = request.page().map(|field| field.number());
        let size = if size == 0 { O::LARGEST } else { size };
        Self { client, request, number: number.max(1), size, ended: None, turn: None }
    }

    /// The number of the next page, to continue later with [`resume`](Self::resume). After an error, it
    /// is the number of the page that failed.
    pub fn next_number(&self) -> i32 {
        self.number
    }

    /// Continues with this page, counted from 1.
    pub fn resume(mut self, number: i32) -> Self {
        self.number = number.max(1);
        self
    }

    /// The next page; `None` after the last one.
    ///
    /// # Errors
    ///
    /// As [`Client::send`], and at the end if there are more rows than the service returns:
    /// [`Error::is_page_limit`].
    pub async fn next(&mut self) -> Option<Turn<O>> {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Turn<O>>> {
        match self.ended {
            Some(End::Over) => return Poll::Ready(None),
            Some(End::PageLimit) => return Poll::Ready(Some(Err(self.page_limit_reached()))),
            None => {}
        }
        if self.turn.is_none() && self.beyond_page_limit(self.number) {
            return Poll::Ready(Some(Err(self.page_limit_reached())));
        }
        let turn = self.turn.get_or_insert_with(|| {
            let (client, mut request) = (self.client.clone(), self.request.clone());
            let [number, size] = request.page();
            number.set(self.number);
            size.set(self.size);
            Box::pin(async move { client.send(&request).await })
        });
        let Poll::Ready(mut result) = turn.as_mut().poll(context) else { return Poll::Pending };
        self.turn = None;
        match &mut result {
            Ok(response) => {
                let (items, total) = O::list(response.value_mut());
                let count = items.len();
                self.turned(count, total);
            }
            Err(_) => self.ended = Some(End::Over),
        }
        Poll::Ready(Some(result))
    }

    /// Decides from a page whether there is a next one.
    fn turned(&mut self, count: usize, total: Option<i64>) {
        let read = i64::from(self.number) * i64::from(self.size);
        let size = usize::try_from(self.size).unwrap_or(usize::MAX);
        let more = match total {
            // More than was asked for: something in the request makes the service ignore paging,
            // and every further page would be this one again.
            _ if count > size => false,
            Some(total) => count > 0 && read < total,
            None => count >= size,
        };
        self.number = self.number.saturating_add(1);
        self.ended = if !more {
            Some(End::Over)
        } else if self.beyond_page_limit(self.number) {
            Some(End::PageLimit)
        } else {
            None
        };
    }

    fn beyond_page_limit(&self, number: i32) -> bool {
        let product = i64::from(number) * i64::from(self.size);
        O::PAGE_LIMIT.is_some_and(|limit| product > limit)
    }

    fn page_limit_reached(&mut self) -> Error {
        self.ended = Some(End::Over);
        let info = O::INFO;
        let rows = O::PAGE_LIMIT.unwrap_or_default();
        Error::new(Kind::PageLimit(rows)).about(info.action, info.idempotency, info.service)
    }
}

impl<O: Paged + Unpin> Stream for Pages<O> {
    type Item = Turn<O>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll(context)
    }
}

impl<O: Paged> fmt::Debug for Pages<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("next_number", &self.number).finish_non_exhaustive()
    }
}

/// The items of a list, page after page, as a [`Stream`].
#[must_use = "a stream does nothing until it is polled"]
pub struct PageItems<O: Paged> {
    pages: Pages<O>,
    items: VecDeque<O::Item>,
}

impl<O: Paged> PageItems<O> {
    pub(crate) fn new(pages: Pages<O>) -> Self {
        Self { pages, items: VecDeque::new() }
    }

    /// The number of the page to read once the items at hand are used up.
    pub fn next_number(&self) -> i32 {
        self.pages.next_number()
    }

    /// Continues with this page, counted from 1.
    pub fn resume(mut self, number: i32) -> Self {
        self.items.clear();
        self.pages = self.pages.resume(number);
        self
    }

    /// The next item; `None` after the last one.
    ///
    /// # Errors
    ///
    /// As [`Pages::next`].
    pub async fn next(&mut self) -> Option<Result<O::Item, Error>> {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<O::Item, Error>>> {
        loop {
            if let Some(item) = self.items.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            match self.pages.poll(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error))),
                Poll::Ready(Some(Ok(response))) => {
                    self.items.extend(O::list(&mut response.into_inner()).0.drain(..));
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
