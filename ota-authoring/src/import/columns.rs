//! The columns of tables, by their headings.

use super::cells::bare;

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Name,
    Kind,
    Required,
    Example,
    Description,
    /// One that a spec has no room for.
    Other,
}

/// Headings of columns in lower case; the longer ones come before their beginnings.
const HEADINGS: [(&str, Column); 44] = [
    ("parameter name", Column::Name),
    ("parameters", Column::Name),
    ("parameter", Column::Name),
    ("field", Column::Name),
    ("name", Column::Name),
    ("参数名称", Column::Name),
    ("参数名", Column::Name),
    ("参数", Column::Name),
    ("名称", Column::Name),
    ("字段名", Column::Name),
    ("字段", Column::Name),
    ("data type", Column::Kind),
    ("parameter type", Column::Kind),
    ("type", Column::Kind),
    ("数据类型", Column::Kind),
    ("参数类型", Column::Kind),
    ("类型", Column::Kind),
    ("required or not", Column::Required),
    ("is required", Column::Required),
    ("required", Column::Required),
    ("mandatory", Column::Required),
    ("是否必选", Column::Required),
    ("是否必填", Column::Required),
    ("是否必须", Column::Required),
    ("必选", Column::Required),
    ("必填", Column::Required),
    ("必须", Column::Required),
    ("example value", Column::Example),
    ("sample value", Column::Example),
    ("example", Column::Example),
    ("sample", Column::Example),
    ("示例值", Column::Example),
    ("样例值", Column::Example),
    ("示例", Column::Example),
    ("样例", Column::Example),
    ("description", Column::Description),
    ("meaning", Column::Description),
    ("remarks", Column::Description),
    ("remark", Column::Description),
    ("描述", Column::Description),
    ("说明", Column::Description),
    ("备注", Column::Description),
    ("含义", Column::Description),
    ("解释", Column::Description),
];

/// The column with this heading.
pub(super) fn column(cell: &str) -> Option<Column> {
    let lower = bare(cell).to_lowercase();
    HEADINGS.iter().find(|(text, _)| *text == lower).map(|(_, column)| *column)
}

/// The columns of a line of cells, if it is the head of a table.
pub(super) fn of_cells(cells: &[&str]) -> Option<Vec<Column>> {
    let columns: Vec<Column> =
        cells.iter().map(|cell| column(cell).unwrap_or(Column::Other)).collect();
    is_head(&columns).then_some(columns)
}

/// The columns of a line of words, if it is the head of a table.
pub(super) fn of_words(line: &str) -> Option<Vec<Column>> {
    let lower = line.to_lowercase();
    let mut rest = lower.trim();
    let mut columns = Vec::new();
    while !rest.is_empty() {
        let (heading, column) = HEADINGS.iter().find(|(heading, _)| {
            rest.strip_prefix(heading)
                .is_some_and(|after| after.is_empty() || after.starts_with(char::is_whitespace))
        })?;
        columns.push(*column);
        rest = rest.get(heading.len()..)?.trim_start();
    }
    is_head(&columns).then_some(columns)
}

/// A table has names, types and something about them.
fn is_head(columns: &[Column]) -> bool {
    columns.first() == Some(&Column::Name)
        && columns.len() > 1
        && columns.iter().any(|column| !matches!(column, Column::Name | Column::Other))
}

/// The columns of a table without a head.
pub(super) fn usual(is_request: bool) -> Vec<Column> {
    let all = [Column::Name, Column::Kind, Column::Required, Column::Example, Column::Description];
    all.into_iter().filter(|column| is_request || *column != Column::Required).collect()
}
