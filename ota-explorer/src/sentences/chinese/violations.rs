//! What is wrong with a request.

use ota_spec::limits::{
    Bound, Counted, Demand, Found, Malformed, Problem, Reason, Violation, Wanted,
};
use ota_spec::suggest::Help;
use ota_spec::words::code;

use super::words::{self, alternatives};

pub(super) fn violation(violation: &Violation) -> String {
    let subject = match violation.parameter() {
        "" => "请求".to_owned(),
        parameter => format!("`{parameter}` "),
    };
    match violation.problem() {
        Problem::Rule { demand, when } => {
            let (own, demand) = demanded(demand);
            match reasons(own.iter().copied().flatten().chain(when)) {
                when if when.is_empty() => format!("{subject}{demand}"),
                when => format!("{when}时，{subject}{demand}"),
            }
        }
        problem => format!("{subject}{}", limit(problem)),
    }
}

/// What breaks a limit of the parameter itself.
fn limit(problem: &Problem) -> String {
    match problem {
        Problem::Missing => "为必填项，尚未设置".to_owned(),
        Problem::Unknown(None) => "不存在".to_owned(),
        Problem::Unknown(Some(help)) => format!("不存在；{}", words::help(help)),
        Problem::Malformed(why) => malformed(why),
        Problem::NotFinite => "必须是有限的数".to_owned(),
        Problem::NoMember => "至少须设置一个成员".to_owned(),
        Problem::Key(key) => format!("不能有键 {}：键不能为空，也不能包含点号", code(key)),
        Problem::Comma => "不能包含逗号，逗号用于分隔各项".to_owned(),
        Problem::NotOneOf { found, allowed } => {
            let help = words::help(&Help::of_value(found, allowed));
            format!("不能为 {}；{help}", code(found))
        }
        Problem::Pattern { pattern, stray: None } => format!("必须匹配 {}", code(pattern)),
        Problem::Pattern { pattern, stray: Some(stray) } => {
            let number = u32::from(*stray);
            format!("必须匹配 {}，其中不允许字符 U+{number:04X}", code(pattern))
        }
        Problem::Format(format) => format!("必须是{}", words::format(*format)),
        Problem::Count { of, found, bound } => {
            let (before, unit) = match of {
                Counted::Characters => ("", "个字符"),
                Counted::Bytes => ("", "字节"),
                Counted::CharactersInAll => ("各项合计", "个字符"),
                Counted::Items => ("", "项"),
            };
            let (how, bound) = match bound {
                Bound::AtLeast(least) => ("不能少于", least),
                Bound::AtMost(most) => ("不能多于", most),
                Bound::MoreThan(least) => ("必须多于", least),
                Bound::LessThan(most) => ("必须少于", most),
            };
            format!("{before}{how} {bound} {unit}，当前为 {found}")
        }
        Problem::Range { found, bound } => {
            let (how, bound) = match bound {
                Bound::AtLeast(least) => ("不能小于", least),
                Bound::AtMost(most) => ("不能大于", most),
                Bound::MoreThan(least) => ("必须大于", least),
                Bound::LessThan(most) => ("必须小于", most),
            };
            format!("{how} {bound}，当前为 {found}")
        }
        Problem::Twice { first } => format!("与第 {first} 项重复，各项不能相同"),
        Problem::Rule { demand, .. } => demanded(demand).1,
    }
}

fn malformed(malformed: &Malformed) -> String {
    match malformed {
        Malformed::Not { wanted, found } => {
            let wanted = match wanted {
                Wanted::Object => "对象",
                Wanted::Array => "数组",
                Wanted::String => "字符串",
                Wanted::Number => "数字",
                Wanted::Whole(None) => "整数",
                Wanted::Whole(Some(bits)) => {
                    return format!("必须是 {bits} 位整数，不能是{}", shown(found));
                }
                Wanted::Boolean => " `true` 或 `false`",
            };
            format!("必须是{wanted}，不能是{}", shown(found))
        }
        Malformed::Json { line, column, .. } => {
            format!("必须是 JSON，例如 `{{\"Name\":\"value\"}}`；第 {line} 行第 {column} 列有误")
        }
        Malformed::Deep(most) => format!("嵌套不能超过 {most} 层"),
        Malformed::Wire(why) => why.clone(),
    }
}

fn shown(found: &Found) -> String {
    match found {
        Found::Null => "空值".to_owned(),
        Found::Boolean => "布尔值".to_owned(),
        Found::Number => "数字".to_owned(),
        Found::String => "字符串".to_owned(),
        Found::Array => "数组".to_owned(),
        Found::Object => "对象".to_owned(),
        Found::Digits(text) => format!(" {text}"),
        Found::Text(text) => format!(" {}", code(text)),
    }
}

/// Conditions that hold at the same time, before `时`.
fn reasons<'r>(reasons: impl Iterator<Item = &'r Reason>) -> String {
    let one = |reason: &Reason| {
        let note = if reason.by_default { "（默认值）" } else { "" };
        format!("{}{note}", words::condition(&reason.parameter, &reason.test))
    };
    let mut text = reasons.map(one).collect::<Vec<String>>().join("，且");
    // A value before it needs a blank.
    if text.ends_with('`') {
        text.push(' ');
    }
    text
}

/// What a broken rule demands, and the reasons that only this demand has.
fn demanded(demand: &Demand) -> (Option<&Vec<Reason>>, String) {
    let text = match demand {
        Demand::SetOneOf { alternatives: found, exactly } => {
            let how_many =
                if *exactly { "必须且只能设置一项" } else { "至少须设置一项" };
            format!("在 {} 中{how_many}", alternatives(found))
        }
        Demand::SetWith(with) => format!("必须与 {} 同时设置", words::all(with)),
        Demand::NotWith(with) => format!("不能与 {} 同时设置", words::all(with)),
        Demand::OnlyWith(with) => format!("只能与 {} 同时设置", words::any(with)),
        Demand::Set => "必须设置".to_owned(),
        Demand::NotSet => "不能设置".to_owned(),
        Demand::Denied { test, while_ } => return (Some(while_), words::denied(test)),
        Demand::Less { than, limit, found } => {
            format!("必须小于 `{than}`（{limit}），当前为 {found}")
        }
        Demand::Differ(other) => format!("不能与 `{other}` 相同"),
        Demand::Product { with, most, found } => {
            format!("与 `{with}` 的乘积不能大于 {most}，当前为 {found}")
        }
        Demand::Difference { to, between: (least, most), found } => {
            format!("必须比 `{to}` 大 {least} 至 {most}，当前为 {found}")
        }
    };
    (None, text)
}
