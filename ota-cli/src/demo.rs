//! `ota demo`: a rollout from the upload to the last lamp, told from what really happens.
//!
//! Requests are shown as signed and responses as received, and the progress of the lamps is read from
//! the lists of the service. Time passes in the emulator's world only.

mod progress;
mod story;
mod surprise;
mod teller;
mod upload;

use std::io::Write;

use clap::Command;
use ota_api::{Client, Credentials};

use crate::failure::{Exit, Failure};
use crate::runtime;
use teller::Teller;

pub(crate) fn command() -> Command {
    Command::new("demo")
        .about("Tells a whole rollout on a simulated fleet: no account, no network, no settings")
        .after_help("Example:\n  ota demo")
}

pub(crate) fn run(out: &mut dyn Write) -> Result<(), Failure> {
    runtime::run(async {
        let emulator = story::emulator()
            .start()
            .await
            .map_err(|error| Failure::new(Exit::NoResponse, error.to_string()))?;
        let client = Client::builder()
            .endpoint(emulator.endpoint())
            .credentials(Credentials::new(emulator.key_id(), emulator.key_secret()))
            .build()
            .map_err(|error| Failure::api(&error))?;
        let told = story::tell(&mut Teller { client: &client, emulator: &emulator, out }).await;
        emulator.stop().await;
        told
    })?
}
