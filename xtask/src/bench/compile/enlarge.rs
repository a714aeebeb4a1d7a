//! Larger sets of operations: the real ones again, under new names.

use std::path::Path;

use serde_json::Value;

/// The operation that every program calls, so that every set must have it.
const CALLED: &str = "DeleteOTAFirmware";

/// Writes a spec folder with this many operations, made from another one.
///
/// The first operations are the real ones; `DeleteOTAFirmware2` is the copy of one.
pub(crate) fn write(specs: &Path, operations: usize, target: &Path) -> Result<(), String> {
    let mut originals = Vec::new();
    for entry in std::fs::read_dir(specs.join("ops")).map_err(unreadable(specs))? {
        let path = entry.map_err(unreadable(specs))?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let text = std::fs::read_to_string(&path).map_err(unreadable(&path))?;
            let spec: Value = serde_json::from_str(&text)
                .map_err(|error| format!("`{}` is no JSON: {error}", path.display()))?;
            originals.push(spec);
        }
    }
    originals.sort_by_key(|spec| {
        let action = action(spec).to_owned();
        (action != CALLED, action)
    });
    if target.exists() {
        std::fs::remove_dir_all(target).map_err(unwritable(target))?;
    }
    let folder = target.join("ops");
    std::fs::create_dir_all(&folder).map_err(unwritable(&folder))?;
    for name in ["service.json", "types.json", "errors.json", "operation.schema.json"] {
        std::fs::copy(specs.join(name), target.join(name)).map_err(unwritable(target))?;
    }
    for spec in set(&originals, operations)? {
        let path = folder.join(format!("{}.json", action(&spec)));
        std::fs::write(&path, format!("{spec:#}\n")).map_err(unwritable(&path))?;
    }
    Ok(())
}

/// The first operations of an endless row: the originals, their second copies, their third ones.
fn set(originals: &[Value], operations: usize) -> Result<Vec<Value>, String> {
    if originals.is_empty() || operations == 0 {
        return Err("a set of operations needs at least one".to_owned());
    }
    let nth = |index: usize| {
        let (copy, place) = (index / originals.len() + 1, index % originals.len());
        if copy == 1 { originals[place].clone() } else { renamed(&originals[place], copy) }
    };
    Ok((0..operations).map(nth).collect())
}

/// The same operation under a new name, and its examples with it.
fn renamed(spec: &Value, copy: usize) -> Value {
    let old = action(spec);
    let new = format!("{old}{copy}");
    let mut result = spec.clone();
    for example in result["examples"].as_array_mut().into_iter().flatten() {
        if let Some(query) = example.get_mut("query") {
            *query = rename_query(query.as_str().unwrap_or_default(), old, &new).into();
        }
        if let Some(xml) = example.get_mut("xml") {
            *xml = rename_root(xml.as_str().unwrap_or_default(), old, &new).into();
        }
    }
    // No two operations have the same command.
    if let Some(command) = spec["command"].as_str() {
        result["command"] = format!("{command}{copy}").into();
    }
    result["action"] = new.into();
    result
}

fn action(spec: &Value) -> &str {
    spec["action"].as_str().unwrap_or_default()
}

fn rename_query(query: &str, old: &str, new: &str) -> String {
    let old = format!("Action={old}");
    let rename = |pair: &str| if pair == old { format!("Action={new}") } else { pair.to_owned() };
    query.split('&').map(rename).collect::<Vec<_>>().join("&")
}

/// Samples call the root element like the action, most with `Response` behind it.
fn rename_root(xml: &str, old: &str, new: &str) -> String {
    let mut result = xml.to_owned();
    for suffix in ["Response", ""] {
        let (start, end) = (format!("<{old}{suffix}>"), format!("</{old}{suffix}>"));
        if xml.trim_start().starts_with(&start) && xml.trim_end().ends_with(&end) {
            result = xml.replacen(&start, &format!("<{new}{suffix}>"), 1);
            if let Some(place) = result.rfind(&end) {
                result.replace_range(place..place + end.len(), &format!("</{new}{suffix}>"));
            }
        }
    }
    result
}

fn unreadable(path: &Path) -> impl Fn(std::io::Error) -> String {
    move |error| format!("`{}` cannot be read: {error}", path.display())
}

fn unwritable(path: &Path) -> impl Fn(std::io::Error) -> String {
    move |error| format!("`{}` cannot be written: {error}", path.display())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn boxes() -> Vec<Value> {
        let example = json!({
            "query": "Action=OpenBox&Note=Action=OpenBox",
            "xml": "<OpenBoxResponse>\n <OpenBox>1</OpenBox>\n</OpenBoxResponse>\n",
        });
        vec![
            json!({ "action": "OpenBox", "command": "box open", "examples": [example] }),
            json!({ "action": "ShutBox", "examples": [{ "xml": "<ShutBox><A/></ShutBox>" }] }),
        ]
    }

    #[test]
    fn a_set_goes_round_the_originals_and_numbers_the_copies() {
        let set = set(&boxes(), 5).unwrap();
        let actions: Vec<&str> = set.iter().map(action).collect();
        assert_eq!(actions, ["OpenBox", "ShutBox", "OpenBox2", "ShutBox2", "OpenBox3"]);
    }

    #[test]
    fn the_examples_of_a_copy_carry_its_name_where_the_action_stands() {
        let copy = renamed(&boxes()[0], 7);
        assert_eq!(copy["command"], "box open7");
        let example = &copy["examples"][0];
        assert_eq!(example["query"], "Action=OpenBox7&Note=Action=OpenBox");
        let xml = "<OpenBox7Response>\n <OpenBox>1</OpenBox>\n</OpenBox7Response>\n";
        assert_eq!(example["xml"], xml);
        assert_eq!(renamed(&boxes()[1], 2)["examples"][0]["xml"], "<ShutBox2><A/></ShutBox2>");
    }

    #[test]
    fn an_empty_set_is_refused() {
        assert!(set(&boxes(), 0).is_err());
        assert!(set(&[], 3).is_err());
    }

    #[test]
    fn the_specs_of_this_repository_are_enlarged() {
        let folder = std::env::temp_dir().join(format!("ota-enlarge-{}", std::process::id()));
        let specs = crate::command::root().join("specs");
        let files = |folder: &Path| std::fs::read_dir(folder.join("ops")).unwrap().count();
        let operations = 2 * files(&specs) + 1;
        write(&specs, operations, &folder).unwrap();
        let (written, third) =
            (files(&folder), folder.join("ops/DeleteOTAFirmware3.json").exists());
        std::fs::remove_dir_all(folder).unwrap();
        assert_eq!((written, third), (operations, true));
    }
}
