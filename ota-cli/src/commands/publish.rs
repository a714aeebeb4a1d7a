//! `ota firmware publish`: uploads files and makes a package of them, once, however often it is stopped.

mod state;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use ota_api::operations::{CreateOtaFirmware, CreateOtaFirmwareFiles, CreateOtaFirmwareResponse};
use ota_api::{Client, Reconciled, Response};
use ota_spec::model::Operation;
use ota_spec::{Value, visible};
use serde_json::json;

use self::state::{Sent, State};
use crate::caller::Caller;
use crate::failure::{Exit, Failure};
use crate::flags::{self, Style};
use crate::output::Output;
use crate::query::Query;
use crate::request::{self, More};
use crate::{bar, permit, response, runtime};

/// The operation that makes a package.
pub(super) const CREATE: &str = "CreateOTAFirmware";

/// The parameters that the upload sets.
const SET: &[&str] = &["FirmwareUrl", "FirmwareSign", "FirmwareSize", "SignMethod", "MultiFiles"];

const HELP: &str = "\
Example:
  ota firmware publish lamp-2.0.0.bin --firmware-name lamp --dest-version 2.0.0 \\
      --product-key a1LampKeAbC

The files are sent to the storage of the service, and a package is made of them: several files make one package. What
was uploaded, and the call that makes the package, are noted beside the first file (`lamp-2.0.0.bin.publish`) until that is
done. If the command is stopped, the same command goes on: nothing is made twice, and files that are there already are not
sent again within the hour in which the storage keeps them.";

pub(super) fn command(create: &Operation, settings: &[&str]) -> Option<Command> {
    let style = Style::command(create, create.command.as_ref()?).without(SET);
    let files = Arg::new("file")
        .value_name("FILE")
        .value_parser(value_parser!(PathBuf))
        .num_args(1..)
        .action(ArgAction::Append)
        .required(true)
        .help("The files of the package, up to 20; the ending of a name says what a file is, such as `.bin`");
    let state = Arg::new("state").long("state").value_name("FILE");
    let state = state.value_parser(value_parser!(PathBuf)).help(
        "Where to note what is done, in place of a file beside the first one; it is removed at the end",
    );
    Some(
        flags::subcommand(create, settings, &style)
            .name("publish")
            .about("Uploads files and makes a package of them")
            .long_about("Uploads files and makes a package of them.")
            .override_usage("ota firmware publish <FILE>... --firmware-name <String> --dest-version <String> [OPTIONS]")
            .after_help(HELP)
            .after_long_help(HELP)
            .arg(files)
            .next_help_heading("Going on")
            .arg(state),
    )
}

/// Publishes what the command line names.
pub(super) fn run(
    caller: &Caller<'_>,
    matches: &ArgMatches,
    output: Output,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let query = matches.get_one::<String>("query").map(|text| Query::parse(text)).transpose()?;
    let files: Vec<PathBuf> = matches.get_many("file").into_iter().flatten().cloned().collect();
    let operation = caller.operation;
    let more = More { given: placeholders(&files), ..More::default() };
    let request = request::read_with(operation, matches, &more)
        .map_err(|violations| Failure::limits(operation, &violations))?;
    if matches.get_flag("dry-run") {
        return caller.dry_run(&request, output, out);
    }
    permit::ask(caller, &request, "firmware publish", true, matches)?;
    let client = caller.own_client(matches)?;
    let at = matches.get_one::<PathBuf>("state").cloned().unwrap_or_else(|| beside(&files));
    let (response, sent) = runtime::run(publish(&client, &files, &request, &at))??;
    let made = response.value().data.as_ref().and_then(|data| data.firmware_id.as_ref());
    let id = made.map(|id| id.as_str().to_owned()).unwrap_or_default();
    let shown = json!({
        "FirmwareId": id,
        "RequestId": response.request_id(),
        "Files": sent.iter().map(Sent::shown).collect::<Vec<_>>(),
    });
    let shown = Value::from_json(&shown.to_string()).unwrap_or(Value::Null);
    if let Some(query) = query {
        return response::queried(&query.of(&shown)?, Some(output), out);
    }
    if output == Output::Json {
        return Ok(writeln!(out, "{}", visible::json(&shown.pretty()))?);
    }
    writeln!(out, "package {}", visible::line(&id))?;
    for file in &sent {
        writeln!(
            out,
            "  {}, {} bytes, MD5 {}",
            visible::line(&file.name),
            permit::grouped(file.size),
            file.md5
        )?;
    }
    Ok(())
}

/// What the rules want to see before anything is uploaded.
fn placeholders(files: &[PathBuf]) -> std::collections::BTreeMap<String, Value> {
    let url = || Value::from("https://uploaded.invalid/file");
    let given = match files {
        [_] => ("FirmwareUrl".to_owned(), url()),
        several => {
            let file = |path: &PathBuf| {
                let name = Value::String(name(path));
                Value::Object(vec![("Name".to_owned(), name), ("Url".to_owned(), url())])
            };
            ("MultiFiles".to_owned(), Value::Array(several.iter().map(file).collect()))
        }
    };
    [given].into()
}

/// The name of a file in its package.
fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The state is noted beside the first file.
fn beside(files: &[PathBuf]) -> PathBuf {
    let mut path = files.first().cloned().unwrap_or_default().into_os_string();
    path.push(".publish");
    path.into()
}

async fn publish(
    client: &Client,
    files: &[PathBuf],
    request: &Value,
    at: &Path,
) -> Result<(Response<CreateOtaFirmwareResponse>, Vec<Sent>), Failure> {
    let instance = request.get("IotInstanceId").and_then(Value::scalar).unwrap_or_default();
    let service = format!("{} {instance}", client.endpoint());
    let mut state = match State::read(at, files, &service)? {
        Some(state) => state,
        None => State::of(files, upload(client, files).await?, &service)?,
    };
    state.write(at)?;
    let call = client.prepare(create(request, &state.sent));
    let failed = |error: ota_api::Error| Failure::api(&error);
    let intent = match &state.intent {
        None => call.intent().map_err(failed)?,
        Some(saved) => {
            // An earlier run got as far as this.
            let intent = call.resume(saved).map_err(failed)?;
            let unknown = intent.unknown_outcome();
            match client.reconcile::<CreateOtaFirmware>(unknown).await.map_err(failed)? {
                Reconciled::Made(response) => {
                    state::remove(at)?;
                    return Ok((response, state.sent));
                }
                // It is as old as the note, by which it could not be found a second time.
                Reconciled::NotMade => call.intent().map_err(failed)?,
                _ => {
                    return Err(Failure::new(
                        Exit::NoResponse,
                        "an earlier run was stopped while it made the package, and nobody can tell yet whether that was done; \
                         run the same command again in 20 minutes",
                    ));
                }
            }
        }
    };
    state.intent = Some(intent.save());
    state.write(at)?;
    match call.send_as(&intent).await {
        Ok(response) => {
            state::remove(at)?;
            Ok((response, state.sent))
        }
        Err(error) => {
            if !error.outcome_unknown() {
                // The files are still good for another try.
                state.intent = None;
                state.write(at)?;
            }
            Err(Failure::api(&error))
        }
    }
}

/// Uploads files, with a bar where somebody looks.
async fn upload(client: &Client, files: &[PathBuf]) -> Result<Vec<Sent>, Failure> {
    let mut sent = Vec::new();
    for path in files {
        let name = name(path);
        let bar = Mutex::new(bar::Upload::new(&name));
        let upload = client.upload_firmware(path).on_progress(move |progress| {
            if let Ok(mut bar) = bar.lock() {
                bar.tell(progress);
            }
        });
        let uploaded = upload.await.map_err(|error| Failure::api(&error))?;
        sent.push(Sent {
            name,
            url: uploaded.url().to_owned(),
            size: uploaded.size(),
            md5: uploaded.md5().to_owned(),
        });
    }
    Ok(sent)
}

/// The request that makes the package.
fn create(request: &Value, sent: &[Sent]) -> CreateOtaFirmware {
    let text = |name: &str| request.get(name).and_then(Value::scalar);
    let builder = CreateOtaFirmware::builder()
        .dest_version(text("DestVersion").unwrap_or_default())
        .firmware_name(text("FirmwareName").unwrap_or_default());
    let mut made = match sent {
        [file] => builder.files(CreateOtaFirmwareFiles::Single {
            firmware_url: file.url.clone(),
            firmware_sign: Some(file.md5.clone()),
            firmware_size: i32::try_from(file.size).ok(),
        }),
        several => {
            let files = several.iter().map(Sent::of_package);
            builder.files(CreateOtaFirmwareFiles::Multiple { multi_files: files.collect() })
        }
    }
    .build();
    made.firmware_desc = text("FirmwareDesc");
    made.module_name = text("ModuleName").map(Into::into);
    made.need_to_verify = text("NeedToVerify").map(|value| value == "true");
    made.product_key = text("ProductKey").map(Into::into);
    made.src_version = text("SrcVersion");
    made.r#type = text("Type").map(Into::into);
    made.udi = text("Udi");
    made.iot_instance_id = text("IotInstanceId").map(Into::into);
    made
}
