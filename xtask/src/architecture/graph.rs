//! Which file of a crate uses which.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;

use super::resolve;
use super::source::Source;

/// The arrows between the files of a crate.
pub(crate) struct Graph {
    /// The first mention behind each arrow, from the file that uses to the file that is used.
    pub(crate) arrows: BTreeMap<(usize, usize), Reason>,
}

/// A place in the code that makes an arrow.
pub(crate) struct Reason {
    pub(crate) line: usize,
    pub(crate) path: String,
}

impl Graph {
    /// Draws the arrows of a crate.
    pub(crate) fn of(source: &Source) -> Self {
        let mut arrows: BTreeMap<(usize, usize), Reason> = BTreeMap::new();
        for mention in &source.mentions {
            let from = source.modules[mention.module].file;
            for to in resolve::files(source, mention) {
                let reason = Reason { line: mention.line, path: mention.path.join("::") };
                if from != to && arrows.get(&(from, to)).is_none_or(|old| reason.line < old.line) {
                    arrows.insert((from, to), reason);
                }
            }
        }
        Self { arrows }
    }

    /// An arrow as a place in the code and the path written there.
    pub(crate) fn describe(
        &self,
        source: &Source,
        (from, to): (usize, usize),
        top: &Path,
    ) -> String {
        let reason = &self.arrows[&(from, to)];
        format!("{}:{} uses `{}`", shown(source, from, top), reason.line, reason.path)
    }

    /// One shortest circle through each knot of files that use each other, arrows in `allowed` aside.
    pub(crate) fn circles(&self, allowed: &BTreeSet<(usize, usize)>) -> Vec<Vec<usize>> {
        let mut next: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for arrow in self.arrows.keys().filter(|arrow| !allowed.contains(arrow)) {
            next.entry(arrow.0).or_default().push(arrow.1);
        }
        let mut done = BTreeSet::new();
        let mut circles = Vec::new();
        for &start in next.keys() {
            if done.contains(&start) {
                continue;
            }
            let Some(circle) = circle_through(start, &next) else { continue };
            // Everything in the same knot is reached from here and leads back.
            let reached = reach(start, &next);
            done.extend(reached.into_iter().filter(|file| reach(*file, &next).contains(&start)));
            circles.push(circle);
        }
        circles
    }
}

/// A file as messages name it, from the top folder.
pub(crate) fn shown(source: &Source, file: usize, top: &Path) -> String {
    let path = &source.files[file].path;
    path.strip_prefix(top).unwrap_or(path).display().to_string()
}

/// The shortest way from a file back to itself, the file at both ends.
fn circle_through(start: usize, next: &BTreeMap<usize, Vec<usize>>) -> Option<Vec<usize>> {
    let mut before: BTreeMap<usize, usize> = BTreeMap::new();
    let mut open = VecDeque::from([start]);
    while let Some(file) = open.pop_front() {
        for &to in next.get(&file).into_iter().flatten() {
            if before.contains_key(&to) {
                continue;
            }
            before.insert(to, file);
            if to == start {
                let mut circle = vec![start];
                let mut at = file;
                while at != start {
                    circle.push(at);
                    at = before[&at];
                }
                circle.push(start);
                circle.reverse();
                return Some(circle);
            }
            open.push_back(to);
        }
    }
    None
}

/// Every file that a file uses, directly or not.
fn reach(start: usize, next: &BTreeMap<usize, Vec<usize>>) -> BTreeSet<usize> {
    let mut seen = BTreeSet::new();
    let mut open = vec![start];
    while let Some(file) = open.pop() {
        for &to in next.get(&file).into_iter().flatten() {
            if seen.insert(to) {
                open.push(to);
            }
        }
    }
    seen
}
