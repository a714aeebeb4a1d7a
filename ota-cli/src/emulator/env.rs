//! `ota emulator env`: the variables that point a shell at an emulator.

use std::io::Write;
use std::time::Duration;

use clap::{Arg, ArgMatches, Command, value_parser};
use ota_spec::visible;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::description::TEST_SECRET;
use crate::failure::{Exit, Failure};
use crate::output::shell_word;
use crate::runtime;

/// How long an emulator on this machine may take to respond.
const LIMIT: Duration = Duration::from_secs(5);

pub(super) fn command() -> Command {
    Command::new("env")
        .about("Prints the variables that point a shell at an emulator that runs on this machine")
        .after_help("Example:\n  eval $(ota emulator env)")
        .arg(
            Arg::new("port")
                .long("port")
                .value_name("PORT")
                .value_parser(value_parser!(u16).range(1..))
                .default_value("7180")
                .help("The port of the emulator, on 127.0.0.1"),
        )
        .arg(
            Arg::new("key-id")
                .long("key-id")
                .value_name("ID")
                .default_value("testid")
                .help("The ID of its key, if it was started with another one"),
        )
        .arg(
            Arg::new("key-secret")
                .long("key-secret")
                .value_name("SECRET")
                .default_value(TEST_SECRET)
                .help("The secret of its key, if it was started with another one"),
        )
        .arg(
            Arg::new("shell")
                .long("shell")
                .value_name("SHELL")
                .value_parser(["sh", "fish", "powershell"])
                .default_value("sh")
                .help("The shell that reads the lines; `sh` is right for bash and zsh, too"),
        )
}

pub(super) fn run(matches: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    let port = matches.get_one::<u16>("port").copied().unwrap_or_default();
    let there = runtime::run(async { timeout(LIMIT, is_emulator(port)).await })?;
    if !matches!(there, Ok(Ok(true))) {
        return Err(Failure::new(
            Exit::NoResponse,
            format!(
                "no emulator responds on 127.0.0.1:{port}; start one with `ota emulator --port {port}`, or name its port with `--port`"
            ),
        ));
    }
    let text = |id: &str| matches.get_one::<String>(id).map_or("", String::as_str);
    let variables = [
        ("OTA_ENDPOINT_URL", format!("http://127.0.0.1:{port}")),
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", text("key-id").to_owned()),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", text("key-secret").to_owned()),
    ];
    for (name, value) in variables {
        match text("shell") {
            "fish" => writeln!(out, "set -gx {name} {};", shell_word(&value))?,
            "powershell" => {
                let value = visible::line(&value).replace('\'', "''");
                writeln!(out, "$env:{name} = '{value}'")?;
            }
            _ => writeln!(out, "export {name}={};", shell_word(&value))?,
        }
    }
    Ok(())
}

/// Whether what listens on a port is an emulator.
async fn is_emulator(port: u16) -> std::io::Result<bool> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
    let request =
        format!("GET /_ota/health HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut response = Vec::new();
    stream.take(64 * 1024).read_to_end(&mut response).await?;
    let response = String::from_utf8_lossy(&response);
    Ok(response.starts_with("HTTP/1.1 200") && response.contains("\"products\""))
}
