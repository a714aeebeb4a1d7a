//! `ota demo`: both operations against an emulator, told from what really happens.
//!
//! What is sent is read from the signed request, what comes back from the answer, and the tables
//! from the state of the emulator.

mod scene;
mod story;

use std::io::Write;

use clap::Command;
use ota_api::{Client, Credentials};
use ota_emulator::Emulator;

use crate::command;
use crate::failure::{Exit, Failure};

pub(crate) fn command() -> Command {
    Command::new("demo")
        .about("Shows the operations at work on an emulator: no account, no network, no settings")
}

pub(crate) fn run(out: &mut dyn Write) -> Result<(), Failure> {
    command::runtime()?.block_on(async {
        let emulator = Emulator::start()
            .await
            .map_err(|error| Failure::new(Exit::NoAnswer, error.to_string()))?;
        let client = Client::builder()
            .endpoint(emulator.endpoint())
            .credentials(Credentials::new(emulator.key_id(), emulator.key_secret()))
            .build()
            .map_err(|error| Failure::api(&error))?;
        let told = story::tell(&client, &emulator, out).await;
        emulator.stop().await;
        told
    })
}
