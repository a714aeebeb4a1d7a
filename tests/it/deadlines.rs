//! The deadline of a call, whatever the other side does: it ends in time, with what is known of it.

use std::future::pending;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ota_api::{
    Client, ClientBuilder, Credentials, Error, ProvideCredentials, Providing, Quota, RetryPolicy,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::timeout;

/// The deadline.
const LIMIT: Duration = Duration::from_millis(300);

/// How much later a call may end.
const LATE: Duration = Duration::from_millis(200);

/// What a server does with each connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Server {
    /// It says nothing, not even in TLS.
    Silent,
    /// It begins a response and says no more.
    Stalls,
    /// It sends a byte now and then, forever.
    Drips,
    /// The same within the head of a response.
    DripsHead,
    /// It is down, and says so at once.
    Down,
    /// It is down, and asks to come back much later.
    ComeBack,
    /// It closes connections in the middle of a response.
    Breaks,
}

const ALL: [Server; 7] = [
    Server::Silent,
    Server::Stalls,
    Server::Drips,
    Server::DripsHead,
    Server::Down,
    Server::ComeBack,
    Server::Breaks,
];

async fn start(server: Server) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(serve(server, stream));
        }
    });
    address
}

async fn serve(server: Server, mut stream: TcpStream) -> Option<()> {
    const DOWN: &str = "HTTP/1.1 503 Down\r\ncontent-length: 0\r\n";
    let mut buffer = [0; 4096];
    loop {
        if stream.read(&mut buffer).await.ok()? == 0 {
            return None;
        }
        match server {
            Server::Silent => return pending().await,
            Server::Stalls => {
                stream
                    .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"Suc")
                    .await
                    .ok()?;
                return pending().await;
            }
            Server::Drips | Server::DripsHead => {
                let start: &[u8] = match server {
                    Server::Drips => b"HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n{",
                    _ => b"HTTP/1.1 200 OK\r\nx-long: ",
                };
                stream.write_all(start).await.ok()?;
                loop {
                    stream.write_all(b" ").await.ok()?;
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
            }
            Server::Down => stream.write_all(format!("{DOWN}\r\n").as_bytes()).await.ok()?,
            Server::ComeBack => {
                let head = format!("{DOWN}retry-after: 3600\r\n\r\n");
                stream.write_all(head.as_bytes()).await.ok()?;
            }
            Server::Breaks => {
                stream
                    .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{\"Suc")
                    .await
                    .ok()?;
                return None;
            }
        }
    }
}

fn builder(address: &str) -> ClientBuilder {
    Client::builder()
        .endpoint(format!("http://{address}"))
        .credentials(Credentials::new("testid", "testsecret"))
        .retry(RetryPolicy::default().attempts(100))
        .quota(Quota::off())
        .deadline(LIMIT)
}

/// A read, and a create that is looked up.
async fn calls(client: &Client) -> [(&'static str, Duration, Error); 2] {
    let began = Instant::now();
    let read = client.query_ota_job().job_id("j").send().await.unwrap_err();
    let read = ("a read", began.elapsed(), read);
    let began = Instant::now();
    let create = client.create_ota_module().product_key("p").module_name("m").send();
    let create = create.await.unwrap_err();
    [read, ("a create", began.elapsed(), create)]
}

/// Fails if calls of a client always end too late: one that does so once may have had no processor.
async fn end_in_time(what: &str, client: &Client) -> [(&'static str, Duration, Error); 2] {
    for _ in 0..5 {
        let calls = calls(client).await;
        if calls.iter().all(|(_, took, _)| *took <= LIMIT + LATE) {
            return calls;
        }
    }
    panic!("{what} always takes more than {:?}", LIMIT + LATE);
}

#[tokio::test]
async fn no_server_keeps_a_call_longer_than_its_deadline() {
    for server in ALL {
        let client = builder(&start(server).await).build().unwrap();
        for (call, took, error) in end_in_time(&format!("{server:?}"), &client).await {
            // A server that says that it is down may have acted all the same.
            assert!(error.outcome_unknown(), "{call} took {took:?}: {error}");
        }
    }
}

#[tokio::test]
async fn a_handshake_that_never_ends_was_not_sent() {
    let address = start(Server::Silent).await;
    let client = builder(&address).endpoint(format!("https://{address}")).build().unwrap();
    // A create is not tried again in the time that is left, which would leave it open whether it was sent.
    let [_, (_, _, error)] = end_in_time("TLS", &client).await;
    assert!(!error.outcome_unknown() && error.attempts() == 1, "{error}");
}

/// A host that lets no packet through: nobody takes its connections, and its line of them is full.
struct BlackHole {
    address: String,
    _listener: TcpListener,
    _line: Vec<TcpStream>,
}

impl BlackHole {
    async fn new() -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let listener = socket.listen(1).unwrap();
        let address = listener.local_addr().unwrap();
        let mut line = Vec::new();
        // A connection that is not there at once is one that the system drops.
        while let Ok(connected) = timeout(LIMIT, TcpStream::connect(address)).await {
            line.push(connected.unwrap());
            assert!(line.len() < 100, "the line of {address} has no end");
        }
        Self { address: address.to_string(), _listener: listener, _line: line }
    }
}

#[tokio::test]
async fn a_connection_into_nothing_was_not_sent() {
    let hole = BlackHole::new().await;
    for scheme in ["http", "https"] {
        let endpoint = format!("{scheme}://{}", hole.address);
        let client = builder(&hole.address).endpoint(endpoint).build().unwrap();
        let [_, (_, _, error)] = end_in_time("a black hole", &client).await;
        assert!(!error.outcome_unknown() && error.attempts() == 1, "{error}");
    }
}

/// A provider that never finds credentials.
#[derive(Debug)]
struct Never;

impl ProvideCredentials for Never {
    fn provide(&self) -> Providing<'_> {
        Box::pin(pending())
    }
}

#[tokio::test]
async fn credentials_that_never_come_are_not_waited_for() {
    let client = builder("127.0.0.1:9").credentials(Arc::new(Never)).build().unwrap();
    for (_, _, error) in end_in_time("a provider", &client).await {
        assert!(error.is_timeout() && !error.outcome_unknown(), "{error}");
    }
}

#[tokio::test]
async fn a_line_that_is_too_long_is_not_waited_in() {
    let client = builder(&start(Server::Silent).await).quota(Quota::default()).build().unwrap();
    // As many as the operation takes in a second are on their way and never end.
    let first: Vec<_> = (0..10)
        .map(|_| {
            let client =
                client.with_deadline(Duration::from_secs(60)).with_retry(RetryPolicy::off());
            tokio::spawn(async move { client.query_ota_job().job_id("j").send().await })
        })
        .collect();
    tokio::task::yield_now().await;
    let began = Instant::now();
    let error = client.query_ota_job().job_id("j").send().await.unwrap_err();
    assert!(began.elapsed() <= LIMIT + LATE || error.is_timeout(), "{error}");
    assert!(error.is_quota() || error.is_timeout(), "{error}");
    first.iter().for_each(|call| call.abort());
}
