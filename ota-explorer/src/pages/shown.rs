//! What pages show of an operation and of a call.

use std::sync::Arc;
use std::time::SystemTime;

use ota_spec::Spec;
use ota_spec::model::{
    Choice, ErrorCode, Field, Layer, Method, NamedKind, Operation, Retry, Type, Wait,
};

use crate::form::{Form, texts};
use crate::history::{Entry, Verdict};
use crate::html::{Inline, Paragraphs};
use crate::language::{Labels, Language};
use crate::told::{Advice, After};
use crate::{prose, sentences};

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
    pub(super) title: Inline,
    /// The query that fills it in.
    pub(super) link: String,
    pub(super) request: String,
    pub(super) json: Option<String>,
    pub(super) xml: Option<String>,
}

impl Docs {
    pub(super) fn of(operation: &Operation, language: Language) -> Self {
        let english = |text: &String| prose::english(language, text);
        let say = sentences::of(language);
        let samples = operation.examples.iter().map(|example| Sample {
            title: prose::text(language, &example.title, example.zh.as_ref()),
            link: texts::of_request(operation, &example.request).query(),
            request: example.request.pretty(),
            json: example.json.as_ref().map(ota_spec::Value::pretty),
            xml: example.xml.clone(),
        });
        let doc = prose::paragraphs(language, &operation.doc, operation.zh_doc.as_ref());
        Self {
            group: operation.group.clone(),
            methods: methods(operation),
            sending: Inline::new((say.sending)(operation)),
            doc: doc.behind(prose::deprecated(language, operation.deprecated.as_ref())),
            parameters: rows(&operation.parameters, language, language.labels().secret),
            rules: operation.rules.iter().map(|rule| prose::rule(language, rule)).collect(),
            choices: operation.choices.iter().map(|one| choice(one, language)).collect(),
            pages: operation.page.as_ref().map(|page| Inline::new((say.pages)(page))),
            parts: operation.split.as_ref().map(|split| split.over.field.name.clone()),
            waits: operation.waits.iter().map(|one| wait(one, language)).collect(),
            around: operation.envelope.names().map(str::to_owned).collect(),
            bare: operation.body().map(|body| body.name.clone()),
            response: rows(&operation.response, language, language.labels().secret_field),
            errors: operation.errors.iter().map(|error| Known::of(error, language)).collect(),
            samples: samples.collect(),
            notes: operation.notes.iter().map(english).collect(),
            sources: operation.sources.iter().map(english).collect(),
        }
    }
}

impl Known {
    pub(super) fn of(error: &ErrorCode, language: Language) -> Self {
        let t = language.labels();
        Self {
            code: error.code.clone(),
            layer: match error.layer {
                Layer::Business => t.layer_business,
                Layer::Gateway => t.layer_gateway,
                Layer::Client => t.layer_client,
                Layer::Oss => t.layer_oss,
            },
            meaning: prose::text(language, &error.meaning, error.zh.as_ref()),
            advice: prose::text(language, &error.advice, error.zh_advice.as_ref()),
            retry: match error.retry {
                Retry::Never => t.retry_never,
                Retry::Once => t.retry_once,
                Retry::Backoff => t.retry_backoff,
            },
        }
    }
}

/// The rows of fields; `secret` is said of those that are.
fn rows(fields: &[Arc<Field>], language: Language, secret: &'static str) -> Vec<Row> {
    let mut rows = Vec::new();
    for field in fields {
        add(field, "", (language, secret), &mut Vec::new(), &mut rows);
    }
    rows
}

/// Adds a field and its members. `inside` are those around it: a struct may lead to itself.
fn add<'a>(
    field: &'a Field,
    around: &str,
    (language, secret): (Language, &'static str),
    inside: &mut Vec<&'a Field>,
    rows: &mut Vec<Row>,
) {
    let name =
        if around.is_empty() { field.name.clone() } else { format!("{around}.{}", field.name) };
    let t = language.labels();
    let mut facts: Vec<Inline> = prose::limits(language, &field.ty).collect();
    let value = |value: &ota_spec::Value| value.scalar().unwrap_or_else(|| value.to_string());
    if !field.secret {
        let fact = |label, own| Inline::new(format!("{label}{}`{}`", t.colon, value(own)));
        facts.extend(field.default.iter().map(|own| fact(t.default, own)));
        facts.extend(field.example.iter().map(|own| fact(t.sample, own)));
    }
    facts.extend(field.secret.then(|| Inline::new(secret)));
    let rules = field.ty.innermost().rules().iter();
    facts.extend(rules.map(|rule| prose::rule(language, rule)));
    let doc = prose::deprecated(language, field.deprecated.as_ref());
    rows.push(Row {
        name: name.clone(),
        ty: label(&field.ty),
        is_required: field.required,
        doc: doc.and(prose::text(language, &field.doc, field.zh.as_ref())),
        facts,
        values: values(&field.ty, language),
    });
    if inside.iter().any(|known| std::ptr::eq(*known, field)) {
        return;
    }
    inside.push(field);
    for member in field.ty.innermost().members().unwrap_or_default() {
        add(member, &name, (language, secret), inside, rows);
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
fn values(ty: &Type, language: Language) -> Vec<(String, Inline)> {
    let Type::Named(named) = ty.innermost() else { return Vec::new() };
    let NamedKind::Enum(listed) = &named.kind else { return Vec::new() };
    let values = listed.values.iter().map(|known| {
        let doc = prose::text(language, &known.doc, known.zh.as_ref());
        let instead = known.deprecated.iter();
        let instead = instead.map(|instead| prose::english(language, format!("({instead})")));
        (known.value.clone(), instead.fold(doc, Inline::and))
    });
    values.collect()
}

fn choice(choice: &Choice, language: Language) -> Choices {
    let options = choice.options.iter().map(|option| {
        let constants = crate::form::options::constants(choice, option);
        let mut names: Vec<String> =
            constants.map(|(name, value)| format!("{name} = {value}")).collect();
        names.extend(option.required.iter().map(|field| field.name.clone()));
        names.extend(option.optional.iter().map(|field| format!("[{}]", field.name)));
        (option.name.clone(), prose::text(language, &option.doc, option.zh.as_ref()), names)
    });
    Choices {
        name: choice.name.clone(),
        doc: prose::text(language, &choice.doc, choice.zh.as_ref()),
        options: options.collect(),
    }
}

fn wait(wait: &Wait, language: Language) -> (String, Inline, Inline) {
    let facts = (sentences::of(language).wait)(wait);
    let doc = prose::text(language, &wait.doc, wait.zh.as_ref());
    (wait.name.clone(), doc, Inline::new(facts))
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
    /// What the service said; its language is not known.
    pub(super) message: Option<Inline>,
    pub(super) hint: Option<Inline>,
    pub(super) error: Option<Inline>,
    pub(super) notes: Vec<Inline>,
    /// The states that can be waited for.
    pub(super) waits: Vec<String>,
    /// Whether it can be sent again as it is, and that may help.
    pub(super) can_repeat: bool,
    /// Where a file that was uploaded leads to: an operation with the query for it.
    pub(super) onward: Vec<(String, String)>,
    /// The operations that take an ID of the response, each with the query for it.
    pub(super) steps: Vec<(String, String)>,
}

impl Answer {
    pub(super) fn of(spec: &Spec, entry: Arc<Entry>, language: Language) -> Self {
        let t = language.labels();
        let outcome = &entry.outcome;
        let known = outcome.code.as_deref().and_then(|code| spec.error(code));
        let operation = spec.operation(&entry.action);
        let waits = operation.filter(|_| entry.request.is_some()).into_iter();
        let say = sentences::of(language);
        let of_code = |advice: &Advice| {
            known.filter(|_| advice.after == After::Code).and_then(|known| known.zh_advice.as_ref())
        };
        let is_told = outcome.code.is_some() && outcome.message.is_some();
        Self {
            verdict: verdict(outcome.verdict, t),
            is_done: is_done(outcome.verdict),
            is_looked_up: outcome.verdict == Verdict::LookedUp,
            at: time(entry.at),
            took: entry.took.as_millis(),
            known: known.map(|known| Known::of(known, language)),
            message: outcome.message.as_ref().map(|message| Inline::new(message.as_str())),
            hint: outcome.advice.as_ref().map(|told| prose::advice(language, told, of_code(told))),
            // Code and message are told already.
            error: outcome
                .failure
                .as_ref()
                .filter(|_| !is_told)
                .map(|why| Inline::new((say.failure)(why))),
            can_repeat: can_repeat(spec, &entry),
            notes: outcome.notes.iter().map(|note| Inline::new((say.note)(note))).collect(),
            waits: waits
                .flat_map(|operation| operation.waits.iter().map(|wait| wait.name.clone()))
                .collect(),
            onward: links(&outcome.onward),
            steps: links(&outcome.steps),
            entry,
        }
    }
}

/// Whether a call was done, in words.
pub(super) fn verdict(verdict: Verdict, t: &Labels) -> &'static str {
    match verdict {
        Verdict::Done | Verdict::LookedUp => t.done,
        Verdict::Failed => t.failed,
        Verdict::Unread => t.unread,
        Verdict::Unknown => t.unknown_outcome,
    }
}

pub(super) fn is_done(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Done | Verdict::LookedUp)
}

/// Forms of operations as links.
fn links(forms: &[(String, Form)]) -> Vec<(String, String)> {
    forms.iter().map(|(action, form)| (action.clone(), form.query())).collect()
}

/// Whether a call can be sent again as it is, and that may help.
pub(super) fn can_repeat(spec: &Spec, entry: &Entry) -> bool {
    let known = entry.outcome.code.as_deref().and_then(|code| spec.error(code));
    entry.request.is_some() && known.is_none_or(|known| known.retry != Retry::Never)
}

/// A time, to the second, in UTC.
pub(super) fn time(at: SystemTime) -> String {
    let whole = jiff::Timestamp::try_from(at).ok();
    let whole = whole.and_then(|at| jiff::Timestamp::from_second(at.as_second()).ok());
    whole.map(|at| at.to_string()).unwrap_or_default()
}
