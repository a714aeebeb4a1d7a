//! Turns the prose and the limits of a spec into rustdoc pages.

use std::fmt::Write;
use std::sync::Arc;

use ota_spec::markdown;
use ota_spec::model::{
    Choice, EnumValue, Field, Fill, NamedKind, Operation, Region, Rule, Service, Type, Wait,
};
use ota_spec::names::{self as spelled, builder_setter};
use ota_spec::value::Value;
use ota_spec::words::{self, code};

use proc_macro2::TokenStream;
use quote::quote;

use crate::names;

pub(crate) use ota_spec::markdown::{line, prose};

/// A finished page as one attribute, since each attribute costs the compiler time.
pub(crate) fn attribute(text: &str) -> TokenStream {
    let text = text.trim_end();
    quote!(#[doc = #text])
}

/// The page of an operation: what it does, parameters, limits, errors, an example, sources.
pub(crate) fn operation(operation: &Operation, client: Option<&str>) -> String {
    let mut page = format!("{}\n", line(&operation.summary));
    let mut paragraph = |text: &str| {
        if !text.is_empty() {
            page.push('\n');
            page.push_str(text);
            page.push('\n');
        }
    };
    paragraph(&prose(&operation.doc));
    if let Some(advice) = &operation.deprecated {
        paragraph(&format!("**Deprecated**: {}.", line(advice)));
    }
    paragraph(&format!("Operation `{}`. {}", operation.action, words::sending(operation)));
    paragraph(&format!("# Parameters\n\n{}", parameter_table(&operation.parameters)));
    paragraph(&rules(&operation.rules));
    paragraph(&ways(operation));
    paragraph(&format!("# Example\n\n{}", example(operation, client)));
    paragraph(&errors(operation));
    paragraph(&bullets("# Notes", operation.notes.iter().map(|note| line(note))));
    paragraph(&bullets("# Sources", operation.sources.iter().map(|source| line(source))));
    page
}

fn rules(rules: &[Rule]) -> String {
    bullets("# Rules", rules.iter().map(|rule| line(&words::rule(rule))))
}

/// The page of a struct with the rules between its members.
pub(crate) fn with_rules(page: &str, found: &[Rule]) -> String {
    if found.is_empty() { page.to_owned() } else { format!("{page}\n\n{}", rules(found)) }
}

/// The methods of the builder besides sending one call.
fn ways(operation: &Operation) -> String {
    let builder = &operation.idents.builder;
    let link = |method: &str| format!("[`{method}`]({builder}::{method})");
    let mut lines = Vec::new();
    for choice in &operation.choices {
        lines.push(format!(
            "{}: {} sets what belongs together.",
            line(choice.doc.trim_end_matches('.')),
            link(&choice.setter)
        ));
    }
    if let Some(page) = &operation.page {
        let limit =
            page.limit.map(|rows| format!(" The service gives out the first {rows} rows only."));
        lines.push(format!(
            "All items, page after page: {}; whole pages: {}.{}",
            link("items"),
            link("pages"),
            limit.unwrap_or_default()
        ));
    }
    if let Some(split) = &operation.split {
        let over = &split.over.field;
        lines.push(format!("A longer list of `{over}`, in parts: {}.", link("send_parts")));
    }
    for wait in &operation.waits {
        lines.push(format!("{} {}.", line(&wait.doc), link(&wait.method)));
    }
    bullets("# More ways to call", lines.into_iter())
}

fn parameter_table(parameters: &[Arc<Field>]) -> String {
    if parameters.is_empty() {
        return "None.".to_owned();
    }
    let mut table =
        "| parameter | type | required | limits | meaning |\n|---|---|---|---|---|".to_owned();
    for field in parameters {
        let required = match (field.required, field.fill) {
            (true, None) => "yes",
            (true, Some(_)) => "set by the client",
            (false, _) => "no",
        };
        let name = match field.ty {
            Type::List(_) => format!("{}.N", field.name),
            _ => field.name.clone(),
        };
        let _ = write!(
            table,
            "\n| `{name}` | {} | {required} | {} | {} |",
            type_label(&field.ty),
            markdown::cell(&words::limits(&field.ty).join(", ")),
            meaning(field),
        );
    }
    table
}

/// The documentation of a parameter, its default and its deprecation.
fn meaning(field: &Field) -> String {
    let mut text = markdown::cell(&field.doc);
    if let Some(default) = &field.default {
        let _ = write!(text, " Default: {}.", markdown::cell(&code(&default.to_string())));
    }
    if let Some(advice) = &field.deprecated {
        let _ = write!(text, " **Deprecated**: {}.", markdown::cell(advice));
    }
    text
}

fn type_label(ty: &Type) -> String {
    match ty {
        Type::List(list) => format!("{} of {}", ty.label(), type_label(&list.items)),
        Type::Named(named) => format!("[`{}`]", named.ident),
        Type::Map(item) => format!("Map of {}", type_label(item)),
        _ => ty.label().to_owned(),
    }
}

/// A call that sets the required parameters, compiled where the path of the client is known.
fn example(operation: &Operation, client: Option<&str>) -> String {
    let language = if client.is_some() { "no_run" } else { "ignore" };
    let client = client.unwrap_or(spelled::CLIENT);
    let mut text = format!(
        "# async fn example(client: &{client}) -> Result<(), Box<dyn std::error::Error>> {{\n"
    );
    let method = names::ident(&operation.idents.method);
    let _ = write!(text, "let response = client\n    .{method}()\n");
    for field in operation.parameters.iter().filter(|field| field.must_be_set()) {
        let Some(value) = field.example.as_ref().and_then(|value| literal(&field.ty, value)) else {
            continue;
        };
        let _ = writeln!(text, "    .{}({value})", names::ident(&builder_setter(&field.ident)));
    }
    text.push_str(
        "    .send()\n    .await?;\nprintln!(\"{}\", response.request_id());\n# Ok(())\n# }",
    );
    markdown::fence(language, &text)
}

/// The value as a Rust expression that a setter takes; `None` if there is no short one.
fn literal(ty: &Type, value: &Value) -> Option<String> {
    match (ty, value) {
        (Type::List(list), Value::Array(items)) => {
            let items: Option<Vec<_>> =
                items.iter().map(|item| literal(&list.items, item)).collect();
            Some(format!("[{}]", items?.join(", ")))
        }
        (Type::Struct(_) | Type::Map(_), _) => None,
        (Type::Named(named), Value::Number(text)) if matches!(named.kind, NamedKind::Enum(_)) => {
            Some(format!("{text:?}"))
        }
        (Type::Double(_), Value::Number(text)) => Some(format!("{text}_f64")),
        (_, Value::String(text)) => Some(format!("{text:?}")),
        (_, value) => value.scalar(),
    }
}

fn errors(operation: &Operation) -> String {
    if operation.errors.is_empty() {
        return String::new();
    }
    let mut text = "# Errors\n\nAmong the codes that `Error::code` can give:\n\n\
                    | code | meaning | what to do |\n|---|---|---|"
        .to_owned();
    for error in &operation.errors {
        let cells = [&words::code(&error.code), &error.meaning, &error.advice];
        let [code, meaning, advice] = cells.map(|text| markdown::cell(text));
        let _ = write!(text, "\n| {code} | {meaning} | {advice} |");
    }
    text
}

/// Finished lines as a list below a heading; empty without lines.
fn bullets(title: &str, mut lines: impl Iterator<Item = String>) -> String {
    let Some(first) = lines.next() else {
        return String::new();
    };
    lines.fold(
        format!(
            "{title}

- {first}"
        ),
        |text, line| {
            format!(
                "{text}
- {line}"
            )
        },
    )
}

/// The page of a response: the samples.
pub(crate) fn response(operation: &Operation) -> String {
    let mut text = format!("The response of `{}`.", operation.action);
    if let Some(body) = operation.body() {
        let _ = write!(text, " Its field `{}` is the whole body.", body.name);
    }
    if operation.response.is_empty() {
        text.push_str(" Nothing but the envelope that every response has.");
    }
    if let Some(json) = operation.examples.iter().find_map(|example| example.json.as_ref()) {
        let _ = write!(text, "\n\n# In JSON\n\n{}", markdown::fence("json", &json.pretty()));
    }
    if let Some(xml) = operation.examples.iter().find_map(|example| example.xml.as_ref()) {
        let _ = write!(text, "\n\n# In XML\n\n{}", markdown::fence("xml", xml.trim()));
    }
    text
}

/// A field of a request.
pub(crate) fn field(field: &Field) -> String {
    prose(&field.doc) + &facts(field)
}

/// The setter of a parameter.
pub(crate) fn setter(of: &Field) -> String {
    let kind = if of.must_be_set() { "the required" } else { "the optional" };
    let sentence = format!("Sets {kind} parameter `{}`.", of.name);
    markdown::after(&sentence, &of.doc) + &facts(of)
}

/// The limits and the default of a field, as paragraphs.
fn facts(field: &Field) -> String {
    let mut text = String::new();
    let limits = words::limits(&field.ty);
    if !limits.is_empty() {
        let _ = write!(text, "\n\nLimits: {}.", line(&limits.join(", ")));
    }
    match field.fill {
        Some(Fill::Region) => text.push_str("\n\nIf it is not set, the client sends its region."),
        Some(Fill::Token) => {
            text.push_str(
                "\n\nIf it is not set, the client sends a token of its own for each call.",
            );
        }
        None => {}
    }
    if let Some(default) = &field.default {
        let _ = write!(text, "\n\nDefault: {}.", line(&code(&default.to_string())));
    }
    text
}

/// A value of an enum.
pub(crate) fn enum_value(value: &EnumValue) -> String {
    markdown::after(&format!("{}:", line(&code(&value.value))), &value.doc)
}

/// The method that makes a choice.
pub(crate) fn choice(choice: &Choice) -> String {
    format!("{} Sets all of its parameters at once.", line(&choice.doc))
}

/// The method that waits for a state.
pub(crate) fn wait(wait: &Wait) -> String {
    format!(
        "{} Looks again after {} seconds, then less and less often, for {} seconds in all.",
        line(&wait.doc),
        wait.interval,
        wait.timeout
    )
}

/// The client method that starts an operation.
pub(crate) fn method(operation: &Operation) -> String {
    format!("{} See [`{}`].", line(&operation.summary), operation.idents.request)
}

/// The service.
pub(crate) fn service(service: &Service) -> String {
    let [product, version] = [&service.product, &service.version].map(|name| line(&code(name)));
    format!("{}\n\nProduct {product}, version {version}.", line(&service.summary))
}

/// The client of the service.
pub(crate) fn client(service: &Service) -> String {
    let [product, version] = [&service.product, &service.version].map(|name| line(&code(name)));
    format!("A client of product {product}, version {version}. {CLIENT}")
}

/// The function that reads the settings of a client from the environment.
pub(crate) fn environment(service: &Service) -> String {
    let letter = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    let product: String = service.product.chars().map(letter).collect();
    let mut text = format!(
        "{ENVIRONMENT}| `OTA_ENDPOINT_URL_{product}` | the same for this product only; it comes first |\n"
    );
    if service.parameters.iter().any(|parameter| parameter.name == "IotInstanceId") {
        text.push_str(
            "| `OTA_INSTANCE_ID` | the instance, sent as `IotInstanceId` with every request |\n",
        );
    }
    text + FROM_ENV_ERRORS
}

/// A region that has the service.
pub(crate) fn region(region: &Region) -> String {
    format!("{}: {}.", line(&region.name), line(&code(&region.id)))
}

/// What every client does.
const CLIENT: &str = "Cheap to clone: all copies share one pool of connections.

# Runtimes

A call needs a Tokio runtime with time and I/O enabled (`enable_all`); outside of one it is a usage
error, and nothing is sent. A client can be used on any number of runtimes, at the same time or one
after the other: each has its own connections, kept for the last eight.

# Environment

Besides [`from_env`](Self::from_env), every client reads these variables when it is built:

| variable | meaning |
|---|---|
| `HTTPS_PROXY`, else `ALL_PROXY` | the proxy for endpoints with `https` |
| `HTTP_PROXY`, else `ALL_PROXY` | the proxy for endpoints with `http` |
| `NO_PROXY` | what needs no proxy: `*`, `example.com` with its subdomains, `*.example.com`, `10.0.0.1`, `10.*`, `10.0.0.0/8`, each also with a port, separated by commas |

Each is also read in lower case, if the first is not set. A value that cannot be used is an error.
Endpoints on this machine use no proxy. When `REQUEST_METHOD` is set, as in CGI programs, `HTTP_PROXY`
is not read, since a request could set it.

The first call over TLS reads the certificates of the system, on Linux those that `SSL_CERT_FILE` and
`SSL_CERT_DIR` name if they are set.";

/// The variables that a client is created from.
const ENVIRONMENT: &str = "Creates a client from the environment:

| variable | meaning |
|---|---|
| `ALIBABA_CLOUD_ACCESS_KEY_ID`, `ALIBABA_CLOUD_ACCESS_KEY_SECRET` | the key |
| `ALIBABA_CLOUD_SECURITY_TOKEN` | the token of a temporary key |
| `ALIBABA_CLOUD_REGION_ID` | the region |
| `OTA_ALLOW_PLAIN_HTTP` | `true` allows an endpoint with plain HTTP beyond this machine; `false` is the default |
| `OTA_ENDPOINT_URL` | an endpoint instead of the region's, such as that of an emulator, for the clients of all products |
";

const FROM_ENV_ERRORS: &str = "
# Errors

The key is not set, neither region nor endpoint is set, or one of them is invalid.";
