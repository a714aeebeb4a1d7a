//! Takes an upload: a form in which the file is the last field.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;

use axum::body::{Body, BodyDataStream, HttpBody as _};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Response, header};
use multer::{Constraints, Field, Multipart, SizeLimit};
use ota_world::files::{Digests, Object};
use ota_world::{Change, Moment};
use quick_xml::escape::escape;
use tokio::io::AsyncWriteExt as _;

use super::error::FileError;
use super::form::{Filled, Permit};
use super::names;
use crate::response::http;
use crate::server::body::DRAINED;
use crate::service::{Service, Ticket};
use crate::uploads::Site;

/// The end of the key of a list of devices.
const LIST: &str = ".csv";

/// The most bytes of all fields before the file.
const LARGEST_FIELDS: usize = 64 * 1024;

/// The most bytes of a form: the largest file and its surroundings.
const LARGEST_FORM: u64 = 1001 * 1024 * 1024;

/// Responds to an upload.
pub(super) async fn respond(
    service: &Arc<Service>,
    parts: &Parts,
    body: Body,
    id: &str,
) -> Response<Body> {
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let mut body = body.into_data_stream();
    let result = receive(service, kind.unwrap_or_default(), &mut body, id).await;
    // Anything after the file, or after a mistake, is ignored.
    drain(&mut body).await;
    match result {
        Ok(taken) => {
            let host = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok());
            taken.into_response(&service.site(host), id)
        }
        Err(error) => error.into_response(&service.host, id),
    }
}

/// A file that was taken.
struct Taken {
    permit: Permit,
    /// The MD5 in upper-case hex, in quotes.
    tag: String,
}

impl Taken {
    fn into_response(self, site: &Site<'_>, id: &str) -> Response<Body> {
        let mut response = match self.permit.status {
            201 => {
                let key = &self.permit.key;
                let body = format!(
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<PostResponse><Location>{}\
                     </Location><Key>{}</Key><ETag>{}</ETag></PostResponse>",
                    escape(site.address(key)),
                    escape(key),
                    escape(&self.tag)
                );
                http::file_xml(201, body, id)
            }
            status => http::file(status, Body::empty(), id),
        };
        if let Ok(tag) = HeaderValue::from_str(&self.tag) {
            response.headers_mut().insert(header::ETAG, tag);
        }
        response
    }
}

async fn receive(
    service: &Arc<Service>,
    kind: &str,
    body: &mut BodyDataStream,
    id: &str,
) -> Result<Taken, FileError> {
    let boundary = multer::parse_boundary(kind).map_err(|error| malformed(&error))?;
    let limits = SizeLimit::new().whole_stream(LARGEST_FORM);
    let constraints = Constraints::new().size_limit(limits);
    let mut form = Multipart::with_constraints(body, boundary, constraints);
    let mut filled = Filled::default();
    let mut left = LARGEST_FIELDS;
    while let Some(field) = form.next_field().await.map_err(|error| malformed(&error))? {
        let name = field.name().unwrap_or_default().to_ascii_lowercase();
        if name != "file" {
            filled.add(name, text(field, &mut left).await?)?;
            continue;
        }
        // In a fast world the form would expire before anybody could post it.
        let minutes = (service.timeline.speed() - 1.0).max(0.0);
        #[allow(clippy::cast_possible_truncation, reason = "milliseconds; it saturates")]
        let grace = (minutes * 60_000.0) as i64;
        let permit = filled.permit(&service.signer, service.timeline.now(), grace)?;
        let object = store(service, &permit, field).await?;
        let tag = format!("\"{}\"", object.md5.to_ascii_uppercase());
        let (service, key, id) = (service.clone(), permit.key.clone(), id.to_owned());
        let registered = move || {
            let ticket = register(&service, &key, object, &id)?;
            service.commit(ticket).map_err(|error| FileError::unavailable(error.message))
        };
        tokio::task::spawn_blocking(registered)
            .await
            .map_err(|error| FileError::broken(&error.into()))??;
        return Ok(Taken { permit, tag });
    }
    Err(FileError::invalid("the form has no field `file`; send one, as the last field"))
}

/// Reads a field that is a string.
async fn text(mut field: Field<'_>, left: &mut usize) -> Result<String, FileError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|error| malformed(&error))? {
        *left = left.checked_sub(chunk.len()).ok_or_else(|| {
            let message =
                format!("the fields before the file are larger than {LARGEST_FIELDS} bytes");
            FileError::malformed(message)
        })?;
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).map_err(|_| FileError::malformed("a field of the form is not UTF-8"))
}

/// Writes the file to the disk while it arrives.
async fn store(
    service: &Service,
    permit: &Permit,
    mut field: Field<'_>,
) -> Result<Object, FileError> {
    let broken = |error: std::io::Error| FileError::broken(&error);
    let (least, most) = permit.sizes;
    let (file, written) = service.storage.create().map_err(broken)?;
    let mut file = tokio::fs::File::from_std(file);
    let mut digests = Digests::default();
    let mut size = 0_u64;
    while let Some(chunk) = field.chunk().await.map_err(|error| malformed(&error))? {
        size = size.saturating_add(chunk.len() as u64);
        if size > most {
            return Err(FileError::too_large(most));
        }
        digests.add(&chunk);
        file.write_all(&chunk).await.map_err(broken)?;
    }
    if size < least {
        return Err(FileError::too_small(least));
    }
    file.flush().await.map_err(broken)?;
    file.sync_all().await.map_err(broken)?;
    drop(file);
    let names = if permit.key.ends_with(LIST) {
        names::read(&tokio::fs::read(&written).await.map_err(broken)?)?
    } else {
        Vec::new()
    };
    let object =
        Object::uploaded(&permit.instance, Moment::default(), size, digests.finish(), names);
    let name = object.file_name(&permit.key);
    let storage = service.storage.clone();
    tokio::task::spawn_blocking(move || storage.keep(written, &name))
        .await
        .map_err(|error| FileError::broken(&error.into()))?
        .map_err(broken)?;
    Ok(object)
}

/// Tells the world of the file. Gives the ticket that the response has to wait for.
fn register(
    service: &Service,
    key: &str,
    mut object: Object,
    id: &str,
) -> Result<Option<Ticket>, FileError> {
    let mut state = service.state();
    state.check().map_err(|error| FileError::unavailable(error.message))?;
    state.settle();
    object.uploaded = state.simulation.now();
    let known = state.simulation.world().object(key);
    if known.is_some_and(|known| known.is_in_use()) {
        if known.is_some_and(|known| known.sha256 != object.sha256) {
            service.storage.remove(&object.file_name(key));
        }
        return Err(FileError::in_use());
    }
    let change = Change::Upload { key: key.to_owned(), object };
    match state.change(id, change) {
        Ok(_) => Ok(state.ticket()),
        Err(refusal) => Err(FileError::denied(refusal.message)),
    }
}

/// Reads the rest, up to a limit, so that the client sees the response.
async fn drain(body: &mut BodyDataStream) {
    let mut length = 0_usize;
    while let Some(Ok(frame)) = poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await {
        length = length.saturating_add(frame.data_ref().map_or(0, |data| data.len()));
        if length > DRAINED {
            break;
        }
    }
}

fn malformed(error: &multer::Error) -> FileError {
    match error {
        multer::Error::StreamSizeExceeded { limit } => FileError::too_large(*limit),
        multer::Error::IncompleteFieldData { .. }
        | multer::Error::IncompleteHeaders
        | multer::Error::IncompleteStream
        | multer::Error::StreamReadFailed(_) => FileError::malformed("the form breaks off"),
        multer::Error::NoBoundary => FileError::malformed("`Content-Type` names no boundary"),
        _ => FileError::malformed("the body is no `multipart/form-data`"),
    }
}
