//! Text inside a paragraph, an item or a cell.
//!
//! It may hold code spans, `**strong**`, `*emphasis*`, links and addresses. All other markup is
//! escaped, so the text reads as written and does not affect the text after it.

use std::collections::BTreeMap;

/// The place of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In a paragraph of its own, whose lines are kept.
    Paragraph,
    /// On one line: of an item, or after other text.
    Line,
    /// In a cell of a table.
    Cell,
}

/// A part of the text.
enum Piece<'t> {
    /// Plain text, from one byte to another.
    Plain(usize, usize),
    /// A character after a backslash.
    Escaped(char),
    /// Backticks without a partner.
    Backticks(usize),
    /// The content of a code span.
    Code(&'t str),
    /// Stars.
    Stars { count: usize, opens: bool, closes: bool, paired: bool },
    /// An address.
    Address(&'t str),
    /// A link with a text.
    Link { text: &'t str, address: &'t str },
}

/// The text as Markdown for a place, with its markup.
pub(super) fn render(text: &str, place: Place) -> String {
    let mut pieces = split(text, true);
    pair(&mut pieces);
    write(text, &pieces, place)
}

/// The text of a heading, without strong parts and emphasis, since all of it is strong.
pub(super) fn render_heading(text: &str) -> String {
    write(text, &split(text, true), Place::Line)
}

fn split(text: &str, links: bool) -> Vec<Piece<'_>> {
    // The start of the last run of each number of backticks, beyond which none is searched for.
    let mut last_runs = BTreeMap::new();
    let mut at = 0;
    while let Some(found) = text[at..].find('`') {
        let count = run(&text[at + found..], '`');
        last_runs.insert(count, at + found);
        at += found + count;
    }
    let mut pieces = Vec::new();
    let (mut plain, mut at) = (0, 0);
    while let Some(c) = text[at..].chars().next() {
        let (piece, length) = match special(text, at, c, links, &last_runs) {
            Some(found) => found,
            None => {
                at += c.len_utf8();
                continue;
            }
        };
        if plain < at {
            pieces.push(Piece::Plain(plain, at));
        }
        pieces.push(piece);
        at += length;
        plain = at;
    }
    if plain < at {
        pieces.push(Piece::Plain(plain, at));
    }
    pieces
}

/// The piece other than plain text that starts here, with its length.
fn special<'t>(
    text: &'t str,
    at: usize,
    c: char,
    links: bool,
    last_runs: &BTreeMap<usize, usize>,
) -> Option<(Piece<'t>, usize)> {
    let rest = &text[at..];
    match c {
        '\\' => {
            let next = rest[1..].chars().next().filter(char::is_ascii_punctuation)?;
            Some((Piece::Escaped(next), 2))
        }
        '`' => {
            let count = run(rest, '`');
            let close = last_runs
                .get(&count)
                .filter(|last| **last > at)
                .and_then(|_| closing(&rest[count..], count));
            Some(match close {
                Some(close) => {
                    let code = &rest[count..count + close];
                    (Piece::Code(code), 2 * count + close)
                }
                None => (Piece::Backticks(count), count),
            })
        }
        '*' => {
            let count = run(rest, '*');
            let before = text[..at].chars().next_back();
            let after = rest[count..].chars().next();
            let opens = before.is_none_or(|c| c.is_whitespace() || c == '(')
                && after.is_some_and(|c| !c.is_whitespace());
            let closes = before.is_some_and(|c| !c.is_whitespace())
                && after.is_none_or(|c| c.is_whitespace() || c.is_ascii_punctuation());
            Some((Piece::Stars { count, opens, closes, paired: false }, count))
        }
        '[' if links => link(rest),
        '<' if links => {
            let address = address(&rest[1..])?;
            let closed = rest[1 + address.len()..].starts_with('>');
            closed.then_some((Piece::Address(address), address.len() + 2))
        }
        'h' if links => {
            let address = trimmed(address(rest)?)?;
            Some((Piece::Address(address), address.len()))
        }
        _ => None,
    }
}

/// The number of times that the text starts with the character.
fn run(text: &str, of: char) -> usize {
    text.chars().take_while(|c| *c == of).count()
}

/// The start of the next run of exactly `count` backticks.
fn closing(text: &str, count: usize) -> Option<usize> {
    let mut at = 0;
    loop {
        at += text[at..].find('`')?;
        let found = run(&text[at..], '`');
        if found == count {
            return Some(at);
        }
        at += found;
    }
}

fn link(rest: &str) -> Option<(Piece<'_>, usize)> {
    let end = rest[1..].find(['[', ']'])? + 1;
    let text = &rest[1..end];
    let target = rest[end..].strip_prefix("](")?;
    let address = address(target)?;
    // A parenthesis in the address would have to be balanced.
    let address = &address[..address.find(['(', ')']).unwrap_or(address.len())];
    let closed = target[address.len()..].starts_with(')');
    let found = closed && !text.trim().is_empty() && has_host(address);
    found.then_some((Piece::Link { text, address }, end + 2 + address.len() + 1))
}

/// The web address at the start of the text, up to the first character that no address has.
fn address(text: &str) -> Option<&str> {
    let belongs = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$&'()*+,;=%".contains(c);
    let length = text.find(|c| !belongs(c)).unwrap_or(text.len());
    let address = &text[..length];
    has_host(address).then_some(address)
}

fn has_host(address: &str) -> bool {
    let host = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    host.is_some_and(|host| host.starts_with(|c: char| c.is_ascii_alphanumeric()))
}

/// An address in prose without the punctuation that ends the sentence.
fn trimmed(address: &str) -> Option<&str> {
    let ends: &[char] = if address.contains('(') {
        &['.', ',', ';', ':', '!', '?', '\'', '*', '_']
    } else {
        &['.', ',', ';', ':', '!', '?', '\'', '*', '_', ')']
    };
    Some(address.trim_end_matches(ends)).filter(|address| has_host(address))
}

/// Pairs the stars: one or two on each side, properly nested.
fn pair(pieces: &mut [Piece<'_>]) {
    // The last opening run of one star and of two.
    let mut open: [Option<usize>; 2] = [None, None];
    for at in 0..pieces.len() {
        let Piece::Stars { count: count @ 1..=2, opens, closes, .. } = pieces[at] else {
            continue;
        };
        match open[count - 1].filter(|_| closes) {
            Some(start) => {
                for index in [start, at] {
                    if let Piece::Stars { paired, .. } = &mut pieces[index] {
                        *paired = true;
                    }
                }
                open = open.map(|other| other.filter(|other| *other < start));
            }
            None if opens => open[count - 1] = Some(at),
            None => {}
        }
    }
}

fn write(text: &str, pieces: &[Piece<'_>], place: Place) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for (index, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Plain(from, to) => plain(text, *from, *to, place, &mut out),
            // A parser would add this backtick to those of the code span behind it.
            Piece::Escaped('`') if matches!(pieces.get(index + 1), Some(Piece::Code(_))) => {
                out.push_str("&#96;");
            }
            Piece::Escaped(c) => out.extend(['\\', *c]),
            Piece::Backticks(count) => out.extend(std::iter::repeat_n("\\`", *count)),
            Piece::Code(code) => code_span(code, place, &mut out),
            Piece::Stars { count, paired, .. } => {
                let star = if *paired { "*" } else { "\\*" };
                out.extend(std::iter::repeat_n(star, *count));
            }
            Piece::Address(address) => out.extend(["<", address, ">"]),
            Piece::Link { text, address } => {
                let text = text.trim();
                let text = write(text, &split(text, false), place);
                out.extend(["[", &text, "](", address, ")"]);
            }
        }
    }
    out
}

/// A code span on one line, between more backticks than it has in a row.
fn code_span(code: &str, place: Place, out: &mut String) {
    let mut code = code.replace('\n', " ");
    let inner = code.strip_prefix(' ').and_then(|code| code.strip_suffix(' '));
    if let Some(inner) = inner.filter(|inner| !inner.trim_matches(' ').is_empty()) {
        code = inner.to_owned();
    }
    let code = ota_violation::words::code(&code);
    match place {
        Place::Cell => out.push_str(&code.replace('|', "\\|")),
        Place::Paragraph | Place::Line => out.push_str(&code),
    }
}

/// Text without markup, escaped where it could be taken for markup.
fn plain(text: &str, from: usize, to: usize, place: Place, out: &mut String) {
    // The position of the dot of a number that would start a list.
    let mut dot = None;
    for (offset, c) in text[from..to].char_indices() {
        let at = from + offset;
        let (before, after) = (text[..at].chars().next_back(), text[at..].chars().nth(1));
        if before.is_none_or(|c| c == '\n') {
            dot = list_number(&text[at..]).map(|digits| at + digits);
        }
        let starts_line = before.is_none_or(|c| c == '\n');
        let ends_word = after.is_none_or(char::is_whitespace);
        let escaped = match c {
            '\n' if place != Place::Paragraph => {
                out.push(' ');
                continue;
            }
            '[' | ']' | '~' | '|' => true,
            // The next piece may start with a backslash or a bracket.
            '\\' => ends_word || at + 1 == to,
            // Inside a word it is part of the word.
            '_' => ![before, after].iter().all(|c| c.is_some_and(char::is_alphanumeric)),
            '<' => after.is_some_and(|c| c.is_ascii_alphabetic() || "/!?".contains(c)),
            '&' => after.is_some_and(|c| c.is_ascii_alphabetic() || c == '#'),
            '!' => after == Some('['),
            // Two in a row become a dash; alone on a line they make the line above a heading.
            '-' => before == Some('-') || starts_line && (ends_word || after == Some('-')),
            '+' => starts_line && ends_word,
            '#' | '>' | '=' => starts_line,
            ':' => starts_line && after == Some('-'),
            '.' | ')' => dot == Some(at),
            _ => false,
        };
        if escaped {
            out.push('\\');
        }
        out.push(c);
    }
}

/// The number of digits at the start of a line that looks like an item of a list.
fn list_number(line: &str) -> Option<usize> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let behind = line[digits..].strip_prefix(['.', ')'])?;
    let item = (1..=9).contains(&digits) && behind.chars().next().is_none_or(char::is_whitespace);
    item.then_some(digits)
}
