use ota_rollout::{End, Event, Moment, Why};
use ota_spec::visible;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};

use super::{Look, draw};
use crate::rollout::sample::{lamps, minute};
use crate::rollout::watch::view::View;

fn screen(events: &[(Moment, Event)], size: (u16, u16), look: &Look) -> Terminal<TestBackend> {
    let view = View::of(events).unwrap();
    let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
    terminal.draw(|frame| draw(frame, &view, minute(190), look)).unwrap();
    terminal
}

#[test]
fn a_rollout_under_way_has_bars_numbers_a_rate_and_its_last_events() {
    let terminal = screen(&lamps(["lamp17", "lamp18"]), (100, 26), &Look::default());
    insta::assert_snapshot!(terminal.backend());
}

#[test]
fn a_rollout_that_waits_says_for_what_and_a_question_stands_above_the_keys() {
    let events = lamps(["lamp17", "lamp18"]);
    let until = events.iter().position(|(_, event)| matches!(event, Event::Stopped { .. }));
    let look = Look {
        said: Some("`rollout approve`: Goes on with rollout `x`; how many devices it reaches, nobody can say before. Go on?".to_owned()),
        is_question: true,
        ..Look::default()
    };
    let terminal = screen(&events[..=until.unwrap()], (80, 24), &look);
    insta::assert_snapshot!(terminal.backend());
}

#[test]
fn a_small_screen_and_a_wide_name_do_no_harm() {
    let mut events = lamps(["lamp17", "lamp18"]);
    let Event::Planned { plan, .. } = &mut events[0].1 else { panic!("no plan") };
    plan.waves[0].name = "第一批智能灯具升级测试波次".to_owned();
    insta::assert_snapshot!(screen(&events, (60, 16), &Look::default()).backend());
    for size in [(1, 1), (3, 3), (10, 5), (30, 8), (500, 120)] {
        screen(&events, size, &Look::default());
    }
}

#[test]
fn an_ended_rollout_takes_no_more_orders() {
    let mut events = lamps(["lamp17", "lamp18"]);
    events.push((minute(200), Event::Ended { end: End::Aborted { running: 3 } }));
    let shown = screen(&events, (80, 24), &Look::default()).backend().to_string();
    assert!(shown.contains("3 devices are at it and cannot be stopped"), "{shown}");
    assert!(shown.contains("q quit") && !shown.contains("p pause"), "{shown}");
}

#[test]
fn nothing_reaches_the_terminal_that_it_would_act_on() {
    let hostile = || "a\u{1b}]0;title\u{7}\u{9b}2J\r\n\u{202e}b\u{200b}\u{e0041}".to_owned();
    let mut events = lamps(["lamp17", "lamp18"]);
    let Event::Planned { plan, id } = &mut events[0].1 else { panic!("no plan") };
    (plan.product, plan.waves[0].name, *id) = (hostile(), hostile(), hostile());
    events.push((minute(191), Event::TakenOn { by: hostile() }));
    let (action, code, message) = (hostile(), hostile(), hostile());
    events.push((minute(192), Event::Stopped { why: Why::Refused { action, code, message } }));
    let terminal = screen(&events, (200, 40), &Look::default());
    for cell in terminal.backend().buffer().content() {
        assert!(!cell.symbol().contains(visible::is_unsafe), "{:?}", cell.symbol());
    }
    assert!(terminal.backend().to_string().contains(r"\u{1b}]0;title"));
}

#[test]
fn colors_are_there_only_where_they_are_wanted() {
    let events = lamps(["lamp17", "lamp18"]);
    let has_color = |look: &Look| {
        let terminal = screen(&events, (80, 24), look);
        let cells = terminal.backend().buffer().content();
        cells.iter().any(|cell| cell.fg != Color::Reset)
    };
    assert!(!has_color(&Look::default()));
    assert!(has_color(&Look { has_colors: true, ..Look::default() }));
}

/// The screen as a terminal is told to show it.
fn told(buffer: &Buffer) -> String {
    let mut text = String::new();
    for row in buffer.content().chunks(usize::from(buffer.area.width)) {
        for cell in row {
            let color = match cell.fg {
                Color::Green => "92",
                Color::Red => "91",
                Color::Blue => "94",
                Color::Yellow => "33",
                Color::Gray => "37",
                Color::DarkGray => "90",
                _ => "39",
            };
            let bold = if cell.modifier.contains(Modifier::BOLD) { "1;" } else { "" };
            text.push_str(&format!("\u{1b}[{bold}{color}m{}\u{1b}[0m", cell.symbol()));
        }
        text.push('\n');
    }
    text
}

/// The picture in the README; `cargo xtask picture` makes it.
#[test]
fn the_picture_shows_what_is_on_the_screen() {
    let look = Look { has_colors: true, ..Look::default() };
    let terminal = screen(&lamps(["lamp17", "lamp18"]), (100, 26), &look);
    let told = told(terminal.backend().buffer());
    snapbox::assert_data_eq!(told, snapbox::file!["../../../../watch.term.svg"]);
}
