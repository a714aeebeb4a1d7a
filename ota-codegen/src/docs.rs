//! Turns the prose and the limits of a spec into rustdoc pages.

pub(crate) mod page;

use std::fmt::Write;

use ota_spec::markdown;
use ota_spec::model::{Choice, EnumValue, Field, Fill, Operation, Region, Rule, Service, Wait};
use ota_spec::words::{self, code};

use proc_macro2::TokenStream;
use quote::quote;

pub(crate) use ota_spec::markdown::{line, prose};

/// A finished page as one attribute, since each attribute costs the compiler time.
pub(crate) fn attribute(text: &str) -> TokenStream {
    let text = text.trim_end();
    quote!(#[doc = #text])
}

fn rules(rules: &[Rule]) -> String {
    bullets("# Rules", rules.iter().map(|rule| line(&words::rule(rule))))
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

/// The setter of a member of a struct.
pub(crate) fn member(of: &Field) -> String {
    let required = if of.required { "the required member " } else { "" };
    let sentence = format!("Sets {required}`{}`.", of.name);
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
