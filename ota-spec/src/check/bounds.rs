//! Checks limits: the numbers, and that the lower is not above the upper.

use super::scalar::count;
use crate::diagnostic::Report;
use crate::json::{Kind, Node};
use crate::model::{Range, StringLimits};
use crate::raw::Spanned;

type Limits = [(&'static str, Node)];

const ITEM_LIMITS: [&str; 2] = ["minItems", "maxItems"];
const TEXT_LIMITS: [&str; 2] = ["minLength", "maxLength"];
const NUMBER_LIMITS: [&str; 2] = ["minimum", "maximum"];

fn limit<'a>(limits: &'a Limits, key: &str) -> Option<&'a Node> {
    limits.iter().find(|(name, _)| *name == key).map(|(_, node)| node)
}

/// Reports a lower limit above the upper one.
fn ordered<N: PartialOrd + std::fmt::Display>(
    limits: &Limits,
    [lower, upper]: [&str; 2],
    least: Option<N>,
    most: Option<N>,
    report: &mut Report,
) -> Option<()> {
    if let (Some(least), Some(most)) = (least, most)
        && least > most
    {
        let span = limit(limits, lower)?.span;
        let message = format!("`{lower}` is larger than `{upper}`");
        report.at(span, message, format!("{least} is more than {most}: nothing can fit"));
        return None;
    }
    Some(())
}

/// `minItems` and `maxItems`.
pub(super) fn item_limits(limits: &Limits, report: &mut Report) -> Option<Counts> {
    counts(limits, ITEM_LIMITS, [0, 1], report)
}

/// `maxTotalLength`.
pub(super) fn total_length(limits: &Limits, report: &mut Report) -> Option<Option<u32>> {
    match limit(limits, "maxTotalLength") {
        None => Some(None),
        Some(node) => count(node, "maxTotalLength", 1, report).map(Some),
    }
}

/// `minLength`, `maxLength` and `pattern`.
pub(super) fn text_limits(
    limits: &Limits,
    pattern: Option<&Spanned<String>>,
    report: &mut Report,
) -> Option<StringLimits> {
    let counted = counts(limits, TEXT_LIMITS, [0, 0], report);
    let pattern = match pattern {
        None => None,
        Some(pattern) => Some(check_pattern(pattern, report)?),
    };
    let (min_length, max_length) = counted?;
    Some(StringLimits { min_length, max_length, pattern, allowed: Vec::new() })
}

/// A regular expression that matches the whole string.
fn check_pattern(pattern: &Spanned<String>, report: &mut Report) -> Option<String> {
    let text = &pattern.value;
    if let Err(error) = regex_lite::Regex::new(text) {
        report.at(pattern.span, "`pattern` is not a regular expression", error.to_string());
        return None;
    }
    let escapes = text.strip_suffix('$').map(|rest| rest.len() - rest.trim_end_matches('\\').len());
    if !text.starts_with('^') || escapes.is_none_or(|escapes| escapes % 2 == 1) {
        let help = "put it between `^` and `$`: it must match from the first to the last character";
        report.at(pattern.span, "`pattern` may match only a part of the string", help);
        return None;
    }
    Some(pattern.value.clone())
}

/// A lower and an upper limit.
type Counts = (Option<u32>, Option<u32>);

fn counts(
    limits: &Limits,
    keys: [&str; 2],
    least: [u32; 2],
    report: &mut Report,
) -> Option<Counts> {
    let mut read = |index: usize| match limit(limits, keys[index]) {
        None => Some(None),
        Some(node) => count(node, keys[index], least[index], report).map(Some),
    };
    // Both, so that two mistakes are two messages.
    let (lower, upper) = (read(0), read(1));
    let (lower, upper) = (lower?, upper?);
    ordered(limits, keys, lower, upper, report)?;
    Some((lower, upper))
}

/// `minimum` and `maximum` of whole numbers up to `most`.
pub(super) fn whole_limits(limits: &Limits, most: i64, report: &mut Report) -> Option<Range<i64>> {
    let what =
        if most == i64::MAX { "a whole number of 64 bits" } else { "a whole number of 32 bits" };
    let fits = |n: &i64| *n <= most && *n >= -most - 1;
    let mut read = |key| number(limits, key, what, fits, report);
    let (minimum, maximum) = (read("minimum"), read("maximum"));
    let (minimum, maximum) = (minimum?, maximum?);
    ordered(limits, NUMBER_LIMITS, minimum, maximum, report)?;
    Some(Range { minimum, maximum, allowed: Vec::new() })
}

/// `minimum` and `maximum` of a `Double`.
pub(super) fn double_limits(limits: &Limits, report: &mut Report) -> Option<Range<f64>> {
    let mut read = |key| number(limits, key, "a number", |n: &f64| n.is_finite(), report);
    let (minimum, maximum) = (read("minimum"), read("maximum"));
    let (minimum, maximum) = (minimum?, maximum?);
    ordered(limits, NUMBER_LIMITS, minimum, maximum, report)?;
    Some(Range { minimum, maximum, allowed: Vec::new() })
}

/// `Some(None)` where the limit is absent, `None` where it is not a number of the type.
fn number<N: std::str::FromStr>(
    limits: &Limits,
    key: &str,
    what: &str,
    fits: impl Fn(&N) -> bool,
    report: &mut Report,
) -> Option<Option<N>> {
    let Some(node) = limit(limits, key) else {
        return Some(None);
    };
    let number = match &node.kind {
        Kind::Number(text) => text.parse().ok().filter(fits),
        _ => None,
    };
    if number.is_none() {
        report.at(node.span, format!("`{key}` must be {what}"), format!("write {what}"));
        return None;
    }
    Some(number)
}
