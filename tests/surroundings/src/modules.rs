//! Modules that are called like tools and crates.

/// The tools that attributes can name.
pub mod tools {
    mod clippy {}
    mod diagnostic {}
    mod rustc {}
    mod rustdoc {}
    mod rustfmt {}

    ota_api::operations!("../fixtures/outside");
}

/// Crates that are always there, and the runtime itself.
pub mod extern_crates {
    mod alloc {}
    mod core {}
    mod ota_api {}
    mod ota_macros {}
    mod std {}

    ::ota_api::operations!("../fixtures/outside");
}
