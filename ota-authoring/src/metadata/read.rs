//! The metadata of a product version, read as far as it can be.

use std::collections::BTreeMap;

use ota_spec::Value;

use super::keys::{self, flag, list, members, string, words};
use super::log::{Log, within};
use super::schema::{self, Schema};

/// A document that is no metadata of a product in RPC style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    pub(super) text: String,
    /// The line and column, from 1, where the document is not JSON.
    pub place: Option<(usize, usize)>,
}

impl Unreadable {
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), place: None }
    }
}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Unreadable {}

/// The metadata of a product version.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) product: String,
    pub(super) version: String,
    pub(super) directories: Vec<Directory>,
    pub(super) components: BTreeMap<String, Schema>,
    /// Regions with their hosts.
    pub(super) endpoints: Vec<(String, String)>,
    pub(super) apis: Vec<Api>,
}

/// A directory of the documentation, with the actions in it and below it.
#[derive(Debug)]
pub(super) struct Directory {
    pub(super) title: String,
    pub(super) actions: Vec<String>,
}

/// An operation.
#[derive(Debug)]
pub(super) struct Api {
    pub(super) action: String,
    /// Why nothing of it can be read.
    pub(super) unreadable: Option<String>,
    pub(super) methods: Vec<String>,
    pub(super) security: Vec<String>,
    pub(super) deprecated: bool,
    /// What it is said to do: `read`, `list`, `create`, ...
    pub(super) kinds: Vec<String>,
    pub(super) title: String,
    pub(super) summary: String,
    /// Everything else that is said about it.
    pub(super) texts: Vec<String>,
    pub(super) parameters: Vec<Parameter>,
    pub(super) response: Option<Schema>,
    /// Codes with their status and meaning.
    pub(super) errors: Vec<(String, String, String)>,
    /// The samples of responses: the format and the text.
    pub(super) samples: Vec<(String, String)>,
    pub(super) log: Log,
}

/// A parameter.
#[derive(Debug)]
pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) place: String,
    pub(super) style: String,
    pub(super) schema: Schema,
}

/// Keys of operations that say nothing about calls.
const SILENT: [&str; 6] =
    ["schemes", "consumes", "produces", "staticInfo", "systemTags", "eventInfo"];

/// The JSON of a document.
pub(super) fn json(text: &str) -> Result<Value, Unreadable> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    Value::from_json_text(text).map_err(|error| Unreadable {
        place: Some((error.line, error.column)),
        text: error.to_string(),
    })
}

/// The product and version of a document.
pub(super) fn product(root: &Value) -> Result<(String, String), Unreadable> {
    let of_info = |key: &str| root.get("info")?.get(key)?.scalar();
    let style = of_info("style").unwrap_or_default();
    if !style.is_empty() && !style.eq_ignore_ascii_case("rpc") {
        return Err(Unreadable::new(format!("it is a product in the style `{style}`, not `RPC`")));
    }
    let said = ["product", "version"].map(|key| of_info(key).unwrap_or_default());
    if said.iter().any(|text| text.trim().is_empty()) {
        return Err(Unreadable::new("it has no `info` with `product` and `version`"));
    }
    let [product, version] = said;
    Ok((product, version))
}

/// Reads a document.
pub(super) fn read(text: &str, log: &mut Log) -> Result<Document, Unreadable> {
    let root = json(text)?;
    let (product, version) = product(&root)?;
    let Some(Value::Object(apis)) = root.get("apis") else {
        return Err(Unreadable::new("it has no `apis`".to_owned()));
    };
    let mut directories = Vec::new();
    for (at, entry) in list(&root, "directories", "", log).iter().enumerate() {
        let place = keys::entry("directories", at);
        match entry {
            Value::Object(_) => {
                let mut actions = Vec::new();
                collect(entry, &place, &mut actions, log);
                let title = string(entry, "title", &place, log);
                directories.push(Directory { title, actions });
            }
            // An action in no directory.
            Value::String(_) => {}
            other => keys::wrong(other, "an object", &place, log),
        }
    }
    let parts = keys::object(&root, "components", "", log);
    let mut components = BTreeMap::new();
    for (name, value) in members(parts, "schemas", "components", log) {
        components.insert(name.clone(), schema::read(value, &format!("components.{name}"), log));
    }
    let mut endpoints = Vec::new();
    for (place, entry) in keys::objects(&root, "endpoints", "", log) {
        let [region, host] = ["regionId", "endpoint"].map(|key| string(entry, key, &place, log));
        endpoints.push((region, host));
    }
    Ok(Document {
        product,
        version,
        directories,
        components,
        endpoints,
        apis: apis.iter().map(|(action, value)| api(action, value)).collect(),
    })
}

fn collect(entry: &Value, place: &str, actions: &mut Vec<String>, log: &mut Log) {
    for (at, child) in list(entry, "children", place, log).iter().enumerate() {
        let place = keys::entry(&within(place, "children"), at);
        match child {
            Value::String(action) => actions.push(action.clone()),
            Value::Object(_) => collect(child, &place, actions, log),
            other => keys::wrong(other, "an object", &place, log),
        }
    }
}

fn api(action: &str, value: &Value) -> Api {
    let mut log = Log::default();
    let is_object = matches!(value, Value::Object(_));
    let unreadable = (!is_object)
        .then(|| format!("the operation is {}; nothing is known about it", value.kind()));
    if let Some(text) = &unreadable {
        log.unsaid(keys::UNREADABLE, "", text.clone());
    }
    let tags = keys::object(value, "systemTags", "", &mut log);
    let mut kinds = Vec::new();
    for (from, place) in [(value, ""), (tags, "systemTags")] {
        kinds.push(string(from, "operationType", place, &mut log));
    }
    kinds.retain(|kind| !kind.is_empty());
    let mut texts = TEXTS.map(|key| string(value, key, "", &mut log)).to_vec();
    texts.retain(|text| !text.trim().is_empty());
    let mut security = Vec::new();
    for (_, entry) in keys::objects(value, "security", "", &mut log) {
        security.extend(entry.members().iter().map(|(name, _)| name.clone()));
    }
    let mut api = Api {
        action: action.to_owned(),
        unreadable,
        methods: words(value, "methods", "", &mut log),
        security,
        deprecated: flag(value, "deprecated", "", &mut log),
        kinds,
        title: string(value, "title", "", &mut log),
        summary: string(value, "summary", "", &mut log),
        texts,
        parameters: Vec::new(),
        response: None,
        errors: Vec::new(),
        samples: Vec::new(),
        log: Log::default(),
    };
    for (place, parameter) in keys::objects(value, "parameters", "", &mut log) {
        let name = string(parameter, "name", &place, &mut log);
        let place = format!("parameters.{name}");
        let empty = Value::Object(Vec::new());
        let schema = schema::read(parameter.get("schema").unwrap_or(&empty), &place, &mut log);
        if parameter.get("allowEmptyValue").is_some() {
            log.took("parameters that may be empty");
        }
        let [at, style] = ["in", "style"].map(|key| string(parameter, key, &place, &mut log));
        api.parameters.push(Parameter { name, place: at, style, schema });
    }
    for (status, response) in members(value, "responses", "", &mut log) {
        let place = format!("responses.{status}");
        if !matches!(response, Value::Object(_)) {
            keys::wrong(response, "an object", &place, &mut log);
            continue;
        }
        match response.get("schema") {
            Some(schema)
                if status == "200" || api.response.is_none() && status.starts_with('2') =>
            {
                api.response = Some(schema::read(schema, "response", &mut log));
            }
            _ => log.unsaid("response of another status", "", format!("the response {status}")),
        }
        if !members(response, "headers", &place, &mut log).is_empty() {
            log.unsaid("response headers", "", "the headers of the response");
        }
    }
    let by_status = keys::object(value, "errorCodes", "", &mut log);
    for (status, _) in by_status.members() {
        for (place, code) in keys::objects(by_status, status, "errorCodes", &mut log) {
            let [code, text] =
                ["errorCode", "errorMessage"].map(|key| string(code, key, &place, &mut log));
            api.errors.push((code, status.clone(), text));
        }
    }
    samples(value, &mut api, &mut log);
    for (key, value) in value.members() {
        let known = KNOWN.contains(&key.as_str()) || SILENT.contains(&key.as_str());
        if !known && *value != Value::Null {
            log.unsaid("unknown key", "", format!("`{key}` of the operation is not read"));
        }
    }
    api.log = log;
    api
}

/// What is said about an operation besides its title and summary.
const TEXTS: [&str; 4] =
    ["description", "requestParamsDescription", "responseParamsDescription", "extraInfo"];

/// Keys of operations that are read.
const KNOWN: [&str; 14] = [
    "deprecated",
    "description",
    "errorCodes",
    "extraInfo",
    "methods",
    "operationType",
    "parameters",
    "requestParamsDescription",
    "responseDemo",
    "responseParamsDescription",
    "responses",
    "security",
    "summary",
    "title",
];

fn samples(value: &Value, api: &mut Api, log: &mut Log) {
    let demos = match value.get("responseDemo") {
        None | Some(Value::Null) => return,
        Some(Value::String(text)) if text.trim().is_empty() => return,
        Some(Value::String(text)) => match Value::from_json(text) {
            Ok(demos) => demos,
            Err(error) => {
                log.sample("unreadable samples", format!("{error}: {text}"));
                return;
            }
        },
        Some(other) => other.clone(),
    };
    let place = "responseDemo";
    let Value::Array(demos) = demos else {
        return keys::wrong(&demos, "an array", place, log);
    };
    for (place, demo) in keys::each(&demos, place, log) {
        let text = string(demo, "example", &place, log);
        if !text.trim().is_empty() {
            api.samples.push((string(demo, "type", &place, log).to_lowercase(), text));
        }
        let refusal = string(demo, "errorExample", &place, log);
        if !refusal.trim().is_empty() {
            log.unsaid("sample of a refusal", "responseDemo", refusal);
        }
    }
}
