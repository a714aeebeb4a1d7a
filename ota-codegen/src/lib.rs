//! ota-codegen
