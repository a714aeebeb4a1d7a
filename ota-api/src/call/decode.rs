//! From the bytes of a response to its members, JSON and XML alike.

pub(crate) mod json;
#[cfg(feature = "xml")]
pub(crate) mod xml;

use crate::response::read_error::{ReadError, ReadResult};
use crate::response::value::Each;

/// Shows the members of an answer in whichever format it came; errors arrive as XML even where JSON
/// was asked for.
pub(crate) fn members(body: &[u8], each: Each<'_>) -> ReadResult {
    let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
    match body.iter().find(|byte| !byte.is_ascii_whitespace()) {
        None => Err(ReadError::new("the answer is empty")),
        Some(b'<') => read_xml(body, each),
        Some(_) => json::read_json(body, each),
    }
}

#[cfg(feature = "xml")]
use xml::read_xml;

/// Refuses what only the feature `xml` can read.
#[cfg(not(feature = "xml"))]
pub(crate) fn read_xml(_: &[u8], _: Each<'_>) -> ReadResult {
    Err(ReadError::new("the answer is XML, which `ota-api` reads with its feature `xml` only"))
}

#[cfg(all(test, not(feature = "xml")))]
mod tests {
    use super::read_xml;

    #[test]
    fn without_its_feature_xml_is_refused_by_name() {
        let error = read_xml(b"<A/>", &mut |_, _| Ok(())).unwrap_err();
        assert!(error.to_string().contains("feature `xml`"), "{error}");
    }
}
