//! Reading a spec takes time that grows like the spec, whatever there is much of in it.
//!
//! Compared is processor time of this thread for so much and for four times as much: it becomes four
//! times as long where the work is linear, sixteen times where everything is compared with
//! everything.

mod differences;
mod operations;

use std::time::Duration;

use ota_spec::{Source, load};
use serde_json::{Value, json};

/// How many there are of everything, and four times as many.
const FEW: usize = 1_000;
const MANY: usize = 4 * FEW;

/// Most that four times as much may take, in the time of so much: between 4 and 16.
const RATIO: f64 = 9.0;

#[cfg(unix)]
fn processor_time() -> Duration {
    use nix::time::{ClockId, clock_gettime};

    clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).unwrap().into()
}

#[cfg(not(unix))]
fn processor_time() -> Duration {
    // Without a clock of processor time every ratio is one.
    Duration::from_secs(1)
}

/// A folder, file by file.
struct Folder {
    types: Vec<Value>,
    errors: Vec<Value>,
    regions: Vec<Value>,
    operation: Value,
}

impl Folder {
    fn new(parameters: Vec<Value>, response: Vec<Value>) -> Self {
        Self {
            types: Vec::new(),
            errors: Vec::new(),
            regions: Vec::new(),
            operation: json!({
                "action": "Ping",
                "group": "test",
                "summary": "Pings.",
                "idempotency": "readOnly",
                "parameters": parameters,
                "response": response,
            }),
        }
    }

    fn empty() -> Self {
        Self::new(Vec::new(), Vec::new())
    }

    fn types(types: Vec<Value>) -> Self {
        Self { types, ..Self::empty() }
    }

    fn with(mut self, key: &str, value: Value) -> Self {
        self.operation[key] = value;
        self
    }

    fn sources(&self) -> Vec<Source> {
        let file = |path: &str, value: &Value| Source {
            path: path.to_owned(),
            bytes: value.to_string().into_bytes(),
        };
        let service = json!({
            "product": "Test",
            "version": "2020-01-01",
            "summary": "A test.",
            "endpoints": { "public": "test.{region}.example", "regions": self.regions },
            "envelope": {
                "requestId": "RequestId",
                "success": "Success",
                "code": "Code",
                "message": "ErrorMessage",
            },
        });
        vec![
            file("service.json", &service),
            file("types.json", &json!({ "types": self.types })),
            file("errors.json", &json!({ "errors": self.errors })),
            file("ops/Ping.json", &self.operation),
        ]
    }
}

fn each(many: usize, make: impl FnMut(usize) -> Value) -> Vec<Value> {
    (0..many).map(make).collect()
}

fn name(index: usize) -> String {
    format!("F{index}x")
}

fn names(many: usize) -> Value {
    each(many, |index| json!(name(index))).into()
}

fn fields(many: usize) -> Vec<Value> {
    each(many, |index| json!({ "name": name(index), "type": "String", "doc": "d" }))
}

/// An object with these members.
fn object(many: usize) -> Value {
    (0..many).map(|index| (name(index), json!("v"))).collect::<serde_json::Map<_, _>>().into()
}

fn words(many: usize) -> Value {
    let values = each(many, |index| json!({ "value": name(index), "doc": "d" }));
    json!({ "name": "Word", "type": "Enum", "doc": "d", "values": values })
}

fn words_used(many: usize, key: &str, value: Value) -> Folder {
    let state = json!({ "name": "State", "type": "Word", "doc": "d" });
    let folder = Folder::new(vec![state.clone()], vec![state]).with(key, value);
    Folder { types: vec![words(many)], ..folder }
}

fn structs(many: usize, members: impl Fn(usize) -> Value) -> Folder {
    Folder::types(each(
        many,
        |index| json!({ "name": format!("T{index}x"), "type": "Struct", "doc": "d", "fields": members(index) }),
    ))
}

fn sample(many: usize) -> Value {
    let mut sample = object(many);
    sample["Success"] = json!(true);
    sample["RequestId"] = json!("r");
    sample
}

fn example(members: Value) -> Value {
    let mut example = json!({ "title": "t", "request": {} });
    for (key, value) in members.as_object().unwrap() {
        example[key] = value.clone();
    }
    json!([example])
}

fn choice(many: usize, options: Vec<Value>) -> Folder {
    let choice = json!({ "name": "Way", "doc": "d", "options": options });
    Folder::new(fields(many), Vec::new()).with("choices", json!([choice]))
}

fn xml(many: usize) -> String {
    let members: String = (0..many).map(|index| format!("<F{index}x>v</F{index}x>")).collect();
    format!("<PingResponse><Success>true</Success><RequestId>r</RequestId>{members}</PingResponse>")
}

fn query(many: usize) -> String {
    let pairs: Vec<String> = (0..many).map(|index| format!("F{index}x=v")).collect();
    pairs.join("&")
}

/// What there is much of, a folder with so many of it, and whether that has mistakes.
type Case = (&'static str, fn(usize) -> Folder, bool);

/// What a folder can have much of.
const CASES: &[Case] = &[
    ("shared types", |many| structs(many, |_| fields(1).into()), false),
    (
        "structs of structs",
        |many| {
            structs(many, |index| match index % 32 {
                0 => fields(1).into(),
                _ => json!([{ "name": "A", "type": format!("T{}x", index - 1), "doc": "d" }]),
            })
        },
        false,
    ),
    (
        "types that do not exist",
        |many| {
            let mut folder = structs(many, |_| fields(1).into());
            let unknown = each(
                many,
                |index| json!({ "name": name(index), "type": format!("Q{index}zzz"), "doc": "d" }),
            );
            folder.operation["response"] = unknown.into();
            folder
        },
        true,
    ),
    ("values of an enum", |many| Folder::types(vec![words(many)]), false),
    (
        "values of a closed list",
        |many| {
            Folder::new(
                vec![json!({ "name": "A", "type": "String", "doc": "d", "enum": names(many) })],
                Vec::new(),
            )
        },
        false,
    ),
    ("parameters", |many| Folder::new(fields(many), Vec::new()), false),
    ("response fields", |many| Folder::new(Vec::new(), fields(many)), false),
    (
        "members of a struct",
        |many| {
            Folder::types(vec![
                json!({ "name": "Many", "type": "Struct", "doc": "d", "fields": fields(many) }),
            ])
        },
        false,
    ),
    (
        "parameters of a sample",
        |many| {
            let example = example(json!({ "request": object(many), "query": query(many) }));
            Folder::new(fields(many), Vec::new()).with("examples", example)
        },
        false,
    ),
    (
        "unknown parameters of a sample",
        |many| {
            Folder::new(fields(1), Vec::new())
                .with("examples", example(json!({ "request": object(many) })))
        },
        true,
    ),
    (
        "fields of a sample in JSON",
        |many| {
            Folder::new(Vec::new(), fields(many))
                .with("examples", example(json!({ "json": sample(many) })))
        },
        false,
    ),
    (
        "fields of a sample in XML",
        |many| {
            Folder::new(Vec::new(), fields(many))
                .with("examples", example(json!({ "xml": xml(many) })))
        },
        false,
    ),
    (
        "error codes",
        |many| {
            let codes = each(many, |index| {
                json!({
                    "code": name(index), "layer": "business", "meaning": "m", "advice": "a", "retry": "never",
                })
            });
            Folder { errors: codes, ..Folder::empty().with("errors", names(many)) }
        },
        false,
    ),
    (
        "regions",
        |many| {
            let regions = each(many, |index| json!({ "id": format!("r{index}x"), "name": "n" }));
            Folder { regions, ..Folder::empty() }
        },
        false,
    ),
    (
        "rules",
        |many| {
            let rules = each(
                many,
                |index| json!({ "atMostOneOf": [name(index), name((index + 1) % many)] }),
            );
            let examples = example(json!({ "request": { name(0): "v" } }));
            Folder::new(fields(many), Vec::new())
                .with("rules", rules.into())
                .with("examples", examples)
        },
        false,
    ),
    (
        "parameters of a rule",
        |many| {
            Folder::new(fields(many), Vec::new())
                .with("rules", json!([{ "atMostOneOf": names(many) }]))
        },
        false,
    ),
    (
        "values of a condition",
        |many| {
            let rule = json!([{ "excludes": ["Other"], "when": { "State": names(many) } }]);
            let mut folder = words_used(many, "rules", rule);
            let other = json!({ "name": "Other", "type": "String", "doc": "d" });
            folder.operation["parameters"].as_array_mut().unwrap().push(other);
            folder
        },
        false,
    ),
    (
        "choices",
        |many| {
            let choices = each(many, |index| {
                json!({
                    "name": format!("C{index}x"), "doc": "d", "options": [
                        { "name": "One", "doc": "d", "required": [name(2 * index)] },
                        { "name": "Other", "doc": "d", "required": [name(2 * index + 1)] },
                    ],
                })
            });
            Folder::new(fields(2 * many), Vec::new()).with("choices", choices.into())
        },
        false,
    ),
    (
        "options of a choice",
        |many| {
            choice(
                many,
                each(
                    many,
                    |index| json!({ "name": format!("O{index}x"), "doc": "d", "required": [name(index)] }),
                ),
            )
        },
        false,
    ),
    (
        "parameters of an option",
        |many| {
            let one = json!({ "name": "One", "doc": "d", "optional": names(many) });
            choice(many, vec![one, json!({ "name": "Other", "doc": "d" })])
        },
        false,
    ),
    (
        "waits",
        |many| {
            let waits = each(many, |index| {
                json!({
                    "name": format!("W{index}x"), "doc": "d", "state": ["State"], "until": [name(0)],
                })
            });
            words_used(1, "wait", waits.into())
        },
        false,
    ),
    (
        "states of a wait",
        |many| {
            let wait =
                json!({ "name": "Done", "doc": "d", "state": ["State"], "until": names(many) });
            words_used(many, "wait", json!([wait]))
        },
        false,
    ),
];

/// The shorter of two times to check a folder.
fn time(folder: &Folder, what: &str, broken: bool) -> f64 {
    let times = (0..2).map(|_| {
        let sources = folder.sources();
        let before = processor_time();
        let result = load("specs", sources);
        let took = processor_time() - before;
        let diagnostics = result.as_ref().err().map(|broken| broken.diagnostics[0].to_string());
        assert_eq!(result.is_err(), broken, "{what}: {diagnostics:?}");
        took.as_secs_f64()
    });
    times.fold(f64::INFINITY, f64::min)
}

#[test]
fn four_times_as_much_of_anything_takes_about_four_times_as_long() {
    let mut slow = Vec::new();
    for (what, make, broken) in CASES {
        let [few, many] = [FEW, MANY].map(|many| time(&make(many), what, *broken));
        if many > RATIO * few {
            slow.push(format!("{what}: {few:.3} s, then {many:.3} s"));
        }
    }
    assert!(slow.is_empty(), "{slow:#?}");
}

#[test]
fn structs_that_double_at_every_level_are_refused_at_once() {
    let folder = structs(60, |index| match index {
        0 => fields(1).into(),
        _ => ["A", "B"]
            .map(|name| json!({ "name": name, "type": format!("T{}x", index - 1), "doc": "d" }))
            .to_vec()
            .into(),
    });
    let broken = load("specs", folder.sources()).unwrap_err();
    assert_eq!(broken.diagnostics.len(), 1, "{broken}");
    assert!(broken.diagnostics[0].message.contains("more than 10000 members"), "{broken}");
}

#[test]
fn a_chain_of_structs_that_no_stack_could_follow_is_refused() {
    let folder = structs(40_000, |index| match index {
        0 => fields(1).into(),
        _ => json!([{ "name": "A", "type": format!("T{}x", index - 1), "doc": "d" }]),
    });
    let broken = load("specs", folder.sources()).unwrap_err();
    assert_eq!(broken.diagnostics.len(), 1, "{broken}");
    assert!(broken.diagnostics[0].message.contains("deeper than 64 levels"), "{broken}");
}
