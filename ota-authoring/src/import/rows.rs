//! Finds the rows of tables: in cells between pipes or tabs, in words on one line, and in cells that have a
//! line each.

use super::cells::{self, Kind, Part, Said, bare, word};
use super::columns::{self, Column};
use super::sections::Line;

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
    /// The columns that come behind a row whose cells have a line each.
    rest: Option<Vec<Column>>,
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

/// The rows of a section, and questions about what could not be read of it. Rows of requests say whether they
/// are required.
pub(super) fn find<'a>(
    lines: &[Line<'a>],
    is_request: bool,
    unread: &mut Vec<String>,
) -> Vec<Row<'a>> {
    let mut reader = Reader {
        is_request,
        columns: columns::usual(is_request),
        rows: Vec::new(),
        is_open: false,
        is_in_pipes: false,
        unread,
    };
    let filled: Vec<Line<'a>> =
        lines.iter().copied().filter(|line| !line.text.trim().is_empty()).collect();
    let mut rest = filled.as_slice();
    while !rest.is_empty() {
        let taken = reader.take(rest).max(1);
        rest = rest.get(taken..).unwrap_or_default();
    }
    let mut rows = reader.rows;
    for row in &mut rows {
        split_example(row);
    }
    rows
}

/// Whether a line is a row in words, with a type as pages write it and, in a request, yes or no.
pub(super) fn is_row(line: &str) -> bool {
    let Some((name, rest)) = word(line) else { return false };
    let Some((kind, rest)) = word(rest) else { return false };
    cells::path(name).is_some()
        && kind.starts_with(char::is_uppercase)
        && cells::kind(kind).is_some()
        && word(rest).is_some_and(|(cell, _)| cells::required(cell).is_some())
}

struct Reader<'u, 'a> {
    is_request: bool,
    columns: Vec<Column>,
    rows: Vec<Row<'a>>,
    is_open: bool,
    /// Whether the last line was a row between pipes.
    is_in_pipes: bool,
    unread: &'u mut Vec<String>,
}

impl<'a> Reader<'_, 'a> {
    /// Reads what stands at the start of the lines, and returns how many lines that are.
    fn take(&mut self, lines: &[Line<'a>]) -> usize {
        let Some(line) = lines.first() else { return 0 };
        let text = line.text.trim();
        if text.chars().all(|c| "|-:+=─ ".contains(c)) {
            return 1;
        }
        if let Some(cells) = cut(text) {
            self.cells(*line, &cells);
            self.is_in_pipes = text.starts_with('|');
            return 1;
        }
        if std::mem::take(&mut self.is_in_pipes) {
            // The cells of such a row end on its line.
            self.is_open = false;
        }
        if let Some((columns, taken)) = head_of_lines(lines) {
            self.columns = columns;
            self.is_open = false;
            return taken;
        }
        if let Some(columns) = columns::of_words(text) {
            self.columns = columns;
            self.is_open = false;
            return 1;
        }
        if let Some(taken) = self.row_of_lines(lines) {
            return taken;
        }
        if self.row_of_words(*line) {
            return 1;
        }
        if is_end(text) {
            self.is_open = false;
        } else if let Some(last) = self.rows.last_mut().filter(|_| self.is_open) {
            last.lines.push(text);
        } else {
            self.unread.push(match words(&[text]) {
                1 => format!("what does line {} of the page say? It has 1 word.", line.number),
                many => {
                    format!("what does line {} of the page say? It has {many} words.", line.number)
                }
            });
        }
        1
    }

    /// A row whose cells stand between pipes or tabs.
    fn cells(&mut self, line: Line<'a>, cells: &[&'a str]) {
        if let Some(columns) = columns::of_cells(cells) {
            for (cell, _) in
                cells.iter().zip(&columns).filter(|(_, found)| **found == Column::Other)
            {
                self.unread.push(format!("what does the column `{}` say?", short(cell)));
            }
            self.columns = columns;
            self.is_open = false;
            return;
        }
        let name = cells.first().map_or("", |cell| bare(cell));
        // A cell without a name goes on with the row above.
        if name.is_empty()
            && self.is_open
            && let Some(last) = self.rows.last_mut()
        {
            last.lines.extend(cells.iter().copied().filter(|cell| !cell.is_empty()));
            return;
        }
        let Some(path) = cells::path(name) else {
            self.unread.push(format!("what is the row `{}` of line {}?", short(name), line.number));
            self.is_open = false;
            return;
        };
        let mut row = Row::new(path);
        let columns = self.columns.clone();
        let has = |column| columns.contains(&column);
        for (column, cell) in columns.iter().zip(cells) {
            match column {
                Column::Kind => self.kind(&mut row, bare(cell)),
                Column::Required => self.required(&mut row, bare(cell)),
                Column::Example => bare(cell).clone_into(&mut row.example),
                Column::Description => row.lines.extend(broken(cell)),
                Column::Name | Column::Other => {}
            }
        }
        if !has(Column::Kind) {
            self.kind(&mut row, "");
        }
        if self.is_request && !has(Column::Required) {
            self.required(&mut row, "");
        }
        if cells.len() > columns.len() {
            self.unread.push(format!(
                "what do the last cells of the row `{name}` say? Its table has {} columns.",
                columns.len()
            ));
        }
        self.push(row);
    }

    /// A row whose cells have a line each.
    fn row_of_lines(&mut self, lines: &[Line<'a>]) -> Option<usize> {
        let [name, kind, ..] = lines else { return None };
        let path = cells::path(bare(name.text))?;
        let kind = bare(kind.text);
        let (Said::Known(_) | Said::Foreign(_)) = cells::kind(kind)?;
        if !kind.starts_with(char::is_uppercase)
            && self.rows.last().is_some_and(|row| row.rest.is_none())
        {
            return None;
        }
        let mut row = Row::new(path);
        self.kind(&mut row, kind);
        let mut taken = 2;
        let mut rest = self.columns.get(2..).unwrap_or_default().to_vec();
        if rest.first() == Some(&Column::Required) {
            rest.remove(0);
            self.required(&mut row, lines.get(2).map_or("", |cell| bare(cell.text)));
            taken = 3;
        }
        row.rest = Some(rest);
        self.push(row);
        Some(taken)
    }

    /// A row whose cells are the words of a line.
    fn row_of_words(&mut self, line: Line<'a>) -> bool {
        let Some((name, rest)) = word(line.text) else { return false };
        let Some(path) = cells::path(bare(name)) else { return false };
        let Some((kind, mut rest)) = word(rest) else { return false };
        let kind = bare(kind);
        let said = cells::kind(kind);
        let mut row = Row::new(path);
        let next = word(rest).map_or("", |(next, _)| next);
        // `Array of Coat`: of what is said by the rows of its members.
        if said == Some(Said::Known(Kind::List)) && next == "of" {
            rest = word(rest).and_then(|(_, after)| word(after)).map_or("", |(_, after)| after);
        } else if !kind.starts_with(char::is_uppercase) && is_prose(next) {
            return false;
        }
        let next = word(rest);
        let answer = next.map_or("", |(cell, _)| bare(cell));
        let is_asked = self.columns.contains(&Column::Required);
        let is_answer = cells::required(answer).is_some();
        let is_row = match said {
            Some(Said::Known(_)) if is_asked => {
                is_answer || (kind.starts_with(char::is_uppercase) && is_cell(answer))
            }
            Some(Said::Known(_)) => true,
            Some(Said::Foreign(_)) if is_asked => is_answer,
            Some(Said::Foreign(_)) => !is_prose(answer),
            // A type that nobody knows, between a name and an answer.
            None => is_asked && is_answer && kind.starts_with(char::is_uppercase),
        };
        if !is_row {
            return false;
        }
        self.kind(&mut row, kind);
        if is_asked {
            self.required(&mut row, answer);
            rest = next.map_or("", |(_, after)| after);
        }
        let place = |column| self.columns.iter().position(|found| *found == column);
        match (place(Column::Description), place(Column::Example)) {
            (Some(description), Some(example)) if description < example => {
                row.lines.extend(Some(rest.trim()).filter(|rest| !rest.is_empty()));
                self.unread.push(format!(
                    "what is the example of `{name}`? It stands behind its description."
                ));
            }
            _ => rest.trim().clone_into(&mut row.example),
        }
        self.push(row);
        true
    }

    fn push(&mut self, row: Row<'a>) {
        self.rows.push(row);
        self.is_open = true;
    }

    fn kind(&mut self, row: &mut Row<'a>, cell: &str) {
        let name = row.name().to_owned();
        row.kind = match cells::kind(cell) {
            Some(Said::Known(kind)) => return row.kind = kind,
            Some(Said::Foreign(kind)) => {
                if kind == Kind::Struct
                    && let Some(last) = row.path.last_mut()
                {
                    last.list = true;
                }
                kind
            }
            None if cell.to_lowercase().starts_with("array") => Kind::List,
            None => Kind::String,
        };
        let (cell, guess) = (short(cell), row.kind);
        self.unread.push(match cell.is_empty() {
            true => format!("what is the type of `{name}`? The page does not say."),
            false => format!(
                "what is the type of `{name}`? The page says `{cell}`; {guess:?} is a guess."
            ),
        });
    }

    fn required(&mut self, row: &mut Row<'a>, cell: &str) {
        let name = row.name();
        match cells::required(cell) {
            Some(required) => row.required = required,
            None if cell.is_empty() => {
                self.unread.push(format!("must `{name}` be given? The page does not say."));
            }
            None => self
                .unread
                .push(format!("must `{name}` be given? The page says `{}`.", short(cell))),
        }
    }
}

impl<'a> Row<'a> {
    fn new(path: Vec<Part<'a>>) -> Self {
        let example = String::new();
        Self { path, kind: Kind::String, required: false, example, lines: Vec::new(), rest: None }
    }
}

/// The cells of a line that is cut by pipes or tabs.
fn cut(line: &str) -> Option<Vec<&str>> {
    if line.starts_with('|') {
        let inner = line.strip_prefix('|')?;
        let inner = inner.strip_suffix('|').unwrap_or(inner);
        return Some(inner.split('|').map(str::trim).collect());
    }
    let separator = ['\t', '|'].into_iter().find(|separator| line.contains(*separator))?;
    let cells: Vec<&str> = line.split(separator).map(str::trim).collect();
    // A pipe may stand in a sentence.
    (separator == '\t' || cells.len() > 2).then_some(cells)
}

/// The head of a table whose cells have a line each, and how many lines it has.
fn head_of_lines(lines: &[Line<'_>]) -> Option<(Vec<Column>, usize)> {
    let head: Vec<Column> =
        lines.iter().map_while(|line| columns::column(line.text)).take(8).collect();
    let is_head = head.len() > 2 && head.starts_with(&[Column::Name, Column::Kind]);
    let taken = head.len();
    is_head.then_some((head, taken))
}

/// The lines of a cell with breaks in it.
fn broken(cell: &str) -> impl Iterator<Item = &str> {
    let lines = cell.split("<br>").flat_map(|part| part.split("<br/>"));
    lines.flat_map(|part| part.split("<br />")).map(str::trim).filter(|part| !part.is_empty())
}

/// Whether a word goes on with a sentence.
fn is_prose(word: &str) -> bool {
    word.starts_with(char::is_lowercase)
        && word.chars().all(|c| c.is_alphabetic() || c == ',')
        && cells::required(word).is_none()
}

/// Whether a word may be a cell of a table.
fn is_cell(word: &str) -> bool {
    word.is_empty()
        || (word.chars().count() <= 12
            && !word.starts_with(char::is_lowercase)
            && !word.ends_with([',', '.']))
}

/// Whether a line ends a row: one that points to parameters elsewhere belongs to none.
fn is_end(line: &str) -> bool {
    const MARKS: [&str; 4] =
        ["common request parameters", "common parameters", "公共请求参数", "公共参数"];
    let lower = line.to_lowercase();
    lower.starts_with("in addition to") || MARKS.iter().any(|mark| lower.contains(mark))
}

/// The beginning of a cell: a name, but no sentence.
fn short(cell: &str) -> String {
    let bare = bare(cell);
    let first = bare.split_whitespace().take(2).collect::<Vec<_>>().join(" ");
    first.chars().take(40).collect()
}

/// Where no paragraph follows, the description stands on the line of the row, behind the example.
fn split_example(row: &mut Row<'_>) {
    if let Some(rest) = &row.rest {
        let place = |column| rest.iter().position(|found| *found == column);
        let first = match (place(Column::Example), place(Column::Description)) {
            (Some(example), Some(description)) => example < description,
            (example, _) => example.is_some(),
        };
        let is_example = |line: &&str| !line.ends_with(['.', '。', ':', '：']);
        let at = if first { 0 } else { row.lines.len().saturating_sub(1) };
        if place(Column::Example).is_some() && row.lines.get(at).is_some_and(is_example) {
            row.example = row.lines.remove(at).to_owned();
        }
        return;
    }
    if !row.lines.is_empty() || words(&[&row.example]) < 2 {
        return;
    }
    // The line itself is not kept; how many words there are is all that is asked of it.
    if let Some((first, _)) = row.example.split_once(char::is_whitespace) {
        row.example = first.to_owned();
    }
}
