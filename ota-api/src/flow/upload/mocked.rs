//! Uploads to a mock, which reads the whole body as a storage would.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use http::HeaderMap;
use http_body::Body as _;

use crate::error::Error;
use crate::error::kind::Kind;
use crate::flow::upload::body::FormBody;
use crate::flow::upload::form::UploadForm;
use crate::mocked::failure::Side;
use crate::mocked::recorded::{Recorded, Upload};
use crate::mocked::reply::Asked;
use crate::mocked::{Mock, UPLOAD};
use crate::request::operation::Method;
use crate::request::service::EnvelopeNames;
use crate::response::raw::RawResponse;

/// The names in the errors of a storage.
const NAMES: EnvelopeNames = EnvelopeNames {
    request_id: "RequestId",
    success: None,
    success_codes: &[],
    code: "Code",
    message: "Message",
};

/// The time after which an upload to which no response comes is given up, for the message.
const STALL: Duration = Duration::from_secs(30);

/// The mock as the storage of a form.
pub(super) struct Mocked {
    mock: Mock,
    host: String,
    number: u32,
    fields: Vec<(String, String)>,
}

impl Mocked {
    pub(super) fn new(mock: Mock, host: String, form: &UploadForm, number: u32) -> Self {
        let fields = form.fields().map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self { mock, host, number, fields: fields.collect() }
    }

    pub(super) fn host(&self) -> &str {
        &self.host
    }

    /// Asks the mock, and reads the body unless there is no connection.
    pub(super) async fn send(self, mut body: FormBody) -> Result<RawResponse, Error> {
        let upload = Upload { host: self.host, size: body.file_size() };
        // What goes before the file: a form that is over ends here.
        next(&mut body).await?;
        let recorded = Recorded {
            action: UPLOAD.to_owned(),
            method: Method::Post,
            attempt: self.number,
            parameters: self.fields,
            headers: HeaderMap::new(),
            request: None,
            upload: Some(upload),
        };
        let asked = Asked { recorded, envelope: &NAMES, side: Side::Storage, limit: STALL };
        let outcome = self.mock.respond(asked);
        if outcome.as_ref().is_err_and(|error| !error.outcome_unknown()) {
            return outcome;
        }
        while next(&mut body).await? {}
        outcome
    }
}

/// Takes what comes next of a body; `false` at its end.
async fn next(body: &mut FormBody) -> Result<bool, Error> {
    let frame = poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await;
    match frame.transpose() {
        Ok(frame) => Ok(frame.is_some()),
        Err(error) => Err(Error::new(Kind::Lost(error.into()))),
    }
}
