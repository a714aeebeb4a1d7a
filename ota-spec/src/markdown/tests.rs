//! Nasty texts do not affect the text around them, as rustdoc's own parser sees it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use ota_violation::words::code;
use proptest::prelude::*;
use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::{after, cell, fence, line, prose};

/// The languages of the fences that may come out.
const NOT_RUN: [&str; 3] = ["text", "json", "xml"];

/// The text after each tested one, which must come out unchanged.
const BEHIND: &str = "Behind `it`, **strong** and [`Clone`](Clone).\n\n# Heading\n\n- item\n\n\
                      | a | b |\n|---|---|\n| `1` | 2 |\n\n```no_run\ncode();\n```";

/// The extensions that rustdoc turns on, except for smart punctuation, which replaces characters.
fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
}

/// The events of a page, which must have no broken links.
fn events(page: &str) -> Vec<Event<'_>> {
    let mut broken = |link: pulldown_cmark::BrokenLink<'_>| panic!("broken: {link:?}\n{page}");
    let parser = Parser::new_with_broken_link_callback(page, options(), Some(&mut broken));
    assert_eq!(parser.reference_definitions().iter().count(), 0, "{page}");
    parser.collect()
}

/// The text that a reader sees.
fn shown(events: &[Event<'_>]) -> String {
    let shown = events.iter().map(|event| match event {
        Event::Text(text) | Event::Code(text) => text,
        Event::SoftBreak | Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell) => "\n",
        _ => "",
    });
    shown.collect()
}

/// Fails on markup that prose may not have.
fn assert_prose(events: &[Event<'_>], page: &str) {
    for event in events {
        let fits = match event {
            Event::Html(_) | Event::InlineHtml(_) | Event::FootnoteReference(_) => false,
            Event::Rule | Event::TaskListMarker(_) | Event::HardBreak => false,
            Event::Start(tag) => match tag {
                Tag::CodeBlock(CodeBlockKind::Fenced(info)) => NOT_RUN.contains(&info.as_ref()),
                Tag::Link {
                    link_type: LinkType::Inline | LinkType::Autolink, dest_url, ..
                } => dest_url.starts_with("http://") || dest_url.starts_with("https://"),
                Tag::Paragraph | Tag::List(_) | Tag::Item | Tag::BlockQuote(_) => true,
                Tag::Emphasis | Tag::Strong => true,
                _ => false,
            },
            _ => true,
        };
        assert!(fits, "{event:?}\n{page}");
    }
    // The lint `bare_urls`.
    let mut linked = 0;
    for event in events {
        match event {
            Event::Start(Tag::Link { .. } | Tag::CodeBlock(_)) => linked += 1,
            Event::End(TagEnd::Link | TagEnd::CodeBlock) => linked -= 1,
            Event::Text(text) if linked == 0 => {
                let host = |start: &str| {
                    text.match_indices(start).any(|(at, _)| {
                        text[at + start.len()..].starts_with(|c: char| c.is_ascii_alphanumeric())
                    })
                };
                assert!(!host("http://") && !host("https://"), "{text}\n{page}");
            }
            _ => {}
        }
    }
}

/// Fails unless the words of the source are seen, in this order.
fn assert_words(source: &str, shown: &str) {
    let mut rest = shown;
    // The text behind a fence is its language.
    let lines =
        source.split(['\n', '\r']).filter(|line| !line.contains("``") && !line.contains("~~"));
    for word in lines.flat_map(|line| line.split(|c: char| !c.is_alphanumeric())) {
        if word.len() < 3 || !word.starts_with('w') {
            continue;
        }
        let at = rest.find(word).unwrap_or_else(|| panic!("`{word}` is lost: {shown}\n{source}"));
        rest = &rest[at + word.len()..];
    }
}

const MARKS: [&str; 74] = [
    "```",
    "```rust\n",
    "```\n",
    "~~~\n",
    "~~~ignore\n",
    "````",
    "`",
    "``",
    "|",
    "\n",
    "\n",
    "\n",
    "\n\n",
    "\n\n",
    "\r\n",
    "\r",
    "    ",
    "\n    ",
    "\n\n    ",
    "\t",
    "\n\t",
    " ",
    " ",
    " ",
    "# ",
    "\n## ",
    "\n===\n",
    "\n---\n",
    "---",
    "--",
    "- ",
    "\n- ",
    "\n  - ",
    "* ",
    "\n* ",
    "+ ",
    "1. ",
    "\n2) ",
    "> ",
    "\n> ",
    "[x]",
    "[x](y)",
    "[x][y]",
    "\n[x]: y",
    "[^1]",
    "\n[^1]: ",
    "<",
    ">",
    "<b>",
    "</b>",
    "<!--",
    "-->",
    "<div>\n",
    "&lt;",
    "&amp;",
    "&#60;",
    "*",
    "**",
    "***",
    "_",
    "__",
    "~",
    "~~",
    "\\",
    "https://example.com/x?a=1&b=(2)",
    "http://a.b).",
    "<https://a.b>",
    "[t](https://a.b/c)",
    "![i](https://a.b/c.png)",
    "Vec<String>",
    "|---|---|\n",
    "\n:-:|:-:\n",
    "- [ ] ",
    "é…",
];

/// Marks and words in any order.
fn nasty() -> impl Strategy<Value = String> {
    let part = prop_oneof![3 => (0..MARKS.len()).prop_map(Some), 2 => Just(None)];
    prop::collection::vec(part, 0..24).prop_map(|parts| {
        let parts = parts.iter().enumerate().map(|(index, part)| match part {
            Some(mark) => MARKS[*mark].to_owned(),
            None => format!("w{index}w"),
        });
        parts.collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn prose_ends_where_it_ends(text in nasty()) {
        for written in [prose(&text), after("Sets `A`.", &text)] {
            let page = format!("{written}\n\n{BEHIND}");
            let (found, behind) = (events(&page), events(BEHIND));
            let at = found.len() - behind.len();
            prop_assert_eq!(&found[at..], &behind[..], "{}", &page);
            assert_prose(&found[..at], &page);
            assert_words(&text, &shown(&found[..at]));
        }
    }

    #[test]
    fn a_cell_is_one_cell(text in nasty()) {
        let page = format!(
            "| a | b | c |\n|---|---|---|\n| 1 | {} | `3` |\n| 4 | 5 | 6 |\n\n{BEHIND}",
            cell(&text)
        );
        let (found, behind) = (events(&page), events(BEHIND));
        let at = found.len() - behind.len();
        prop_assert_eq!(&found[at..], &behind[..], "{}", &page);
        let ends = |end: TagEnd| {
            let mut places = found[..at].iter().enumerate();
            std::iter::from_fn(move || places.find(|(_, event)| **event == Event::End(end)))
                .map(|(place, _)| place)
                .collect::<Vec<_>>()
        };
        let cells = ends(TagEnd::TableCell);
        prop_assert_eq!(cells.len(), 9, "{}", &page);
        let row: Vec<_> = cells[2..6].windows(2).map(|w| &found[w[0] + 1..w[1]]).collect();
        prop_assert!(shown(row[0]).ends_with('1') && shown(row[2]) == "3", "{}", &page);
        assert_prose(&row[1][1..], &page);
        assert_words(&text, &shown(row[1]));
    }

    #[test]
    fn a_line_is_one_item(text in nasty()) {
        let page = format!("- a\n- {}\n- `b`\n\n{BEHIND}", line(&format!("x {text}")));
        let (found, behind) = (events(&page), events(BEHIND));
        let at = found.len() - behind.len();
        prop_assert_eq!(&found[at..], &behind[..], "{}", &page);
        let items = found[..at].iter().filter(|event| **event == Event::End(TagEnd::Item));
        prop_assert_eq!(items.count(), 3, "{}", &page);
        assert_prose(&found[..at], &page);
        assert_words(&text, &shown(&found[..at]));
    }

    #[test]
    fn a_line_starts_a_paragraph_and_goes_on(text in nasty()) {
        let page = format!("{} `goes on`", line(&text));
        let found = events(&page);
        assert_prose(&found, &page);
        let paragraphs = found.iter().filter(|event| **event == Event::End(TagEnd::Paragraph));
        prop_assert_eq!(paragraphs.count(), 1, "{}", &page);
        prop_assert_eq!(&found[found.len() - 2], &Event::Code("goes on".into()), "{}", &page);
    }

    #[test]
    fn a_value_is_one_code_span(value in "[`|a\\\\ <*_\\[\\]]{1,12}") {
        let table = format!("| a | b |\n|---|---|\n| {} | 2 |", cell(&code(&value)));
        for page in [line(&code(&value)), table] {
            let found = events(&page);
            let codes = found.iter().filter(|event| matches!(event, Event::Code(_)));
            let codes: Vec<_> = codes.collect();
            let whole = Event::Code(value.as_str().into());
            prop_assert_eq!(codes, vec![&whole], "{}", &page);
        }
    }

    #[test]
    fn a_fence_holds_its_lines(text in nasty()) {
        let text = text.replace('\r', "");
        let page = format!("{}\n\n{BEHIND}", fence("json", &text));
        let (found, behind) = (events(&page), events(BEHIND));
        let at = found.len() - behind.len();
        prop_assert_eq!(&found[at..], &behind[..], "{}", &page);
        assert_prose(&found[..at], &page);
        prop_assert_eq!(shown(&found[..at]), format!("{text}\n"));
    }
}

#[test]
fn the_markup_that_prose_may_have_is_kept() {
    let kept = [
        "One line\nand another with `code`, **strong** and *emphasis*.",
        "A list:\n\n- one\n- two, which\n  goes on\n  - below\n\nAnd on.",
        "1. one\n2. two",
        "> Quoted.",
        "```json\n{ \"a\": 1 }\n```",
        "[a link](https://example.com/a) and <https://example.com>",
        "`snake_case`, snake_case, 3 < 4, a & b, C:\\path, 1.0, -1, #1 and a->b",
    ];
    for text in kept {
        assert_eq!(prose(text), text);
    }
}

#[test]
fn what_rustdoc_would_run_or_break_on_is_text() {
    let rewritten = [
        ("```\nlet x = 1;\n```", "```text\nlet x = 1;\n```"),
        ("```rust\nlet x = 1;", "```text\nlet x = 1;\n```"),
        ("~~~ignore\n```\n~~~", "````text\n```\n````"),
        (
            "Like this:\n\n    let x = 1;\n\n      y\n\nDone.",
            "Like this:\n\n```text\nlet x = 1;\n\n  y\n```\n\nDone.",
        ),
        ("- ```\n  let x = 1;\n- b", "- ```text\n  let x = 1;\n  ```\n- b"),
        ("> ```\n> let x = 1;\nDone.", "> ```text\n> let x = 1;\n> ```\n\nDone."),
        ("# Errors\nNone.", "**Errors**\n\nNone."),
        ("Errors\n---\nNone.", "Errors\n\\-\\-\\-\nNone."),
        ("a Vec<String> or <b>", "a Vec\\<String> or \\<b>"),
        ("[x] and [`y`](z)", "\\[x\\] and \\[`y`\\](z)"),
        ("[x]: y", "\\[x\\]: y"),
        ("see https://example.com/a.", "see <https://example.com/a>."),
        ("a | b\n--|--", "a \\| b\n\\-\\-\\|-\\-"),
        ("- >\n- a", "- a"),
        ("a stray ` and **two", "a stray \\` and \\*\\*two"),
    ];
    for (text, written) in rewritten {
        assert_eq!(prose(text), written);
    }
    assert_eq!(cell("`a|b` |\nc"), "`a\\|b` \\| c");
    assert_eq!(after("Sets `A`.", "Text."), "Sets `A`. Text.");
    assert_eq!(after("Sets `A`.", "- Item"), "Sets `A`.\n\n- Item");
}
