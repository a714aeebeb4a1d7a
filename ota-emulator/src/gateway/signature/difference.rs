//! Where two texts to sign differ first, in words.

use std::borrow::Cow;

use ota_spec::visible;
use percent_encoding::percent_decode_str;

use super::claim::ALGORITHM;

/// The result of comparing two texts.
pub(super) struct Comparison {
    /// Where they differ first; `None` if they do not, or not in any one place.
    pub(super) place: Option<String>,
    pub(super) text: String,
}

/// Names whose values are not shown.
const HIDDEN: [&str; 5] =
    ["SecurityToken", "Signature", "BearerToken", "x-acs-security-token", "authorization"];

/// Longest part of a value that is shown, in characters.
const LONGEST: usize = 80;

/// How many of them may stand before the place where the values differ.
const BEFORE: usize = 20;

const ENCODING: &str = "both stand for the same value; encode everything but `A-Z a-z 0-9 - _ . ~` \
                        as `%XY` with capital letters, a space as `%20`";

impl Comparison {
    fn equal(what_is_wrong: &str) -> Self {
        let text = format!("your text is the server's, byte for byte, so that {what_is_wrong}");
        Self { place: None, text }
    }

    fn at(place: impl Into<String>, server: &str, client: &str, advice: &str) -> Self {
        let place = place.into();
        let advice = if advice.is_empty() { String::new() } else { format!("; {advice}") };
        let text = format!(
            "the texts differ first in {place}: the server has {server}, you have {client}{advice}"
        );
        Self { place: Some(place), text }
    }
}

/// Compares two strings to sign of V1: `<method>&%2F&<encoded parameters>`.
pub(super) fn of_strings_to_sign(server: &str, client: &str) -> Comparison {
    if server == client {
        return Comparison::equal(
            "the key is wrong: it is the secret followed by `&`, and the signature is the base64 \
             of the HMAC-SHA1",
        );
    }
    let parts = |text: &str| -> Vec<String> { text.splitn(3, '&').map(str::to_owned).collect() };
    let (ours, yours) = (parts(server), parts(client));
    let part = |index: usize| yours.get(index).map(String::as_str).unwrap_or_default();
    for (index, place) in ["the method", "the path"].into_iter().enumerate() {
        if ours[index] != part(index) {
            let advice = "the text is `<method>&%2F&<encoded parameters>`";
            let (ours, yours) = (ours[index].as_str(), part(index));
            return Comparison::at(place, &quoted(ours, yours), &plain(yours, ours), advice);
        }
    }
    let (ours, yours) = (&ours[2], part(2));
    if yours.contains(['&', '=']) {
        let advice = "after they are joined they are encoded once more as a whole: `=` becomes \
                      `%3D`, `&` `%26` and `%` `%25`";
        return encoding("the parameters", ours, yours, advice);
    }
    parameters(&decoded(ours), &decoded(yours)).unwrap_or_else(|| {
        encoding("the encoding of the parameters as a whole", ours, yours, ENCODING)
    })
}

/// Compares two canonical requests of V3.
pub(super) fn of_canonical_requests(server: &str, client: &str) -> Comparison {
    if server == client {
        return Comparison::equal(
            "the rest is wrong: sign `ACS3-HMAC-SHA256`, a line break and the SHA-256 of the text \
             in lower-case hex; the key is the secret alone, and the signature is lower-case hex",
        );
    }
    if client.starts_with(ALGORITHM) {
        let text = format!(
            "you sent the string to sign, which has only a hash in it; send the canonical request \
             that was hashed, the text that begins with `{}` and a line break",
            server.lines().next().unwrap_or_default()
        );
        return Comparison { place: None, text };
    }
    let ours: Vec<&str> = server.split('\n').collect();
    let yours: Vec<&str> = client.split('\n').collect();
    let at = (0..).find(|at| ours.get(*at) != yours.get(*at)).unwrap_or_default();
    let (our, your) = (ours.get(at).copied(), yours.get(at).copied());
    // Headers end at the empty line; the names signed and the hash of the body follow.
    let headers = |lines: &[&str]| -> Vec<String> {
        let lines = lines.iter().skip(3).take_while(|line| line.contains(':'));
        lines.map(|line| name(line, ':').to_owned()).collect()
    };
    let (our_names, your_names) = (headers(&ours), headers(&yours));
    let blank = 3 + our_names.len();
    let line = |what: &str| format!("line {}, {what}", at + 1);
    let (our_line, your_line) = (our.unwrap_or_default(), your.unwrap_or_default());
    let plain = |place: String, advice: &str| {
        let side = |side: Option<&str>, other| match side {
            Some(text) => plain(text, other),
            None => "no such line".to_owned(),
        };
        Comparison::at(place, &side(our, your_line), &side(your, our_line), advice)
    };
    match at {
        0 => plain(line("the method"), ""),
        1 => plain(line("the path"), "it is always `/`"),
        2 => parameters(our_line, your_line)
            .map(|found| Comparison { place: found.place.map(|place| line(&place)), ..found })
            .unwrap_or_else(|| {
                let advice = "`&` stands between two parameters only";
                let (ours, yours) = ("no empty parameter", "an empty one");
                Comparison::at(line("the query"), ours, yours, advice)
            }),
        _ if at < blank || (at == blank && your_line.contains(':')) => {
            header(&line, our_line, your_line, &our_names, &your_names)
        }
        _ if at == blank => plain(
            line("the empty line after the headers"),
            "each header ends with a line break, and one more follows",
        ),
        _ if at == blank + 1 => {
            plain(line("the names of the signed headers"), "lower case, sorted, joined by `;`")
        }
        _ if at == blank + 2 => {
            plain(line("the hash of the body"), "the SHA-256 in lower-case hex, also of no body")
        }
        _ => plain(line("after the last one"), "the text ends with the hash, without line break"),
    }
}

/// Compares two lines of which one at least is a header.
fn header(
    line: &dyn Fn(&str) -> String,
    ours: &str,
    yours: &str,
    our_names: &[String],
    your_names: &[String],
) -> Comparison {
    let (our_name, your_name) = (name(ours, ':'), name(yours, ':'));
    if our_name == your_name {
        let place = line(&format!("header `{}`", clipped(our_name, "")));
        let (ours, yours) = (value(ours, ':'), value(yours, ':'));
        let advice = if ours.trim() == yours.trim() {
            "there is no space around the value"
        } else {
            "it must be the value that is sent"
        };
        return Comparison::at(
            place,
            &shown(our_name, ours, yours),
            &shown(your_name, yours, ours),
            advice,
        );
    }
    let sorting = "sort the headers by their lower-case names";
    let is_missing = |name: &str, names: &[String]| !names.iter().any(|known| known == name);
    if !our_name.is_empty() && is_missing(our_name, your_names) {
        let place = line(&format!("header `{}`", clipped(our_name, "")));
        let advice = "`SignedHeaders` names it, so that it must stand in the text";
        return Comparison::at(place, "it", "it nowhere", advice);
    }
    let place = line(&format!("header `{}`", clipped(your_name, "")));
    if is_missing(your_name, our_names) {
        let advice = "`SignedHeaders` does not name it; names are lower-case";
        return Comparison::at(place, "it nowhere", "it", advice);
    }
    Comparison::at(place, &format!("`{}` here", clipped(our_name, "")), "it here", sorting)
}

/// Compares encoded parameters, `None` if they are equal.
fn parameters(ours: &str, yours: &str) -> Option<Comparison> {
    let split = |text: &str| -> Vec<String> {
        text.split('&').filter(|pair| !pair.is_empty()).map(str::to_owned).collect()
    };
    let (our_pairs, your_pairs) = (split(ours), split(yours));
    let at = (0..our_pairs.len().max(your_pairs.len()))
        .find(|at| our_pairs.get(*at) != your_pairs.get(*at))?;
    let pair = |pairs: &[String]| pairs.get(at).cloned().unwrap_or_default();
    let (our, your) = (pair(&our_pairs), pair(&your_pairs));
    let (our_name, your_name) = (name(&our, '='), name(&your, '='));
    let place = |name: &str| format!("parameter `{}`", clipped(&decoded(name), ""));
    if our_name == your_name {
        let (ours, yours) = (value(&our, '='), value(&your, '='));
        let same = decoded(&ours.replace('+', " ")) == decoded(&yours.replace('+', " "));
        let advice = if same { ENCODING } else { "it must be the value that is sent" };
        let (ours, yours) = (shown(our_name, ours, yours), shown(our_name, yours, ours));
        return Some(Comparison::at(place(our_name), &ours, &yours, advice));
    }
    let is_missing =
        |wanted: &str, pairs: &[String]| !pairs.iter().any(|known| name(known, '=') == wanted);
    if !our_name.is_empty() && is_missing(our_name, &your_pairs) {
        let advice = "every parameter that is sent is signed, but for `Signature`";
        return Some(Comparison::at(place(our_name), "it", "it nowhere", advice));
    }
    if is_missing(your_name, &our_pairs) {
        let advice = match your_name {
            "Signature" => "the signature itself is not signed",
            _ => "only what is sent is signed",
        };
        return Some(Comparison::at(place(your_name), "it nowhere", "it", advice));
    }
    let advice = "sort by name, byte by byte: capitals before small letters, `Name.10` before \
                  `Name.2`";
    let server = format!("`{}` here", clipped(&decoded(our_name), ""));
    Some(Comparison::at(place(your_name), &server, "it here", advice))
}

fn name(pair: &str, mark: char) -> &str {
    pair.split(mark).next().unwrap_or_default()
}

fn value(pair: &str, mark: char) -> &str {
    pair.split_once(mark).map_or("", |(_, value)| value)
}

fn decoded(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}

/// A value as it may be shown, beside the other one that it is compared with.
fn shown(name: &str, value: &str, other: &str) -> String {
    if HIDDEN.iter().any(|hidden| name.trim().eq_ignore_ascii_case(hidden)) {
        format!("a value of {} bytes", value.len())
    } else {
        quoted(value, other)
    }
}

/// A line or part of which nothing is known but what it should be: a caller may have anything
/// there.
fn plain(text: &str, other: &str) -> String {
    shown(name(name(text, ':'), '='), text, other)
}

/// Two texts with the same parameters, of which some are encoded differently. Only the parameter
/// where they differ is shown.
fn encoding(place: &str, ours: &str, yours: &str, advice: &str) -> Comparison {
    let same = ours.bytes().zip(yours.bytes()).take_while(|(left, right)| left == right).count();
    let (ours, yours) = (around(ours, same), around(yours, same));
    let name = |pair: &str| decoded(pair).split('=').next().unwrap_or_default().to_owned();
    Comparison::at(
        place,
        &shown(&name(ours), ours, yours),
        &shown(&name(yours), yours, ours),
        advice,
    )
}

/// The parameter that has the byte `at` in it, with its name, out of encoded ones.
fn around(text: &str, at: usize) -> &str {
    let mut start = 0;
    for pair in text.split('&').flat_map(|part| part.split("%26")) {
        let end = start + pair.len();
        if at <= end {
            return pair;
        }
        let mark = if text[end..].starts_with('&') { "&".len() } else { "%26".len() };
        start = end + mark;
    }
    ""
}

/// A text in quotes.
fn quoted(text: &str, other: &str) -> String {
    if text.is_empty() { "nothing".to_owned() } else { format!("`{}`", clipped(text, other)) }
}

/// A text with everything unsafe escaped; of a long one what stands around the first place
/// where it differs from the other.
fn clipped(text: &str, other: &str) -> String {
    let same = text.chars().zip(other.chars()).take_while(|(left, right)| left == right).count();
    let count = text.chars().count();
    let from = if count > LONGEST { same.saturating_sub(BEFORE).min(count - LONGEST) } else { 0 };
    let mut clipped = String::new();
    if from > 0 {
        clipped.push_str("...");
    }
    for character in text.chars().skip(from).take(LONGEST) {
        if visible::is_unsafe(character) {
            clipped.extend(character.escape_default());
        } else {
            clipped.push(character);
        }
    }
    if from + LONGEST < count {
        clipped.push_str("...");
    }
    clipped
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert, proptest};

    use super::{Comparison, of_canonical_requests, of_strings_to_sign};

    const V1: &str = "POST&%2F&Action%3DA%26DeviceName.1%3D%25E6%259D%25A1%26Version%3D1";
    const V3: &str = "POST\n/\nA=%E6%9D%A1&B=2\nhost:h\nx-acs-date:now\n\nhost;x-acs-date\n00";

    /// Puts a text in place of some part of another.
    fn damaged(text: &str, from: usize, length: usize, with: &str) -> String {
        let from = from % text.len();
        let to = (from + length % 20).min(text.len());
        format!("{}{with}{}", &text[..from], &text[to..])
    }

    fn is_sound(found: &Comparison, is_equal: bool) -> bool {
        !found.text.is_empty() && found.text.contains("byte for byte") == is_equal
    }

    proptest! {
        #[test]
        fn every_text_is_compared(
            from in any::<usize>(),
            length in any::<usize>(),
            with in "(\\PC|[\n\r&=:%;]|%26|%3D){0,12}",
        ) {
            let mine = damaged(V1, from, length, &with);
            prop_assert!(is_sound(&of_strings_to_sign(V1, &mine), mine == V1), "{mine}");
            let mine = damaged(V3, from, length, &with);
            prop_assert!(is_sound(&of_canonical_requests(V3, &mine), mine == V3), "{mine}");
            prop_assert!(is_sound(&of_strings_to_sign(V1, &with), false));
            prop_assert!(is_sound(&of_canonical_requests(V3, &with), false));
        }
    }
}
