//! Responses as they came, JSON or XML, gone through piece by piece.

mod events;
mod form;
mod pretty;

use std::io;

use ota_spec::model::Operation;
use ota_spec::{Value, read_typed_xml};

pub use events::{Each, Event};
pub use form::Form;
pub use pretty::Pretty;

/// A response that can be gone through.
#[derive(Debug)]
pub enum Read<'r> {
    /// As it came.
    Json(&'r str),
    /// Made from XML.
    Value(Value),
}

impl<'r> Read<'r> {
    /// The response as JSON. XML has strings only, so numbers and booleans are read by their types.
    ///
    /// # Errors
    ///
    /// It is not UTF-8, or XML that cannot be read; the message says which.
    pub fn of(operation: &Operation, raw: &'r [u8]) -> Result<Self, String> {
        let text = std::str::from_utf8(raw).map_err(|_| "it is not UTF-8".to_owned())?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if !text.trim_start().starts_with('<') {
            return Ok(Self::Json(text));
        }
        read_typed_xml(operation, text).map(Self::Value)
    }

    /// Hands out the pieces in their order.
    ///
    /// # Errors
    ///
    /// Those of the function that takes them.
    pub fn each(&self, each: Each<'_>) -> io::Result<()> {
        match self {
            Self::Json(text) => events::json(text, each),
            Self::Value(value) => events::value(value, each),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use ota_spec::Spec;

    use super::{Pretty, Read};

    /// Specs with every type and with names that get in each other's way.
    fn wall() -> Spec {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ota-authoring/tests/specs");
        ota_spec::load("specs", ota_spec::read_folder(&folder).unwrap()).unwrap()
    }
    #[test]
    fn a_response_in_xml_is_the_same_json() {
        let spec = wall();
        let operation = spec.operation("PaintWall").unwrap();
        let sample = &operation.examples[0];
        let shown = |raw: &str| {
            let read = Read::of(operation, raw.as_bytes()).unwrap();
            let mut out = Vec::new();
            let mut pretty = Pretty::new(&mut out);
            read.each(&mut |event| pretty.write(&event)).unwrap();
            String::from_utf8(out).unwrap()
        };
        let json = sample.json.as_ref().unwrap();
        assert_eq!(shown(sample.xml.as_deref().unwrap()), json.pretty());
        assert_eq!(shown(&json.to_string()), json.pretty());
        let odd = r#"{"a":[],"b":{},"c":[{"d":"\u001b\"é\u200b"},null,1.50],"e":[[1],[[]]]}"#;
        let odd = ota_spec::Value::from_json(odd).unwrap();
        assert_eq!(shown(&odd.to_string()), ota_spec::visible::json(&odd.pretty()));
    }

    #[test]
    fn what_is_not_xml_is_an_error() {
        let spec = wall();
        let operation = spec.operation("PaintWall").unwrap();
        let read = |raw: &[u8]| Read::of(operation, raw).map(|_| ());
        assert_eq!(read(b"\xff").unwrap_err(), "it is not UTF-8");
        assert_eq!(read(b"<a>").unwrap_err(), "it ends before `a` is closed");
    }
}
