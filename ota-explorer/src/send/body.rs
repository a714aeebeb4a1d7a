//! Bodies of responses, without secrets, in a form that can be shown.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::{self, Write};

use ota_dynamic::response::{Event, Pretty, Read};
use ota_spec::{Value, visible};

/// The most bytes of a response that are shown.
const LARGEST: usize = 512 * 1024;

/// Stands where a secret was.
const BLANK: &str = "***";

/// The response as a value.
pub(super) fn value(read: &Read<'_>) -> Option<Value> {
    match read {
        Read::Json(text) => Value::from_json(text).ok(),
        Read::Value(value) => Some(value.clone()),
    }
}

/// A response as JSON over several lines, and whether it goes on. The values of secret fields are blanked, with all that is
/// inside of them.
pub(super) fn pretty(read: &Read<'_>, secrets: &BTreeSet<&str>) -> (String, bool) {
    let mut out = Bounded::default();
    let mut pretty = Pretty::new(&mut out);
    // Whether the next value is secret, and how many brackets are open inside of one that is.
    let (mut is_secret, mut inside) = (false, 0_u32);
    let written = read.each(&mut |event| {
        match &event {
            Event::Key(key) if inside == 0 => {
                is_secret = secrets.iter().any(|known| known.eq_ignore_ascii_case(key));
            }
            Event::Object | Event::Array if is_secret => inside += 1,
            Event::End if inside > 0 => {
                inside -= 1;
                is_secret = inside > 0;
            }
            Event::String(_) | Event::Word(_) if is_secret => {
                is_secret = inside > 0;
                return pretty.write(&Event::String(Cow::Borrowed(BLANK)));
            }
            _ => {}
        }
        pretty.write(&event)
    });
    let is_cut = written.is_err();
    (String::from_utf8_lossy(&out.0).into_owned(), is_cut)
}

/// The body of an error: JSON if it is, else as it came.
pub(super) fn any(text: &str, secrets: &BTreeSet<&str>) -> (String, bool) {
    match Value::from_json(text) {
        Ok(value) => pretty(&Read::Value(value), secrets),
        Err(_) => plain(text),
    }
}

/// A text as it came.
pub(super) fn plain(text: &str) -> (String, bool) {
    let mut end = text.len().min(LARGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    (visible::lines(&text[..end]).into_owned(), end < text.len())
}

/// A buffer that takes so much and no more.
#[derive(Default)]
struct Bounded(Vec<u8>);

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > LARGEST {
            return Err(io::Error::other("the rest is too long"));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{LARGEST, any, plain};

    #[test]
    fn secrets_are_blanked_with_all_that_is_in_them() {
        let secrets = BTreeSet::from(["Key", "Policy"]);
        let text = r#"{"Key":{"a":["one",2],"b":"three"},"Open":"four","Policy":"five","x":[{"policy":"six"}],"y":7}"#;
        let (shown, is_cut) = any(text, &secrets);
        for hidden in ["one", "2", "three", "five", "six"] {
            assert!(!shown.contains(hidden), "{shown}");
        }
        assert!(shown.contains("four") && shown.contains('7') && !is_cut, "{shown}");
    }

    #[test]
    fn a_long_body_is_cut() {
        let long = "é".repeat(LARGEST);
        let (shown, is_cut) = plain(&long);
        assert!(is_cut && shown.len() <= LARGEST);
        let (shown, is_cut) = any(&format!("{:?}", [&long]), &BTreeSet::new());
        assert!(is_cut && shown.len() <= LARGEST);
    }
}
