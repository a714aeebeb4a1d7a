//! Shows a request that was signed and not sent, without what must stay secret.

use std::io::{self, Write};
use std::sync::Arc;

use ota_api::DryRun;
use ota_dynamic::blank::{self, BLANK};
use ota_spec::model::Field;
use ota_spec::visible;
use serde_json::json;

use crate::output::Output;

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
        Some((base, query)) => format!("{base}?{}", blank::query(query, parameters)),
        None => url,
    };
    let headers: Vec<(&str, String)> =
        signed.headers().map(|(name, value)| (name, blank::header(name, value))).collect();
    let canonical = blank::canonical(signed.canonical(), parameters);
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

#[cfg(test)]
mod tests {
    use ota_api::sign::Scheme;
    use ota_api::{Client, Credentials};
    use ota_dynamic::blank::BLANK;

    use super::print;
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
