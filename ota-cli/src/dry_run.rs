//! Shows a request that was signed and not sent, without what must stay secret.

use std::io::{self, Write};
use std::sync::Arc;

use ota_api::DryRun;
use ota_spec::model::Field;
use ota_spec::protocol::{SECURITY_TOKEN, SIGNATURE, TOKEN_HEADER};
use ota_spec::{visible, wire};
use serde_json::json;

use crate::output::Output;

/// Stands where a signature or token was.
const BLANK: &str = "<redacted>";

/// Prints method, address, headers and what is signed.
///
/// `parameters` are those of the operation; the values of secret ones are blanked.
pub(crate) fn print(
    unsent: &DryRun,
    parameters: &[Arc<Field>],
    output: Output,
    out: &mut dyn Write,
) -> io::Result<()> {
    let signed = unsent.signed();
    let url = unsent.url();
    let url = match url.split_once('?') {
        Some((base, query)) => format!("{base}?{}", blank_query(query, parameters)),
        None => url,
    };
    let headers: Vec<(&str, String)> =
        signed.headers().map(|(name, value)| (name, blank_header(name, value))).collect();
    let canonical = blank_canonical(signed.canonical(), parameters);
    if output == Output::Json {
        let headers: serde_json::Map<_, _> =
            headers.into_iter().map(|(name, value)| (name.to_owned(), json!(value))).collect();
        let shown = json!({
            "sent": false,
            "method": unsent.method().as_str(),
            "url": url,
            "headers": headers,
            "canonical": canonical,
        });
        return writeln!(out, "{}", visible::json(&format!("{shown:#}")));
    }
    writeln!(out, "{} {}", unsent.method().as_str(), visible::lines(&url))?;
    for (name, value) in headers {
        writeln!(out, "{name}: {}", visible::lines(&value))?;
    }
    writeln!(out, "\nwhat is signed:\n")?;
    for line in visible::lines(&canonical).lines() {
        writeln!(out, "{}", format!("  {line}").trim_end())?;
    }
    writeln!(out, "\nNothing was sent. Signature and token are shown as `{BLANK}`.")
}

fn blank_query(query: &str, parameters: &[Arc<Field>]) -> String {
    let is_hidden = |name: &str| {
        [SIGNATURE, SECURITY_TOKEN].contains(&name) || wire::is_secret(parameters, name)
    };
    let pair = |pair: &str| match pair.split_once('=') {
        Some((name, _)) if is_hidden(name) => format!("{name}={BLANK}"),
        _ => pair.to_owned(),
    };
    let pairs: Vec<String> = query.split('&').map(pair).collect();
    pairs.join("&")
}

fn blank_header(name: &str, value: &str) -> String {
    match name {
        TOKEN_HEADER => BLANK.to_owned(),
        "authorization" => match value.split_once("Signature=") {
            Some((before, _)) => format!("{before}Signature={BLANK}"),
            None => BLANK.to_owned(),
        },
        _ => value.to_owned(),
    }
}

/// The canonical text: a query under V1; under V3 lines, among them a query and headers.
fn blank_canonical(canonical: &str, parameters: &[Arc<Field>]) -> String {
    let line = |line: &str| match line.split_once(':') {
        Some((TOKEN_HEADER, _)) => format!("{TOKEN_HEADER}:{BLANK}"),
        _ => blank_query(line, parameters),
    };
    let lines: Vec<String> = canonical.split('\n').map(line).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use ota_api::sign::Scheme;
    use ota_api::{Client, Credentials};

    use super::{BLANK, print};
    use crate::fixture::wall;
    use crate::output::Output;

    #[test]
    fn neither_signature_nor_token_nor_secret_is_shown() {
        for scheme in [Scheme::V3, Scheme::V1] {
            let client = Client::builder()
                .region("cn-shanghai")
                .scheme(scheme)
                .credentials(Credentials::new("id", "s3cret").with_security_token("t0+ken"))
                .build()
                .unwrap();
            let call = client.call("Ping").parameter("Name", "a").parameter("Password", "0pen");
            let unsent = call.dry_run().unwrap();
            let spec = wall();
            let parameters = &spec.operation("ListWalls").unwrap().parameters;
            for output in [Output::Text, Output::Json] {
                let mut shown = Vec::new();
                print(&unsent, parameters, output, &mut shown).unwrap();
                let shown = String::from_utf8(shown).unwrap();
                assert!(shown.contains("Name=a") && shown.contains(BLANK), "{shown}");
                for hidden in ["s3cret", "t0+ken", "t0%2Bken", "0pen", unsent.signed().signature()]
                {
                    assert!(!shown.contains(hidden), "{scheme:?} {output:?} shows {hidden}");
                }
            }
        }
    }
}
