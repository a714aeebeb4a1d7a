use askama::Template;
use ota_emulator::embedded_specs;
use ota_rollout::{EndedTask, Event, Failure, Moment, Why};

use super::page::Page;
use super::{HEAD, write};
use crate::rollout::sample::{lamps, minute};

fn html(events: &[(Moment, Event)]) -> String {
    let page = Page::of(events, &embedded_specs().unwrap(), minute(200)).unwrap();
    page.render().unwrap()
}

#[test]
fn a_report_shows_plan_waves_people_plot_and_failures_with_their_meaning() {
    let html = html(&lamps(["lamp17", "灯18"]));
    assert!(html.starts_with(HEAD));
    insta::assert_snapshot!(html);
}

/// The picture in the README; `cargo xtask picture` makes it.
#[test]
fn the_picture_shows_the_plot() {
    let html = html(&lamps(["lamp17", "lamp18"]));
    let part = |from: &str, to: &str| html.split(from).nth(1).unwrap().split(to).next().unwrap();
    let (style, plot) = (part("<style>", "</style>"), part("<figure>\n<svg ", "</svg>"));
    let head = "<svg xmlns=\"http://www.w3.org/2000/svg\" style=\"background: var(--back)\"";
    let picture = match plot.split_once('>') {
        Some((attributes, rest)) => {
            format!("{head} {attributes}>\n<style>{style}</style>{rest}</svg>\n")
        }
        None => panic!("no plot"),
    };
    snapbox::assert_data_eq!(picture, snapbox::file!["../../../report.plot.svg"].raw());
}

#[test]
fn the_page_asks_for_nothing_and_has_no_script() {
    let html = html(&lamps(["lamp17", "lamp18"]));
    for part in
        ["<script", "<link", "<img", "src=", "href", "url(", "@import", "http:", "https:", "onload"]
    {
        assert!(!html.contains(part), "{part}");
    }
    let policy = "content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\"";
    assert!(html.contains(policy));
}

#[test]
fn names_with_html_in_them_and_with_invisible_characters_are_shown_and_nothing_more() {
    let names =
        ["<script>alert(1)</script>", "\"><img src=x onerror=alert(2)>\u{202e}\u{200b}\u{e0041}"];
    let mut events = lamps(names);
    let hostile = || "</td></table><svg onload=alert(3)>'\u{1b}[2J".to_owned();
    let (order_id, order, by) = (2, ota_rollout::Order::Pause, Some(hostile()));
    let more = [
        Event::TakenOn { by: hostile() },
        Event::Ordered { order_id, order, by },
        Event::Created { stage: 2, job_id: hostile(), found: true },
        Event::Silent { stage: 2, devices: vec![hostile()] },
        Event::Stopped {
            why: Why::Refused { action: "X".to_owned(), code: hostile(), message: hostile() },
        },
    ];
    events.extend(more.into_iter().map(|event| (minute(195), event)));
    let Event::Planned { plan, .. } = &mut events[0].1 else { panic!("no plan") };
    (plan.name, plan.product, plan.waves[0].name) = (hostile(), hostile(), hostile());
    plan.source_versions = vec![hostile()];
    plan.waves[0].gate = Some(ota_rollout::plan::Gate::Command(vec![hostile()]));
    let html = html(&events);
    for part in ["<script", "<img", "<svg onload", "'\u{1b}", "\u{202e}", "\u{200b}", "\u{e0041}"] {
        assert!(!html.contains(part), "{part:?}");
    }
    assert!(html.contains("&#60;script&#62;alert(1)"), "the name is shown");
    assert!(html.contains(r"\u{202e}\u{200b}\u{e0041}"), "what cannot be seen is shown");
    assert!(!html.contains(|c| c != '\n' && ota_spec::visible::is_unsafe(c)));
}

#[test]
fn of_a_hundred_thousand_devices_all_failures_are_there_and_histories_up_to_a_number() {
    let mut events = lamps(["lamp17", "lamp18"]);
    let failure = |number: u32| Failure {
        device: format!("d{number}"),
        task_id: format!("task{number}"),
        why: "device reported -1: update failed".to_owned(),
        at: None,
    };
    let task = |number: u32| EndedTask {
        device: format!("d{number}"),
        task_id: format!("task{number}"),
        is_canceled: false,
        at: None,
    };
    let tasks = (8000..13_000).map(task).collect();
    let failures = (0..8000).map(failure).collect();
    events.push((
        minute(300),
        Event::Listed { stage: 2, tasks, left_out: 87_000, failures: Vec::new() },
    ));
    events.push((minute(300), Event::Finished { stage: 2, failures }));
    let html = html(&events);
    assert!(html.contains("All 8002 failures"));
    assert!(!html.contains("have failed in waves that are not through"));
    assert!(html.contains("The first 5000 of 13007 devices, those that failed first"));
    assert!(html.contains("87000 tasks were not written down one by one"));
    assert_eq!(html.matches("<code>task").count(), 8002);
    // Nothing but the failures is open, and the whole stays below what a browser shows at once.
    assert!(html.len() < 4_000_000, "{}", html.len());
}

#[test]
fn a_retried_device_has_a_history() {
    let mut events = lamps(["lamp17", "lamp18"]);
    let at = minute(400);
    let tasks = vec!["task of lamp17".to_owned()];
    events.push((at, Event::Again { stage: 1, tasks }));
    events.push((at, Event::AgainDone { stage: 1 }));
    let task_id = "task of lamp17".to_owned();
    let task = EndedTask { device: "lamp17".to_owned(), task_id, is_canceled: false, at: None };
    events.push((
        at,
        Event::Listed { stage: 1, tasks: vec![task], left_out: 0, failures: Vec::new() },
    ));
    let html = html(&events);
    let history = html.split("rowspan=\"3\">lamp17").nth(1).unwrap();
    let places = ["failed: device reported -2", "tried again", "updated"];
    let places = places.map(|words| history.find(words).unwrap());
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn a_rollout_that_has_just_been_planned_has_a_report() {
    let html = html(&lamps(["a", "b"])[..1]);
    assert!(html.contains("No device of a wave has been counted yet."));
    assert!(html.contains("Nobody had to step in."));
}

#[test]
fn a_report_is_written_over_another_report_and_over_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.html");
    let page = format!("{HEAD}one");
    write(&path, &page).unwrap();
    write(&path, &format!("{HEAD}two")).unwrap();
    assert!(std::fs::read_to_string(&path).unwrap().contains("two"));
    std::fs::write(&path, "the file of rollouts").unwrap();
    assert!(write(&path, &page).unwrap_err().contains("is no report"));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "the file of rollouts");
}
