use ota_spec::protocol::PARAMETERS;
use ota_spec::{Source, Value, load};

use super::{Decision, Draft, NoOperation};
use crate::decide::DECIDE;
use crate::fixture::{sources, wall};
use crate::layout;

const FENCE: &str = include_str!("../../tests/pages/RepaintFence.txt");

fn draft(page: &str) -> Result<Draft, NoOperation> {
    super::draft(page, "page.txt", &wall())
}

fn text(page: &str) -> String {
    draft(page).unwrap().text()
}

#[test]
fn a_page_becomes_a_draft() {
    insta::assert_snapshot!(text(FENCE));
}

#[test]
fn what_is_to_decide_is_listed_with_its_lines() {
    let draft = draft(FENCE).unwrap();
    let text = draft.text();
    let decisions = draft.decisions();
    assert_eq!(decisions.len(), text.matches(DECIDE).count());
    for found in &decisions {
        let line = text.lines().nth(found.line - 1).unwrap();
        assert!(line.contains(DECIDE) && line.contains(&found.question), "{found:?}: {line}");
    }
    let lines = decisions.iter().map(|found| {
        let Decision { line, place, question } = found;
        format!("line {line}: {place}: {question}\n")
    });
    insta::assert_snapshot!(lines.collect::<String>());
}

#[test]
fn no_sentence_of_the_page_is_in_the_draft() {
    let text = text(FENCE);
    for line in FENCE.lines().filter(|line| line.ends_with('.') && line.contains(' ')) {
        for sentence in line.trim().split(". ") {
            assert!(!text.contains(sentence.trim_end_matches('.')), "{sentence}");
        }
    }
}

#[test]
fn a_draft_checks_once_everything_is_decided() {
    let mut json = Value::from_json(&text(FENCE)).unwrap();
    if let Value::Object(members) = &mut json {
        for (key, value) in members {
            match key.as_str() {
                "idempotency" => *value = Value::from("idempotent"),
                "group" => *value = Value::from("garden"),
                _ => {}
            }
        }
    }
    let mut sources = sources();
    let bytes = layout::file(&json).into_bytes();
    sources.push(Source { path: "ops/RepaintFence.json".to_owned(), bytes });
    let spec = load("specs", sources).unwrap_or_else(|broken| panic!("{:#?}", broken.diagnostics));
    assert!(spec.operation("RepaintFence").is_some());
}

#[test]
fn the_action_is_found_where_there_is_no_row_for_it() {
    let page = "Sample requests\n\nhttp://x.example/?Action=CutHedge&WallId=w1\n";
    assert!(text(page).contains("\"action\": \"CutHedge\""));
    let page = "XML format\n\n<CutHedgeResponse></CutHedgeResponse>\n";
    assert!(text(page).contains("\"action\": \"CutHedge\""));
}

#[test]
fn parameters_of_the_protocol_are_left_out() {
    let pairs = PARAMETERS
        .map(|name| if name == "Action" { "Action=Cut".into() } else { format!("{name}=s3cret") });
    let page = format!("Sample requests\n\nhttp://x.example/?{}&WallId=w1\n", pairs.join("&"));
    let draft = text(&page);
    assert!(draft.contains("\"query\": \"Action=Cut&WallId=w1\""), "{draft}");
    assert!(!draft.contains("s3cret"), "{draft}");
}

#[test]
fn a_text_that_is_no_page_is_refused() {
    for page in ["", "\u{feff}", "Request parameters\n\nName String\n", "{\"action\": \"Ping\"}"] {
        assert!(draft(page).is_err(), "{page}");
    }
}

#[test]
fn any_part_of_a_page_gives_a_draft_or_a_refusal() {
    let lines: Vec<&str> = FENCE.lines().collect();
    let mut drafts = 0;
    for skipped in 0..lines.len() {
        let mut rest = lines.clone();
        rest.remove(skipped);
        let joined = lines.iter().map(|line| line.trim()).collect::<Vec<_>>();
        for page in [rest.join("\n"), rest.join("\r\n"), joined[skipped..].join(" ")] {
            if let Ok(draft) = draft(&page) {
                assert_eq!(Value::from_json(&draft.text()).unwrap(), draft.value);
                drafts += 1;
            }
        }
    }
    for end in (0..FENCE.len()).step_by(7).filter(|end| FENCE.is_char_boundary(*end)) {
        drafts += usize::from(draft(&FENCE[..end]).is_ok());
    }
    assert!(drafts > lines.len(), "{drafts}");
}
