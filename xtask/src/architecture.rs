//! Which crate may depend on which and, inside a crate, which file on which: `floors.toml` says it.
//!
//! The code is read with `syn`. Every `use` and every path is followed to the file that defines what
//! it names. Method calls and the expansions of macros are not seen. `ARCHITECTURE.md` gives the
//! reasons for the floors; the test `hygiene` checks the names in generated code.

mod cfg;
mod crates;
mod floors;
mod graph;
mod judge;
mod reader;
mod resolve;
mod sketch;
mod source;
mod tokens;

#[cfg(test)]
mod tests;

use cargo_metadata::{Metadata, MetadataCommand, Package};

use crate::command::{root, say};

/// Reports everything that breaks the architecture.
pub(crate) fn check() -> Result<(), String> {
    let metadata = metadata()?;
    let floors = floors::read(root())?;
    let mut found = crates::judge(&metadata, &floors)?;
    let mut files = 0;
    for package in metadata.workspace_packages() {
        let Some(house) = floors.get(package.name.as_str()) else { continue };
        let source = read(package)?;
        files += source.files.len();
        found.extend(judge::judge(&package.name, house, &source, root()));
    }
    match &found[..] {
        [] => {
            say(&format!(
                "architecture: {} crates and {files} files keep their floors",
                floors.len()
            ));
            Ok(())
        }
        found => Err(format!("the architecture is broken:\n  {}", found.join("\n  "))),
    }
}

/// Shows the floors of a crate as its code has them: a start for `floors.toml`.
pub(crate) fn sketch(name: &str) -> Result<String, String> {
    let metadata = metadata()?;
    let mut packages = metadata.workspace_packages().into_iter();
    let package = packages.find(|package| package.name == name);
    let package = package.ok_or_else(|| format!("there is no crate `{name}` here"))?;
    Ok(sketch::sketch(&read(package)?, root()))
}

fn metadata() -> Result<Metadata, String> {
    MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .other_options(["--locked".to_owned()])
        .exec()
        .map_err(|error| error.to_string())
}

/// The source of a crate, from its library or else its program.
fn read(package: &Package) -> Result<source::Source, String> {
    let mut targets = package.targets.iter();
    let library = targets.find(|target| target.is_lib() || target.is_proc_macro());
    let target = library.or_else(|| package.targets.iter().find(|target| target.is_bin()));
    let target =
        target.ok_or_else(|| format!("`{}` has neither library nor program", package.name))?;
    reader::read(&package.name, target.src_path.as_std_path())
}
