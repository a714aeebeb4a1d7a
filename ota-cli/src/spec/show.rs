//! `ota spec show`: everything that is known about an operation, as a page.

mod behaviour;
mod fields;

use std::io::Write;

use clap::{ArgMatches, Command};
use ota_spec::model::{Layer, Method, Operation, Retry};
use ota_spec::{Spec, Value};

use super::page::{Page, Screen};
use super::{action, find, layout, specs, text_of, with_specs};
use crate::failure::Failure;

/// How far text stands below its heading, in columns.
const INDENT: usize = 2;

pub(super) fn command(built_in: &Spec) -> Command {
    Command::new("show")
        .about("Shows everything that is known about an operation, as a page")
        .after_help("The page is as wide as the terminal, else as COLUMNS says, else 80 columns.")
        .arg(action(built_in))
        .arg(specs())
}

pub(super) fn run(
    built_in: &Spec,
    matches: &ArgMatches,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    with_specs(built_in, matches, |spec| {
        let operation = find(spec, text_of(matches, "action"))?;
        let mut page = Page::new(Screen::of_stdout());
        write(spec, operation, &mut page);
        Ok(out.write_all(page.finish().as_bytes())?)
    })
}

fn write(spec: &Spec, operation: &Operation, page: &mut Page) {
    page.heading(&operation.action);
    page.gap();
    page.put(0, "", &operation.summary);
    if let Some(instead) = &operation.deprecated {
        page.gap();
        page.put(0, "", &format!("Deprecated: {instead}"));
    }
    if !operation.doc.is_empty() {
        page.gap();
        page.put(0, "", &operation.doc);
    }
    page.gap();
    page.put(0, "", &ota_spec::words::sending(operation));
    page.gap();
    let methods: Vec<&str> = operation.methods.iter().copied().map(Method::as_str).collect();
    page.rows(
        0,
        &[
            ("group".to_owned(), operation.group.clone()),
            ("methods".to_owned(), methods.join(", ")),
        ],
    );
    fields::parameters(operation, page);
    behaviour::write(operation, page);
    fields::answer(spec, operation, page);
    errors(spec, operation, page);
    examples(operation, page);
    list("Notes", &operation.notes, page);
    list("Sources", &operation.sources, page);
}

fn errors(spec: &Spec, operation: &Operation, page: &mut Page) {
    if operation.errors.is_empty() {
        return;
    }
    page.heading("Errors");
    for code in &operation.errors {
        page.put(INDENT, "", code);
        let Some(known) = spec.error(code) else {
            continue;
        };
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
        page.put(INDENT * 3, "", &format!("{}{from}", known.meaning));
        page.put(INDENT * 3, "- ", &known.advice);
        page.put(INDENT * 3, "- ", retry);
    }
}

fn examples(operation: &Operation, page: &mut Page) {
    let width = page.width();
    let lines = |json: &Value| layout::lines(json, width - INDENT);
    for example in &operation.examples {
        page.heading(&format!("Example: {}", example.title));
        match &example.query {
            // Broken before each pair, as documentation shows it.
            Some(query) => page.put(INDENT, "", &query.replace('&', "\n&").replace("\n\n&", "\n&")),
            None => page.put(INDENT, "", &lines(&example.request)),
        }
        if let Some(json) = &example.json {
            page.gap();
            page.put(INDENT, "", &lines(json));
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

    use super::write;
    use crate::spec::page::{Page, Screen};
    use crate::spec::tests::wall;

    fn shown(action: &str, columns: usize) -> String {
        let spec = wall();
        let mut page = Page::new(Screen { columns: Some(columns), bold: false });
        write(&spec, spec.operation(action).unwrap(), &mut page);
        page.finish()
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
