//! A server in a process of its own, so that its processor time does not count: it responds to every
//! request with the same bytes and keeps the connection.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The argument that makes the program a server.
pub(crate) const MODE: &str = "server";

/// The response of `DeleteOTAFirmware`.
const BODY: &str = r#"{"RequestId":"9B7BF858-7686-496E-B8B0-BF9E5D7F86CE","Success":true}"#;

/// A running server; it stops when this is dropped.
pub(crate) struct Server {
    child: Child,
    address: String,
}

impl Server {
    /// Starts this program once more, to always give the same response.
    pub(crate) fn start() -> Self {
        Self::start_as(MODE)
    }

    /// Starts this program once more with an argument that makes it a server. It has to print the
    /// address it listens on, and to [`end_with_input`].
    pub(crate) fn start_as(mode: &str) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .arg(mode)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut address = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut address).unwrap();
        Self { child, address: address.trim().to_owned() }
    }

    /// Host and port.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It ends when nothing can be read from its input any more; so it does if this program dies.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// Ends the process when nothing can be read from standard input any more.
pub(crate) fn end_with_input() {
    std::thread::spawn(|| {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
}

/// Says where it listens and serves until standard input ends.
pub(crate) fn serve() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    end_with_input();
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        println!("{}", listener.local_addr().unwrap());
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(respond_to_all(stream));
        }
    });
}

/// Responds to each request of a connection. None of them has a body.
async fn respond_to_all(mut stream: TcpStream) {
    const END: &[u8] = b"\r\n\r\n";
    let response = format!(
        "HTTP/1.1 200 OK\r\nDate: Fri, 02 Jan 2026 03:04:05 GMT\r\n\
         Content-Type: application/json;charset=utf-8\r\nContent-Length: {}\r\n\
         Connection: keep-alive\r\nx-acs-request-id: 9B7BF858-7686-496E-B8B0-BF9E5D7F86CE\r\n\r\n{BODY}",
        BODY.len()
    );
    stream.set_nodelay(true).unwrap();
    let mut request = Vec::with_capacity(16 * 1024);
    while stream.read_buf(&mut request).await.is_ok_and(|count| count > 0) {
        while let Some(end) = request.windows(END.len()).position(|bytes| bytes == END) {
            request.drain(..end + END.len());
            if stream.write_all(response.as_bytes()).await.is_err() {
                return;
            }
        }
    }
}
