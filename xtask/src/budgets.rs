//! Budgets for the costs of the SDK that can be counted exactly: crates and generated lines.
//!
//! `BENCHMARKS.md` has those that can only be measured.

use std::collections::{BTreeMap, BTreeSet};

use ota_codegen::Options;

use crate::command::{output, root, say};

/// Most crates in the tree of `ota-api`, including macros and their dependencies.
const CRATES: usize = 100;

/// Most lines of generated code for one operation, on average, documentation and blank lines not
/// counted.
const LINES: f64 = 170.0;

/// The system whose tree is counted; others differ by a few crates of their own.
const SYSTEM: &str = "x86_64-unknown-linux-gnu";

/// Reports every budget that is broken.
pub(crate) fn check() -> Result<(), String> {
    let mut found = Vec::new();
    crates(&mut found)?;
    lines(&mut found)?;
    match &found[..] {
        [] => Ok(()),
        found => Err(format!("budgets are broken:\n  {}", found.join("\n  "))),
    }
}

fn crates(found: &mut Vec<String>) -> Result<(), String> {
    let all = tree(&[])?;
    let without_xml =
        tree(&["--no-default-features", "--features", "device,firmware,job,module,task"])?;
    say(&format!(
        "budgets: {} of at most {CRATES} crates in the tree of `ota-api`, {} without XML",
        all.len(),
        without_xml.len()
    ));
    if all.len() > CRATES {
        found.push(format!("{} crates in the tree of `ota-api`", all.len()));
    }
    if without_xml.len() >= all.len() {
        found.push("leaving out XML saves no crate".to_owned());
    }
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, version) in &all {
        versions.entry(name).or_default().push(version);
    }
    for (name, versions) in versions {
        if versions.len() > 1 {
            found.push(format!("`{name}` is in the tree of `ota-api` as {}", versions.join(", ")));
        }
    }
    Ok(())
}

/// The crates that a user of `ota-api` compiles, with their versions.
fn tree(features: &[&str]) -> Result<BTreeSet<(String, String)>, String> {
    let words = ["tree", "--locked", "--package", "ota-api", "--edges", "normal"];
    let layout = ["--prefix", "none", "--format", "{p}", "--target", SYSTEM];
    let text = output(&[&words[..], &layout[..], features].concat())?;
    let mut crates = BTreeSet::new();
    for line in text.lines() {
        let mut words = line.split(' ');
        if let (Some(name), Some(version)) = (words.next(), words.next()) {
            crates.insert((name.to_owned(), version.to_owned()));
        }
    }
    Ok(crates)
}

fn lines(found: &mut Vec<String>) -> Result<(), String> {
    let folder = root().join("specs");
    let sources = ota_spec::read_folder(&folder).map_err(|error| error.to_string())?;
    let spec = ota_spec::load("specs", sources).map_err(|broken| {
        let mistakes = broken.diagnostics.iter().map(ToString::to_string);
        mistakes.collect::<Vec<_>>().join("\n")
    })?;
    let counts = spec.operations.iter().map(|operation| {
        let code = ota_codegen::expand_operation(&spec, &operation.action, &Options::default());
        let code = ota_codegen::pretty(code.unwrap_or_default());
        code.lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with("//"))
            .count()
    });
    let mean = counts.sum::<usize>() as f64 / spec.operations.len() as f64;
    say(&format!("budgets: {mean:.1} of at most {LINES} generated lines an operation"));
    if mean > LINES {
        found.push(format!("{mean:.1} generated lines an operation"));
    }
    Ok(())
}
