//! The error codes of all operations.

use std::collections::BTreeMap;

use ota_spec::Value;

use super::read::Api;
use super::text;
use crate::object::{Object, list, number, object, text as string};

/// The codes, each with what is said about it.
#[derive(Debug, Default)]
pub(super) struct Errors(BTreeMap<String, Code>);

#[derive(Debug, Default)]
struct Code {
    statuses: Vec<u16>,
    meanings: Vec<String>,
}

/// Most meanings that are listed for one code.
const MEANINGS: usize = 8;

impl Errors {
    /// Adds the codes of an operation, and returns them.
    pub(super) fn add(&mut self, api: &mut Api) -> Vec<String> {
        let mut codes: Vec<String> = Vec::new();
        let log = &mut api.log;
        for (code, status, meaning) in &api.errors {
            let code = code.trim();
            if code.is_empty() {
                log.unsaid("error code", "errorCodes", format!("no code: {}", text::line(meaning)));
                continue;
            }
            let entry = self.0.entry(code.to_owned()).or_default();
            match status.trim().parse::<u16>().ok().filter(|status| (100..600).contains(status)) {
                Some(status) if !entry.statuses.contains(&status) => entry.statuses.push(status),
                Some(_) => {}
                None => {
                    let text = format!("`{code}` comes with the status `{status}`, which is none");
                    log.unsaid("status of an error", "errorCodes", text);
                }
            }
            let meaning = text::line(meaning);
            if !meaning.is_empty() && !entry.meanings.contains(&meaning) {
                if entry.meanings.len() < MEANINGS {
                    entry.meanings.push(meaning);
                } else {
                    let text = format!("`{code}` has more meanings than are listed: {meaning}");
                    log.unsaid("meaning of an error", "errorCodes", text);
                }
            }
            if !codes.iter().any(|known| known == code) {
                codes.push(code.to_owned());
                log.took("error codes");
            }
        }
        codes
    }

    /// The file `errors.json`.
    pub(super) fn file(&self) -> Value {
        object([("errors", list(self.0.iter().map(|(code, known)| known.value(code))))])
    }
}

impl Code {
    fn value(&self, code: &str) -> Value {
        let throttled =
            code.to_lowercase().starts_with("throttling") || self.statuses.contains(&429);
        let inside = self.statuses.iter().any(|status| *status >= 500);
        let (advice, retry) = match (throttled, inside) {
            (true, _) => ("Send fewer calls.", "backoff"),
            (_, true) => ("Try again later.", "backoff"),
            _ => ("Correct the request.", "never"),
        };
        let mut statuses = self.statuses.clone();
        statuses.sort_unstable();
        let meaning = match self.meanings.is_empty() {
            true => format!("The service says `{code}`."),
            false => self.meanings.join(" / "),
        };
        let mut object = Object::new();
        object.put("code", string(code));
        object.put("layer", string("business"));
        object.put("status", list(statuses.into_iter().map(number)));
        object.put("meaning", string(meaning));
        object.put("advice", string(advice));
        object.put("retry", string(retry));
        object.put_flag("throttled", throttled);
        object.put_flag("outcomeUnknown", inside);
        object.finish()
    }
}
