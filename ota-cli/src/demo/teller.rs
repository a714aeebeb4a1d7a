//! Makes calls and shows what went over the wire.

use std::io::Write;
use std::time::Duration;

use ota_api::{Client, Error, Operation, Response};
use ota_emulator::Emulator;
use ota_spec::{visible, wire};

use super::surprise::surprise;
use crate::failure::Failure;
use crate::table;

/// Most items of a list that are shown.
const ITEMS: usize = 3;

/// Who tells the story, and to whom.
pub(super) struct Teller<'a> {
    pub(super) client: &'a Client,
    pub(super) emulator: &'a Emulator,
    pub(super) out: &'a mut dyn Write,
}

impl Teller<'_> {
    /// A chapter begins.
    pub(super) fn chapter(&mut self, title: &str) -> Result<(), Failure> {
        Ok(writeln!(self.out, "\n{title}\n")?)
    }

    /// A remark beside the calls.
    pub(super) fn say(&mut self, text: &str) -> Result<(), Failure> {
        Ok(writeln!(self.out, "   {}", visible::line(text))?)
    }

    /// A line without anything.
    pub(super) fn pause(&mut self) -> Result<(), Failure> {
        Ok(writeln!(self.out)?)
    }

    /// Time passes in the emulator's world.
    pub(super) fn pass(&mut self, minutes: u64) {
        self.emulator.advance(Duration::from_secs(minutes * 60));
    }

    /// Makes a call that has to work, and shows it.
    pub(super) async fn call<O: Operation<Client = Client>>(
        &mut self,
        request: &O,
    ) -> Result<O::Response, Failure> {
        self.show(request)?;
        let response = self.client.send(request).await.map_err(|error| Failure::api(&error))?;
        let (status, id) = (response.http_status(), visible::line(response.request_id()));
        writeln!(self.out, "   <- done: HTTP {status}, request {id}\n")?;
        Ok(response.into_inner())
    }

    /// Makes a call that the service has to refuse, and shows both.
    pub(super) async fn refused<O: Operation<Client = Client>>(
        &mut self,
        request: &O,
    ) -> Result<(), Failure> {
        self.show(request)?;
        match self.client.send(request).await {
            Err(error) if error.is_refusal() => self.show_refusal(&error),
            other => Err(unexpected(other)),
        }
    }

    /// Tries a call that must not be sent, and shows why.
    pub(super) async fn unsent<O: Operation<Client = Client>>(
        &mut self,
        request: &O,
    ) -> Result<(), Failure> {
        let before = self.emulator.tasks();
        match self.client.send(request).await {
            Err(error) if error.is_usage() => {
                writeln!(self.out, "   not sent:")?;
                for violation in error.violations() {
                    writeln!(self.out, "      {}", visible::line(&violation.to_string()))?;
                }
                let state = if self.emulator.tasks() == before { "as before" } else { "changed" };
                Ok(writeln!(self.out, "   tasks of the account: {state}")?)
            }
            other => Err(unexpected(other)),
        }
    }

    /// Shows the signed request as it goes over the wire, with a few items of long lists.
    fn show<O: Operation<Client = Client>>(&mut self, request: &O) -> Result<(), Failure> {
        let unsent = self.client.dry_run(request).map_err(|error| Failure::api(&error))?;
        let sent = wire::parse_query(unsent.signed().query()).unwrap_or_default();
        writeln!(self.out, "   -> {} {}", unsent.method().as_str(), O::INFO.action)?;
        let mut rows: Vec<Vec<String>> = Vec::new();
        // The items of a list stand beside each other.
        for items in sent.chunk_by(|one, other| base(&one.0) == base(&other.0)) {
            for (name, value) in items.iter().take(ITEMS) {
                rows.push(vec![name.clone(), visible::line(value).into_owned()]);
            }
            if let Some(more) = items.len().checked_sub(ITEMS).filter(|more| *more > 0) {
                rows.push(vec![base(&items[0].0).to_owned(), format!("and {more} more")]);
            }
        }
        Ok(table::write(self.out, 6, &rows)?)
    }

    fn show_refusal(&mut self, error: &Error) -> Result<(), Failure> {
        writeln!(self.out, "   <- the service refused:")?;
        let status = error.http_status().map(|status| status.to_string());
        let rows = [
            ("code", error.code()),
            ("message", error.message()),
            ("HTTP", status.as_deref()),
            ("request", error.request_id()),
            ("hint", error.hint()),
        ];
        let row = |(label, text): (&str, Option<&str>)| {
            Some(vec![label.to_owned(), visible::line(text?).into_owned()])
        };
        let rows: Vec<Vec<String>> = rows.into_iter().filter_map(row).collect();
        Ok(table::write(self.out, 6, &rows)?)
    }
}

/// The name of the list that `DeviceName.3` is an item of.
fn base(name: &str) -> &str {
    name.split('.').next().unwrap_or_default()
}

fn unexpected<T>(outcome: Result<Response<T>, Error>) -> Failure {
    match outcome {
        Ok(_) => surprise("a call was accepted that should have been refused"),
        Err(error) => Failure::api(&error),
    }
}
