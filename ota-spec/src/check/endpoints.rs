//! Checks the hosts of a service.

use std::collections::BTreeSet;

use crate::diagnostic::Report;
use crate::json::Node;
use crate::keys;
use crate::model::{Central, Endpoints, Region, RegionHost};
use crate::names;
use crate::raw::{self, Object, Spanned};

pub(super) fn check(node: Node, report: &mut Report) -> Option<Endpoints> {
    let mut object = Object::open(node, &keys::ENDPOINTS, report)?;
    let public_span = object.span_of("public");
    let public = object.string("public", report).and_then(|text| host(text, true, report));
    let hosts = self::hosts("hosts", &mut object, report);
    let vpc_hosts = self::hosts("vpcHosts", &mut object, report);
    let vpc = object.string("vpc", report).and_then(|text| host(text, true, report));
    let mut seen = BTreeSet::new();
    let mut regions = Vec::new();
    for item in object.array("regions", report) {
        let Some(mut region) = Object::open(item, &keys::REGION, report) else {
            continue;
        };
        let id = region.filled("id", report);
        let name = region.filled("name", report);
        let id = id.filter(|id| region_id(id, &mut seen, report));
        if let (Some(id), Some(name)) = (id, name) {
            let ident = names::constant(&id.value);
            regions.push(Region { id: id.value, ident, name: name.value });
        }
    }
    let central = object.take("central", report).and_then(|node| {
        let mut object = Object::open(node, &keys::CENTRAL, report)?;
        let central = object.filled("host", report);
        let mut regions = object.strings("regions", report);
        regions.retain(|id| region_id(id, &mut seen, report));
        let regions = regions.into_iter().map(|region| region.value).collect();
        Some(Central { host: host(central?, false, report)?, regions })
    });
    if let (Some(span), Some(Central { regions, .. })) = (public_span, &central)
        && regions.is_empty()
        && report.is_empty()
    {
        let message = "`public` is never used, since `central` serves every region";
        report.at(span, message, "give `regions` to `central`, or remove one of the two");
    }
    if report.is_empty() && public.is_none() && hosts.is_empty() && central.is_none() {
        let help = "add `public`, `hosts` or `central`";
        report.at(object.span, "the endpoints have no host in the public network", help);
    }
    Some(Endpoints { public, hosts, vpc, vpc_hosts, regions, central })
}

/// The hosts of single regions.
fn hosts(key: &'static str, object: &mut Object, report: &mut Report) -> Vec<RegionHost> {
    let Some(node) = object.take(key, report) else { return Vec::new() };
    let mut seen = BTreeSet::new();
    let members = raw::members(node, key, report).unwrap_or_default();
    let entries = members.into_iter().filter_map(|member| {
        let region = Spanned { value: member.key, span: member.key_span };
        let text = raw::filled(member.value, "a host", report)?;
        let is_id = region_id(&region, &mut seen, report);
        let host = host(text, false, report)?;
        is_id.then_some(RegionHost { region: region.value, host })
    });
    entries.collect()
}

/// Whether a region has a new ID that is valid in a host name and as a Rust name.
fn region_id(id: &Spanned<String>, seen: &mut BTreeSet<String>, report: &mut Report) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !id.value.starts_with(|c: char| c.is_ascii_lowercase()) || !id.value.chars().all(plain) {
        let message = format!("`{}` cannot be the ID of a region", id.value);
        report.at(id.span, message, "use a small letter, then small letters, digits and `-`");
        return false;
    }
    let new = seen.insert(names::constant(&id.value));
    if !new {
        let message = format!("region `{}` is listed twice", id.value);
        report.at(id.span, message, "remove one of them");
    }
    new
}

fn is_host(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    text.chars().all(allowed)
}

/// A host name, with exactly one `{region}` in it where it is a pattern.
fn host(text: Spanned<String>, pattern: bool, report: &mut Report) -> Option<String> {
    let places = text.value.matches("{region}").count();
    let valid = is_host(&text.value.replace("{region}", "r"));
    if !valid || places != usize::from(pattern) {
        let help = if pattern {
            "write a host with one `{region}` in it, without a scheme"
        } else {
            "write a host without a scheme"
        };
        report.at(text.span, format!("`{}` is not a host", text.value), help);
        return None;
    }
    Some(text.value)
}
