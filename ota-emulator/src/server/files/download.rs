//! Gives a file, or a range of it, to whoever has a signed address.

use std::io::{self, Read as _, SeekFrom};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, Response, header};
use futures_core::Stream;
use ota_world::Moment;
use ota_world::files::{Content, MadeUp, Object};
use tokio::fs::File;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncSeekExt as _, ReadBuf, Take};

use super::error::FileError;
use crate::request::Request;
use crate::response::http;
use crate::service::Service;

/// How many bytes are read at a time.
const PIECE: usize = 64 * 1024;

/// Responds to a request for a file.
pub(super) async fn respond(
    service: &Arc<Service>,
    key: &str,
    request: &Request,
    id: &str,
) -> Response<Body> {
    match give(service, key, request, id).await {
        Ok(response) => response,
        Err(error) => {
            let mut response = error.into_response(&service.host, id);
            if request.method == "HEAD" {
                *response.body_mut() = Body::empty();
            }
            response
        }
    }
}

async fn give(
    service: &Arc<Service>,
    key: &str,
    request: &Request,
    id: &str,
) -> Result<Response<Body>, FileError> {
    check(service, key, request, service.timeline.now())?;
    let (asked, wanted) = (service.clone(), key.to_owned());
    let look = move || {
        let mut state = asked.state();
        state.settle();
        // Without the names of a list, which nobody needs here.
        let found = state.simulation.world().object(&wanted);
        let name = |object: &Object| object.file_name(&wanted);
        found.map(|object| (object.size, object.content, name(object), tag(&object.md5)))
    };
    let object = tokio::task::spawn_blocking(look)
        .await
        .map_err(|error| FileError::broken(&error.into()))?;
    let gone = || FileError::no_such_key(format!("there is no file `{key}`, or no longer"));
    let (size, content, file, tag) = object.ok_or_else(gone)?;
    let range = range(request, size, &tag)?;
    let (start, end) = range.unwrap_or((0, size));
    let body = match content {
        _ if request.method == "HEAD" => Body::empty(),
        Content::Stored => {
            let opened = File::open(service.storage.path(&file)).await;
            let mut file = opened.map_err(|error| match error.kind() {
                io::ErrorKind::NotFound => gone(),
                _ => FileError::broken(&error),
            })?;
            file.seek(SeekFrom::Start(start)).await.map_err(|error| FileError::broken(&error))?;
            Body::from_stream(Pieces(file.take(end - start)))
        }
        Content::MadeUp => Body::from_stream(MadeUpPieces(MadeUp::new(key, start, end))),
        Content::Unknown => {
            let message = format!(
                "the seed says what is known of `{key}`, but its content is not; a seed that \
                 gives no digests has the content made up"
            );
            return Err(FileError::no_such_key(message));
        }
    };
    let mut response = http::file(if range.is_some() { 206 } else { 200 }, body, id);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(end - start));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    if range.is_some()
        && let Ok(text) = HeaderValue::from_str(&format!("bytes {start}-{}/{size}", end - 1))
    {
        headers.insert(header::CONTENT_RANGE, text);
    }
    Ok(response)
}

/// Whether the address opens the file now.
fn check(service: &Service, key: &str, request: &Request, now: Moment) -> Result<(), FileError> {
    let value = |name: &str| request.parameter(name);
    let (Some(expires), Some(key_id), Some(signature)) =
        (value("Expires"), value("OSSAccessKeyId"), value("Signature"))
    else {
        let message = "this file can be loaded by a signed address only; QueryOTAFirmware gives it";
        return Err(FileError::denied(message));
    };
    if key_id != service.signer.key_id() {
        return Err(FileError::unknown_key());
    }
    if !service.signer.opens(key, expires, signature) {
        return Err(FileError::denied("the signature is not that of this address"));
    }
    match expires.parse::<i64>() {
        Ok(expires) if now <= Moment(expires.saturating_mul(1000)) => Ok(()),
        _ => Err(FileError::denied("Request has expired. ask for a new address")),
    }
}

fn tag(md5: &str) -> String {
    format!("\"{}\"", md5.to_ascii_uppercase())
}

/// The first byte that is asked for and the one after the last. Several ranges at once, and what
/// is no range, get the whole file, as HTTP allows.
fn range(request: &Request, size: u64, tag: &str) -> Result<Option<(u64, u64)>, FileError> {
    if request.header("if-range").is_some_and(|wanted| wanted != tag) {
        return Ok(None);
    }
    let asked = request.header("range").and_then(|text| text.strip_prefix("bytes="));
    let Some((first, last)) = asked.and_then(|text| text.trim().split_once('-')) else {
        return Ok(None);
    };
    let number = |text: &str| text.trim().parse::<u64>().ok();
    let (start, end) = match (number(first), number(last)) {
        (Some(first), Some(last)) if first <= last => (first, last.saturating_add(1).min(size)),
        (Some(first), None) if last.trim().is_empty() => (first, size),
        (None, Some(length)) if first.trim().is_empty() => (size - length.min(size), size),
        _ => return Ok(None),
    };
    if start < end { Ok(Some((start, end))) } else { Err(FileError::outside(size)) }
}

/// A file of the storage, piece by piece.
struct Pieces(Take<File>);

impl Stream for Pieces {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut piece = vec![0; PIECE];
        let mut buffer = ReadBuf::new(&mut piece);
        let read = ready!(Pin::new(&mut self.0).poll_read(context, &mut buffer));
        let length = buffer.filled().len();
        Poll::Ready(match read {
            Ok(()) if length == 0 => None,
            Ok(()) => {
                piece.truncate(length);
                Some(Ok(Bytes::from(piece)))
            }
            Err(error) => Some(Err(error)),
        })
    }
}

/// Made-up content, piece by piece.
struct MadeUpPieces(MadeUp);

impl Stream for MadeUpPieces {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut piece = vec![0; PIECE];
        Poll::Ready(match self.0.read(&mut piece) {
            Ok(0) => None,
            Ok(length) => {
                piece.truncate(length);
                Some(Ok(Bytes::from(piece)))
            }
            Err(error) => Some(Err(error)),
        })
    }
}
