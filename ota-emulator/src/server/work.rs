//! The work that a request asks for, apart from how it came and what becomes of the response.

use axum::body::Body;
use axum::http::request::Parts;

use super::body::{self, LARGEST_BODY};
use super::files::FileRequest;
use crate::faults;
use crate::request::Request;
use crate::response::Format;

/// The work that a request asks for.
pub(crate) enum Work {
    /// An upload or download, whose body is read as it arrives.
    File(FileRequest, Parts, Body),
    /// A call of an operation.
    Call(Request),
}

impl Work {
    /// Reads a request; the body of an upload stays unread.
    pub(crate) async fn read(parts: Parts, body: Body) -> Self {
        if let Some(file) = FileRequest::of(&parts) {
            return Self::File(file, parts, body);
        }
        Self::Call(body::request(&parts, body, LARGEST_BODY).await)
    }

    /// Its name for faults and the record; empty for a call that names no operation.
    pub(crate) fn operation(&self) -> &str {
        match self {
            Self::File(FileRequest::Upload, ..) => faults::UPLOAD,
            Self::File(FileRequest::Download(_), ..) => faults::DOWNLOAD,
            Self::Call(request) => request.action(),
        }
    }

    /// The format that the response is to have.
    pub(crate) fn format(&self) -> Format {
        match self {
            Self::File(..) => Format::Xml,
            Self::Call(request) => request.format().unwrap_or(Format::Xml),
        }
    }

    /// Reads it to its end and does nothing else.
    pub(crate) async fn skip(self) {
        if let Self::File(_, _, body) = self {
            drop(body::read(body, 0).await);
        }
    }
}
