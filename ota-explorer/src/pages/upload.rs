//! Uploads: from the browser through this server to the storage.
//!
//! A browser cannot send to the storage itself: the policy of the page forbids all requests to elsewhere, and the form would be
//! in the page. So the file comes here, into a temporary folder, and goes on as the SDK sends it, by a form that the endpoint
//! gave to this server; where to is never taken from the browser.

use std::path::PathBuf;
use std::time::{Instant, SystemTime};

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use axum::routing::post;
use multer::Multipart;
use ota_api::Client;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt as _;

use super::frame::Frame;
use super::{missing, sending};
use crate::form::Form;
use crate::history::{Entry, Outcome, Verdict};
use crate::state::Shared;
use crate::{refused, respond, send};

/// The largest file, in bytes: the storage takes no larger one.
const LARGEST: u64 = 1000 * 1024 * 1024;

/// The operations that hand out forms.
const PACKAGE: &str = "GenerateOTAUploadURL";
const DEVICES: &str = "GenerateDeviceNameListURL";

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
    let client = state.backend.clients().and_then(|clients| clients.uploads.as_ref());
    let Some(client) = client.filter(|_| takes(&state, &action)) else {
        return missing::of(frame);
    };
    let (at, start) = (SystemTime::now(), Instant::now());
    let (folder, path) = match receive(&headers, body).await {
        Ok(received) => received,
        Err(message) => return refused::message(frame.language, StatusCode::BAD_REQUEST, &message),
    };
    let outcome = send(&state, client, &action, path).await;
    // Removed when it was sent, and not before.
    drop(folder);
    let entry = state.history.add(Entry {
        number: 0,
        action: action.clone(),
        form: Form::default(),
        at,
        took: start.elapsed(),
        outcome,
        request: None,
        next: None,
    });
    respond::lead_to(&sending::place(&action, entry.number))
}

async fn send(state: &Shared, client: &Client, action: &str, path: PathBuf) -> Outcome {
    let sent = match action {
        PACKAGE => client.upload_firmware(path).await,
        _ => client.upload_device_list(path).await,
    };
    let file = match sent {
        Ok(file) => file,
        Err(error) => return send::failed(&error, &state.spec.secret_fields()),
    };
    let mut next = Form::default();
    let (size, url) = (file.size().to_string(), file.url());
    let operation = if action == PACKAGE {
        next.set("FirmwareUrl", url);
        next.set("FirmwareSign", file.md5());
        next.set("SignMethod", "MD5");
        next.set("FirmwareSize", size.as_str());
        "CreateOTAFirmware"
    } else {
        next.set("DnListFileUrl", url);
        next.set("TargetSelection", "SPECIFIC");
        "CreateOTAStaticUpgradeJob"
    };
    let onward = state.spec.operation(operation).map(|known| (known.action.clone(), next));
    let member = |name: &str, text: &str| (name.to_owned(), ota_spec::Value::from(text));
    let body = ota_spec::Value::Object(vec![
        member("Url", url),
        member("Size", &size),
        member("Md5", file.md5()),
        member("Sha256", file.sha256()),
    ]);
    Outcome {
        verdict: Verdict::Done,
        body: ota_spec::visible::json(&body.pretty()).into_owned(),
        onward: onward.into_iter().collect(),
        ..Outcome::default()
    }
}

/// Takes the file of a form into a folder of its own.
async fn receive(headers: &HeaderMap, body: Body) -> Result<(TempDir, PathBuf), String> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let boundary = multer::parse_boundary(kind.unwrap_or_default());
    let boundary = boundary.map_err(|error| error.to_string())?;
    let mut form = Multipart::new(body.into_data_stream(), boundary);
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    while let Some(mut field) = form.next_field().await.map_err(|error| error.to_string())? {
        if field.name() != Some("file") {
            continue;
        }
        let path = folder.path().join(name(field.file_name().unwrap_or_default()));
        let mut file = tokio::fs::File::create(&path).await.map_err(|error| error.to_string())?;
        let mut size = 0;
        while let Some(bytes) = field.chunk().await.map_err(|error| error.to_string())? {
            size += bytes.len() as u64;
            if size > LARGEST {
                return Err(format!("the file has more than {LARGEST} bytes"));
            }
            file.write_all(&bytes).await.map_err(|error| error.to_string())?;
        }
        file.flush().await.map_err(|error| error.to_string())?;
        return Ok((folder, path));
    }
    Err("the form has no file; choose one".to_owned())
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
