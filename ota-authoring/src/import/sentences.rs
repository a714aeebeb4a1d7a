//! Finds limits in the prose of a page. What is not said in one of the usual ways is not found.

use super::cells::ungrouped;
use super::values::{self, Word};

/// The facts that prose states about a value.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) min_items: Option<u32>,
    pub(super) max_items: Option<u32>,
    pub(super) unique: bool,
    pub(super) min_length: Option<u32>,
    pub(super) max_length: Option<u32>,
    pub(super) minimum: Option<i64>,
    pub(super) maximum: Option<i64>,
    pub(super) default: Option<String>,
    /// The words of a list behind `Valid values:`.
    pub(super) values: Vec<Word>,
    /// Whether values are announced and not found.
    pub(super) lacks_values: bool,
}

/// Words before a largest number.
const MOST: [&str; 14] = [
    "up to",
    "maximum of",
    "at most",
    "no more than",
    "not more than",
    "not exceed",
    "maximum value is",
    "maximum value:",
    "最多",
    "不超过",
    "不能超过",
    "最大为",
    "最大值为",
    "最大值：",
];

/// Words before a smallest number.
const LEAST: [&str; 8] = [
    "at least",
    "minimum of",
    "minimum value is",
    "minimum value:",
    "最少",
    "至少",
    "最小为",
    "最小值为",
];

/// Words before a default.
const DEFAULT: [&str; 7] =
    ["default value:", "default value is", "default:", "默认值为", "默认值：", "默认为", "默认值:"];

impl Facts {
    /// Reads the description of a value.
    pub(super) fn read(lines: &[&str], is_list: bool) -> Self {
        let mut facts = Self::default();
        for line in lines {
            for sentence in sentences(line) {
                facts.sentence(sentence, is_list);
            }
        }
        (facts.values, facts.lacks_values) = values::read(lines);
        let is_range =
            facts.minimum.is_some() || facts.maximum.is_some() || facts.min_items.is_some();
        facts.lacks_values &= !is_range;
        facts
    }

    fn sentence(&mut self, sentence: &str, is_list: bool) {
        let sentence = &ungrouped(sentence);
        let lower = sentence.to_lowercase();
        if is_list {
            let denied = ["cannot", "must not", "no ", "不能", "不可", "不允许"]
                .iter()
                .any(|word| lower.contains(word));
            self.unique |= lower.contains("must be unique")
                || ((lower.contains("duplicate") || lower.contains("重复")) && denied);
        }
        let of_text = lower.contains("character") || lower.contains("字符");
        let range = range(&lower);
        let least = range.map(|(least, _)| least).or_else(|| number_after(&lower, &LEAST));
        let most = range.map(|(_, most)| most).or_else(|| number_after(&lower, &MOST));
        let small = |number: Option<i64>| number.and_then(|number| u32::try_from(number).ok());
        let (least_slot, most_slot) = match (of_text, is_list) {
            (true, _) => (&mut self.min_length, &mut self.max_length),
            (false, true) => (&mut self.min_items, &mut self.max_items),
            (false, false) => {
                self.minimum = self.minimum.or(least);
                self.maximum = self.maximum.or(most);
                self.default = self.default.take().or_else(|| default(sentence));
                return;
            }
        };
        *least_slot = least_slot.or(small(least));
        *most_slot = most_slot.or(small(most));
    }
}

/// Calls per second, from a sentence such as one about queries per second.
pub(super) fn calls_per_second<'a>(prose: impl Iterator<Item = &'a str>) -> Option<u32> {
    let units =
        ["queries per second", "calls per second", "requests per second", "times per second"];
    for line in prose {
        let lower = ungrouped(&line.to_lowercase());
        for unit in units.iter().chain(&["qps"]) {
            let before = lower.split(unit).next().filter(|before| before.len() < lower.len());
            let last = before.and_then(|before| before.split_whitespace().last());
            if let Some(found) = last.and_then(number).and_then(|found| u32::try_from(found).ok())
                && found > 0
            {
                return Some(found);
            }
        }
    }
    None
}

/// A full stop ends a sentence only in front of a blank: `0.5` goes on.
fn sentences(line: &str) -> impl Iterator<Item = &str> {
    let parts = line.split(". ").flat_map(|part| part.split('。'));
    parts.map(str::trim).filter(|sentence| !sentence.is_empty())
}

/// `200.` is a number.
fn number(word: &str) -> Option<i64> {
    word.trim_matches(|c: char| ".,;:()[]".contains(c)).parse().ok()
}

fn number_after(sentence: &str, phrases: &[&str]) -> Option<i64> {
    phrases.iter().find_map(|phrase| {
        let (_, after) = sentence.split_once(phrase)?;
        let after = after.trim_start().trim_start_matches('[');
        let end = after.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(after.len());
        after.get(..end)?.parse().ok()
    })
}

/// `1 to 200`, `1~200`, `between 1 and 200`.
fn range(sentence: &str) -> Option<(i64, i64)> {
    let spaced = sentence.replace(['~', '～', '–'], " to ");
    // Where words have no blanks between them, numbers have none either.
    let spaced: String = spaced.chars().map(|c| if c.is_ascii() { c } else { ' ' }).collect();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    words.windows(3).enumerate().find_map(|(at, window)| {
        let [least, link, most] = window else {
            return None;
        };
        let is_between = at > 0 && words.get(at - 1) == Some(&"between");
        let is_link = *link == "to" || (*link == "and" && is_between);
        let (least, most) = (number(least)?, number(most)?);
        (is_link && least < most).then_some((least, most))
    })
}

fn default(sentence: &str) -> Option<String> {
    let lower = sentence.to_lowercase();
    let at = DEFAULT.iter().find_map(|mark| Some(lower.find(mark)? + mark.len()))?;
    // Lower case may be longer or shorter in other scripts; then the place is none.
    let word = sentence.get(at..)?.split_whitespace().next()?;
    let word = word.split(['，', '。', '；', '（']).next()?;
    let word = word.trim_matches(|c: char| ".,;:`\"*".contains(c));
    (!word.is_empty()).then(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Facts, calls_per_second};

    fn read(line: &str, is_list: bool) -> Facts {
        Facts::read(&[line], is_list)
    }

    #[test]
    fn items_are_counted_in_several_ways() {
        for line in ["A list has up to 1,000 walls.", "Names at most 1000 walls at once"] {
            assert_eq!(read(line, true).max_items, Some(1000), "{line}");
        }
        let both = read("Give 2 to 5 walls. Each must be unique.", true);
        assert_eq!((both.min_items, both.max_items, both.unique), (Some(2), Some(5), true));
        assert!(!read("Walls must be unique.", false).unique);
    }

    #[test]
    fn characters_are_lengths_and_numbers_are_limits() {
        let text = read("It is 4 to 32 characters in length.", false);
        assert_eq!((text.min_length, text.max_length), (Some(4), Some(32)));
        assert_eq!((text.minimum, text.maximum), (None, None));
        let number = read("Valid values: 1~50. Default value: 10.", false);
        assert_eq!((number.minimum, number.maximum), (Some(1), Some(50)));
        assert_eq!(number.default.as_deref(), Some("10"));
    }

    #[test]
    fn facts_are_found_in_chinese() {
        let list = read("最多200个设备名称，不能重复。", true);
        assert_eq!((list.max_items, list.unique), (Some(200), true));
        let number = read("每页显示数量，取值范围：1～1,000。默认值：10。", false);
        assert_eq!((number.minimum, number.maximum), (Some(1), Some(1000)));
        assert_eq!(number.default.as_deref(), Some("10"));
        assert!(!number.lacks_values);
        assert_eq!(read("长度为1~40个字符。", false).max_length, Some(40));
    }

    #[test]
    fn thousands_are_one_number() {
        let facts = read("The size. Valid values: 1 to 100,000. Default value: 1,000.", false);
        assert_eq!((facts.maximum, facts.default.as_deref()), (Some(100_000), Some("1000")));
        assert_eq!(read("At most 1,000,000 walls.", true).max_items, Some(1_000_000));
    }

    #[test]
    fn calls_per_second_are_found_where_a_number_stands_before_the_unit() {
        let found = |line: &str| calls_per_second([line].into_iter());
        assert_eq!(found("An account sends at most 30 queries per second (QPS)."), Some(30));
        assert_eq!(found("It allows 5 QPS."), Some(5));
        assert_eq!(found("The QPS are shared."), None);
    }
}
