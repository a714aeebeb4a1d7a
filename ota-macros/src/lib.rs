//! ota-macros
