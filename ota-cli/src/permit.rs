//! Whether a change may be made: what the safety policy says, and who answers.

use std::io::{self, BufRead, IsTerminal, Write};

use clap::ArgMatches;
use ota_spec::model::{Idempotency, Operation};
use ota_spec::{Value, visible};

use crate::caller::{self, Caller};
use crate::devices::{self, Devices};
use crate::failure::{Exit, Failure};
use crate::policy::{Policy, Verdict};
use crate::runtime;

/// Lets a change be made, or not. `asks` is whether it has to be confirmed without a policy, too; `name` is what it is called.
///
/// # Errors
///
/// The policy forbids it or cannot be read, or nobody confirmed it.
pub(crate) fn ask(
    caller: &Caller<'_>,
    request: &Value,
    name: &str,
    asks: bool,
    matches: &ArgMatches,
) -> Result<(), Failure> {
    let operation = caller.operation;
    if operation.idempotency == Idempotency::ReadOnly {
        return Ok(());
    }
    let policy = Policy::read()?;
    let is_answered = matches.get_flag("yes");
    let can_ask = can_ask();
    let mut devices = devices::named(operation, request);
    if devices == Devices::Unknown
        && (policy.counts(operation, name) || (asks && !is_answered && can_ask))
    {
        devices = count(caller, request)?;
    }
    let does = format!("{}{}", operation.summary.trim_end_matches('.'), about(operation, request));
    Change { operation, name, does: &does, devices, asks }.agree(&policy, matches)
}

/// What a request is about, in brackets: the first parameters that it must have.
fn about(operation: &Operation, request: &Value) -> String {
    let needed = operation.parameters.iter().filter(|field| field.required && !field.secret);
    let said = needed.filter_map(|field| {
        let value: String = request.get(&field.name)?.scalar()?.chars().take(SAID).collect();
        Some(format!("{} {value}", field.name))
    });
    let said: Vec<String> = said.take(2).collect();
    if said.is_empty() { String::new() } else { format!(" ({})", said.join(", ")) }
}

/// The characters of a value that a question repeats.
const SAID: usize = 64;

/// A change that somebody wants to make.
#[derive(Clone, Copy)]
pub(crate) struct Change<'a> {
    /// The operation that makes it.
    pub(crate) operation: &'a Operation,
    /// What it is called.
    pub(crate) name: &'a str,
    /// What it does, in words.
    pub(crate) does: &'a str,
    /// How many devices it reaches.
    pub(crate) devices: Devices,
    /// Whether it has to be confirmed without a policy, too.
    pub(crate) asks: bool,
}

impl Change<'_> {
    /// Lets it be made, or not.
    ///
    /// # Errors
    ///
    /// The policy forbids it, or nobody confirmed it.
    pub(crate) fn agree(self, policy: &Policy, matches: &ArgMatches) -> Result<(), Failure> {
        let Some(what) = self.question(policy, matches)? else { return Ok(()) };
        if !can_ask() {
            return Err(Failure::new(
                Exit::NotAllowed,
                format!(
                    "{what}; it was not sent, as nobody can be asked: give `--yes`, or `--dry-run` to see what would be sent"
                ),
            ));
        }
        let mut shown = io::stderr();
        let what = visible::line(&what);
        write!(shown, "{what}. Go on? [y/N] ").and_then(|()| shown.flush())?;
        let mut line = String::new();
        io::stdin().lock().read_line(&mut line)?;
        match line.trim() {
            "y" | "Y" | "yes" | "Yes" | "YES" => Ok(()),
            _ => Err(Failure::new(Exit::NotAllowed, format!("`{}` was not sent", self.name))),
        }
    }

    /// What has to be asked before it is made; `None` if nothing.
    ///
    /// # Errors
    ///
    /// The policy forbids it.
    pub(crate) fn question(
        self,
        policy: &Policy,
        matches: &ArgMatches,
    ) -> Result<Option<String>, Failure> {
        let Self { operation, name, does, devices, asks } = self;
        let is_answered = matches.get_flag("yes");
        let verdict = policy.judge(operation, name, devices);
        let reason = match verdict {
            Some((Verdict::Deny, words)) => {
                return Err(Failure::new(
                    Exit::NotAllowed,
                    format!("`{name}` was not sent, as it is denied by {words}"),
                ));
            }
            Some((Verdict::Confirm, words)) => Some(words),
            None => None,
        };
        if is_answered || (!asks && reason.is_none()) {
            return Ok(None);
        }
        let reach = match devices {
            Devices::None => String::new(),
            Devices::UpTo(1) => "; it reaches 1 device at most".to_owned(),
            Devices::UpTo(count) => format!("; it reaches {} devices at most", grouped(count)),
            Devices::Unknown => "; how many devices it reaches, nobody can say before".to_owned(),
        };
        let because = reason.map(|words| format!("; confirmation is wanted by {words}"));
        let because = because.unwrap_or_default();
        Ok(Some(format!("`{name}`: {does}{reach}{because}")))
    }
}

/// Whether there is somebody to ask.
fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// The number of tasks of what the request names, which the list of them says.
fn count(caller: &Caller<'_>, request: &Value) -> Result<Devices, Failure> {
    let Some((list, asked)) = devices::tasks(caller.spec, caller.operation, request) else {
        return Ok(Devices::Unknown);
    };
    // What cannot be counted is not known; the call itself says what is wrong.
    let Ok(response) = runtime::run(caller.send_as(list, &asked))? else {
        return Ok(Devices::Unknown);
    };
    let value = caller::value(list, &response)?;
    let total = list.page.as_ref().and_then(|page| page.total.as_ref());
    let total = total.and_then(|field| field.value(&value)?.scalar()?.parse().ok());
    Ok(total.map_or(Devices::Unknown, Devices::UpTo))
}

/// A number with commas between thousands.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn long_numbers_have_commas() {
        for (number, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(super::grouped(number), text);
        }
    }
}
