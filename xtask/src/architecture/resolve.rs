//! Finds the files that define the target of a path.

use std::collections::BTreeSet;

use super::source::{Meaning, Mention, Module, Source};

/// The end of a path.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    /// Something that a file defines.
    Item {
        file: usize,
    },
    Module(usize),
}

/// The imports that are being followed, by module and place, so that a circle of re-exports ends.
type Trail = Vec<(usize, String)>;

/// The files that define the target of a mention. A module alone does not count, since its used
/// items are mentioned, too; a path to another crate leads nowhere.
pub(crate) fn files(source: &Source, mention: &Mention) -> BTreeSet<usize> {
    let ends = follow(source, mention.module, &mention.path, &mut Trail::new());
    let mut files = BTreeSet::new();
    for end in &ends {
        match *end {
            End::Item { file } => {
                files.insert(file);
            }
            End::Module(module) if mention.glob => all(source, module, &mut files),
            End::Module(_) => {}
        }
    }
    if let ([name], true) = (&mention.path[..], ends.is_empty()) {
        files.extend(source.macros.get(name));
    }
    files
}

/// Everything a module offers, which is what a glob imports.
fn all(source: &Source, module: usize, files: &mut BTreeSet<usize>) {
    for name in source.modules[module].names.keys() {
        for end in step(source, module, name, &mut Trail::new()) {
            if let End::Item { file } = end {
                files.insert(file);
            }
        }
    }
}

/// Follows a path that is written in a module.
fn follow(source: &Source, module: usize, path: &[String], trail: &mut Trail) -> BTreeSet<End> {
    let mut rest = path.iter().map(String::as_str).peekable();
    let mut at = module;
    let mut is_relative = true;
    while let Some(name) = rest.peek() {
        match *name {
            "crate" => at = 0,
            "super" => at = source.modules[at].parent.unwrap_or(at),
            "self" => {}
            name if is_relative && name == source.name && !knows(&source.modules[at], name) => {
                at = 0;
            }
            _ => break,
        }
        rest.next();
        is_relative = false;
    }
    let mut ends = BTreeSet::from([End::Module(at)]);
    while let Some(name) = rest.next() {
        let mut next = BTreeSet::new();
        for end in &ends {
            let End::Module(inside) = *end else { continue };
            let mut found = step(source, inside, name, trail);
            if is_relative && found.is_empty() {
                found = local(source, inside, name, trail);
            } else if found.is_empty() {
                // Made by a macro of that module.
                found.insert(End::Item { file: source.modules[inside].file });
            }
            next.extend(found);
        }
        // A module and an item can share a name: before `::` the module is meant, else the item.
        let is_module = |end: &End| matches!(end, End::Module(_));
        let wants_module = rest.peek().is_some();
        if next.iter().any(|end| is_module(end) == wants_module) {
            next.retain(|end| is_module(end) == wants_module);
        }
        if !next.iter().any(is_module) {
            return next;
        }
        ends = next;
        is_relative = false;
    }
    ends
}

fn knows(module: &Module, name: &str) -> bool {
    module.names.contains_key(name) || module.local.contains_key(name)
}

/// One name in a module.
fn step(source: &Source, module: usize, name: &str, trail: &mut Trail) -> BTreeSet<End> {
    let inside = &source.modules[module];
    let mut ends = meanings(source, module, inside.names.get(name), trail);
    if ends.is_empty() {
        for glob in &inside.globs {
            let found = guarded(trail, (module, format!("{}::*", glob.join("::"))), |trail| {
                let mut found = BTreeSet::new();
                for end in follow(source, module, glob, trail) {
                    if let End::Module(other) = end {
                        found.extend(step(source, other, name, trail));
                    }
                }
                found
            });
            ends.extend(found);
        }
    }
    ends
}

/// A name that a function imports for itself.
fn local(source: &Source, module: usize, name: &str, trail: &mut Trail) -> BTreeSet<End> {
    meanings(source, module, source.modules[module].local.get(name), trail)
}

fn meanings(
    source: &Source,
    module: usize,
    meanings: Option<&Vec<Meaning>>,
    trail: &mut Trail,
) -> BTreeSet<End> {
    let mut ends = BTreeSet::new();
    for meaning in meanings.into_iter().flatten() {
        match meaning {
            Meaning::Item => {
                ends.insert(End::Item { file: source.modules[module].file });
            }
            Meaning::Module(child) => {
                ends.insert(End::Module(*child));
            }
            Meaning::Alias(path) => {
                let import = (module, path.join("::"));
                ends.extend(guarded(trail, import, |trail| follow(source, module, path, trail)));
            }
        }
    }
    ends
}

/// Follows an import, unless it is being followed already.
fn guarded(
    trail: &mut Trail,
    import: (usize, String),
    follow: impl FnOnce(&mut Trail) -> BTreeSet<End>,
) -> BTreeSet<End> {
    if trail.contains(&import) {
        return BTreeSet::new();
    }
    trail.push(import);
    let ends = follow(trail);
    trail.pop();
    ends
}
