//! Values of a shape: read from what the metadata gives, judged, and made where it gives none.

use std::cmp::Ordering;

use ota_spec::Value;
use regex_lite::Regex;

use super::shape::{Field, Shape, Ty};
use super::types::{Kind, Types};

/// The value that is meant: `"7"` for a number is `7`, and lists and objects may be written as JSON in a string.
pub(super) fn read(shape: &Shape, value: &Value, types: &Types) -> Result<Value, String> {
    let meant = meant(shape, value, types)?;
    fits(shape, &meant, types)?;
    Ok(meant)
}

fn meant(shape: &Shape, value: &Value, types: &Types) -> Result<Value, String> {
    let wrong = |what: &str| Err(format!("`{}` is not {what}", short(value)));
    match &shape.ty {
        Ty::String => match value {
            Value::String(text) => Ok(Value::from(text.as_str())),
            Value::Null => wrong("a string"),
            other => Ok(Value::String(other.scalar().unwrap_or_else(|| other.to_string()))),
        },
        Ty::Integer | Ty::Long => match value.scalar().and_then(|text| whole(&text)) {
            Some(number) => Ok(Value::Number(number.to_string())),
            None => wrong("a whole number"),
        },
        Ty::Double => match value.scalar().and_then(|text| decimal(&text)) {
            Some(number) => Ok(number),
            None => wrong("a number"),
        },
        Ty::Boolean => match value.scalar().map(|text| text.trim().to_lowercase()).as_deref() {
            Some("true") => Ok(Value::Bool(true)),
            Some("false") => Ok(Value::Bool(false)),
            _ => wrong("`true` or `false`"),
        },
        Ty::Any => Ok(parsed(value).unwrap_or_else(|| value.clone())),
        Ty::List(items) | Ty::RepeatList(items) => {
            let found = match (parsed(value), value) {
                (Some(Value::Array(found)), _) => found,
                (_, Value::Array(found)) => found.clone(),
                // One item stands for the list.
                (_, single) => vec![single.clone()],
            };
            let found: Result<_, _> = found.iter().map(|item| meant(items, item, types)).collect();
            found.map(Value::Array)
        }
        Ty::Map(values) => match parsed(value).as_ref().unwrap_or(value) {
            Value::Object(members) => {
                let member = |(key, value): &(String, Value)| {
                    Ok((key.clone(), meant(values, value, types)?))
                };
                members.iter().map(member).collect::<Result<_, String>>().map(Value::Object)
            }
            _ => wrong("an object"),
        },
        Ty::Struct(fields) => members(fields, value, types),
        Ty::Named(name) => match types.get(name).map(|named| &named.kind) {
            Some(Kind::Struct(fields)) => members(fields, value, types),
            Some(Kind::Enum(values)) => {
                let text = value.scalar().unwrap_or_default();
                let found =
                    values.iter().find(|known| known.value.scalar().as_ref() == Some(&text));
                found.map_or_else(|| wrong("one of the values"), |known| Ok(known.value.clone()))
            }
            None => wrong("known"),
        },
    }
}

fn members(fields: &[Field], value: &Value, types: &Types) -> Result<Value, String> {
    let parsed = parsed(value);
    let Value::Object(given) = parsed.as_ref().unwrap_or(value) else {
        return Err(format!("`{}` is not an object", short(value)));
    };
    let member = |(name, value): &(String, Value)| {
        let field = fields.iter().find(|field| field.name == *name);
        let field = field.ok_or_else(|| format!("there is no member `{name}`"))?;
        Ok((name.clone(), meant(&field.shape, value, types)?))
    };
    given.iter().map(member).collect::<Result<_, String>>().map(Value::Object)
}

/// The list or object that a string holds.
fn parsed(value: &Value) -> Option<Value> {
    let Value::String(text) = value else { return None };
    if !text.trim_start().starts_with(['[', '{']) {
        return None;
    }
    Value::from_json(text).ok()
}

/// A whole number, written as one or as `7.0`.
pub(super) fn whole(text: &str) -> Option<i64> {
    let text = text.trim();
    let (head, tail) = text.split_once('.').unwrap_or((text, "0"));
    if tail.is_empty() || !tail.bytes().all(|digit| digit == b'0') {
        return None;
    }
    head.parse().ok()
}

/// A number as JSON writes it.
pub(super) fn decimal(text: &str) -> Option<Value> {
    let text = text.trim();
    let number = text.parse::<f64>().ok().filter(|number| number.is_finite())?;
    match Value::from_json(text) {
        Ok(value @ Value::Number(_)) => Some(value),
        _ => Value::from_json(&number.to_string()).ok(),
    }
}

fn short(value: &Value) -> String {
    let text = value.scalar().unwrap_or_else(|| value.to_string());
    if text.chars().count() <= 60 {
        text
    } else {
        format!("{}...", text.chars().take(57).collect::<String>())
    }
}

/// Whether a value of the right type keeps the limits.
fn fits(shape: &Shape, value: &Value, types: &Types) -> Result<(), String> {
    if let Some(Value::Array(allowed)) = shape.key("enum")
        && !allowed.contains(value)
    {
        return Err(format!("`{}` is not one of the values", short(value)));
    }
    match (&shape.ty, value) {
        (Ty::String, Value::String(text)) => fits_text(shape, text),
        (Ty::Integer | Ty::Long | Ty::Double, Value::Number(text)) => fits_number(shape, text),
        (Ty::List(items) | Ty::RepeatList(items), Value::Array(found)) => {
            count(shape, "items", "minItems", "maxItems", found.len())?;
            if shape.key("uniqueItems").is_some() {
                let mut texts: Vec<String> = found.iter().map(Value::to_string).collect();
                texts.sort();
                if texts.windows(2).any(|pair| pair[0] == pair[1]) {
                    return Err("an item occurs twice".to_owned());
                }
            }
            found.iter().try_for_each(|item| fits(items, item, types))
        }
        (Ty::Map(values), Value::Object(members)) => {
            if members.iter().any(|(key, _)| key.is_empty() || key.contains('.')) {
                return Err("a key is empty or has a dot".to_owned());
            }
            members.iter().try_for_each(|(_, value)| fits(values, value, types))
        }
        (Ty::Struct(fields), value) => fits_members(fields, value, types),
        (Ty::Named(name), value) => match types.get(name).map(|named| &named.kind) {
            Some(Kind::Struct(fields)) => fits_members(fields, value, types),
            _ => Ok(()),
        },
        (Ty::Any, value) => fits_any(value),
        _ => Ok(()),
    }
}

/// The keys of what is flattened end at dots.
fn fits_any(value: &Value) -> Result<(), String> {
    match value {
        Value::Array(items) => items.iter().try_for_each(fits_any),
        Value::Object(members) => members.iter().try_for_each(|(key, value)| {
            if key.is_empty() || key.contains('.') {
                return Err("a key is empty or has a dot".to_owned());
            }
            fits_any(value)
        }),
        _ => Ok(()),
    }
}

fn fits_members(fields: &[Field], value: &Value, types: &Types) -> Result<(), String> {
    for field in fields {
        match value.get(&field.name) {
            Some(value) => fits(&field.shape, value, types)?,
            None if field.required => {
                return Err(format!("the member `{}` is missing", field.name));
            }
            None => {}
        }
    }
    Ok(())
}

fn count(shape: &Shape, what: &str, least: &str, most: &str, found: usize) -> Result<(), String> {
    let limit = |key: &str| shape.key(key).and_then(Value::scalar)?.parse::<usize>().ok();
    if limit(least).is_some_and(|least| found < least)
        || limit(most).is_some_and(|most| found > most)
    {
        return Err(format!("it has {found} {what}"));
    }
    Ok(())
}

fn fits_text(shape: &Shape, text: &str) -> Result<(), String> {
    if shape.key("enum").is_some() {
        return Ok(());
    }
    count(shape, "characters", "minLength", "maxLength", text.chars().count())?;
    if let Some(Value::String(pattern)) = shape.key("pattern")
        && Regex::new(pattern).is_ok_and(|pattern| !pattern.is_match(text))
    {
        return Err(format!("`{text}` does not match the pattern"));
    }
    match shape.key("format") {
        Some(Value::String(format)) if format == "dateTime" && !is_date(text) => {
            Err(format!("`{text}` is not a date with a time"))
        }
        Some(Value::String(format))
            if format == "fileUrl"
                && !text.starts_with("http://")
                && !text.starts_with("https://") =>
        {
            Err(format!("`{text}` is not an address of a file"))
        }
        _ => Ok(()),
    }
}

/// Whether this is `2024-01-01T00:00:00Z` or nearly so; the check of the folder has the last word.
fn is_date(text: &str) -> bool {
    Regex::new(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$")
        .is_ok_and(|pattern| pattern.is_match(text))
}

fn fits_number(shape: &Shape, text: &str) -> Result<(), String> {
    if matches!(shape.ty, Ty::Integer) && text.parse::<i32>().is_err() {
        return Err(format!("`{text}` does not fit into 32 bits"));
    }
    let broken = |key: &str, bad: &[Ordering]| {
        let order = shape.key(key).and_then(Value::scalar).and_then(|limit| compare(text, &limit));
        order.is_some_and(|order| bad.contains(&order))
    };
    let (less, same, more) = (Ordering::Less, Ordering::Equal, Ordering::Greater);
    if broken("minimum", &[less])
        || broken("maximum", &[more])
        || broken("exclusiveMinimum", &[less, same])
        || broken("exclusiveMaximum", &[more, same])
    {
        return Err(format!("`{text}` breaks a limit"));
    }
    Ok(())
}

/// Compares numbers; whole ones exactly.
pub(super) fn compare(one: &str, other: &str) -> Option<Ordering> {
    match (one.parse::<i64>(), other.parse::<i64>()) {
        (Ok(one), Ok(other)) => Some(one.cmp(&other)),
        _ => one.parse::<f64>().ok()?.partial_cmp(&other.parse::<f64>().ok()?),
    }
}

/// A value that keeps the limits; `None` if none was found.
pub(super) fn make(shape: &Shape, types: &Types) -> Option<Value> {
    make_inside(shape, types, &mut Vec::new())
}

/// `around` are the shared structs around the value: none is made inside of itself.
fn make_inside<'a>(shape: &'a Shape, types: &'a Types, around: &mut Vec<&'a str>) -> Option<Value> {
    if let Some(Value::Array(allowed)) = shape.key("enum") {
        return allowed.first().cloned();
    }
    let fitting = |value: Value| fits(shape, &value, types).is_ok().then_some(value);
    match &shape.ty {
        Ty::String => texts(shape).into_iter().map(Value::String).find_map(fitting),
        Ty::Integer | Ty::Long | Ty::Double => {
            let near = |key: &str, step: i64| {
                let limit = shape.key(key).and_then(Value::scalar)?;
                let number = limit.parse::<f64>().ok()?;
                Some(limit.parse::<i64>().unwrap_or(number as i64).saturating_add(step).to_string())
            };
            let tried = [
                Some("1".to_owned()),
                near("minimum", 0),
                near("minimum", 1),
                near("maximum", 0),
                near("exclusiveMinimum", 1),
                near("exclusiveMaximum", -1),
                Some("0.5".to_owned()).filter(|_| shape.ty == Ty::Double),
                shape.key("minimum").and_then(Value::scalar),
            ];
            tried.into_iter().flatten().map(Value::Number).find_map(fitting)
        }
        Ty::Boolean => Some(Value::Bool(true)),
        Ty::Any => Some(Value::from("example")),
        Ty::List(items) | Ty::RepeatList(items) => {
            let least = shape.key("minItems").and_then(Value::scalar);
            let least = least.and_then(|least| least.parse().ok()).unwrap_or(1_usize).clamp(1, 100);
            let item = make_inside(items, types, around)?;
            let numbered = |number: usize| match (&item, number) {
                (item, 0) => item.clone(),
                (Value::String(text), number) => Value::String(format!("{text}{number}")),
                (item, _) => item.clone(),
            };
            fitting(Value::Array((0..least).map(numbered).collect()))
        }
        Ty::Map(values) => {
            Some(Value::Object(vec![("key".to_owned(), make_inside(values, types, around)?)]))
        }
        Ty::Struct(fields) => made_members(fields, types, around),
        Ty::Named(name) => match &types.get(name)?.kind {
            Kind::Enum(values) => values.first().map(|known| known.value.clone()),
            Kind::Struct(_) if around.contains(&name.as_str()) => None,
            Kind::Struct(fields) => {
                around.push(name);
                let made = made_members(fields, types, around);
                around.pop();
                made
            }
        },
    }
}

/// A struct with the members that have an example or are required.
fn made_members<'a>(
    fields: &'a [Field],
    types: &'a Types,
    around: &mut Vec<&'a str>,
) -> Option<Value> {
    let mut members = Vec::new();
    for field in fields {
        match field.example.clone() {
            Some(example) => members.push((field.name.clone(), example)),
            None if field.required => {
                members.push((field.name.clone(), make_inside(&field.shape, types, around)?))
            }
            None => {}
        }
    }
    if members.is_empty() && !fields.is_empty() {
        let is_plain = |field: &&Field| {
            !matches!(field.shape.ty, Ty::Named(_)) && field.shape.inner().is_none()
        };
        let tried = fields.first().into_iter().chain(fields.iter().find(is_plain));
        let mut made = tried.filter_map(|field| {
            Some((field.name.clone(), make_inside(&field.shape, types, around)?))
        });
        members.push(made.next()?);
    }
    Some(Value::Object(members))
}

fn texts(shape: &Shape) -> Vec<String> {
    let least = shape.key("minLength").and_then(Value::scalar);
    let least = least.and_then(|least| least.parse().ok()).unwrap_or(0_usize).min(10_000);
    let mut tried: Vec<String> = [
        "example",
        "e",
        "1",
        "a1",
        "Example1",
        "2024-01-01T00:00:00Z",
        "2024-01-01",
        "https://example.com/file",
        "192.0.2.1",
        "true",
        "",
    ]
    .map(str::to_owned)
    .into();
    if least > 0 {
        tried.extend(["e", "1"].map(|letter| letter.repeat(least)));
    }
    tried
}
