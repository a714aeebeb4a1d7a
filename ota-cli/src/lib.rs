//! ota-cli
