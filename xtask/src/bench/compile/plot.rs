//! Draws how the cost of checking the generated code grows with the number of operations.

use super::contender::{Contender, Subject};
use super::report::{Report, Sample};
use super::step::{State, Step};
use crate::bench::figures::digits;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 400.0;
/// Room around the field for the numbers of the axes, and for labels on its right.
const LEFT: f64 = 64.0;
const RIGHT: f64 = 160.0;
const TOP: f64 = 56.0;
const BOTTOM: f64 = 56.0;
/// The least distance of the baselines of two labels.
const LABEL: f64 = 40.0;

/// The least distance of two numbers of the lower axis.
const NUMBER: f64 = 32.0;

/// Colours with enough contrast: in light mode, in dark mode.
const STYLE: &str = "\
text{font:14px system-ui,sans-serif;fill:#1f2328}.title{font-weight:600}.axis{stroke:#59636e}\
.grid{stroke:#d1d9e0}.c0{--c:#0550ae}.c1{--c:#bc4c00}.c2{--c:#8250df}\
.line{fill:none;stroke:var(--c);stroke-width:2}.dot{fill:var(--c)}.sample{fill:var(--c);opacity:.35}\
.label{fill:var(--c);font-weight:600}\
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.axis{stroke:#9198a1}.grid{stroke:#3d444d}\
.c0{--c:#79c0ff}.c1{--c:#ffa657}.c2{--c:#d2a8ff}}";

/// A contender's line.
struct Line {
    contender: Contender,
    /// Operations and median CPU seconds.
    medians: Vec<(f64, f64)>,
    /// Every single run.
    samples: Vec<(f64, f64)>,
}

/// From numbers to places.
struct Field {
    x_end: f64,
    y_end: f64,
}

impl Field {
    fn x(&self, operations: f64) -> f64 {
        LEFT + operations / self.x_end * (WIDTH - LEFT - RIGHT)
    }

    fn y(&self, seconds: f64) -> f64 {
        HEIGHT - BOTTOM - seconds / self.y_end * (HEIGHT - TOP - BOTTOM)
    }
}

/// The drawing, as SVG.
///
/// # Errors
///
/// Nothing is drawn if no clean check was measured.
pub(crate) fn svg(report: &Report) -> Result<String, String> {
    let lines = lines(report);
    let largest = |of: fn(&(f64, f64)) -> f64| {
        let points = lines.iter().flat_map(|line| line.samples.iter().map(of));
        points.fold(0.0, f64::max)
    };
    let (x_end, highest) = (largest(|point| point.0), largest(|point| point.1));
    if x_end <= 0.0 || highest <= 0.0 {
        return Err("there is nothing to draw: no clean check was measured".to_owned());
    }
    let y_step = step(highest);
    let field = Field { x_end, y_end: (highest / y_step).ceil() * y_step };
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\">\n\
         <title>Cost of checking the generated code</title>\n<style>{STYLE}</style>\n\
         <text class=\"title\" x=\"{LEFT}\" y=\"24\">CPU seconds of cargo check on the generated code</text>\n\
         <text x=\"{LEFT}\" y=\"44\">dependencies built, not incremental; medians, and single runs as pale dots</text>\n"
    );
    axes(&mut svg, &field, &report.sizes, y_step);
    for (index, line) in lines.iter().enumerate() {
        draw(&mut svg, &field, line, index);
    }
    labels(&mut svg, &field, &lines);
    svg.push_str("</svg>\n");
    Ok(svg)
}

fn lines(report: &Report) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for contender in [Contender::Ota, Contender::Progenitor, Contender::ProgenitorBuilder] {
        let mut line = Line { contender, medians: Vec::new(), samples: Vec::new() };
        for &size in &report.sizes {
            let subject = Subject { contender, operations: Some(size) };
            let cpu = |sample: &Sample| sample.used.cpu;
            let median = report.median_of(subject, State::Clean, Step::Check, cpu);
            line.medians.extend(median.map(|median| (size as f64, median)));
            let ours = report.samples.iter().filter(|sample| {
                let what = (sample.subject, sample.state, sample.step);
                what == (subject, State::Clean, Step::Check)
            });
            line.samples.extend(ours.map(|sample| (size as f64, sample.used.cpu)));
        }
        line.medians.sort_by(|a, b| a.0.total_cmp(&b.0));
        if !line.medians.is_empty() {
            lines.push(line);
        }
    }
    lines
}

/// The distance of numbers on an axis: 1, 2 or 5 of some power of ten, at most six of them.
fn step(largest: f64) -> f64 {
    if largest <= 0.0 {
        return 0.0;
    }
    let power = 10_f64.powf((largest / 6.0).log10().floor());
    let enough = |factor: &f64| largest / (factor * power) <= 6.0;
    [1.0, 2.0, 5.0, 10.0].into_iter().find(enough).unwrap_or(10.0) * power
}

fn axes(svg: &mut String, field: &Field, sizes: &[usize], y_step: f64) {
    let (left, right) = (field.x(0.0), field.x(field.x_end));
    let (low, high) = (field.y(0.0), field.y(field.y_end));
    let steps = (field.y_end / y_step).round() as usize;
    for value in (0..=steps).map(|number| number as f64 * y_step) {
        let y = field.y(value);
        svg.push_str(&format!(
            "<line class=\"grid\" x1=\"{left:.1}\" y1=\"{y:.1}\" x2=\"{right:.1}\" y2=\"{y:.1}\"/>\n\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>\n",
            left - 8.0,
            y + 5.0,
            plain(value),
        ));
    }
    // Only what was measured has a number, as far as there is room for it.
    let mut taken = f64::NEG_INFINITY;
    for &size in sizes {
        let x = field.x(size as f64);
        if x - taken < NUMBER {
            continue;
        }
        taken = x;
        svg.push_str(&format!(
            "<line class=\"axis\" x1=\"{x:.1}\" y1=\"{low:.1}\" x2=\"{x:.1}\" y2=\"{:.1}\"/>\n\
             <text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{size}</text>\n",
            low + 5.0,
            low + 21.0,
        ));
    }
    svg.push_str(&format!(
        "<line class=\"axis\" x1=\"{left:.1}\" y1=\"{low:.1}\" x2=\"{right:.1}\" y2=\"{low:.1}\"/>\n\
         <line class=\"axis\" x1=\"{left:.1}\" y1=\"{low:.1}\" x2=\"{left:.1}\" y2=\"{high:.1}\"/>\n\
         <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">operations</text>\n",
        f64::midpoint(left, right),
        HEIGHT - 12.0,
    ));
}

/// A number of an axis, without rounding errors.
fn plain(value: f64) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn draw(svg: &mut String, field: &Field, line: &Line, index: usize) {
    let place = |point: &(f64, f64)| format!("{:.1},{:.1}", field.x(point.0), field.y(point.1));
    let points: Vec<String> = line.medians.iter().map(place).collect();
    svg.push_str(&format!("<g class=\"c{index}\">\n"));
    svg.push_str(&format!("<polyline class=\"line\" points=\"{}\"/>\n", points.join(" ")));
    for (class, radius, points) in [("sample", 2.5, &line.samples), ("dot", 4.0, &line.medians)] {
        for point in points {
            let (x, y) = (field.x(point.0), field.y(point.1));
            svg.push_str(&format!(
                "<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius}\"/>\n"
            ));
        }
    }
    svg.push_str("</g>\n");
}

/// Each line is named at its end; names that would overlap move up.
fn labels(svg: &mut String, field: &Field, lines: &[Line]) {
    let end = |(index, line): (usize, &Line)| {
        let last = line.medians.last().copied()?;
        Some((index, last, field.y(last.1) + 5.0))
    };
    let mut ends: Vec<_> = lines.iter().enumerate().filter_map(end).collect();
    ends.sort_by(|a, b| b.2.total_cmp(&a.2));
    let mut lowest_free = f64::INFINITY;
    for (index, (operations, seconds), wanted) in ends {
        let y = wanted.min(lowest_free);
        lowest_free = y - LABEL;
        let x = field.x(operations) + 10.0;
        svg.push_str(&format!(
            "<text class=\"label c{index}\" x=\"{x:.1}\" y=\"{y:.1}\">{}\
             <tspan x=\"{x:.1}\" dy=\"17\">{} s</tspan></text>\n",
            lines[index].contender.title(),
            digits(seconds),
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::super::report::tests::example;
    use super::*;

    #[test]
    fn each_line_has_its_medians_and_a_label() {
        let svg = svg(&example()).unwrap();
        assert_eq!(svg.matches("<polyline").count(), 2);
        assert_eq!(svg.matches("class=\"dot\"").count(), 4);
        assert_eq!(svg.matches("class=\"sample\"").count(), 12);
        assert!(svg.contains(">1.04 s</tspan>"), "{svg}");
        assert!(svg.contains(">8.32 s</tspan>"), "{svg}");
    }

    #[test]
    fn the_numbers_of_an_axis_are_round_and_few() {
        let steps = [416.0, 104.0, 58.2, 0.9].map(step).map(plain);
        assert_eq!(steps, ["100", "20", "10", "0.2"]);
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        let mut report = example();
        report.samples.clear();
        assert!(svg(&report).is_err());
    }
}
