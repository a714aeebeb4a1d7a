//! Redacts what may be secret in an address: the query, which may be a signature, and a name
//! with a password before the host. Neither is needed to identify the file.

use ota_spec::Value;

/// An address without what may be secret in it; any other string as it is.
pub fn address(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else { return text.to_owned() };
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = host.rsplit('@').next().unwrap_or_default();
    format!("{scheme}://{host}{path}")
}

/// Redacts the addresses in a request: its members whose names end with `Url`.
pub(crate) fn request(request: &mut Value) {
    match request {
        Value::Object(members) => {
            for (name, value) in members {
                match value {
                    Value::String(text) if name.ends_with("Url") => *text = address(text),
                    other => self::request(other),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(self::request),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use ota_spec::Value;

    use super::{address, request};

    #[test]
    fn what_may_be_secret_in_an_address_is_left_out() {
        for (text, left) in [
            ("https://host/a.bin?Signature=x&Expires=1", "https://host/a.bin"),
            ("https://host?Signature=x", "https://host"),
            ("https://host/a.bin#x", "https://host/a.bin"),
            ("https://user:word@host:80/a@b", "https://host:80/a@b"),
            ("https://host/a.bin", "https://host/a.bin"),
            ("what? nothing", "what? nothing"),
            ("://?", "://"),
        ] {
            assert_eq!(address(text), left);
        }
    }

    #[test]
    fn addresses_are_found_wherever_they_stand() {
        let text = r#"{"Name":"https://h/?a","FirmwareUrl":"https://h/?a","MultiFiles":[{"Url":"http://h/x?b"}]}"#;
        let mut value = Value::from_json(text).unwrap();
        request(&mut value);
        let left = r#"{"Name":"https://h/?a","FirmwareUrl":"https://h/","MultiFiles":[{"Url":"http://h/x"}]}"#;
        assert_eq!(value.to_string(), left);
    }
}
