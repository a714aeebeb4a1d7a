//! What the metadata does not say outright: the effect of a second send, how often, who signs.

use ota_spec::names;
use regex_lite::Regex;

use super::read::Api;

/// What a second send does, and why.
pub(super) fn idempotency(api: &Api) -> (&'static str, String) {
    let verb = names::snake(&api.action);
    // `BatchGet` gets.
    let verb = verb.strip_prefix("batch_").unwrap_or(&verb);
    let verb = verb.split('_').next().unwrap_or_default();
    let said = |kinds: &[&str]| {
        api.kinds.iter().find(|kind| kinds.contains(&kind.to_lowercase().as_str()))
    };
    let reads = said(&["read", "get", "list"]);
    let makes = said(&["create"]);
    let changes = said(&["write", "readandwrite", "update", "delete"]);
    let because = |what: &str| match api.kinds.is_empty() {
        true => format!("the verb `{verb}` {what}"),
        false => {
            format!("the verb `{verb}` {what}; the metadata says `{}`", api.kinds.join("`, `"))
        }
    };
    if READS.contains(&verb) && makes.is_none() && (changes.is_none() || reads.is_some()) {
        return ("readOnly", because("reads"));
    }
    if !CHANGES.contains(&verb)
        && !SETS.contains(&verb)
        && makes.is_none()
        && changes.is_none()
        && let Some(kind) = reads
    {
        return ("readOnly", format!("the metadata says `{kind}`"));
    }
    if SETS.contains(&verb) && makes.is_none() {
        return ("idempotent", because("leads to the same state each time"));
    }
    ("notIdempotent", because("may act again"))
}

/// Verbs that only look.
const READS: [&str; 16] = [
    "check", "count", "describe", "desc", "estimate", "find", "get", "inquire", "is", "list",
    "lookup", "preview", "query", "search", "show", "view",
];

/// Verbs that lead to the same state, however often they are sent.
const SETS: [&str; 38] = [
    "associate",
    "attach",
    "authorize",
    "bind",
    "cancel",
    "close",
    "deauthorize",
    "delete",
    "deregister",
    "detach",
    "disable",
    "disassociate",
    "dissociate",
    "enable",
    "finish",
    "forbid",
    "grant",
    "join",
    "leave",
    "modify",
    "offline",
    "online",
    "open",
    "pause",
    "put",
    "release",
    "remove",
    "resume",
    "revoke",
    "set",
    "start",
    "stop",
    "tag",
    "unassociate",
    "unbind",
    "untag",
    "unset",
    "update",
];

/// Verbs that do something anew each time.
const CHANGES: [&str; 33] = [
    "abort", "accept", "add", "allocate", "apply", "assign", "buy", "clone", "commit", "convert",
    "copy", "create", "execute", "generate", "import", "insert", "invoke", "migrate", "publish",
    "push", "reboot", "recover", "register", "renew", "replace", "reset", "restart", "restore",
    "rotate", "run", "send", "submit", "upload",
];

/// How many calls per second a text allows, where one says so.
pub(super) fn qps(api: &Api) -> Option<u32> {
    // Only sentences about the operation speak of calls; those of parameters speak of other rates.
    let patterns = [
        r"(?i)QPS[^0-9\n。.]{0,24}(?:不超过|为|至|is|of)\D{0,12}?(\d{1,7})(?:\s*(?:次/秒|QPS|[。,，;；.\s]|$))",
        r"(?i)(?:频率|次数)限制为\s*(\d{1,7})\s*(?:QPS|次/秒)",
        r"(?i)(?:at most|up to)\s+(\d{1,7})\s+(?:calls|requests|times)\s+(?:per|a)\s+second",
    ];
    let patterns = patterns.iter().filter_map(|pattern| Regex::new(pattern).ok());
    let patterns: Vec<Regex> = patterns.collect();
    let texts = api.texts.iter().chain([&api.summary]);
    let found = texts.flat_map(|text| {
        let numbers = patterns.iter().flat_map(|pattern| pattern.captures_iter(text));
        numbers.filter_map(|found| found.get(1)?.as_str().parse::<u32>().ok())
    });
    // Of several, the lowest is the one that everybody may rely on.
    found.filter(|number| *number > 0).min()
}

/// Whether calls go out without credentials; `Err` says what they would need.
pub(super) fn anonymous(api: &Api) -> Result<bool, String> {
    let signed = |name: &String| name.eq_ignore_ascii_case("AK");
    if api.security.is_empty() || api.security.iter().any(signed) {
        return Ok(false);
    }
    if api.security.iter().all(|name| name.eq_ignore_ascii_case("Anonymous")) {
        return Ok(true);
    }
    Err(api.security.join("`, `"))
}
