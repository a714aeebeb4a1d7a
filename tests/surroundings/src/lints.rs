//! Lints that cannot be allowed any more.

/// Everything is deprecated, and nothing deprecated may be used.
#[forbid(deprecated, deprecated_in_future, missing_docs, non_camel_case_types, non_snake_case)]
#[forbid(dead_code, unreachable_pub, unused_imports, unused_qualifications, unused_results)]
pub mod forbidden {
    ota_api::operations!("../fixtures/deprecated");

    /// All the rest that specs can say.
    pub mod outside {
        ota_api::operations!("../fixtures/outside");
    }
}

/// Not reachable from outside.
pub(crate) mod private {
    ota_api::operations!("../fixtures/outside");
}
