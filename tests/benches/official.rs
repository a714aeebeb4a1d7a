//! The official Python client, in a process that makes calls when it is told to.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::Took;
use crate::contenders::{FIRMWARE, KEY_ID, KEY_SECRET};

/// A running interpreter; it ends when its input does.
pub(crate) struct Official {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Official {
    pub(crate) fn start(python: &str, address: &str) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/official_calls.py");
        let mut child = Command::new(python)
            .arg(script)
            .args([address, KEY_ID, KEY_SECRET, FIRMWARE])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (input, output) = (child.stdin.take(), child.stdout.take().unwrap());
        Self { child, input, output: BufReader::new(output) }
    }

    /// Makes calls and returns the time they took.
    pub(crate) fn calls(&mut self, calls: usize, at_once: usize) -> Took {
        let mut line = String::new();
        writeln!(self.input.as_mut().unwrap(), "{calls} {at_once}").unwrap();
        self.output.read_line(&mut line).unwrap();
        let took: Value = serde_json::from_str(&line).unwrap();
        let seconds = |name: &str| Duration::from_secs_f64(took[name].as_f64().unwrap());
        Took { processor: seconds("processor"), wall: seconds("wall") }
    }
}

impl Drop for Official {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.child.wait();
    }
}
