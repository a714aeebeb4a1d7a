//! Everything that is known about an operation, as a page.

mod behaviour;
mod fields;

use ota_spec::Spec;
use ota_spec::model::{Layer, Method, Operation, Retry};

use crate::page::{INDENT, Page};

/// The page of an operation of a spec.
pub fn page(spec: &Spec, operation: &Operation) -> Page {
    let mut page = Page::new();
    write(spec, operation, &mut page);
    page
}

fn write(spec: &Spec, operation: &Operation, page: &mut Page) {
    page.heading(&operation.action);
    page.gap();
    page.put(0, "", &operation.summary);
    if let Some(instead) = &operation.deprecated {
        page.gap();
        page.put(0, "", format!("Deprecated: {instead}"));
    }
    if !operation.doc.is_empty() {
        page.gap();
        page.put(0, "", &operation.doc);
    }
    page.gap();
    page.put(0, "", ota_spec::words::sending(operation));
    page.gap();
    let methods: Vec<&str> = operation.methods.iter().copied().map(Method::as_str).collect();
    let command = operation.command.iter();
    let mut facts = vec![("group".to_owned(), operation.group.clone())];
    facts.extend(command.map(|command| ("command".to_owned(), format!("ota {command}"))));
    facts.push(("methods".to_owned(), methods.join(", ")));
    page.rows(0, facts);
    fields::parameters(operation, page);
    behaviour::write(operation, page);
    fields::response(spec, operation, page);
    errors(operation, page);
    examples(operation, page);
    list("Notes", &operation.notes, page);
    list("Sources", &operation.sources, page);
}

fn errors(operation: &Operation, page: &mut Page) {
    if operation.errors.is_empty() {
        return;
    }
    page.heading("Errors");
    for known in &operation.errors {
        page.put(INDENT, "", &known.code);
        let retry = match known.retry {
            Retry::Never => "Sending the same call again does not help.",
            Retry::Once => "The call may be sent once more after that.",
            Retry::Backoff => "The call may be sent again, with growing pauses.",
        };
        let from = match known.layer {
            Layer::Business => "",
            Layer::Gateway => " (from the gateway)",
            Layer::Client => " (from the client, nothing was sent)",
            Layer::Oss => " (from the object storage)",
        };
        page.put(INDENT * 3, "", format!("{}{from}", known.meaning));
        page.put(INDENT * 3, "- ", &known.advice);
        page.put(INDENT * 3, "- ", retry);
    }
}

fn examples(operation: &Operation, page: &mut Page) {
    for example in &operation.examples {
        page.heading(format!("Example: {}", example.title));
        match &example.query {
            // Broken before each pair, as documentation shows it.
            Some(query) => page.put(INDENT, "", query.replace('&', "\n&").replace("\n\n&", "\n&")),
            None => page.json(INDENT, example.request.clone()),
        }
        if let Some(json) = &example.json {
            page.gap();
            page.json(INDENT, json.clone());
        }
        if let Some(xml) = &example.xml {
            page.gap();
            page.put(INDENT, "", xml);
        }
    }
}

fn list(heading: &str, texts: &[String], page: &mut Page) {
    if texts.is_empty() {
        return;
    }
    page.heading(heading);
    for text in texts {
        page.put(INDENT, "- ", text);
    }
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::page;
    use crate::fixture::wall;
    use crate::page::Style;

    fn shown(action: &str, columns: usize) -> String {
        let spec = wall();
        let page = page(&spec, spec.operation(action).unwrap());
        page.to_text(Style { columns: Some(columns), bold: false })
    }

    #[test]
    fn a_page_says_what_the_spec_says() {
        insta::assert_snapshot!("types", shown("PaintWall", 80));
        insta::assert_snapshot!("behaviour", shown("ListWalls", 80));
    }

    #[test]
    fn a_page_is_as_narrow_as_its_terminal() {
        for columns in [30, 50] {
            for action in ["PaintWall", "ListWalls"] {
                for line in shown(action, columns).lines() {
                    assert!(line.width() <= columns, "{columns}: {line}");
                }
            }
        }
    }
}
