//! The content of `rules` and `choices`.

use super::object::{Object, Spanned, array, members};
use crate::diagnostic::{Report, Span};
use crate::json::{Member, Node};
use crate::keys;
use ota_violation::suggest;

/// An entry of `rules`.
#[derive(Debug)]
pub(crate) struct Rule {
    /// The one rule word.
    pub(crate) word: Spanned<&'static str>,
    /// Its value.
    pub(crate) value: Node,
    pub(crate) parameters: Option<Node>,
    pub(crate) limit: Option<Node>,
    pub(crate) minimum: Option<Node>,
    pub(crate) maximum: Option<Node>,
    pub(crate) when: Option<Node>,
    pub(crate) doc: Option<Spanned<String>>,
    pub(crate) zh: Option<Spanned<String>>,
}

impl Rule {
    pub(crate) fn read(node: Node, report: &mut Report) -> Option<Self> {
        let mut object = Object::open(node, &keys::RULE, report)?;
        let words = keys::WORDS.names();
        let mut found: Vec<_> =
            words.clone().filter_map(|word| Some((word, object.span_of(word)?))).collect();
        found.sort_by_key(|(_, span)| span.start);
        let (word, span) = match found.as_slice() {
            [one] => *one,
            [] => {
                // A misspelled rule word has been reported as an unknown key.
                if !words.clone().any(|word| object.is_meant(word)) {
                    let help = format!("write one of {}", suggest::list(words));
                    report.at(object.span, "a rule without a rule word", help);
                }
                return None;
            }
            [(first, _), (second, span), ..] => {
                let message = format!("a rule with two rule words, `{first}` and `{second}`");
                report.at(*span, message, "write two rules");
                return None;
            }
        };
        for companion in keys::COMPANIONS.keys() {
            let (key, belongs) = (companion.name, companion.goes_with.contains(&word));
            match object.span_of(key) {
                Some(span) if !belongs => {
                    report.at(span, format!("`{key}` does not go with `{word}`"), "remove it");
                }
                None if belongs => {
                    object.require(key, report);
                }
                _ => {}
            }
        }
        Some(Self {
            value: object.plain(word, report)?,
            word: Spanned { value: word, span },
            parameters: object.take("parameters", report),
            limit: object.take("limit", report),
            minimum: object.take("minimum", report),
            maximum: object.take("maximum", report),
            when: object.plain("when", report),
            doc: object.filled("doc", report),
            zh: object.filled("zh", report),
        })
    }
}

/// An entry of `choices`.
#[derive(Debug)]
pub(crate) struct Choice {
    pub(crate) name: Option<Spanned<String>>,
    pub(crate) doc: Option<Spanned<String>>,
    pub(crate) zh: Option<Spanned<String>>,
    pub(crate) selector: Option<Spanned<String>>,
    pub(crate) options: Vec<ChoiceOption>,
    /// The position of the options, if present.
    pub(crate) span: Option<Span>,
}

/// An entry of `options`.
#[derive(Debug)]
pub(crate) struct ChoiceOption {
    /// The opening brace.
    pub(crate) span: Span,
    pub(crate) name: Option<Spanned<String>>,
    pub(crate) doc: Option<Spanned<String>>,
    pub(crate) zh: Option<Spanned<String>>,
    pub(crate) value: Option<Node>,
    pub(crate) required: Vec<Spanned<String>>,
    pub(crate) optional: Vec<Spanned<String>>,
    pub(crate) fixed: Vec<Member>,
}

impl Choice {
    pub(crate) fn read(node: Node, report: &mut Report) -> Option<Self> {
        let mut object = Object::open(node, &keys::CHOICE, report)?;
        let options = object.take("options", report);
        let span = options.as_ref().map(|options| options.span);
        let options = options.and_then(|node| array(node, "options", report)).unwrap_or_default();
        let name = object.filled("name", report);
        let doc = object.filled("doc", report);
        let zh = object.filled("zh", report);
        let selector = object.filled("selector", report);
        let mut options: Vec<ChoiceOption> =
            options.into_iter().filter_map(|node| ChoiceOption::read(node, report)).collect();
        // A misspelled `selector` is no mistake of the values.
        if object.is_meant("selector") {
            options.iter_mut().for_each(|option| option.value = None);
        }
        Some(Self { name, doc, zh, selector, options, span })
    }
}

impl ChoiceOption {
    fn read(node: Node, report: &mut Report) -> Option<Self> {
        let mut object = Object::open(node, &keys::OPTION, report)?;
        let fixed = object.plain("fixed", report);
        Some(Self {
            span: object.span,
            name: object.filled("name", report),
            doc: object.filled("doc", report),
            zh: object.filled("zh", report),
            value: object.plain("value", report),
            required: object.strings("required", report),
            optional: object.strings("optional", report),
            fixed: fixed.and_then(|node| members(node, "fixed", report)).unwrap_or_default(),
        })
    }
}
