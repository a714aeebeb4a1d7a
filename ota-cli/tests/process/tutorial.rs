//! The tutorial, done by a newcomer who types exactly what it says.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::shown::Shown;

const TUTORIAL: &str = include_str!("../../../TUTORIAL.md");
const DOCUMENT: &str = include_str!("tutorial/api-docs.json");

/// A newcomer with an empty folder, the document, and a terminal.
struct Newcomer {
    folder: TempDir,
    variables: BTreeMap<String, String>,
    emulator: Option<Shown>,
}

impl Newcomer {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("api-docs.json"), DOCUMENT).unwrap();
        let newer = DOCUMENT.replace(r#""maximum": "5""#, r#""maximum": "3""#);
        assert_ne!(newer, DOCUMENT);
        fs::write(folder.path().join("newer.json"), newer).unwrap();
        Self { folder, variables: BTreeMap::new(), emulator: None }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a line and returns what it printed, with the address that the tutorial shows.
    fn runs(&mut self, line: &str) -> String {
        let words: Vec<&str> = line.split_whitespace().collect();
        match &words[..] {
            ["export", pair] => {
                self.exports(pair);
                String::new()
            }
            ["cp", "-r", from, to] => {
                copy(&self.path(from), &self.path(to));
                String::new()
            }
            ["ota", words @ .., "&"] => self.starts(words),
            ["ota", words @ ..] => self.output(self.command(env!("CARGO_BIN_EXE_ota"), words)),
            ["cargo", words @ ..] => self.output(self.cargo(words)),
            _ => panic!("`{line}` is no command that a newcomer has"),
        }
    }

    fn exports(&mut self, pair: &str) {
        let (name, value) = pair.split_once('=').unwrap();
        self.variables.insert(name.to_owned(), value.to_owned());
    }

    fn command(&self, program: &str, words: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(words).current_dir(self.folder.path()).stdin(Stdio::null());
        for name in ["OTA_SPECS", "OTA_ENDPOINT_URL", "ALIBABA_CLOUD_REGION_ID"] {
            command.env_remove(name);
        }
        command.envs(&self.variables);
        command
    }

    /// Cargo with the versions that the repository has, and without a network.
    fn cargo(&self, words: &[&str]) -> Command {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let manifest = self.path("Cargo.toml");
        let text = fs::read_to_string(&manifest).unwrap();
        let sdk = root.join("ota-api").display().to_string().replace('\\', "/");
        fs::write(manifest, text.replace("../ota/ota-api", &sdk)).unwrap();
        fs::copy(root.join("Cargo.lock"), self.path("Cargo.lock")).unwrap();
        let mut command = self.command(env!("CARGO"), words);
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("user");
        command.env("CARGO_TARGET_DIR", target).env("CARGO_NET_OFFLINE", "true");
        command
    }

    fn output(&self, mut command: Command) -> String {
        let output = command.output().unwrap();
        let text = [output.stderr, output.stdout].concat();
        let text = String::from_utf8(text).unwrap();
        match &self.emulator {
            Some(emulator) => emulator.text(&text),
            None => text,
        }
    }

    /// Starts an emulator at a free port and does what it says.
    fn starts(&mut self, words: &[&str]) -> String {
        let mut command = self.command(env!("CARGO_BIN_EXE_ota"), words);
        let is_last = |line: &str| line.contains("ACCESS_KEY_SECRET=");
        let (emulator, lines) = Shown::start(&mut command, is_last);
        for pair in lines.iter().filter_map(|line| line.strip_prefix("export ")) {
            self.exports(pair);
        }
        let text = emulator.text(&lines.join("\n"));
        self.emulator = Some(emulator);
        text + "\n"
    }

    /// Writes a file, or adds a part to one.
    fn writes(&self, name: &str, text: &str) {
        if let Some(name) = name.strip_prefix("ops/") {
            let path = self.path("specs/greenhouse-2025-05-01/ops").join(name);
            let old = fs::read_to_string(&path).unwrap();
            let new = old.replacen("  \"response\"", &format!("{text}  \"response\""), 1);
            assert_ne!(old, new);
            return fs::write(path, new).unwrap();
        }
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Whether a text is what the tutorial shows, where `...` stands for anything.
fn is_shown(shown: &str, text: &str) -> bool {
    let Some((start, rest)) = shown.split_once("...") else { return shown == text };
    let Some(text) = text.strip_prefix(start) else { return false };
    let rest = rest.trim_start_matches('\n');
    rest.is_empty() || text.char_indices().any(|(at, _)| is_shown(rest, &text[at..]))
}

#[test]
fn what_the_tutorial_says_happens() {
    let mut newcomer = Newcomer::new();
    let mut commands = 0;
    for block in TUTORIAL.split("```").skip(1).step_by(2) {
        let (language, text) = block.split_once('\n').unwrap();
        match language.split_once(' ') {
            Some((_, file)) => newcomer.writes(file, text),
            None => {
                assert_eq!(language, "console");
                for run in text.strip_prefix("$ ").unwrap().split("\n$ ") {
                    let (line, shown) = run.split_once('\n').unwrap_or((run, ""));
                    let printed = newcomer.runs(line);
                    let (shown, text) = (shown.trim_end(), printed.trim_end());
                    assert!(is_shown(shown, text), "`{line}` shows\n{shown}\nand prints\n{text}");
                    commands += 1;
                }
            }
        }
    }
    assert!(commands > 12, "{commands}");
}
