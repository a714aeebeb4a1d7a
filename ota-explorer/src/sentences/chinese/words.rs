//! Lists, names and conditions.

use std::fmt::Display;

use ota_spec::model::Format;
use ota_spec::suggest::{Help, Names};
use ota_spec::words::{Test, code};

/// Names or values as a list, the last one behind `word`, which has its blanks.
pub(super) fn list<T: Display>(names: &[T], word: &str) -> String {
    let mut names: Vec<String> = names.iter().map(|name| code(&name.to_string())).collect();
    match names.pop() {
        Some(last) if !names.is_empty() => format!("{}{word}{last}", names.join("、")),
        last => last.unwrap_or_default(),
    }
}

/// All of them.
pub(super) fn all<T: Display>(names: &[T]) -> String {
    list(names, " 和 ")
}

/// Any of them.
pub(super) fn any<T: Display>(names: &[T]) -> String {
    list(names, " 或 ")
}

/// Alternatives; parameters that count as one stand in brackets.
pub(super) fn alternatives<T: Display>(alternatives: &[Vec<T>]) -> String {
    let one = |names: &Vec<T>| match names.len() {
        1 => all(names),
        _ => format!("（{}）", all(names)),
    };
    alternatives.iter().map(one).collect::<Vec<String>>().join("、")
}

/// A condition, before `时`.
pub(super) fn condition(parameter: &str, test: &Test) -> String {
    match test {
        Test::Set(true) => format!("已设置 `{parameter}`"),
        Test::Set(false) => format!("未设置 `{parameter}`"),
        Test::OneOf(values) => format!("`{parameter}` 为 {}", any(values)),
    }
}

/// What must not hold of a parameter, behind its name.
pub(super) fn denied(test: &Test) -> String {
    match test {
        Test::Set(true) => "不能设置".to_owned(),
        Test::Set(false) => "必须设置".to_owned(),
        Test::OneOf(values) => format!("不能为 {}", any(values)),
    }
}

/// A form of strings.
pub(super) fn format(format: Format) -> &'static str {
    match format {
        Format::DateTime => "日期和时间，例如 `2026-01-02T03:04:05Z`",
        Format::FileUrl => "以 `https://` 或 `http://` 开头的文件地址",
    }
}

/// The help for what is not allowed.
pub(super) fn help(help: &Help) -> String {
    match help {
        Help::Near(name) => format!("是否应为 `{name}`？"),
        Help::Allowed(Names { shown, more: 0 }) => format!("可用的有 {}", any(shown)),
        Help::Allowed(Names { shown, more }) => {
            format!("可用的有 {} 等，另有 {more} 个", list(shown, "、"))
        }
        Help::Nothing => "此处不能填写任何内容".to_owned(),
        Help::Whole { name, .. } => format!("`{name}` 是单个值，没有下级参数"),
    }
}
