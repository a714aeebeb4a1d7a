//! Mistakes in the words of a command line, in both forms.

use crate::support::{json, ota};

#[test]
fn a_mistake_in_the_words_is_json_where_json_is_asked_for() {
    for words in [
        ["call", "DeleteOTAFirmwear", "--output", "json"],
        ["call", "DeleteOTAFirmware", "--output=json", "--FirmwareIt=x"],
        ["spec", "diff", "--output=json", "old"],
    ] {
        let error = json(&ota(&words).failed(2));
        assert_eq!(error["error"]["exit"], 2, "{error}");
        let message = error["error"]["message"].as_str().unwrap();
        assert!(!message.is_empty() && !message.contains("Usage"), "{message}");
        assert!(!message.starts_with("error"), "{message}");
    }
    let error = json(&ota(&["call", "DeleteOTAFirmwear", "--output", "json"]).failed(2));
    assert!(error["error"]["message"].as_str().unwrap().contains("'DeleteOTAFirmware'"), "{error}");
}

#[test]
fn an_unfinished_command_is_json_where_json_is_asked_for() {
    let error = json(&ota(&["call", "--output", "json"]).failed(2));
    assert!(error["error"]["message"].as_str().unwrap().contains("--help"), "{error}");
}

#[test]
fn a_mistake_in_the_words_is_text_otherwise() {
    for words in
        [&["call", "--what"][..], &["call", "DeleteOTAFirmware", "--x", "--", "--output=json"]]
    {
        let error = ota(words).failed(2);
        assert!(error.starts_with("error: ") && error.contains("Usage"), "{error}");
    }
}

#[test]
fn help_is_text_and_no_mistake() {
    let help = ota(&["spec", "list", "--output", "json", "--help"]).done();
    assert!(help.contains("Usage: ota spec list"), "{help}");
}
