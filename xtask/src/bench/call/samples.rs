//! Single measurements.

use clap::ValueEnum;
use serde_json::{Value, json};

/// One measurement of one contender.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sample {
    /// The comparison that it belongs to.
    pub(super) group: String,
    pub(super) contender: String,
    pub(super) measure: Measure,
    /// Contenders of the same round were measured one right after the other.
    pub(super) round: usize,
    pub(super) value: f64,
}

/// The unit of a value; each value is for one run of the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Measure {
    /// Nanoseconds of processor time.
    Nanoseconds,
    /// Runs per second.
    CallsPerSecond,
    /// Allocations.
    Allocations,
    /// Allocated bytes.
    Bytes,
    /// Instructions outside of the kernel.
    Instructions,
}

impl Measure {
    /// The key that the benches print the value under.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Nanoseconds => "nanoseconds",
            Self::CallsPerSecond => "calls_per_second",
            Self::Allocations => "allocations",
            Self::Bytes => "bytes",
            Self::Instructions => "instructions",
        }
    }
}

impl Sample {
    pub(super) fn to_json(&self) -> Value {
        json!({
            "group": self.group,
            "contender": self.contender,
            "round": self.round,
            self.measure.key(): self.value,
        })
    }
}

/// Reads the output of a bench: one JSON object per line.
pub(super) fn read(text: &str) -> Result<Vec<Sample>, String> {
    let mut samples = Vec::new();
    for line in text.lines() {
        let value: Value =
            serde_json::from_str(line).map_err(|error| format!("`{line}`: {error}"))?;
        let (group, contender) = (&value["group"], &value["contender"]);
        let (Some(group), Some(contender)) = (group.as_str(), contender.as_str()) else {
            return Err(format!("`{line}` names no group or no contender"));
        };
        let round = value["round"].as_u64().and_then(|round| usize::try_from(round).ok());
        for &measure in Measure::value_variants() {
            samples.extend(value[measure.key()].as_f64().map(|value| Sample {
                group: group.to_owned(),
                contender: contender.to_owned(),
                measure,
                round: round.unwrap_or(0),
                value,
            }));
        }
    }
    Ok(samples)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_can_hold_several_values() {
        let line = json!({
            "group": "sign", "contender": "ota-api", "round": 3, "calls": 5,
            "nanoseconds": 1.5, "calls_per_second": 2,
        });
        let samples = read(&line.to_string()).unwrap();
        let values: Vec<_> = samples.iter().map(|sample| (sample.measure, sample.value)).collect();
        assert_eq!(values, [(Measure::Nanoseconds, 1.5), (Measure::CallsPerSecond, 2.0)]);
        assert!(samples.iter().all(|sample| sample.round == 3 && sample.group == "sign"));
    }

    #[test]
    fn a_sample_comes_back_from_its_text() {
        let samples = read(r#"{"group":"g","contender":"c","bytes":7.0}"#).unwrap();
        assert_eq!(read(&samples[0].to_json().to_string()), Ok(samples));
        assert!(read("{}").is_err() && read("no JSON").is_err());
    }
}
