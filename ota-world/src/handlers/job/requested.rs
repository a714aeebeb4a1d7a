//! The settings that a call asks for.

use ota_spec::Value;

use crate::handlers::call::Call;
use crate::handlers::fields::as_str;
use crate::handlers::known::unusable;
use crate::refusal::Refusal;
use crate::time::Moment;
use crate::world::{Package, Retry, Settings, TargetSelection};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// The largest package that devices load over MQTT, in bytes.
const LARGEST_OVER_MQTT: u64 = 16 * 1024 * 1024;

/// The settings by the parameters that the three operations share; an absent one is as documented.
pub(super) fn settings(call: &Call<'_>, package: &Package) -> Result<Settings, Refusal> {
    let usual = Settings::default();
    // An interval without a number never gets here; a number without an interval means nothing.
    let retry = call.number("RetryInterval").zip(call.number("RetryCount"));
    let protocol = call.optional_string("DownloadProtocol").unwrap_or(&usual.protocol).to_owned();
    let size: u64 = package.files.iter().map(|file| file.size).sum();
    if protocol == "MQTT" && (package.is_multi_file || size > LARGEST_OVER_MQTT) {
        return Err(unusable(
            "`DownloadProtocol` MQTT needs a package with a single file of at most 16 MB, made with `FirmwareUrl`; use HTTPS",
        ));
    }
    Ok(Settings {
        selection: TargetSelection::All,
        gray_percent: None,
        group_id: None,
        src_versions: call.strings("SrcVersion").into_iter().map(str::to_owned).collect(),
        maximum_per_minute: call.number("MaximumPerMinute").unwrap_or(usual.maximum_per_minute),
        need_push: call.flag("NeedPush").unwrap_or(usual.need_push),
        need_confirm: call.flag("NeedConfirm").unwrap_or(usual.need_confirm),
        multi_module: call.flag("MultiModuleMode").unwrap_or(usual.multi_module),
        overwrites: call.number("OverwriteMode") == Some(2_u8),
        retry: retry.map(|(interval_minutes, count)| Retry { interval_minutes, count }),
        timeout_minutes: call.number("TimeoutInMinutes"),
        schedule: None,
        finish: None,
        protocol,
        tags: tags(call, "Tag"),
    })
}

/// When a static job starts and is ended, in the world's time.
///
/// An end without a start is counted from now.
pub(super) fn schedule(
    call: &Call<'_>,
    now: Moment,
) -> Result<(Option<Moment>, Option<Moment>), Refusal> {
    let start = call.number("ScheduleTime").map(Moment);
    let end = call.number("ScheduleFinishTime").map(Moment);
    if let Some(start) = start
        && !(5 * MINUTE..=7 * DAY).contains(&start.since(now))
    {
        return Err(unusable(format!(
            "`ScheduleTime` is {start}, but it is {now} now; a job starts at least 5 minutes and at most 7 days ahead"
        )));
    }
    let from = start.unwrap_or(now);
    if let Some(end) = end
        && !(HOUR..=30 * DAY).contains(&end.since(from))
    {
        return Err(unusable(format!(
            "`ScheduleFinishTime` is {end}, but the job starts at {from}; between the two lie at least 1 hour and at most 30 days"
        )));
    }
    Ok((start, end))
}

/// The labels of a list.
pub(super) fn tags(call: &Call<'_>, name: &str) -> Vec<(String, String)> {
    let Some(Value::Array(items)) = call.request.get(name) else { return Vec::new() };
    let member = |item: &Value, name: &str| item.get(name).and_then(as_str).map(str::to_owned);
    items.iter().filter_map(|item| member(item, "Key").zip(member(item, "Value"))).collect()
}

#[cfg(test)]
mod tests {
    use ota_spec::Value;

    use super::{LARGEST_OVER_MQTT, settings};
    use crate::handlers::call::Call;
    use crate::seed::Seed;
    use crate::time::Moment;
    use crate::world::World;

    #[test]
    fn mqtt_is_for_packages_of_one_small_file() {
        let seed =
            r#"{ "products": [{ "productKey": "p", "packages": [{ "firmwareId": "f" }] }] }"#;
        let world = World::new(&Seed::from_json(seed).unwrap(), Moment(0)).unwrap();
        let mut package = world.instances[""].packages["f"].clone();
        let request = Value::from_json(r#"{ "DownloadProtocol": "MQTT" }"#).unwrap();
        let call = Call { instance: "", request: &request };
        package.files[0].size = LARGEST_OVER_MQTT;
        assert_eq!(settings(&call, &package).unwrap().protocol, "MQTT");
        package.files[0].size += 1;
        assert_eq!(settings(&call, &package).unwrap_err().code, "iot.common.InvalidParam");
        package.files[0].size = 1;
        // It is what it was made with that counts.
        package.is_multi_file = true;
        assert_eq!(settings(&call, &package).unwrap_err().code, "iot.common.InvalidParam");
    }
}
