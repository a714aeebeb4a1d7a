//! From the metadata of a product version to a folder of specs.

use std::collections::{BTreeMap, BTreeSet};

use ota_spec::diagnostic::Diagnostic;
use ota_spec::{Source, Value, load, names};

use super::convert::is_plain;
use super::draft::{Draft, Samples, draft};
use super::envelope::Envelope;
use super::errors::Errors;
use super::groups::Groups;
use super::log::Log;
use super::read::{self, Api, Unreadable};
use super::report::{Operation, Report};
use super::share::{Seen, separate};
use super::types::Types;
use super::{service, share};
use crate::layout;
use crate::starter;

/// A folder of specs that was made of metadata.
#[derive(Debug)]
pub struct Import {
    /// The name of the folder: the product and its version.
    pub folder: String,
    /// The files with their paths in the folder.
    pub files: BTreeMap<String, String>,
    /// What was taken, judged and could not be said.
    pub report: Report,
}

/// Makes a folder of specs from the text of an `api-docs.json`. `only` names the groups and actions to take;
/// without any, all are taken.
///
/// # Errors
///
/// The text is no metadata of a product in RPC style, or a name of `only` is unknown.
pub fn import(text: &str, only: &[String]) -> Result<Import, Unreadable> {
    let mut log = Log::default();
    let document = read::read(text, &mut log)?;
    let groups = Groups::of(&document);
    let mut document = document;
    let apis = std::mem::take(&mut document.apis);
    let in_document = apis.len();
    let (apis, mut left_out) = usable(apis);
    let apis = chosen(apis, &left_out, &groups, only)?;
    if !only.is_empty() {
        left_out.retain(|operation| only.contains(&operation.action));
    }
    let mut types = Types::beside(apis.iter().map(|api| api.action.as_str()));
    let mut errors = Errors::default();
    let mut drafts: Vec<Draft> = Vec::with_capacity(apis.len());
    for mut api in apis {
        let codes = errors.add(&mut api);
        let group = groups.get(&api.action).to_owned();
        drafts.push(draft(api, &group, codes, &document.components, &mut types));
    }
    share_types(&mut drafts, &mut types);
    drafts.iter_mut().for_each(|draft| draft.log.once());
    let envelope = common(&drafts);
    let shared = vec![
        ("service.json".to_owned(), service::file(&document, envelope.value(), &mut log)),
        ("types.json".to_owned(), types.file()),
        ("errors.json".to_owned(), errors.file()),
    ];
    let shared: Vec<(String, String)> =
        shared.into_iter().map(|(path, value)| (path, layout::file(&value))).collect();
    let source = format!("The metadata of {} {}", document.product, document.version);
    let judge = Judge { shared: &shared, envelope: &envelope, source: &source };
    let judged = judge.all(drafts);
    let mut files: BTreeMap<String, String> = shared.iter().cloned().collect();
    files.insert(starter::SCHEMA_PATH.to_owned(), starter::SCHEMA.to_owned());
    let mut operations = Vec::new();
    for (draft, samples, mistakes) in judged.operations {
        if mistakes.is_empty() {
            let file = layout::file(&draft.value(&envelope, &source, samples));
            files.insert(format!("ops/{}.json", draft.action), file);
        }
        operations.push(Operation {
            facts: draft.facts(),
            action: draft.action,
            mistakes,
            log: draft.log,
        });
    }
    log.once();
    operations.extend(left_out);
    operations.sort_by(|a, b| a.action.cmp(&b.action));
    Ok(Import {
        folder: folder_name(&document.product, &document.version),
        files,
        report: Report {
            product: document.product,
            version: document.version,
            in_document,
            groups: groups.titles,
            log,
            mistakes: judged.mistakes,
            operations,
            conflicts: Vec::new(),
            removed: Vec::new(),
        },
    })
}

/// What a document is about, without the work of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The product.
    pub product: String,
    /// Its version.
    pub version: String,
    /// The name of the folder, as [`Import::folder`].
    pub folder: String,
}

/// Reads what the text of an `api-docs.json` is about.
///
/// # Errors
///
/// The text is no metadata of a product in RPC style.
pub fn about(text: &str) -> Result<About, Unreadable> {
    let (product, version) = read::product(&read::json(text)?)?;
    let folder = folder_name(&product, &version);
    Ok(About { product, version, folder })
}

/// A name without anything that a path could stumble over.
fn folder_name(product: &str, version: &str) -> String {
    let clean = |text: &str| -> String {
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        text.trim().to_lowercase().chars().map(|c| if allowed(c) { c } else { '_' }).collect()
    };
    format!("{}-{}", clean(product), clean(version))
}

/// The operations whose names can be those of files, and reports about the others.
fn usable(apis: Vec<Api>) -> (Vec<Api>, Vec<Operation>) {
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    let mut good = Vec::new();
    let mut bad = Vec::new();
    for api in apis {
        let why = if api.unreadable.is_some() {
            api.unreadable.clone()
        } else if !is_plain(&api.action) || api.action.len() > 200 {
            Some("the action cannot be the name of an operation".to_owned())
        } else if is_device(&api.action) {
            Some("no file can be called like that everywhere".to_owned())
        } else {
            let ident = names::field(&api.action);
            let twin = seen.get(&ident).or_else(|| seen.get(&api.action.to_lowercase()));
            twin.map(|twin| format!("it cannot be told from `{twin}`"))
        };
        match why {
            None => {
                seen.insert(names::field(&api.action), api.action.clone());
                seen.insert(api.action.to_lowercase(), api.action.clone());
                good.push(api);
            }
            Some(why) => bad.push(Operation {
                action: api.action,
                facts: Value::Object(Vec::new()),
                mistakes: vec![why],
                log: api.log,
            }),
        }
    }
    (good, bad)
}

/// Whether the name belongs to a device on some systems, whatever is behind its dot.
fn is_device(name: &str) -> bool {
    let lower = name.to_lowercase();
    let numbered = |stem: &str| {
        lower
            .strip_prefix(stem)
            .is_some_and(|rest| rest.len() == 1 && rest.as_bytes()[0].is_ascii_digit())
    };
    ["con", "prn", "aux", "nul"].contains(&lower.as_str()) || numbered("com") || numbered("lpt")
}

/// The operations of the groups and actions in `only`.
fn chosen(
    apis: Vec<Api>,
    left_out: &[Operation],
    groups: &Groups,
    only: &[String],
) -> Result<Vec<Api>, Unreadable> {
    if only.is_empty() {
        return Ok(apis);
    }
    let wanted: BTreeSet<&str> = only.iter().map(String::as_str).collect();
    let of_apis = apis.iter().flat_map(|api| [api.action.as_str(), groups.get(&api.action)]);
    // Those say themselves why they cannot be taken.
    let known: BTreeSet<&str> =
        of_apis.chain(left_out.iter().map(|operation| operation.action.as_str())).collect();
    if let Some(unknown) = only.iter().find(|name| !known.contains(name.as_str())) {
        let help = ota_spec::suggest::help(unknown, known.iter().copied());
        return Err(Unreadable::new(format!("there is no group or action `{unknown}`; {help}")));
    }
    let is_wanted = |api: &Api| {
        wanted.contains(api.action.as_str()) || wanted.contains(groups.get(&api.action))
    };
    Ok(apis.into_iter().filter(is_wanted).collect())
}

/// Makes shared types of what occurs twice, and of what would be called alike.
fn share_types(drafts: &mut [Draft], types: &mut Types) {
    let mut seen = Seen::default();
    for draft in drafts.iter() {
        seen.count(&draft.parameters);
        seen.count(&draft.response);
    }
    let owners = |draft: &Draft| {
        (names::camel(&draft.action), names::OperationIdents::new(&draft.action).response)
    };
    for draft in drafts.iter_mut() {
        let (request, response) = owners(draft);
        seen.replace(&mut draft.parameters, &request, types, &mut draft.log);
        seen.replace(&mut draft.response, &response, types, &mut draft.log);
    }
    for draft in drafts {
        let (request, response) = owners(draft);
        separate(&mut draft.parameters, &request, types, &mut draft.log);
        share::separate(&mut draft.response, &response, types, &mut draft.log);
    }
}

/// The envelope that most operations have.
fn common(drafts: &[Draft]) -> Envelope {
    let mut counts: BTreeMap<&Envelope, usize> = BTreeMap::new();
    for draft in drafts {
        *counts.entry(&draft.envelope).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count);
    most.map(|(envelope, _)| envelope.clone()).unwrap_or_default()
}

/// Asks the check of specs which operations can be written, and with which samples.
struct Judge<'a> {
    shared: &'a [(String, String)],
    envelope: &'a Envelope,
    source: &'a str,
}

struct Judged {
    /// Each with its samples, and the mistakes for which it is left out.
    operations: Vec<(Draft, Samples, Vec<String>)>,
    /// The mistakes of the shared files.
    mistakes: Vec<String>,
}

const BOTH: Samples = Samples { json: true, xml: true };
const NONE: Samples = Samples { json: false, xml: false };

impl Judge<'_> {
    fn all(&self, drafts: Vec<Draft>) -> Judged {
        let mut drafts = drafts;
        let all: Vec<usize> = (0..drafts.len()).collect();
        let mut chosen: BTreeMap<usize, Samples> = BTreeMap::new();
        let mut shared = Vec::new();
        let (broken, first) = self.check(&drafts, &all, BOTH, &mut shared);
        accept(&mut chosen, &all, &broken, BOTH);
        // A sample contradicts its schema if the operation has no mistake without it.
        let (hard, second) = self.check(&drafts, &broken, NONE, &mut Vec::new());
        accept(&mut chosen, &broken, &hard, NONE);
        let is_hard: BTreeSet<usize> = hard.iter().copied().collect();
        let soft: Vec<usize> = broken.iter().copied().filter(|at| !is_hard.contains(at)).collect();
        let samples = Samples { json: true, xml: false };
        let (without, _) = self.check(&drafts, &soft, samples, &mut Vec::new());
        accept(&mut chosen, &soft, &without, samples);
        let samples = Samples { json: false, xml: true };
        let (neither, _) = self.check(&drafts, &without, samples, &mut Vec::new());
        accept(&mut chosen, &without, &neither, samples);
        for at in &soft {
            contradicting(&mut drafts[*at], chosen.get(at).copied().unwrap_or(NONE), &first);
        }
        let paged = hard.clone();
        // Pages are judged by names alone, so they are the first to be wrong.
        for at in &hard {
            let draft = &mut drafts[*at];
            if draft.page.take().is_some() {
                let why = messages(&second, &draft.action).join("; ");
                draft.log.unsaid("paging", "page", why);
            }
        }
        let (hard, second) = self.check(&drafts, &hard, NONE, &mut Vec::new());
        accept(&mut chosen, &paged, &hard, NONE);
        // What is left has a mistake of its own: whatever is not needed is left out.
        for at in &hard {
            let draft = &mut drafts[*at];
            draft.strip();
            let why = messages(&second, &draft.action).join("; ");
            draft.log.unsaid("details", "", format!("defaults, limits and samples: {why}"));
        }
        let (lost, last) = self.check(&drafts, &hard, NONE, &mut Vec::new());
        accept(&mut chosen, &hard, &lost, NONE);
        let lost: BTreeSet<usize> = lost.into_iter().collect();
        let operations = drafts.into_iter().enumerate().map(|(at, draft)| {
            let mut mistakes = Vec::new();
            if lost.contains(&at) {
                mistakes = messages(&last, &draft.action);
                if mistakes.is_empty() {
                    mistakes.push("a shared file has a mistake that it depends on".to_owned());
                }
            }
            (draft, chosen.get(&at).copied().unwrap_or(NONE), mistakes)
        });
        Judged { operations: operations.collect(), mistakes: shared }
    }

    /// The operations with mistakes when these are loaded together, and the mistakes.
    fn check(
        &self,
        drafts: &[Draft],
        tried: &[usize],
        samples: Samples,
        shared: &mut Vec<String>,
    ) -> (Vec<usize>, Vec<Diagnostic>) {
        if tried.is_empty() {
            return (Vec::new(), Vec::new());
        }
        let source =
            |path: &str, text: String| Source { path: path.to_owned(), bytes: text.into() };
        let mut sources: Vec<Source> =
            self.shared.iter().map(|(path, text)| source(path, text.clone())).collect();
        for at in tried {
            let draft = &drafts[*at];
            let file = draft.value(self.envelope, self.source, samples).to_string();
            sources.push(source(&format!("ops/{}.json", draft.action), file));
        }
        let Err(broken) = load("specs", sources) else { return (Vec::new(), Vec::new()) };
        for found in &broken.diagnostics {
            if !found.path.starts_with("specs/ops/") {
                shared.push(format!("{}: {}; {}", found.path, found.message, found.help));
            }
        }
        let valid: BTreeSet<&str> =
            broken.rest.operations.iter().map(|operation| operation.action.as_str()).collect();
        let is_broken = |at: &usize| !valid.contains(drafts[*at].action.as_str());
        (tried.iter().copied().filter(is_broken).collect(), broken.diagnostics)
    }
}

/// Those that have no mistakes are written with these samples.
fn accept(
    chosen: &mut BTreeMap<usize, Samples>,
    tried: &[usize],
    broken: &[usize],
    samples: Samples,
) {
    let broken: BTreeSet<usize> = broken.iter().copied().collect();
    chosen.extend(tried.iter().filter(|at| !broken.contains(at)).map(|at| (*at, samples)));
}

fn messages(found: &[Diagnostic], action: &str) -> Vec<String> {
    let path = format!("specs/ops/{action}.json");
    let of_action = found.iter().filter(|found| found.path == path);
    of_action.map(|found| format!("{}: {}", found.message, found.help)).collect()
}

/// Keeps samples that cannot be written.
fn contradicting(draft: &mut Draft, kept: Samples, found: &[Diagnostic]) {
    let messages = messages(found, &draft.action);
    for (format, kept, marked) in [("json", kept.json, "JSON"), ("xml", kept.xml, "XML")] {
        let Some(text) = draft.written.get(format).filter(|_| !kept) else { continue };
        let (kind, given) = match format {
            "json" => ("JSON sample contradicts its schema", draft.json.is_some()),
            _ => ("XML sample contradicts its schema", true),
        };
        if given {
            let why: Vec<&str> =
                messages.iter().filter(|text| text.contains(marked)).map(String::as_str).collect();
            draft.log.sample(kind, format!("{}\n{text}", why.join("\n")));
        }
    }
}
