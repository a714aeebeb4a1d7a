//! The endpoint for files: uploads by forms, downloads by signed addresses.

mod download;
mod error;
mod form;
mod names;
mod receive;

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::request::Parts;
use axum::http::{Method, Response, header};
use ota_world::files::decoded;

use crate::request::Request;
use crate::service::Service;

/// The start of the keys of all uploads.
const FOLDER: &str = "ota/";

/// A request for the endpoint for files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FileRequest {
    /// An upload.
    Upload,
    /// The download of the file with this key.
    Download(String),
}

impl FileRequest {
    /// The file request that method, path and content type stand for, if any.
    pub(crate) fn of(parts: &Parts) -> Option<Self> {
        let path = parts.uri.path().strip_prefix('/').unwrap_or_default();
        match parts.method {
            Method::GET | Method::HEAD if path.starts_with(FOLDER) => {
                Some(Self::Download(decoded(path)?))
            }
            Method::POST if path.is_empty() && has_form(parts) => Some(Self::Upload),
            _ => None,
        }
    }
}

fn has_form(parts: &Parts) -> bool {
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = kind.and_then(|value| value.split(';').next()).unwrap_or_default();
    kind.trim().eq_ignore_ascii_case("multipart/form-data")
}

/// The response to a request for the endpoint for files.
pub(crate) async fn serve(
    service: &Arc<Service>,
    request: FileRequest,
    parts: &Parts,
    body: Body,
    id: &str,
) -> Response<Body> {
    match request {
        FileRequest::Upload => receive::respond(service, parts, body, id).await,
        FileRequest::Download(key) => {
            let request = Request::new(&parts.method, &parts.uri, &parts.headers, Bytes::new());
            download::respond(service, &key, &request, id).await
        }
    }
}
