//! A process that prints a key.

use std::fmt;
use std::process::Stdio;
use std::time::Duration;

use ota_api::Credentials;
use tokio::io::AsyncReadExt;
use tokio::process::{Child, Command};
use zeroize::Zeroizing;

use crate::document::Document;
use crate::environment::Environment;
use crate::error::Error;
use crate::key::{Names, pair};
use crate::provider::{Loaded, Loading, Provider};

/// The name of the provider.
pub(crate) const NAME: &str = "external";

/// The variable that forbids it.
pub(crate) const OFF: &str = "ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS";

/// The longest output, in bytes.
const LARGEST: usize = 64 * 1024;

/// The longest run.
const LIMIT: Duration = Duration::from_secs(60);

/// The names of the parts of a key, as the command line writes them.
const LOWER: Names = Names {
    id: "access_key_id",
    secret: "access_key_secret",
    token: "sts_token",
    expiration: "expiration",
};

/// Runs a command and reads the JSON that it prints: `mode` (`AK` or `StsToken`), `access_key_id`, `access_key_secret`,
/// `sts_token` and `expiration`.
///
/// The command is split into words like in a POSIX shell (on Windows a backslash is a backslash), and no shell is run.
/// It has a minute, after which it is killed, and 64 KiB of output. Nothing is given to its standard input, and what
/// it writes to standard error is dropped, since nobody knows what is in it. A key without `expiration` is kept until
/// the service refuses it. `ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS` (`1` or `true`) forbids it.
pub struct External {
    environment: Environment,
    command: Zeroizing<String>,
}

impl External {
    /// This command.
    pub fn new(environment: Environment, command: impl Into<String>) -> Self {
        Self { environment, command: Zeroizing::new(command.into()) }
    }

    /// Whether the environment forbids processes.
    pub(crate) fn is_forbidden(environment: &Environment) -> Result<bool, Error> {
        let value = environment.text(OFF)?;
        Ok(value.is_some_and(|value| value == "1" || value.eq_ignore_ascii_case("true")))
    }

    async fn run(&self) -> Result<Loaded, Error> {
        if Self::is_forbidden(&self.environment)? {
            return Err(Error::wrong(format!("`{OFF}` forbids processes")));
        }
        let mut child = self.start()?;
        // A child that is dropped is killed.
        let output = tokio::time::timeout(LIMIT, output(&mut child)).await;
        let output = output.unwrap_or_else(|_| {
            let seconds = LIMIT.as_secs();
            Err(Error::temporary(format!("the process did not end within {seconds} s")))
        })?;
        key(&output).map(|credentials| Loaded::new(credentials, NAME))
    }

    fn start(&self) -> Result<Child, Error> {
        let command = if cfg!(windows) {
            Zeroizing::new(self.command.replace('\\', "\\\\"))
        } else {
            self.command.clone()
        };
        let words = shlex::split(&command)
            .ok_or_else(|| Error::wrong("the command ends inside of quotes"))?;
        let (program, arguments) =
            words.split_first().ok_or_else(|| Error::wrong("the command is empty"))?;
        let mut command = Command::new(program);
        command.args(arguments).kill_on_drop(true);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        command.spawn().map_err(|error| {
            Error::wrong(format!("the process cannot be started: {}", error.kind()))
        })
    }
}

/// What a process printed, if it ended well.
async fn output(child: &mut Child) -> Result<Zeroizing<Vec<u8>>, Error> {
    let broken = |error: std::io::Error| {
        Error::temporary(format!("the process cannot be read: {}", error.kind()))
    };
    let mut bytes = Zeroizing::new(Vec::new());
    if let Some(stdout) = child.stdout.take() {
        stdout.take(LARGEST as u64 + 1).read_to_end(&mut bytes).await.map_err(broken)?;
    }
    if bytes.len() > LARGEST {
        return Err(Error::wrong(format!("the process prints more than {LARGEST} bytes")));
    }
    let status = child.wait().await.map_err(broken)?;
    if status.success() {
        return Ok(bytes);
    }
    Err(Error::temporary(match status.code() {
        Some(code) => format!("the process ended with the exit code {code}"),
        None => "the process was killed".to_owned(),
    }))
}

/// The key in what was printed.
fn key(output: &[u8]) -> Result<Credentials, Error> {
    let document = Document::parse(output)
        .map_err(|why| Error::wrong(format!("what the process prints {why}")))?;
    let members = document.members();
    let part = |name| {
        let missing = || Error::wrong(format!("what the process prints has no `{name}`"));
        members.text(name).ok_or_else(missing)
    };
    let key = pair(part(LOWER.id)?, part(LOWER.secret)?)?;
    let is =
        |mode: &str| members.text("mode").is_some_and(|found| found.eq_ignore_ascii_case(mode));
    match members.text("mode") {
        _ if is("AK") => LOWER.ending(key, members),
        _ if is("StsToken") => LOWER.ending(key.with_security_token(part(LOWER.token)?), members),
        Some(_) => {
            Err(Error::wrong("what the process prints has a `mode` other than `AK` and `StsToken`"))
        }
        None => Err(Error::wrong("what the process prints has no `mode`")),
    }
}

impl Provider for External {
    fn load(&self) -> Loading<'_> {
        Box::pin(async { self.run().await.map_err(|error| error.of(NAME)) })
    }
}

/// Without the command, which may hold a password.
impl fmt::Debug for External {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("External").finish_non_exhaustive()
    }
}
