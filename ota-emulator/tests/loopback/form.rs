//! Writes upload forms by hand, and lets a test spoil any part of them.

use ota_emulator::Emulator;

use crate::call::Call;
use crate::http::{self, Response};

/// A form that was handed out.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    /// `FirmwareUrl` or `FileUrl`.
    pub(crate) address: String,
    pub(crate) fields: Vec<(String, String)>,
    boundary: String,
    /// The fields after the file.
    after: String,
    headers: Vec<(String, String)>,
}

impl Form {
    /// A form for a file of a package.
    pub(crate) async fn package(emulator: &Emulator) -> Self {
        Self::new(&Call::v3("GenerateOTAUploadURL").send(emulator).await)
    }

    /// A form for a list of devices.
    pub(crate) async fn list(emulator: &Emulator) -> Self {
        Self::new(&Call::v3("GenerateDeviceNameListURL").send(emulator).await)
    }

    /// A form of one of the two operations for an instance; an empty ID is that without one.
    pub(crate) async fn of(emulator: &Emulator, action: &str, instance: &str) -> Self {
        let call = Call::v3(action);
        let call = if instance.is_empty() { call } else { call.with("IotInstanceId", instance) };
        Self::new(&call.send(emulator).await)
    }

    pub(crate) fn new(response: &Response) -> Self {
        response.assert_success();
        let data = response.json()["Data"].clone();
        let text = |name: &str| data[name].as_str().map(str::to_owned);
        let key_id = text("OSSAccessKeyId").or(text("AccessKeyId")).unwrap();
        let field = |name: &str, value: String| (name.to_owned(), value);
        Self {
            address: text("FirmwareUrl").or(text("FileUrl")).unwrap(),
            fields: vec![
                field("key", text("Key").unwrap()),
                field("policy", text("Policy").unwrap()),
                field("OSSAccessKeyId", key_id),
                field("Signature", text("Signature").unwrap()),
                field("success_action_status", "200".to_owned()),
            ],
            boundary: "one-two-three".to_owned(),
            after: String::new(),
            headers: Vec::new(),
        }
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(known, _)| known != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.fields.retain(|(known, _)| known != name);
        self
    }

    pub(crate) fn renamed(mut self, rename: impl Fn(&str) -> String) -> Self {
        for (name, _) in &mut self.fields {
            *name = rename(name);
        }
        self
    }

    /// Sends a field after the file.
    pub(crate) fn after(mut self, name: &str, value: &str) -> Self {
        self.after.push_str(&self.part(name, value));
        self
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    fn part(&self, name: &str, value: &str) -> String {
        format!(
            "--{}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n",
            self.boundary
        )
    }

    /// Everything up to the content of the file.
    fn head(&self) -> String {
        let fields: String =
            self.fields.iter().map(|(name, value)| self.part(name, value)).collect();
        format!(
            "{fields}--{}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n",
            self.boundary
        )
    }

    /// The body with a file.
    pub(crate) fn body(&self, content: &[u8]) -> Vec<u8> {
        let mut body = self.head().into_bytes();
        body.extend_from_slice(content);
        body.extend_from_slice(format!("\r\n{}--{}--\r\n", self.after, self.boundary).as_bytes());
        body
    }

    /// The body without a file.
    pub(crate) fn body_without_file(&self) -> Vec<u8> {
        let fields: String =
            self.fields.iter().map(|(name, value)| self.part(name, value)).collect();
        format!("{fields}--{}--\r\n", self.boundary).into_bytes()
    }

    pub(crate) async fn send(&self, emulator: &Emulator, content: &[u8]) -> Response {
        self.send_body(emulator, &self.body(content)).await
    }

    pub(crate) async fn send_body(&self, emulator: &Emulator, body: &[u8]) -> Response {
        let kind = format!("multipart/form-data; boundary={}", self.boundary);
        self.send_as(emulator, &kind, body).await
    }

    pub(crate) async fn send_as(&self, emulator: &Emulator, kind: &str, body: &[u8]) -> Response {
        let mut headers = vec![
            ("host".to_owned(), emulator.address().to_string()),
            ("content-type".to_owned(), kind.to_owned()),
        ];
        headers.extend(self.headers.clone());
        http::send(emulator.address(), "POST", "/", &headers, body).await
    }
}

/// Uploads a file and gives its address.
pub(crate) async fn upload(emulator: &Emulator, content: &[u8]) -> String {
    let form = Form::package(emulator).await;
    let response = form.send(emulator, content).await;
    assert_eq!(response.status, 200, "{response:?}");
    form.address
}

/// Asks for a file.
pub(crate) async fn load(
    emulator: &Emulator,
    method: &str,
    address: &str,
    headers: &[(&str, &str)],
) -> Response {
    let target = address.strip_prefix(emulator.endpoint()).unwrap();
    let mut all = vec![("host".to_owned(), emulator.address().to_string())];
    all.extend(headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    http::send(emulator.address(), method, target, &all, b"").await
}

/// The refusal is one in the form of OSS.
#[track_caller]
pub(crate) fn assert_refused(response: &Response, status: u16, code: &str) {
    assert_eq!(response.status, status, "{response:?}");
    assert_eq!(response.header("content-type"), Some("application/xml"), "{response:?}");
    let body = &response.body;
    assert!(body.contains(&format!("<Error><Code>{code}</Code><Message>")), "{response:?}");
    let id = response.header("x-oss-request-id").unwrap();
    assert!(body.contains(&format!("</Message><RequestId>{id}</RequestId><HostId>")), "{body}");
    assert!(body.ends_with("</HostId></Error>"), "{body}");
}
