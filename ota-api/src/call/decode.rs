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

/// Passes on a whole response as one value; nothing if it is empty.
pub(crate) fn whole(body: &[u8], reading: &Reading, each: MemberVisitor<'_>) -> ReadResult {
    let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
    match body.iter().find(|byte| !byte.is_ascii_whitespace()) {
        None => Ok(()),
        Some(b'<') => whole_xml(body, reading, each),
        Some(_) => json::whole_json(body, reading, each),
    }
}

#[cfg(feature = "xml")]
use xml::{read_xml, whole_xml};

/// Refuses XML, which takes the feature `xml`.
#[cfg(not(feature = "xml"))]
pub(crate) fn read_xml(_: &[u8], _: &Reading, _: MemberVisitor<'_>) -> ReadResult {
    Err(ReadError::broken("the response is XML, which `ota-api` reads only with its feature `xml`"))
}

#[cfg(not(feature = "xml"))]
use read_xml as whole_xml;

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;

    use super::members;
    use crate::response::read_error::ReadResult;
    use crate::response::reading::Reading;

    #[cfg(not(feature = "xml"))]
    #[test]
    fn without_its_feature_xml_is_refused_by_name() {
        let reading = Reading::new(0, None);
        let error = super::read_xml(b"<A/>", &reading, &mut |_, _| Ok(())).unwrap_err();
        assert!(error.to_string().contains("feature `xml`"), "{error}");
    }

    /// Reads a body of which nothing is asked for, with a deadline that has passed.
    fn late(body: &str) -> (ReadResult, bool) {
        let reading = Reading::new(body.len(), Some(Instant::now() - Duration::from_secs(1)));
        let result = members(body.as_bytes(), &reading, &mut |_, value| value.skip());
        let late = reading.is_late();
        (result, late)
    }

    #[test]
    fn the_deadline_ends_the_reading_of_a_long_response() {
        let mut bodies = vec![format!("{{{}\"b\":1}}", r#""a":1,"#.repeat(5000))];
        if cfg!(feature = "xml") {
            bodies.push(format!("<R>{}</R>", "<a>1</a>".repeat(5000)));
            bodies.push(format!("<R><a>{}</a></R>", "<b/>".repeat(5000)));
        }
        for body in bodies {
            let (result, late) = late(&body);
            assert!(result.is_err() && late, "{}", body.split_at(20).0);
        }
        assert_eq!(late("{\"a\":1}"), (Ok(()), false), "a short response is not worth a look");
    }
}
