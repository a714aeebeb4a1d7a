//! The providers against servers, processes and files of this machine.

#![allow(clippy::unwrap_used, reason = "what panics fails its test")]

mod cached;
mod client;
mod config_file;
mod external;
mod ini_file;
mod instance;
mod logins;
mod roles;
mod secrets;
mod support;
mod uri;
mod walk;
