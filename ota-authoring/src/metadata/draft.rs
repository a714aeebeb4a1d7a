//! The draft of one operation.

use std::collections::BTreeMap;

use ota_spec::{Value, names};

use super::convert::Converter;
use super::envelope::{self, Envelope};
use super::log::{Class, Log};
use super::read::Api;
use super::schema::Schema;
use super::shape::{Field, Shape, Ty};
use super::side::Side;
use super::types::Types;
use super::{judge, page, parameters, text, xml};
use crate::object::{Object, list, number, object, text as string, texts};

/// An operation as far as it can be said.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) action: String,
    pub(super) group: String,
    summary: String,
    doc: String,
    qps: Option<u32>,
    methods: Vec<&'static str>,
    idempotency: &'static str,
    anonymous: bool,
    deprecated: bool,
    pub(super) parameters: Vec<Field>,
    pub(super) response: Vec<Field>,
    /// Whether the only field of the response is all of it.
    pub(super) bare: bool,
    pub(super) envelope: Envelope,
    pub(super) page: Option<Value>,
    pub(super) errors: Vec<String>,
    /// The samples: JSON and XML.
    pub(super) json: Option<Value>,
    pub(super) xml: Option<String>,
    /// The samples as they were written, by format.
    pub(super) written: BTreeMap<String, String>,
    pub(super) log: Log,
}

/// Which samples of an operation are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Samples {
    pub(super) json: bool,
    pub(super) xml: bool,
}

/// Makes a draft. The codes of its errors are known already.
pub(super) fn draft(
    api: Api,
    group: &str,
    errors: Vec<String>,
    components: &BTreeMap<String, Schema>,
    types: &mut Types,
) -> Draft {
    let mut log = api.log.clone();
    let root = root(api.response.as_ref(), components);
    let written: BTreeMap<String, String> = api.samples.iter().rev().cloned().collect();
    let sample = written.get("json").and_then(|text| match Value::from_json(text) {
        Ok(value @ Value::Object(_)) => Some(value),
        Ok(value) if matches!(root, Root::Bare(_)) => Some(value),
        Ok(value) => {
            log.sample("JSON sample is no object", value.to_string());
            None
        }
        Err(error) => {
            log.sample("JSON sample cannot be read", format!("{error}: {text}"));
            None
        }
    });
    api.samples.iter().for_each(|_| log.took("samples"));
    for format in written.keys().filter(|format| !["json", "xml"].contains(&format.as_str())) {
        log.unsaid("format of a sample", "responseDemo", format!("a sample in `{format}`"));
    }
    let none = Vec::new();
    let members = match root {
        Root::Object(schema) => schema.properties.as_ref().unwrap_or(&none),
        Root::Bare(_) => &none,
    };
    let envelope = envelope::of(members, sample.as_ref(), &mut log);
    let data: Vec<(String, Schema)> =
        members.iter().filter(|(name, _)| !envelope.has(name)).cloned().collect();
    let methods = methods(&api, &mut log);
    let owner = names::camel(&api.action);
    let mut converter = Converter { components, types, log: &mut log, owner };
    let parameters = parameters::read(&api.parameters, &mut converter, methods.contains(&"POST"));
    let mut response = match root {
        Root::Object(_) => converter.fields(&data, Side::Response, ("response", 0)),
        Root::Bare(schema) => vec![bare(schema, &mut converter)],
    };
    let document = written.get("xml").and_then(|text| xml::read(text));
    if let Some(document) = document {
        let found = xml::name_items(&mut response, &document, types);
        (0..found).for_each(|_| log.took("names of items in XML"));
    }
    let (idempotency, why) = judge::idempotency(&api);
    log.judged("idempotency", "", format!("`{idempotency}`: {why}"));
    let page = match idempotency {
        "readOnly" => page::of(&parameters, &response, types, &mut log),
        _ => None,
    };
    let qps = judge::qps(&api);
    if qps.is_some() {
        log.took("limits of calls per second");
    }
    let anonymous = judge::anonymous(&api).unwrap_or_else(|needed| {
        let text = format!("it needs `{needed}` instead of a key; it is sent without a signature");
        log.judged("signature", "security", text);
        true
    });
    let summary = text::first([Some(api.summary.as_str()), Some(api.title.as_str())]);
    let summary = summary.map(text::line).unwrap_or_else(|| {
        log.judged("text made", "summary", "there is no text; one is made from the action");
        text::of_action(&api.action)
    });
    let title = text::line(&api.title);
    let title = Some(title).filter(|title| !title.is_empty() && *title != summary);
    let doc: Vec<String> = title.into_iter().chain(api.texts.iter().cloned()).collect();
    Draft {
        group: group.to_owned(),
        summary,
        doc: doc.join("\n\n"),
        qps,
        methods,
        idempotency,
        anonymous,
        deprecated: api.deprecated,
        parameters,
        bare: matches!(root, Root::Bare(_)),
        response,
        envelope,
        page,
        errors,
        json: sample,
        xml: written.get("xml").cloned(),
        written,
        log,
        action: api.action,
    }
}

/// What a response is.
#[derive(Clone, Copy)]
enum Root<'a> {
    Object(&'a Schema),
    /// Something else, or nothing that is said.
    Bare(Option<&'a Schema>),
}

fn root<'a>(schema: Option<&'a Schema>, components: &'a BTreeMap<String, Schema>) -> Root<'a> {
    let Some(schema) = schema else { return Root::Bare(None) };
    let schema = schema.reference.as_ref().and_then(|name| components.get(name)).unwrap_or(schema);
    match schema.ty.as_deref() {
        None | Some("object") => Root::Object(schema),
        Some(_) => Root::Bare(Some(schema)),
    }
}

/// The name of the field that is a whole response.
const BODY: &str = "Body";

/// The field that is a whole response.
fn bare(schema: Option<&Schema>, converter: &mut Converter<'_>) -> Field {
    let Some(schema) = schema else {
        let text = "nothing is said about the response; it is taken as it comes";
        converter.log.judged("response", BODY, text);
        return Field::new(BODY, Shape::new(Ty::Any), "The whole response.".to_owned());
    };
    let mut field = converter.field(BODY, schema, Side::Response, ("response", 0));
    let named = field.shape.key("xmlItem").or(field.shape.key("wrapper")).is_some();
    if matches!(field.shape.ty, Ty::List(_)) && !named {
        let text = "a list without an object around it; how its items are called in XML is a guess";
        converter.log.judged("response", BODY, text);
        field.shape.keys.push(("xmlItem", Value::from("member")));
    }
    field
}

fn methods(api: &Api, log: &mut Log) -> Vec<&'static str> {
    let mut methods = Vec::new();
    for method in &api.methods {
        match method.to_lowercase().as_str() {
            "post" if !methods.contains(&"POST") => methods.push("POST"),
            "get" if !methods.contains(&"GET") => methods.push("GET"),
            "post" | "get" => {}
            _ => log.unsaid("method", "methods", format!("the method `{method}`")),
        }
    }
    if methods.is_empty() {
        log.judged("method", "methods", "no method is known that can be said; `POST` is taken");
        methods.push("POST");
    }
    methods
}

impl Draft {
    /// The operation as a file, beside a service with this envelope.
    pub(super) fn value(&self, shared: &Envelope, source: &str, samples: Samples) -> Value {
        let mut file = Object::new();
        file.put("$schema", string("../operation.schema.json"));
        file.put("action", string(&self.action));
        file.put("group", string(&self.group));
        file.put("summary", string(&self.summary));
        file.put_some("doc", Some(&self.doc).filter(|doc| !doc.is_empty()).map(string));
        file.put_some("qps", self.qps.map(number));
        if self.methods != ["POST", "GET"] {
            file.put("methods", list(self.methods.iter().map(|method| string(*method))));
        }
        file.put("idempotency", string(self.idempotency));
        file.put_flag("anonymous", self.anonymous);
        file.put_some("deprecated", self.deprecated.then(|| string(text::DEPRECATED)));
        file.put("parameters", list(self.parameters.iter().map(Field::value)));
        file.put_flag("bare", self.bare);
        file.put_filled("response", list(self.response.iter().map(Field::value)));
        if self.envelope != *shared {
            file.put("envelope", self.envelope.value());
        }
        file.put_some("page", self.page.clone());
        file.put_filled("errors", texts(&self.errors));
        file.put_filled("notes", texts(&self.notes()));
        file.put("sources", list([string(source)]));
        file.put_filled("examples", self.examples(samples));
        file.finish()
    }

    fn examples(&self, samples: Samples) -> Value {
        let json = self.json.clone().filter(|_| samples.json);
        let xml = self.xml.as_ref().filter(|_| samples.xml).map(|text| string(text.trim()));
        if json.is_none() && xml.is_none() {
            return list([]);
        }
        let required = self.parameters.iter().filter(|field| field.required);
        let given = required.filter_map(|field| Some((field.name.clone(), field.example.clone()?)));
        let mut example = Object::new();
        example.put("title", string("the sample of the metadata"));
        example.put("request", Value::Object(given.collect()));
        example.put_some("json", json);
        example.put_some("xml", xml);
        list([example.finish()])
    }

    /// What a reader of the file should know about how it came to be.
    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        let mut many: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for finding in &self.log.findings {
            match (finding.class, finding.kind) {
                (Class::Judged, kind @ ("text made" | "example made" | "bits of a number")) => {
                    many.entry(kind).or_default().push(&finding.place);
                }
                // Those are in the report, whole.
                (Class::Sample, kind) => {
                    notes.push(format!("{kind}; see the report of the import."))
                }
                (_, kind) => {
                    let place = match finding.place.as_str() {
                        "" => String::new(),
                        place => format!(" (`{place}`)"),
                    };
                    notes.push(text::line(&format!("{kind}{place}: {}", finding.text)));
                }
            }
        }
        for (kind, places) in many {
            notes.push(format!("{kind}: `{}`.", places.join("`, `")));
        }
        notes.dedup();
        notes
    }

    /// Leaves out what is not needed: everything that could be a mistake.
    pub(super) fn strip(&mut self) {
        strip(&mut self.parameters, true);
        strip(&mut self.response, false);
        self.page = None;
    }

    /// A short form of what was imported, for the report.
    pub(super) fn facts(&self) -> Value {
        object([("group", string(&self.group)), ("idempotency", string(self.idempotency))])
    }
}

fn strip(fields: &mut [Field], top: bool) {
    for field in fields {
        field.default = None;
        if !(top && field.required) {
            field.example = None;
        }
        let kept = ["wrapper", "xmlItem", "enum"];
        field.shape.keys.retain(|(key, _)| kept.contains(key));
        if let Some(inner) = field.shape.inner_mut()
            && let Ty::Struct(members) = &mut inner.ty
        {
            strip(members, false);
        }
    }
}
