//! The guide, done by somebody who types what it says; what is printed has to be what it shows.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;

use regex_lite::Regex;
use tempfile::TempDir;

use crate::shown::Shown;
use crate::support::command;

const GUIDE: &str = include_str!("../../GUIDE.md");

/// A terminal in an empty folder.
struct Shell {
    folder: TempDir,
    variables: BTreeMap<String, String>,
    emulator: Option<Shown>,
}

impl Shell {
    /// Runs a line; what it prints, and its exit code where that is not 0.
    fn runs(&mut self, line: &str) -> String {
        if let Some(words) = line.strip_suffix(" &") {
            return self.starts(words);
        }
        let port = self.emulator.as_ref().map_or("", Shown::port);
        let line = line.replace("ota emulator env", &format!("ota emulator env --port {port}"));
        if let Some(line) = line.strip_prefix("eval $(").and_then(|line| line.strip_suffix(')')) {
            for line in self.output(line).lines() {
                let pair = line.strip_prefix("export ").unwrap().trim_end_matches(';');
                let (name, value) = pair.split_once('=').unwrap();
                self.variables.insert(name.to_owned(), value.to_owned());
            }
            return String::new();
        }
        let text = self.output(&line);
        match &self.emulator {
            Some(emulator) => emulator.text(&text),
            None => text,
        }
    }

    fn output(&self, line: &str) -> String {
        let program = command(&[]);
        let folder = Path::new(program.get_program()).parent().unwrap();
        let path = std::env::join_paths([folder, "/usr/bin".as_ref(), "/bin".as_ref()]).unwrap();
        let mut shell = std::process::Command::new("sh");
        shell.args(["-c", line]).current_dir(self.folder.path()).env_clear().stdin(Stdio::null());
        for (name, value) in program.get_envs() {
            shell.env(name, value.unwrap_or_default());
        }
        shell.env("PATH", path).env("COLUMNS", "100").envs(&self.variables);
        let output = shell.output().unwrap();
        let mut text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        match output.status.code() {
            Some(0) => {}
            code => text.push_str(&format!("? {}\n", code.unwrap())),
        }
        text
    }

    /// Starts an emulator at a free port, and shows the first lines of what it says.
    fn starts(&mut self, line: &str) -> String {
        let words: Vec<&str> = line.split_whitespace().skip(1).collect();
        let (emulator, lines) = Shown::start(&mut command(&words), |_| true);
        let text = emulator.text(&lines.concat());
        self.emulator = Some(emulator);
        format!("{text}\n...\n")
    }
}

/// What differs from one run to the next, in place of which the guide has dots.
const DIFFERENT: [&str; 5] = [
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{3}Z| UTC)",
    r"\b\d+ s (behind|ahead of)\b",
    r"process \d+ on \S+ \([0-9a-f]{8}\)",
    r"request [0-9A-F-]{36}",
    r"[0-9A-F]{8}-[0-9A-F-]{27}",
];

fn masked(mut text: String) -> String {
    for pattern in DIFFERENT {
        text = Regex::new(pattern).unwrap().replace_all(&text, "[..]").into_owned();
    }
    text
}

#[test]
fn what_the_guide_says_happens() {
    let folder = TempDir::new().unwrap();
    let mut shell = Shell { folder, variables: BTreeMap::new(), emulator: None };
    let mut done = String::new();
    let mut commands = 0;
    for (number, part) in GUIDE.split("```").enumerate() {
        if number > 0 {
            done.push_str("```");
        }
        if number % 2 == 0 {
            done.push_str(part);
            continue;
        }
        let (language, text) = part.split_once('\n').unwrap();
        if let Some((_, file)) = language.split_once(' ') {
            fs::write(shell.folder.path().join(file), text).unwrap();
            done.push_str(part);
            continue;
        }
        assert_eq!(language, "console");
        done.push_str("console\n");
        for line in text.lines().filter_map(|line| line.strip_prefix("$ ")) {
            let printed = masked(shell.runs(line));
            done.push_str(&format!("$ {line}\n{printed}"));
            commands += 1;
        }
    }
    assert!(commands > 15, "{commands}");
    // With `SNAPSHOTS=overwrite` the guide becomes what was printed; look at the difference, since `...` also swallows what stands behind it.
    snapbox::assert_data_eq!(done, snapbox::file!["../../GUIDE.md"]);
}
