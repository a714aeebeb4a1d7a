//! The screen of a rollout, drawn from what is known of it.

use ota_rollout::Moment;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Color, Style, Stylize};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Paragraph, Wrap};

use super::view::{View, Wave};
use crate::bar::cells;
use crate::rollout::shown::{STATES, ended};
use crate::table::cut;

/// How wide the names of waves are.
const NAME: u16 = 20;

/// How wide the numbers behind a bar are.
const NUMBERS: u16 = 30;

/// The colors of the [states](STATES).
const COLORS: [Color; 5] = [Color::Green, Color::Red, Color::DarkGray, Color::Blue, Color::Gray];

/// What else is on the screen.
#[derive(Debug, Clone, Default)]
pub(super) struct Look {
    /// Whether there are colors.
    pub(super) has_colors: bool,
    /// What was said last; if it is a question, it waits for y or n.
    pub(super) said: Option<String>,
    pub(super) is_question: bool,
}

/// Draws the screen.
pub(super) fn draw(frame: &mut Frame<'_>, view: &View, now: Moment, look: &Look) {
    let block = Block::bordered()
        .title(Line::from(format!(" {} ", view.id())).bold())
        .title(Line::from(format!(" {} ", view.state())).right_aligned().bold());
    let inside = block.inner(frame.area());
    frame.render_widget(block, frame.area());
    let waves = view.waves();
    let waits = view.waits(now);
    let waits_lines = if waits.is_empty() { 0 } else { wrapped(&waits, inside.width) };
    let said = look.said.as_deref().unwrap_or_default();
    let said_lines = wrapped(said, inside.width).max(1);
    let most = inside.height.saturating_sub(12).max(1);
    let wave_lines = u16::try_from(waves.len()).unwrap_or(u16::MAX).min(most);
    let parts = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(waits_lines),
        Constraint::Length(1),
        Constraint::Length(wave_lines),
        Constraint::Length(1),
        Constraint::Length(2),
        Constraint::Length(1),
        Constraint::Fill(1),
        Constraint::Length(said_lines + 1),
    ]);
    let [about, waiting, _, bars, _, totals, _, log, keys] = parts.areas(inside);
    frame.render_widget(Line::from(cut(&view.about(), usize::from(about.width))), about);
    let warning = style(look, Color::Yellow);
    frame.render_widget(Paragraph::new(waits).style(warning).wrap(Wrap { trim: true }), waiting);
    draw_waves(frame, bars, &waves, look);
    draw_totals(frame, totals, view, now, look);
    draw_log(frame, log, view);
    let [said_part, keys] =
        Layout::vertical([Constraint::Fill(1), Constraint::Length(1)]).areas(keys);
    frame.render_widget(Paragraph::new(said).bold().wrap(Wrap { trim: true }), said_part);
    draw_keys(frame, keys, view, look);
}

fn style(look: &Look, color: Color) -> Style {
    if look.has_colors { Style::new().fg(color) } else { Style::new() }
}

/// The number of lines that a text takes.
fn wrapped(text: &str, width: u16) -> u16 {
    let lines = textwrap::wrap(text, usize::from(width.max(10))).len();
    u16::try_from(lines).unwrap_or(u16::MAX).min(4)
}

/// The waves around the current one.
fn draw_waves(frame: &mut Frame<'_>, area: Rect, waves: &[Wave], look: &Look) {
    let height = usize::from(area.height);
    let current = waves.iter().position(|wave| wave.is_current).unwrap_or(waves.len());
    let first = current.saturating_sub(height / 2).min(waves.len().saturating_sub(height));
    for (wave, row) in waves.iter().skip(first).zip(area.rows()) {
        let [name, bar, _, numbers] = Layout::horizontal([
            Constraint::Length(NAME),
            Constraint::Fill(1),
            Constraint::Length(1),
            Constraint::Length(NUMBERS),
        ])
        .areas(row);
        let mut text = Span::from(cut(&wave.name, usize::from(NAME) - 1));
        if wave.is_current {
            text = text.bold();
        }
        frame.render_widget(text, name);
        let Some(counts) = wave.counts else {
            frame.render_widget(Span::from("not begun"), bar);
            continue;
        };
        let cells = cells(STATES.map(|state| (state.number)(&counts)), bar.width);
        let states = STATES.iter().zip(COLORS).zip(cells);
        let spans = states.map(|((state, color), cells)| {
            Span::styled(state.sign.repeat(usize::from(cells)), style(look, color))
        });
        frame.render_widget(Line::from_iter(spans), bar);
        frame.render_widget(Line::from(cut(&ended(&counts), usize::from(NUMBERS))), numbers);
    }
}

fn draw_totals(frame: &mut Frame<'_>, area: Rect, view: &View, now: Moment, look: &Look) {
    let counts = view.counts();
    let mut spans = Vec::new();
    for (state, color) in STATES.iter().zip(COLORS) {
        let count = (state.number)(&counts);
        if count == 0 {
            continue;
        }
        spans.push(Span::styled(state.sign, style(look, color)));
        spans.push(Span::from(format!(" {count} {}  ", state.name)));
    }
    let pace = view.pace(now).unwrap_or_default();
    frame.render_widget(Paragraph::new(vec![Line::from(spans), Line::from(pace)]), area);
}

fn draw_log(frame: &mut Frame<'_>, area: Rect, view: &View) {
    let height = usize::from(area.height);
    let skipped = view.log.len().saturating_sub(height);
    let lines = view.log.iter().skip(skipped).map(|(at, line)| {
        let time = at.timestamp().strftime("%H:%M:%S").to_string();
        Line::from(cut(&format!("{time}  {line}"), usize::from(area.width)))
    });
    frame.render_widget(Paragraph::new(lines.collect::<Vec<_>>()), area);
}

fn draw_keys(frame: &mut Frame<'_>, area: Rect, view: &View, look: &Look) {
    let keys = match (look.is_question, view.is_over()) {
        (true, _) => "y yes   n no",
        (false, true) => "q quit",
        (false, false) => "q quit   p pause   r resume   a approve",
    };
    frame.render_widget(Line::from(keys), area);
}

#[cfg(test)]
mod tests;
