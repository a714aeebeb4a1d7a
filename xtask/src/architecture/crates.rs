//! Which crate may depend on which, and what may be in the tree of a crate.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use cargo_metadata::{DependencyKind, Metadata, Package, PackageId};

use super::floors::{FILE, Floors, House};

/// Everything that breaks the arrows between crates.
pub(crate) fn judge(metadata: &Metadata, floors: &Floors) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    let ours = metadata.workspace_packages();
    for name in floors.keys().filter(|name| !ours.iter().any(|package| package.name == **name)) {
        found.push(format!("`{FILE}` lists `{name}`, which is no crate here; remove it"));
    }
    for package in &ours {
        let Some(house) = floors.get(package.name.as_str()) else {
            found.push(format!("`{}` is not listed in `{FILE}`", package.name));
            continue;
        };
        arrows(package, house, &ours, &mut found);
        if !house.never.is_empty() || house.compiles_c.is_some() {
            tree(metadata, package, house, &mut found)?;
        }
        for library in house.owns.keys() {
            for other in ours.iter().filter(|other| other.name != package.name) {
                let depends = other.dependencies.iter().any(|dependency| {
                    dependency.name == *library && dependency.kind == DependencyKind::Normal
                });
                if depends {
                    let (other, name) = (&other.name, &package.name);
                    found.push(format!("`{other}` depends on `{library}`, which `{name}` owns"));
                }
            }
        }
    }
    Ok(found)
}

fn arrows(package: &Package, house: &House, ours: &[&Package], found: &mut Vec<String>) {
    let name = &package.name;
    let used: BTreeSet<&str> = package
        .dependencies
        .iter()
        .map(|dependency| dependency.name.as_str())
        .filter(|used| ours.iter().any(|package| package.name == *used))
        .collect();
    for to in used.iter().filter(|to| !house.uses.iter().any(|allowed| allowed == *to)) {
        found.push(format!("`{name}` depends on `{to}`, which `{FILE}` does not allow"));
    }
    for to in house.uses.iter().filter(|to| !used.contains(to.as_str())) {
        found.push(format!("`{name}` does not depend on `{to}`; remove it from `{FILE}`"));
    }
}

/// The tree of a crate as it is linked into programs, for all features and systems.
fn tree(
    metadata: &Metadata,
    package: &Package,
    house: &House,
    found: &mut Vec<String>,
) -> Result<(), String> {
    let resolve = metadata.resolve.as_ref().ok_or("cargo resolved nothing")?;
    let nodes: BTreeMap<&PackageId, _> =
        resolve.nodes.iter().map(|node| (&node.id, node)).collect();
    let mut seen: BTreeSet<&PackageId> = BTreeSet::from([&package.id]);
    let mut open = VecDeque::from([&package.id]);
    while let Some(id) = open.pop_front() {
        let part = &metadata[id];
        let is_macro = part.targets.iter().any(|target| target.is_proc_macro());
        // Dependencies of a macro run in the compiler and are not part of the program.
        let next = nodes.get(id).filter(|_| !is_macro).into_iter().flat_map(|node| &node.deps);
        for dependency in next {
            let normal =
                dependency.dep_kinds.iter().any(|kind| kind.kind == DependencyKind::Normal);
            if normal && seen.insert(&dependency.pkg) {
                open.push_back(&dependency.pkg);
            }
        }
        let name = part.name.as_str();
        if house.never.iter().any(|never| never == name) {
            found.push(format!("`{name}` is in the tree of `{}`", package.name));
        }
        // Build scripts that only ask the system for its own libraries link nothing into Linux
        // programs; those that compile C need a C compiler from every user.
        let compiles_c = part
            .dependencies
            .iter()
            .any(|dependency| matches!(dependency.name.as_str(), "cc" | "cmake"));
        let allowed = house.compiles_c.as_ref();
        if compiles_c && allowed.is_some_and(|allowed| !allowed.iter().any(|one| one == name)) {
            found.push(format!("`{name}` in the tree of `{}` compiles C", package.name));
        }
    }
    Ok(())
}
