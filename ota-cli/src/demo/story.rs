//! The story: cancel tasks, ask for too much, delete a package twice.

use std::io::{self, Write};

use ota_api::operations::{CancelOtaTaskByDevice, DeleteOtaFirmware};
use ota_api::{Client, Error, Operation, Reply};
use ota_emulator::Emulator;
use ota_spec::wire;

use super::scene::Scene;
use crate::failure::{Exit, Failure};
use crate::output::printable;
use crate::table;

/// Tells it to the end, or to the first outcome that is not what the step is about.
pub(super) async fn tell(
    client: &Client,
    emulator: &Emulator,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let scene = Scene::find(emulator).ok_or_else(|| surprise("no package has two batches"))?;
    let package = &scene.package.firmware_id;
    let endpoint = emulator.endpoint();
    writeln!(out, "An emulator of the service runs at {endpoint} as long as this takes.")?;
    writeln!(out, "Every arrow below is a signed HTTP request to it, or its answer.")?;

    writeln!(out, "\n1. The update tasks of package {package}\n")?;
    let start = scene.tasks(emulator);
    scene.show(&start, &start, out)?;

    writeln!(out, "\n2. Cancel what is open for {} devices in one batch\n", scene.devices.len())?;
    let request = cancel(&scene, scene.devices.clone());
    show_request(client, &request, out)?;
    show_success(client.send(&request).await, out)?;
    let now = scene.tasks(emulator);
    scene.show(&start, &now, out)?;
    writeln!(out)?;
    scene.sum_up(&start, &now, out)?;

    writeln!(out, "\n3. Cancel for 201 devices at once\n")?;
    let before = emulator.tasks();
    let names = (1..=201).map(|number| format!("device{number}")).collect();
    match client.send(&cancel(&scene, names)).await {
        Err(error) if error.is_usage() => show_unsent(&error, emulator.tasks() == before, out)?,
        other => return Err(unexpected(other)),
    }

    writeln!(out, "\n4. Delete the package\n")?;
    let request = DeleteOtaFirmware::builder().firmware_id(package.as_str()).build();
    let before = emulator.packages().len();
    show_request(client, &request, out)?;
    show_success(client.send(&request).await, out)?;
    writeln!(
        out,
        "   packages of the account: {before} before, {} now",
        emulator.packages().len()
    )?;

    writeln!(out, "\n5. Delete it again\n")?;
    show_request(client, &request, out)?;
    match client.send(&request).await {
        Err(error) if error.is_refusal() => show_refusal(&error, out)?,
        other => return Err(unexpected(other)),
    }

    writeln!(out, "\nTo try it by hand, run `ota emulator`, then `ota call` in another terminal.")?;
    Ok(())
}

fn cancel(scene: &Scene, devices: Vec<String>) -> CancelOtaTaskByDevice {
    CancelOtaTaskByDevice::builder()
        .product_key(scene.package.product_key.as_str())
        .firmware_id(scene.package.firmware_id.as_str())
        .job_id(scene.batch.job_id.as_str())
        .device_name(devices)
        .build()
}

/// What goes over the wire, read from the request that is signed.
fn show_request<O: Operation>(
    client: &Client,
    request: &O,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let unsent = client.dry_run(request).map_err(|error| Failure::api(&error))?;
    let sent = wire::parse_query(unsent.signed().query()).unwrap_or_default();
    writeln!(out, "   -> {} {}", unsent.method().as_str(), O::INFO.action)?;
    let rows: Vec<Vec<String>> = sent.into_iter().map(|(name, value)| vec![name, value]).collect();
    Ok(table::write(out, 6, &rows)?)
}

fn show_success<T>(answer: Result<Reply<T>, Error>, out: &mut dyn Write) -> Result<(), Failure> {
    match answer {
        Ok(reply) => {
            let (status, id) = (reply.http_status(), printable(reply.request_id()));
            Ok(writeln!(out, "   <- done: HTTP {status}, request {id}\n")?)
        }
        Err(error) => Err(Failure::api(&error)),
    }
}

fn show_unsent(error: &Error, unchanged: bool, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "   not sent:")?;
    for violation in error.violations() {
        writeln!(out, "      {}", printable(&violation.to_string()))?;
    }
    let state = if unchanged { "as before" } else { "changed" };
    writeln!(out, "   tasks of the account: {state}")
}

fn show_refusal(error: &Error, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "   <- the service refused:")?;
    let status = error.http_status().map(|status| status.to_string());
    let rows = [
        ("code", error.code()),
        ("message", error.message()),
        ("HTTP", status.as_deref()),
        ("request", error.request_id()),
        ("hint", error.hint()),
    ];
    let row = |(label, text): (&str, Option<&str>)| {
        Some(vec![label.to_owned(), printable(text?).into_owned()])
    };
    let rows: Vec<Vec<String>> = rows.into_iter().filter_map(row).collect();
    table::write(out, 6, &rows)
}

fn unexpected<T>(outcome: Result<Reply<T>, Error>) -> Failure {
    match outcome {
        Ok(_) => surprise("a call was accepted that should have been refused"),
        Err(error) => Failure::api(&error),
    }
}

fn surprise(what: &str) -> Failure {
    Failure::new(Exit::NoAnswer, format!("the demo did not go as it should: {what}"))
}
