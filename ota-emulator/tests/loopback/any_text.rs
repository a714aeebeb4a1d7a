//! Whatever is signed properly is accepted: encoding and order are the same on both sides.

use ota_emulator::Emulator;
use proptest::collection::btree_map;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::call::{Scheme, cancel, start_with};

/// Texts that encoders get wrong: spaces, signs, several bytes, nothing at all.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[ +*~%&=/?#'()!:;,.@$\\[\\]\"<>\\\\-]{0,12}",
        "(%[0-9A-F]{2}|条|é|\u{1F600}|\r\n|\t){0,6}",
    ]
}

#[test]
fn properly_signed_parameters_are_accepted_whatever_they_are() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let builder = Emulator::builder().without_quota();
    let (emulator, _) = runtime.block_on(start_with(builder));
    let mut runner = TestRunner::new(Config { cases: 96, ..Config::default() });
    // Unknown parameters are ignored, but signed like all others.
    let parameters = btree_map("X-[A-Za-z0-9 +*~%&=/条.-]{0,8}", text(), 0..6);
    let schemes = prop_oneof![Just(Scheme::V1), Just(Scheme::V3)];
    let strategy = (schemes, any::<bool>(), any::<bool>(), parameters);
    let result = runner.run(&strategy, |(scheme, get, form, parameters)| {
        let mut call = cancel(scheme);
        for (name, value) in &parameters {
            call = call.with(name, value);
        }
        let call = if get { call.get() } else { call };
        let call = if form { call.form() } else { call };
        let response = runtime.block_on(call.send(&emulator));
        prop_assert_eq!(response.status, 200, "{:?}", response);
        prop_assert_eq!(&response.json()["Success"], true, "{:?}", response);
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn any_text_as_an_id_is_answered_in_valid_json_and_xml() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let builder = Emulator::builder().without_quota();
    let (emulator, _) = runtime.block_on(start_with(builder));
    let mut runner = TestRunner::new(Config { cases: 64, ..Config::default() });
    let result = runner.run(&text(), |id| {
        let call = cancel(Scheme::V1).with("ProductKey", &id);
        let response = runtime.block_on(call.send(&emulator));
        prop_assert_eq!(&response.json()["Success"], false);
        if !id.is_empty() {
            let can_be_a_key =
                id.bytes().all(|byte| byte.is_ascii_graphic()) && !id.contains(['"', '\'']);
            if can_be_a_key {
                prop_assert_eq!(response.code(), "iot.prod.NotExistedProduct");
                prop_assert!(response.message().contains(&id));
            } else {
                prop_assert_eq!(response.code(), "iot.prod.InvalidFormattedProductkey");
            }
        }
        let call = cancel(Scheme::V1).with("ProductKey", &id).common("Format", "XML");
        let response = runtime.block_on(call.send(&emulator));
        let mut reader = quick_xml::Reader::from_str(&response.body);
        reader.config_mut().check_end_names = true;
        loop {
            match reader.read_event() {
                Ok(quick_xml::events::Event::Eof) => break,
                Ok(_) => {}
                Err(error) => prop_assert!(false, "{} in {}", error, response.body),
            }
        }
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
}
