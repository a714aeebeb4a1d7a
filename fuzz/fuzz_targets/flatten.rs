#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ota_fuzz::targets::flatten(bytes));
