//! The machine, the date and the command of a measurement.

use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::command::run;

/// The circumstances that a figure depends on besides the code.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Machine {
    pub(crate) processor: String,
    pub(crate) cores: usize,
    /// Bytes.
    pub(crate) memory: f64,
    pub(crate) compiler: String,
    /// Year, month and day of UTC.
    pub(crate) date: String,
    pub(crate) command: String,
    /// The libraries measured against, as they were resolved.
    pub(crate) versions: String,
}

impl Machine {
    /// This machine today.
    pub(crate) fn here(versions: String) -> Result<Self, String> {
        let mut rustc = Command::new("rustc");
        rustc.arg("--version");
        let compiler = String::from_utf8_lossy(&run(rustc)?.stdout).trim().to_owned();
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |now| now.as_secs());
        let words: Vec<String> = std::env::args().skip(1).collect();
        let about = |path| std::fs::read_to_string(path).unwrap_or_default();
        let memory = entry(&about("/proc/meminfo"), "MemTotal")
            .and_then(|text| text.trim_end_matches(" kB").parse::<f64>().ok());
        Ok(Self {
            processor: entry(&about("/proc/cpuinfo"), "model name").unwrap_or("unknown".to_owned()),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            memory: memory.unwrap_or_default() * 1024.0,
            compiler,
            date: date(seconds / 86_400),
            command: format!("cargo xtask {}", words.join(" ")),
            versions,
        })
    }

    pub(crate) fn to_json(&self) -> Value {
        json!({
            "processor": self.processor,
            "cores": self.cores,
            "memoryBytes": self.memory,
            "compiler": self.compiler,
            "date": self.date,
            "command": self.command,
            "versions": self.versions,
        })
    }

    pub(crate) fn from_json(value: &Value) -> Option<Self> {
        let text = |name: &str| value[name].as_str().map(str::to_owned);
        Some(Self {
            processor: text("processor")?,
            cores: usize::try_from(value["cores"].as_u64()?).ok()?,
            memory: value["memoryBytes"].as_f64()?,
            compiler: text("compiler")?,
            date: text("date")?,
            command: text("command")?,
            versions: text("versions")?,
        })
    }
}

/// The value of the first line `name : value`.
fn entry(text: &str, name: &str) -> Option<String> {
    text.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        (key.trim() == name).then(|| value.trim().to_owned())
    })
}

/// The date of a day, counted from the first of January 1970.
fn date(days: u64) -> String {
    let (mut year, mut rest) = (1970, days);
    let leap =
        |year: u64| year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    while rest >= 365 + u64::from(leap(year)) {
        rest -= 365 + u64::from(leap(year));
        year += 1;
    }
    let february = 28 + u64::from(leap(year));
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30] {
        if rest < length {
            break;
        }
        rest -= length;
        month += 1;
    }
    format!("{year}-{month:02}-{:02}", rest + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_become_dates() {
        let dates = [(0, "1970-01-01"), (59, "1970-03-01"), (11_016, "2000-02-29")];
        for (days, expected) in dates.into_iter().chain([(20_453, "2025-12-31")]) {
            assert_eq!(date(days), expected);
        }
    }

    #[test]
    fn the_first_entry_of_a_name_is_taken() {
        let text = "processor\t: 0\nmodel name\t: Fast: 3\nmodel name\t: Slow\n";
        assert_eq!(entry(text, "model name").as_deref(), Some("Fast: 3"));
        assert_eq!(entry(text, "model"), None);
    }
}
