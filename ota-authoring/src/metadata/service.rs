//! The file `service.json`: where the service is.

use std::collections::{BTreeMap, BTreeSet};

use ota_spec::{Value, names};

use super::log::Log;
use super::read::Document;
use crate::object::{Object, list, object, text};

/// The file, with the envelope that most operations have.
pub(super) fn file(document: &Document, envelope: Value, log: &mut Log) -> Value {
    let (product, version) = (&document.product, &document.version);
    object([
        ("product", text(product)),
        ("version", text(version)),
        ("summary", text(format!("The service {product}, version {version}."))),
        ("endpoints", endpoints(document, log)),
        ("envelope", envelope),
        ("parameters", list([])),
    ])
}

fn endpoints(document: &Document, log: &mut Log) -> Value {
    let hosts = hosts(document, log);
    // Hosts that follow a pattern, those that serve several regions, and the rest.
    let mut patterns: BTreeMap<String, usize> = BTreeMap::new();
    let mut shared: BTreeMap<&str, usize> = BTreeMap::new();
    for (region, host) in &hosts {
        match pattern(region, host) {
            Some(pattern) => *patterns.entry(pattern).or_default() += 1,
            None => *shared.entry(host.as_str()).or_default() += 1,
        }
    }
    let most = |counts: &mut dyn Iterator<Item = (&str, usize)>| {
        let best = counts.fold(None, |best: Option<(&str, usize)>, found| match best {
            Some(best) if best.1 >= found.1 => Some(best),
            _ => Some(found),
        });
        best.filter(|(_, count)| *count > 1).map(|(name, _)| name.to_owned())
    };
    let public = most(&mut patterns.iter().map(|(pattern, count)| (pattern.as_str(), *count)));
    let central = most(&mut shared.iter().map(|(host, count)| (*host, *count)));
    let mut regions = Vec::new();
    let mut central_regions = Vec::new();
    let mut others = Object::new();
    for (region, host) in &hosts {
        if public.is_some() && pattern(region, host) == public {
            regions.push(object([("id", text(region)), ("name", text(region))]));
        } else if central.as_ref() == Some(host) {
            central_regions.push(text(region));
        } else {
            others.put(region, text(host));
        }
    }
    let only_central = public.is_none() && others.is_empty();
    let mut object = Object::new();
    if hosts.is_empty() {
        let host = format!("{}.{{region}}.aliyuncs.com", document.product.to_lowercase());
        log.judged("hosts", "endpoints", format!("no hosts are known; `{host}` is a guess"));
        object.put("public", text(host));
    }
    object.put_some("public", public.map(text));
    object.put_filled("regions", list(regions));
    if let Some(central) = central {
        let mut entry = Object::new();
        entry.put("host", text(central));
        if !only_central {
            entry.put("regions", list(central_regions));
        }
        object.put("central", entry.finish());
    }
    object.put_filled("hosts", others.finish());
    object.finish()
}

/// The regions with their hosts, each once.
fn hosts(document: &Document, log: &mut Log) -> Vec<(String, String)> {
    let mut hosts = Vec::new();
    let mut seen = BTreeSet::new();
    for (region, written) in &document.endpoints {
        let host = written.trim();
        let host = host.strip_prefix("https://").or(host.strip_prefix("http://")).unwrap_or(host);
        let host = host.trim_end_matches('/');
        let is_host = !host.is_empty()
            && host.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.');
        let is_region = region.starts_with(|c: char| c.is_ascii_lowercase())
            && region.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if !is_host || !is_region {
            log.unsaid("host", "endpoints", format!("`{written}` of the region `{region}`"));
        } else if seen.insert(names::constant(region)) {
            log.took("hosts");
            hosts.push((region.clone(), host.to_owned()));
        } else if !hosts.contains(&(region.clone(), host.to_owned())) {
            log.unsaid("host", "endpoints", format!("`{written}`: `{region}` has a host already"));
        }
    }
    hosts
}

/// The host with `{region}` in the place of the region.
fn pattern(region: &str, host: &str) -> Option<String> {
    let (before, behind) = host.split_once(region)?;
    (!behind.contains(region)).then(|| format!("{before}{{region}}{behind}"))
}
