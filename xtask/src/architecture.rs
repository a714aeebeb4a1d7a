//! Which crate may depend on which, and what may be in the tree of the SDK.
//!
//! `ARCHITECTURE.md` says why. What generated code may name is checked by the test `hygiene`.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, PackageId};

use crate::command::{root, say};

/// What each crate of the repository may depend on, inside the repository. A crate that is not
/// listed here is a mistake.
const ARROWS: [(&str, &[&str]); 11] = [
    ("ota-spec", &[]),
    ("ota-codegen", &["ota-spec"]),
    ("ota-macros", &["ota-codegen", "ota-spec"]),
    ("ota-api", &["ota-macros"]),
    ("ota-world", &["ota-spec"]),
    ("ota-emulator", &["ota-spec", "ota-world"]),
    ("ota-authoring", &["ota-spec"]),
    ("ota-cli", &["ota-api", "ota-authoring", "ota-emulator", "ota-spec", "ota-codegen"]),
    ("xtask", &["ota-spec", "ota-codegen"]),
    ("ota-renamed", &["ota-api", "ota-emulator", "ota-spec"]),
    ("ota-tests", &["ota-api", "ota-emulator", "ota-spec", "ota-codegen", "ota-macros"]),
];

/// Libraries that only one crate of the repository may name, and the file that does.
const OWNED: [(&str, &str); 1] = [("reqwest", "ota-api/src/call/transport.rs")];

/// The one crate of the SDK's tree that may compile C.
const C_CODE: &str = "ring";

/// Reports everything that breaks the architecture.
pub(crate) fn check() -> Result<(), String> {
    let metadata = MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .other_options(["--locked".to_owned()])
        .exec()
        .map_err(|error| error.to_string())?;
    let mut found = Vec::new();
    arrows(&metadata, &mut found);
    owned(&metadata, &mut found)?;
    sdk_tree(&metadata, &mut found)?;
    match &found[..] {
        [] => {
            say("architecture: every arrow is allowed");
            Ok(())
        }
        found => Err(format!("the architecture is broken:\n  {}", found.join("\n  "))),
    }
}

fn arrows(metadata: &Metadata, found: &mut Vec<String>) {
    let ours: BTreeSet<&str> =
        metadata.workspace_packages().iter().map(|package| package.name.as_str()).collect();
    for package in metadata.workspace_packages() {
        let name = package.name.as_str();
        let Some((_, allowed)) = ARROWS.iter().find(|(known, _)| *known == name) else {
            found.push(format!("`{name}` is not listed in xtask/src/architecture.rs"));
            continue;
        };
        for dependency in &package.dependencies {
            let to = dependency.name.as_str();
            if ours.contains(to) && !allowed.contains(&to) {
                found.push(format!("`{name}` must not depend on `{to}`"));
            }
        }
    }
}

/// A library with an owner is named by one file only.
fn owned(metadata: &Metadata, found: &mut Vec<String>) -> Result<(), String> {
    for (library, owner) in OWNED {
        let folder = owner.split('/').next().unwrap_or_default();
        for package in metadata.workspace_packages() {
            let depends = package.dependencies.iter().any(|dependency| {
                dependency.name == library && dependency.kind == DependencyKind::Normal
            });
            if depends && package.name != folder {
                found.push(format!("`{}` must not depend on `{library}`", package.name));
            }
        }
        let mut folders = vec![root().join(folder).join("src")];
        while let Some(path) = folders.pop() {
            let entries = std::fs::read_dir(&path).map_err(|error| error.to_string())?;
            for entry in entries {
                let path = entry.map_err(|error| error.to_string())?.path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = std::fs::read_to_string(&path).map_err(|error| error.to_string())?;
                if text.contains(&format!("{library}::")) && !path.ends_with(owner) {
                    found.push(format!("`{}` names `{library}`", path.display()));
                }
            }
        }
    }
    Ok(())
}

/// What the users of the SDK compile for their own programs: not the reader of specs, not the
/// generator, and no C but that of one crate.
fn sdk_tree(metadata: &Metadata, found: &mut Vec<String>) -> Result<(), String> {
    let resolve = metadata.resolve.as_ref().ok_or("cargo resolved nothing")?;
    let nodes: BTreeMap<&PackageId, _> =
        resolve.nodes.iter().map(|node| (&node.id, node)).collect();
    let sdk = metadata.packages.iter().find(|package| package.name == "ota-api");
    let sdk = sdk.ok_or("there is no `ota-api`")?;
    let mut seen: BTreeSet<&PackageId> = BTreeSet::from([&sdk.id]);
    let mut open = VecDeque::from([&sdk.id]);
    while let Some(id) = open.pop_front() {
        let package = &metadata[id];
        let macro_ = package.targets.iter().any(|target| target.is_proc_macro());
        // What a macro needs runs in the compiler and is not part of the program.
        let next = nodes.get(id).filter(|_| !macro_).into_iter().flat_map(|node| &node.deps);
        for dependency in next {
            let normal =
                dependency.dep_kinds.iter().any(|kind| kind.kind == DependencyKind::Normal);
            if normal && seen.insert(&dependency.pkg) {
                open.push_back(&dependency.pkg);
            }
        }
        let name = package.name.as_str();
        if matches!(name, "ota-spec" | "ota-codegen") {
            found.push(format!("`ota-api` must not depend on `{name}` at run time"));
        }
        let compiles_c = package
            .dependencies
            .iter()
            .any(|dependency| matches!(dependency.name.as_str(), "cc" | "cmake"));
        // Build scripts that only ask the system for its own libraries link nothing into Linux
        // programs; those that compile C need a C compiler from every user.
        if compiles_c && name != C_CODE {
            found.push(format!("`{name}` in the tree of `ota-api` compiles C"));
        }
    }
    say(&format!("architecture: {} crates in the tree of `ota-api`, all targets", seen.len()));
    Ok(())
}
