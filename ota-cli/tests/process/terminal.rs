//! A terminal with a process on it, as a person has it.

use std::fs::File;
use std::io::{Read, Write};
use std::process::{Child, Command};

use nix::pty::{Winsize, openpty};
use nix::sys::signal::{Signal, kill};
use nix::sys::termios::{LocalFlags, tcgetattr};
use nix::unistd::Pid;

/// The size of the terminal.
const LINES: u16 = 30;
const COLUMNS: u16 = 100;

/// How often is read before something has to be there.
const MOST_READS: usize = 400;

/// A process that reads from a terminal and writes to it.
pub(crate) struct Terminal {
    master: File,
    child: Child,
    /// All that was written.
    pub(crate) seen: String,
    bytes: Vec<u8>,
}

impl Terminal {
    /// Starts a process on a terminal of its size.
    pub(crate) fn start(mut command: Command) -> Self {
        let size = Winsize { ws_row: LINES, ws_col: COLUMNS, ws_xpixel: 0, ws_ypixel: 0 };
        let pair = openpty(&size, None).unwrap();
        command.env("TERM", "xterm-256color");
        command.stdin(pair.slave.try_clone().unwrap());
        command.stdout(pair.slave.try_clone().unwrap()).stderr(pair.slave);
        let child = command.spawn().unwrap();
        // The command holds the other end open, so reading would never end.
        drop(command);
        Self { master: File::from(pair.master), child, seen: String::new(), bytes: Vec::new() }
    }

    /// Presses keys.
    pub(crate) fn types(&mut self, keys: &str) {
        self.master.write_all(keys.as_bytes()).unwrap();
    }

    /// Waits until words stand on one line of the screen.
    pub(crate) fn until(&mut self, words: &str) {
        // Whatever the process shows, it writes again and again.
        for _ in 0..MOST_READS {
            if self.screen().iter().any(|line| line.contains(words)) {
                return;
            }
            assert!(self.read(), "no {words:?} in {:?}", self.seen);
        }
        panic!("no {words:?} on the screen\n{}", self.screen().join("\n"));
    }

    /// What stands on the screen: text, where the last moves of the cursor have put it. A screen that was cleared is not
    /// known here, since nothing that is tested clears one.
    fn screen(&self) -> Vec<String> {
        let mut lines = vec![vec![' '; COLUMNS.into()]; LINES.into()];
        let (mut line, mut column) = (0, 0);
        let mut parts = self.seen.split("\u{1b}[");
        let mut put = |text: &str, line: usize, column: &mut usize| {
            for c in text.chars().filter(|c| !c.is_control()) {
                if let Some(cell) = lines.get_mut(line).and_then(|line| line.get_mut(*column)) {
                    *cell = c;
                }
                *column += 1;
            }
        };
        put(parts.next().unwrap_or_default(), line, &mut column);
        for part in parts {
            let end = part.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(part.len());
            let (numbers, rest) = part.split_at(end);
            let rest = match rest.strip_prefix('H') {
                Some(rest) => {
                    let (to_line, to_column) = numbers.split_once(';').unwrap_or(("1", "1"));
                    line = to_line.parse::<usize>().unwrap() - 1;
                    column = to_column.parse::<usize>().unwrap() - 1;
                    rest
                }
                None => rest.get(1..).unwrap_or_default(),
            };
            put(rest, line, &mut column);
        }
        lines.into_iter().map(String::from_iter).collect()
    }

    /// Asks the process to stop.
    pub(crate) fn stop(&self, signal: Signal) {
        let id = Pid::from_raw(self.child.id().try_into().unwrap());
        kill(id, signal).unwrap();
    }

    /// Waits for the end of the process; its exit code.
    pub(crate) fn ends(&mut self) -> Option<i32> {
        while self.read() {}
        self.child.wait().unwrap().code()
    }

    /// Whether lines are read and keys are shown as ever.
    pub(crate) fn is_as_before(&self) -> bool {
        let flags = tcgetattr(&self.master).unwrap().local_flags;
        flags.contains(LocalFlags::ECHO | LocalFlags::ICANON | LocalFlags::ISIG)
    }

    /// Reads what is there; false at the end.
    fn read(&mut self) -> bool {
        let mut buffer = [0; 4096];
        // Once nobody has the terminal any more, reading fails.
        let Ok(count @ 1..) = self.master.read(&mut buffer) else { return false };
        self.bytes.extend_from_slice(&buffer[..count]);
        self.seen = String::from_utf8_lossy(&self.bytes).into_owned();
        true
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
