//! Runs programs and says what is run.

use std::io::Write;
use std::path::Path;
use std::process::Command;

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

/// Runs cargo in the top folder.
pub(crate) fn cargo(arguments: &[&str]) -> Result<(), String> {
    cargo_with(arguments, &[])
}

/// What cargo prints on standard output.
pub(crate) fn output(arguments: &[&str]) -> Result<String, String> {
    let line = format!("cargo {}", arguments.join(" "));
    say(&format!("$ {line}"));
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let output = command.args(arguments).current_dir(root()).output();
    let output = output.map_err(|error| format!("`{line}` could not be run: {error}"))?;
    match output.status.success() {
        true => String::from_utf8(output.stdout).map_err(|error| error.to_string()),
        false => {
            let errors = String::from_utf8_lossy(&output.stderr);
            Err(format!("`{line}` ended with {}\n{errors}", output.status))
        }
    }
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
