//! Several uploads at once.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

use crate::error::Error;
use crate::flow::upload::Upload;
use crate::flow::upload::file::Found;
use crate::flow::upload::uploaded::Uploaded;

/// The number of uploads at once, unless another one is set.
const AT_ONCE: usize = 3;

/// The uploads of several files, all or none. Await it for all [`Uploaded`] files, in the order in which they were given.
///
/// All files are looked at before anything is sent. Then some are uploaded at once, the largest first, since what has
/// to be made from them has to be made a while after the first one has arrived. When one fails for good, the
/// others end where they are, and the error names its file.
///
/// # Cancel safety
///
/// As for [`Upload`], for each of them.
///
/// ```no_run
/// # async fn example(client: &ota_api::Client) -> Result<(), ota_api::Error> {
/// let files = client.upload_firmware_files(["system.zip", "radio.bin"]).at_once(2).await?;
/// client
///     .create_ota_firmware()
///     .firmware_name("lamp")
///     .dest_version("2.0.0")
///     .product_key("a1V4kdeAbCd")
///     .multi_files([files[0].named("system"), files[1].named("radio")])
///     .send()
///     .await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "uploads do nothing until they are awaited"]
pub struct Uploads<'c> {
    uploads: Vec<Upload<'c>>,
    at_once: usize,
    refused: Option<Error>,
}

impl<'c> Uploads<'c> {
    /// These uploads.
    pub fn new(uploads: impl IntoIterator<Item = Upload<'c>>) -> Self {
        Self { uploads: uploads.into_iter().collect(), at_once: AT_ONCE, refused: None }
    }

    /// Uploads that are an error from the start.
    #[cfg(feature = "firmware")]
    pub(crate) fn refused(mut self, error: Option<Error>) -> Self {
        self.refused = error;
        self
    }

    /// Sets the number of uploads at once; 3 by default. 0 counts as 1.
    pub fn at_once(mut self, number: usize) -> Self {
        self.at_once = number.max(1);
        self
    }

    /// Changes the settings of each upload:
    ///
    /// ```no_run
    /// # async fn example(client: &ota_api::Client) -> Result<(), ota_api::Error> {
    /// use std::time::Duration;
    ///
    /// let uploads = client.upload_firmware_files(["system.zip", "radio.bin"]);
    /// let files = uploads.each(|upload| upload.stall_limit(Duration::from_secs(60))).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn each(mut self, change: impl Fn(Upload<'c>) -> Upload<'c>) -> Self {
        self.uploads = self.uploads.into_iter().map(change).collect();
        self
    }

    async fn run(self) -> Result<Vec<Uploaded>, Error> {
        let Self { uploads, at_once, refused } = self;
        if let Some(refused) = refused {
            return Err(refused);
        }
        let mut waiting = Vec::with_capacity(uploads.len());
        for (place, mut upload) in uploads.into_iter().enumerate() {
            let found = upload.look().await?;
            waiting.push((place, upload, found));
        }
        // The last one comes next; those of one size in their order.
        waiting.sort_by_key(|(place, _, found)| (found.size, std::cmp::Reverse(*place)));
        let mut done: Vec<Option<Uploaded>> = waiting.iter().map(|_| None).collect();
        let mut running: Vec<(usize, Running<'c>)> = Vec::with_capacity(at_once.min(done.len()));
        poll_fn(|context| {
            loop {
                while running.len() < at_once
                    && let Some((place, upload, found)) = waiting.pop()
                {
                    running.push((place, transfer(upload, found)));
                }
                if running.is_empty() {
                    return Poll::Ready(Ok(()));
                }
                let before = running.len();
                let mut failed = None;
                running.retain_mut(|(place, upload)| {
                    let Poll::Ready(result) = upload.as_mut().poll(context) else { return true };
                    match result {
                        Ok(uploaded) => done[*place] = Some(uploaded),
                        Err(error) => failed = failed.take().or(Some(error)),
                    }
                    false
                });
                if let Some(error) = failed {
                    return Poll::Ready(Err(error));
                }
                if running.len() == before {
                    return Poll::Pending;
                }
            }
        })
        .await?;
        Ok(done.into_iter().flatten().collect())
    }
}

/// An upload under way.
type Running<'c> = Pin<Box<dyn Future<Output = Result<Uploaded, Error>> + Send + 'c>>;

fn transfer(upload: Upload<'_>, found: Found) -> Running<'_> {
    Box::pin(async move { upload.transfer(&found).await })
}

impl<'c> IntoFuture for Uploads<'c> {
    type Output = Result<Vec<Uploaded>, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'c>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl fmt::Debug for Uploads<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Uploads")
            .field("uploads", &self.uploads)
            .field("at_once", &self.at_once)
            .finish_non_exhaustive()
    }
}
