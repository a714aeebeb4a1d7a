//! A new folder of specs, with what all operations share.

use ota_spec::Value;

use crate::decide::decide;
use crate::layout;
use crate::object::{list, object, text};

/// The JSON Schema of operations, for editors.
pub const SCHEMA: &str = include_str!("../operation.schema.json");

/// The path of the schema, where the key `$schema` of operations points.
pub const SCHEMA_PATH: &str = "operation.schema.json";

/// The files of a folder without operations, each with its path. The folder passes the check.
pub fn folder(product: &str, version: &str) -> Vec<(&'static str, String)> {
    let service = object([
        ("product", text(product)),
        ("version", text(version)),
        ("summary", decide("say what the service does.")),
        (
            "endpoints",
            object([("public", text("service.{region}.example.com")), ("regions", list([]))]),
        ),
        (
            "envelope",
            object([
                ("requestId", text("RequestId")),
                ("success", text("Success")),
                ("code", text("Code")),
                ("message", text("ErrorMessage")),
            ]),
        ),
        ("parameters", list([])),
    ]);
    let empty = |key: &str| layout::file(&Value::Object(vec![(key.to_owned(), list([]))]));
    vec![
        ("service.json", layout::file(&service)),
        ("types.json", empty("types")),
        ("errors.json", empty("errors")),
        (SCHEMA_PATH, SCHEMA.to_owned()),
    ]
}

#[cfg(test)]
mod tests {
    use ota_spec::{Source, load};

    use super::folder;
    use crate::skeleton::skeleton;

    #[test]
    fn a_new_folder_takes_a_new_operation() {
        let sources = folder("Wall", "2020-01-01").into_iter();
        let sources: Vec<Source> = sources
            .map(|(path, text)| Source { path: path.to_owned(), bytes: text.into_bytes() })
            .filter(|source| !source.path.contains("schema"))
            .collect();
        load("specs", sources.clone()).unwrap();
        let made = skeleton("specs", sources, "PaintWall", "wall").unwrap();
        assert!(made.mistakes.is_empty(), "{:?}", made.mistakes);
    }
}
