//! Operations of another product: rules, choices, pages, parts, waiting, maps, secrets, deprecations.
#![deny(warnings, missing_docs)]

/// The fixture.
pub mod outside {
    ota_api::operations!("../../fixtures/outside");
}

fn main() {}
