//! The commands as a shell sees them: exit codes, standard output, standard error.

#![allow(clippy::unwrap_used, reason = "what panics fails its test")]

mod bad_answers;
mod broken_specs;
mod call;
mod call_specs;
#[cfg(unix)]
mod commands;
mod commands_input;
mod completion;
mod credentials;
mod demo;
mod doctor;
mod emulator;
// The emulator's own tests need these worlds, too.
mod everyday;
#[cfg(unix)]
#[path = "../../../ota-emulator/tests/loopback/example_worlds.rs"]
mod example_worlds;
#[cfg(unix)]
mod examples;
mod explorer;
#[cfg(unix)]
mod guide;
mod hostile;
#[cfg(target_os = "linux")]
mod large;
#[cfg(unix)]
#[path = "../../../tests/npm.rs"]
mod npm;
mod policy;
mod publish;
#[cfg(unix)]
mod report_browser;
#[cfg(unix)]
mod rollout;
mod rollout_lease;
#[cfg(unix)]
mod rollout_limits;
#[cfg(unix)]
mod rollout_looking;
#[cfg(unix)]
mod samples;
mod sent;
mod shown;
mod sign;
mod spec;
mod spec_diff;
mod spec_export;
mod spec_import;
mod spec_metadata;
mod spec_pages;
mod spec_reimport;
mod spec_reimport_safety;
mod support;
#[cfg(unix)]
mod terminal;
mod tutorial;
mod usage;
