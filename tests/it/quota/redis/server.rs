//! Redis servers on ports of their own.

use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;

use tokio::sync::OnceCell;
use tokio::time::{Instant, sleep, sleep_until};

use super::LIMIT;

/// How old a server has to be to know all that was sent.
const AGE: Duration = Duration::from_secs(7);

/// The number of tests that need a server of this age.
const OLD: usize = 5;

/// Servers that grow old together, one for each test that needs such a one.
struct Old {
    servers: Mutex<Vec<Server>>,
    born: Instant,
    /// Ends with this process, and then those that no test has taken are shut down.
    _watcher: Child,
}

impl Old {
    async fn start(first: Server) -> Self {
        let mut servers = vec![first];
        while servers.len() < OLD {
            servers.extend(Server::new().await);
        }
        let script = r#"read _; for port; do redis-cli -p "$port" shutdown nosave; done"#;
        let watcher = Command::new("sh")
            .args(["-c", script, "sh"])
            .args(servers.iter().map(|server| server.port.to_string()))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self { servers: Mutex::new(servers), born: Instant::now(), _watcher: watcher }
    }
}

/// A Redis server on a port of its own.
pub(super) struct Server {
    pub(super) port: u16,
    child: Child,
}

impl Server {
    /// One that is so old that it knows all that was sent.
    pub(super) async fn old() -> Option<Self> {
        static ALL: OnceCell<Option<Old>> = OnceCell::const_new();
        let start = async || match Self::new().await {
            Some(first) => Some(Old::start(first).await),
            None => None,
        };
        let old = ALL.get_or_init(start).await.as_ref()?;
        let server = old.servers.lock().unwrap().pop();
        match server {
            Some(server) => {
                sleep_until(old.born + AGE).await;
                Some(server)
            }
            None => {
                let server = Self::new().await;
                sleep(AGE).await;
                server
            }
        }
    }

    /// Starts one; `None` where there is no program for it.
    pub(super) async fn new() -> Option<Self> {
        let found = Command::new("redis-server").arg("--version").stdout(Stdio::null()).status();
        if found.is_err() {
            assert!(std::env::var_os("CI").is_none(), "there is no `redis-server`: install it");
            // Not by a macro: the test runner would swallow it.
            let message = "\nSKIPPED a quota for many hosts: there is no `redis-server`\n";
            std::io::stderr().write_all(message.as_bytes()).unwrap();
            return None;
        }
        for _ in 0..5 {
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            let mut server = Self { port, child: run(port, &[]) };
            if server.is_there().await {
                return Some(server);
            }
        }
        panic!("no Redis server starts");
    }

    /// Waits until the server can be reached; it cannot if somebody else was faster to take its port.
    async fn is_there(&mut self) -> bool {
        let began = Instant::now();
        while began.elapsed() < LIMIT {
            if self.child.try_wait().unwrap().is_some() {
                return false;
            }
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return self.child.try_wait().unwrap().is_none();
            }
            sleep(Duration::from_millis(10)).await;
        }
        false
    }

    pub(super) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Starts a server in place of this one that lets nobody run the script.
    pub(super) async fn start_useless(&mut self) {
        let rights = ["--user", "default", "on", "nopass", "~*", "&*", "+@all", "-evalsha"];
        self.start_with(&rights).await;
    }

    /// Starts a server in place of this one with these settings.
    pub(super) async fn start_with(&mut self, settings: &[&str]) {
        self.kill();
        self.child = run(self.port, settings);
        assert!(self.is_there().await, "it does not start again");
    }

    pub(super) async fn start_again(&mut self) {
        self.child = run(self.port, &[]);
        assert!(self.is_there().await, "it does not start again");
    }

    pub(super) fn signal(&self, signal: &str) {
        let process = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &process]).status().unwrap().success());
    }

    pub(super) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/", self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn run(port: u16, more: &[&str]) -> Child {
    Command::new("redis-server")
        .args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", ""])
        .args(["--appendonly", "no", "--dir", env!("CARGO_TARGET_TMPDIR")])
        .args(more)
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}
