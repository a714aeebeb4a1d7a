//! Searches operations by names, summaries, parameters and error codes.

use ota_spec::Spec;
use ota_spec::model::{Field, Operation};

/// The most operations that are listed at once.
pub(crate) const SHOWN: usize = 200;

/// The longest text that is searched for, in bytes.
const LONGEST: usize = 200;

/// The words of all operations, in lower case.
#[derive(Debug)]
pub(crate) struct Index {
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    action: String,
    /// The names of parameters, with those of their members.
    parameters: Vec<(String, String)>,
    codes: Vec<(String, String)>,
    prose: String,
}

/// An operation that was found.
#[derive(Debug, PartialEq)]
pub(crate) struct Found {
    /// Its place in the spec.
    pub(crate) place: usize,
    /// The parameter or code that was looked for, where the name does not show it.
    pub(crate) by: Option<String>,
}

impl Index {
    /// The index of a folder.
    pub(crate) fn of(spec: &Spec) -> Self {
        Self { entries: spec.operations.iter().map(Entry::of).collect() }
    }

    /// The operations in which every word of the text is found, the best first.
    pub(crate) fn search(&self, text: &str) -> Vec<Found> {
        let mut end = text.len().min(LONGEST);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let text = text[..end].to_lowercase();
        let words: Vec<&str> = text.split_whitespace().collect();
        let mut ranked: Vec<(u32, Found)> = Vec::new();
        for (place, entry) in self.entries.iter().enumerate() {
            let hits = words.iter().map(|word| entry.find(word));
            if let Some(hits) = hits.collect::<Option<Vec<_>>>() {
                let rank = hits.iter().map(|(rank, _)| rank).sum();
                let by = hits.into_iter().find_map(|(_, by)| by);
                ranked.push((rank, Found { place, by }));
            }
        }
        ranked.sort_by_key(|(rank, found)| (*rank, found.place));
        ranked.into_iter().map(|(_, found)| found).collect()
    }
}

impl Entry {
    fn of(operation: &Operation) -> Self {
        let mut parameters = Vec::new();
        for field in &operation.parameters {
            add(field, "", &mut Vec::new(), &mut parameters);
        }
        let codes = operation.errors.iter();
        let chinese = operation.zh.iter().chain(&operation.zh_doc).map(String::as_str);
        let prose = [operation.group.as_str(), &operation.summary, &operation.doc];
        let prose: Vec<&str> = prose.into_iter().chain(chinese).collect();
        Self {
            action: operation.action.to_lowercase(),
            parameters,
            codes: codes.map(|error| (error.code.to_lowercase(), error.code.clone())).collect(),
            prose: prose.join(" ").to_lowercase(),
        }
    }

    /// How well a word fits; less is better.
    fn find(&self, word: &str) -> Option<(u32, Option<String>)> {
        if self.action == word {
            return Some((0, None));
        }
        if let Some(at) = self.action.find(word) {
            return Some((if at == 0 { 1 } else { 2 }, None));
        }
        let by = |names: &[(String, String)]| {
            let exact = names.iter().find(|(lower, _)| lower == word);
            let found = exact.or_else(|| names.iter().find(|(lower, _)| lower.contains(word)));
            found.map(|(lower, name)| (u32::from(lower != word), Some(name.clone())))
        };
        let parameter = by(&self.parameters).map(|(worse, name)| (3 + worse, name));
        parameter
            .or_else(|| by(&self.codes).map(|(worse, name)| (5 + worse, name)))
            .or_else(|| self.prose.contains(word).then_some((7, None)))
    }
}

fn add<'a>(
    field: &'a Field,
    around: &str,
    inside: &mut Vec<&'a Field>,
    names: &mut Vec<(String, String)>,
) {
    if inside.iter().any(|known| std::ptr::eq(*known, field)) {
        return;
    }
    let name =
        if around.is_empty() { field.name.clone() } else { format!("{around}.{}", field.name) };
    names.push((field.name.to_lowercase(), name.clone()));
    inside.push(field);
    for member in field.ty.innermost().members().unwrap_or_default() {
        add(member, &name, inside, names);
    }
    inside.pop();
}
