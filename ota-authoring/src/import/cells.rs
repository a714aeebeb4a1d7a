//! Reads what stands in one cell of a table: a name, a type, yes or no, a number.

/// Deepest name of a row, in parts.
const DEPTH: usize = 8;

/// Words that begin sentences, not rows.
const ARTICLES: [&str; 8] = ["a", "an", "the", "this", "that", "each", "if", "one"];

/// Types that pages name and specs lack.
const FOREIGN: [&str; 16] = [
    "timestamp",
    "number",
    "numeric",
    "date",
    "datetime",
    "time",
    "any",
    "bytes",
    "byte",
    "binary",
    "decimal",
    "short",
    "enum",
    "set",
    "file",
    "stream",
];

/// A part of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part<'a> {
    pub(super) name: &'a str,
    /// Whether numbers follow it.
    pub(super) list: bool,
}

/// A type as pages name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    String,
    Integer,
    Long,
    Double,
    Boolean,
    /// Several values.
    List,
    Struct,
    Map,
}

/// What a cell says that should hold a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// A type of specs.
    Known(Kind),
    /// Another type, and the one that is nearest to it.
    Foreign(Kind),
}

/// The first word and what follows. Marks that draw a tree are not part of it.
pub(super) fn word(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || "└├│|─∟».".contains(c));
    let end = text.find(|c: char| c.is_whitespace() || c == '|').unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

/// A cell without the marks of Markdown around it.
pub(super) fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || "*`└├│─∟»".contains(c))
}

/// The parts of a name: `Tag.N.Key` and `Tag[].Key` have two.
pub(super) fn path(name: &str) -> Option<Vec<Part<'_>>> {
    let mut path: Vec<Part<'_>> = Vec::new();
    for part in name.split('.') {
        let number = part.trim_matches(|c| "[]{}".contains(c));
        let is_number = !part.is_empty()
            && (number.eq_ignore_ascii_case("n") || number.chars().all(|c| c.is_ascii_digit()));
        let (bare, list) = match part.split_once('[') {
            Some((bare, _)) if part.ends_with(']') => (bare, true),
            _ => (part, false),
        };
        match path.last_mut() {
            Some(last) if is_number && !last.list => last.list = true,
            _ if is_name(bare) => path.push(Part { name: bare, list }),
            _ => return None,
        }
    }
    let is_article =
        matches!(path.as_slice(), [only] if ARTICLES.contains(&only.name.to_lowercase().as_str()));
    (path.len() <= DEPTH && !is_article).then_some(path)
}

/// Whether the spec language has room for a name.
pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Whether a word is put together of several, as in `PaintWall`.
pub(super) fn is_camel(word: &str) -> bool {
    is_name(word)
        && word.starts_with(char::is_uppercase)
        && word.chars().skip(1).any(char::is_uppercase)
        && word.chars().any(char::is_lowercase)
}

/// Whether a word is written like an error code: `iot.wall.NotFound`.
pub(super) fn is_code(word: &str) -> bool {
    let mut parts = word.split('.');
    word.contains('.')
        && parts.all(|part| {
            part.starts_with(|c: char| c.is_ascii_alphabetic())
                && part.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))
        })
}

/// The type that one word names.
pub(super) fn kind(name: &str) -> Option<Said> {
    let lower = name.to_lowercase();
    let known = match lower.as_str() {
        "string" | "json" => Kind::String,
        "integer" | "int" => Kind::Integer,
        "long" => Kind::Long,
        "double" | "float" => Kind::Double,
        "boolean" | "bool" => Kind::Boolean,
        "repeatlist" | "list" | "array" => Kind::List,
        "struct" | "object" => Kind::Struct,
        "map" => Kind::Map,
        "number" | "numeric" | "decimal" => return Some(Said::Foreign(Kind::Double)),
        _ if FOREIGN.contains(&lower.as_str()) => return Some(Said::Foreign(Kind::String)),
        _ => return composed(&lower).map(Said::Foreign),
    };
    Some(Said::Known(known))
}

/// The nearest type of `String[]`, `array<object>` or `Map<String, Long>`.
fn composed(lower: &str) -> Option<Kind> {
    if lower.strip_suffix("[]").is_some_and(is_name) {
        return Some(Kind::List);
    }
    let (outer, inner) = lower.split_once(['<', '[', '('])?;
    let inner = inner.strip_suffix(['>', ']', ')'])?;
    match outer {
        "array" | "list" | "repeatlist" | "set" if ["object", "struct"].contains(&inner) => {
            Some(Kind::Struct)
        }
        "array" | "list" | "repeatlist" | "set" => Some(Kind::List),
        "map" => Some(Kind::Map),
        outer => match kind(outer)? {
            Said::Known(kind) | Said::Foreign(kind) => Some(kind),
        },
    }
}

/// Whether a cell says that a parameter must be given.
pub(super) fn required(cell: &str) -> Option<bool> {
    match cell.to_lowercase().as_str() {
        "yes" | "true" | "required" | "y" | "mandatory" | "是" | "必选" | "必填" | "必须" => {
            Some(true)
        }
        "no" | "false" | "optional" | "conditional" | "n" | "否" | "可选" | "选填" | "非必填"
        | "非必选" => Some(false),
        _ => None,
    }
}

/// The text with its numbers in one piece: `1,000` becomes `1000`, and `1, 2, 3` stays.
pub(super) fn ungrouped(text: &str) -> String {
    const SEPARATORS: [char; 8] = [',', '，', '_', '\'', '’', '\u{a0}', '\u{202f}', '\u{2009}'];
    let characters: Vec<char> = text.chars().collect();
    let is_digit = |at: usize| characters.get(at).is_some_and(char::is_ascii_digit);
    // Digits that stand before a separator, of which the first group has one to three.
    let mut digits = 0;
    let mut grouped = false;
    let mut plain = String::new();
    for (at, c) in characters.iter().enumerate() {
        let fits = if grouped { digits == 3 } else { (1..=3).contains(&digits) };
        let is_group = (1..=3).all(|next| is_digit(at + next)) && !is_digit(at + 4);
        if SEPARATORS.contains(c) && fits && is_group {
            (digits, grouped) = (0, true);
            continue;
        }
        (digits, grouped) = if c.is_ascii_digit() { (digits + 1, grouped) } else { (0, false) };
        plain.push(*c);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::{Kind, Said, kind, path, required, ungrouped};

    #[test]
    fn numbers_are_read_with_the_separators_of_their_thousands() {
        for (written, plain) in [
            ("up to 1,000,000.", "up to 1000000."),
            ("1\u{a0}000 and 20_000", "1000 and 20000"),
            ("1, 2, 3", "1, 2, 3"),
            ("1,2,3 or 1,0000", "1,2,3 or 1,0000"),
            ("2020,123", "2020,123"),
        ] {
            assert_eq!(ungrouped(written), plain);
        }
    }

    #[test]
    fn types_that_specs_lack_are_told_from_those_they_have() {
        assert_eq!(kind("Integer"), Some(Said::Known(Kind::Integer)));
        for (name, nearest) in [
            ("String[]", Kind::List),
            ("Timestamp", Kind::String),
            ("array<object>", Kind::Struct),
            ("Array<String>", Kind::List),
            ("Number", Kind::Double),
            ("Map<String,String>", Kind::Map),
        ] {
            assert_eq!(kind(name), Some(Said::Foreign(nearest)), "{name}");
        }
        assert_eq!(kind("bricks"), None);
    }

    #[test]
    fn lists_in_names_are_written_in_several_ways() {
        for name in ["Tag.N.Key", "Tag.1.Key", "Tag[].Key", "Tag.{N}.Key", "Tag.[n].Key"] {
            let path = path(name).unwrap();
            let parts: Vec<_> = path.iter().map(|part| (part.name, part.list)).collect();
            assert_eq!(parts, [("Tag", true), ("Key", false)], "{name}");
        }
        assert!(path("The").is_none() && path("Two words").is_none());
    }

    #[test]
    fn yes_and_no_are_known_in_two_languages() {
        assert_eq!((required("是"), required("否")), (Some(true), Some(false)));
        assert_eq!((required("Yes"), required("Sometimes")), (Some(true), None));
    }
}
