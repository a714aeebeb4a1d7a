//! Finds the rows of flattened tables: `Name Type Yes Example`, then paragraphs.

/// Deepest name of a row, in parts.
const DEPTH: usize = 8;

/// A row of a table, with the paragraphs below it.
#[derive(Debug, Clone)]
pub(super) struct Row<'a> {
    /// The parts of its name: `Tag.N.Key` has two.
    pub(super) path: Vec<Part<'a>>,
    pub(super) kind: Kind,
    pub(super) required: bool,
    /// Empty if the row has none.
    pub(super) example: String,
    /// The description.
    pub(super) lines: Vec<&'a str>,
}

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

impl Row<'_> {
    /// The last part of its name.
    pub(super) fn name(&self) -> &str {
        self.path.last().map_or("", |part| part.name)
    }

    /// How many words describe it.
    pub(super) fn words(&self) -> usize {
        words(&self.lines)
    }
}

/// How many words some lines have; signs alone do not count.
pub(super) fn words(lines: &[&str]) -> usize {
    let is_word = |word: &&str| word.chars().any(char::is_alphanumeric);
    lines.iter().flat_map(|line| line.split_whitespace()).filter(is_word).count()
}

/// The rows of a section. Those of requests say whether they are required.
pub(super) fn find<'a>(lines: &[&'a str], is_request: bool) -> Vec<Row<'a>> {
    let mut rows: Vec<Row<'a>> = Vec::new();
    let mut is_open = false;
    for line in lines {
        if let Some(row) = row(line, is_request) {
            rows.push(row);
            is_open = true;
        } else if is_end(line) {
            is_open = false;
        } else if let Some(last) = rows.last_mut().filter(|_| is_open && !line.trim().is_empty()) {
            last.lines.push(line.trim());
        }
    }
    for row in &mut rows {
        split_example(row);
    }
    rows
}

/// Whether a line ends a row: one that points to parameters elsewhere belongs to none.
fn is_end(line: &str) -> bool {
    let line = line.trim_start().to_lowercase();
    line.starts_with("in addition to")
}

fn row<'a>(line: &'a str, is_request: bool) -> Option<Row<'a>> {
    let (name, rest) = word(line)?;
    let path = path(name)?;
    let (kind, mut rest) = kind(rest)?;
    let mut required = false;
    if is_request {
        let (answer, after) = word(rest)?;
        required = match answer.to_lowercase().as_str() {
            "yes" | "true" | "required" => true,
            "no" | "false" | "optional" | "conditional" => false,
            _ => return None,
        };
        rest = after;
    }
    let example = rest.trim().to_owned();
    Some(Row { path, kind, required, example, lines: Vec::new() })
}

/// The first word and what follows.
fn word(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || "└├│|".contains(c));
    let end = text.find(|c: char| c.is_whitespace() || c == '|').unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

fn path(name: &str) -> Option<Vec<Part<'_>>> {
    let mut path: Vec<Part<'_>> = Vec::new();
    for part in name.split('.') {
        let is_number = part.eq_ignore_ascii_case("n")
            || (!part.is_empty() && part.chars().all(|c| c.is_ascii_digit()));
        match path.last_mut() {
            Some(last) if is_number && !last.list => last.list = true,
            _ if is_name(part) => path.push(Part { name: part, list: false }),
            _ => return None,
        }
    }
    (path.len() <= DEPTH).then_some(path)
}

/// Whether the spec language has room for a name.
pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn kind(text: &str) -> Option<(Kind, &str)> {
    let (name, rest) = word(text)?;
    let kind = match name.to_lowercase().as_str() {
        "string" | "json" => Kind::String,
        "integer" | "int" => Kind::Integer,
        "long" => Kind::Long,
        "double" | "float" => Kind::Double,
        "boolean" | "bool" => Kind::Boolean,
        "repeatlist" | "list" | "array" => Kind::List,
        "struct" | "object" => Kind::Struct,
        "map" => Kind::Map,
        _ => return None,
    };
    // `Array of Coat`: of what is said by the rows of its members.
    let rest = match word(rest) {
        Some(("of", after)) if kind == Kind::List => word(after).map_or("", |(_, after)| after),
        _ => rest,
    };
    Some((kind, rest))
}

/// Where no paragraph follows, the description stands on the line of the row, behind the example.
fn split_example<'a>(row: &mut Row<'a>) {
    if !row.lines.is_empty() || words(&[&row.example]) < 2 {
        return;
    }
    // The line itself is not kept; how many words there are is all that is asked of it.
    if let Some((first, _)) = row.example.split_once(char::is_whitespace) {
        row.example = first.to_owned();
    }
}
