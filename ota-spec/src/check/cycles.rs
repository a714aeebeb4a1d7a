//! Circles among the shared structs: those that hold themselves, directly or through others.

use std::collections::{BTreeMap, BTreeSet};

/// The circle of each of the nodes, whose arrows lead to others. Nodes have the same number if each leads to the
/// other; one that leads to another circle has a larger number than that. Found without recursion: a file may
/// have any number of types in a row.
pub(super) fn circles(arrows: &[Vec<usize>]) -> Vec<usize> {
    const UNSEEN: usize = usize::MAX;
    let mut circle = vec![UNSEEN; arrows.len()];
    let mut order = vec![UNSEEN; arrows.len()];
    let mut least = order.clone();
    let (mut seen, mut found) = (0, 0);
    let mut open: Vec<usize> = Vec::new();
    for start in 0..arrows.len() {
        if order.get(start) != Some(&UNSEEN) {
            continue;
        }
        let mut path = vec![(start, 0)];
        while let Some((node, next)) = path.pop() {
            if next == 0 {
                order[node] = seen;
                least[node] = seen;
                seen += 1;
                open.push(node);
            }
            match arrows[node].get(next) {
                Some(&target) => {
                    path.push((node, next + 1));
                    if order[target] == UNSEEN {
                        path.push((target, 0));
                    } else if circle[target] == UNSEEN {
                        least[node] = least[node].min(order[target]);
                    }
                }
                None => {
                    if least[node] == order[node] {
                        while let Some(member) = open.pop() {
                            circle[member] = found;
                            if member == node {
                                break;
                            }
                        }
                        found += 1;
                    }
                    if let Some((parent, _)) = path.last() {
                        least[*parent] = least[*parent].min(least[node]);
                    }
                }
            }
        }
    }
    circle
}

/// Structs by name, and which of them lead to each other and back.
#[derive(Debug)]
pub(super) struct Circles {
    places: BTreeMap<String, usize>,
    circle: Vec<usize>,
    members: BTreeMap<usize, BTreeSet<String>>,
}

impl Circles {
    /// Of structs with the names that each of them uses; other names do not count.
    pub(super) fn of(uses: &[(String, Vec<String>)]) -> Self {
        let places: BTreeMap<String, usize> =
            uses.iter().enumerate().map(|(place, (name, _))| (name.clone(), place)).collect();
        let arrows: Vec<Vec<usize>> = uses
            .iter()
            .map(|(_, used)| used.iter().filter_map(|name| places.get(name).copied()).collect())
            .collect();
        let circle = circles(&arrows);
        let mut members: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
        for ((name, _), number) in uses.iter().zip(&circle) {
            members.entry(*number).or_default().insert(name.clone());
        }
        // One that stands alone leads back only if it uses itself.
        for ((name, used), number) in uses.iter().zip(&circle) {
            let alone = members.get(number).is_some_and(|members| members.len() == 1);
            if alone && !used.contains(name) {
                members.remove(number);
            }
        }
        Self { places, circle, members }
    }

    /// The number of the circle of a struct: larger than those of all that it leads to.
    pub(super) fn number(&self, name: &str) -> Option<usize> {
        self.circle.get(*self.places.get(name)?).copied()
    }

    /// The structs that this one leads to and that lead back to it, itself included if it leads to itself.
    pub(super) fn around(&self, name: &str) -> Option<&BTreeSet<String>> {
        self.members.get(&self.number(name)?)
    }
}

#[cfg(test)]
mod tests {
    use super::circles;

    #[test]
    fn circles_are_found_in_an_order_in_which_each_comes_after_those_it_leads_to() {
        // 0 -> 1 -> 2 -> 0, 2 -> 3, 3 -> 3, 4 -> 0.
        let found = circles(&[vec![1], vec![2], vec![0, 3], vec![3], vec![0]]);
        assert_eq!(found, [1, 1, 1, 0, 2]);
    }

    #[test]
    fn a_long_row_needs_no_stack() {
        let row: Vec<Vec<usize>> = (1..=200_000).map(|next| vec![next]).chain([vec![]]).collect();
        assert_eq!(circles(&row)[0], 200_000);
    }
}
