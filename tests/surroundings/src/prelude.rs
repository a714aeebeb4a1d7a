//! No names at all.

/// The operations of every fixture, where nothing is imported.
#[no_implicit_prelude]
pub mod without {
    /// Every type.
    pub mod all_types {
        ::ota_api::operations!("../fixtures/all_types");
    }
    /// Everything is deprecated.
    pub mod deprecated {
        ::ota_api::operations!("../fixtures/deprecated");
    }
    /// Names that get in the way.
    pub mod obstacle_course {
        ::ota_api::operations!("../fixtures/obstacle_course");
    }
    /// Every word of the spec language.
    pub mod outside {
        ::ota_api::operations!("../fixtures/outside");
    }
}
