//! The metadata of a product version, read as far as it can be.

use std::collections::BTreeMap;

use ota_spec::Value;

use super::log::Log;
use super::schema::{self, Schema};

/// A document that is no metadata of a product in RPC style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable(pub(super) String);

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
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

/// Reads a document.
pub(super) fn read(text: &str, log: &mut Log) -> Result<Document, Unreadable> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let root = Value::from_json(text).map_err(Unreadable)?;
    let info = root.get("info").cloned().unwrap_or(Value::Null);
    let of_info = |key: &str| info.get(key).and_then(Value::scalar).unwrap_or_default();
    let style = of_info("style");
    if !style.is_empty() && !style.eq_ignore_ascii_case("rpc") {
        return Err(Unreadable(format!("it is a product in the style `{style}`, not `RPC`")));
    }
    let (product, version) = (of_info("product"), of_info("version"));
    if product.trim().is_empty() || version.trim().is_empty() {
        return Err(Unreadable("it has no `info` with `product` and `version`".to_owned()));
    }
    let Some(Value::Object(apis)) = root.get("apis") else {
        return Err(Unreadable("it has no `apis`".to_owned()));
    };
    let mut directories = Vec::new();
    for entry in array(root.get("directories")) {
        if let Value::Object(_) = entry {
            let mut actions = Vec::new();
            collect(entry, &mut actions);
            directories.push(Directory { title: string(entry, "title"), actions });
        }
    }
    let components = root.get("components").and_then(|parts| parts.get("schemas"));
    let components = components.map(Value::members).unwrap_or_default().iter();
    let components = components.map(|(name, value)| {
        (name.clone(), schema::read(value, &format!("components.{name}"), log))
    });
    Ok(Document {
        product,
        version,
        directories,
        components: components.collect(),
        endpoints: array(root.get("endpoints"))
            .iter()
            .map(|entry| (string(entry, "regionId"), string(entry, "endpoint")))
            .collect(),
        apis: apis.iter().map(|(action, value)| api(action, value)).collect(),
    })
}

fn collect(entry: &Value, actions: &mut Vec<String>) {
    match entry {
        Value::String(action) => actions.push(action.clone()),
        entry => array(entry.get("children")).iter().for_each(|child| collect(child, actions)),
    }
}

fn api(action: &str, value: &Value) -> Api {
    let mut log = Log::default();
    let is_object = matches!(value, Value::Object(_));
    let unreadable = (!is_object)
        .then(|| format!("the operation is {}; nothing is known about it", value.kind()));
    if let Some(text) = &unreadable {
        log.unsaid("unreadable part", "", text.clone());
    }
    let tags = value.get("systemTags");
    let kinds = [Some(value), tags].into_iter().flatten();
    let kinds = kinds.map(|from| string(from, "operationType")).filter(|kind| !kind.is_empty());
    let words = |key: &str| array(value.get(key)).iter().filter_map(Value::scalar).collect();
    let security = array(value.get("security")).iter();
    let security = security.flat_map(|entry| entry.members().iter().map(|(name, _)| name.clone()));
    let mut api = Api {
        action: action.to_owned(),
        unreadable,
        methods: words("methods"),
        security: security.collect(),
        deprecated: matches!(value.get("deprecated"), Some(Value::Bool(true))),
        kinds: kinds.collect(),
        title: string(value, "title"),
        summary: string(value, "summary"),
        texts: [
            "description",
            "requestParamsDescription",
            "responseParamsDescription",
            "extraInfo",
        ]
        .iter()
        .map(|key| string(value, key))
        .filter(|text| !text.trim().is_empty())
        .collect(),
        parameters: Vec::new(),
        response: None,
        errors: Vec::new(),
        samples: Vec::new(),
        log: Log::default(),
    };
    for parameter in array(value.get("parameters")) {
        let name = string(parameter, "name");
        let place = format!("parameters.{name}");
        let empty = Value::Object(Vec::new());
        let schema = schema::read(parameter.get("schema").unwrap_or(&empty), &place, &mut log);
        if parameter.get("allowEmptyValue").is_some() {
            log.took("parameters that may be empty");
        }
        let (at, style) = (string(parameter, "in"), string(parameter, "style"));
        api.parameters.push(Parameter { name, place: at, style, schema });
    }
    for (status, response) in value.get("responses").map(Value::members).unwrap_or_default() {
        match response.get("schema") {
            Some(schema)
                if status == "200" || api.response.is_none() && status.starts_with('2') =>
            {
                api.response = Some(schema::read(schema, "response", &mut log));
            }
            _ => log.unsaid("response of another status", "", format!("the response {status}")),
        }
        if response.get("headers").is_some_and(|headers| !headers.members().is_empty()) {
            log.unsaid("response headers", "", "the headers of the response");
        }
    }
    for (status, codes) in value.get("errorCodes").map(Value::members).unwrap_or_default() {
        for code in array(Some(codes)) {
            let text = string(code, "errorMessage");
            api.errors.push((string(code, "errorCode"), status.clone(), text));
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
    for demo in array(Some(&demos)) {
        let text = string(demo, "example");
        if !text.trim().is_empty() {
            api.samples.push((string(demo, "type").to_lowercase(), text));
        }
        let refusal = string(demo, "errorExample");
        if !refusal.trim().is_empty() {
            log.unsaid("sample of a refusal", "responseDemo", refusal);
        }
    }
}

fn array(value: Option<&Value>) -> &[Value] {
    match value {
        Some(Value::Array(items)) => items,
        _ => &[],
    }
}

/// A string or what is written like one; empty if there is none.
fn string(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::scalar).unwrap_or_default()
}
