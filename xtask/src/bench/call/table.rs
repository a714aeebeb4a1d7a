//! Medians, ratios and budgets as Markdown.

use super::samples::{Measure, Sample};
use crate::bench::figures::{digits, median};
use crate::bench::machine::Machine;

/// The contender that the budgets are for.
const OURS: &str = "ota-api";

/// Comparisons of the same kind share a table: those whose names start with `kind`.
struct Family {
    kind: &'static str,
    title: &'static str,
    contenders: &'static [&'static str],
}

const FAMILIES: [Family; 3] = [
    Family {
        kind: "sign ",
        title: "Build and sign",
        contenders: &[OURS, "ota-api with checks", "bare hashing"],
    },
    Family {
        kind: "decode ",
        title: "Decode",
        contenders: &[OURS, "serde derive", "serde_json::Value"],
    },
    Family {
        kind: "whole call, ",
        title: "Whole call",
        contenders: &[OURS, "bare reqwest", "reqwest by hand", "official Python client"],
    },
];

/// The highest cost of ours, as a multiple of another contender's.
struct Budget {
    kind: &'static str,
    against: &'static str,
    at_most: f64,
}

const BUDGETS: [Budget; 5] = [
    Budget { kind: "sign ", against: "bare hashing", at_most: 1.5 },
    Budget { kind: "decode ", against: "serde derive", at_most: 1.0 },
    Budget { kind: "whole call, ", against: "bare reqwest", at_most: 1.1 },
    Budget { kind: "whole call, ", against: "reqwest by hand", at_most: 1.1 },
    Budget { kind: "whole call, ", against: "official Python client", at_most: 0.1 },
];

const MEASURES: [(Measure, &str); 5] = [
    (Measure::Nanoseconds, "nanoseconds of processor time"),
    (Measure::Instructions, "instructions"),
    (Measure::CallsPerSecond, "calls per second"),
    (Measure::Allocations, "allocations"),
    (Measure::Bytes, "bytes allocated"),
];

/// Everything as Markdown.
pub(super) fn markdown(machine: &Machine, samples: &[Sample]) -> String {
    let rounds = samples.iter().map(|sample| sample.round + 1).max().unwrap_or(0);
    let mut text = format!(
        "`{}`, {}\n\n{}, {} cores; {}\n\nMedians of {rounds} rounds. A ratio is the median of the \
         ratios within a round.\n",
        machine.command, machine.date, machine.processor, machine.cores, machine.compiler,
    );
    text.push_str(&budgets(samples));
    for family in &FAMILIES {
        for (measure, unit) in MEASURES {
            text.push_str(&table(family, measure, unit, samples));
        }
    }
    text
}

fn budgets(samples: &[Sample]) -> String {
    let mut rows = String::new();
    for budget in &BUDGETS {
        for group in groups(samples, budget.kind) {
            for (measure, unit) in [MEASURES[0], MEASURES[1]] {
                let Some(ratio) = ratio(samples, group, measure, budget.against) else { continue };
                let (at_most, against) = (budget.at_most, budget.against);
                let (shown, verdict) = (precise(ratio), verdict(ratio, at_most));
                rows.push_str(&format!(
                    "| {group}, {unit} | {against} | {at_most} | {shown} | {verdict} |\n"
                ));
            }
        }
    }
    if rows.is_empty() {
        return rows;
    }
    let head = "\n### Budgets: how many times the other\n\n| | other | at most | measured | |\n";
    format!("{head}|---|---|---:|---:|---|\n{rows}")
}

fn verdict(ratio: f64, at_most: f64) -> String {
    let apart = (ratio / at_most - 1.0).abs() * 100.0;
    if ratio <= at_most {
        format!("met, {apart:.0} % below")
    } else {
        format!("**missed** by {apart:.0} %")
    }
}

/// Three decimals: budgets are close to 1.
fn precise(ratio: f64) -> String {
    format!("{ratio:.3}")
}

fn table(family: &Family, measure: Measure, unit: &str, samples: &[Sample]) -> String {
    let of_measure = |sample: &&Sample| sample.measure == measure;
    let measured = |contender: &&&str| {
        let mut of_family = samples.iter().filter(of_measure);
        of_family
            .any(|sample| sample.contender == **contender && sample.group.starts_with(family.kind))
    };
    let contenders: Vec<&str> = family.contenders.iter().filter(measured).copied().collect();
    if contenders.is_empty() {
        return String::new();
    }
    let others: Vec<&str> = contenders.iter().copied().filter(|name| *name != OURS).collect();
    let mut head = contenders.join(" | ");
    others.iter().for_each(|other| head.push_str(&format!(" | {OURS} / {other}")));
    let columns = "---:|".repeat(contenders.len() + others.len());
    let mut text = format!("\n### {}: {unit}\n\n| | {head} |\n|---|{columns}\n", family.title);
    for group in groups(samples, family.kind) {
        let mut cells: Vec<String> = contenders
            .iter()
            .map(|contender| {
                let values = values(samples, group, measure, contender);
                median(values.map(|(_, value)| value).collect()).map_or("–".to_owned(), digits)
            })
            .collect();
        cells.extend(
            others
                .iter()
                .map(|other| ratio(samples, group, measure, other).map_or("–".to_owned(), precise)),
        );
        let name = group.strip_prefix(family.kind).unwrap_or(group);
        text.push_str(&format!("| {name} | {} |\n", cells.join(" | ")));
    }
    text
}

/// The comparisons of one kind, in the order in which they were made.
fn groups<'s>(samples: &'s [Sample], kind: &str) -> Vec<&'s str> {
    let mut groups: Vec<&str> = Vec::new();
    for sample in samples.iter().filter(|sample| sample.group.starts_with(kind)) {
        if !groups.contains(&sample.group.as_str()) {
            groups.push(&sample.group);
        }
    }
    groups
}

/// The rounds of a contender and their values.
fn values<'s>(
    samples: &'s [Sample],
    group: &'s str,
    measure: Measure,
    contender: &'s str,
) -> impl Iterator<Item = (usize, f64)> + 's {
    let wanted = move |sample: &&Sample| {
        sample.group == group && sample.measure == measure && sample.contender == contender
    };
    samples.iter().filter(wanted).map(|sample| (sample.round, sample.value))
}

/// Our value as a multiple of the other's.
fn ratio(samples: &[Sample], group: &str, measure: Measure, other: &str) -> Option<f64> {
    let ratios = values(samples, group, measure, OURS).filter_map(|(round, ours)| {
        let mut others = values(samples, group, measure, other);
        let (_, other) = others.find(|(of, value)| *of == round && *value > 0.0)?;
        Some(ours / other)
    });
    median(ratios.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(contender: &str, round: usize, value: f64) -> Sample {
        let (group, contender) = ("sign X".to_owned(), contender.to_owned());
        Sample { group, contender, measure: Measure::Nanoseconds, round, value }
    }

    #[test]
    fn ratios_are_taken_within_a_round() {
        let ours = [10.0, 40.0, 30.0].into_iter().enumerate();
        let other = [10.0, 20.0, 10.0].into_iter().enumerate();
        let mut samples: Vec<_> = ours.map(|(round, value)| sample(OURS, round, value)).collect();
        samples.extend(other.map(|(round, value)| sample("bare hashing", round, value)));
        assert_eq!(ratio(&samples, "sign X", Measure::Nanoseconds, "bare hashing"), Some(2.0));
        assert_eq!(ratio(&samples, "sign X", Measure::Bytes, "bare hashing"), None);
        let text = budgets(&samples);
        let row = "| sign X, nanoseconds of processor time | bare hashing | 1.5 | 2.000 | **missed** by 33 % |";
        assert!(text.lines().any(|line| line == row), "{text}");
    }

    #[test]
    fn a_budget_is_met_up_to_its_limit() {
        assert_eq!(verdict(1.5, 1.5), "met, 0 % below");
        assert_eq!(verdict(0.5, 1.0), "met, 50 % below");
        assert_eq!(verdict(1.1, 1.0), "**missed** by 10 %");
    }
}
