//! The parsers of this repository for libFuzzer: see `targets`.

pub mod targets;

/// Operations with fields of every type.
pub mod all_types {
    ota_api::operations!("../tests/fixtures/all_types");
}
