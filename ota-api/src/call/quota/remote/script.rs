//! The script that keeps a window on a Redis server, as commands.

use std::sync::OnceLock;

use redis::Cmd;
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};

use crate::call::ascii::{as_str, hex};

/// What is done with a window.
const SCRIPT: &str = include_str!("window.lua");

/// The names of what the server keeps of a window.
#[derive(Debug)]
pub(crate) struct Keys([String; 4]);

impl Keys {
    pub(crate) fn new(name: &str) -> Self {
        // What stands in braces tells a cluster that the keys belong together.
        Self(["sends", "line", "leases", "rest"].map(|key| format!("ota-api:{{{name}}}:{key}")))
    }

    /// Does something with the window, for the call with this ticket.
    pub(crate) fn command(&self, action: &str, ticket: &str, arguments: &[String]) -> Cmd {
        static DIGEST: OnceLock<String> = OnceLock::new();
        let digest = DIGEST.get_or_init(|| {
            let digest = digest(&SHA1_FOR_LEGACY_USE_ONLY, SCRIPT.as_bytes());
            let bytes: [u8; 20] = digest.as_ref().first_chunk().copied().unwrap_or_default();
            as_str(hex(bytes).as_flattened()).to_owned()
        });
        let mut command = redis::cmd("EVALSHA");
        command.arg(digest).arg(self.0.len()).arg(&self.0);
        command.arg(action).arg(ticket).arg(arguments);
        command
    }
}

/// Tells the server the script.
pub(crate) fn load() -> Cmd {
    let mut command = redis::cmd("SCRIPT");
    command.arg("LOAD").arg(SCRIPT);
    command
}
