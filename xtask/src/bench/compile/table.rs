//! Medians, ratios and Markdown.

use clap::ValueEnum;

use super::contender::{Contender, Subject};
use super::report::{Measure, Report, Sample};
use super::step::{State, Step};
use crate::bench::figures::digits;

/// The contenders that ours is divided by.
const AGAINST: [Contender; 2] = [Contender::Progenitor, Contender::Bare];

/// A format for numbers.
type Show = fn(f64) -> String;

/// Which number of a sample is shown, and how.
struct Quantity {
    heading: &'static str,
    of: fn(&Sample) -> f64,
    show: Show,
}

const QUANTITIES: [Quantity; 3] = [
    Quantity { heading: "CPU seconds", of: |sample| sample.used.cpu, show: digits },
    Quantity { heading: "Wall seconds", of: |sample| sample.used.wall, show: digits },
    Quantity {
        heading: "Peak memory of the largest process, MB",
        of: |sample| sample.used.memory / 1e6,
        show: digits,
    },
];

/// The whole report as Markdown.
pub(crate) fn markdown(report: &Report) -> String {
    let mut text = introduction(report);
    let contenders = contenders(report);
    for &size in &report.sizes {
        let subjects: Vec<Subject> =
            contenders.iter().map(|contender| subject(*contender, size)).collect();
        for quantity in &QUANTITIES {
            let rows = timed_rows(report, &subjects, quantity);
            push_table(
                &mut text,
                &format!("{}, {size} operations", quantity.heading),
                &subjects,
                rows,
            );
        }
        let rows = fact_rows(report, &subjects);
        push_table(&mut text, &format!("Code and crates, {size} operations"), &subjects, rows);
    }
    if let [_, _, ..] = report.sizes[..] {
        text.push_str(&growth(report));
    }
    text
}

fn introduction(report: &Report) -> String {
    let machine = &report.machine;
    let rounds = |zero: bool| {
        let of = |sample: &&Sample| (sample.state == State::Zero) == zero;
        report.samples.iter().filter(of).map(|sample| sample.round + 1).max().unwrap_or(0)
    };
    let mut text = format!(
        "`{}`, {}\n\n{}, {} cores, {} GB; {}; {}\n\n",
        machine.command,
        machine.date,
        machine.processor,
        machine.cores,
        digits(machine.memory / 1e9),
        machine.compiler,
        machine.versions,
    );
    for contender in contenders(report) {
        text.push_str(&format!("- **{}**: {}.\n", contender.title(), contender.about()));
    }
    text.push_str(&format!(
        "\nMedians; rounds: {}, from zero: {}, one contender after the other in each. \
         *fresh*: nothing to do, what cargo itself costs; *clean*: the crate with the generated \
         code after `cargo clean --package`, dependencies built, not incremental; *alone*: the same \
         without its build script; *touched*: its source file touched, with cargo's defaults \
         (incremental but for release); *zero*: the program and its whole tree in an empty folder, \
         not incremental.\n",
        rounds(false),
        rounds(true),
    ));
    text
}

fn contenders(report: &Report) -> Vec<Contender> {
    let samples = report.samples.iter().map(|sample| sample.subject.contender);
    let facts = report.facts.iter().map(|fact| fact.subject.contender);
    let mut contenders: Vec<Contender> = samples.chain(facts).collect();
    contenders.sort();
    contenders.dedup();
    contenders
}

fn subject(contender: Contender, size: usize) -> Subject {
    Subject { contender, operations: contender.grows().then_some(size) }
}

/// A row: its heading, and the values of the subjects as numbers and as shown.
struct Row {
    about: String,
    values: Vec<Option<f64>>,
    show: Show,
}

fn timed_rows(report: &Report, subjects: &[Subject], quantity: &Quantity) -> Vec<Row> {
    let mut rows = Vec::new();
    for &state in State::value_variants() {
        for &step in Step::value_variants() {
            let value = |subject: &Subject| report.median_of(*subject, state, step, quantity.of);
            let values = subjects.iter().map(value).collect();
            let about = format!("{} {}", state.name(), step.name());
            rows.push(Row { about, values, show: quantity.show });
        }
    }
    rows
}

fn fact_rows(report: &Report, subjects: &[Subject]) -> Vec<Row> {
    let rows: [(Measure, &str, Show); 6] = [
        (Measure::ExpandedLines, "lines per operation, derives expanded", whole),
        (Measure::GeneratedLines, "lines per operation, as `ota spec expand` prints them", whole),
        (Measure::LinkedCrates, "crates in the program", whole),
        (Measure::AllCrates, "crates with macros and build scripts", whole),
        (Measure::ProgramSize, "release program, MB", megabytes),
        (Measure::StrippedSize, "release program without symbols, MB", megabytes),
    ];
    let row = |(measure, about, show): (Measure, &str, Show)| {
        let value = |subject: &Subject| {
            let fact =
                |fact: &&super::report::Fact| fact.subject == *subject && fact.measure == measure;
            report.facts.iter().find(fact).map(|fact| fact.value)
        };
        Row { about: about.to_owned(), values: subjects.iter().map(value).collect(), show }
    };
    rows.into_iter().map(row).collect()
}

fn whole(value: f64) -> String {
    format!("{value:.0}")
}

fn megabytes(value: f64) -> String {
    format!("{:.2}", value / 1e6)
}

fn push_table(text: &mut String, heading: &str, subjects: &[Subject], rows: Vec<Row>) {
    let rows: Vec<Row> =
        rows.into_iter().filter(|row| row.values.iter().any(Option::is_some)).collect();
    if rows.is_empty() {
        return;
    }
    let place = |contender| subjects.iter().position(|subject| subject.contender == contender);
    let ratios: Vec<(usize, usize)> =
        AGAINST.iter().filter_map(|&other| Some((place(Contender::Ota)?, place(other)?))).collect();
    let title = |place: usize| subjects[place].contender.title().to_owned();
    let mut head: Vec<String> = (0..subjects.len()).map(title).collect();
    head.extend(ratios.iter().map(|&(a, b)| format!("{} / {}", title(a), title(b))));
    text.push_str(&format!("\n### {heading}\n\n| | {} |\n|---|", head.join(" | ")));
    text.push_str(&"---:|".repeat(head.len()));
    text.push('\n');
    for row in rows {
        let mut cells: Vec<String> =
            row.values.iter().map(|value| value.map_or("–".to_owned(), row.show)).collect();
        cells.extend(ratios.iter().map(|&(a, b)| ratio(row.values[a], row.values[b])));
        text.push_str(&format!("| {} | {} |\n", row.about, cells.join(" | ")));
    }
}

fn ratio(ours: Option<f64>, other: Option<f64>) -> String {
    match (ours, other) {
        (Some(ours), Some(other)) if other > 0.0 => digits(ours / other),
        _ => "–".to_owned(),
    }
}

/// How the cost of checking the generated code grows with it.
fn growth(report: &Report) -> String {
    let contenders: Vec<Contender> =
        contenders(report).into_iter().filter(|contender| contender.grows()).collect();
    let subjects: Vec<Subject> =
        contenders.iter().map(|contender| subject(*contender, 0)).collect();
    let row = |&size: &usize| {
        let value = |contender: &Contender| {
            let subject = subject(*contender, size);
            let cpu = |sample: &Sample| sample.used.cpu;
            report.median_of(subject, State::Clean, Step::Check, cpu)
        };
        let values = contenders.iter().map(value).collect();
        Row { about: format!("{size} operations"), values, show: digits }
    };
    let mut text = String::new();
    let rows = report.sizes.iter().map(row).collect();
    push_table(&mut text, "Growth: CPU seconds of a clean check", &subjects, rows);
    text
}

#[cfg(test)]
mod tests {
    use super::super::report::tests::example;
    use super::*;

    #[test]
    fn a_table_shows_medians_and_ratios() {
        let text = markdown(&example());
        let lines: Vec<&str> = text.lines().collect();
        let place = lines.iter().position(|line| *line == "### CPU seconds, 26 operations");
        let table = &lines[place.unwrap() + 2..];
        let head = "| | ota-api | progenitor | reqwest alone | ota-api / progenitor | ota-api / reqwest alone |";
        assert_eq!(table[0], head);
        assert_eq!(table[1], "|---|---:|---:|---:|---:|---:|");
        assert_eq!(table[2], "| clean check | 0.26 | 2.08 | – | 0.12 | – |");
        assert!(text.contains("| 104 operations | 1.04 | 8.32 | 0.12 |\n"), "{text}");
        assert!(text.contains("| release program, MB | – | – | 4.20 | – | – |\n"), "{text}");
    }
}
