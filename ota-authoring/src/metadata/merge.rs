//! A newer import over files that people may have changed.

use std::collections::{BTreeMap, BTreeSet};

use ota_spec::{Value, names};

use crate::layout;

/// Files by their paths.
type Files = BTreeMap<String, String>;

/// The files after a merge.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// The files of the folder; those that are not here are to be removed.
    pub files: Files,
    /// The places that both sides changed; the change of the person stays.
    pub conflicts: Vec<String>,
    /// The places of the conflicts. Handed to the next merge, they stay conflicts until both sides say the same.
    pub open: BTreeSet<String>,
    /// The files that could not be read: nothing was merged into them.
    pub unreadable: BTreeSet<String>,
}

/// The conflicts of a merge: those of earlier ones, and what was found.
struct Conflicts {
    earlier: BTreeSet<String>,
    texts: Vec<String>,
    open: BTreeSet<String>,
}

impl Conflicts {
    fn add(&mut self, place: &str, text: &str) {
        self.texts.push(format!("{place}: {text}"));
        self.open.insert(place.to_owned());
    }

    /// Whether the place, one around it or one inside it is open: what was removed and is back, has not got yet
    /// what the metadata changed in it.
    fn any_near(&self, place: &str) -> bool {
        let inside = format!("{place}: ");
        let mut around = place.match_indices(": ").map(|(at, _)| &place[..at]);
        self.earlier.contains(place)
            || around.any(|outer| self.earlier.contains(outer))
            || self
                .earlier
                .range(inside.clone()..)
                .next()
                .is_some_and(|open| open.starts_with(&inside))
    }
}

/// Merges the files of an import over those of a folder. `base` is what the last import wrote, `ours` what is there
/// now, `theirs` what the new import would write, and `open` the places of the conflicts that are not settled.
///
/// Where `base` lacks a file, nobody can tell what was removed from it: all that differs in it is a conflict. If it
/// lacks all files of a folder that has some, files that come back are told, too.
pub fn merge(base: &Files, ours: &Files, theirs: &Files, open: &BTreeSet<String>) -> Merged {
    let mut merged = Merged::default();
    let lost = |path: &&String| {
        !base.contains_key(*path) && theirs.get(*path).is_some_and(|theirs| theirs != &ours[*path])
    };
    let lost: BTreeSet<String> = ours.keys().filter(lost).cloned().collect();
    let no_base = base.is_empty() && !ours.is_empty();
    let earlier = open.union(&lost).cloned().collect();
    let mut conflicts = Conflicts { earlier, texts: Vec::new(), open: BTreeSet::new() };
    let paths: BTreeSet<&String> = base.keys().chain(ours.keys()).chain(theirs.keys()).collect();
    for path in paths {
        let (base, ours, theirs) = (base.get(path), ours.get(path), theirs.get(path));
        let text = match (ours, theirs) {
            (ours, theirs) if ours == theirs => ours.cloned(),
            // Nobody touched it since.
            (ours, theirs) if ours == base => {
                if no_base {
                    let text = "`.import` is missing, so it is back even if it had been removed";
                    conflicts.texts.push(format!("{path}: {text}"));
                }
                theirs.cloned()
            }
            (Some(ours), Some(_)) if Value::from_json(ours).is_err() => {
                conflicts.texts.push(format!("{path}: it is not JSON any more; it stays"));
                // What is open in it stays open.
                let inside = format!("{path}: ");
                let still = open.iter().filter(|open| *open == path || open.starts_with(&inside));
                conflicts.open.extend(still.cloned());
                merged.unreadable.insert(path.clone());
                Some(ours.clone())
            }
            (ours, theirs) if theirs == base && !conflicts.any_near(path) => ours.cloned(),
            (None, Some(_)) => {
                conflicts.add(path, "it was removed, and the metadata changed it");
                None
            }
            (Some(ours), None) => {
                conflicts.add(path, "it was changed, and the metadata has it no more; it stays");
                Some(ours.clone())
            }
            (Some(ours), Some(theirs)) => {
                let is_lost = lost.contains(path);
                if is_lost {
                    let text = "`.import` lacks it, so what differs stays";
                    conflicts.texts.push(format!("{path}: {text}"));
                }
                // As if the metadata had said the same before: what differs is open.
                let base = if is_lost { Some(theirs) } else { base };
                Some(merge_file(path, base, ours, theirs, &mut conflicts))
            }
            (None, None) => None,
        };
        if let Some(text) = text {
            merged.files.insert(path.clone(), text);
        }
    }
    merged.conflicts = conflicts.texts;
    merged.open = conflicts.open;
    merged
}

/// The files of a whole import, of which only a part was made anew: operations, types and errors that the part does
/// not have stay as the last import wrote them, except operations that cannot be told from one of the part.
pub fn merge_part(base: &Files, part: &Files) -> Files {
    let mut files = base.clone();
    let action = |path: &str| Some(path.strip_prefix("ops/")?.strip_suffix(".json")?.to_owned());
    let alike = |action: &str| [names::field(action), action.to_lowercase()];
    let new: Vec<String> = part.keys().filter_map(|path| action(path)).collect();
    let taken: BTreeSet<String> = new.iter().flat_map(|action| alike(action)).collect();
    let is_twin = |action: String| alike(&action).iter().any(|name| taken.contains(name));
    files.retain(|path, _| part.contains_key(path) || !action(path).is_some_and(is_twin));
    for (path, text) in part {
        let united = match (path.as_str(), base.get(path)) {
            ("types.json" | "errors.json", Some(old)) => {
                let (old, new) = (Value::from_json(old), Value::from_json(text));
                old.ok().zip(new.ok()).map(|(old, new)| layout::file(&united(&old, &new)))
            }
            _ => None,
        };
        files.insert(path.clone(), united.unwrap_or_else(|| text.clone()));
    }
    keep_envelope(base, part, &mut files);
    files
}

/// Operations that are not made anew have the envelope that they had, even if that of the service is another one now.
fn keep_envelope(base: &Files, part: &Files, files: &mut Files) {
    let envelope =
        |files: &Files| Value::from_json(files.get("service.json")?).ok()?.get("envelope").cloned();
    let (Some(old), Some(new)) = (envelope(base), envelope(part)) else { return };
    let kept = |path: &str| path.starts_with("ops/") && !part.contains_key(path);
    for (_, text) in files.iter_mut().filter(|(path, _)| old != new && kept(path)) {
        let Ok(Value::Object(mut members)) = Value::from_json(text) else { continue };
        if members.iter().any(|(key, _)| key == "envelope") {
            continue;
        }
        let behind = ["response", "parameters"]
            .iter()
            .find_map(|wanted| members.iter().position(|(key, _)| key == wanted));
        members.insert(
            behind.map_or(members.len(), |at| at + 1),
            ("envelope".to_owned(), old.clone()),
        );
        *text = layout::file(&Value::Object(members));
    }
}

/// Both lists, entries of the new one in the place of those of the old one.
fn united(old: &Value, new: &Value) -> Value {
    match (old, new) {
        (Value::Object(members), new) => {
            let member = |(key, old): &(String, Value)| {
                (key.clone(), new.get(key).map_or_else(|| old.clone(), |new| united(old, new)))
            };
            Value::Object(members.iter().map(member).collect())
        }
        (Value::Array(old), Value::Array(new)) => {
            let names: BTreeSet<String> = new.iter().filter_map(key).collect();
            let kept =
                old.iter().filter(|item| key(item).is_none_or(|name| !names.contains(&name)));
            // Types stand behind those that they use, and new ones may use old ones.
            Value::Array(kept.chain(new).cloned().collect())
        }
        (_, new) => new.clone(),
    }
}

fn merge_file(
    path: &str,
    base: Option<&String>,
    ours: &str,
    theirs: &str,
    conflicts: &mut Conflicts,
) -> String {
    let (Ok(ours_read), Ok(theirs)) = (Value::from_json(ours), Value::from_json(theirs)) else {
        return ours.to_owned();
    };
    let base = base.and_then(|base| Value::from_json(base).ok());
    let merged = value(path, base.as_ref(), Some(&ours_read), Some(&theirs), conflicts);
    merged.map_or_else(|| ours.to_owned(), |merged| layout::file(&merged))
}

/// Merges one value; nothing if it is to be absent.
fn value(
    path: &str,
    base: Option<&Value>,
    ours: Option<&Value>,
    theirs: Option<&Value>,
    conflicts: &mut Conflicts,
) -> Option<Value> {
    if ours == theirs || theirs == base && !conflicts.any_near(path) {
        return ours.cloned();
    }
    if ours == base {
        return theirs.cloned();
    }
    match (base, ours, theirs) {
        (base, Some(Value::Object(ours)), Some(Value::Object(theirs))) => {
            let base = base.map(Value::members).unwrap_or_default();
            Some(Value::Object(members(path, base, ours, theirs, conflicts)))
        }
        (base, Some(Value::Array(ours)), Some(Value::Array(theirs))) => {
            let empty = Vec::new();
            let base = match base {
                Some(Value::Array(base)) => base,
                _ => &empty,
            };
            let items = items(path, base, ours, theirs, conflicts);
            Some(Value::Array(items.unwrap_or_else(|| {
                conflicts.add(path, "the metadata changed it, too; what was there stays");
                ours.clone()
            })))
        }
        (_, ours, theirs) => {
            let shown = |value: Option<&Value>| match value {
                Some(value) => value.to_string().chars().take(120).collect(),
                None => "nothing".to_owned(),
            };
            let text = format!("{} stays; the metadata says {}", shown(ours), shown(theirs));
            conflicts.add(path, &text);
            ours.cloned()
        }
    }
}

type Members = [(String, Value)];

/// Merges objects key by key: in the order of ours, then what theirs has anew.
fn members(
    path: &str,
    base: &Members,
    ours: &Members,
    theirs: &Members,
    conflicts: &mut Conflicts,
) -> Vec<(String, Value)> {
    fn index(members: &Members) -> BTreeMap<&str, &Value> {
        members.iter().map(|(key, value)| (key.as_str(), value)).collect()
    }
    let (of_base, of_ours, of_theirs) = (index(base), index(ours), index(theirs));
    let order = order(ours.iter().map(|(key, _)| key), theirs.iter().map(|(key, _)| key));
    let mut merged = Vec::new();
    for key in order {
        let (base, ours) = (of_base.get(key.as_str()), of_ours.get(key.as_str()));
        let theirs = of_theirs.get(key.as_str());
        let path = format!("{path}: {key}");
        let found = value(&path, base.copied(), ours.copied(), theirs.copied(), conflicts);
        merged.extend(found.map(|value| (key.clone(), value)));
    }
    merged
}

/// The keys of both: those that only theirs has stand behind the one that they follow there.
fn order<'a>(
    ours: impl Iterator<Item = &'a String>,
    theirs: impl Iterator<Item = &'a String>,
) -> Vec<&'a String> {
    let ours: Vec<&String> = ours.collect();
    let known: BTreeSet<&String> = ours.iter().copied().collect();
    let mut behind: BTreeMap<Option<&String>, Vec<&String>> = BTreeMap::new();
    let mut last = None;
    for key in theirs {
        if known.contains(key) {
            last = Some(key);
        } else {
            behind.entry(last).or_default().push(key);
        }
    }
    let mut all = behind.remove(&None).unwrap_or_default();
    for key in ours {
        all.push(key);
        all.extend(behind.remove(&Some(key)).unwrap_or_default());
    }
    all
}

/// Merges lists whose entries have names, or are single values; nothing if they have neither.
fn items(
    path: &str,
    base: &[Value],
    ours: &[Value],
    theirs: &[Value],
    conflicts: &mut Conflicts,
) -> Option<Vec<Value>> {
    let named = |items: &[Value]| -> Option<Vec<(String, Value)>> {
        let named: Option<Vec<(String, Value)>> =
            items.iter().map(|item| Some((key(item)?, item.clone()))).collect();
        let named = named?;
        let keys: BTreeSet<&String> = named.iter().map(|(key, _)| key).collect();
        (keys.len() == named.len()).then_some(named)
    };
    let (base, ours, theirs) = (named(base)?, named(ours)?, named(theirs)?);
    let merged = members(path, &base, &ours, &theirs, conflicts);
    Some(merged.into_iter().map(|(_, value)| value).collect())
}

/// What an entry of a list is known by.
fn key(item: &Value) -> Option<String> {
    match item {
        Value::Object(_) => {
            let keys = ["name", "code", "value", "title", "id", "action"];
            keys.iter().find_map(|key| item.get(key).and_then(Value::scalar))
        }
        other => other.scalar(),
    }
}
