//! Text on its way into a page.
//!
//! Templates escape whatever they are given. The types here make HTML themselves, and are the only ones that templates do not
//! escape again: a text of a spec with its code in `<code>`. Nothing else of Markdown is understood.

use std::fmt::{self, Write};

use askama::filters::HtmlSafe;
use ota_spec::visible;

/// Prose on one line, with what stands in backticks as code.
#[derive(Debug, Clone, Default)]
pub(crate) struct Inline(String);

impl Inline {
    /// The prose of a spec, or a message.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Whether there is nothing to show.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Inline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_inline(&self.0, f)
    }
}

impl HtmlSafe for Inline {}

/// Prose of several paragraphs, which blank lines end.
#[derive(Debug, Clone, Default)]
pub(crate) struct Paragraphs(String);

impl Paragraphs {
    /// The documentation of a spec.
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for Paragraphs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let paragraphs = self.0.split("\n\n").map(str::trim);
        for paragraph in paragraphs.filter(|paragraph| !paragraph.is_empty()) {
            f.write_str("<p>")?;
            write_inline(paragraph, f)?;
            f.write_str("</p>")?;
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
            for shown in [Inline::new(&*text).to_string(), Paragraphs::new(&*text).to_string()] {
                let mut bare = shown;
                for tag in ["<code>", "</code>", "<p>", "</p>"] {
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
    fn backticks_make_code() {
        assert_eq!(Inline::new("a `b<` c `d").to_string(), "a <code>b&lt;</code> c `d");
        assert_eq!(Paragraphs::new("a\n\nb\nc\n\n").to_string(), "<p>a</p><p>b\nc</p>");
        assert_eq!(Inline::new("\u{202e}x").to_string(), "\\u{202e}x");
    }
}
