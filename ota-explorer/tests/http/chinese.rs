//! In Chinese nothing is left in English but names, codes, samples, and what the specs say in English alone.

use std::collections::{BTreeMap, BTreeSet};

use ota_emulator::{Emulator, Fault, embedded_specs};
use ota_explorer::Explorer;
use ota_spec::Spec;
use ota_spec::model::{Field, NamedKind, Type};
use reqwest::Method;

use crate::support::{Browser, Page, encode, spec, ticket};
use crate::texts::{Text, texts};

/// Words of programs, protocols and of this page, which have no Chinese names.
const NAMES: [&str; 29] = [
    "ota",
    "explorer",
    "HTTP",
    "GET",
    "POST",
    "JSON",
    "XML",
    "V1",
    "V3",
    "HMAC",
    "ID",
    "API",
    "curl",
    "Python",
    "Rust",
    "TypeScript",
    "call",
    "English",
    "UTC",
    "min",
    "h",
    "d",
    "AccessKey",
    "Secret",
    "C",
    "Link",
    "SDK",
    "true",
    "false",
];

/// What a page may have in Latin letters.
struct Known {
    names: BTreeSet<String>,
    /// The texts of specs that there are in English alone.
    english: BTreeSet<String>,
}

impl Known {
    fn of(spec: &Spec) -> Self {
        let mut known = Self { names: NAMES.map(str::to_owned).into(), english: BTreeSet::new() };
        known.name(&spec.service.product);
        for name in &spec.types {
            known.name(&name.name);
            if let NamedKind::Enum(listed) = &name.kind {
                listed.values.iter().for_each(|value| known.name(&value.value));
            }
        }
        spec.errors.iter().for_each(|error| known.name(&error.code));
        for operation in &spec.operations {
            known.name(&operation.action);
            known.name(&operation.group);
            operation.envelope.names().for_each(|name| known.name(name));
            let fields = operation.parameters.iter().chain(&operation.response);
            fields.for_each(|field| known.field(field, &mut Vec::new()));
            for choice in &operation.choices {
                known.name(&choice.name);
                choice.options.iter().for_each(|option| known.name(&option.name));
            }
            operation.waits.iter().for_each(|wait| known.name(&wait.name));
            let said =
                operation.notes.iter().chain(&operation.sources).chain(&operation.deprecated);
            known.english.extend(said.cloned());
        }
        known
    }

    fn name(&mut self, name: &str) {
        self.names.extend(name.split('.').map(str::to_owned));
    }

    fn field<'f>(&mut self, field: &'f Field, around: &mut Vec<&'f str>) {
        if around.contains(&field.name.as_str()) {
            return;
        }
        self.name(&field.name);
        self.name(field.ty.label());
        self.english.extend(field.deprecated.clone());
        match &field.ty {
            Type::Map(values) => self.name(values.label()),
            Type::String(limits) => limits.allowed.iter().for_each(|value| self.name(value)),
            _ => {}
        }
        around.push(&field.name);
        let members = field.ty.innermost().members().unwrap_or_default();
        members.iter().for_each(|member| self.field(member, around));
        around.pop();
    }

    /// Whether a word may be there.
    fn has(&self, word: &str) -> bool {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let is_name = |part: &str| self.names.contains(part) || part.is_empty();
        // IDs, addresses, times, numbers.
        word.bytes().any(|byte| byte.is_ascii_digit() || b"/@".contains(&byte))
            || !word.bytes().any(|byte| byte.is_ascii_alphabetic())
            || word.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').all(is_name)
    }

    /// What is left in English on a page.
    fn left(&self, html: &str) -> Vec<String> {
        let mut left = Vec::new();
        for text in texts(html) {
            match text {
                Text::Marked(text) if self.english.contains(&text) => {}
                Text::Marked(text) => left.push(format!("marked: {text}")),
                Text::Plain(text) => {
                    let is_chinese = text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
                    let mut run = 0;
                    let foreign =
                        text.split(|c: char| c.is_whitespace() || !c.is_ascii()).filter(|word| {
                            let is = !word.is_empty() && !self.has(word);
                            run = if is { run + 1 } else { 0 };
                            // A word of a product in a Chinese sentence is none of English; two of them are.
                            is && (!is_chinese || run > 1)
                        });
                    if foreign.count() > 0 {
                        left.push(text);
                    }
                }
            }
        }
        left
    }
}

/// A browser that likes Chinese.
async fn chinese(browser: Browser) -> Browser {
    Browser { cookie: format!("{}; ota-language=zh", browser.cookie), ..browser }
}

async fn beside(emulator: Emulator) -> Browser {
    let builder = Explorer::builder(embedded_specs().unwrap()).emulator(emulator);
    chinese(Browser::enter(builder.start().await.unwrap()).await).await
}

/// What was found on many pages, once each.
#[derive(Default)]
struct Left(BTreeMap<String, String>);

impl Left {
    fn look(&mut self, known: &Known, path: &str, page: &Page) {
        assert!(page.text.contains("<html lang=\"zh\""), "{path}");
        for text in known.left(&page.text) {
            self.0.entry(text).or_insert_with(|| path.to_owned());
        }
    }

    fn nothing(&self) {
        assert!(self.0.is_empty(), "{:#?}", self.0);
    }
}

#[test]
fn english_is_found() {
    let known = Known::of(&spec("specs"));
    let left = |html: &str| known.left(html).len();
    assert_eq!(left("<p>Nothing.</p>"), 1);
    assert_eq!(left("<p>已完成 it is done</p><p aria-label=\"next page\"></p>"), 2);
    assert_eq!(
        left("<p>JobId 必须为 <code>a b c</code></p><p>RepeatList&lt;DeviceName&gt;</p>"),
        0
    );
    assert_eq!(
        left(
            "<p><span lang=\"en\">The request IDs of the two samples differ.</span><span lang=\"en\">no such</span></p>"
        ),
        1
    );
    assert_eq!(left("<p translate=\"no\">the service says</p>"), 0);
}

#[tokio::test]
async fn every_page_of_every_operation_is_in_chinese() {
    let spec = spec("specs");
    let mut left = Left::default();
    let known = Known::of(&spec);
    let browser = beside(Emulator::builder().without_quota().start().await.unwrap()).await;
    for path in ["/", "/?q=nothing", "/codes", "/codes?q=nothing", "/history", "/nowhere"] {
        left.look(&known, path, &browser.get(path).await);
    }
    for operation in &spec.operations {
        let action = &operation.action;
        let path = format!("/operation/{action}");
        left.look(&known, &path, &browser.get(&path).await);
        // Everything that is missing; and everything wrong, in several ways.
        let mut forms = vec![Vec::new()];
        for wrong in ["-1", ",\u{7}", "{", "", "1.5", "[1]", "99999999999999999999"] {
            let fields = browser.get(&path).await.fields("call-form");
            forms.push(fields.into_iter().map(|(name, _)| (name, wrong.to_owned())).collect());
            let plain =
                operation.parameters.iter().map(|field| (field.name.clone(), wrong.to_owned()));
            forms.push(plain.collect());
        }
        for example in &operation.examples {
            let query = ota_spec::wire::flatten(&operation.parameters, &example.request);
            // One parameter more or less breaks rules.
            for left_out in 0..query.len() {
                let mut form = query.clone();
                form.remove(left_out);
                forms.push(form);
            }
            for name in operation.parameters.iter().map(|field| &field.name) {
                let mut form = query.clone();
                form.retain(|(known, _)| known != name);
                form.push((name.clone(), "1".to_owned()));
                forms.push(form);
            }
        }
        for mut form in forms {
            form.push(("@do".to_owned(), "check".to_owned()));
            let page = browser.post_all(&path, &form).await;
            let page = if page.status == 303 { browser.follow(&page).await } else { page };
            left.look(&known, &format!("{path} {form:?}"), &page);
        }
        for example in &operation.examples {
            let query = encode(&ota_spec::wire::flatten(&operation.parameters, &example.request));
            for page in ["samples", "signature", "operation"] {
                let path = format!("/{page}/{action}?{query}");
                left.look(&known, &path, &browser.get(&path).await);
            }
            let mut form = ota_spec::wire::flatten(&operation.parameters, &example.request);
            form.push(("@do".to_owned(), "send".to_owned()));
            let sent = browser.post_all(&path, &form).await;
            assert_eq!(sent.status, 303, "{action} {}: {}", example.title, sent.text);
            let mut page = browser.follow(&sent).await;
            left.look(&known, &format!("{path} sent"), &page);
            if page.text.contains("/confirm/") {
                page = browser.follow(&browser.post(&ticket(&page), &[]).await).await;
                left.look(&known, &format!("{path} confirmed"), &page);
            }
        }
    }
    left.look(&known, "/history", &browser.get("/history").await);
    for number in 1..=20 {
        let waited = browser.post(&format!("/history/{number}/wait/Nothing"), &[]).await;
        left.look(&known, "a wait that there is not", &waited);
    }
    left.nothing();
}

#[tokio::test]
async fn what_goes_wrong_is_told_in_chinese() {
    let mut left = Left::default();
    let known = Known::of(&spec("specs"));
    for effect in [
        r#"{"kind":"close"}"#,
        r#"{"kind":"page"}"#,
        r#"{"kind":"malformed"}"#,
        r#"{"kind":"empty"}"#,
        r#"{"kind":"status","status":503,"code":"Unheard","message":"It is so."}"#,
        r#"{"kind":"redirect","location":"https://a.test/"}"#,
    ] {
        let emulator = Emulator::builder().without_quota().start().await.unwrap();
        let fault = Fault::from_json(&format!(r#"{{"effect":{effect}}}"#)).unwrap();
        emulator.add_fault(fault).unwrap();
        let browser = beside(emulator).await;
        for (action, form) in [
            ("QueryOTAFirmware", &[("FirmwareId", "fw")][..]),
            ("DeleteOTAFirmware", &[("FirmwareId", "fw")]),
            ("ReupgradeOTATask", &[("JobId", "none"), ("TaskId.1", "x")]),
        ] {
            let page = browser.send(action, form).await;
            assert!(page.text.contains("id=\"answer\""), "{}", page.text);
            left.look(&known, &format!("{effect} {action}"), &page);
        }
    }
    let browser = beside(Emulator::start().await.unwrap()).await;
    for (path, form) in [
        ("/console/advance", ("seconds", "x")),
        ("/console/speed", ("speed", "x")),
        ("/console/faults", ("effect", "x")),
    ] {
        let page = browser.post(path, &[form]).await;
        assert_eq!(page.status, 422);
        left.look(&known, path, &page);
    }
    for path in ["/", "/console"] {
        let outside = browser.request(Method::GET, path).header("cookie", "ota-language=zh");
        left.look(&known, path, &Page::of(outside).await);
        let foreign = browser.request(Method::POST, path).header("cookie", &browser.cookie);
        left.look(&known, path, &Page::of(foreign).await);
        let other = browser.request(Method::DELETE, path).header("cookie", &browser.cookie);
        left.look(&known, path, &Page::of(other).await);
    }
    left.nothing();
}

#[tokio::test]
async fn the_console_is_in_chinese() {
    let mut left = Left::default();
    let known = Known::of(&spec("specs"));
    let paths = [
        "/console",
        "/console/products",
        "/console/packages",
        "/console/devices?product=a1V4kdeAbCd",
        "/console/device?product=a1V4kdeAbCd&name=device1",
        "/console/device?product=a1V4kdeAbCd&name=none",
        "/console/package?id=T0F5b5tpFnHQrgfk030100",
        "/console/package?id=none",
        "/console/job?id=wahVIzGkCMuAUE2gDERM02",
        "/console/job?id=none",
        "/console/tasks?job=wahVIzGkCMuAUE2gDERM02",
        "/console/tasks?job=none&status=x",
        "/console/products?instance=iot-0",
        "/console/faults",
        "/console/ledger",
        "/console/requests",
    ];
    let browser = beside(Emulator::start().await.unwrap()).await;
    browser.post("/console/faults", &[("effect", "throttled"), ("operation", "QueryOTAJob")]).await;
    browser.post("/console/advance", &[("seconds", "60")]).await;
    for path in paths {
        left.look(&known, path, &browser.get(path).await);
    }
    // By the lists of a service.
    let emulator = Emulator::builder().without_quota().start().await.unwrap();
    let key = ota_api::Credentials::new(emulator.key_id(), emulator.key_secret());
    let endpoint = Some(emulator.endpoint().to_owned());
    let builder = Explorer::builder(embedded_specs().unwrap()).service(endpoint, None, false, key);
    let browser = chinese(Browser::enter(builder.start().await.unwrap()).await).await;
    for path in paths {
        left.look(&known, path, &browser.get(path).await);
    }
    assert_eq!(browser.post("/console/advance", &[]).await.status, 409);
    left.nothing();
}
