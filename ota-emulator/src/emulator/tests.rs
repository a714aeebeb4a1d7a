//! An emulator whose world is busy.

use std::net::SocketAddr;
use std::sync::mpsc;
use std::thread;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::Emulator;

/// Sends a request of the admin API and does not wait for the response.
async fn ask(address: SocketAddr, path: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request =
        format!("GET /_ota/{path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    stream
}

async fn response(mut stream: TcpStream) -> String {
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    text
}

#[test]
fn health_answers_while_the_world_is_busy() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let emulator = runtime.block_on(Emulator::start()).unwrap();
    let (service, address) = (emulator.service(), emulator.address());
    thread::scope(|scope| {
        let (done, is_done) = mpsc::channel::<()>();
        let (held, is_held) = mpsc::channel();
        scope.spawn(move || {
            let state = service.state();
            held.send(()).unwrap();
            let _ = is_done.recv();
            drop(state);
        });
        is_held.recv().unwrap();
        runtime.block_on(async {
            // More of them than the runtime has threads.
            let mut waiting = Vec::new();
            for _ in 0..8 {
                waiting.push(ask(address, "world").await);
            }
            let health = response(ask(address, "health").await).await;
            assert!(health.starts_with("HTTP/1.1 200"), "{health}");
            assert!(health.contains("\"status\":\"ok\""), "{health}");
            drop(done);
            for stream in waiting {
                let world = response(stream).await;
                assert!(world.starts_with("HTTP/1.1 200"), "{world}");
            }
        });
    });
}
