//! What pages show of an operation and of a call.

use std::sync::Arc;
use std::time::SystemTime;

use ota_spec::model::{
    Choice, Constant, ErrorCode, Field, Layer, Method, NamedKind, Operation, Retry, Type, Wait,
};
use ota_spec::{Spec, words};

use crate::form::texts;
use crate::history::{Entry, Verdict};
use crate::html::{Inline, Paragraphs};
use crate::language::Labels;

/// The methods of an operation.
pub(super) fn methods(operation: &Operation) -> String {
    let methods: Vec<&str> = operation.methods.iter().copied().map(Method::as_str).collect();
    methods.join(", ")
}

/// Everything that a spec says about an operation.
pub(super) struct Docs {
    pub(super) group: String,
    pub(super) methods: String,
    pub(super) sending: Inline,
    pub(super) doc: Paragraphs,
    pub(super) parameters: Vec<Row>,
    pub(super) rules: Vec<Inline>,
    pub(super) choices: Vec<Choices>,
    pub(super) pages: Option<Inline>,
    pub(super) parts: Option<String>,
    pub(super) waits: Vec<(String, Inline, Inline)>,
    pub(super) around: Vec<String>,
    pub(super) bare: Option<String>,
    pub(super) response: Vec<Row>,
    pub(super) errors: Vec<Known>,
    pub(super) samples: Vec<Sample>,
    pub(super) notes: Vec<Inline>,
    pub(super) sources: Vec<Inline>,
}

/// A parameter or field, or a part of one.
pub(super) struct Row {
    pub(super) name: String,
    pub(super) ty: String,
    pub(super) is_required: bool,
    pub(super) doc: Inline,
    pub(super) facts: Vec<Inline>,
    pub(super) values: Vec<(String, Inline)>,
}

/// A choice with its options, each with what it says and what it needs.
pub(super) struct Choices {
    pub(super) name: String,
    pub(super) doc: Inline,
    pub(super) options: Vec<(String, Inline, Vec<String>)>,
}

/// An error code, explained.
pub(super) struct Known {
    pub(super) code: String,
    pub(super) layer: &'static str,
    pub(super) meaning: Inline,
    pub(super) advice: Inline,
    pub(super) retry: &'static str,
}

/// An example.
pub(super) struct Sample {
    pub(super) title: String,
    /// The query that fills it in.
    pub(super) link: String,
    pub(super) request: String,
    pub(super) json: Option<String>,
    pub(super) xml: Option<String>,
}

impl Docs {
    pub(super) fn of(operation: &Operation, t: &'static Labels) -> Self {
        let samples = operation.examples.iter().map(|example| Sample {
            title: example.title.clone(),
            link: texts::of_request(operation, &example.request).query(),
            request: example.request.pretty(),
            json: example.json.as_ref().map(ota_spec::Value::pretty),
            xml: example.xml.clone(),
        });
        let mut doc = operation.doc.clone();
        if let Some(instead) = &operation.deprecated {
            doc = format!("{} {instead}\n\n{doc}", t.deprecated);
        }
        Self {
            group: operation.group.clone(),
            methods: methods(operation),
            sending: Inline::new(words::sending(operation)),
            doc: Paragraphs::new(doc),
            parameters: rows(&operation.parameters, t),
            rules: operation.rules.iter().map(|rule| Inline::new(words::rule(rule))).collect(),
            choices: operation.choices.iter().map(choice).collect(),
            pages: operation.page.as_ref().map(|page| Inline::new(words::pages(page))),
            parts: operation.split.as_ref().map(|split| split.over.field.name.clone()),
            waits: operation.waits.iter().map(wait).collect(),
            around: operation.envelope.names().map(str::to_owned).collect(),
            bare: operation.body().map(|body| body.name.clone()),
            response: rows(&operation.response, t),
            errors: operation.errors.iter().map(|error| Known::of(error, t)).collect(),
            samples: samples.collect(),
            notes: operation.notes.iter().map(|note| Inline::new(&**note)).collect(),
            sources: operation.sources.iter().map(|source| Inline::new(&**source)).collect(),
        }
    }
}

impl Known {
    pub(super) fn of(error: &ErrorCode, t: &'static Labels) -> Self {
        Self {
            code: error.code.clone(),
            layer: match error.layer {
                Layer::Business => t.layer_business,
                Layer::Gateway => t.layer_gateway,
                Layer::Client => t.layer_client,
                Layer::Oss => t.layer_oss,
            },
            meaning: Inline::new(&*error.meaning),
            advice: Inline::new(&*error.advice),
            retry: match error.retry {
                Retry::Never => t.retry_never,
                Retry::Once => t.retry_once,
                Retry::Backoff => t.retry_backoff,
            },
        }
    }
}

fn rows(fields: &[Arc<Field>], t: &'static Labels) -> Vec<Row> {
    let mut rows = Vec::new();
    for field in fields {
        add(field, "", t, &mut Vec::new(), &mut rows);
    }
    rows
}

/// Adds a field and its members. `inside` are those around it: a struct may lead to itself.
fn add<'a>(
    field: &'a Field,
    around: &str,
    t: &'static Labels,
    inside: &mut Vec<&'a Field>,
    rows: &mut Vec<Row>,
) {
    let name =
        if around.is_empty() { field.name.clone() } else { format!("{around}.{}", field.name) };
    let mut facts = words::limits(&field.ty);
    let value = |value: &ota_spec::Value| value.scalar().unwrap_or_else(|| value.to_string());
    if !field.secret {
        facts.extend(field.default.iter().map(|own| format!("{}: `{}`", t.default, value(own))));
        facts.extend(field.example.iter().map(|own| format!("{}: `{}`", t.sample, value(own))));
    }
    facts.extend(field.secret.then(|| t.secret.to_owned()));
    facts.extend(field.ty.innermost().rules().iter().map(words::rule));
    let doc = match &field.deprecated {
        Some(instead) => format!("{} {instead} {}", t.deprecated, field.doc),
        None => field.doc.clone(),
    };
    rows.push(Row {
        name: name.clone(),
        ty: label(&field.ty),
        is_required: field.required,
        doc: Inline::new(doc),
        facts: facts.into_iter().map(Inline::new).collect(),
        values: values(&field.ty),
    });
    if inside.iter().any(|known| std::ptr::eq(*known, field)) {
        return;
    }
    inside.push(field);
    for member in field.ty.innermost().members().unwrap_or_default() {
        add(member, &name, t, inside, rows);
    }
    inside.pop();
}

/// `RepeatList<DeviceName>`, `Integer`.
fn label(ty: &Type) -> String {
    match ty {
        Type::List(list) => format!("{}<{}>", ty.label(), label(&list.items)),
        Type::Map(values) => format!("Map<{}>", label(values)),
        plain => plain.label().to_owned(),
    }
}

/// The values of an enum with their meanings.
fn values(ty: &Type) -> Vec<(String, Inline)> {
    let Type::Named(named) = ty.innermost() else { return Vec::new() };
    let NamedKind::Enum(listed) = &named.kind else { return Vec::new() };
    let values = listed.values.iter().map(|known| {
        let mut doc = known.doc.clone();
        if let Some(instead) = &known.deprecated {
            doc.push_str(&format!(" ({instead})"));
        }
        (known.value.clone(), Inline::new(doc))
    });
    values.collect()
}

fn choice(choice: &Choice) -> Choices {
    let options = choice.options.iter().map(|option| {
        let constants = crate::form::options::constants(choice, option);
        let mut names: Vec<String> =
            constants.map(|(name, value)| format!("{name} = {value}")).collect();
        names.extend(option.required.iter().map(|field| field.name.clone()));
        names.extend(option.optional.iter().map(|field| format!("[{}]", field.name)));
        (option.name.clone(), Inline::new(&*option.doc), names)
    });
    Choices {
        name: choice.name.clone(),
        doc: Inline::new(&*choice.doc),
        options: options.collect(),
    }
}

fn wait(wait: &Wait) -> (String, Inline, Inline) {
    let path: Vec<&str> = wait.state.iter().map(|field| field.name.as_str()).collect();
    let list = |words: &[Constant]| {
        let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
        words.join(", ")
    };
    let mut facts = format!("`{}`: {}", path.join("."), list(&wait.until));
    if !wait.fail.is_empty() {
        facts.push_str(&format!("; ✗ {}", list(&wait.fail)));
    }
    facts.push_str(&format!("; {} s, {} s", wait.interval, wait.timeout));
    (wait.name.clone(), Inline::new(&*wait.doc), Inline::new(facts))
}

/// What a page shows of a call.
pub(super) struct Answer {
    pub(super) entry: Arc<Entry>,
    pub(super) verdict: &'static str,
    pub(super) is_done: bool,
    pub(super) is_looked_up: bool,
    pub(super) at: String,
    pub(super) took: u128,
    /// What is known about the code.
    pub(super) known: Option<Known>,
    pub(super) hint: Option<Inline>,
    pub(super) error: Option<Inline>,
    pub(super) notes: Vec<Inline>,
    /// The states that can be waited for.
    pub(super) waits: Vec<String>,
    /// Where it leads to: an operation with the query for it.
    pub(super) onward: Vec<(String, String)>,
}

impl Answer {
    pub(super) fn of(spec: &Spec, entry: Arc<Entry>, t: &'static Labels) -> Self {
        let outcome = &entry.outcome;
        let known = outcome.code.as_deref().and_then(|code| spec.error(code));
        let operation = spec.operation(&entry.action);
        let waits = operation.filter(|_| entry.request.is_some()).into_iter();
        let inline = |text: &String| Inline::new(text.as_str());
        Self {
            verdict: match outcome.verdict {
                Verdict::Done | Verdict::LookedUp => t.done,
                Verdict::Failed => t.failed,
                Verdict::Unknown => t.unknown_outcome,
            },
            is_done: matches!(outcome.verdict, Verdict::Done | Verdict::LookedUp),
            is_looked_up: outcome.verdict == Verdict::LookedUp,
            at: time(entry.at),
            took: entry.took.as_millis(),
            known: known.map(|known| Known::of(known, t)),
            hint: outcome.hint.as_ref().map(inline),
            error: outcome.error.as_ref().map(inline),
            notes: outcome.notes.iter().map(inline).collect(),
            waits: waits
                .flat_map(|operation| operation.waits.iter().map(|wait| wait.name.clone()))
                .collect(),
            onward: outcome
                .onward
                .iter()
                .map(|(action, form)| (action.clone(), form.query()))
                .collect(),
            entry,
        }
    }
}

/// A time, to the second, in UTC.
pub(super) fn time(at: SystemTime) -> String {
    let whole = jiff::Timestamp::try_from(at).ok();
    let whole = whole.and_then(|at| jiff::Timestamp::from_second(at.as_second()).ok());
    whole.map(|at| at.to_string()).unwrap_or_default()
}
