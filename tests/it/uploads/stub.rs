//! A storage that does with each upload what a test wants.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Barrier, Notify};

/// What a storage does with an upload.
#[derive(Clone)]
pub(super) enum Plan {
    /// Reads all of it and responds with these bytes.
    Respond(Vec<u8>),
    /// Responds before it has read more than the head.
    Early(Vec<u8>),
    /// Reads all of it, responds with these bytes and repeats the last ones until the client hangs up.
    Endless(Vec<u8>, Vec<u8>),
    /// Repeats the fields of the form in an error.
    Echo,
    /// Reads no more than the head until it is told to go on; then takes the file.
    Hold(Arc<Notify>),
    /// Takes the file once so many are there.
    Together(Arc<Barrier>),
    /// Reads everything and never responds.
    Silent,
}

/// A running storage; it stops with its runtime.
pub(super) struct Stub {
    pub(super) host: String,
    uploads: Arc<AtomicUsize>,
    /// The connections that are open, and the most that were at once.
    open: Arc<(AtomicUsize, AtomicUsize)>,
    gone: Arc<Notify>,
}

impl Stub {
    pub(super) async fn start(plan: Plan) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = format!("http://{}", listener.local_addr().unwrap());
        let stub =
            Self { host, uploads: Arc::default(), open: Arc::default(), gone: Arc::default() };
        let (counted, open, ended) = (stub.uploads.clone(), stub.open.clone(), stub.gone.clone());
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                counted.fetch_add(1, Ordering::Relaxed);
                open.1.fetch_max(open.0.fetch_add(1, Ordering::Relaxed) + 1, Ordering::Relaxed);
                let (plan, open, ended) = (plan.clone(), open.clone(), ended.clone());
                tokio::spawn(async move {
                    serve(stream, plan, &open.0).await;
                    ended.notify_one();
                });
            }
        });
        stub
    }

    /// How many connections there were.
    pub(super) fn uploads(&self) -> usize {
        self.uploads.load(Ordering::Relaxed)
    }

    /// How many uploads were under way at once, at most.
    pub(super) fn most(&self) -> usize {
        self.open.1.load(Ordering::Relaxed)
    }

    /// Waits until a connection is over.
    pub(super) async fn gone(&self) {
        self.gone.notified().await;
    }
}

/// A response without a body.
pub(super) fn status(status: u16, headers: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status} Stub\r\n{headers}content-length: 0\r\n\r\n").into_bytes()
}

/// A response with a body.
pub(super) fn response(status: u16, kind: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 {status} Stub\r\ncontent-type: {kind}\r\n");
    format!("{head}content-length: {length}\r\n\r\n{body}").into_bytes()
}

/// Reads the head of a request, and what came with it of its body.
async fn head(stream: &mut TcpStream) -> Option<(usize, Vec<u8>)> {
    let mut read = Vec::new();
    loop {
        if let Some(end) = read.windows(4).position(|end| end == b"\r\n\r\n") {
            let text = String::from_utf8_lossy(&read[..end]).to_ascii_lowercase();
            let length = text.lines().find_map(|line| line.strip_prefix("content-length: "))?;
            return Some((length.parse().ok()?, read.split_off(end + 4)));
        }
        if stream.read_buf(&mut read).await.ok()? == 0 {
            return None;
        }
    }
}

/// Reads the rest of a body, and returns its start.
async fn rest(stream: &mut TcpStream, length: usize, mut start: Vec<u8>) -> Option<Vec<u8>> {
    let mut left = length.checked_sub(start.len())?;
    let mut buffer = vec![0; 64 * 1024];
    while left > 0 {
        let count = stream.read(&mut buffer).await.ok().filter(|count| *count > 0)?;
        left -= count;
        if start.len() < 4096 {
            start.extend_from_slice(&buffer[..count]);
        }
    }
    Some(start)
}

async fn serve(mut stream: TcpStream, plan: Plan, open: &AtomicUsize) {
    let Some((length, start)) = head(&mut stream).await else { return };
    match plan {
        Plan::Early(response) => {
            drop(stream.write_all(&response).await);
            rest(&mut stream, length, start).await;
        }
        Plan::Respond(response) => {
            if rest(&mut stream, length, start).await.is_some() {
                drop(stream.write_all(&response).await);
            }
        }
        Plan::Endless(response, more) => {
            if rest(&mut stream, length, start).await.is_some() {
                drop(stream.write_all(&response).await);
                while stream.write_all(&more).await.is_ok() {}
            }
        }
        Plan::Echo => {
            if let Some(form) = rest(&mut stream, length, start).await {
                let form = String::from_utf8_lossy(&form).replace(['<', '&', '\r', '\n'], " ");
                let body = format!("<Error><Code>Echo</Code><Message>{form}</Message></Error>");
                drop(stream.write_all(&response(403, "application/xml", &body)).await);
            }
        }
        Plan::Hold(go) => {
            go.notified().await;
            go.notify_one();
            if rest(&mut stream, length, start).await.is_some() {
                drop(stream.write_all(&status(200, "")).await);
            }
        }
        Plan::Together(others) => {
            if rest(&mut stream, length, start).await.is_some() {
                others.wait().await;
                // Before the client can know that this one is over.
                open.fetch_sub(1, Ordering::Relaxed);
                drop(stream.write_all(&status(200, "")).await);
            }
        }
        Plan::Silent => {
            rest(&mut stream, length, start).await;
            drop(stream.read(&mut [0]).await);
        }
    }
}
