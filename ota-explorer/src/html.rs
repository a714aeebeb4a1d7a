//! Text on its way into a page.
//!
//! Templates escape whatever they are given. The types here make HTML themselves, and are the only ones that templates do not
//! escape again: a text of a spec with its code in `<code>`. Nothing else of Markdown is understood.

use std::fmt::{self, Write};

use askama::filters::HtmlSafe;
use ota_spec::visible;

/// Prose on one line, with what stands in backticks as code.
#[derive(Debug, Clone, Default)]
pub(crate) struct Inline(Vec<Part>);

/// Prose in one language.
#[derive(Debug, Clone)]
struct Part {
    text: String,
    /// Its language, where that is not the one of the page.
    language: Option<&'static str>,
}

impl Inline {
    /// A text in the language of the page, or in none.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self::marked(text, None)
    }

    /// A text in a language that is not the one of the page.
    pub(crate) fn marked(text: impl Into<String>, language: Option<&'static str>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::default() } else { Self(vec![Part { text, language }]) }
    }

    /// The two, with a blank between them where the script has one.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Whether there is nothing to show.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Inline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut before = None;
        for Part { text, language } in &self.0 {
            if before.is_some_and(|before| !is_full_width(before)) {
                f.write_char(' ')?;
            }
            before = text.chars().last();
            match language {
                None => write_inline(text, f)?,
                Some(language) => {
                    write!(f, "<span lang=\"{language}\">")?;
                    write_inline(text, f)?;
                    f.write_str("</span>")?;
                }
            }
        }
        Ok(())
    }
}

impl HtmlSafe for Inline {}

/// Whether a mark of punctuation has its own room behind it, as those of Chinese have.
fn is_full_width(c: char) -> bool {
    "，。；：！？、）》”".contains(c)
}

/// Prose of several paragraphs, which blank lines end.
#[derive(Debug, Clone, Default)]
pub(crate) struct Paragraphs(Vec<Part>);

impl Paragraphs {
    /// A text in the language of the page, or in the one that is named.
    pub(crate) fn marked(text: impl Into<String>, language: Option<&'static str>) -> Self {
        Self(vec![Part { text: text.into(), language }])
    }

    /// The first, then the paragraphs of the other.
    pub(crate) fn behind(self, first: Inline) -> Self {
        Self(first.0.into_iter().chain(self.0).collect())
    }
}

impl fmt::Display for Paragraphs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Part { text, language } in &self.0 {
            let paragraphs = text.split("\n\n").map(str::trim);
            for paragraph in paragraphs.filter(|paragraph| !paragraph.is_empty()) {
                match language {
                    None => f.write_str("<p>")?,
                    Some(language) => write!(f, "<p lang=\"{language}\">")?,
                }
                write_inline(paragraph, f)?;
                f.write_str("</p>")?;
            }
        }
        Ok(())
    }
}

impl HtmlSafe for Paragraphs {}

fn write_inline(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let text = visible::lines(text);
    let mut rest = text.as_ref();
    while let Some((before, after)) = rest.split_once('`') {
        let Some((code, next)) = after.split_once('`') else { break };
        escape(before, f)?;
        f.write_str("<code>")?;
        escape(code, f)?;
        f.write_str("</code>")?;
        rest = next;
    }
    escape(rest, f)
}

/// Writes text so that it is the same text in HTML, between tags as in quoted attributes.
fn escape(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for c in text.chars() {
        match c {
            '&' => f.write_str("&amp;")?,
            '<' => f.write_str("&lt;")?,
            '>' => f.write_str("&gt;")?,
            '"' => f.write_str("&#34;")?,
            '\'' => f.write_str("&#39;")?,
            c => f.write_char(c)?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};
    use proptest::strategy::Strategy;

    use super::{Inline, Paragraphs};

    fn hostile() -> impl Strategy<Value = String> {
        proptest::prop_oneof!["[<>&\"'`/a-z =\n]{0,40}", any::<String>()]
    }

    proptest! {
        #[test]
        fn no_text_becomes_a_tag_or_ends_an_attribute(text in hostile()) {
            let marked = Inline::marked(&*text, Some("en")).and(Inline::new(&*text));
            let paragraphs = Paragraphs::marked(&*text, Some("en")).behind(Inline::new(&*text));
            for shown in [marked.to_string(), paragraphs.to_string()] {
                let mut bare = shown;
                for tag in
                    ["<code>", "</code>", "<p>", "<p lang=\"en\">", "</p>", "<span lang=\"en\">", "</span>"]
                {
                    bare = bare.replace(tag, "");
                }
                prop_assert!(!bare.contains(['<', '>', '"', '\'']), "{bare}");
            }
        }

        #[test]
        fn the_text_is_all_there(text in "[<>&\"'a-z ]{0,40}") {
            let back = Inline::new(&*text).to_string()
                .replace("&lt;", "<").replace("&gt;", ">").replace("&#34;", "\"")
                .replace("&#39;", "'").replace("&amp;", "&");
            prop_assert_eq!(back, text);
        }
    }

    #[test]
    fn a_text_in_another_language_is_marked() {
        let shown = Inline::new("中文").and(Inline::marked("`a` is", Some("en")));
        assert_eq!(shown.to_string(), "中文 <span lang=\"en\"><code>a</code> is</span>");
        let shown = Paragraphs::marked("a\n\nb", Some("en")).behind(Inline::new("中文"));
        assert_eq!(shown.to_string(), "<p>中文</p><p lang=\"en\">a</p><p lang=\"en\">b</p>");
        assert!(Inline::new("").and(Inline::default()).is_empty());
        let shown = Inline::new("中文。").and(Inline::new("中文"));
        assert_eq!(shown.to_string(), "中文。中文");
    }

    #[test]
    fn backticks_make_code() {
        assert_eq!(Inline::new("a `b<` c `d").to_string(), "a <code>b&lt;</code> c `d");
        assert_eq!(Paragraphs::marked("a\n\nb\nc\n\n", None).to_string(), "<p>a</p><p>b\nc</p>");
        assert_eq!(Inline::new("\u{202e}x").to_string(), "\\u{202e}x");
    }
}
