//! What a file says about how parameters depend on each other: `rules` and `choices`.

use super::{Object, Spanned, array, members};
use crate::diagnostic::{Report, Span};
use crate::json::{Member, Node};
use crate::suggest;

/// The words of a rule, of which each rule has one, with the keys that go with each.
const WORDS: [(&str, &[&str]); 12] = [
    ("exactlyOneOf", &[]),
    ("atLeastOneOf", &[]),
    ("atMostOneOf", &[]),
    ("allTogether", &[]),
    ("requires", &[]),
    ("excludes", &[]),
    ("onlyWith", &["parameters"]),
    ("forbids", &[]),
    ("lessThan", &[]),
    ("notEqual", &[]),
    ("maxProduct", &["limit"]),
    ("difference", &["minimum", "maximum"]),
];

/// The keys that go with some of the words.
const COMPANIONS: [&str; 4] = ["parameters", "limit", "minimum", "maximum"];

/// An entry of `rules`.
#[derive(Debug)]
pub(crate) struct Rule {
    /// The one rule word.
    pub(crate) word: Spanned<&'static str>,
    /// What stands behind it.
    pub(crate) value: Node,
    pub(crate) parameters: Option<Node>,
    pub(crate) limit: Option<Node>,
    pub(crate) minimum: Option<Node>,
    pub(crate) maximum: Option<Node>,
    pub(crate) when: Option<Node>,
    pub(crate) doc: Option<Spanned<String>>,
}

impl Rule {
    pub(crate) fn read(node: Node, report: &mut Report) -> Option<Self> {
        let words = WORDS.iter().map(|(word, _)| *word);
        let keys: Vec<&str> = words.chain(COMPANIONS).chain(["when", "doc"]).collect();
        let mut object = Object::open(node, "a rule", &keys, report)?;
        let mut found = Vec::new();
        for (word, companions) in WORDS {
            found.extend(object.span_of(word).map(|span| (word, companions, span)));
        }
        found.sort_by_key(|(.., span)| span.start);
        let (word, companions, span) = match found.as_slice() {
            [one] => *one,
            [] => {
                // A rule word that is misspelled was reported as an unknown key.
                if !WORDS.iter().any(|(word, _)| object.is_meant(word)) {
                    let help = suggest::list(WORDS.iter().map(|(word, _)| *word));
                    let help = format!("write one of {help}");
                    report.at(object.span, "a rule without a rule word", help);
                }
                return None;
            }
            [(first, ..), (second, _, span), ..] => {
                let message = format!("a rule with two rule words, `{first}` and `{second}`");
                report.at(*span, message, "write two rules");
                return None;
            }
        };
        for key in COMPANIONS {
            match object.span_of(key) {
                Some(span) if !companions.contains(&key) => {
                    report.at(span, format!("`{key}` does not go with `{word}`"), "remove it");
                }
                None if companions.contains(&key) => {
                    object.require(key, report);
                }
                _ => {}
            }
        }
        Some(Self {
            value: object.plain(word, report)?,
            word: Spanned { value: word, span },
            parameters: object.take("parameters"),
            limit: object.take("limit"),
            minimum: object.take("minimum"),
            maximum: object.take("maximum"),
            when: object.plain("when", report),
            doc: object.filled("doc", report),
        })
    }
}

/// An entry of `choices`.
#[derive(Debug)]
pub(crate) struct Choice {
    pub(crate) name: Option<Spanned<String>>,
    pub(crate) doc: Option<Spanned<String>>,
    pub(crate) selector: Option<Spanned<String>>,
    pub(crate) options: Vec<ChoiceOption>,
    /// Where the options stand, if they are there.
    pub(crate) span: Option<Span>,
}

/// An entry of `options`.
#[derive(Debug)]
pub(crate) struct ChoiceOption {
    /// The opening brace.
    pub(crate) span: Span,
    pub(crate) name: Option<Spanned<String>>,
    pub(crate) doc: Option<Spanned<String>>,
    pub(crate) value: Option<Node>,
    pub(crate) required: Vec<Spanned<String>>,
    pub(crate) optional: Vec<Spanned<String>>,
    pub(crate) fixed: Vec<Member>,
}

impl Choice {
    pub(crate) fn read(node: Node, report: &mut Report) -> Option<Self> {
        let keys = ["name", "doc", "selector", "options"];
        let mut object = Object::open(node, "a choice", &keys, report)?;
        let options = object.require("options", report);
        let span = options.as_ref().map(|options| options.span);
        let options = options.and_then(|node| array(node, "options", report)).unwrap_or_default();
        let name = object.require_string("name", report);
        let doc = object.require_string("doc", report);
        let selector = object.filled("selector", report);
        let mut options: Vec<ChoiceOption> =
            options.into_iter().filter_map(|node| ChoiceOption::read(node, report)).collect();
        // The values are not blamed for a selector whose key is misspelled.
        if object.is_meant("selector") {
            options.iter_mut().for_each(|option| option.value = None);
        }
        Some(Self { name, doc, selector, options, span })
    }
}

impl ChoiceOption {
    fn read(node: Node, report: &mut Report) -> Option<Self> {
        let keys = ["name", "doc", "value", "required", "optional", "fixed"];
        let mut object = Object::open(node, "an option", &keys, report)?;
        let fixed = object.plain("fixed", report);
        Some(Self {
            span: object.span,
            name: object.require_string("name", report),
            doc: object.require_string("doc", report),
            value: object.plain("value", report),
            required: object.strings("required", report),
            optional: object.strings("optional", report),
            fixed: fixed.and_then(|node| members(node, "fixed", report)).unwrap_or_default(),
        })
    }
}
