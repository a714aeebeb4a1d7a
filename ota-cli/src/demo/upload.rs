//! Sends a file to the storage that `GenerateOTAUploadURL` names, as a form.

use std::io;

use ota_api::operations::GenerateOtaUploadUrlResponseData;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::surprise::surprise;
use crate::failure::{Exit, Failure};

/// Separates the fields of the form. It must not occur in them, and does not in made-up files.
const BOUNDARY: &str = "----ota-demo-7d1f0b4c2a";

/// Sends the file.
pub(super) async fn send(
    form: &GenerateOtaUploadUrlResponseData,
    file: &[u8],
) -> Result<(), Failure> {
    let text = |field: &Option<String>| field.clone().unwrap_or_default();
    let secret = |field: &Option<ota_api::Secret>| {
        field.as_ref().map_or_else(String::new, |secret| secret.expose().to_owned())
    };
    let host = text(&form.host);
    let fields = [
        ("key", text(&form.key)),
        ("policy", secret(&form.policy)),
        ("OSSAccessKeyId", text(&form.oss_access_key_id)),
        ("Signature", secret(&form.signature)),
        ("success_action_status", "200".to_owned()),
    ];
    let mut body = Vec::new();
    for (name, value) in fields {
        let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n");
        body.extend_from_slice(format!("{head}\r\n{value}\r\n").as_bytes());
    }
    // The storage wants the file last.
    let head = "Content-Disposition: form-data; name=\"file\"; filename=\"lamp.bin\"\r\n";
    let kind = "Content-Type: application/octet-stream\r\n";
    body.extend_from_slice(format!("--{BOUNDARY}\r\n{head}{kind}\r\n").as_bytes());
    body.extend_from_slice(file);
    body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
    let response = post(host.trim_start_matches("http://"), &body)
        .await
        .map_err(|error| Failure::new(Exit::NoResponse, format!("the upload failed: {error}")))?;
    if response.starts_with("HTTP/1.1 200 ") {
        Ok(())
    } else {
        Err(surprise("the storage did not take the file"))
    }
}

async fn post(host: &str, body: &[u8]) -> io::Result<String> {
    let head = format!(
        "POST / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\
         Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let mut stream = TcpStream::connect(host).await?;
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body).await?;
    let mut response = Vec::new();
    stream.read_to_end(&mut response).await?;
    Ok(String::from_utf8_lossy(&response).into_owned())
}
