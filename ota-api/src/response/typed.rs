//! Successful responses.

use std::fmt;
use std::ops::Deref;

use http::HeaderMap;

use crate::response::raw::RawResponse;
use crate::response::unreadable::UnreadableField;

/// A successful response. It dereferences to the fields of the operation.
#[derive(Clone)]
pub struct Response<T> {
    value: T,
    request_id: String,
    status: u16,
    body: Vec<u8>,
    unreadable: Vec<UnreadableField>,
    attempts: u32,
    date: Option<u64>,
    looked_up: bool,
    headers: HeaderMap,
}

impl<T> Response<T> {
    pub(crate) fn new(
        value: T,
        request_id: String,
        response: RawResponse,
        unreadable: Vec<UnreadableField>,
    ) -> Self {
        let RawResponse { status, body, date, headers, .. } = response;
        let (attempts, looked_up) = (1, false);
        Self { value, request_id, status, body, unreadable, attempts, date, looked_up, headers }
    }

    /// Says that it was made from what a list shows.
    pub(crate) fn looked_up(mut self) -> Self {
        self.looked_up = true;
        self
    }

    /// When it was sent by the clock of the service, in seconds since 1970.
    pub(crate) fn date(&self) -> Option<u64> {
        self.date
    }

    /// Whether the response of the call was lost, and this was made from what a list of the service shows of what
    /// the call made. Fields that the list does not show are then empty, [`raw`](Self::raw) has the others, and
    /// the request ID is that of the list.
    pub fn is_looked_up(&self) -> bool {
        self.looked_up
    }

    /// Sets the number of attempts that were made.
    pub(crate) fn after(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// How many times the call was sent until this response came; 1 unless an attempt before it failed.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The ID of the request, which support asks for. Empty if the service sent none.
    pub fn request_id(&self) -> &str {
        &self.request_id
    }

    /// The HTTP status.
    pub fn http_status(&self) -> u16 {
        self.status
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// A header, by its name in any letter case; `None` if it is not there or not ASCII.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body, in JSON or XML, for fields that are not in the spec.
    pub fn raw(&self) -> &[u8] {
        &self.body
    }

    /// The fields that could not be read because they have another type than in the spec. They are empty
    /// in the response, and items of lists are missing; [`raw`](Self::raw) shows them. At most 100 are
    /// listed.
    pub fn unreadable(&self) -> &[UnreadableField] {
        &self.unreadable
    }

    /// The items of lists that could not be read.
    pub(crate) fn unreadable_rows(&self) -> impl Iterator<Item = &UnreadableField> {
        self.unreadable.iter().filter(|field| field.is_row())
    }

    pub(crate) fn value_mut(&mut self) -> &mut T {
        &mut self.value
    }

    /// The fields of the operation.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// Returns the fields of the operation alone.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// Returns the fields of the operation and, as a response without fields, everything else.
    ///
    /// ```no_run
    /// # async fn example(client: &ota_api::Client) -> Result<(), ota_api::Error> {
    /// let response = client.query_ota_job().job_id("wahVIzGkCMuAUE2gDERM02").send().await?;
    /// let (fields, rest) = response.into_parts();
    /// println!("{}: {:?}", rest.request_id(), fields.data);
    /// # Ok(())
    /// # }
    /// ```
    pub fn into_parts(self) -> (T, Response<()>) {
        self.replace(())
    }

    /// Replaces the fields of the operation by what the function makes of them. The rest stays as it is.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U> {
        let (value, rest) = self.into_parts();
        rest.replace(change(value)).1
    }

    fn replace<U>(self, value: U) -> (T, Response<U>) {
        let Self {
            value: old,
            request_id,
            status,
            body,
            unreadable,
            attempts,
            date,
            looked_up,
            headers,
        } = self;
        let new = Response {
            value,
            request_id,
            status,
            body,
            unreadable,
            attempts,
            date,
            looked_up,
            headers,
        };
        (old, new)
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("value", &self.value)
            .field("request_id", &self.request_id)
            .field("http_status", &self.status)
            .field("unreadable", &self.unreadable)
            .finish_non_exhaustive()
    }
}

impl<T> AsRef<T> for Response<T> {
    fn as_ref(&self) -> &T {
        &self.value
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}
