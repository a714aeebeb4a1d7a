//! Parses documentation text into blocks.
//!
//! The text is a subset of Markdown: paragraphs, headings, lists, quotes, fences and indented code.
//! A block that its author forgot to close ends with the text.

/// The deepest nesting of lists and quotes; below it their marks have no meaning.
const DEEPEST: usize = 6;

/// The indent that makes a line code, in columns.
const CODE_INDENT: usize = 4;

/// A block of documentation text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    /// Lines of prose.
    Paragraph(String),
    /// A heading.
    Heading(String),
    /// Lines that are shown verbatim.
    Code {
        /// The language that the fence names; empty if it names none.
        language: String,
        /// The lines.
        text: String,
    },
    /// Items, in order.
    List(Vec<Item>),
    /// Quoted blocks.
    Quote(Vec<Block>),
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    /// Its number in a list of numbers.
    pub(super) number: Option<u32>,
    /// Its content.
    pub(super) blocks: Vec<Block>,
}

/// The blocks of a text.
pub(super) fn parse(text: &str) -> Vec<Block> {
    let lines: Vec<String> = text.lines().map(expanded).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    blocks(&lines, 0)
}

/// The line with the tabs of its indent replaced by blanks.
fn expanded(line: &str) -> String {
    let rest = line.trim_start_matches([' ', '\t']);
    let indent = line[..line.len() - rest.len()].chars();
    let columns = indent.fold(0, |columns, c| match c {
        '\t' => (columns / CODE_INDENT + 1) * CODE_INDENT,
        _ => columns + 1,
    });
    format!("{}{rest}", " ".repeat(columns))
}

fn blocks(mut lines: &[&str], depth: usize) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut paragraph: Vec<&str> = Vec::new();
    while let Some((line, following)) = lines.split_first() {
        let start = (!is_blank(line)).then(|| Start::of(line, !paragraph.is_empty(), depth));
        if !matches!(start, Some(Start::Text)) && !paragraph.is_empty() {
            blocks.push(Block::Paragraph(paragraph.join("\n")));
            paragraph.clear();
        }
        let used = match start {
            None => 1,
            Some(Start::Text) => {
                paragraph.push(line.trim_matches([' ', '\t']));
                1
            }
            Some(Start::Heading(text)) => {
                blocks.push(Block::Heading(text.to_owned()));
                1
            }
            Some(Start::Indented) => {
                let (code, used) = indented(lines);
                blocks.push(code);
                used
            }
            Some(Start::Fence(fence)) => {
                let (code, used) = fenced(&fence, following);
                blocks.push(code);
                used + 1
            }
            Some(Start::Quote) => {
                let quoted: Vec<&str> = lines.iter().map_while(|line| unquoted(line)).collect();
                let inner = self::blocks(&quoted, depth + 1);
                if !inner.is_empty() {
                    blocks.push(Block::Quote(inner));
                }
                quoted.len()
            }
            Some(Start::Item(_)) => {
                let (items, used) = list(lines, depth);
                if !items.is_empty() {
                    blocks.push(Block::List(items));
                }
                used
            }
        };
        lines = lines.get(used..).unwrap_or_default();
    }
    if !paragraph.is_empty() {
        blocks.push(Block::Paragraph(paragraph.join("\n")));
    }
    blocks
}

/// The block that a line starts, unless the line is empty.
enum Start<'l> {
    Text,
    Heading(&'l str),
    Indented,
    Fence(Fence<'l>),
    Quote,
    Item(Marker),
}

/// The first line of a fence.
struct Fence<'l> {
    indent: usize,
    mark: char,
    count: usize,
    language: &'l str,
}

/// The mark of an item.
struct Marker {
    number: Option<u32>,
    /// The column at which the item's text starts.
    content: usize,
}

impl<'l> Start<'l> {
    fn of(line: &'l str, in_paragraph: bool, depth: usize) -> Self {
        let rest = line.trim_start_matches(' ');
        let indent = line.len() - rest.len();
        if indent >= CODE_INDENT {
            return if in_paragraph { Self::Text } else { Self::Indented };
        }
        if let Some(fence) = Fence::of(indent, rest) {
            return Self::Fence(fence);
        }
        if let Some(text) = heading(rest) {
            return Self::Heading(text);
        }
        if depth < DEEPEST && rest.starts_with('>') {
            return Self::Quote;
        }
        match Marker::of(indent, rest).filter(|_| depth < DEEPEST) {
            // A number that continues a sentence does not start a list.
            Some(marker) if !in_paragraph || marker.number.is_none_or(|number| number == 1) => {
                Self::Item(marker)
            }
            _ => Self::Text,
        }
    }
}

impl<'l> Fence<'l> {
    fn of(indent: usize, rest: &'l str) -> Option<Self> {
        let mark = rest.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
        let info = rest.trim_start_matches(mark);
        let count = rest.len() - info.len();
        // More backticks on the line make it a code span.
        let fence = count >= 3 && !(mark == '`' && info.contains('`'));
        let language = info.split_whitespace().next().unwrap_or_default();
        fence.then_some(Self { indent, mark, count, language })
    }

    fn is_closed_by(&self, line: &str) -> bool {
        let rest = line.trim_start_matches(' ');
        let indent = line.len() - rest.len();
        let marks = rest.trim_end_matches([' ', '\t']);
        indent < CODE_INDENT && marks.len() >= self.count && marks.chars().all(|c| c == self.mark)
    }
}

impl Marker {
    fn of(indent: usize, rest: &str) -> Option<Self> {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (mark, number) = match digits {
            0 => (rest.chars().next().filter(|c| "-+*".contains(*c)).map(|_| 1)?, None),
            1..=9 => (digits + 1, Some(rest[..digits].parse().ok()?)),
            _ => return None,
        };
        if digits > 0 && !rest[digits..].starts_with(['.', ')']) {
            return None;
        }
        let text = rest[mark..].trim_start_matches([' ', '\t']);
        let room = rest.len() - mark - text.len();
        if room == 0 || text.is_empty() || is_break(rest) {
            return None;
        }
        let room = if room > CODE_INDENT { 1 } else { room };
        Some(Self { number, content: indent + mark + room })
    }
}

fn is_blank(line: &str) -> bool {
    line.trim_matches([' ', '\t']).is_empty()
}

/// `* * *` and the like.
fn is_break(line: &str) -> bool {
    let mut marks = line.chars().filter(|c| !matches!(c, ' ' | '\t'));
    let first = marks.next();
    marks.all(|c| Some(c) == first)
}

fn heading(rest: &str) -> Option<&str> {
    let text = rest.trim_start_matches('#');
    let count = rest.len() - text.len();
    let is_heading = (1..=6).contains(&count) && text.starts_with([' ', '\t']);
    let text = text.trim_matches([' ', '\t']).trim_end_matches('#').trim_end_matches([' ', '\t']);
    (is_heading && !text.is_empty()).then_some(text)
}

/// The line behind the mark of a quote.
fn unquoted<'l>(line: &&'l str) -> Option<&'l str> {
    let rest = line.trim_start_matches(' ');
    let inner = rest.strip_prefix('>').filter(|_| line.len() - rest.len() < CODE_INDENT)?;
    Some(inner.strip_prefix(' ').unwrap_or(inner))
}

/// The line without up to `columns` columns of its indent.
fn dedented(line: &str, columns: usize) -> &str {
    let indent = line.len() - line.trim_start_matches(' ').len();
    &line[indent.min(columns)..]
}

fn indented(lines: &[&str]) -> (Block, usize) {
    let belongs = |line: &&&str| is_blank(line) || line.starts_with("    ");
    let code: Vec<&str> = lines.iter().take_while(belongs).copied().collect();
    let last = code.iter().rposition(|line| !is_blank(line)).unwrap_or_default();
    let code: Vec<&str> =
        code.iter().take(last + 1).map(|line| dedented(line, CODE_INDENT)).collect();
    (Block::Code { language: String::new(), text: code.join("\n") }, code.len())
}

fn fenced(fence: &Fence<'_>, lines: &[&str]) -> (Block, usize) {
    let end = lines.iter().position(|line| fence.is_closed_by(line)).unwrap_or(lines.len());
    let code: Vec<&str> = lines.iter().take(end).map(|line| dedented(line, fence.indent)).collect();
    let text = code.join("\n");
    (Block::Code { language: fence.language.to_owned(), text }, end + 1)
}

/// The items that start here, except empty ones.
fn list(lines: &[&str], depth: usize) -> (Vec<Item>, usize) {
    let mut items: Vec<Item> = Vec::new();
    let mut at = 0;
    while let Some(marker) = lines.get(at).and_then(|line| marker(line, depth)) {
        let same = items
            .first()
            .is_none_or(|first: &Item| first.number.is_some() == marker.number.is_some());
        if !same {
            break;
        }
        let used = item_lines(&lines[at..], marker.content, depth);
        let inner: Vec<&str> = lines[at..at + used]
            .iter()
            .enumerate()
            .map(|(index, line)| match index {
                0 => line.get(marker.content..).unwrap_or_default(),
                _ => dedented(line, marker.content),
            })
            .collect();
        let blocks = blocks(&inner, depth + 1);
        if !blocks.is_empty() {
            items.push(Item { number: marker.number, blocks });
        }
        at += used;
    }
    (items, at)
}

fn marker(line: &str, depth: usize) -> Option<Marker> {
    match Start::of(line, false, depth) {
        Start::Item(marker) => Some(marker),
        _ => None,
    }
}

/// The number of lines of an item: the indented ones, and those that continue a paragraph.
fn item_lines(lines: &[&str], content: usize, depth: usize) -> usize {
    let mut blank = false;
    for (index, line) in lines.iter().enumerate().skip(1) {
        let below = line.len() - line.trim_start_matches(' ').len() >= content;
        if is_blank(line) {
            blank = true;
        } else if below || !blank && goes_on(line, depth) {
            blank = false;
        } else {
            return index;
        }
    }
    lines.len()
}

/// Whether a line can continue the paragraph above it, with any indent.
fn goes_on(line: &str, depth: usize) -> bool {
    matches!(Start::of(line, false, depth), Start::Text | Start::Indented)
}
