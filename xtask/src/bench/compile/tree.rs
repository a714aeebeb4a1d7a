//! The number of crates in a program, and its size.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Node, PackageId};

use super::contender::{Contender, Subject};
use super::report::{Fact, Measure};
use super::scratch::Scratch;
use crate::command::{run, say};

/// The packages of a contender's workspace for the system of this machine.
pub(crate) fn metadata(scratch: &Scratch, contender: Contender) -> Result<Metadata, String> {
    let mut rustc = std::process::Command::new("rustc");
    rustc.arg("-vV");
    let about = String::from_utf8_lossy(&run(rustc)?.stdout).into_owned();
    let host = about.lines().find_map(|line| line.strip_prefix("host: "));
    let host = host.ok_or("`rustc -vV` does not name its host")?.to_owned();
    MetadataCommand::new()
        .current_dir(scratch.workspace(contender))
        .other_options(["--offline".to_owned(), "--filter-platform".to_owned(), host])
        .exec()
        .map_err(|error| error.to_string())
}

/// The names and versions of the libraries that are measured against.
pub(crate) fn versions(scratch: &Scratch, contenders: &[Contender]) -> Result<String, String> {
    let mut found = BTreeSet::new();
    for &contender in contenders {
        for package in metadata(scratch, contender)?.packages {
            if matches!(package.name.as_str(), "aws-sdk-iot" | "progenitor" | "reqwest" | "serde") {
                found.insert(format!("{} {}", package.name, package.version));
            }
        }
    }
    Ok(found.into_iter().collect::<Vec<_>>().join(", "))
}

/// Counts the crates in the tree of a program, except those written for the measurement.
pub(crate) fn count(scratch: &Scratch, subject: Subject) -> Result<[Fact; 2], String> {
    let metadata = metadata(scratch, subject.contender)?;
    let program = metadata.packages.iter().find(|package| package.name == subject.program());
    let program = &program.ok_or_else(|| format!("there is no `{}`", subject.program()))?.id;
    let linked = reachable(&metadata, program, false)?;
    let all = reachable(&metadata, program, true)?;
    Ok([(Measure::LinkedCrates, linked), (Measure::AllCrates, all)].map(|(measure, crates)| Fact {
        subject,
        measure,
        value: crates as f64,
    }))
}

/// The number of packages that a package needs; `compiling` includes those that run in the compiler
/// or in build scripts.
fn reachable(metadata: &Metadata, from: &PackageId, compiling: bool) -> Result<usize, String> {
    let resolve = metadata.resolve.as_ref().ok_or("cargo resolved nothing")?;
    let nodes: BTreeMap<&PackageId, &Node> =
        resolve.nodes.iter().map(|node| (&node.id, node)).collect();
    let (mut seen, mut open) = (BTreeSet::from([from]), vec![from]);
    while let Some(id) = open.pop() {
        for dependency in nodes.get(id).into_iter().flat_map(|node| &node.deps) {
            let wanted = dependency.dep_kinds.iter().any(|kind| match kind.kind {
                DependencyKind::Normal => true,
                DependencyKind::Build => compiling,
                _ => false,
            });
            let of_compiler =
                metadata[&dependency.pkg].targets.iter().any(|target| target.is_proc_macro());
            if wanted && (compiling || !of_compiler) && seen.insert(&dependency.pkg) {
                open.push(&dependency.pkg);
            }
        }
    }
    let ours = |id: &&&PackageId| metadata.workspace_members.contains(id);
    Ok(seen.len() - seen.iter().filter(ours).count())
}

/// Builds the program for release and returns its size with and without symbols.
pub(crate) fn size(scratch: &Scratch, subject: Subject) -> Result<[Fact; 2], String> {
    say(&format!("building the program of {subject}"));
    let package = subject.program();
    let path = scratch.target(subject.contender, "main").join("release").join(&package);
    let build = |words: &[&str]| {
        run(scratch.cargo(subject.contender, "main", words))?;
        let about = std::fs::metadata(&path);
        about.map(|about| about.len()).map_err(|error| format!("`{}`: {error}", path.display()))
    };
    let words = ["--release", "--offline", "--package", &package];
    let whole = build(&[&["build"], &words[..]].concat())?;
    let strip = [&["rustc"], &words[..], &["--", "-Cstrip=symbols"]].concat();
    let stripped = build(&strip)?;
    Ok([(Measure::ProgramSize, whole), (Measure::StrippedSize, stripped)]
        .map(|(measure, bytes)| Fact { subject, measure, value: bytes as f64 }))
}
