//! Errors of the endpoint for files, in the form of OSS.

use axum::body::Body;
use axum::http::{Response, header};
use quick_xml::escape::escape;

use crate::response::http::{Code, file_xml};

/// Why a file was not taken or given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FileError {
    status: u16,
    code: &'static str,
    message: String,
    /// The size of the file, where the range was outside of it.
    size: Option<u64>,
}

impl FileError {
    fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), size: None }
    }

    /// The body is no form.
    pub(super) fn malformed(message: impl Into<String>) -> Self {
        Self::new(400, "MalformedPOSTRequest", message)
    }

    /// Something in the form or the file is not as it must be.
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::new(400, "InvalidArgument", message)
    }

    /// The form or address is signed by another key.
    pub(super) fn unknown_key() -> Self {
        let message = "there is no such `OSSAccessKeyId`; send the one that was given";
        Self::new(403, "InvalidAccessKeyId", message)
    }

    /// Policy, signature or address do not allow this.
    pub(super) fn denied(message: impl Into<String>) -> Self {
        Self::new(403, "AccessDenied", message)
    }

    pub(super) fn too_large(most: u64) -> Self {
        let message = format!("the file is larger than the {most} bytes that the form allows");
        Self::new(400, "EntityTooLarge", message)
    }

    pub(super) fn too_small(least: u64) -> Self {
        let message = format!("the file is smaller than the {least} bytes that the form demands");
        Self::new(400, "EntityTooSmall", message)
    }

    /// A package has the file already.
    pub(super) fn in_use() -> Self {
        let message = "a package has this file already; ask for a new form";
        Self::new(409, "FileAlreadyExists", message)
    }

    /// There is no such file.
    pub(super) fn no_such_key(message: impl Into<String>) -> Self {
        Self::new(404, "NoSuchKey", message)
    }

    /// No part of the file is in the range that was asked for.
    pub(super) fn outside(size: u64) -> Self {
        let message = format!("the file has {size} bytes, and none of them was asked for");
        Self { size: Some(size), ..Self::new(416, "InvalidRange", message) }
    }

    /// The world cannot be changed now.
    pub(super) fn unavailable(message: impl Into<String>) -> Self {
        Self::new(503, "ServiceUnavailable", message)
    }

    /// The storage does not work.
    pub(super) fn broken(error: &std::io::Error) -> Self {
        Self::new(500, "InternalError", format!("the storage of the emulator fails: {error}"))
    }

    pub(super) fn into_response(self, host: &str, id: &str) -> Response<Body> {
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{}</Code><Message>{}</Message>\
             <RequestId>{id}</RequestId><HostId>{host}</HostId></Error>",
            self.code,
            escape(&self.message)
        );
        let mut response = file_xml(self.status, body, id);
        response.extensions_mut().insert(Code(self.code.to_owned()));
        let range = self.size.and_then(|size| format!("bytes */{size}").parse().ok());
        if let Some(range) = range {
            response.headers_mut().insert(header::CONTENT_RANGE, range);
        }
        response
    }
}
