//! Spec folders made by chance. Most of them have no mistakes; `ota-spec` says which.

use std::collections::BTreeSet;

use ota_spec::{Source, names};
use serde_json::{Value, json};

use crate::chance::Chance;
use crate::words::{name, prose};

/// Where fields stand.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Request,
    Response,
    /// In `types.json`.
    Shared,
}

/// A value of some type: what describes it, and one that fits.
struct Shape {
    keys: Value,
    example: Value,
}

/// The shared types so far: the name, whether it is a struct, a value that fits.
type Shared = Vec<(String, bool, Value)>;

pub(crate) struct Folder {
    chance: Chance,
    types: Shared,
}

/// The files of a folder.
pub(crate) fn folder(seed: u64) -> Vec<Source> {
    Folder { chance: Chance::new(seed), types: Vec::new() }.files()
}

impl Folder {
    fn files(mut self) -> Vec<Source> {
        let file = |path: &str, value: &Value| Source {
            path: path.to_owned(),
            bytes: value.to_string().into_bytes(),
        };
        let types: Vec<Value> = (0..self.chance.below(5)).filter_map(|_| self.named()).collect();
        let count = self.chance.below(2);
        let (inherited, _) = self.fields(count, 1, Side::Request, &mut BTreeSet::new());
        let regions = ["as", "self", "r-2", "x86-64", "crate", "s0"];
        let many = self.chance.below(4);
        let regions: Vec<Value> = regions
            .iter()
            .take(many)
            .map(|id| json!({ "id": id, "name": prose(&mut self.chance) }))
            .collect();
        let service = json!({
            "product": "Random",
            "version": "2020-01-01",
            "summary": prose(&mut self.chance),
            "endpoints": { "public": "random.{region}.example", "regions": regions },
            "envelope": {
                "requestId": "RequestIdOfCall",
                "success": "SuccessOfCall",
                "code": "CodeOfCall",
                "message": "MessageOfCall",
            },
            "parameters": inherited,
        });
        let error = json!({
            "code": "odd \"code\"", "layer": "business", "status": [], "retry": "never",
            "meaning": prose(&mut self.chance), "advice": prose(&mut self.chance),
        });
        let mut files = vec![
            file("service.json", &service),
            file("types.json", &json!({ "types": types })),
            file("errors.json", &json!({ "errors": [error] })),
        ];
        let mut seen = BTreeSet::new();
        for field in inherited_names(&service) {
            seen.insert(field);
        }
        let mut actions = BTreeSet::new();
        for _ in 0..=self.chance.below(4) {
            let action = name(&mut self.chance);
            if actions.insert(names::snake(&action)) {
                let operation = self.operation(&action, seen.clone());
                files.push(file(&format!("ops/{action}.json"), &operation));
            }
        }
        files
    }

    fn named(&mut self) -> Option<Value> {
        let name = name(&mut self.chance);
        let mut named = json!({ "name": name, "doc": prose(&mut self.chance) });
        let (is_struct, example) = match self.chance.below(3) {
            0 => {
                named["type"] = json!("Id");
                (false, json!("v"))
            }
            1 => {
                named["type"] = json!("Enum");
                let (values, first) = self.words();
                named["values"] = values;
                (false, first)
            }
            _ => {
                let many = 1 + self.chance.below(4);
                let (fields, example) = self.fields(many, 2, Side::Shared, &mut BTreeSet::new());
                named["type"] = json!("Struct");
                self.rule(&fields, &mut named);
                named["fields"] = fields.into();
                (true, example)
            }
        };
        let twin =
            |(other, _, _): &&(String, bool, Value)| names::camel(other) == names::camel(&name);
        if self.types.iter().any(|known| twin(&known)) {
            return None;
        }
        self.types.push((name, is_struct, example));
        Some(named)
    }

    /// The values of an enum, and the first of them.
    fn words(&mut self) -> (Value, Value) {
        let numeric = self.chance.one_in(4);
        let mut taken = BTreeSet::new();
        let mut values = Vec::new();
        for index in 0..=self.chance.below(5) {
            let name = name(&mut self.chance);
            if !taken.insert(names::camel(&name)) || names::camel(&name) == "Unknown" {
                continue;
            }
            let value = if numeric { json!(index) } else { json!(name) };
            values.push(json!({ "value": value, "name": name, "doc": prose(&mut self.chance) }));
            if self.chance.one_in(4) && !numeric {
                values.last_mut().unwrap()["aliases"] = json!([format!("{name} \"x\"")]);
            }
            if self.chance.one_in(6) {
                values.last_mut().unwrap()["deprecated"] = json!(prose(&mut self.chance));
            }
        }
        let first = values.first().map_or(json!(0), |value| value["value"].clone());
        (values.into(), first)
    }

    /// Fields, and an object of values that fit.
    fn fields(
        &mut self,
        many: usize,
        depth: usize,
        side: Side,
        taken: &mut BTreeSet<String>,
    ) -> (Vec<Value>, Value) {
        let mut fields = Vec::new();
        let mut example = json!({});
        for _ in 0..many {
            let name = name(&mut self.chance);
            if !taken.insert(names::field(&name)) {
                continue;
            }
            let mut shape = self.shape(depth, side);
            let keys = &mut shape.keys;
            keys["name"] = json!(name);
            keys["doc"] = json!(prose(&mut self.chance));
            if self.chance.one_in(6) {
                keys["deprecated"] = json!(prose(&mut self.chance));
            }
            let can_be_secret = keys["type"] == "String" && keys.get("enum").is_none();
            if can_be_secret && self.chance.one_in(6) {
                keys["secret"] = json!(true);
            }
            if side == Side::Request && self.chance.one_in(3) {
                keys["required"] = json!(true);
                keys["example"] = shape.example.clone();
            }
            example[name] = shape.example;
            fields.push(shape.keys);
        }
        (fields, example)
    }

    fn shape(&mut self, depth: usize, side: Side) -> Shape {
        let shape = |keys: Value, example: Value| Shape { keys, example };
        let kinds = if depth == 0 { 10 } else { 16 };
        match self.chance.below(kinds) {
            0 => shape(json!({ "type": "String" }), json!("v")),
            1 => shape(
                json!({ "type": "String", "minLength": 1, "pattern": "^[v\"\\\\]*$" }),
                json!("v"),
            ),
            2 => shape(json!({ "type": "String", "enum": ["a\"b\\{}", "\n", "r#"] }), json!("r#")),
            3 => shape(
                json!({ "type": "Integer", "minimum": i32::MIN, "maximum": i32::MAX }),
                json!(-5),
            ),
            4 => shape(json!({ "type": "Long", "minimum": i64::MIN, "maximum": -1 }), json!(-5)),
            5 => shape(json!({ "type": "Double", "minimum": -1.5e300, "maximum": 2 }), json!(-0.5)),
            6 => shape(json!({ "type": "Boolean" }), json!(true)),
            7 => shape(json!({ "type": "Long", "enum": [i64::MIN, -1, i64::MAX] }), json!(-1)),
            8 | 9 => match self.types.is_empty() {
                true => shape(json!({ "type": "Double" }), json!(1e22)),
                false => {
                    let (name, _, example) = self.chance.pick(&self.types).clone();
                    shape(json!({ "type": name }), example)
                }
            },
            10..=12 => {
                let items = self.shape(depth - 1, side);
                let example = json!([items.example]);
                let list = if side == Side::Response { "List" } else { "RepeatList" };
                let mut keys = json!({ "type": list, "items": items.keys });
                if side == Side::Response && self.chance.one_in(2) {
                    keys["wrapper"] = json!(name(&mut self.chance));
                } else if side == Side::Request && self.chance.one_in(2) {
                    keys["maxItems"] = json!(3);
                }
                shape(keys, example)
            }
            13 => {
                let values = self.shape(if side == Side::Response { depth - 1 } else { 0 }, side);
                shape(
                    json!({ "type": "Map", "items": values.keys }),
                    json!({ "k": values.example }),
                )
            }
            _ => {
                let many = 1 + self.chance.below(3);
                let (fields, example) = self.fields(many, depth - 1, side, &mut BTreeSet::new());
                let mut keys = json!({ "type": "Struct" });
                if side != Side::Response {
                    self.rule(&fields, &mut keys);
                }
                keys["fields"] = fields.into();
                shape(keys, example)
            }
        }
    }

    /// A rule between the members of a struct, which the example keeps: it has them all.
    fn rule(&mut self, fields: &[Value], keys: &mut Value) {
        if let [one, .., other] = fields
            && self.chance.one_in(2)
        {
            keys["rules"] = json!([{ "allTogether": [one["name"], other["name"]] }]);
        }
    }

    fn operation(&mut self, action: &str, mut taken: BTreeSet<String>) -> Value {
        let many = self.chance.below(8);
        let (mut parameters, _) = self.fields(many, 3, Side::Request, &mut taken);
        let many = self.chance.below(6);
        let (mut response, _) = self.fields(many, 3, Side::Response, &mut BTreeSet::new());
        let mut operation = json!({
            "action": action,
            "group": name(&mut self.chance),
            "summary": prose(&mut self.chance),
            "doc": prose(&mut self.chance),
            "idempotency": "readOnly",
        });
        if self.chance.one_in(4) {
            parameters.push(json!({ "name": "NumberOfPage", "type": "Integer", "doc": "d" }));
            parameters.push(
                json!({ "name": "SizeOfPage", "type": "Integer", "doc": "d", "maximum": 50 }),
            );
            let mut page = json!({ "number": "NumberOfPage", "size": "SizeOfPage" });
            let mut items = "RowsOfPage".to_owned();
            let mut rows =
                json!({ "name": items, "type": "List", "items": { "type": "String" }, "doc": "d" });
            for outer in ["inner_1", "Response"].iter().take(self.chance.below(3)) {
                let size = json!({ "name": "SizeOfPage", "type": "Long", "doc": "d" });
                let total = json!({ "name": "RowsInAll", "type": "Integer", "doc": "d" });
                rows = json!({ "name": outer, "type": "Struct", "fields": [rows, size, total], "doc": "d" });
                items = format!("{outer}.{items}");
                page["total"] = json!(items.replace("RowsOfPage", "RowsInAll"));
            }
            response.push(rows);
            page["items"] = json!(items);
            operation["page"] = page;
        } else if self.chance.one_in(4) {
            parameters.push(json!({
                "name": "ListOfParts", "type": "RepeatList", "items": { "type": "String" },
                "maxItems": 2, "required": true, "example": ["v"], "doc": "d",
            }));
            operation["split"] = json!({ "over": "ListOfParts" });
        }
        if self.chance.one_in(3) {
            response.push(json!({ "name": "StateOfWait", "type": "String", "doc": "d" }));
            operation["wait"] = json!([{
                "name": name(&mut self.chance), "doc": prose(&mut self.chance),
                "state": ["StateOfWait"], "until": ["a\"b"], "fail": ["{}"],
            }]);
        }
        let free: Vec<Value> = parameters
            .iter()
            .filter(|field| field.get("required").is_none())
            .map(|field| field["name"].clone())
            .collect();
        if let [one, other, ..] = free.as_slice() {
            if self.chance.one_in(2) {
                let named = |name: String, doc: String, key: &str, field: &Value| json!({ "name": name, "doc": doc, key: [field] });
                let mut text = || (name(&mut self.chance), prose(&mut self.chance));
                let ((first, doc), (second, more), (choice, about)) = (text(), text(), text());
                operation["choices"] = json!([{
                    "name": choice, "doc": about,
                    "options": [named(first, doc, "required", one), named(second, more, "optional", other)],
                }]);
            } else {
                operation["rules"] = json!([{ "atMostOneOf": [one, other] }]);
            }
        }
        operation["parameters"] = parameters.into();
        operation["response"] = response.into();
        if self.chance.one_in(5) {
            operation["deprecated"] = json!(prose(&mut self.chance));
        }
        operation
    }
}

/// The identifiers of the parameters that every operation takes.
fn inherited_names(service: &Value) -> Vec<String> {
    let parameters = service["parameters"].as_array().into_iter().flatten();
    parameters.map(|field| names::field(field["name"].as_str().unwrap())).collect()
}
