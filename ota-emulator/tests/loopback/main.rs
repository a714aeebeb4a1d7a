//! The emulator over HTTP, as a client sees it.
//!
//! Requests are written and signed by hand here, by code that shares nothing with the emulator.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod addresses;
mod admin;
mod admin_state;
mod any_bytes;
mod any_text;
mod bounds;
mod call;
mod cancel;
mod damage;
mod data;
mod delete;
mod devices;
mod downloads;
mod dynamic_jobs;
mod every_operation;
mod example_worlds;
mod examples;
mod explain;
mod faults;
mod fleet;
mod form;
mod formats;
mod gateway;
mod headers_scheme;
mod http;
mod job_changes;
mod job_lists;
mod kept_secret;
mod killed;
mod ledger_says;
mod lifecycle;
mod limits;
mod listed_devices;
#[cfg(unix)]
mod lost_folder;
mod modules;
mod package_lists;
mod packages;
mod products;
mod quota;
mod requests;
mod rollout;
mod scheduled_jobs;
mod silence;
mod static_jobs;
mod task_changes;
mod task_lists;
mod temporary_keys;
mod time_and_nonce;
mod uploads;
mod uses_of_uploads;
mod verification;
mod web_page;
