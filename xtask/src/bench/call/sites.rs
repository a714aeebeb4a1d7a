//! Where something allocates: a profile of dhat as a table.

use serde_json::Value;

use super::programs::Programs;

/// How many functions are shown of each place.
const SHOWN: usize = 3;

/// Prefixes of the source files that only pass an allocation on: the standard library (its paths
/// are cut to their ends) and the counter.
const PASSING_ON: [&str; 15] = [
    "alloc/src/",
    "core/src/",
    "dhat-",
    "src/alloc/",
    "src/backtrace/",
    "src/boxed/",
    "src/collections/",
    "src/iter/",
    "src/mem/",
    "src/ops/",
    "src/raw_vec/",
    "src/slice/",
    "src/sync/",
    "src/vec/",
    "std/src/",
];

/// A table of the places, those with the most allocations first.
pub(super) fn list(programs: &Programs, group: &str, contender: &str) -> Result<String, String> {
    let file = programs.temporary().join("dhat.json");
    let printed = programs.run("allocations", &[group, contender, &file.display().to_string()])?;
    let times: f64 = printed.trim().parse().map_err(|_| format!("`{printed}` is no number"))?;
    let text = std::fs::read_to_string(&file).map_err(|error| error.to_string())?;
    let profile: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let sites = sites(&profile).ok_or("the profile is none of dhat")?;
    let mut text = format!("### Allocations of {contender}: {group}\n\n");
    text.push_str("| each time | bytes | where, and from where | for |\n|---:|---:|---|---|\n");
    // What happens less often than every tenth time is a pool or a buffer that grows.
    for site in sites.iter().filter(|site| site.blocks / times >= 0.1) {
        let (blocks, bytes) = (site.blocks / times, site.bytes / times);
        let places = site.places.join(" ← ");
        text.push_str(&format!("| {blocks:.1} | {bytes:.0} | {places} | {} |\n", site.purpose));
    }
    Ok(text)
}

/// A place that allocates.
#[derive(Debug, PartialEq)]
struct Site {
    blocks: f64,
    bytes: f64,
    /// The innermost functions.
    places: Vec<String>,
    /// The function of the SDK that it is for.
    purpose: String,
}

fn sites(profile: &Value) -> Option<Vec<Site>> {
    let names: Vec<&str> =
        profile["ftbl"].as_array()?.iter().map(|name| name.as_str().unwrap_or("")).collect();
    let mut sites: Vec<Site> = Vec::new();
    for point in profile["pps"].as_array()? {
        let frames = point["fs"].as_array()?.iter().filter_map(Value::as_u64);
        let frames = frames.filter_map(|frame| names.get(usize::try_from(frame).ok()?));
        let own: Vec<Frame<'_>> = frames
            .filter_map(|name| Frame::parse(name))
            .filter(|frame| !PASSING_ON.iter().any(|start| frame.file.starts_with(start)))
            .collect();
        let shown = own.iter().take(SHOWN);
        let places = shown.map(|frame| format!("`{}` {}", frame.function, frame.file)).collect();
        let ours = own.iter().find(|frame| frame.file.starts_with("ota-api/"));
        let purpose = ours.map_or(String::new(), |frame| frame.file.to_owned());
        let (blocks, bytes) = (point["tbk"].as_f64()?, point["tb"].as_f64()?);
        let same = |site: &&mut Site| site.places == places && site.purpose == purpose;
        match sites.iter_mut().find(same) {
            Some(site) => {
                site.blocks += blocks;
                site.bytes += bytes;
            }
            None => sites.push(Site { blocks, bytes, places, purpose }),
        }
    }
    sites.sort_by(|one, other| other.blocks.total_cmp(&one.blocks));
    Some(sites)
}

/// One function on the way to an allocation.
struct Frame<'a> {
    function: &'a str,
    /// File and line.
    file: &'a str,
}

impl<'a> Frame<'a> {
    /// Reads `0x1234: function<generics> (some/file.rs:12:34)`.
    fn parse(text: &'a str) -> Option<Self> {
        let (_, text) = text.split_once(": ")?;
        let (function, file) = text.rsplit_once(" (")?;
        let file = file.trim_end_matches(')').rsplit_once(':').map_or(file, |(line, _)| line);
        Some(Self { function: function.split('<').next().unwrap_or(function), file })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn places_are_named_without_what_passes_on() {
        let profile = json!({
            "ftbl": [
                "[root]",
                "0x1: alloc (dhat-0.3.3/src/lib.rs:1:2)",
                "0x2: with_capacity<u8> (src/vec/mod.rs:3:4)",
                "0x3: parse<a::B> (http-1.0/src/uri/mod.rs:5:6)",
                "0x4: {async_fn#0} (ota-api/src/transport.rs:7:8)",
            ],
            "pps": [
                { "tbk": 2, "tb": 64, "fs": [1, 2, 3, 4] },
                { "tbk": 1, "tb": 6, "fs": [1, 3, 4] },
            ],
        });
        let places = vec![
            "`parse` http-1.0/src/uri/mod.rs:5".to_owned(),
            "`{async_fn#0}` ota-api/src/transport.rs:7".to_owned(),
        ];
        let purpose = "ota-api/src/transport.rs:7".to_owned();
        let site = Site { blocks: 3.0, bytes: 70.0, places, purpose };
        assert_eq!(sites(&profile), Some(vec![site]));
        assert_eq!(sites(&json!({})), None);
    }
}
