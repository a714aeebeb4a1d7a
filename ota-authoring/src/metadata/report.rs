//! The report of an import.

use std::collections::BTreeMap;

use ota_spec::{Value, visible};

use super::log::{Class, Log};
use crate::object::{Object, list, number, object, text, texts};

/// What became of the metadata of a product version.
#[derive(Debug, Default)]
pub struct Report {
    /// The product.
    pub product: String,
    /// Its version.
    pub version: String,
    /// How many operations the document has.
    pub in_document: usize,
    /// The groups with the titles of the directories that they were made of.
    pub groups: Vec<(String, String)>,
    /// What concerns the folder as a whole.
    pub log: Log,
    /// Mistakes of the shared files.
    pub mistakes: Vec<String>,
    /// The operations, sorted by action.
    pub operations: Vec<Operation>,
    /// Places in which both a person and the metadata changed something; the person's stays.
    pub conflicts: Vec<String>,
    /// Operations of the last import that the metadata has no more, and whose files were removed.
    pub removed: Vec<String>,
}

/// What became of an operation.
#[derive(Debug)]
pub struct Operation {
    /// The action.
    pub action: String,
    /// What the import decided.
    pub(super) facts: Value,
    /// Why it was left out; empty if it was imported.
    pub mistakes: Vec<String>,
    /// What was taken, judged and could not be said.
    pub log: Log,
}

impl Report {
    /// How many operations were imported.
    pub fn imported(&self) -> usize {
        self.operations.iter().filter(|operation| operation.mistakes.is_empty()).count()
    }

    /// How many samples were read, and how many of them are kept in the report alone.
    pub fn samples(&self) -> (usize, usize) {
        let of_class = |operation: &Operation| {
            operation.log.findings.iter().filter(|found| found.class == Class::Sample).count()
        };
        let read = |operation: &Operation| operation.log.taken.get("samples").copied().unwrap_or(0);
        (self.operations.iter().map(read).sum(), self.operations.iter().map(of_class).sum())
    }

    /// How many parts of the document have another type than they should.
    pub fn unreadable(&self) -> usize {
        let kind = (Class::Unsaid, super::keys::UNREADABLE);
        self.counts().get(&kind).copied().unwrap_or(0)
    }

    /// How often each kind of finding occurs, by class.
    pub fn counts(&self) -> BTreeMap<(Class, &'static str), usize> {
        let mut counts = BTreeMap::new();
        for log in self.logs() {
            for found in &log.findings {
                *counts.entry((found.class, found.kind)).or_default() += 1;
            }
        }
        counts
    }

    /// How much was taken over of each kind.
    pub fn taken(&self) -> BTreeMap<&'static str, usize> {
        let mut taken = BTreeMap::new();
        for (what, count) in self.logs().flat_map(|log| &log.taken) {
            *taken.entry(*what).or_default() += count;
        }
        taken
    }

    /// The logs, and what each is about.
    fn named_logs(&self) -> impl Iterator<Item = (&str, &Log)> {
        let imported = self.operations.iter().filter(|operation| operation.mistakes.is_empty());
        let of_operations = imported.map(|operation| (operation.action.as_str(), &operation.log));
        [("the document", &self.log)].into_iter().chain(of_operations)
    }

    fn logs(&self) -> impl Iterator<Item = &Log> {
        [&self.log].into_iter().chain(self.operations.iter().map(|operation| &operation.log))
    }

    /// The report for people: counts, what was left out, and what is in conflict. What the metadata says is made safe
    /// to show.
    pub fn summary(&self) -> String {
        self.short_summary(usize::MAX)
    }

    /// The [`summary`](Self::summary) with at most so many lines of a kind.
    pub fn short_summary(&self, at_most: usize) -> String {
        let mut text = format!(
            "{} {}: {} of {} imported\n",
            visible::line(&self.product),
            visible::line(&self.version),
            self.imported(),
            counted(self.in_document, "operations")
        );
        let taken = self.taken();
        let taken: Vec<String> = taken.iter().map(|(what, count)| counted(*count, what)).collect();
        if !taken.is_empty() {
            text.push_str(&format!("  taken: {}\n", taken.join(", ")));
        }
        let counts = self.counts();
        for class in [Class::Judged, Class::Unsaid, Class::Sample] {
            let of_class = counts.iter().filter(|((found, _), _)| *found == class);
            let found: Vec<String> =
                of_class.map(|((_, kind), count)| format!("{kind} ({count})")).collect();
            if !found.is_empty() {
                text.push_str(&format!("  {}: {}\n", class.as_str(), found.join(", ")));
            }
        }
        let mut told = |lines: Vec<String>| {
            for line in lines.iter().take(at_most) {
                text.push_str(&format!("  {}\n", visible::line(line)));
            }
            if lines.len() > at_most {
                let more = lines.len() - at_most;
                text.push_str(&format!("  … {more} more in import-report.json\n"));
            }
        };
        told(self.mistakes.iter().map(|mistake| format!("mistake: {mistake}")).collect());
        let left_out = self.operations.iter().filter(|operation| !operation.mistakes.is_empty());
        let left_out = left_out.map(|operation| {
            format!("left out: {}: {}", operation.action, operation.mistakes.join("; "))
        });
        told(left_out.collect());
        let unreadable = self.named_logs().flat_map(|(of, log)| {
            let found = log.findings.iter().filter(|found| found.kind == super::keys::UNREADABLE);
            found.map(move |found| format!("{}: {of}: {}: {}", found.kind, found.place, found.text))
        });
        told(unreadable.collect());
        let removed = self.removed.iter();
        told(removed.map(|one| format!("removed: {one}: the metadata has it no more")).collect());
        told(self.conflicts.iter().map(|conflict| format!("conflict: {conflict}")).collect());
        if !self.conflicts.is_empty() {
            text.push_str(
                "  each conflict is told again until the file says what the metadata says, or its place is removed from \
                 `.import/conflicts.json`\n",
            );
        }
        text
    }

    /// The whole report.
    pub fn value(&self) -> Value {
        let counts = |class: Class| {
            let counts = self.counts().into_iter();
            let of_class = counts.filter(|((found, _), _)| *found == class);
            of_class.map(|((_, kind), count)| (kind.to_owned(), number(count))).collect()
        };
        let group = |(name, title): &(String, String)| {
            object([("name", text(name)), ("title", text(title))])
        };
        let mut report = Object::new();
        report.put("product", text(&self.product));
        report.put("version", text(&self.version));
        report.put("operations", number(self.in_document));
        report.put("imported", number(self.imported()));
        report.put("taken", taken(&self.taken()));
        report.put("judged", Value::Object(counts(Class::Judged)));
        report.put("unsaid", Value::Object(counts(Class::Unsaid)));
        report.put("samples", Value::Object(counts(Class::Sample)));
        report.put("groups", list(self.groups.iter().map(group)));
        report.put_filled("mistakes", texts(&self.mistakes));
        report.put_filled("conflicts", texts(&self.conflicts));
        report.put_filled("removed", texts(&self.removed));
        report.put_filled("folder", list(findings(&self.log)));
        report.put("actions", list(self.operations.iter().map(Operation::value)));
        report.finish()
    }
}

impl Operation {
    fn value(&self) -> Value {
        let mut report = Object::new();
        report.put("action", text(&self.action));
        report.put("imported", Value::Bool(self.mistakes.is_empty()));
        report.put_filled("decided", self.facts.clone());
        report.put_filled("mistakes", texts(&self.mistakes));
        report.put("taken", taken(&self.log.taken));
        report.put_filled("findings", list(findings(&self.log)));
        report.finish()
    }
}

/// A number of things, which are named in the plural.
fn counted(count: usize, what: &str) -> String {
    if count != 1 {
        return format!("{count} {what}");
    }
    let (first, rest) = what.split_once(' ').unwrap_or((what, ""));
    match (first.strip_suffix('s'), rest) {
        (_, "that hold themselves") => "1 type that holds itself".to_owned(),
        (Some(one), "") => format!("1 {one}"),
        (Some(one), rest) => format!("1 {one} {rest}"),
        (None, _) => format!("1 {}", what.trim_end_matches('s')),
    }
}

fn taken(taken: &BTreeMap<&'static str, usize>) -> Value {
    Value::Object(taken.iter().map(|(what, count)| ((*what).to_owned(), number(count))).collect())
}

fn findings(log: &Log) -> Vec<Value> {
    let finding = |found: &super::log::Finding| {
        object([
            ("class", text(found.class.as_str())),
            ("kind", text(found.kind)),
            ("place", text(&found.place)),
            ("text", text(&found.text)),
        ])
    };
    log.findings.iter().map(finding).collect()
}
