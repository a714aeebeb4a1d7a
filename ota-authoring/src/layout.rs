//! The layout of JSON in the files of `ops/`: what is short stays on one line.

use ota_spec::Value;

/// Longest line that an array or object is put on, in characters.
const WIDTH: usize = 100;

/// The value as a file: over several lines, with a newline at the end.
pub fn file(value: &Value) -> String {
    lines(value, WIDTH)
}

/// The same for lines of some width; what cannot be broken may be longer.
pub fn lines(value: &Value, width: usize) -> String {
    let mut text = String::new();
    write(value, width, 0, 0, &mut text);
    text.push('\n');
    text
}

/// `before` is what stands in front of the value on its line.
fn write(value: &Value, width: usize, indent: usize, before: usize, text: &mut String) {
    if indent > 0
        && let Some(line) = on_one_line(value)
        && before + line.chars().count() < width
    {
        text.push_str(&line);
        return;
    }
    let inner = " ".repeat(indent + 2);
    let outer = " ".repeat(indent);
    match value {
        Value::Array(items) if !items.is_empty() => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                text.push_str(if index == 0 { "\n" } else { ",\n" });
                text.push_str(&inner);
                write(item, width, indent + 2, indent + 2, text);
            }
            text.push_str(&format!("\n{outer}]"));
        }
        Value::Object(members) if !members.is_empty() => {
            text.push('{');
            for (index, (key, value)) in members.iter().enumerate() {
                let key = format!("{inner}{}: ", Value::from(key.as_str()));
                text.push_str(if index == 0 { "\n" } else { ",\n" });
                text.push_str(&key);
                write(value, width, indent + 2, key.chars().count(), text);
            }
            text.push_str(&format!("\n{outer}}}"));
        }
        scalar => text.push_str(&scalar.to_string()),
    }
}

/// The value on one line, unless it is an array of objects: those are easier to read one below the
/// other.
fn on_one_line(value: &Value) -> Option<String> {
    match value {
        Value::Array(items) => {
            let is_object = |item: &Value| matches!(item, Value::Object(_));
            if items.iter().any(is_object) {
                return None;
            }
            let items: Option<Vec<String>> = items.iter().map(on_one_line).collect();
            Some(format!("[{}]", items?.join(", ")))
        }
        Value::Object(members) if !members.is_empty() => {
            let member = |(key, value): &(String, Value)| {
                Some(format!("{}: {}", Value::from(key.as_str()), on_one_line(value)?))
            };
            let members: Option<Vec<String>> = members.iter().map(member).collect();
            Some(format!("{{ {} }}", members?.join(", ")))
        }
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use ota_spec::Value;

    use super::{WIDTH, file};

    #[test]
    fn what_is_short_stays_on_one_line() {
        let json = r#"{"a":{"b":[1,"x"],"c":{}},"d":[{"e":null}],"f":[]}"#;
        let shown = file(&Value::from_json(json).unwrap());
        let wanted = r#"{
  "a": { "b": [1, "x"], "c": {} },
  "d": [
    { "e": null }
  ],
  "f": []
}
"#;
        assert_eq!(shown, wanted);
    }

    #[test]
    fn what_is_long_is_broken_and_means_the_same() {
        let long = "x".repeat(WIDTH / 2);
        let json = format!(r#"{{"a":{{"b":"{long}","c":["{long}","é\n\"{long}"]}}}}"#);
        let value = Value::from_json(&json).unwrap();
        let shown = file(&value);
        assert_eq!(Value::from_json(&shown).unwrap(), value);
        assert_eq!(shown.lines().count(), 9, "{shown}");
    }
}
