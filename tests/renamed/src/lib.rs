//! A user's crate: specs of its own, and the SDK under another name.
#![deny(warnings, missing_docs)]

/// A small service for boxes.
pub mod boxes {
    update_sdk::operations!("specs");
}
