//! Puts the draft together.

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt;
use std::sync::Arc;

use ota_spec::model::{Envelope, Field};
use ota_spec::{Spec, Value, wire};

use super::cells::{bare, is_camel, is_code, is_name};
use super::query::Query;
use super::rows::{self, Row, words};
use super::sections::Sections;
use super::tree::Builder;
use super::{sentences, written};
use crate::decide::{DECIDE, decide};
use crate::layout;

/// A draft of a spec.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The draft, with [`DECIDE`] before everything that a person has to say.
    pub value: Value,
    /// The parameters of the page that `service.json` has, and the draft therefore has not.
    pub shared: Vec<String>,
    /// Questions about what could not be read of the page. The draft asks them, too, in its notes.
    pub unread: Vec<String>,
}

/// A string of a draft that a person has to replace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Its line in the text of the draft, counted from 1.
    pub line: usize,
    /// The way to it, such as `parameters.DeviceName.doc`.
    pub place: String,
    /// The question.
    pub question: String,
}

impl Draft {
    /// The draft as a file.
    pub fn text(&self) -> String {
        layout::file(&self.value)
    }

    /// Everything that a person has to decide, in the order of the file.
    pub fn decisions(&self) -> Vec<Decision> {
        let mut found = Vec::new();
        questions(&self.value, "", &mut found);
        let text = self.text();
        let mark = format!("\"{DECIDE}");
        let lines = (1..).zip(text.lines());
        let marked = lines.flat_map(|(line, text)| text.matches(&mark).map(move |_| line));
        marked
            .zip(found)
            .map(|(line, (place, question))| Decision { line, place, question })
            .collect()
    }
}

/// A text that is not a page about an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoOperation;

impl fmt::Display for NoOperation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "nothing in it names an operation; a page has a section `Request parameters` with a \
             row such as `Action String Yes DeleteOTAFirmware`, a sample request with `Action=`, or \
             the name as its title",
        )
    }
}

impl Error for NoOperation {}

/// The contents of the sections of a page.
struct Found<'a> {
    page: &'a Sections<'a>,
    spec: &'a Spec,
    request: Vec<Row<'a>>,
    response: Vec<Row<'a>>,
    /// The pairs of the sample request.
    query: Option<Query>,
    /// Questions about what could not be read.
    unread: Vec<String>,
}

/// Makes a draft of the text of a page. `name` is what the draft calls the page; the types, errors
/// and shared parameters of `spec` are used where they fit.
///
/// # Errors
///
/// [`NoOperation`] if the text is not a page about an operation.
pub fn draft(page: &str, name: &str, spec: &Spec) -> Result<Draft, NoOperation> {
    let page = &Sections::read(page);
    let mut unread = page.unread.clone();
    let request = rows::find(&page.request, true, &mut unread);
    let response = rows::find(&page.response, false, &mut unread);
    let stray = page.other.iter().filter(|line| rows::is_row(line.text));
    unread.extend(stray.map(|line| {
        format!("to what does the row of line {} belong? It stands in no table.", line.number)
    }));
    let query = Query::read(&page.sample_request);
    let found = Found { page, spec, request, response, query, unread };
    let action = found.action(name).ok_or(NoOperation)?;
    Ok(found.draft(&action, name))
}

impl Found<'_> {
    /// The name of the operation, from the row `Action`, a sample, the title, or the name of the page.
    fn action(&self, page: &str) -> Option<String> {
        let row = self.request.iter().find(|row| row.name() == "Action");
        let from_row = row.map(|row| row.example.clone());
        let from_xml = || {
            let xml = self.page.xml()?;
            let root = xml.trim_start().strip_prefix('<')?.split(['>', ' ', '/']).next()?;
            root.strip_suffix("Response").map(str::to_owned)
        };
        let sure =
            [from_row, self.query.as_ref().and_then(|query| query.action.clone()), from_xml()];
        let has_rows = !self.request.is_empty() || !self.response.is_empty();
        let titles = self.page.intro.iter().filter(|line| !line.trim().is_empty()).take(1);
        let titles = titles.copied().chain(page.split('.').next()).filter(|_| has_rows);
        let titles = titles.filter_map(|title| {
            let bare = title.trim_matches(|c: char| "# *`".contains(c));
            let first =
                bare.split([' ', '-', '–', '—', '_', ':', '：']).find(|word| !word.is_empty())?;
            is_camel(first).then(|| first.to_owned())
        });
        sure.into_iter().flatten().chain(titles).find(|action| is_name(action))
    }

    fn draft(&self, action: &str, name: &str) -> Draft {
        let service = &self.spec.service;
        let is_shared =
            |row: &&Row<'_>| service.parameters.iter().any(|field| field.name == row.name());
        let (shared, own): (Vec<_>, Vec<_>) =
            self.request.iter().filter(|row| row.name() != "Action").partition(is_shared);
        let public = public(self.spec);
        let mut builder = Builder {
            types: &self.spec.types,
            is_request: true,
            decisions: Vec::new(),
            public: &public,
            unread: self.unread.clone(),
        };
        let parameters = builder.parameters(&own);
        let mut decisions = std::mem::take(&mut builder.decisions);
        builder.is_request = false;
        let json = self.json(&mut decisions);
        let response = self.response(&mut builder, json.as_ref());
        decisions.append(&mut builder.decisions);
        let example = self.example(&parameters, json, &mut decisions);
        let mut members = vec![
            ("$schema", Value::from("../operation.schema.json")),
            ("action", Value::from(action)),
            ("group", decide(format!("which group? There are {}.", self.groups()))),
            ("summary", self.summary(action)),
        ];
        let more = self.more(action);
        if more > 0 {
            let what = format!(
                "what should callers know? (the page adds {more} words) Or remove this key."
            );
            members.push(("doc", decide(what)));
        }
        match sentences::calls_per_second(self.page.prose()) {
            Some(qps) => members.push(("qps", Value::Number(qps.to_string()))),
            None => decisions.push(
                "how many calls per second may an account make? The page names no number; add `qps` \
                 if it is known."
                    .to_owned(),
            ),
        }
        members.push((
            "idempotency",
            decide("`readOnly` if it only reads, `idempotent` if a second send leaves the same state, else `notIdempotent`"),
        ));
        members.push(("parameters", written::fields(&with_examples(parameters))));
        members.push(("response", written::fields(&response)));
        let (errors, unknown) = self.errors();
        members.push(("errors", Value::Array(errors)));
        let mut unread = builder.unread;
        unread.extend(unknown);
        decisions.splice(0..0, unread.iter().cloned());
        decisions.push("which further codes of `errors.json` should callers expect?".to_owned());
        members.push(("notes", Value::Array(decisions.iter().map(decide).collect())));
        let source = decide(format!("where does the page `{name}` come from, and how old is it?"));
        members.push(("sources", Value::Array(vec![source])));
        members.push(("examples", Value::Array(vec![example])));
        let members = members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        Draft {
            value: Value::Object(members),
            shared: shared.iter().map(|row| row.name().to_owned()).collect(),
            unread,
        }
    }

    fn groups(&self) -> String {
        let mut groups: Vec<&str> =
            self.spec.operations.iter().map(|operation| operation.group.as_str()).collect();
        groups.sort_unstable();
        groups.dedup();
        if groups.is_empty() { "none yet".to_owned() } else { ota_spec::suggest::list(groups) }
    }

    /// The lines before the tables, without a title that only repeats the name.
    fn intro(&self, action: &str) -> Vec<&str> {
        let is_title = |line: &&str| line.trim_matches(|c: char| "# ".contains(c)) == action;
        let lines = self.page.intro.iter().copied();
        lines.filter(|line| !line.trim().is_empty() && !is_title(line)).collect()
    }

    fn summary(&self, action: &str) -> Value {
        let said = match self.intro(action).first().map_or(0, |line| words(&[line])) {
            0 => "the page does not say it".to_owned(),
            1 => "the page says it in 1 word".to_owned(),
            many => format!("the page says it in {many} words"),
        };
        decide(format!("what does it do, in one sentence? ({said})"))
    }

    /// How many words the page says about the operation as a whole.
    fn more(&self, action: &str) -> usize {
        words(self.intro(action).get(1..).unwrap_or_default())
    }

    /// The codes that the page shows and `errors.json` knows, and questions about the others.
    fn errors(&self) -> (Vec<Value>, Vec<String>) {
        let code = self.spec.service.envelope.code.as_str();
        let row = self.response.iter().find(|row| row.name() == code);
        let shown = row.map(|row| row.example.as_str()).into_iter();
        let words = self.page.errors.iter().flat_map(|line| line.split(['|', '\t', ' ', '`']));
        let cells = self.page.errors.iter().flat_map(|line| line.split(['|', '\t']));
        let listed = words.filter(|word| is_code(word));
        let listed = listed.chain(cells.map(bare).filter(|cell| is_camel(cell)));
        let (mut errors, mut unknown) = (Vec::new(), Vec::new());
        for word in shown.chain(listed) {
            let known = self.spec.errors.iter().find(|known| known.code.eq_ignore_ascii_case(word));
            match known.map(|known| Value::from(known.code.as_str())) {
                Some(known) if !errors.contains(&known) => errors.push(known),
                Some(_) => {}
                None if is_code(word) || is_camel(word) => unknown.push(format!(
                    "what is the error code `{word}`? `errors.json` does not have it."
                )),
                None => {}
            }
        }
        unknown.dedup();
        (errors, unknown)
    }

    /// The JSON sample. Some pages lose its outer braces.
    fn json(&self, decisions: &mut Vec<String>) -> Option<Value> {
        let text = self.page.json()?;
        let read = Value::from_json(&text)
            .or_else(|error| Value::from_json(&format!("{{{text}}}")).map_err(|_| error));
        match read {
            Ok(json @ Value::Object(_)) => return Some(json),
            Ok(other) => decisions.push(format!(
                "what does the response look like? The JSON sample is {}, not an object.",
                other.kind()
            )),
            Err(error) => decisions.push(format!(
                "what does the response look like? The JSON sample cannot be read: {error}"
            )),
        }
        None
    }

    fn response(&self, builder: &mut Builder<'_>, json: Option<&Value>) -> Vec<Field> {
        let envelope = &self.spec.service.envelope;
        let rows: Vec<&Row<'_>> =
            self.response.iter().filter(|row| !in_envelope(envelope, row.name())).collect();
        let sample = json.map_or(&[][..], Value::members).iter();
        let sample: Vec<(String, Value)> =
            sample.filter(|(name, _)| !in_envelope(envelope, name)).cloned().collect();
        builder.response(&rows, &sample)
    }

    /// The samples of the page; a request that it lacks is put together from the parameters.
    fn example(
        &self,
        parameters: &[Field],
        json: Option<Value>,
        decisions: &mut Vec<String>,
    ) -> Value {
        let mut members = vec![("title".to_owned(), decide("what does this sample show?"))];
        match &self.query {
            Some(query) => {
                let mut all: Vec<Arc<Field>> = parameters.iter().cloned().map(Arc::new).collect();
                all.extend(self.spec.service.parameters.iter().cloned());
                let (request, wrong) = wire::gather(&all, query.pairs.iter().cloned());
                decisions.extend(wrong.iter().map(|found| {
                    format!("is the sample request right? {found}, as the table has it.")
                }));
                members.push(("request".to_owned(), request));
                members.push(("query".to_owned(), Value::from(query.text.as_str())));
            }
            None => {
                decisions.push(
                    "what is a sample request? The page has none; this one is made of the examples \
                     of the parameters."
                        .to_owned(),
                );
                let needed = parameters.iter().filter(|field| field.required);
                let given =
                    needed.filter_map(|field| Some((field.name.clone(), field.example.clone()?)));
                members.push(("request".to_owned(), Value::Object(given.collect())));
            }
        }
        let xml = self.page.xml();
        if json.is_none() && xml.is_none() {
            decisions
                .push("what does a response look like? The page has no sample of one.".to_owned());
        }
        members.extend(json.map(|json| ("json".to_owned(), json)));
        members.extend(xml.map(|xml| ("xml".to_owned(), Value::from(xml.as_str()))));
        Value::Object(members)
    }
}

/// Adds the examples that required parameters need; where the page has none, a person has to.
fn with_examples(mut parameters: Vec<Field>) -> Vec<Field> {
    for field in parameters.iter_mut().filter(|field| field.required && field.example.is_none()) {
        field.example = Some(decide("an example"));
    }
    parameters
}

/// The names of fields that no operation calls secret.
fn public(spec: &Spec) -> BTreeSet<&str> {
    fn add<'a>(fields: &'a [Arc<Field>], names: &mut BTreeSet<&'a str>) {
        for field in fields {
            if !field.secret {
                names.insert(&field.name);
            }
            if let Some(inner) = field.ty.innermost().in_place() {
                add(&inner.fields, names);
            }
        }
    }
    let mut names = BTreeSet::new();
    add(&spec.service.parameters, &mut names);
    for operation in &spec.operations {
        add(&operation.parameters, &mut names);
        add(&operation.response, &mut names);
    }
    names
}

fn in_envelope(envelope: &Envelope, name: &str) -> bool {
    envelope.has(name)
}

/// Every question with its place, in the order of the file.
fn questions(value: &Value, place: &str, found: &mut Vec<(String, String)>) {
    let below = |name: &str| match place {
        "" => name.to_owned(),
        place => format!("{place}.{name}"),
    };
    match value {
        Value::String(text) => {
            if let Some(what) = text.strip_prefix(DECIDE) {
                found.push((place.to_owned(), what.trim().to_owned()));
            }
        }
        Value::Array(items) => {
            for (number, item) in (1..).zip(items) {
                let name = item.get("name").and_then(Value::scalar);
                questions(item, &below(&name.unwrap_or_else(|| number.to_string())), found);
            }
        }
        Value::Object(members) => {
            for (key, member) in members {
                questions(member, &below(key), found);
            }
        }
        _ => {}
    }
}
