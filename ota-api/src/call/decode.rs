//! Reads the members of a response, in JSON or XML.

pub(crate) mod json;
#[cfg(feature = "xml")]
pub(crate) mod xml;

use crate::response::read_error::{ReadError, ReadResult};
use crate::response::reading::Reading;
use crate::response::value_reader::MemberVisitor;

/// Passes on the members of a response in either format; errors can arrive as XML although JSON was
/// requested.
pub(crate) fn members(body: &[u8], reading: &Reading, each: MemberVisitor<'_>) -> ReadResult {
    let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
    match body.iter().find(|byte| !byte.is_ascii_whitespace()) {
        None => Err(ReadError::broken("the response is empty")),
        Some(b'<') => read_xml(body, reading, each),
        Some(_) => json::read_json(body, reading, each),
    }
}

#[cfg(feature = "xml")]
use xml::read_xml;

/// Refuses XML, which takes the feature `xml`.
#[cfg(not(feature = "xml"))]
pub(crate) fn read_xml(_: &[u8], _: &Reading, _: MemberVisitor<'_>) -> ReadResult {
    Err(ReadError::broken("the response is XML, which `ota-api` reads only with its feature `xml`"))
}

#[cfg(all(test, not(feature = "xml")))]
mod tests {
    use super::read_xml;
    use crate::response::reading::Reading;

    #[test]
    fn without_its_feature_xml_is_refused_by_name() {
        let reading = Reading::new(0, None);
        let error = read_xml(b"<A/>", &reading, &mut |_, _| Ok(())).unwrap_err();
        assert!(error.to_string().contains("feature `xml`"), "{error}");
    }
}
