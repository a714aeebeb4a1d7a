//! Emulators that the tutorial and the guide start. They show them at one address, and here each has a free port.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// The address that is shown.
const SHOWN: &str = "http://127.0.0.1:7180";

/// An emulator that ends with the test.
pub(crate) struct Shown {
    child: Child,
    address: String,
}

impl Shown {
    /// Starts it, and gives the lines that it writes up to the first that is `last`.
    pub(crate) fn start(command: &mut Command, last: impl Fn(&str) -> bool) -> (Self, Vec<String>) {
        let mut child = command.args(["--port", "0"]).stdout(Stdio::piped()).spawn().unwrap();
        let mut new = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let mut lines: Vec<String> = Vec::new();
        while lines.last().is_none_or(|line| !last(line)) {
            lines.push(new.next().expect("the emulator has ended"));
        }
        let address = lines.iter().find_map(|line| line.strip_prefix("listening on ")).unwrap();
        let address = address.split(';').next().unwrap().to_owned();
        (Self { child, address }, lines)
    }

    /// A text as it is shown.
    pub(crate) fn text(&self, text: &str) -> String {
        text.replace(&self.address, SHOWN)
    }

    pub(crate) fn port(&self) -> &str {
        self.address.rsplit(':').next().unwrap_or_default()
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
