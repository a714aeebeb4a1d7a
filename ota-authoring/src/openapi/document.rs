//! The document as a whole.

use std::collections::{BTreeMap, BTreeSet};

use ota_spec::markdown::line;
use ota_spec::model::{Central, Endpoints, Region, RegionHost, Service, Spec};
use ota_spec::{Value, protocol, visible};

use super::response::{REFUSED, error_code};
use super::schema::At;
use super::sides::Side;
use super::unsaid::{CHINESE, Scope, Topic, Unsaid, extension};
use super::writer::Writer;
use crate::layout;
use crate::object::{Object, list, object, text};
use crate::page::{INDENT, Page};

/// A document, and what it cannot say.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// The document.
    pub value: Value,
    /// The statements of the spec that it does not make; it carries them under `x-not-expressed`.
    pub unsaid: Vec<Unsaid>,
}

impl Document {
    /// The document as a file: JSON in the [`layout`], with unsafe characters escaped.
    pub fn text(&self) -> String {
        visible::json(&layout::file(&self.value)).into_owned()
    }

    /// The number of statements it does not make, by topic.
    pub fn topics(&self) -> BTreeMap<Topic, usize> {
        let mut topics = BTreeMap::new();
        for unsaid in &self.unsaid {
            *topics.entry(unsaid.topic).or_default() += 1;
        }
        topics
    }

    /// The statements it does not make as a page, by the part of the spec that makes them.
    pub fn unsaid_page(&self) -> Page {
        let mut page = Page::new();
        let mut scope = None;
        for unsaid in &self.unsaid {
            if scope != Some(&unsaid.scope) {
                page.heading(unsaid.scope.heading());
                scope = Some(&unsaid.scope);
            }
            let place = match unsaid.place.as_str() {
                "" => String::new(),
                place => format!(", `{place}`"),
            };
            page.put(INDENT, "- ", format!("{}{place}: {}", unsaid.topic.name(), unsaid.says));
        }
        page
    }
}

/// The version of OpenAPI. Many readers know no later one.
const VERSION: &str = "3.0.3";

/// How to read the document, below what the service says about itself.
const GUIDE: &str = "\
Every call of this API goes to the path `/`; its parameters travel in the query, also with POST (but for those \
of a `requestBody`), and the parameter `Action` says which operation is meant. OpenAPI knows operations by their paths and allows no query in \
them, so each operation stands under `/<Action>` here. Whatever sends a request has to put the last part of the \
path into `Action` (version 1 of the signature) or `x-acs-action` (version 3), send to `/`, and sign. Lists are \
sent as `Name.1`, `Name.2`, members of structs as `Name.1.Key`.

An enum is closed in requests (`enum`) and open in responses: `x-extensible-enum` lists its known values, and \
others may come. A shared type whose responses are read more leniently than requests has a second schema, with \
`Output` in its name.

`x-not-expressed` lists, for the service, for schemas and for operations, what is known about them and has no word \
in OpenAPI.";

/// Makes the document of a folder of specs.
pub fn document(spec: &Spec) -> Document {
    let Spec { service, types, errors, operations } = spec;
    let mut writer = Writer::new(spec);
    let (parts, about_service) = writer.within(Scope::Service, |writer| {
        writer.protocol(!errors.is_empty());
        for named in types {
            let name = &named.name;
            let sides = &writer.sides;
            if !sides.uses(name, Side::Request) && !sides.uses(name, Side::Response) {
                writer.note(Topic::Unused, name, format!("no operation uses it; {}", named.doc));
            }
        }
        writer.service(service)
    });
    let Parts { info, servers, parameters } = parts;
    let refused = writer.refused();
    let mut paths = Object::new();
    for operation in operations {
        let (path, item) = writer.path(operation);
        paths.put(path, item);
    }
    let groups: BTreeSet<&str> = operations.iter().map(|found| found.group.as_str()).collect();
    let Writer { schemas, unsaid: about_operations, types: about_types, .. } = writer;
    let mut components = Object::new();
    components.put("schemas", Value::Object(schemas.into_iter().collect()));
    components.put("responses", object([(REFUSED, refused)]));
    components.put_filled("parameters", parameters);
    components.put("securitySchemes", schemes());
    let mut written = Object::new();
    written.put("openapi", text(VERSION));
    written.put("info", info);
    written.put("servers", servers);
    written.put("security", list(SCHEMES.map(|(name, ..)| object([(name, list([]))]))));
    written.put("tags", list(groups.into_iter().map(|group| object([("name", text(group))]))));
    written.put("paths", paths.finish());
    written.put("components", components.finish());
    written.put_filled("x-error-codes", list(errors.iter().map(|known| error_code(known))));
    written.put("x-not-expressed", extension(&about_service));
    let mut unsaid = about_service;
    for found in about_types.into_values().flatten() {
        // Both schemas of a type say the same about its values.
        if !unsaid.contains(&found) {
            unsaid.push(found);
        }
    }
    unsaid.extend(about_operations);
    Document { value: written.finish(), unsaid }
}

/// The ways to sign: name, where the signature stands, and what it is.
const SCHEMES: [(&str, &str, &str, &str); 2] = [
    (
        "signatureVersion3",
        "header",
        "Authorization",
        "ACS3-HMAC-SHA256: the whole request is signed, with a time and a nonce in headers of their own.",
    ),
    (
        "signatureVersion1",
        "query",
        "Signature",
        "HMAC-SHA1: all parameters are signed, among them a time and a nonce.",
    ),
];

fn schemes() -> Value {
    let mut schemes = Object::new();
    for (name, place, key, description) in SCHEMES {
        let scheme = object([
            ("type", text("apiKey")),
            ("in", text(place)),
            ("name", text(key)),
            ("description", text(description)),
        ]);
        schemes.put(name, scheme);
    }
    schemes.finish()
}

/// The parts of the document that `service.json` becomes.
struct Parts {
    info: Value,
    servers: Value,
    parameters: Value,
}

impl Writer<'_> {
    /// Notes what the protocol demands of every call.
    fn protocol(&mut self, has_errors: bool) {
        self.note(Topic::Path, "", "every call goes to `/`; `/<Action>` stands for it here");
        let common: Vec<String> =
            protocol::PARAMETERS.iter().map(|name| format!("`{name}`")).collect();
        self.note(
            Topic::Protocol,
            "",
            format!("a signed call also has {}, or headers that say the same", common.join(", ")),
        );
        self.note(
            Topic::Signature,
            "",
            "how a request is signed, and that time and nonce are new in each; only the names of the \
             two ways stand in the document",
        );
        let envelope = &self.spec.service.envelope;
        self.note(
            Topic::Refusal,
            envelope.success.as_ref().unwrap_or(&envelope.code),
            "a refusal comes with HTTP 200 as well, and is told from a success by this field alone",
        );
        self.note(
            Topic::Spelling,
            "",
            "fields may be `null`; names of the envelope may start with a small letter, numbers and \
             booleans be strings, an empty list be `null`, `\"\"` or `{}`, a list of one item lack its \
             brackets; errors may come in XML where JSON was asked for",
        );
        if has_errors {
            self.note(
                Topic::ErrorCode,
                "",
                "which codes there are, where they come from and whether to send again: in \
                 `x-error-codes`, for people",
            );
        }
    }

    fn service(&mut self, service: &Service) -> Parts {
        // The names of the envelope are written with each response.
        let Service { product, version, summary, zh, endpoints, envelope: _, parameters } = service;
        let mut info = Object::new();
        info.put("title", text(product));
        info.put("description", text(format!("{}\n\n{GUIDE}", line(summary))));
        info.put("version", text(version));
        info.put_some(CHINESE, zh.as_ref().map(text));
        let info = info.finish();
        let servers = self.servers(endpoints);
        let mut shared = Object::new();
        for field in parameters {
            let says = "it can be set once for all calls";
            self.note(Topic::Shared, &field.name, says);
            let at = At::new(Side::Request, product, "").member(&field.name);
            let parameter = self.query_parameter(field, &at, Vec::new());
            shared.put(&field.name, parameter);
        }
        Parts { info, servers, parameters: shared.finish() }
    }

    fn servers(&mut self, endpoints: &Endpoints) -> Value {
        let Endpoints { public, hosts, vpc, vpc_hosts, regions, central } = endpoints;
        if regions.is_empty() && public.is_some() {
            self.note(Topic::Region, "region", "no region is known; the default is none");
        }
        let public = public.iter().map(|host| regional(host, "From everywhere.", regions));
        let mut servers: Vec<Value> = public.collect();
        servers.extend(
            vpc.iter().map(|host| regional(host, "From inside a private network.", regions)),
        );
        if let Some(Central { host, regions }) = central {
            let named: Vec<String> = regions.iter().map(|id| format!("`{id}`")).collect();
            let named = if named.is_empty() { "every region".to_owned() } else { named.join(", ") };
            servers.push(server(host, format!("Serves {named}.")));
        }
        let at = |RegionHost { region, host }: &RegionHost, network: &str| {
            server(host, format!("Serves `{region}`{network}."))
        };
        servers.extend(hosts.iter().map(|host| at(host, "")));
        servers.extend(vpc_hosts.iter().map(|host| at(host, " inside a private network")));
        list(servers)
    }
}

/// A server with a fixed name.
fn server(host: &str, description: String) -> Value {
    object([("url", text(format!("https://{host}"))), ("description", text(description))])
}

/// A server with a region in its name.
fn regional(host: &str, description: &str, regions: &[Region]) -> Value {
    let described: Vec<String> = regions
        .iter()
        .map(|Region { id, ident: _, name }| format!("- `{id}`: {}", line(name)))
        .collect();
    let default = regions.first().map_or("region", |region| region.id.as_str());
    let mut variable = Object::new();
    variable.put_filled("enum", list(regions.iter().map(|region| text(&region.id))));
    variable.put("default", text(default));
    variable.put_some("description", (!described.is_empty()).then(|| text(described.join("\n"))));
    object([
        ("url", text(format!("https://{host}"))),
        ("description", text(description)),
        ("variables", object([("region", variable.finish())])),
    ])
}
