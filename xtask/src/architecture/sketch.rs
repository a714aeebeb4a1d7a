//! The floors that the code of a crate has today.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use super::graph::Graph;
use super::source::Source;

/// The longest line of `floors.toml`.
const WIDTH: usize = 110;

/// The floors of a crate from the ground up, and those inside each of its folders. Modules that use
/// each other in a circle stand on one floor.
pub(crate) fn sketch(source: &Source, top: &Path) -> String {
    let graph = Graph::of(source);
    let name = source.name.replace('_', "-");
    let mut text = format!("[{name}]\n{}", list(source, &graph, "floors", ""));
    let modules: BTreeSet<&str> = source.files.iter().map(|file| &*file.module).collect();
    let mut inside = String::new();
    for module in modules.iter().filter(|module| !module.is_empty()) {
        let prefix = format!("{module}::");
        if modules.iter().any(|other| other.starts_with(&prefix)) {
            let is_bare = !module.contains("::");
            let key = if is_bare { (*module).to_owned() } else { format!("\"{module}\"") };
            inside.push_str(&list(source, &graph, &key, &prefix));
        }
    }
    if !inside.is_empty() {
        let _ = write!(text, "\n[{name}.inside]\n{inside}");
    }
    for circle in graph.circles(&BTreeSet::new()) {
        text.push_str("\n# a circle:\n");
        for step in circle.windows(2) {
            let _ = writeln!(text, "#   {}", graph.describe(source, (step[0], step[1]), top));
        }
    }
    text
}

/// One key of `floors.toml` with the floors of the modules whose paths start with `prefix`.
fn list(source: &Source, graph: &Graph, key: &str, prefix: &str) -> String {
    let floors: Vec<String> = floors(source, graph, prefix)
        .iter()
        .map(|floor| match &floor[..] {
            [entry] => format!("\"{entry}\""),
            entries => format!("[\"{}\"]", entries.join("\", \"")),
        })
        .collect();
    let line = format!("{key} = [{}]\n", floors.join(", "));
    if line.len() <= WIDTH {
        return line;
    }
    format!("{key} = [\n    {},\n]\n", floors.join(",\n    "))
}

fn floors(source: &Source, graph: &Graph, prefix: &str) -> Vec<Vec<String>> {
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
    // If nothing uses it, it is on top and need not be listed.
    if !uses.values().any(|used| used.contains("self")) {
        uses.remove("self");
    }
    let mut floors = Vec::new();
    while !uses.is_empty() {
        let stands = |used: &BTreeSet<String>| used.iter().all(|used| !uses.contains_key(used));
        let mut floor: Vec<String> =
            uses.iter().filter(|(_, used)| stands(used)).map(|(entry, _)| entry.clone()).collect();
        if floor.is_empty() {
            // The remaining entries use each other.
            let knots = uses.keys().map(|entry| reach(entry, &uses));
            floor = knots.min_by_key(BTreeSet::len).into_iter().flatten().collect();
        }
        uses.retain(|entry, _| !floor.contains(entry));
        floors.push(floor);
    }
    floors
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
