//! What a command sends: from flags, from JSON and from files of lines.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _};

use clap::{Arg, ArgMatches};
use ota_spec::model::{Operation, Page, PageBy};
use ota_spec::{Value, suggest, visible};

use crate::failure::Failure;
use crate::flags::{self, Style, file_flag, kebab};
use crate::request::{self, More};

/// The largest file that is read, in bytes: a million names of 64 characters.
const LARGEST: u64 = 64 * 1024 * 1024;

/// The flag that takes JSON.
pub(super) fn argument() -> Arg {
    Arg::new("cli-input").long("cli-input").value_name("FILE").help(
        "A JSON file with an object of parameters by their names, which flags come before; `-` is standard input",
    )
}

/// Puts the request of a command together.
///
/// # Errors
///
/// A file cannot be read, or the request does not fit the spec; everything about that at once.
pub(super) fn read(
    operation: &Operation,
    style: &Style<'_>,
    matches: &ArgMatches,
) -> Result<Value, Failure> {
    let mut stdin = Stdin::default();
    let given = match matches.get_one::<String>("cli-input") {
        Some(file) => given(operation, &stdin.read(file, "cli-input")?, file)?,
        None => BTreeMap::new(),
    };
    let mut lines = BTreeMap::new();
    for field in &operation.parameters {
        let id = flags::file_id(&field.name);
        let Some(file) = matches.try_get_one::<String>(&id).ok().flatten() else { continue };
        let flag = file_flag(field).unwrap_or_default();
        let text = stdin.read(file, &flag)?;
        let items = text.lines().map(|line| line.strip_suffix('\r').unwrap_or(line));
        let items: Vec<String> = items.filter(|line| !line.is_empty()).map(str::to_owned).collect();
        if items.is_empty() {
            let file = visible::line(file);
            return Err(Failure::usage(format!(
                "`{file}` has no lines; `--{flag}` takes one item on each"
            )));
        }
        lines.insert(field.name.clone(), items);
    }
    let filled = operation.page.as_ref().map(first_page).unwrap_or_default();
    let more = More { place: style.place_name(), given, lines, filled };
    request::read_with(operation, matches, &more)
        .map_err(|violations| Failure::limits(operation, &violations))
}

/// The first page, as large as allowed.
fn first_page(page: &Page) -> BTreeMap<String, Value> {
    let number = |number: i64| Value::Number(number.to_string());
    let mut filled = BTreeMap::new();
    if let PageBy::Number(field) = &page.by {
        filled.insert(field.name.clone(), number(1));
    }
    if let Some(size) = &page.size {
        filled.insert(size.name.clone(), number(page.largest));
    }
    filled
}

/// The parameters of a JSON object, by their names on the wire or as flags.
fn given(
    operation: &Operation,
    text: &str,
    file: &str,
) -> Result<BTreeMap<String, Value>, Failure> {
    let file = visible::line(file);
    let read = Value::from_json(text);
    let read = read.map_err(|error| Failure::usage(format!("`{file}` is no JSON: {error}")))?;
    if !matches!(read, Value::Object(_)) {
        let kind = read.kind();
        return Err(Failure::usage(format!(
            "`{file}` is {kind}; `--cli-input` takes an object, such as {{\"JobId\": \"…\"}}"
        )));
    }
    let mut given = BTreeMap::new();
    for (name, value) in read.members() {
        let known = operation.parameters.iter();
        let known = known.clone().find(|field| field.name == *name).or_else(|| {
            let mut others = known;
            others.find(|field| kebab(&field.name) == *name)
        });
        let Some(field) = known else {
            let names = operation.parameters.iter().map(|field| field.name.as_str());
            let help = suggest::help(name, names);
            return Err(Failure::usage(format!(
                "`{file}` has `{}`, which `{}` does not take; {help}",
                visible::line(name),
                operation.action
            )));
        };
        if given.insert(field.name.clone(), value.clone()).is_some() {
            let name = &field.name;
            return Err(Failure::usage(format!("`{file}` has `{name}` twice; remove one")));
        }
    }
    Ok(given)
}

/// Standard input, which can be read once.
#[derive(Default)]
struct Stdin {
    /// The flag that has read it.
    by: Option<String>,
}

impl Stdin {
    fn read(&mut self, file: &str, flag: &str) -> Result<String, Failure> {
        let mut bytes = Vec::new();
        let read = if file == "-" {
            if let Some(by) = &self.by {
                return Err(Failure::usage(format!(
                    "`--{by}` and `--{flag}` both read standard input; give one of them a file"
                )));
            }
            self.by = Some(flag.to_owned());
            io::stdin().take(LARGEST + 1).read_to_end(&mut bytes)
        } else {
            File::open(file).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes))
        };
        let file = visible::line(file);
        let length =
            read.map_err(|error| Failure::usage(format!("cannot read `{file}`: {error}")))?;
        if length as u64 > LARGEST {
            return Err(Failure::usage(format!(
                "`{file}` is larger than {LARGEST} bytes; divide it"
            )));
        }
        let text = String::from_utf8(bytes)
            .map_err(|_| Failure::usage(format!("`{file}` is not UTF-8; save it as that")))?;
        Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
    }
}
