//! Finds strings where a text quotes them: as they are, percent-encoded, or escaped in JSON, XML or HTML, each as often
//! as texts within texts need it. Every character may be spelled in a way of its own.

use std::ops::Range;

/// How often a percent sign, a backslash or an ampersand may itself be escaped.
const DEEPEST: usize = 4;

/// The longest run of backslashes that is read as one escape.
const LONGEST_RUN: usize = 1 << DEEPEST;

/// The number of places at which a spelling may end so far: `%25` is one character or three.
const PLACES: usize = 8;

/// The number of characters that tell a string whose rest was cut off.
const CUT: usize = 8;

/// Strings to find.
pub(crate) struct Wanted {
    /// Sorted.
    strings: Vec<String>,
    /// For each byte, those of them that begin with it.
    begins: Vec<Range<usize>>,
}

impl Wanted {
    pub(crate) fn new(mut strings: Vec<String>) -> Self {
        strings.sort_unstable();
        strings.dedup();
        let before = |bound: u16| {
            // The empty string, which is nowhere, comes before all.
            let first =
                |string: &String| string.bytes().next().map_or(0, |byte| u16::from(byte) + 1);
            strings.partition_point(|string| first(string) <= bound)
        };
        let begins = (0..=u8::MAX).map(u16::from).map(|byte| before(byte)..before(byte + 1));
        Self { begins: begins.collect(), strings }
    }

    /// The strings themselves.
    pub(crate) fn strings(&self) -> impl Iterator<Item = &str> {
        self.strings.iter().map(String::as_str)
    }

    /// The first place of any of them in a text, at or after a byte.
    pub(crate) fn find(&self, text: &[u8], from: usize) -> Option<Range<usize>> {
        let may_begin = |byte: &u8| ESCAPES.contains(byte) || !self.that_begin(*byte).is_empty();
        let mut at = from;
        loop {
            at += text.get(at..)?.iter().position(may_begin)?;
            let rest = text.get(at..)?;
            let mut longest = 0;
            first_bytes(rest, &mut |byte| {
                let lengths =
                    self.that_begin(byte).iter().filter_map(|wanted| length(rest, wanted));
                longest = lengths.fold(longest, usize::max);
            });
            if longest > 0 {
                return Some(at..at + longest);
            }
            at += 1;
        }
    }

    fn that_begin(&self, byte: u8) -> &[String] {
        let range = self.begins.get(usize::from(byte)).cloned().unwrap_or_default();
        self.strings.get(range).unwrap_or_default()
    }
}

/// The bytes that stand for others.
const ESCAPES: [u8; 4] = *b"%\\&+";

/// Passes on the first byte of each character that the start of a text may spell. Without it, each escape in a text
/// would be compared with all that is wanted.
fn first_bytes(text: &[u8], found: &mut dyn FnMut(u8)) {
    let Some((first, mut rest)) = text.split_first() else { return };
    found(*first);
    let character = |found: &mut dyn FnMut(u8), code: u32| {
        let mut buffer = [0; 4];
        let character = char::from_u32(code).map(|known| known.encode_utf8(&mut buffer).as_bytes());
        character.and_then(|bytes| bytes.first()).copied().into_iter().for_each(found);
    };
    match first {
        b'+' => found(b' '),
        b'%' => {
            for _ in 0..DEEPEST {
                let byte = rest.get(..2).and_then(|digits| number(digits, 16));
                byte.and_then(|byte| u8::try_from(byte).ok()).into_iter().for_each(&mut *found);
                let Some(after) = rest.strip_prefix(b"25") else { return };
                rest = after;
            }
        }
        b'\\' => match text.get(backslashes(text)..).unwrap_or_default() {
            [b'n', ..] => found(b'\n'),
            [b'r', ..] => found(b'\r'),
            [b't', ..] => found(b'\t'),
            [b'u', digits @ ..] => {
                let unit =
                    digits.get(..4).and_then(|digits| number(digits, 16)).unwrap_or_default();
                match unit {
                    // The first of two. The second has no part in the first byte.
                    0xd800..0xdc00 => character(found, 0x1_0000 + ((unit - 0xd800) << 10)),
                    _ => character(found, unit),
                }
            }
            [other, ..] => found(*other),
            [] => {}
        },
        b'&' => entity(text, &mut |code, _| character(found, code)),
        _ => {}
    }
}

/// The number of bytes with which a text that starts with this string, in some spelling, spells it. The start of a
/// string is enough where the text was cut within it.
fn length(text: &[u8], wanted: &str) -> Option<usize> {
    let mut ends = Ends::default();
    ends.add(0);
    let mut cut = None;
    for (number, character) in wanted.chars().enumerate() {
        if number >= CUT && cut.is_none() {
            cut = ends.iter().find(|end| is_cut(text.get(*end..).unwrap_or_default()));
        }
        let mut next = Ends::default();
        for end in ends.iter() {
            let rest = text.get(end..).unwrap_or_default();
            spellings(rest, character, &mut |length| next.add(end + length));
        }
        ends = next;
        if ends.count == 0 {
            return cut;
        }
    }
    ends.iter().max().filter(|length| *length > 0)
}

/// Whether a text ends here or was cut here, perhaps within an escape.
fn is_cut(rest: &[u8]) -> bool {
    let rest = match rest.split_first() {
        Some((first, after)) if ESCAPES.contains(first) => {
            let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'#' | b'\\');
            let length = after.iter().take(LONGEST_RUN).take_while(is_part).count();
            after.get(length..).unwrap_or_default()
        }
        _ => rest,
    };
    rest.is_empty() || rest.starts_with(b"...")
}

/// Different places in a text.
#[derive(Default)]
struct Ends {
    places: [usize; PLACES],
    count: usize,
}

impl Ends {
    fn add(&mut self, end: usize) {
        if !self.iter().any(|known| known == end)
            && let Some(place) = self.places.get_mut(self.count)
        {
            *place = end;
            self.count += 1;
        }
    }

    fn iter(&self) -> impl Iterator<Item = usize> {
        self.places.iter().take(self.count).copied()
    }
}

/// Passes on the lengths of all spellings of a character at the start of a text.
fn spellings(text: &[u8], wanted: char, found: &mut dyn FnMut(usize)) {
    let mut buffer = [0; 4];
    let plain = wanted.encode_utf8(&mut buffer).as_bytes();
    if text.starts_with(plain) {
        found(plain.len());
    }
    match text.first() {
        Some(b'+') if wanted == ' ' => found(1),
        Some(b'%') => percent(text, plain, found),
        Some(b'\\') => json(text, wanted, found),
        Some(b'&') => entity(text, &mut |code, length| {
            if code == u32::from(wanted) {
                found(length);
            }
        }),
        _ => {}
    }
}

/// `%2F`, `%252F` and so on, byte by byte.
fn percent(text: &[u8], plain: &[u8], found: &mut dyn FnMut(usize)) {
    for depth in 0..DEEPEST {
        let mut rest = text;
        let is_it = plain.iter().all(|byte| {
            let Some(after) = rest.strip_prefix(b"%") else { return false };
            rest = after;
            for _ in 0..depth {
                rest = rest.strip_prefix(b"25").unwrap_or_default();
            }
            let Some((digits, after)) = rest.split_at_checked(2) else { return false };
            rest = after;
            number(digits, 16) == Some(u32::from(*byte))
        });
        if is_it {
            found(text.len() - rest.len());
        }
    }
}

/// `\/`, `\n`, `\u002f` and so on, with any number of backslashes.
fn json(text: &[u8], wanted: char, found: &mut dyn FnMut(usize)) {
    let run = backslashes(text);
    if wanted == '\\' {
        (1..=DEEPEST).map(|depth| 1 << depth).filter(|length| *length <= run).for_each(&mut *found);
    }
    let rest = text.get(run..).unwrap_or_default();
    let short = match wanted {
        '\n' => Some('n'),
        '\r' => Some('r'),
        '\t' => Some('t'),
        '\\' => None,
        other => Some(other).filter(|other| other.is_ascii_punctuation()),
    };
    if short.is_some_and(|short| rest.first().is_some_and(|byte| char::from(*byte) == short)) {
        found(run + 1);
    }
    let mut units = [0; 2];
    let mut rest = text;
    let is_it = wanted.encode_utf16(&mut units).iter().all(|unit| {
        let (backslashes, after) = rest.split_at_checked(run).unwrap_or_default();
        let Some((digits, after)) =
            after.strip_prefix(b"u").and_then(|after| after.split_at_checked(4))
        else {
            return false;
        };
        rest = after;
        backslashes.iter().all(|byte| *byte == b'\\') && number(digits, 16) == Some((*unit).into())
    });
    if is_it {
        found(text.len() - rest.len());
    }
}

/// The number of backslashes at the start of a text.
fn backslashes(text: &[u8]) -> usize {
    text.iter().take(LONGEST_RUN).take_while(|byte| **byte == b'\\').count()
}

/// Passes on the characters that `&amp;`, `&#47;`, `&#x2f;`, `&amp;lt;` and so on may stand for, with their lengths.
fn entity(text: &[u8], found: &mut dyn FnMut(u32, usize)) {
    let Some(mut rest) = text.strip_prefix(b"&") else { return };
    for _ in 0..DEEPEST {
        // The longest are `#x10ffff` and `#1114111`, with some zeros before.
        let end = rest.iter().take(12).position(|byte| *byte == b';');
        let Some((name, after)) = end.and_then(|end| rest.split_at_checked(end)) else { return };
        let after = after.get(1..).unwrap_or_default();
        let code = match name {
            b"amp" => Some('&'.into()),
            b"lt" => Some('<'.into()),
            b"gt" => Some('>'.into()),
            b"quot" => Some('"'.into()),
            b"apos" => Some('\''.into()),
            [b'#', b'x' | b'X', digits @ ..] => number(digits, 16),
            [b'#', digits @ ..] => number(digits, 10),
            _ => None,
        };
        code.into_iter().for_each(|code| found(code, text.len() - after.len()));
        if name != b"amp" {
            return;
        }
        rest = after;
    }
}

/// The number that these digits write.
fn number(digits: &[u8], radix: u32) -> Option<u32> {
    let mut number = 0_u32;
    for digit in digits {
        let digit = char::from(*digit).to_digit(radix)?;
        number = number.checked_mul(radix)?.checked_add(digit)?;
    }
    (!digits.is_empty()).then_some(number)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Wanted;

    const SECRET: &str = "a/b+c=\"d\\e'&f<g> ü😀%25";

    fn percent(text: &str) -> String {
        let each = text.bytes().map(|byte| match byte.is_ascii_alphanumeric() {
            true => char::from(byte).to_string(),
            false => format!("%{byte:02x}"),
        });
        each.collect()
    }

    fn json(text: &str) -> String {
        let quoted = serde_json::to_string(text).unwrap();
        quoted[1..quoted.len() - 1].to_owned()
    }

    fn xml(text: &str) -> String {
        let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        escaped.replace('"', "&quot;").replace('\'', "&#39;")
    }

    fn units(text: &str) -> String {
        text.encode_utf16().map(|unit| format!("\\u{unit:04X}")).collect()
    }

    fn references(text: &str) -> String {
        text.chars().map(|c| format!("&#x{:x};", u32::from(c))).collect()
    }

    #[test]
    fn a_string_is_found_in_every_spelling() {
        let spellings =
            [percent, json, xml, units, references, |text: &str| text.replace('/', "\\/")];
        let mut all = vec![SECRET.to_owned()];
        for spelling in spellings {
            all.push(spelling(SECRET));
        }
        all.extend([percent, json, xml].map(|spelling| spelling(&spelling(SECRET))));
        all.push(SECRET.replace(' ', "+"));
        all.push(percent(SECRET).replace("%2f", "%2F"));
        let wanted = Wanted::new(vec!["other".to_owned(), SECRET.to_owned()]);
        for text in all {
            let (before, after) = ("é\\&%+", "\\");
            let found = wanted.find(format!("{before}{text}{after}").as_bytes(), 0);
            let start = before.len();
            // Backslashes around it may be taken for its own.
            let found = found.unwrap_or_else(|| panic!("not found in {text}"));
            assert_eq!((found.start, found.end), (start, start + text.len()), "{text}");
        }
    }

    #[test]
    fn a_string_is_found_where_the_text_was_cut_within_it() {
        let wanted = Wanted::new(vec!["canary/secret".to_owned()]);
        for text in ["canary/s", "canary%2Fsec", "canary\\/secre...", "canary/secret"] {
            let end = text.trim_end_matches("...").len();
            assert_eq!(wanted.find(text.as_bytes(), 0), Some(0..end), "{text}");
        }
        for text in ["canary/se%", "canary/se%2", "canary/se\\u00...", "canary/se&#x"] {
            assert_eq!(wanted.find(text.as_bytes(), 0), Some(0..9), "{text}");
        }
        for text in ["canary/", "canary/s and more", "canary...", "anary/secret"] {
            assert_eq!(wanted.find(text.as_bytes(), 0), None, "{text}");
        }
    }

    #[test]
    fn other_strings_are_not_found() {
        let wanted = Wanted::new(vec!["a/b".to_owned()]);
        for text in
            ["", "a", "a/", "a%2", "a%2f", "a\\u002", "a&#47", "a%2fc", "a%zz", "&amp;", "\\"]
        {
            assert_eq!(wanted.find(text.as_bytes(), 0), None, "{text}");
        }
        assert_eq!(Wanted::new(Vec::new()).find(b"%\\&+", 0), None);
        assert_eq!(Wanted::new(vec![String::new()]).find(b"abc", 0), None);
    }

    proptest! {
        #[test]
        fn each_character_may_be_spelled_in_its_own_way(
            text in "[a-z/+=%&<\"\\\\é ]{1,12}",
            ways in proptest::collection::vec(0_usize..5, 12),
        ) {
            let ways = text.chars().zip(ways).map(|(c, way)| {
                let c = c.to_string();
                match way {
                    0 => percent(&c),
                    1 => percent(&percent(&c)),
                    2 => units(&c),
                    3 => references(&c),
                    _ => c,
                }
            });
            let spelled: String = ways.collect();
            let found = Wanted::new(vec![text.clone()]).find(format!("({spelled})").as_bytes(), 0);
            prop_assert!(found.is_some_and(|found| found.start <= 1 && found.end >= 1), "{}", spelled);
        }

        #[test]
        fn any_text_is_searched_without_a_panic(text in any::<String>(), wanted in any::<String>()) {
            let found = Wanted::new(vec![wanted]).find(text.as_bytes(), 0);
            prop_assert!(found.is_none_or(|found| text.get(found).is_some()));
        }
    }
}
