//! Checks limits: the numbers, and that the lower is not above the upper.

use super::scalar::{count, word};
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
        // What is exclusive stands under another key.
        let given =
            |key: &&(&'static str, Node)| key.0.to_lowercase().ends_with(&lower.to_lowercase());
        let span = limits.iter().find(given)?.1.span;
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

/// `minLength`, `maxLength`, `maxBytes`, `pattern` and `format`.
pub(super) fn text_limits(
    limits: &Limits,
    pattern: Option<&Spanned<String>>,
    format: Option<&Spanned<String>>,
    report: &mut Report,
) -> Option<StringLimits> {
    let counted = counts(limits, TEXT_LIMITS, [0, 0], report);
    let max_bytes = match limit(limits, "maxBytes") {
        None => Some(None),
        Some(node) => count(node, "maxBytes", 1, report).map(Some),
    };
    let format = match format {
        None => None,
        Some(format) => Some(word(format, "format", report)?),
    };
    let pattern = match pattern {
        None => None,
        Some(pattern) => Some(check_pattern(pattern, report)?),
    };
    let (min_length, max_length) = counted?;
    let max_bytes = max_bytes?;
    Some(StringLimits { min_length, max_length, max_bytes, pattern, format, allowed: Vec::new() })
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

/// The limits of whole numbers up to `most`.
pub(super) fn whole_limits(limits: &Limits, most: i64, report: &mut Report) -> Option<Range<i64>> {
    let what =
        if most == i64::MAX { "a whole number of 64 bits" } else { "a whole number of 32 bits" };
    let fits = |n: &i64| *n <= most && *n >= -most - 1;
    let [minimum, maximum] = ends(limits, what, fits, report)?;
    // The number beside one that is not allowed is.
    let next = |end: Option<(i64, bool)>, step: i64| {
        end.map(|(end, exclusive)| if exclusive { end.saturating_add(step) } else { end })
    };
    let (minimum, maximum) = (next(minimum, 1), next(maximum, -1));
    ordered(limits, NUMBER_LIMITS, minimum, maximum, report)?;
    Some(Range { minimum, maximum, exclusive: [false; 2], allowed: Vec::new() })
}

/// The limits of a `Double`.
pub(super) fn double_limits(limits: &Limits, report: &mut Report) -> Option<Range<f64>> {
    let ends = ends(limits, "a number", |n: &f64| n.is_finite(), report)?;
    let exclusive = ends.map(|end| end.is_some_and(|(_, exclusive)| exclusive));
    let [minimum, maximum] = ends.map(|end| end.map(|(end, _)| end));
    ordered(limits, NUMBER_LIMITS, minimum, maximum, report)?;
    if minimum.is_some() && minimum == maximum && exclusive != [false; 2] {
        let span = limit(limits, "exclusiveMinimum").or(limit(limits, "exclusiveMaximum"))?.span;
        report.at(span, "the limits leave no number", "move one of them");
        return None;
    }
    Some(Range { minimum, maximum, exclusive, allowed: Vec::new() })
}

/// The lower and the upper end of numbers, each with whether it is itself not allowed.
fn ends<N: std::str::FromStr + Copy>(
    limits: &Limits,
    what: &str,
    fits: impl Fn(&N) -> bool + Copy,
    report: &mut Report,
) -> Option<[Option<(N, bool)>; 2]> {
    let mut end = |keys: [&str; 2]| {
        let [inclusive, exclusive] = keys.map(|key| number(limits, key, what, fits, report));
        match (inclusive?, exclusive?) {
            (Some(_), Some(_)) => {
                let span = limit(limits, keys[1])?.span;
                let message = format!("`{}` stands beside `{}`", keys[1], keys[0]);
                report.at(span, message, "remove one of them");
                None
            }
            (inclusive, exclusive) => {
                let inclusive = inclusive.map(|end| (end, false));
                Some(inclusive.or(exclusive.map(|end| (end, true))))
            }
        }
    };
    // Both, so that two mistakes are two messages.
    let ends = [["minimum", "exclusiveMinimum"], ["maximum", "exclusiveMaximum"]].map(&mut end);
    let [lower, upper] = ends;
    Some([lower?, upper?])
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
