//! The floors that the code of a crate has today.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use super::graph::Graph;
use super::source::Source;

/// The floors of a crate from the ground up, and those inside each of its folders. Modules that use
/// each other in a circle stand on one floor.
pub(crate) fn sketch(source: &Source, top: &Path) -> String {
    let graph = Graph::of(source);
    let name = source.name.replace('_', "-");
    let mut text = format!("[{name}]\nfloors = [\n");
    list(source, &graph, "", &mut text);
    text.push_str("]\n");
    let modules: BTreeSet<&str> = source.files.iter().map(|file| &*file.module).collect();
    let has_children = |module: &&str| {
        let inside = format!("{module}::");
        !module.is_empty() && modules.iter().any(|other| other.starts_with(&inside))
    };
    let folders: Vec<&str> = modules.iter().copied().filter(has_children).collect();
    if !folders.is_empty() {
        let _ = writeln!(text, "\n[{name}.inside]");
    }
    for folder in folders {
        let _ = writeln!(text, "\"{folder}\" = [");
        list(source, &graph, &format!("{folder}::"), &mut text);
        text.push_str("]\n");
    }
    for circle in graph.circles(&BTreeSet::new()) {
        text.push_str("\n# a circle:\n");
        for step in circle.windows(2) {
            let _ = writeln!(text, "#   {}", graph.describe(source, (step[0], step[1]), top));
        }
    }
    text
}

fn list(source: &Source, graph: &Graph, prefix: &str, text: &mut String) {
    let parent = prefix.trim_end_matches("::");
    let entry = |file: usize| {
        let module = &*source.files[file].module;
        let rest = if module == parent { "self" } else { module.strip_prefix(prefix)? };
        Some(rest.split("::").next().unwrap_or(rest).to_owned())
    };
    let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    uses.extend((0..source.files.len()).filter_map(entry).map(|entry| (entry, BTreeSet::new())));
    for &(from, to) in graph.arrows.keys() {
        if let (Some(from), Some(to)) = (entry(from), entry(to))
            && from != to
        {
            uses.entry(from).or_default().insert(to);
        }
    }
    while !uses.is_empty() {
        let mut floor: Vec<String> = Vec::new();
        for (entry, used) in &uses {
            if used.iter().all(|used| !uses.contains_key(used)) {
                floor.push(entry.clone());
            }
        }
        let mut note = "";
        if floor.is_empty() {
            // Those that all the rest stand on use each other.
            let knots = uses.keys().map(|entry| reach(entry, &uses));
            floor = knots.min_by_key(BTreeSet::len).into_iter().flatten().collect();
            note = " # a circle";
        }
        uses.retain(|entry, _| !floor.contains(entry));
        let names: Vec<String> = floor.iter().map(|entry| format!("\"{entry}\"")).collect();
        let _ = match &names[..] {
            [name] => writeln!(text, "    {name},{note}"),
            names => writeln!(text, "    [{}],{note}", names.join(", ")),
        };
    }
}

/// The entries that an entry uses, directly or not.
fn reach(start: &str, uses: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut open = vec![start.to_owned()];
    while let Some(entry) = open.pop() {
        for used in uses.get(&entry).into_iter().flatten() {
            if uses.contains_key(used) && seen.insert(used.clone()) {
                open.push(used.clone());
            }
        }
    }
    seen
}
