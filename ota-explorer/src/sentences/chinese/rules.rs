//! Limits, rules and behaviour of a spec.

use std::fmt::Display;

use ota_spec::model::{
    Condition, Count, Field, Handle, Idempotency, NamedKind, Needs, Operation, Page, PageBy, Range,
    Relation, Rule, RuleKind, StringLimits, Type, Wait,
};
use ota_spec::words::{code, tested};

use super::words;
use crate::sentences::table::waited;

pub(super) fn limits(ty: &Type) -> Vec<String> {
    match ty {
        Type::String(text) => text_limits(text),
        Type::Integer(range) | Type::Long(range) => range_limits(range),
        Type::Double(range) => range_limits(range),
        Type::Named(named) => match &named.kind {
            NamedKind::Id(text) => text_limits(text),
            NamedKind::Enum(_) | NamedKind::Struct(_) => Vec::new(),
        },
        Type::List(list) => {
            let mut found = between(list.min_items, list.max_items, " 项");
            found.extend(list.unique.then(|| "不能重复".to_owned()));
            let total = list.max_total_length;
            found.extend(total.map(|most| format!("各项合计最多 {most} 个字符")));
            found.extend(limits(&list.items).into_iter().map(|limit| format!("每项：{limit}")));
            found
        }
        Type::Map(values) => {
            limits(values).into_iter().map(|limit| format!("每个值：{limit}")).collect()
        }
        Type::Boolean | Type::Struct(_) | Type::Any => Vec::new(),
    }
}

fn text_limits(text: &StringLimits) -> Vec<String> {
    let mut found = match (text.min_length, text.max_length) {
        (Some(1), None) => vec!["不能为空".to_owned()],
        (least, most) => between(least, most, " 个字符"),
    };
    found.extend(text.max_bytes.map(|most| format!("最多 {most} 字节")));
    found.extend(one_of(&text.allowed));
    found.extend(text.format.map(|format| words::format(format).to_owned()));
    found.extend(text.pattern.as_ref().map(|pattern| format!("匹配 {}", code(pattern))));
    found
}

fn range_limits<N: Display>(range: &Range<N>) -> Vec<String> {
    let (least, most) = (range.minimum.as_ref(), range.maximum.as_ref());
    let mut found = match (range.exclusive, least, most) {
        ([false, false], Some(least), Some(most)) => vec![format!("{least} 至 {most}")],
        ([above, below], least, most) => {
            let least =
                least.map(|least| format!("{} {least}", if above { "大于" } else { "不小于" }));
            let most = most.map(|most| format!("{} {most}", if below { "小于" } else { "不大于" }));
            let both: Vec<String> = least.into_iter().chain(most).collect();
            if both.is_empty() { Vec::new() } else { vec![both.join("且")] }
        }
    };
    found.extend(one_of(&range.allowed));
    found
}

fn one_of<T: Display>(allowed: &[T]) -> Option<String> {
    (!allowed.is_empty()).then(|| format!("只能是 {}", words::any(allowed)))
}

fn between(least: Option<u32>, most: Option<u32>, unit: &str) -> Vec<String> {
    match (least, most) {
        (Some(least), Some(most)) => vec![format!("{least} 至 {most}{unit}")],
        (Some(least), None) => vec![format!("至少 {least}{unit}")],
        (None, Some(most)) => vec![format!("最多 {most}{unit}")],
        (None, None) => Vec::new(),
    }
}

pub(super) fn rule(rule: &Rule) -> String {
    let demand = demand(&rule.kind);
    match conditions(&rule.when) {
        when if when.is_empty() => format!("{demand}。"),
        when => format!("{when}时，{demand}。"),
    }
}

/// Conditions that hold at the same time.
fn conditions(conditions: &[Condition]) -> String {
    let one = |condition: &Condition| {
        words::condition(&condition.parameter.name, &tested(&condition.test))
    };
    let all: Vec<String> = conditions.iter().map(one).collect();
    let mut text = all.join("，且");
    // A value before it needs a blank.
    if text.ends_with('`') {
        text.push(' ');
    }
    text
}

fn demand(kind: &RuleKind) -> String {
    match kind {
        RuleKind::OneOf { alternatives, count } => {
            let of = words::alternatives(alternatives);
            let how_many = match count {
                Count::ExactlyOne => "必须且只能设置一项",
                Count::AtLeastOne => "至少设置一项",
                Count::AtMostOne => "最多设置一项",
            };
            format!("{of} 中{how_many}")
        }
        RuleKind::Presence { of, needs, parameters } => presence(of, *needs, parameters),
        RuleKind::Forbids(found) => forbidden(found),
        RuleKind::Compare { one, other, relation } => match relation {
            Relation::Less => format!("`{one}` 必须小于 `{other}`"),
            Relation::Differ => format!("`{one}` 和 `{other}` 不能相同"),
            Relation::Product(most) => format!("`{one}` 与 `{other}` 的乘积不能大于 {most}"),
            Relation::Difference(least, most) => {
                format!("`{one}` 必须比 `{other}` 大 {least} 至 {most}")
            }
        },
    }
}

fn presence(of: &[Handle<Field>], needs: Needs, parameters: &[Handle<Field>]) -> String {
    let some = |before: &str| match parameters {
        [one] => format!("{before}必须设置 `{one}`"),
        all => format!("{before}至少须设置 {} 中的一项", words::any(all)),
    };
    match (of, needs) {
        ([], Needs::All) => format!("必须设置 {}", words::all(parameters)),
        ([], Needs::Any) => some(""),
        ([], Needs::None) => format!("不能设置 {}", words::any(parameters)),
        (of, Needs::All) if of == parameters => {
            format!("{} 必须同时设置，或均不设置", words::all(parameters))
        }
        (of, Needs::All) => {
            format!("设置 {} 时，必须同时设置 {}", words::any(of), words::all(parameters))
        }
        (of, Needs::Any) => some(&format!("设置 {} 时，", words::any(of))),
        (of, Needs::None) => {
            format!("设置 {} 时，不能设置 {}", words::any(of), words::any(parameters))
        }
    }
}

/// The state that a rule forbids: the first condition, while the others hold.
fn forbidden(found: &[Condition]) -> String {
    let Some((first, rest)) = found.split_first() else { return String::new() };
    let denied = words::denied(&tested(&first.test));
    let demand = format!("`{}` {denied}", first.parameter);
    match rest {
        [] => demand,
        rest => format!("{}时，{demand}", conditions(rest)),
    }
}

pub(super) fn pages(page: &Page) -> String {
    let Page { by, size, largest: _, total, items, size_used: _, limit } = page;
    let mut text = match by {
        PageBy::Number(number) => format!("`{number}` 为页码，从 1 开始"),
        PageBy::Offset(offset) => format!("`{offset}` 为本页之前的条数"),
        PageBy::Token { token, next } => {
            format!("`{token}` 取上一页返回的 `{next}`，查询第一页时不设置")
        }
    };
    if let Some(size) = size {
        text.push_str(&format!("；`{size}` 为每页条数"));
    }
    text.push_str(&format!("。列表项在 `{}` 中。", items.field));
    if let Some(total) = total {
        text.push_str(&format!("`{total}` 为总条数。"));
    }
    if let Some(limit) = limit {
        text.push_str(&format!("最多只能查询前 {limit} 条。"));
    }
    text
}

pub(super) fn sending(operation: &Operation) -> String {
    let again = match operation.idempotency {
        Idempotency::ReadOnly => "仅查询，不更改数据。",
        Idempotency::Idempotent => "重复发送与发送一次的结果相同。",
        Idempotency::NotIdempotent => "重复发送可能会执行两次，再次发送之前请先查看当前状态。",
    };
    let key = operation.anonymous.then_some("发送时不带密钥和签名。");
    let gone: Vec<&str> = operation.gone.iter().map(|gone| gone.code.as_str()).collect();
    let gone = (!gone.is_empty())
        .then(|| format!("如果此前某次发送的结果未知，返回 {} 表示已经完成。", words::any(&gone)));
    let look = operation.look_up.as_ref().map(|look| {
        format!("如果某次发送的结果未知，客户端会用 {} 查找它所创建的内容。", code(&look.action))
    });
    let pace =
        operation.qps.map(|qps| format!("每个阿里云账号（含其 RAM 用户）每秒最多调用 {qps} 次。"));
    let sentences = key.into_iter().chain([again]).chain(gone.as_deref()).chain(look.as_deref());
    sentences.chain(pace.as_deref()).collect()
}

pub(super) fn wait(wait: &Wait) -> String {
    let (path, until, fail) = waited(wait, " 或 ");
    let over = if fail.is_empty() {
        String::new()
    } else {
        format!("；若变为 {fail}，则停止等待")
    };
    let (interval, timeout) = (wait.interval, wait.timeout);
    format!("直到 `{path}` 变为 {until}{over}。每 {interval} 秒查询一次，最多等待 {timeout} 秒。")
}
