//! Servers on this machine, a clock that a test moves, and folders.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ota_credentials::{Clock, Environment};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// 2026-01-02T03:04:05Z, in seconds since 1970.
pub(crate) const NOW: u64 = 1_767_323_045;

/// An hour later.
pub(crate) const LATER: &str = "2026-01-02T04:04:05Z";

/// A clock that a test moves.
#[derive(Debug, Clone)]
pub(crate) struct ManualClock(Arc<Mutex<SystemTime>>);

impl ManualClock {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(UNIX_EPOCH + Duration::from_secs(NOW))))
    }

    pub(crate) fn advance(&self, by: Duration) {
        *self.0.lock().unwrap() += by;
    }

    pub(crate) fn advance_seconds(&self, seconds: u64) {
        self.advance(Duration::from_secs(seconds));
    }
}

impl Clock for ManualClock {
    fn now(&self) -> SystemTime {
        *self.0.lock().unwrap()
    }
}

/// A request as a server saw it.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    /// Method and target, such as `GET /path?query`.
    pub(crate) line: String,
    pub(crate) headers: String,
    pub(crate) body: String,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.headers.lines().filter_map(|line| line.split_once(':'));
        lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }
}

/// A server that responds with what a function says; it stops with its runtime.
pub(crate) struct Server {
    pub(crate) url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    /// Status and body for each request.
    pub(crate) async fn new(
        respond: impl Fn(&Seen) -> (u16, String) + Send + Sync + 'static,
    ) -> Self {
        Self::raw(move |seen| {
            let (status, body) = respond(seen);
            let length = body.len();
            let more = if status == 302 { "location: /elsewhere\r\n" } else { "" };
            format!("HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {length}\r\n{more}\r\n{body}")
                .into_bytes()
        })
        .await
    }

    /// The same status and body for every request.
    pub(crate) async fn always(status: u16, body: &str) -> Self {
        let body = body.to_owned();
        Self::new(move |_| (status, body.clone())).await
    }

    /// Bytes for each request.
    pub(crate) async fn raw(respond: impl Fn(&Seen) -> Vec<u8> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (respond, all) = (Arc::new(respond), seen.clone());
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (respond, all) = (respond.clone(), all.clone());
                tokio::spawn(async move {
                    let mut stream = stream;
                    let Some(request) = read(&mut stream).await else { return };
                    let response = respond(&request);
                    all.lock().unwrap().push(request);
                    let _ = stream.write_all(&response).await;
                    let _ = stream.shutdown().await;
                });
            }
        });
        Self { url, seen }
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.seen().into_iter().map(|seen| seen.line).collect()
    }
}

async fn read(stream: &mut TcpStream) -> Option<Seen> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 16 * 1024];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let (line, headers) = head.split_once("\r\n").unwrap_or((head, ""));
            let line = line.trim_end_matches(" HTTP/1.1").to_owned();
            let seen = Seen { line, headers: headers.to_owned(), body: body.to_owned() };
            let length = seen.header("content-length").map_or(0, |text| text.parse().unwrap());
            if body.len() >= length {
                return Some(seen);
            }
        }
        match stream.read(&mut buffer).await {
            Ok(count) if count > 0 => bytes.extend_from_slice(&buffer[..count]),
            _ => return None,
        }
    }
}

/// A key as servers write it.
pub(crate) fn key(id: &str) -> String {
    format!(
        r#"{{"Code":"Success","AccessKeyId":"{id}","AccessKeySecret":"secret-of-{id}","SecurityToken":"token-of-{id}","Expiration":"{LATER}"}}"#
    )
}

/// A security token service: its keys are called like the actions that are called.
pub(crate) async fn sts() -> Server {
    Server::new(|seen| {
        let action = seen.header("x-acs-action").unwrap_or("none").to_owned();
        let credentials = key(&action);
        (200, format!(r#"{{"RequestId":"r-1","Credentials":{credentials}}}"#))
    })
    .await
}

/// A home folder.
pub(crate) struct Home(pub(crate) TempDir);

impl Home {
    pub(crate) fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    /// With a file of profiles, of which the first is the current one.
    pub(crate) fn with_profiles(profiles: &[serde_json::Value]) -> Self {
        let home = Self::new();
        let file = serde_json::json!({ "current": profiles[0]["name"], "profiles": profiles });
        home.write(".aliyun/config.json", file.to_string());
        home
    }

    /// An environment with this home and these variables, and without metadata.
    pub(crate) fn environment(&self, variables: &[(&str, &str)]) -> Environment {
        let off = [("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true")];
        let variables = off.iter().chain(variables).copied();
        Environment::fixed(variables).with_home(self.path()).with_clock(ManualClock::new())
    }
}
