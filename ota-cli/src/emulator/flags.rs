//! The flags of the emulator.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::Read as _;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::builder::OsStringValueParser;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use ota_emulator::{Builder, Emulator, Model, Numbered, Seed, SeedProduct};
use ota_spec::diagnostic::{Diagnostic, File, Span};
use ota_spec::{Spec, visible};

use super::description::{Callers, TEST_SECRET};
use crate::failure::{Exit, Failure};
use crate::flags;
use crate::specs::{SPECS, read};

/// The largest seed that is read, in bytes; the emulator takes none that is larger either.
const LARGEST: u64 = 256 * 1024 * 1024;

pub(super) fn add(command: Command) -> Command {
    command
        .arg(
            Arg::new("port")
                .long("port")
                .value_name("PORT")
                .value_parser(value_parser!(u16))
                .default_value("7180")
                .help("The port to listen on, on 127.0.0.1; 0 takes a free one"),
        )
        .arg(
            Arg::new("bind-beyond-loopback")
                .long("bind-beyond-loopback")
                .value_name("ADDRESS")
                .value_parser(value_parser!(IpAddr))
                .help("Listen on this address, where others can reach it without encryption"),
        )
        .arg(
            Arg::new("allow-host")
                .long("allow-host")
                .value_name("NAME")
                .action(ArgAction::Append)
                .help(
                    "Also serve requests for this host name, with any port if it has none; never \
                     give a name that others control",
                ),
        )
        .arg(
            Arg::new("public-url")
                .long("public-url")
                .value_name("URL")
                .help("Begin addresses in responses with this, not with the host that is called"),
        )
        .arg(
            Arg::new("admin-beyond-loopback")
                .long("admin-beyond-loopback")
                .action(ArgAction::SetTrue)
                .help("Let other machines use /_ota/ too, which asks for no key"),
        )
        .arg(
            Arg::new("key-id")
                .long("key-id")
                .value_name("ID")
                .default_value("testid")
                .help("The ID of the only key that is accepted"),
        )
        .arg(
            Arg::new("key-secret")
                .long("key-secret")
                .value_name("SECRET")
                .default_value(TEST_SECRET)
                .help("The secret of that key; never use a real one"),
        )
        .arg(
            Arg::new("temporary")
                .long("temporary")
                .value_name("SECONDS")
                .value_parser(value_parser!(u32))
                .help(
                    "Also accept the key STS.testid with the secret testsecret and the token \
                     testtoken, for this long",
                ),
        )
        .arg(
            Arg::new("specs")
                .long("specs")
                .value_name("DIR")
                .action(ArgAction::Append)
                .env(SPECS)
                .hide_env_values(true)
                .value_parser(OsStringValueParser::new())
                .help(
                    "A folder of specs without mistakes to interpret, instead of the specs built in; repeat \
                     it to serve several products",
                ),
        )
        .arg(
            Arg::new("built-in")
                .long("built-in")
                .action(ArgAction::SetTrue)
                .help("Interpret the specs built in beside those of --specs"),
        )
        .arg(
            Arg::new("no-quota")
                .long("no-quota")
                .action(ArgAction::SetTrue)
                .help("Accept any number of calls per second"),
        )
        .arg(
            Arg::new("data")
                .long("data")
                .value_name("DIR")
                .value_parser(value_parser!(PathBuf))
                .help("A folder to keep the state in, and to go on with what it holds"),
        )
        .arg(
            Arg::new("seed")
                .long("seed")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help("A JSON file with the products, devices and packages to start with"),
        )
        .arg(
            Arg::new("devices")
                .long("devices")
                .value_name("PRODUCT=COUNT")
                .value_parser(fleet)
                .action(ArgAction::Append)
                .help("Add a product with this many devices: device1, device2, ..."),
        )
        .args(SHARES.map(|(name, _, help)| flags::share_flag(name, help)))
        .arg(
            Arg::new("speed")
                .long("speed")
                .value_name("FACTOR")
                .value_parser(speed)
                .allow_negative_numbers(true)
                .default_value("1")
                .help("How many times as fast as real time the devices live; 0 stops them"),
        )
}

/// A flag with a share of devices, what it sets, and its help.
type Share = (&'static str, fn(&mut Model) -> &mut f64, &'static str);

/// How devices behave.
const SHARES: [Share; 3] = [
    (
        "failure-rate",
        |model| &mut model.failure_rate,
        "The share of updates that fail, from 0 to 1",
    ),
    (
        "silent-share",
        |model| &mut model.silent_share,
        "The share of devices that begin and then fall silent, from 0 to 1",
    ),
    (
        "offline-share",
        |model| &mut model.offline_share,
        "The share of devices that are offline, from 0 to 1",
    ),
];

/// A product with devices, from `PRODUCT=COUNT`.
fn fleet(text: &str) -> Result<SeedProduct, String> {
    let wrong = || "write a product key, `=` and how many devices it has, such as `lamp=200`";
    let (product_key, count) = text.rsplit_once('=').ok_or_else(wrong)?;
    if product_key.is_empty() || count.is_empty() || !count.chars().all(|c| c.is_ascii_digit()) {
        return Err(wrong().to_owned());
    }
    let fitting = count.parse().ok().filter(|count| *count <= Numbered::MOST);
    let count = fitting
        .ok_or_else(|| format!("a product can have {} devices at most here", Numbered::MOST))?;
    Ok(SeedProduct {
        product_key: product_key.to_owned(),
        numbered: Some(Numbered { count, ..Numbered::default() }),
        ..SeedProduct::default()
    })
}

fn speed(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(speed @ 0.0..=1_000_000.0) => Ok(speed),
        _ => Err("it must be a number from 0 to 1000000".to_owned()),
    }
}

/// The specs to interpret, one for each product.
pub(super) fn specs(matches: &ArgMatches, built_in: Spec) -> Result<Vec<Spec>, Failure> {
    // An empty environment variable counts as not set.
    let folders = matches.get_many::<OsString>("specs").into_iter().flatten();
    let folders: Vec<&OsString> = folders.filter(|folder| !folder.is_empty()).collect();
    let with_built_in = folders.is_empty() || matches.get_flag("built-in");
    let built_in = with_built_in.then(|| ("the specs built in".to_owned(), built_in));
    let mut specs: Vec<(String, Spec)> = built_in.into_iter().collect();
    let mut mistakes: Option<Failure> = None;
    for folder in folders {
        match read(Path::new(folder), Exit::Usage) {
            Ok(spec) => specs.push((format!("`{}`", folder.display()), spec)),
            Err(failure) => {
                mistakes = Some(match mistakes {
                    Some(earlier) => earlier.and(failure),
                    None => failure,
                });
            }
        }
    }
    match mistakes {
        Some(mistakes) => return Err(mistakes),
        None => distinct(&specs)?,
    }
    Ok(specs.into_iter().map(|(_, spec)| spec).collect())
}

/// Refuses folders that have the same operation: only version and action say which one is called.
fn distinct(specs: &[(String, Spec)]) -> Result<(), Failure> {
    let mut taken = BTreeMap::new();
    for (place, spec) in specs {
        let version = spec.service.version.as_str();
        for operation in &spec.operations {
            let action = operation.action.as_str();
            if let Some(first) = taken.insert((version, action), place) {
                return Err(Failure::usage(format!(
                    "{first} and {place} both have the operation `{action}` of version `{version}`, and a request \
                     names nothing else; leave out one of them, or serve them by two emulators"
                )));
            }
        }
    }
    Ok(())
}

/// The emulator that the flags describe.
pub(super) fn builder(matches: &ArgMatches) -> Result<Builder, Failure> {
    let text = |id| matches.get_one::<String>(id).map_or("", String::as_str);
    let mut builder = Emulator::builder()
        .port(matches.get_one("port").copied().unwrap_or_default())
        .credentials(text("key-id"), text("key-secret"))
        .speed(matches.get_one("speed").copied().unwrap_or(1.0));
    if let Some(seed) = seed(matches)? {
        builder = builder.seed(seed);
    }
    if let Some(folder) = matches.get_one::<PathBuf>("data") {
        builder = builder.data(folder);
    }
    if let Some(address) = matches.get_one("bind-beyond-loopback") {
        builder = builder.bind_beyond_loopback(*address);
    }
    for name in matches.get_many::<String>("allow-host").into_iter().flatten() {
        builder = builder.allow_host(name);
    }
    if let Some(url) = matches.get_one::<String>("public-url") {
        builder = builder.public_url(url);
    }
    if matches.get_flag("admin-beyond-loopback") {
        builder = builder.admin_beyond_loopback();
    }
    if let Some(seconds) = matches.get_one::<u32>("temporary") {
        let life = Duration::from_secs(u64::from(*seconds));
        builder = builder.temporary_credentials("STS.testid", TEST_SECRET, "testtoken", life);
    }
    if matches.get_flag("no-quota") {
        builder = builder.without_quota();
    }
    Ok(builder)
}

/// The callers that the flags allow.
pub(super) fn callers(matches: &ArgMatches) -> Callers {
    Callers {
        address: matches.get_one("bind-beyond-loopback").copied(),
        hosts: matches.get_many("allow-host").into_iter().flatten().cloned().collect(),
        is_admin_open: matches.get_flag("admin-beyond-loopback"),
    }
}

/// The seed that the flags describe, if they describe one.
fn seed(matches: &ArgMatches) -> Result<Option<Seed>, Failure> {
    let mut fleets = matches.get_many("devices").into_iter().flatten().cloned().peekable();
    let file = matches.get_one::<PathBuf>("seed");
    let is_said = SHARES.iter().any(|(name, ..)| matches.contains_id(name));
    if file.is_none() && fleets.peek().is_none() && !is_said {
        return Ok(None);
    }
    let mut seed = file.map_or_else(|| Ok(Seed::sample()), |file| read_seed(file))?;
    seed.products.extend(fleets);
    for (name, share, _) in SHARES {
        if let Some(said) = matches.get_one::<f64>(name) {
            *share(&mut seed.model) = *said;
        }
    }
    Ok(Some(seed))
}

fn read_seed(file: &Path) -> Result<Seed, Failure> {
    let name = visible::line(&file.display().to_string()).into_owned();
    let unreadable = |error| Failure::usage(format!("cannot read the seed `{name}`: {error}"));
    let mut bytes = Vec::new();
    let read = fs::File::open(file)
        .and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes))
        .map_err(unreadable)?;
    if read as u64 > LARGEST {
        let message = format!("the seed `{name}` is larger than {LARGEST} bytes");
        return Err(Failure::usage(message));
    }
    let wrong = |diagnostic: Diagnostic| {
        Failure::usage(format!("the seed `{name}` has a mistake: {diagnostic}"))
    };
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
        let file = File { path: name.clone(), text };
        let help = "save the file as UTF-8";
        wrong(Diagnostic::at(&file, Span { start: at, end: at + 1 }, "it is not UTF-8", help))
    })?;
    Seed::from_json(&text).map_err(|error| wrong(shown(&name, text, &error)))
}

/// A mistake of a seed in the form of mistakes in specs: the reader ends its message with the place.
fn shown(name: &str, text: String, error: &str) -> Diagnostic {
    let place = error.rsplit_once(" at line ").and_then(|(message, place)| {
        let (line, column) = place.split_once(" column ")?;
        let (line, column): (usize, usize) = (line.parse().ok()?, column.parse().ok()?);
        let before: usize =
            text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
        // The column counts bytes, from 1; it is 0 where a line ended too early.
        let start = before + column.saturating_sub(1);
        Some((message, Span { start, end: start + 1 }))
    });
    match place {
        Some((message, span)) => {
            Diagnostic::at(&File { path: name.to_owned(), text }, span, message, "")
        }
        None => Diagnostic::whole_file(name, error, ""),
    }
}

#[cfg(test)]
mod tests {
    use clap::Command;

    use super::{SHARES, add, seed};

    #[test]
    fn devices_behave_as_the_flags_say() {
        let seed = |words: &[&str]| {
            let words = [&["emulator"][..], words].concat();
            seed(&add(Command::new("emulator")).get_matches_from(words)).unwrap()
        };
        assert!(seed(&[]).is_none());
        for (place, (name, share, _)) in SHARES.into_iter().enumerate() {
            let mut model =
                seed(&[&format!("--{name}"), "0.25", "--devices", "lamp=5"]).unwrap().model;
            for (other, (_, read, _)) in SHARES.into_iter().enumerate() {
                let said = if other == place { 0.25 } else { 0.0 };
                assert!((*read(&mut model) - said).abs() < f64::EPSILON, "{name}");
            }
            assert!(*share(&mut model) > 0.0);
        }
    }
}
