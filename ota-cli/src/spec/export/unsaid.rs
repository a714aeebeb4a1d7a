//! What a spec says and OpenAPI has no words for.

use std::collections::BTreeMap;

use ota_spec::Value;

use super::object::{Object, list, text};
use crate::spec::count;
use crate::spec::page::{Page, Screen};

/// A kind of statement that OpenAPI has no words for, in the order of the summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Word {
    Path,
    Protocol,
    Signature,
    Region,
    Refusal,
    ErrorCode,
    Spelling,
    Shared,
    Unused,
    Method,
    Qps,
    Repeat,
    WireForm,
    MapKey,
    TotalLength,
    Secret,
    Pattern,
    Rule,
    Choice,
    Page,
    Split,
    Wait,
    Sample,
    Alias,
    ValueName,
    DeprecatedValue,
    Open,
    AnswerLimit,
}

impl Word {
    /// What it is called.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Protocol => "protocol parameters",
            Self::Signature => "signature",
            Self::Region => "region",
            Self::Refusal => "refusal with HTTP 200",
            Self::ErrorCode => "error codes",
            Self::Spelling => "spelling of answers",
            Self::Shared => "shared parameter",
            Self::Unused => "unused type",
            Self::Method => "further method",
            Self::Qps => "calls a second",
            Self::Repeat => "sending twice",
            Self::WireForm => "form on the wire",
            Self::MapKey => "keys of a map",
            Self::TotalLength => "total length",
            Self::Secret => "secret",
            Self::Pattern => "pattern",
            Self::Rule => "rule between parameters",
            Self::Choice => "choice",
            Self::Page => "pages",
            Self::Split => "parts of a list",
            Self::Wait => "waiting",
            Self::Sample => "sample",
            Self::Alias => "second spelling",
            Self::ValueName => "name of a value",
            Self::DeprecatedValue => "deprecated value",
            Self::Open => "open enum",
            Self::AnswerLimit => "limit of an answer",
        }
    }
}

/// Whom a statement is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Scope {
    Service,
    Type(String),
    Operation(String),
}

impl Scope {
    fn heading(&self) -> String {
        match self {
            Self::Service => "service".to_owned(),
            Self::Type(name) => format!("type {name}"),
            Self::Operation(action) => action.clone(),
        }
    }
}

/// One statement of a spec that the document does not make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unsaid {
    pub(super) scope: Scope,
    pub(super) word: Word,
    /// The parameter, field or member; empty for the whole.
    pub(super) place: String,
    /// The statement.
    pub(super) says: String,
}

/// The statements as the document carries them.
pub(super) fn extension(found: &[Unsaid]) -> Value {
    list(found.iter().map(|unsaid| {
        let mut entry = Object::new();
        entry.put("what", text(unsaid.word.name()));
        entry.put_some("where", (!unsaid.place.is_empty()).then(|| text(&unsaid.place)));
        entry.put("says", text(&unsaid.says));
        entry.finish()
    }))
}

/// How many there are of each kind.
fn counts(found: &[Unsaid]) -> BTreeMap<Word, usize> {
    let mut counts = BTreeMap::new();
    for unsaid in found {
        *counts.entry(unsaid.word).or_default() += 1;
    }
    counts
}

/// A line for each kind.
pub(super) fn summary(found: &[Unsaid]) -> String {
    let things = count(found.len(), "thing");
    let mut summary = format!(
        "{things} that OpenAPI cannot say (in `x-not-expressed`; `--unsaid` lists them):\n"
    );
    for (word, number) in counts(found) {
        summary.push_str(&format!("{number:>6}  {}\n", word.name()));
    }
    summary
}

/// The whole list, by whom it is about.
pub(super) fn page(found: &[Unsaid], screen: Screen) -> String {
    let mut page = Page::new(screen);
    let mut scope = None;
    for unsaid in found {
        if scope != Some(&unsaid.scope) {
            page.heading(&unsaid.scope.heading());
            scope = Some(&unsaid.scope);
        }
        let place = match unsaid.place.as_str() {
            "" => String::new(),
            place => format!(", `{place}`"),
        };
        page.put(2, "- ", &format!("{}{place}: {}", unsaid.word.name(), unsaid.says));
    }
    page.finish()
}
