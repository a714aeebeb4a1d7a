//! Reads the waves.

use std::collections::BTreeSet;
use std::ops::Range;

use toml::{Spanned, Value};

use super::reader::{DAY, Reader};
use crate::plan::limits::{Failures, Tolerance, thousandths};
use crate::plan::{Gate, Seconds, Target, Wave, raw};

/// The most waves.
const MOST: usize = 100;

/// The most devices that a wave names.
const MOST_DEVICES: usize = 100_000;

/// How many devices may fail where nothing is said: none.
const NONE: Tolerance = Tolerance { failures: Failures::Count(0), minimum: 1 };

pub(super) fn waves(
    reader: &mut Reader<'_>,
    raw: Vec<Spanned<raw::Wave>>,
    tolerance: Tolerance,
    versions: &[String],
) -> Vec<Wave> {
    let count = raw.len();
    if count == 0 || count > MOST {
        let text = format!("the plan has {count} waves; allowed: 1 to {MOST}, each as `[[wave]]`");
        reader.mistakes.add(&(0..0), text);
    }
    let mut read: Vec<Wave> = Vec::new();
    let mut named = BTreeSet::new();
    for (number, raw) in (1..).zip(raw.into_iter().take(MOST)) {
        let place = raw.span();
        if read.last().is_some_and(|last: &Wave| last.target == Target::Remaining) {
            let text = format!(
                "wave {number} comes after one of `all-remaining`, which leaves no devices; let that be the last"
            );
            reader.mistakes.add(&place, text);
        }
        let wave = wave(reader, raw, number, tolerance, versions, &mut named);
        read.extend(wave);
    }
    read
}

fn wave(
    reader: &mut Reader<'_>,
    raw: Spanned<raw::Wave>,
    number: usize,
    usual: Tolerance,
    versions: &[String],
    named: &mut BTreeSet<String>,
) -> Option<Wave> {
    let span = raw.span();
    let raw = raw.into_inner();
    let name = raw.name.map(|name| reader.filled("name", name));
    let soak = reader.seconds("soak", raw.soak, Seconds(0), (0, 30 * DAY));
    let tolerance = tolerance(reader, raw.failures, raw.minimum_executed, Some(usual));
    let gate = match (raw.approval.filter(|asked| *asked.get_ref()), raw.gate_command) {
        (Some(_), Some(command)) => {
            let text = "`approval` is set as well; a wave has one gate";
            reader.mistakes.add(&command.span(), text);
            None
        }
        (Some(_), None) => Some(Gate::Approval),
        (None, Some(command)) => {
            let words: Vec<String> =
                command.get_ref().iter().map(|word| word.get_ref().clone()).collect();
            if words.first().is_none_or(|program| program.is_empty()) {
                let text = "`gate-command` is empty; write a program and its arguments, such as `[\"./check.sh\"]`";
                reader.mistakes.add(&command.span(), text);
            }
            Some(Gate::Command(words))
        }
        (None, None) => None,
    };
    let mut targets: Vec<(Range<usize>, Target)> = Vec::new();
    if let Some(devices) = raw.devices {
        let place = devices.span();
        targets.push((place, Target::Devices(names(reader, "devices", devices, MOST_DEVICES))));
    }
    if let Some(path) = raw.device_file {
        targets.push((path.span(), Target::Devices(listed(reader, path))));
    }
    if let Some(share) = raw.percent {
        targets.push((share.span(), percent(reader, share)));
    }
    if let Some(group) = raw.group {
        targets.push((group.span(), Target::Group(reader.filled("group", group))));
    }
    if let Some(all) = raw.all_remaining.filter(|asked| *asked.get_ref()) {
        targets.push((all.span(), Target::Remaining));
    }
    const WORDS: &str = "`devices`, `device-file`, `percent`, `group` and `all-remaining`";
    if targets.len() > 1 {
        let (place, _) = targets.remove(1);
        reader.mistakes.add(&place, format!("wave {number} has two targets; give one of {WORDS}"));
    }
    let Some((place, target)) = targets.into_iter().next() else {
        reader.mistakes.add(&span, format!("wave {number} has no devices; give one of {WORDS}"));
        return None;
    };
    if matches!(target, Target::Devices(_) | Target::Group(_)) && !versions.is_empty() {
        let text = "`source-versions` go with `percent` and `all-remaining` alone; leave them out, or name no devices and no group";
        reader.mistakes.add(&place, text);
    }
    if let Target::Devices(names) = &target {
        for name in names {
            if !named.insert(name.clone()) {
                let text = format!("device `{name}` is named by an earlier wave; name it once");
                reader.mistakes.add(&place, text);
            }
        }
    }
    Some(Wave { name: name.unwrap_or_else(|| number.to_string()), target, soak, gate, tolerance })
}

pub(super) fn tolerance(
    reader: &mut Reader<'_>,
    failures: Option<Spanned<Value>>,
    minimum: raw::Number,
    usual: Option<Tolerance>,
) -> Tolerance {
    let usual = usual.unwrap_or(NONE);
    let minimum =
        reader.number("minimum-executed", minimum, (1, 1_000_000)).unwrap_or(usual.minimum);
    let Some(failures) = failures else { return Tolerance { minimum, ..usual } };
    let written = reader.written("failures", &failures);
    let failures = Failures::parse(&written).unwrap_or_else(|| {
        let text = format!(
            "`failures` is {written:?}; write a number such as 10 or a share such as `\"2.5%\"`"
        );
        reader.mistakes.add(&failures.span(), text);
        usual.failures
    });
    Tolerance { failures, minimum }
}

fn percent(reader: &mut Reader<'_>, share: Spanned<Value>) -> Target {
    let written = reader.written("percent", &share);
    if thousandths(&written).is_none_or(|share| share == 0) {
        let text =
            format!("`percent` is {written:?}; allowed: 0.001 to 100, with up to three decimals");
        reader.mistakes.add(&share.span(), text);
    }
    Target::Percent(written)
}

/// The names of devices, each once.
pub(super) fn names(
    reader: &mut Reader<'_>,
    word: &str,
    names: Spanned<Vec<Spanned<String>>>,
    most: usize,
) -> Vec<String> {
    let span = names.span();
    let names = names.into_inner().into_iter().map(|name| (name.span(), name.into_inner()));
    checked(reader, word, &span, names, most)
}

/// The names in a file, one on each line.
fn listed(reader: &mut Reader<'_>, path: Spanned<String>) -> Vec<String> {
    let span = path.span();
    let text = match (reader.lists)(path.get_ref()) {
        Ok(text) => text,
        Err(error) => {
            let text = format!("`device-file` `{}` cannot be read: {error}", path.get_ref());
            reader.mistakes.add(&span, text);
            return Vec::new();
        }
    };
    let names = text.lines().map(str::trim).filter(|name| !name.is_empty());
    let names = names.map(|name| (span.clone(), name.to_owned()));
    checked(reader, "device-file", &span, names, MOST_DEVICES)
}

fn checked(
    reader: &mut Reader<'_>,
    word: &str,
    span: &Range<usize>,
    names: impl Iterator<Item = (Range<usize>, String)>,
    most: usize,
) -> Vec<String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._@:-".contains(c);
    let mut seen = BTreeSet::new();
    let mut read = Vec::new();
    let mut count = 0;
    for (place, name) in names {
        if name.is_empty() || name.len() > 64 || !name.chars().all(is_plain) {
            let text = format!(
                "`{word}` has {name:?}; a device has letters, digits, `-`, `_`, `@`, `.` and `:`"
            );
            reader.mistakes.add(&place, text);
        } else if !seen.insert(name.clone()) {
            reader.mistakes.add(&place, format!("`{word}` has `{name}` twice; name it once"));
        } else {
            read.push(name);
        }
        count += 1;
    }
    if count == 0 || count > most {
        reader.mistakes.add(span, format!("`{word}` has {count} devices; allowed: 1 to {most}"));
    }
    read
}
