//! Requests that are kept, with a client to send them.

pub(crate) mod intent;

use std::fmt;

use crate::client::Core;
use crate::flow::pages::{PageItems, Paged, Pages};
use crate::flow::parts::Split;
use crate::flow::parts::builder::SendParts;
use crate::flow::waits::{Wait, WaitInfo};
use crate::request::operation::Operation;
use crate::request_builder::Sending;

impl<C> Core<C> {
    /// Takes a request that was built before, to call with it in any of the ways that a builder has. Its fields are
    /// public, so a request can be changed by any `Option` at hand:
    ///
    /// ```no_run
    /// # use ota_api::operations::TaskStatus;
    /// # async fn example(client: &ota_api::Client, status: Option<TaskStatus>) -> Result<(), ota_api::Error> {
    /// use ota_api::operations::ListOtaTaskByJob;
    ///
    /// let mut request = ListOtaTaskByJob::builder().job_id("wahVIzGkCMuAUE2gDERM02").build();
    /// request.task_status = status;
    /// let mut tasks = client.prepare(request).items();
    /// while let Some(task) = tasks.next().await {
    ///     println!("{:?}", task?.device_name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn prepare<O: Operation<Client = C>>(&self, request: O) -> Prepared<'_, O> {
        Prepared { client: self, request }
    }
}

/// A request with a client to send it, made by [`Core::prepare`].
#[must_use = "nothing is sent until one of its methods is called and awaited"]
pub struct Prepared<'c, O: Operation> {
    client: &'c Core<O::Client>,
    request: O,
}

impl<'c, O: Operation> Prepared<'c, O> {
    /// The request.
    pub fn request(&self) -> &O {
        &self.request
    }

    /// The request, to change it.
    pub fn request_mut(&mut self) -> &mut O {
        &mut self.request
    }

    /// Returns the request.
    pub fn into_request(self) -> O {
        self.request
    }

    /// Checks, signs and sends the request and decodes the response.
    ///
    /// # Cancel safety
    ///
    /// As [`Core::send`].
    ///
    /// # Errors
    ///
    /// As [`Core::send`].
    pub fn send(self) -> Sending<'c, O::Response>
    where
        O: 'c,
    {
        let Self { client, request } = self;
        Box::pin(async move { client.send(&request).await })
    }

    /// The pages of the list, one call each, as a stream. It starts with the page that the request names, or the first
    /// one; without a size the pages are as large as allowed.
    pub fn pages(self) -> Pages<O>
    where
        O: Paged,
    {
        Pages::new(self.client.clone(), self.request)
    }

    /// The items of the list, page after page, as a stream.
    pub fn items(self) -> PageItems<O>
    where
        O: Paged,
    {
        PageItems::new(self.pages())
    }

    /// Sends a list of any length as calls of as many items as one may have, no faster than the operation allows, and
    /// tells what became of each.
    ///
    /// # Errors
    ///
    /// The request breaks another limit; nothing was sent.
    pub fn send_parts(self) -> SendParts<O>
    where
        O: Split,
    {
        SendParts::new(self.client.clone(), self.request)
    }

    /// Repeats the call until the response shows a state, such as
    /// [`QueryOtaFirmware::UNTIL_VERIFIED`](crate::operations::QueryOtaFirmware::UNTIL_VERIFIED).
    pub fn wait(self, until: WaitInfo<O>) -> Wait<'c, O> {
        Wait::new(self.client, self.request, until)
    }
}

impl<O: Operation + Clone> Clone for Prepared<'_, O> {
    fn clone(&self) -> Self {
        Self { client: self.client, request: self.request.clone() }
    }
}

impl<O: Operation + fmt::Debug> fmt::Debug for Prepared<'_, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prepared").field("request", &self.request).finish_non_exhaustive()
    }
}
