//! Requests at and beyond every limit of an operation, made from its first example.

use ota_spec::limits::{self, Kind};
use ota_spec::model::{Field, Fill, List, NamedKind, Operation, Range, StringLimits, Type};
use ota_spec::value::Value;

/// A request with its violations.
pub(crate) struct Case {
    /// A description of the case.
    pub(crate) what: String,
    /// Its violations, sorted; none if it may be sent.
    pub(crate) violations: Vec<String>,
    /// The parameters by wire name.
    pub(crate) request: Value,
}

/// The cases of one operation; none if it has no example.
pub(crate) fn cases(operation: &Operation) -> Vec<Case> {
    let Some(example) = operation.examples.first() else { return Vec::new() };
    let mut cases = vec![case(operation, "the example", example.request.clone())];
    cases.extend(mixtures(operation, &example.request));
    for field in &operation.parameters {
        let given = example.request.get(&field.name);
        for (what, value) in values(&field.ty, given.or(field.example.as_ref())) {
            let request = with(&example.request, field, Some(value));
            cases.push(case(operation, &format!("`{}` {what}", field.name), request));
        }
        // Optional parameters come and go one by one, to exercise the rules.
        let (what, value) = match given {
            Some(_) => ("is left out", None),
            None => ("is added", field.example.clone()),
        };
        if !field.must_be_set() && given.or(value.as_ref()).is_some() {
            let request = with(&example.request, field, value);
            cases.push(case(operation, &format!("`{}` {what}", field.name), request));
        }
    }
    cases
}

/// The number of requests with several violations at once.
const MIXTURES: u32 = 8;

/// Requests whose parameters are each left out, as in the example, or at or beyond a limit, chosen
/// by a sequence that is the same in every build.
fn mixtures(operation: &Operation, example: &Value) -> Vec<Case> {
    let mut state: u64 = 1;
    let mut draw = |of: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or_default() % of
    };
    let mixture = |number| {
        let mut request = example.clone();
        for field in &operation.parameters {
            let given = example.get(&field.name).or(field.example.as_ref());
            let mut values = values(&field.ty, given);
            let value = match draw(4) {
                0 if !field.must_be_set() => None,
                1 | 2 if !values.is_empty() => Some(values.swap_remove(draw(values.len())).1),
                _ => given.cloned(),
            };
            request = with(&request, field, value);
        }
        case(operation, &format!("mixture {number}"), request)
    };
    (0..MIXTURES).map(mixture).collect()
}

fn case(operation: &Operation, what: &str, request: Value) -> Case {
    let mut found = limits::check_request(operation, &request);
    // The client sends a token of its own.
    let is_token =
        |name: &str| operation.parameter(name).is_some_and(|field| field.fill == Some(Fill::Token));
    found.retain(|found| found.kind() != Kind::Required || !is_token(found.parameter()));
    let mut violations: Vec<String> = found.iter().map(ToString::to_string).collect();
    violations.sort();
    Case { what: format!("{}: {what}", operation.action), violations, request }
}

/// The request with another value of one parameter, or without it.
fn with(request: &Value, field: &Field, value: Option<Value>) -> Value {
    let others = request.members().iter().filter(|(name, _)| *name != field.name).cloned();
    Value::Object(others.chain(value.map(|value| (field.name.clone(), value))).collect())
}

/// Values around the limits of a type.
fn values(ty: &Type, given: Option<&Value>) -> Vec<(String, Value)> {
    match ty {
        Type::String(text) => texts(text),
        Type::Integer(range) => numbers(range, i32::MIN.into(), i32::MAX.into()),
        Type::Long(range) => numbers(range, i64::MIN, i64::MAX),
        Type::Named(named) => match &named.kind {
            NamedKind::Id(text) => texts(text),
            NamedKind::Enum(listed) => {
                let unknown = if listed.numeric { "987654" } else { "NO_SUCH_VALUE" };
                let known = listed.values.iter().map(|value| value.value.as_str());
                let value = |text: &str| {
                    if listed.numeric { Value::Number(text.to_owned()) } else { Value::from(text) }
                };
                known.chain([unknown]).map(|text| (format!("is {text}"), value(text))).collect()
            }
            NamedKind::Struct(_) => members(ty, given),
        },
        Type::List(list) => lists(list, given),
        Type::Double(range) => doubles(range),
        Type::Struct(_) => members(ty, given),
        Type::Map(inner) => entries(inner, given),
        Type::Boolean | Type::Any => Vec::new(),
    }
}

/// A struct whose members come and go one by one and change, to exercise the rules between them.
fn members(ty: &Type, given: Option<&Value>) -> Vec<(String, Value)> {
    let (Some(fields), Some(given)) = (ty.members(), given) else { return Vec::new() };
    let ruled = !ty.rules().is_empty();
    let mut found = Vec::new();
    for field in fields {
        let (name, part) = (&field.name, given.get(&field.name));
        let has_members = field.ty.innermost().members().is_some();
        if !ruled && !has_members {
            continue;
        }
        // The example of a struct inside of itself would have no end.
        let example = field.example.as_ref().filter(|_| !has_members);
        for (what, value) in values(&field.ty, part.or(example)) {
            found.push((format!("has `{name}`, which {what}"), with(given, field, Some(value))));
        }
        // A struct without members is no value of a flat parameter.
        if ruled && part.is_some() && given.members().len() > 1 {
            found.push((format!("has no `{name}`"), with(given, field, None)));
        } else if let (true, None, Some(example)) = (ruled, part, &field.example) {
            found.push((format!("has `{name}`"), with(given, field, Some(example.clone()))));
        }
    }
    found
}

/// A map whose first value is around its limits.
fn entries(inner: &Type, given: Option<&Value>) -> Vec<(String, Value)> {
    let Some(([(key, first)], rest)) = given.and_then(|given| given.members().split_at_checked(1))
    else {
        return Vec::new();
    };
    if inner.innermost().members().is_none() {
        return Vec::new();
    }
    let map = |value| {
        let first = (key.clone(), value);
        Value::Object(std::iter::once(first).chain(rest.iter().cloned()).collect())
    };
    let values = values(inner, Some(first)).into_iter();
    values.map(|(what, value)| (format!("has `{key}`, which {what}"), map(value))).collect()
}

fn texts(text: &StringLimits) -> Vec<(String, Value)> {
    // An empty string looks like a required parameter that was not set, which other tests cover.
    let lengths = around([text.min_length, text.max_length], 10_000);
    let long = lengths.into_iter().map(|length| {
        let value = Value::String("x".repeat(length as usize));
        (format!("has {length} characters"), value)
    });
    let listed = text.allowed.iter().map(|word| (format!("is {word}"), Value::from(word.as_str())));
    let bytes = around([None, text.max_bytes], 10_000).into_iter().map(|length| {
        // As many characters as fit of those that take three bytes.
        let wide = (length / 3) as usize;
        let value = format!("{}{}", "颜".repeat(wide), "x".repeat((length % 3) as usize));
        (format!("has {length} bytes"), Value::String(value))
    });
    let strange =
        text.pattern.iter().map(|_| ("holds a line break".to_owned(), Value::from("a\nb")));
    long.chain(bytes).chain(listed).chain(strange).collect()
}

/// The numbers at and next to the limits, from 1 to below `handy`.
fn around(limits: [Option<u32>; 2], handy: u32) -> Vec<u32> {
    let limits = limits.into_iter().flatten();
    let mut numbers: Vec<u32> = limits
        .flat_map(|limit| [limit.saturating_sub(1), limit, limit.saturating_add(1)])
        .filter(|number| (1..handy).contains(number))
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

fn numbers(range: &Range<i64>, least: i64, most: i64) -> Vec<(String, Value)> {
    let limits = [range.minimum, range.maximum].into_iter().flatten();
    let mut numbers: Vec<i64> = limits
        .chain(range.allowed.iter().copied())
        .flat_map(|limit| [limit.saturating_sub(1), limit, limit.saturating_add(1)])
        .filter(|number| (least..=most).contains(number))
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    let value = |number: i64| (format!("is {number}"), Value::Number(number.to_string()));
    numbers.into_iter().map(value).collect()
}

fn doubles(range: &Range<f64>) -> Vec<(String, Value)> {
    let limits = [range.minimum, range.maximum].into_iter().flatten();
    let numbers = limits.flat_map(|limit| [limit - 0.5, limit, limit + 0.5]);
    numbers.map(|number| (format!("is {number}"), Value::Number(number.to_string()))).collect()
}

fn lists(list: &List, given: Option<&Value>) -> Vec<(String, Value)> {
    let Some(Value::Array(items)) = given else { return Vec::new() };
    let Some(first) = items.first() else { return Vec::new() };
    let counts = around([list.min_items, list.max_items], 1000);
    let mut found: Vec<(String, Value)> = counts
        .into_iter()
        .map(|count| {
            let items = (0..count).map(|number| numbered(first, number)).collect();
            (format!("has {count} items"), Value::Array(items))
        })
        .collect();
    if list.unique {
        let twice = vec![first.clone(), first.clone()];
        found.push(("has an item twice".to_owned(), Value::Array(twice)));
    }
    if list.items.innermost().members().is_some() {
        let others = items.get(1..).unwrap_or_default();
        for (what, value) in values(&list.items, Some(first)) {
            let items = std::iter::once(value).chain(others.iter().cloned()).collect();
            found.push((format!("has a first item that {what}"), Value::Array(items)));
        }
    }
    found
}

/// A value like this one, but different for each number if possible.
fn numbered(value: &Value, number: u32) -> Value {
    match value {
        Value::String(text) => Value::String(format!("{}{number}", text.replace('*', "x"))),
        Value::Number(_) => Value::Number(number.to_string()),
        other => other.clone(),
    }
}
