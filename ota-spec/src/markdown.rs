//! The prose of a spec as Markdown that cannot affect the page around it.
//!
//! A spec is data, and rustdoc runs what it takes for code of its crate. So the prose is read as the
//! subset of Markdown that a spec may use and written anew: every fence is closed and has a language
//! that is not run, every cell is one cell, and a heading becomes strong text.

mod blocks;
mod inline;
#[cfg(test)]
mod tests;

use blocks::{Block, Item, parse};
use inline::{Place, render, render_heading};

/// The languages that a fence may name. Others could be taken for Rust or for instructions to
/// rustdoc.
const LANGUAGES: [&str; 9] =
    ["console", "csv", "http", "json", "sh", "text", "toml", "xml", "yaml"];

/// Documentation text as blocks.
pub fn prose(text: &str) -> String {
    write(&parse(&cleaned(text)), Separation::Loose)
}

/// A sentence followed by documentation text, in the same paragraph if the text starts with one.
pub fn after(sentence: &str, text: &str) -> String {
    let blocks = parse(&cleaned(text));
    let gap = match blocks.first() {
        None => "",
        Some(Block::Paragraph(_)) => " ",
        Some(_) => "\n\n",
    };
    format!("{sentence}{gap}{}", write(&blocks, Separation::Loose))
}

/// Text on one line: an item, or part of a sentence.
pub fn line(text: &str) -> String {
    render(&joined(text), Place::Line)
}

/// Text in a cell of a table.
pub fn cell(text: &str) -> String {
    render(&joined(text), Place::Cell)
}

/// Lines in a fence that they cannot close.
pub fn fence(language: &str, text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat((longest + 1).max(3));
    format!("{fence}{language}\n{text}\n{fence}")
}

/// The lines of a text joined into one.
fn joined(text: &str) -> String {
    let text = cleaned(text);
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The text without the characters that parsers disagree on: line ends besides `\n`, and null.
fn cleaned(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .map(|c| match c {
            '\r' => '\n',
            '\u{b}' | '\u{c}' => ' ',
            '\0' => '\u{fffd}',
            c => c,
        })
        .collect()
}

/// The gap between blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Separation {
    /// Always an empty line.
    Loose,
    /// None between a sentence and its list.
    Tight,
}

fn write(blocks: &[Block], separation: Separation) -> String {
    let mut text = String::new();
    for (index, block) in blocks.iter().enumerate() {
        if index > 0 {
            let follows = separation == Separation::Tight
                && matches!(blocks[index - 1], Block::Paragraph(_))
                && matches!(block, Block::List(items) if items.iter().all(|item| item.number.is_none()));
            text.push_str(if follows { "\n" } else { "\n\n" });
        }
        text.push_str(&one(block));
    }
    text
}

fn one(block: &Block) -> String {
    match block {
        Block::Paragraph(text) => render(text, Place::Paragraph),
        Block::Heading(text) => format!("**{}**", render_heading(text)),
        Block::Code { language, text } => {
            let known = LANGUAGES.contains(&language.as_str());
            fence(if known { language } else { "text" }, text)
        }
        Block::List(items) => items.iter().map(item).collect::<Vec<_>>().join("\n"),
        Block::Quote(blocks) => indented(&write(blocks, Separation::Loose), "> ", "> "),
    }
}

fn item(item: &Item) -> String {
    let mark = item.number.map_or_else(|| "- ".to_owned(), |number| format!("{number}. "));
    indented(&write(&item.blocks, Separation::Tight), &mark, &" ".repeat(mark.len()))
}

/// The text with one prefix on its first line and another on the rest.
fn indented(text: &str, first: &str, others: &str) -> String {
    let mut indented = String::new();
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            indented.push('\n');
        }
        let start = if index == 0 { first } else { others };
        let start = if line.is_empty() { start.trim_end() } else { start };
        indented.push_str(start);
        indented.push_str(line);
    }
    indented
}
