//! Processor time of the stages, as criterion measures it.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::programs::Programs;
use super::samples::{Measure, Sample};
use crate::bench::figures::median;
use crate::command::say;

pub(super) fn measure(programs: &Programs, rounds: usize) -> Result<Vec<Sample>, String> {
    let folder = programs.temporary().join("criterion");
    // What an earlier run left would be taken for samples of this one.
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(|error| error.to_string())?;
    }
    say("stages");
    programs.run("stages", &[&folder.display().to_string(), &rounds.to_string()])?;
    let mut samples = Vec::new();
    collect(&folder, &mut samples)?;
    Ok(samples)
}

/// Reads the samples below a folder. Criterion has one folder for each function it measured, and
/// in it one called `new`.
fn collect(folder: &Path, samples: &mut Vec<Sample>) -> Result<(), String> {
    let entries = std::fs::read_dir(folder).map_err(|error| error.to_string())?;
    let paths: Result<Vec<PathBuf>, _> = entries.map(|entry| Ok(entry?.path())).collect();
    let mut paths = paths.map_err(|error: std::io::Error| error.to_string())?;
    paths.sort();
    for path in paths {
        if path.ends_with("new") {
            samples.push(sample(&path)?);
        } else if path.is_dir() {
            collect(&path, samples)?;
        }
    }
    Ok(())
}

fn sample(folder: &Path) -> Result<Sample, String> {
    let read = |file: &str| -> Result<Value, String> {
        let text = std::fs::read_to_string(folder.join(file)).map_err(|error| error.to_string())?;
        serde_json::from_str(&text).map_err(|error| error.to_string())
    };
    parse(&read("benchmark.json")?, &read("sample.json")?)
        .ok_or_else(|| format!("`{}` holds no sample", folder.display()))
}

fn parse(benchmark: &Value, sample: &Value) -> Option<Sample> {
    let text = |name: &str| benchmark[name].as_str();
    let (iterations, times) = (sample["iters"].as_array()?, sample["times"].as_array()?);
    let each = iterations.iter().zip(times);
    let each: Option<Vec<f64>> =
        each.map(|(iterations, time)| Some(time.as_f64()? / iterations.as_f64()?)).collect();
    Some(Sample {
        group: text("group_id")?.to_owned(),
        contender: text("function_id")?.to_owned(),
        measure: Measure::Nanoseconds,
        round: text("value_str")?.parse().ok()?,
        value: median(each?)?,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_middle_of_a_round_counts() {
        let benchmark = json!({ "group_id": "sign", "function_id": "ota-api", "value_str": "4" });
        let times = json!({ "iters": [1.0, 2.0, 4.0], "times": [9.0, 4.0, 4.0] });
        let sample = parse(&benchmark, &times).unwrap();
        assert_eq!((sample.round, sample.value), (4, 2.0));
        assert!(parse(&benchmark, &json!({})).is_none());
    }
}
