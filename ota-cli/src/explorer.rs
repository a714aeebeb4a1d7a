//! `ota explorer`: the specs as a local web page.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command as Process, Stdio};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use ota_credentials::{Cached, Chain};
use ota_emulator::Emulator;
use ota_explorer::{Builder, Explorer};
use ota_spec::Spec;
use tempfile::NamedTempFile;

use crate::failure::{Failure, REGION};
use crate::output::Output;
use crate::specs::Usable;
use crate::{runtime, settings, specs, stop};

pub(crate) fn command() -> Command {
    Command::new("explorer")
        .about("Shows the operations as a web page on this machine: search, forms, checks, calls")
        .after_help(
            "Example:\n  ota explorer --emulator --open\n\n\
             With --emulator an emulator runs beside the page, and nothing else is needed: no account, no network.\n\
             With --endpoint or a region, calls go to the service with the key that `ota call` uses. With neither,\n\
             the page shows and checks, and sends nothing.",
        )
        .arg(
            Arg::new("emulator")
                .long("emulator")
                .action(ArgAction::SetTrue)
                .conflicts_with_all(["endpoint", "region"])
                .help("Run an emulator beside the page and send calls to it"),
        )
        .arg(
            Arg::new("speed")
                .long("speed")
                .value_name("FACTOR")
                .value_parser(value_parser!(u32).range(0..=1_000_000))
                .default_value("10")
                .requires("emulator")
                .help("How many times as fast as real time the emulated devices live"),
        )
        .arg(
            Arg::new("endpoint")
                .long("endpoint")
                .value_name("URL")
                .help("The endpoint to send calls to, instead of that of the region"),
        )
        .arg(
            Arg::new("region")
                .long("region")
                .value_name("REGION")
                .help("The region to send calls to, such as `cn-shanghai`"),
        )
        .arg(
            Arg::new("allow-plain-http")
                .long("allow-plain-http")
                .action(ArgAction::SetTrue)
                .help("Allow an endpoint with `http://` that is not on this machine"),
        )
        .arg(settings::specs().help("A folder of specs to show, instead of the specs built in"))
        .arg(
            Arg::new("port")
                .long("port")
                .value_name("PORT")
                .value_parser(value_parser!(u16))
                .default_value("7181")
                .help("The port to listen on, on 127.0.0.1; 0 takes a free one"),
        )
        .arg(
            Arg::new("open")
                .long("open")
                .action(ArgAction::SetTrue)
                .help("Open the page in the browser"),
        )
}

pub(crate) fn run(
    built_in: Spec,
    matches: &ArgMatches,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let spec = match matches.get_one::<OsString>("specs").filter(|folder| !folder.is_empty()) {
        None => built_in,
        Some(folder) => {
            let Usable { spec, left_out } = specs::usable(Path::new(folder))?;
            if let Some(left_out) = left_out {
                left_out.warn(Output::Text);
            }
            spec
        }
    };
    runtime::run(async {
        // Before anything is shown, so that who reads it can already stop the explorer.
        let stopped = stop::signal()?;
        let explorer = builder(spec, matches).await?.start().await;
        let explorer = explorer.map_err(|error| Failure::usage(error.to_string()))?;
        writeln!(out, "listening on {}; Ctrl-C stops it\n", explorer.url())?;
        let entry = matches.get_flag("open").then(|| open(&explorer)).transpose()?;
        if entry.is_none() {
            writeln!(
                out,
                "Open this address in a browser; it works once:\n\n  {}",
                explorer.address()
            )?;
        }
        out.flush()?;
        let entered = tell(&explorer, out);
        tokio::select! {
            () = stopped => {}
            ended = entered => ended?,
        }
        drop(entry);
        explorer.stop().await;
        drop(writeln!(out, "\nstopped").and_then(|()| out.flush()));
        Ok(())
    })?
}

/// The explorer that the flags describe, with its emulator.
async fn builder(spec: Spec, matches: &ArgMatches) -> Result<Builder, Failure> {
    let port = matches.get_one("port").copied().unwrap_or_default();
    let mut builder = Explorer::builder(spec.clone()).port(port);
    let folder = matches.get_one::<OsString>("specs").filter(|folder| !folder.is_empty());
    if let Some(folder) = folder {
        builder = builder.folder(folder.to_string_lossy());
    }
    if matches.get_flag("emulator") {
        let speed = matches.get_one::<u32>("speed").copied().unwrap_or_default();
        let emulator = Emulator::builder().specs(spec).speed(f64::from(speed)).start().await;
        let emulator = emulator.map_err(|error| Failure::usage(error.to_string()))?;
        return Ok(builder.emulator(emulator));
    }
    let text = |id: &str, variable: &str| {
        let given = matches.get_one::<String>(id).cloned();
        let given = given.or_else(|| std::env::var(variable).ok());
        given.filter(|text| !text.is_empty())
    };
    let endpoint = text("endpoint", "OTA_ENDPOINT_URL");
    let region = text("region", REGION);
    if endpoint.is_none() && region.is_none() {
        return Ok(builder);
    }
    let plain = matches.get_flag("allow-plain-http");
    Ok(builder.service(endpoint, region, plain, Cached::new(Chain::new())))
}

/// Prints the next address whenever one was used.
async fn tell(explorer: &Explorer, out: &mut dyn Write) -> io::Result<()> {
    loop {
        explorer.entered().await;
        let told = writeln!(out, "\nFor another browser:\n\n  {}", explorer.address());
        match told.and_then(|()| out.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => return Err(error),
            // Whoever closed the output still wants the page.
            _ => {}
        }
    }
}

/// Opens the page. Other users of this machine see the words of a command line, so the address stands in a file that only
/// this user can read, which leads on; the file is there as long as the explorer runs.
fn open(explorer: &Explorer) -> Result<NamedTempFile, Failure> {
    let cannot = |error: io::Error| {
        Failure::usage(format!("cannot open a browser: {error}; leave out `--open`"))
    };
    let mut file = tempfile::Builder::new().suffix(".html").tempfile().map_err(cannot)?;
    let address = explorer.address();
    let page = format!(
        "<!doctype html><meta charset=\"utf-8\"><title>ota explorer</title>\
         <meta http-equiv=\"refresh\" content=\"0;url={address}\"><a href=\"{address}\">ota explorer</a>\n"
    );
    file.write_all(page.as_bytes()).and_then(|()| file.flush()).map_err(cannot)?;
    let (program, first): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else {
        ("xdg-open", &[])
    };
    let mut browser = Process::new(program);
    browser.args(first).arg(file.path());
    browser.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    browser.spawn().map_err(cannot)?;
    Ok(file)
}
