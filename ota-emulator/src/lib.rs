//! ota-emulator
