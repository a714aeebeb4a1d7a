//! The results of a measurement, in memory and as a file.

use clap::ValueEnum;
use serde_json::{Value, json};

use super::contender::{Contender, Subject};
use super::step::{State, Step};
use crate::bench::figures::median;
use crate::bench::machine::Machine;
use crate::bench::usage::Used;

/// A whole measurement.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Report {
    pub(crate) machine: Machine,
    /// How many operations the sets had.
    pub(crate) sizes: Vec<usize>,
    pub(crate) samples: Vec<Sample>,
    pub(crate) facts: Vec<Fact>,
}

/// One measured run of cargo.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Sample {
    pub(crate) subject: Subject,
    pub(crate) state: State,
    pub(crate) step: Step,
    pub(crate) round: usize,
    pub(crate) used: Used,
}

/// A figure that is the same in every run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Fact {
    pub(crate) subject: Subject,
    pub(crate) measure: Measure,
    pub(crate) value: f64,
}

/// The quantity of a [`Fact`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Measure {
    /// Lines that the compiler sees of one operation.
    ExpandedLines,
    /// Lines that are generated for one operation, before derives are expanded.
    GeneratedLines,
    /// Crates that end up in the program.
    LinkedCrates,
    /// Crates that are compiled, including those that only run while compiling.
    AllCrates,
    /// Bytes of the program.
    ProgramSize,
    /// Bytes of the program without symbols.
    StrippedSize,
}

impl Measure {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::ExpandedLines => "expanded-lines",
            Self::GeneratedLines => "generated-lines",
            Self::LinkedCrates => "linked-crates",
            Self::AllCrates => "all-crates",
            Self::ProgramSize => "program-size",
            Self::StrippedSize => "stripped-size",
        }
    }
}

impl std::fmt::Display for Sample {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (state, step, used) = (self.state.name(), self.step.name(), self.used);
        let (cpu, wall, memory) = (used.cpu, used.wall, used.memory / 1e6);
        let what = format!("{state} {step} {}", self.subject);
        write!(out, "{what}: {cpu:.2} s CPU, {wall:.2} s, {memory:.0} MB")
    }
}

impl Report {
    /// The median of one quantity.
    pub(crate) fn median_of(
        &self,
        subject: Subject,
        state: State,
        step: Step,
        quantity: fn(&Sample) -> f64,
    ) -> Option<f64> {
        let ours = |sample: &&Sample| {
            sample.subject == subject && sample.state == state && sample.step == step
        };
        median(self.samples.iter().filter(ours).map(quantity).collect())
    }

    /// The content of a file.
    pub(crate) fn to_json(&self) -> Value {
        let subject = |subject: Subject| json!({ "contender": subject.contender.name(), "operations": subject.operations });
        let samples = self.samples.iter().map(|sample| {
            json!({
                "subject": subject(sample.subject),
                "state": sample.state.name(),
                "step": sample.step.name(),
                "round": sample.round,
                "cpuSeconds": sample.used.cpu,
                "wallSeconds": sample.used.wall,
                "peakBytes": sample.used.memory,
            })
        });
        let facts = self.facts.iter().map(|fact| {
            json!({
                "subject": subject(fact.subject),
                "measure": fact.measure.name(),
                "value": fact.value,
            })
        });
        json!({
            "machine": self.machine.to_json(),
            "sizes": self.sizes,
            "samples": samples.collect::<Value>(),
            "facts": facts.collect::<Value>(),
        })
    }

    /// Reads a file.
    pub(crate) fn from_json(value: &Value) -> Result<Self, String> {
        let read = || {
            let each = |name: &str| value[name].as_array();
            Some(Self {
                machine: Machine::from_json(&value["machine"])?,
                sizes: each("sizes")?.iter().map(size).collect::<Option<_>>()?,
                samples: each("samples")?.iter().map(sample).collect::<Option<_>>()?,
                facts: each("facts")?.iter().map(fact).collect::<Option<_>>()?,
            })
        };
        read().ok_or_else(|| "the file holds no measurement of `bench compile`".to_owned())
    }
}

fn size(value: &Value) -> Option<usize> {
    usize::try_from(value.as_u64()?).ok()
}

fn subject(value: &Value) -> Option<Subject> {
    let operations = match &value["operations"] {
        Value::Null => None,
        operations => Some(size(operations)?),
    };
    Some(Subject { contender: Contender::named(value["contender"].as_str()?)?, operations })
}

fn sample(value: &Value) -> Option<Sample> {
    Some(Sample {
        subject: subject(&value["subject"])?,
        state: State::from_str(value["state"].as_str()?, false).ok()?,
        step: Step::from_str(value["step"].as_str()?, false).ok()?,
        round: size(&value["round"])?,
        used: Used {
            cpu: value["cpuSeconds"].as_f64()?,
            wall: value["wallSeconds"].as_f64()?,
            memory: value["peakBytes"].as_f64()?,
        },
    })
}

fn fact(value: &Value) -> Option<Fact> {
    Some(Fact {
        subject: subject(&value["subject"])?,
        measure: Measure::from_str(value["measure"].as_str()?, false).ok()?,
        value: value["value"].as_f64()?,
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A measurement of two contenders in two sizes, with round figures.
    pub(crate) fn example() -> Report {
        let mut samples = Vec::new();
        for (contender, second) in [(Contender::Ota, 0.01), (Contender::Progenitor, 0.08)] {
            for operations in [26, 104] {
                let subject = Subject { contender, operations: Some(operations) };
                // The middle one counts.
                for (round, factor) in [1.0, 7.0, 0.5].into_iter().enumerate() {
                    let cpu = second * operations as f64 * factor;
                    let used = Used { cpu, wall: cpu * 1.5, memory: 2e8 };
                    let (state, step) = (State::Clean, Step::Check);
                    samples.push(Sample { subject, state, step, round, used });
                }
            }
        }
        let subject = Subject { contender: Contender::Bare, operations: None };
        let facts = vec![Fact { subject, measure: Measure::ProgramSize, value: 4_200_000.0 }];
        let machine = Machine {
            processor: "a processor".to_owned(),
            cores: 2,
            memory: 24.0e9,
            compiler: "rustc 1".to_owned(),
            date: "2026-01-02".to_owned(),
            command: "cargo xtask bench compile".to_owned(),
            versions: "progenitor 0.15.1".to_owned(),
        };
        Report { machine, sizes: vec![26, 104], samples, facts }
    }

    #[test]
    fn a_report_comes_back_from_its_file() {
        let report = example();
        assert_eq!(Report::from_json(&report.to_json()), Ok(report));
        assert!(Report::from_json(&json!({ "samples": [] })).is_err());
    }

    #[test]
    fn measures_are_named_like_their_values() {
        for measure in Measure::value_variants() {
            assert_eq!(Measure::from_str(measure.name(), false), Ok(*measure));
        }
    }
}
