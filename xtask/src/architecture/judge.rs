//! Holds the arrows of a crate to its floors.

use std::collections::BTreeSet;
use std::path::Path;

use super::floors::{FILE, Floor, House};
use super::graph::{Graph, shown};
use super::source::Source;

/// The entry of a module for its own file, next to its children.
const OWN_FILE: &str = "self";

/// Everything that breaks the floors of a crate.
pub(crate) fn judge(name: &str, house: &House, source: &Source, top: &Path) -> Vec<String> {
    let graph = Graph::of(source);
    let mut judge = Judge { name, source, graph: &graph, top, found: Vec::new() };
    let allowed = judge.pairs(house);
    judge.owners(house);
    judge.detours();
    judge.circles(&allowed);
    let root = List { module: "", floors: &house.floors };
    let inside = house.inside.iter().map(|(module, floors)| List { module, floors });
    let lists: Vec<List<'_>> = std::iter::once(root).chain(inside).collect();
    lists.iter().for_each(|list| judge.entries(list));
    judge.arrows(&lists, &allowed);
    judge.found
}

/// A list of floors, for a crate or for the inside of a module.
struct List<'a> {
    module: &'a str,
    floors: &'a [Floor],
}

impl<'a> List<'a> {
    /// The part of a module's path that is inside this list.
    fn within<'m>(&self, module: &'m str) -> Option<&'m str> {
        if self.module.is_empty() {
            return Some(module);
        }
        let rest = module.strip_prefix(self.module)?;
        if rest.is_empty() { Some(rest) } else { rest.strip_prefix("::") }
    }

    /// The entry that a module belongs to, and its floor, counted from the ground. Where the list
    /// does not name the module's own file, it stands on top.
    fn entry(&self, module: &str) -> Option<(usize, &'a str)> {
        let rest = self.within(module)?;
        let rest = if rest.is_empty() { OWN_FILE } else { rest };
        let places = self.floors.iter().enumerate();
        let entries = places
            .flat_map(|(floor, here)| here.modules().iter().map(move |entry| (floor, &**entry)));
        let covering = entries.filter(|(_, entry)| covers(entry, rest));
        let best = covering.max_by_key(|(_, entry)| entry.len());
        best.or_else(|| (rest == OWN_FILE).then_some((self.floors.len(), OWN_FILE)))
    }
}

/// Whether an entry is a module or a folder around it.
fn covers(entry: &str, module: &str) -> bool {
    module.strip_prefix(entry).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

struct Judge<'a> {
    name: &'a str,
    source: &'a Source,
    graph: &'a Graph,
    top: &'a Path,
    found: Vec<String>,
}

impl Judge<'_> {
    fn file_of(&self, module: &str) -> Option<usize> {
        let module = if module == OWN_FILE { "" } else { module };
        self.source.files.iter().position(|file| file.module == module)
    }

    /// The module of a file.
    fn module(&self, file: usize) -> &str {
        &self.source.files[file].module
    }

    fn arrow(&self, from: usize, to: usize) -> String {
        self.graph.describe(self.source, (from, to), self.top)
    }

    /// The arrows between the pairs. A pair that needs none is a mistake.
    fn pairs(&mut self, house: &House) -> BTreeSet<(usize, usize)> {
        let mut allowed = BTreeSet::new();
        for pair in &house.pairs {
            let [one, other] = &pair.modules;
            let shown = format!("`{}`: the pair `{one}`, `{other}` in `{FILE}`", self.name);
            if pair.reason.trim().is_empty() {
                self.found.push(format!("{shown} has no reason"));
            }
            let (Some(from), Some(to)) = (self.file_of(one), self.file_of(other)) else {
                self.found.push(format!("{shown} names a module without a file; remove it"));
                continue;
            };
            let arrows = [(from, to), (to, from)];
            if arrows.iter().any(|arrow| !self.graph.arrows.contains_key(arrow)) {
                self.found.push(format!("{shown} is not needed any more; remove it"));
            }
            allowed.extend(arrows);
        }
        allowed
    }

    /// What would hide an arrow is a mistake of its own.
    fn detours(&mut self) {
        for detour in &self.source.detours {
            let place = shown(self.source, detour.file, self.top);
            self.found.push(format!(
                "{place}:{} {}: write the path of the module, so that its floor can be seen",
                detour.line, detour.what
            ));
        }
        for (index, file) in self.source.files.iter().enumerate() {
            if self.source.files[..index].iter().any(|known| known.path == file.path) {
                let place = shown(self.source, index, self.top);
                self.found.push(format!("{place} is the file of two modules: remove one of them"));
            }
        }
    }

    fn circles(&mut self, allowed: &BTreeSet<(usize, usize)>) {
        for circle in self.graph.circles(allowed) {
            let arrows = circle.windows(2).map(|step| self.arrow(step[0], step[1]));
            let arrows = arrows.collect::<Vec<_>>().join("\n      ");
            self.found.push(format!(
                "`{}`: files use each other in a circle:\n      {arrows}\n    move what both need into \
                 a file of its own below them",
                self.name
            ));
        }
    }

    /// A library with an owner is named only in its file and in the folder beside it.
    fn owners(&mut self, house: &House) {
        for (library, owner) in &house.owns {
            if self.file_of(owner).is_none() {
                let name = self.name;
                self.found.push(format!("`{name}`: there is no `{owner}` to own `{library}`"));
            }
            for mention in &self.source.mentions {
                let file = self.source.modules[mention.module].file;
                let inside = self.module(file).strip_prefix(owner.as_str());
                let is_owner = inside.is_some_and(|rest| rest.is_empty() || rest.starts_with("::"));
                if mention.path[0] == *library && !is_owner {
                    let place = format!("{}:{}", shown(self.source, file, self.top), mention.line);
                    self.found.push(format!("{place} names `{library}`, which `{owner}` hides"));
                }
            }
        }
    }

    /// Every module has an entry, and every entry a module.
    fn entries(&mut self, list: &List<'_>) {
        let modules = self.source.files.iter().map(|file| &*file.module);
        let inside: Vec<&str> = modules.filter(|module| list.within(module).is_some()).collect();
        let of = match list.module {
            "" => format!("`{}`", self.name),
            module => format!("`{}`, inside `{module}`", self.name),
        };
        if !list.module.is_empty() && inside.iter().all(|module| *module == list.module) {
            self.found.push(format!("{of}: there are no modules; remove the list from `{FILE}`"));
            return;
        }
        let entries = list.floors.iter().flat_map(Floor::modules).collect::<Vec<_>>();
        for (at, entry) in entries.iter().enumerate() {
            let has_file = |module: &&str| list.entry(module).is_some_and(|(_, own)| own == *entry);
            if entries[..at].contains(entry) {
                self.found.push(format!("{of}: `{entry}` is listed twice in `{FILE}`"));
            } else if !inside.iter().any(has_file) {
                self.found
                    .push(format!("{of}: `{FILE}` lists `{entry}`, which is no module; remove it"));
            }
        }
        for module in inside.iter().filter(|module| list.entry(module).is_none()) {
            self.found.push(format!("{of}: `{module}` is on no floor; add it to `{FILE}`"));
        }
    }

    fn arrows(&mut self, lists: &[List<'_>], allowed: &BTreeSet<(usize, usize)>) {
        for &(from, to) in self.graph.arrows.keys().filter(|arrow| !allowed.contains(arrow)) {
            // The outermost list that tells the two apart decides.
            let mut lists: Vec<&List<'_>> = lists.iter().collect();
            lists.sort_by_key(|list| list.module.len());
            let told_apart = lists.iter().find_map(|list| {
                let from = list.entry(self.module(from))?;
                let to = list.entry(self.module(to))?;
                (from.1 != to.1).then_some((from, to))
            });
            let Some(((from_floor, user), (to_floor, used))) = told_apart else { continue };
            if to_floor < from_floor {
                continue;
            }
            let where_to = if to_floor == from_floor {
                format!("beside it on floor {to_floor}")
            } else {
                format!("above it, on floor {to_floor} over {from_floor}")
            };
            self.found.push(format!(
                "{}, but `{used}` stands {where_to} (`{user}`): move the definition down, hand the \
                 value in, or change `{FILE}`",
                self.arrow(from, to)
            ));
        }
    }
}
