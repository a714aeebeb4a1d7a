//! The key of a file as part of an address.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

/// The key that an address names: its path, whatever the host.
pub(crate) fn key(address: &str) -> Option<String> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
    let (_, path) = rest.split_once('/')?;
    decoded(path.split(['?', '#']).next()?)
}

/// A key as part of an address.
pub fn encoded(key: &str) -> String {
    const KEPT_OUT: &AsciiSet =
        &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'<').add(b'>').add(b'?').add(b'`');
    utf8_percent_encode(key, KEPT_OUT).to_string()
}

/// The key that the path of an address names.
pub fn decoded(path: &str) -> Option<String> {
    percent_decode_str(path).decode_utf8().ok().map(|key| key.into_owned())
}

#[cfg(test)]
mod tests {
    use super::{encoded, key};

    #[test]
    fn the_key_is_the_path_of_an_address() {
        let found = |address: &str| key(address).unwrap_or_default();
        assert_eq!(found("https://h.example/ota/a/b.bin"), "ota/a/b.bin");
        assert_eq!(found("http://127.0.0.1:80/ota/a%20b.bin?Expires=1#x"), "ota/a b.bin");
        assert_eq!(found("https://h.example/ota/****/****.bin"), "ota/****/****.bin");
        assert_eq!(key("ota/a/b.bin"), None);
        assert_eq!(key("https://h.example"), None);
        assert_eq!(key("https://h.example/%ff"), None);
        let odd = "ota/ä %?#<>\"`.bin";
        assert_eq!(found(&format!("http://h/{}", encoded(odd))), odd);
    }
}
