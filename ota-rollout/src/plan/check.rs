//! From the shape of a plan to a checked one.

mod reader;
mod times;
mod waves;

use toml::Spanned;

use super::limits::thousandths;
use super::mistake::{Mistakes, PlanError};
use super::{Delivery, Expected, OnStall, Package, Plan, Seconds, Verify, raw};
use reader::{DAY, Lists, MINUTE, Reader};

pub(super) fn check(file: &str, text: &str, lists: Lists<'_>) -> Result<Plan, PlanError> {
    let raw: raw::Plan = toml::from_str(text).map_err(|error| {
        let mut mistakes = Mistakes::new(text);
        mistakes.add(&error.span().unwrap_or(0..0), error.message().replace('\n', "; "));
        mistakes.into_error(file)
    })?;
    let mut reader = Reader { mistakes: Mistakes::new(text), lists };
    match plan(&mut reader, raw) {
        Some(plan) if reader.mistakes.none() => Ok(plan),
        _ => Err(reader.mistakes.into_error(file)),
    }
}

/// The plan; `None`, or one that is not used, if there are mistakes.
fn plan(reader: &mut Reader<'_>, raw: raw::Plan) -> Option<Plan> {
    let name = name(reader, raw.name);
    let product = reader.filled("product", raw.product);
    let instance = raw.instance.map(|instance| reader.filled("instance", instance));
    let poll = reader.seconds("poll", raw.poll, Seconds(30), (1, 3600));
    let package_at = raw.package.span();
    let raw_package = raw.package.into_inner();
    let source_versions = reader.texts("source-versions", raw_package.source_versions, 10);
    let overwrite = raw_package.overwrite.unwrap_or(false);
    let package = package(
        reader,
        [raw_package.firmware_id, raw_package.file],
        [raw_package.name, raw_package.version, raw_package.module],
        &package_at,
    );
    let verify = raw.verify.map(|verify| Verify {
        devices: waves::names(reader, "devices", verify.devices, 10),
        timeout: verify
            .timeout
            .map(|time| reader.seconds("timeout", Some(time), Seconds(0), (MINUTE, DAY))),
    });
    let limits = raw.limits;
    let tolerance = waves::tolerance(reader, limits.failures, limits.minimum_executed, None);
    let most_offline = reader.number("most-offline", limits.most_offline, (1, 1_000_000));
    let stall_after =
        reader.seconds("stall-after", limits.stall_after, Seconds(60 * MINUTE), (MINUTE, 30 * DAY));
    let on_stall =
        reader.word("on-stall", limits.on_stall, &[("ask", OnStall::Ask), ("fail", OnStall::Fail)]);
    let delivery = delivery(reader, raw.delivery, &source_versions);
    let calendar = raw.calendar.map(|calendar| times::calendar(reader, calendar));
    let waves = waves::waves(reader, raw.wave, tolerance, &source_versions);
    let expected = expected(reader, raw.expected);
    Some(Plan {
        name,
        product,
        instance,
        package: package?,
        source_versions,
        overwrite,
        verify,
        waves,
        delivery,
        most_offline,
        stall_after,
        on_stall: on_stall.unwrap_or_default(),
        quarantine: limits.quarantine.unwrap_or(true),
        poll,
        calendar: calendar.unwrap_or_default(),
        expected,
    })
}

/// The name: it becomes a part of IDs and labels.
fn name(reader: &mut Reader<'_>, name: Spanned<String>) -> String {
    let (span, name) = (name.span(), name.into_inner());
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || name.len() > 64 || !name.chars().all(is_plain) {
        reader.mistakes.add(
            &span,
            format!("`name` is {name:?}; allowed: 1 to 64 letters, digits, `-`, `_` and `.`"),
        );
    }
    name
}

fn package(
    reader: &mut Reader<'_>,
    [id, file]: [raw::Text; 2],
    [name, version, module]: [raw::Text; 3],
    span: &std::ops::Range<usize>,
) -> Option<Package> {
    let extra = [("name", &name), ("version", &version), ("module", &module)];
    match (id, file) {
        (Some(id), None) => {
            for (word, given) in extra {
                if let Some(given) = given {
                    let text =
                        format!("`{word}` goes with `file`; leave it out beside `firmware-id`");
                    reader.mistakes.add(&given.span(), text);
                }
            }
            Some(Package::Known { firmware_id: reader.filled("firmware-id", id) })
        }
        (None, Some(file)) => {
            let place = file.span();
            let path = reader.filled("file", file);
            let (Some(name), Some(version)) = (name, version) else {
                let text =
                    "`file` needs `name` and `version`, those of the package that it becomes";
                reader.mistakes.add(&place, text);
                return None;
            };
            Some(Package::File {
                path,
                name: reader.filled("name", name),
                version: reader.filled("version", version),
                module: module.map(|module| reader.filled("module", module)),
            })
        }
        (Some(_), Some(file)) => {
            let text = "there is `firmware-id` as well; a package is one or the other";
            reader.mistakes.add(&file.span(), text);
            None
        }
        (None, None) => {
            let text =
                "the package is missing; give `firmware-id`, or `file` with `name` and `version`";
            reader.mistakes.add(span, text);
            None
        }
    }
}

fn expected(reader: &mut Reader<'_>, raw: raw::Expected) -> Expected {
    let attempts = reader.number("attempts", raw.attempts, (0, u32::MAX));
    let mut share = |name: &str, text: raw::Text| {
        let text = text?;
        let share = text.get_ref().strip_suffix('%').and_then(|text| thousandths(text.trim_end()));
        if share.is_none() {
            let message = format!(
                "`{name}` is {:?}; write a share such as `\"2.5%\"`, from 0 to 100 %",
                text.get_ref()
            );
            reader.mistakes.add(&text.span(), message);
        }
        share
    };
    let (failing, silent) = (share("failing", raw.failing), share("silent", raw.silent));
    let offline = share("offline", raw.offline);
    let duration =
        raw.duration.map(|time| reader.seconds("duration", Some(time), Seconds(1), (1, 30 * DAY)));
    Expected { attempts: attempts.map(u64::from), failing, silent, offline, duration }
}

fn delivery(reader: &mut Reader<'_>, raw: raw::Delivery, versions: &[String]) -> Delivery {
    let push_rate = reader.number("push-rate", raw.push_rate, (10, 10_000));
    let timeout = raw.timeout.map(|time| {
        let place = time.span();
        let time = reader.seconds("timeout", Some(time), Seconds(0), (MINUTE, DAY));
        (reader.minutes("timeout", time, &place), place)
    });
    let retry = match (raw.retry_count, raw.retry_interval) {
        (None, None) => None,
        (Some(count), Some(interval)) => {
            let (count_at, at) = (count.span(), interval.span());
            let count = *count.get_ref();
            if ![1, 2, 5].contains(&count) {
                let text = format!("`retry-count` is {count}; allowed: 1, 2, 5");
                reader.mistakes.add(&count_at, text);
            }
            let time = reader.seconds("retry-interval", Some(interval), Seconds(0), (0, DAY));
            let minutes = reader.minutes("retry-interval", time, &at);
            if ![0, 10, 30, 60, 1440].contains(&minutes) {
                let text = format!(
                    "`retry-interval` is `{time}`; allowed: `0m`, `10m`, `30m`, `1h`, `1d`"
                );
                reader.mistakes.add(&at, text);
            }
            if timeout.as_ref().is_some_and(|(timeout, _)| minutes >= *timeout) {
                let text =
                    "`retry-interval` is not less than `timeout`; a retry has to come before it";
                reader.mistakes.add(&at, text);
            }
            if versions.is_empty() {
                let text = "the service tries again only where `source-versions` are given; give them, or leave out the retries";
                reader.mistakes.add(&count_at, text);
            }
            Some((u32::try_from(count).unwrap_or(1), minutes))
        }
        (Some(count), None) => {
            let text = "`retry-count` needs `retry-interval`, such as `10m`";
            reader.mistakes.add(&count.span(), text);
            None
        }
        (None, Some(interval)) => {
            let text = "`retry-interval` needs `retry-count`: 1, 2 or 5";
            reader.mistakes.add(&interval.span(), text);
            None
        }
    };
    Delivery { push_rate, retry, timeout_minutes: timeout.map(|(minutes, _)| minutes) }
}
