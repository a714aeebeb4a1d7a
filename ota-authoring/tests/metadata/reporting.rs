//! What people are shown of an import.

use ota_authoring::metadata::import;

use super::{api, document};

#[test]
fn a_short_summary_says_how_many_lines_are_left_out() {
    let apis = (0..25).map(|at| format!("\"Gone{at}\": null")).collect::<Vec<_>>().join(",");
    let report =
        import(&document(&format!("{}, {apis}", api("ListCats", ""))), &[]).unwrap().report;
    let lines = |text: &str, word: &str| text.lines().filter(|line| line.contains(word)).count();
    assert_eq!(lines(&report.summary(), "left out: "), 25);
    let short = report.short_summary(20);
    assert_eq!(lines(&short, "left out: "), 20);
    assert_eq!(lines(&short, "  … 5 more in import-report.json"), 1, "{short}");
}

#[test]
fn operations_that_are_asked_for_and_cannot_be_read_are_in_the_report() {
    let apis = format!("{}, \"FeedCats\": null, \"OpenGate\": 7", api("ListCats", ""));
    for only in [&["FeedCats"][..], &["FeedCats", "ListCats"]] {
        let only: Vec<String> = only.iter().map(|name| (*name).to_owned()).collect();
        let report = import(&document(&apis), &only).unwrap().report;
        let actions: Vec<&str> =
            report.operations.iter().map(|operation| operation.action.as_str()).collect();
        assert_eq!(actions, only);
        assert!(report.summary().contains("left out: FeedCats: the operation is null"));
    }
}
