//! Runs cargo on the crates of all contenders in turn and records its usage.

use serde_json::Value;

use super::contender::Subject;
use super::report::Sample;
use super::scratch::{Scratch, remove_folder};
use super::step::{State, Step};
use crate::bench::usage::Meter;
use crate::command::{run, say};

/// The runs to measure.
pub(crate) struct Plan<'a> {
    pub(crate) scratch: &'a Scratch,
    pub(crate) meter: Meter,
    pub(crate) subjects: &'a [Subject],
    pub(crate) states: &'a [State],
    pub(crate) steps: &'a [Step],
    /// The number of runs of each; whole trees have a number of their own.
    pub(crate) rounds: usize,
    pub(crate) zero_rounds: usize,
}

impl Plan<'_> {
    /// Measures everything: contender by contender in each round, so that what disturbs this machine
    /// for a while disturbs all of them.
    pub(crate) fn run(&self, samples: &mut Vec<Sample>) -> Result<(), String> {
        for &state in self.states {
            let able = |subject: &&Subject| self.can(**subject, state);
            let subjects: Vec<Subject> = self.subjects.iter().filter(able).copied().collect();
            if subjects.is_empty() {
                continue;
            }
            if state != State::Zero {
                self.prepare(&subjects, state)?;
            }
            let rounds = if state == State::Zero { self.zero_rounds } else { self.rounds };
            for round in 0..rounds {
                for &step in self.steps {
                    // Each time somebody else begins.
                    for turn in 0..subjects.len() {
                        let subject = subjects[(turn + round) % subjects.len()];
                        let sample = self.sample(subject, state, step, round)?;
                        say(&format!("{}/{rounds} {sample}", round + 1));
                        samples.push(sample);
                    }
                }
            }
        }
        Ok(())
    }

    fn can(&self, subject: Subject, state: State) -> bool {
        match state {
            State::Zero => true,
            State::Alone | State::Touched => subject.has_source(),
            State::Fresh | State::Clean => subject.generated().is_some(),
        }
    }

    /// Builds the dependencies.
    fn prepare(&self, subjects: &[Subject], state: State) -> Result<(), String> {
        for subject in subjects {
            for &step in self.steps {
                say(&format!("preparing {subject} for {} {}", state.name(), step.name()));
                let package = package(*subject, state);
                run(self.cargo(*subject, state, step.words(), &package))?;
            }
        }
        Ok(())
    }

    fn sample(
        &self,
        subject: Subject,
        state: State,
        step: Step,
        round: usize,
    ) -> Result<Sample, String> {
        let package = package(subject, state);
        match state {
            State::Fresh => {}
            State::Clean => {
                // Without `--release` only the other folder is cleaned.
                let words: &[&str] =
                    if step == Step::Release { &["clean", "--release"] } else { &["clean"] };
                run(self.cargo(subject, state, words, &package))?;
            }
            State::Alone | State::Touched => {
                let path = self.scratch.source(subject);
                std::fs::File::options()
                    .append(true)
                    .open(&path)
                    .and_then(|file| file.set_modified(std::time::SystemTime::now()))
                    .map_err(|error| format!("`{}` cannot be touched: {error}", path.display()))?;
            }
            State::Zero => remove_folder(&self.scratch.target(subject.contender, "zero"))?,
        }
        let mut words = step.words().to_vec();
        words.push("--message-format=json");
        let command = self.cargo(subject, state, &words, &package);
        let (used, output) = self.meter.measure(&command)?;
        let compiled = compiled(&String::from_utf8_lossy(&output.stdout));
        expect(state, &package, &compiled)?;
        Ok(Sample { subject, state, step, round, used })
    }

    fn cargo(
        &self,
        subject: Subject,
        state: State,
        words: &[&str],
        package: &str,
    ) -> std::process::Command {
        let purpose = if state == State::Zero { "zero" } else { "main" };
        let words = [words, &["--offline", "--package", package]].concat();
        let mut command = self.scratch.cargo(subject.contender, purpose, &words);
        if state != State::Touched {
            command.env("CARGO_INCREMENTAL", "0");
        }
        command
    }
}

/// The package that cargo compiles.
fn package(subject: Subject, state: State) -> String {
    match (state, subject.generated()) {
        (State::Zero, _) | (_, None) => subject.program(),
        (_, Some(generated)) => generated,
    }
}

/// The packages that cargo compiled, from its messages.
fn compiled(messages: &str) -> Vec<String> {
    let mut packages = Vec::new();
    for line in messages.lines() {
        let Ok(message) = serde_json::from_str::<Value>(line) else { continue };
        if message["reason"] == "compiler-artifact" && message["fresh"] == false {
            packages.push(message["package_id"].as_str().unwrap_or_default().to_owned());
        }
    }
    packages
}

/// Fails unless cargo compiled exactly the code that the measurement is about.
fn expect(state: State, package: &str, compiled: &[String]) -> Result<(), String> {
    let meant = |id: &String| id.contains(&format!("#{package}@"));
    let right = match state {
        State::Fresh => compiled.is_empty(),
        State::Clean | State::Alone | State::Touched => {
            !compiled.is_empty() && compiled.iter().all(meant)
        }
        State::Zero => compiled.len() > 1,
    };
    if right {
        return Ok(());
    }
    let state = state.name();
    Err(format!("`{package}` was to be compiled ({state}), but these were: {compiled:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGES: &str = concat!(
        r#"{"reason":"compiler-artifact","package_id":"registry+x#serde@1.0.0","fresh":true}"#,
        "\n",
        r#"{"reason":"compiler-artifact","package_id":"path+file:///g#made@0.0.0","fresh":false}"#,
        "\n",
        r#"{"reason":"build-finished","success":true}"#,
    );

    #[test]
    fn only_what_is_not_fresh_was_compiled() {
        assert_eq!(compiled(MESSAGES), ["path+file:///g#made@0.0.0"]);
    }

    #[test]
    fn a_run_that_compiled_something_else_does_not_count() {
        let compiled = compiled(MESSAGES);
        assert!(expect(State::Clean, "made", &compiled).is_ok());
        assert!(expect(State::Fresh, "made", &compiled).is_err());
        assert!(expect(State::Clean, "serde", &compiled).is_err());
        assert!(expect(State::Touched, "made", &[]).is_err());
    }
}
