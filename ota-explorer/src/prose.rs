//! The prose of a spec in the language of a page: in English where the spec has nothing else, and marked as that. What is made
//! from values is a sentence of the language (`sentences`).

use ota_spec::model::{Rule, Type};

use crate::html::{Inline, Paragraphs};
use crate::language::Language;
use crate::sentences;
use crate::told::Advice;

/// A text of a spec, and its language where that is not the one of the page.
pub(crate) fn pick<'t>(
    language: Language,
    english: &'t str,
    chinese: Option<&'t String>,
) -> (&'t str, Option<&'static str>) {
    match (language, chinese) {
        (Language::English, _) => (english, None),
        (Language::Chinese, Some(chinese)) => (chinese, None),
        (Language::Chinese, None) => (english, Some(Language::English.code())),
    }
}

/// A text of a spec.
pub(crate) fn text(language: Language, english: &str, chinese: Option<&String>) -> Inline {
    let (text, mark) = pick(language, english, chinese);
    Inline::marked(text, mark)
}

/// A text that there is in English alone.
pub(crate) fn english(language: Language, text: impl AsRef<str>) -> Inline {
    self::text(language, text.as_ref(), None)
}

/// A text of several paragraphs.
pub(crate) fn paragraphs(
    language: Language,
    english: &str,
    chinese: Option<&String>,
) -> Paragraphs {
    let (text, mark) = pick(language, english, chinese);
    Paragraphs::marked(text, mark)
}

/// A rule: its demand, which is made from it, and its sentence.
pub(crate) fn rule(language: Language, rule: &Rule) -> Inline {
    let demand = Inline::new((sentences::of(language).rule)(rule));
    demand.and(text(language, &rule.doc, rule.zh.as_ref()))
}

/// The limits of a value.
pub(crate) fn limits(language: Language, ty: &Type) -> impl Iterator<Item = Inline> {
    (sentences::of(language).limits)(ty).into_iter().map(Inline::new)
}

/// Advice after a call. What the client says of this call alone there is in English; that for a code is its spec's.
pub(crate) fn advice(language: Language, advice: &Advice, code: Option<&String>) -> Inline {
    match ((sentences::of(language).advice)(advice), code) {
        (Some(sentence), _) => Inline::new(sentence),
        (None, code) => text(language, &advice.text, code),
    }
}

/// What to use instead of what is deprecated, before a text.
pub(crate) fn deprecated(language: Language, instead: Option<&String>) -> Inline {
    instead.map_or_else(Inline::default, |instead| {
        Inline::new(language.labels().deprecated).and(english(language, instead))
    })
}

#[cfg(test)]
mod tests {
    use super::{deprecated, english, text};
    use crate::language::Language;

    #[test]
    fn english_stands_in_for_chinese_and_says_so() {
        let zh = "总数。".to_owned();
        let shown = |language, zh| text(language, "How many.", zh).to_string();
        assert_eq!(shown(Language::English, Some(&zh)), "How many.");
        assert_eq!(shown(Language::Chinese, Some(&zh)), "总数。");
        assert_eq!(shown(Language::Chinese, None), "<span lang=\"en\">How many.</span>");
        assert_eq!(english(Language::English, "one").to_string(), "one");
        let instead = "Use `B`.".to_owned();
        let shown = deprecated(Language::Chinese, Some(&instead)).to_string();
        assert_eq!(shown, "已弃用：<span lang=\"en\">Use <code>B</code>.</span>");
    }
}
