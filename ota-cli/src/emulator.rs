//! `ota emulator`: runs the emulator until it is told to stop.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use ota_emulator::{Emulator, SeedDevice, StartError};
use ota_spec::Spec;

use crate::command;
use crate::failure::{Exit, Failure};
use crate::output::{printable, shell_word};
use crate::spec;

/// The secret that may be shown: it is not one.
const TEST_SECRET: &str = "testsecret";

pub(crate) fn command() -> Command {
    Command::new("emulator")
        .about("Runs an emulator of the service on this machine until Ctrl-C")
        .arg(
            Arg::new("port")
                .long("port")
                .value_name("PORT")
                .value_parser(value_parser!(u16))
                .default_value("7180")
                .help("The port on 127.0.0.1 to listen on; 0 takes a free one"),
        )
        .arg(
            Arg::new("key-id")
                .long("key-id")
                .value_name("ID")
                .default_value("testid")
                .help("The ID of the only key that is accepted"),
        )
        .arg(
            Arg::new("key-secret")
                .long("key-secret")
                .value_name("SECRET")
                .default_value(TEST_SECRET)
                .help("The secret of that key; never use a real one"),
        )
        .arg(
            Arg::new("specs")
                .long("specs")
                .value_name("DIR")
                .value_parser(value_parser!(PathBuf))
                .help("A folder of specs to interpret, instead of the specs built in"),
        )
        .arg(
            Arg::new("no-quota")
                .long("no-quota")
                .action(ArgAction::SetTrue)
                .help("Take any number of calls a second"),
        )
}

pub(crate) fn run(
    built_in: Spec,
    matches: &ArgMatches,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let specs = match matches.get_one::<PathBuf>("specs") {
        Some(folder) => spec::read(folder, Exit::Usage)?,
        None => built_in,
    };
    let text = |id| matches.get_one::<String>(id).map_or("", String::as_str);
    let mut builder = Emulator::builder()
        .port(matches.get_one("port").copied().unwrap_or_default())
        .credentials(text("key-id"), text("key-secret"))
        .specs(specs.clone());
    if matches.get_flag("no-quota") {
        builder = builder.without_quota();
    }
    command::runtime()?.block_on(async {
        // Before anything is shown, so that who reads it can already stop the emulator.
        let stopped = stop_signal()?;
        let emulator = builder.start().await.map_err(|error| start_failure(&error))?;
        let shown = describe(&emulator, &specs, out).and_then(|()| out.flush());
        // Whoever closes the output early still wants the emulator.
        match shown {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => return Err(error.into()),
            _ => {}
        }
        stopped.await;
        emulator.stop().await;
        drop(writeln!(out, "\nstopped").and_then(|()| out.flush()));
        Ok(())
    })
}

fn start_failure(error: &StartError) -> Failure {
    match error {
        StartError::Specs(broken) => spec::mistakes(broken, Exit::Usage),
        other => Failure::usage(other.to_string()),
    }
}

fn describe(emulator: &Emulator, specs: &Spec, out: &mut dyn Write) -> io::Result<()> {
    let endpoint = emulator.endpoint();
    writeln!(out, "listening on {endpoint}; Ctrl-C stops it\n")?;
    let actions: Vec<&str> = specs.operations.iter().map(|known| known.action.as_str()).collect();
    writeln!(out, "operations  {}", printable(&actions.join(", ")))?;
    let instances = emulator.seed().instances.iter();
    let instances: Vec<&str> = instances.map(|known| known.iot_instance_id.as_str()).collect();
    writeln!(out, "instances   {}", instances.join(", "))?;
    for product in &emulator.seed().products {
        writeln!(out, "product     {}", product.product_key)?;
        let devices: Vec<&str> = product.devices.iter().map(SeedDevice::name).collect();
        writeln!(out, "  devices   {}", devices.join(", "))?;
        for package in &product.packages {
            writeln!(out, "  package   {}", package.firmware_id)?;
            for job in &package.jobs {
                writeln!(out, "    batch   {} with {} tasks", job.job_id, job.tasks.len())?;
            }
        }
    }
    let secret = match emulator.key_secret() {
        TEST_SECRET => TEST_SECRET,
        _ => "'<the secret given by --key-secret>'",
    };
    writeln!(out, "\nIn another terminal:\n")?;
    writeln!(out, "export OTA_ENDPOINT_URL={endpoint}")?;
    writeln!(out, "export ALIBABA_CLOUD_ACCESS_KEY_ID={}", shell_word(emulator.key_id()))?;
    writeln!(out, "export ALIBABA_CLOUD_ACCESS_KEY_SECRET={secret}")
}

/// Ends when the process is asked to stop.
#[cfg(unix)]
fn stop_signal() -> Result<impl Future<Output = ()>, Failure> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt()).map_err(|error| no_signal(&error))?;
    let mut terminate = signal(SignalKind::terminate()).map_err(|error| no_signal(&error))?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Ends when the process is asked to stop.
#[cfg(not(unix))]
fn stop_signal() -> Result<impl Future<Output = ()>, Failure> {
    Ok(async {
        // Without signals there is nothing better than to go on.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

#[cfg(unix)]
fn no_signal(error: &io::Error) -> Failure {
    Failure::new(Exit::NoAnswer, format!("cannot wait for Ctrl-C: {error}"))
}
