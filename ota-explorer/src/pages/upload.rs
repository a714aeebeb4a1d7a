//! Uploads: from the browser through this server to the storage.
//!
//! A browser cannot send to the storage itself: the policy of the page forbids all requests to elsewhere, and the form would be
//! in the page. So the file comes here, into a temporary folder, and goes on as the SDK sends it, by a form that the endpoint
//! gave to this server; where to is never taken from the browser. What is filled in above it, such as the instance, counts for
//! the upload as well.

use std::path::PathBuf;
use std::time::{Instant, SystemTime};

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use axum::routing::post;
use multer::{Field, Multipart};
use ota_spec::Value;
use ota_spec::model::{NamedKind, Operation, Type};
use tempfile::TempDir;
use tokio::io::AsyncWriteExt as _;

use super::frame::Frame;
use super::{draft, missing, sending};
use crate::backend::Uploads;
use crate::console::source::INSTANCE;
use crate::form::{self, Form, options, texts};
use crate::history::{Entry, Outcome, Verdict};
use crate::language::Labels;
use crate::state::Shared;
use crate::told::Failure;
use crate::{check, refused, respond, send};

/// The largest file, in bytes: the storage takes no larger one.
const LARGEST: u64 = 1000 * 1024 * 1024;

/// The operations that hand out forms.
const PACKAGE: &str = "GenerateOTAUploadURL";
const DEVICES: &str = "GenerateDeviceNameListURL";

/// The parameter with the kind of a file.
const SUFFIX: &str = "FileSuffix";

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/upload/{action}", post(upload))
        // The file is counted as it comes.
        .layer(DefaultBodyLimit::disable())
}

/// Whether files can be uploaded by the forms of an operation.
pub(super) fn takes(state: &Shared, action: &str) -> bool {
    let clients = state.backend.clients();
    clients.is_some_and(|clients| clients.uploads.is_some()) && [PACKAGE, DEVICES].contains(&action)
}

async fn upload(
    State(state): State<Shared>,
    Path(action): Path<String>,
    frame: Frame,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let uploads = state.backend.clients().and_then(|clients| clients.uploads.as_ref());
    let operation = state.spec.operation(&action).filter(|_| takes(&state, &action));
    let (Some(uploads), Some(operation)) = (uploads, operation) else {
        return missing::of(frame);
    };
    let (at, start) = (SystemTime::now(), Instant::now());
    let mut file = match receive(&headers, body).await {
        Ok(received) => received,
        Err(why) => return refused::page(frame.language, StatusCode::BAD_REQUEST, why),
    };
    options::sort(operation, &mut file.form);
    let checked = check::check(operation, &file.form, state.backend.region());
    if !checked.found.is_empty() {
        return draft::keep(&state, operation, &file.form, true, frame.language);
    }
    let form = texts::without_secrets(operation, &texts::of_request(operation, &checked.request));
    let outcome = send(&state, uploads, operation, &file, &checked.request).await;
    // Removed when it was sent, and not before.
    drop(file);
    let entry = state.history.add(Entry {
        number: 0,
        action: action.clone(),
        form,
        at,
        took: start.elapsed(),
        outcome,
        request: None,
        next: None,
    });
    respond::lead_to(&sending::place(&action, entry.number))
}

async fn send(
    state: &Shared,
    uploads: &Uploads,
    operation: &Operation,
    file: &Received,
    request: &Value,
) -> Outcome {
    let typed = |name| request.get(name).and_then(Value::scalar).unwrap_or_default();
    let instance = typed(INSTANCE);
    let path = file.path.clone();
    let failed = |error: &ota_api::Error| {
        let mut outcome = send::failed(&state.spec, operation, error, &state.spec.secret_fields());
        // Where it was kept meanwhile means nothing to anybody.
        let kept = file.path.display().to_string();
        if let Some(Failure::Client { text, causes, .. }) = &mut outcome.failure {
            for said in causes.iter_mut().chain([text]) {
                *said = said.replace(&kept, &file.name);
            }
        }
        outcome
    };
    let client = match uploads(&instance) {
        Ok(client) => client,
        Err(error) => return failed(&error),
    };
    let sent = if operation.action == PACKAGE {
        let kind = Some(typed(SUFFIX)).filter(|kind| !kind.is_empty());
        let Some(kind) = kind.or_else(|| suffix(operation, &file.name)) else {
            let failure = Failure::Suffix { file: file.name.clone(), parameter: SUFFIX };
            return Outcome { failure: Some(failure), ..Outcome::default() };
        };
        client.upload_firmware_as(path, kind.as_str()).await
    } else {
        client.upload_device_list(path).await
    };
    let sent = match sent {
        Ok(sent) => sent,
        Err(error) => return failed(&error),
    };
    let mut next = Form::default();
    let (size, url) = (sent.size().to_string(), sent.url());
    next.set(INSTANCE, instance);
    let operation = if operation.action == PACKAGE {
        next.set("FirmwareUrl", url);
        next.set("FirmwareSign", sent.md5());
        next.set("SignMethod", "MD5");
        next.set("FirmwareSize", size.as_str());
        "CreateOTAFirmware"
    } else {
        next.set("DnListFileUrl", url);
        next.set("TargetSelection", "SPECIFIC");
        "CreateOTAStaticUpgradeJob"
    };
    let onward = state.spec.operation(operation).map(|known| (known.action.clone(), next));
    let member = |name: &str, text: &str| (name.to_owned(), Value::from(text));
    let body = Value::Object(vec![
        member("Url", url),
        member("Size", &size),
        member("Md5", sent.md5()),
        member("Sha256", sent.sha256()),
    ]);
    Outcome {
        verdict: Verdict::Done,
        body: ota_spec::visible::json(&body.pretty()).into_owned(),
        onward: onward.into_iter().collect(),
        ..Outcome::default()
    }
}

/// The kind that the name of a file ends in: the longest of those that the operation lists.
fn suffix(operation: &Operation, name: &str) -> Option<String> {
    let Type::Named(named) = &operation.parameter(SUFFIX)?.ty else { return None };
    let NamedKind::Enum(listed) = &named.kind else { return None };
    let name = name.to_ascii_lowercase();
    let known = listed.values.iter().map(|known| &known.value);
    let fitting = known.filter(|known| name.ends_with(&format!(".{known}")));
    fitting.max_by_key(|known| known.len()).cloned()
}

/// What was posted: a file, and the form that it was chosen in.
struct Received {
    path: PathBuf,
    /// The name that it has in the browser.
    name: String,
    form: Form,
    /// Where it is kept, as long as this is.
    _folder: TempDir,
}

/// Takes the file of a form into a folder of its own.
async fn receive(headers: &HeaderMap, body: Body) -> Result<Received, Why> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let boundary = multer::parse_boundary(kind.unwrap_or_default());
    let boundary = boundary.map_err(broken)?;
    let mut posted = Multipart::new(body.into_data_stream(), boundary);
    let folder = tempfile::tempdir().map_err(unkept)?;
    let (mut form, mut bytes, mut fields, mut file) = (Form::default(), 0, 0, None);
    while let Some(mut field) = posted.next_field().await.map_err(broken)? {
        if field.name() == Some("file") {
            let given = field.file_name().unwrap_or_default().to_owned();
            // A browser posts an empty name where no file is chosen.
            if !given.is_empty() && file.is_none() {
                let path = folder.path().join(name(&given));
                keep(&mut field, &path).await?;
                file = Some((path, given));
            }
            continue;
        }
        let field_name = field.name().unwrap_or_default().to_owned();
        let mut text = Vec::new();
        fields += 1;
        while let Some(chunk) = field.chunk().await.map_err(broken)? {
            bytes += chunk.len();
            text.extend_from_slice(&chunk);
            if bytes > form::LARGEST {
                return Err(|labels| labels.too_large);
            }
        }
        if fields > form::MOST {
            return Err(|labels| labels.too_large);
        }
        form.set(field_name, String::from_utf8_lossy(&text).replace("\r\n", "\n"));
    }
    let (path, name) = file.ok_or(NONE)?;
    Ok(Received { path, name, form, _folder: folder })
}

/// Writes a file as it comes.
async fn keep(field: &mut Field<'_>, path: &std::path::Path) -> Result<(), Why> {
    let mut file = tokio::fs::File::create(path).await.map_err(unkept)?;
    let mut size = 0;
    while let Some(bytes) = field.chunk().await.map_err(broken)? {
        size += bytes.len() as u64;
        if size > LARGEST {
            return Err(|labels| labels.upload_large);
        }
        file.write_all(&bytes).await.map_err(unkept)?;
    }
    file.flush().await.map_err(unkept)
}

/// Why a file is not taken: its label.
type Why = fn(&Labels) -> &'static str;

const NONE: Why = |labels| labels.upload_none;

/// What the browser sent is no form with a file, or ends too early.
fn broken(_: multer::Error) -> Why {
    |labels| labels.upload_broken
}

/// This machine has no room for it, or the like.
fn unkept(_: std::io::Error) -> Why {
    |labels| labels.upload_kept
}

/// A name for a file that says as much of its kind as the browser's, and leads nowhere.
fn name(given: &str) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let name: String = given.chars().map(|c| if safe(c) { c } else { '_' }).collect();
    // Its end says the kind.
    let start = name.len().saturating_sub(100);
    format!("file-{}", &name[start..])
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn a_name_leads_nowhere_and_keeps_its_end() {
        assert_eq!(name("../../etc/passwd"), "file-.._.._etc_passwd");
        assert_eq!(name("лампа.tar.gz"), "file-_____.tar.gz");
        assert_eq!(name(""), "file-");
        assert!(name(&format!("{}.bin", "x".repeat(500))).ends_with(".bin"));
        assert!(name(&"x".repeat(500)).len() < 120);
    }
}
