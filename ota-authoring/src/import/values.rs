//! Finds the values that a description lists, with their meanings.

/// A value and what the page says about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) value: String,
    /// Empty if the page does not say what it means.
    pub(super) meaning: String,
}

/// Words before a list of values.
const MARKS: [&str; 8] = [
    "valid values",
    "valid value",
    "possible values",
    "allowed values",
    "取值范围",
    "取值",
    "可选值",
    "枚举值",
];

/// Signs before the items of a list.
const BULLETS: [char; 6] = ['•', '-', '*', '·', '●', '◦'];

/// The values of a list, and whether values are announced and not found.
pub(super) fn read(lines: &[&str]) -> (Vec<Word>, bool) {
    let Some((start, after)) =
        lines.iter().enumerate().find_map(|(at, line)| Some((at, announced(line)?)))
    else {
        return (Vec::new(), false);
    };
    let mut values: Vec<Word> = Vec::new();
    let is_marked = lines.get(start + 1).is_some_and(|line| line.trim_start().starts_with(BULLETS));
    for found in lines.iter().skip(start + 1).map_while(|line| item(line, is_marked)) {
        if !values.iter().any(|known| known.value == found.value) {
            values.push(found);
        }
    }
    if values.is_empty() {
        values = inline(after);
    }
    // A single value on a line may be all that there is.
    let lacks = values.is_empty();
    (values, lacks)
}

/// What follows the words that announce values.
fn announced(line: &str) -> Option<&str> {
    let lower = line.to_lowercase();
    let at = MARKS.iter().find_map(|mark| Some(lower.find(mark)? + mark.len()))?;
    // Lower case may be longer or shorter in other scripts; then the place is none.
    Some(line.get(at..).unwrap_or_default().trim_start_matches([':', '：', ' ']))
}

/// `• RED: like a brick`, or `RED: like a brick` where no item has a mark.
fn item(line: &str, is_marked: bool) -> Option<Word> {
    let line = line.trim_start();
    let line = match line.strip_prefix(BULLETS) {
        Some(rest) => rest.trim_start_matches(BULLETS).trim_start(),
        None if is_marked => return None,
        None => line,
    };
    let end = line.find([':', '：', ' ', '（', '(']).unwrap_or(line.len());
    let (value, meaning) = line.split_at(end);
    let value = value.trim_matches(|c: char| "*`.,;。；，\"".contains(c));
    let is_explained = meaning.starts_with([':', '：']) && is_value(value);
    let is_item = if is_marked { !value.is_empty() } else { is_explained && !is_remark(value) };
    is_item.then(|| Word {
        value: value.to_owned(),
        meaning: meaning.trim_matches(|c: char| ":： *`.()（）".contains(c)).to_owned(),
    })
}

/// Whether a word is written as values are.
fn is_value(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
}

/// Whether a word before a colon begins a remark.
fn is_remark(word: &str) -> bool {
    ["default", "note", "notice", "important", "example"].contains(&word.to_lowercase().as_str())
}

/// `RED, BLUE, and GREEN`.
fn inline(text: &str) -> Vec<Word> {
    let text = text.split(['.', '。']).next().unwrap_or_default();
    let text = text.replace(" and ", ",").replace(" or ", ",").replace(['和', '或'], ",");
    let parts = text.split([',', '，', '、', '/', '|', ';', '；']);
    let parts: Vec<&str> = parts
        .map(|part| part.trim_matches(|c: char| c.is_whitespace() || "`\"'*".contains(c)))
        .filter(|part| !part.is_empty())
        .collect();
    if parts.len() < 2 || !parts.iter().all(|part| is_value(part)) {
        return Vec::new();
    }
    parts.into_iter().map(|part| Word { value: part.to_owned(), meaning: String::new() }).collect()
}

#[cfg(test)]
mod tests {
    use super::read;

    fn values(lines: &[&str]) -> Vec<String> {
        read(lines).0.into_iter().map(|word| word.value).collect()
    }

    #[test]
    fn values_stand_in_a_list_behind_their_announcement() {
        let lines =
            ["The color. Valid values:", "• RED: like a brick", "• BLUE", "Mind the frame."];
        assert_eq!(values(&lines), ["RED", "BLUE"]);
        assert_eq!(read(&lines).0[0].meaning, "like a brick");
        assert!(read(&lines[1..]).0.is_empty());
    }

    #[test]
    fn values_are_found_without_bullets_and_on_one_line() {
        assert_eq!(
            values(&["Valid values:", "RED: like a brick", "BLUE: like the sky"]),
            ["RED", "BLUE"]
        );
        assert_eq!(values(&["取值：", "- **RED**：红色", "- **BLUE**：蓝色"]), ["RED", "BLUE"]);
        let remark = ["取值：", "- **RED**：红色", "- **BLUE**：蓝色", "默认值：RED。"];
        assert_eq!(values(&remark), ["RED", "BLUE"]);
        assert_eq!(values(&["Valid values:", "RED: bricks", "Default: RED."]), ["RED"]);
        for line in ["Valid values: RED, BLUE, and GREEN.", "可选值：RED、BLUE或GREEN。"] {
            assert_eq!(values(&[line]), ["RED", "BLUE", "GREEN"], "{line}");
        }
        assert_eq!(read(&["Valid values: see the manual."]), (Vec::new(), true));
    }
}
