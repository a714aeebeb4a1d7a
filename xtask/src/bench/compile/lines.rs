//! The amount of code generated for one operation.

use super::contender::{Contender, Subject};
use super::report::{Fact, Measure};
use super::scratch::Scratch;
use crate::command::{run, say};

/// Counts the lines of a subject that has generated code.
pub(crate) fn count(scratch: &Scratch, subject: Subject) -> Result<Vec<Fact>, String> {
    let Some(package) = subject.generated() else { return Ok(Vec::new()) };
    let fact = |measure, lines: usize, operations: usize| {
        let value = lines as f64 / operations.max(1) as f64;
        Fact { subject, measure, value }
    };
    say(&format!("expanding {subject}"));
    let (expanded, operations) =
        (expanded(scratch, subject, &package)?, operations(scratch, subject)?);
    let mut facts = vec![fact(Measure::ExpandedLines, formatted(&expanded), operations)];
    if let (Contender::Ota, Some(operations)) = (subject.contender, subject.operations) {
        let (actions, mut lines) = (actions(scratch, operations)?, 0);
        for action in &actions {
            let words = ["spec", "expand", action, "--specs"];
            lines += written(&scratch.ota(&words, &scratch.specs(operations))?);
        }
        facts.push(fact(Measure::GeneratedLines, lines, actions.len()));
    }
    Ok(facts)
}

/// The code as the compiler sees it, with all derives expanded.
fn expanded(scratch: &Scratch, subject: Subject, package: &str) -> Result<String, String> {
    // A folder of its own, because some build scripts look at the variable.
    let cargo = |words: &[&str]| {
        let mut command = scratch.cargo(subject.contender, "expanded", words);
        command.env("RUSTC_BOOTSTRAP", "1");
        command
    };
    // Cargo prints nothing for a package that is up to date.
    run(cargo(&["clean", "--offline", "--package", package]))?;
    let words = ["rustc", "--offline", "--package", package, "--lib", "--profile", "check"];
    let output = run(cargo(&[&words[..], &["--", "-Zunpretty=expanded"]].concat()))?;
    String::from_utf8(output.stdout).map_err(|error| error.to_string())
}

/// How many operations the code is for.
fn operations(scratch: &Scratch, subject: Subject) -> Result<usize, String> {
    match (subject.contender, subject.operations) {
        (_, Some(operations)) => Ok(operations),
        (Contender::Aws, None) => {
            let metadata = super::tree::metadata(scratch, Contender::Aws)?;
            let package = metadata.packages.iter().find(|package| package.name == "aws-sdk-iot");
            let manifest = &package.ok_or("there is no `aws-sdk-iot`")?.manifest_path;
            // Each of its operations has a module.
            let folder = manifest.with_file_name("src").join("operation");
            let entries =
                std::fs::read_dir(&folder).map_err(|error| format!("`{folder}`: {error}"))?;
            Ok(entries.flatten().filter(|entry| entry.path().is_dir()).count())
        }
        (_, None) => Ok(1),
    }
}

/// The operations of a set that are real ones; copies are generated just like them.
fn actions(scratch: &Scratch, operations: usize) -> Result<Vec<String>, String> {
    let folder = scratch.snapshot().join("specs/ops");
    let entries = std::fs::read_dir(&folder);
    let entries = entries.map_err(|error| format!("`{}`: {error}", folder.display()))?;
    let set = scratch.specs(operations).join("ops");
    let files = entries.flatten().map(|entry| entry.path());
    let in_set = files.filter(|path| path.file_name().is_some_and(|name| set.join(name).exists()));
    Ok(in_set.filter_map(|path| path.file_stem()?.to_str().map(str::to_owned)).collect())
}

/// Lines after formatting, so that one contender's habits do not count.
fn formatted(code: &str) -> usize {
    match syn::parse_file(code) {
        Ok(file) => written(&prettyplease::unparse(&file)),
        // The compiler prints some things that are no Rust; its own layout is close enough.
        Err(error) => {
            say(&format!("counted as the compiler prints it, because {error}"));
            written(code)
        }
    }
}

/// Lines that are neither empty nor documentation.
fn written(code: &str) -> usize {
    let mut block = false;
    let mut lines = 0;
    for line in code.lines().map(str::trim) {
        if block || line.starts_with("/**") || line.starts_with("/*!") {
            block = !line.ends_with("*/");
            continue;
        }
        let documentation = ["//", "#[doc", "#![doc"].iter().any(|start| line.starts_with(start));
        lines += usize::from(!line.is_empty() && !documentation);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_documentation_nor_blank_lines_count() {
        let code = "//! A\n/** b\nc\n\nd */\n#[doc = \"e\"]\n\n/// f\nstruct G {\n    h: u8,\n}\n";
        assert_eq!(written(code), 3);
    }

    #[test]
    fn layout_does_not_count() {
        assert_eq!(formatted("/// A.\nfn f() { let a = 1; let b = 2; }"), 4);
        assert_eq!(formatted("fn f(\n)\n{ let a\n = 1; let b = 2; }"), 4);
    }
}
