//! The command line `ota`: calls of the service, an emulator of it, its specs and its signatures.
//!
//! | exit code | meaning |
//! |---|---|
//! | 0 | done |
//! | 1 | the service refused, `spec check` found mistakes, or `spec diff` something that breaks callers |
//! | 2 | wrong use: flags, limits, missing settings, specs with mistakes |
//! | 3 | no response, or one that cannot be read |
//! | 4 | nobody confirmed the change, or the safety policy denies it; nothing was sent |
//! | 5 | what was waited for did not come in time |
//! | 10 | a rollout waits for approval |
//! | 11 | a rollout was stopped by its tolerance |
//! | 12 | a rollout was aborted |
//! | 13 | another controller has the rollout, or the lease of this one was lost |
//! | 14 | a rollout waits for a person for another reason |
//! | 15 | a rollout was interrupted; it can go on |
//! | 16 | a rollout is done, but devices were left out when a wave of it was stopped |
//!
//! Results go to standard output, errors to standard error.

mod bar;
mod call;
mod caller;
mod columns;
mod command;
mod commands;
mod completion;
mod credentials;
mod dashes;
mod demo;
mod devices;
mod doctor;
mod dry_run;
mod emulator;
mod error_codes;
mod explorer;
mod failure;
#[cfg(test)]
mod fixture;
mod flags;
mod grid;
mod man;
mod output;
mod permit;
mod policy;
mod profiles;
mod query;
mod request;
mod response;
mod rollout;
mod runtime;
mod screen;
mod settings;
mod sign;
mod spec;
mod specs;
mod stop;
mod table;

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    if completion::is_asked() {
        command::complete();
        return ExitCode::SUCCESS;
    }
    let mut out = BufWriter::new(io::stdout());
    let result = command::run(std::env::args_os(), &mut out);
    // What was done before a failure is shown before it.
    let flushed = out.flush().map_err(failure::Failure::from);
    match result.and(flushed) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
