//! Who takes the body of an upload: the storage that its form names, or the mock of the client.

use crate::call::settings::Settings;
use crate::call::transport::post::Post;
use crate::error::Error;
use crate::flow::upload::body::FormBody;
use crate::flow::upload::form::UploadForm;
#[cfg(feature = "mock")]
use crate::flow::upload::mocked::Mocked;
use crate::response::raw::RawResponse;

/// Who takes the body of an upload.
pub(super) enum Storage {
    /// The server that the form names.
    Server(Box<Post>),
    /// The mock in its place.
    #[cfg(feature = "mock")]
    Mock(Box<Mocked>),
}

impl Storage {
    /// The storage of a form, for an attempt with this number.
    ///
    /// # Errors
    ///
    /// The client may not post there.
    pub(super) async fn of(
        settings: &Settings,
        form: &UploadForm,
        #[cfg_attr(not(feature = "mock"), expect(unused_variables))] number: u32,
    ) -> Result<Self, Error> {
        #[cfg(feature = "mock")]
        if let Some(mock) = &settings.mock {
            let host = settings.transport.storage(&form.host)?.host;
            return Ok(Self::Mock(Box::new(Mocked::new(mock.clone(), host, form, number))));
        }
        Ok(Self::Server(Box::new(settings.transport.post_to(&form.host).await?)))
    }

    /// The host, and the port if it is not the usual one.
    pub(super) fn host(&self) -> &str {
        match self {
            Self::Server(post) => &post.host,
            #[cfg(feature = "mock")]
            Self::Mock(mocked) => mocked.host(),
        }
    }

    /// Sends the body and reads the response.
    pub(super) async fn send(
        self,
        content_type: &str,
        body: FormBody,
    ) -> Result<RawResponse, Error> {
        match self {
            Self::Server(post) => post.send(content_type, body).await,
            #[cfg(feature = "mock")]
            Self::Mock(mocked) => mocked.send(body).await,
        }
    }
}
