//! Runs programs and prints their command lines.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output};

/// The top folder of the repository.
pub(crate) fn root() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package)
}

/// Prints a line on standard error.
pub(crate) fn say(line: &str) {
    // Nobody is left to tell if standard error is closed.
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Prints text on standard output.
pub(crate) fn print(text: &str) {
    // Nobody is left to read if standard output is closed.
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// Runs cargo in the top folder.
pub(crate) fn cargo(arguments: &[&str]) -> Result<(), String> {
    cargo_with(arguments, &[])
}

/// Runs cargo in the top folder and returns its standard output.
pub(crate) fn output(arguments: &[&str]) -> Result<String, String> {
    let line = format!("cargo {}", arguments.join(" "));
    say(&format!("$ {line}"));
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let output = command.args(arguments).current_dir(root()).output();
    let output = output.map_err(|error| format!("`{line}` could not be run: {error}"))?;
    if output.status.success() {
        return String::from_utf8(output.stdout).map_err(|error| error.to_string());
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    Err(format!("`{line}` ended with {}\n{errors}", output.status))
}

/// Runs cargo in the top folder with more environment variables.
pub(crate) fn cargo_with(arguments: &[&str], variables: &[(&str, &str)]) -> Result<(), String> {
    let shown: Vec<String> =
        variables.iter().map(|(name, value)| format!("{name}={value} ")).collect();
    let line = format!("{}cargo {}", shown.concat(), arguments.join(" "));
    say(&format!("$ {line}"));
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).envs(variables.iter().copied()).current_dir(root());
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{line}` ended with {status}")),
        Err(error) => Err(format!("`{line}` could not be run: {error}")),
    }
}

/// Runs a command to completion; if it fails, its output is the error.
pub(crate) fn run(mut command: Command) -> Result<Output, String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        return Ok(output);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("{command:?} ended with {}\n{said}", output.status))
}

/// Runs a command in the top folder; its output is shown.
pub(crate) fn run_shown(command: &mut Command) -> Result<(), String> {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default();
    let words: Vec<_> = std::iter::once(program)
        .chain(command.get_args())
        .map(|word| word.to_string_lossy())
        .collect();
    let line = words.join(" ");
    say(&format!("$ {line}"));
    match command.current_dir(root()).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{line}` ended with {status}")),
        Err(error) => Err(format!("`{line}` could not be run: {error}")),
    }
}
