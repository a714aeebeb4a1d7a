//! Small mistakes in an operation: one place of a file without mistakes, changed.

#[path = "behaviour.rs"]
mod behaviour;
#[path = "dependencies.rs"]
mod dependencies;
#[path = "envelopes.rs"]
mod envelopes;
#[path = "member_rules.rs"]
mod member_rules;
#[path = "shapes.rs"]
mod shapes;
#[path = "values.rs"]
mod values;

use behaviour::{PAGES, SPLITS, WAITS};
use dependencies::{CHOICES, CONDITIONS, RULES};
use envelopes::ENVELOPES;
use member_rules::MEMBER_RULES;
use shapes::SHAPES;
use values::{LIMITS, REQUESTS, RESPONSES};

/// Whether `operation.schema.json` sees the mistake, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Schema {
    Sees,
    /// It would have to compare values or to look into other files.
    CannotSee,
}

use Schema::{CannotSee, Sees};

use super::folder::{OPERATION, RICH};

/// Name, original text, replacement.
pub(crate) type Mistake = (&'static str, &'static str, &'static str, Schema);

const KEYS: &[Mistake] = &[
    ("unknown key", r#""group": "paint""#, r#""grup": "paint""#, Sees),
    ("unknown key of a parameter", r#""minItems": 1"#, r#""minItem": 1"#, Sees),
    ("unknown key of an example", r#""title""#, r#""titel""#, Sees),
    ("missing key", r#""summary": "Paints items.","#, "", Sees),
    ("missing key of a parameter", r#", "doc": "Whether to wait.""#, "", Sees),
    ("duplicate key", r#""qps": 10"#, r#""qps": 10, "qps": 20"#, CannotSee),
    ("duplicate key in an example", r#""Count": 2,"#, r#""Count": 2, "Count": 3,"#, CannotSee),
    ("string instead of number", r#""qps": 10"#, r#""qps": "10""#, Sees),
    ("fraction instead of count", r#""maxItems": 3"#, r#""maxItems": 2.5"#, Sees),
    ("zero calls per second", r#""qps": 10"#, r#""qps": 0"#, Sees),
    (
        "gone that is no error",
        r#""gone": [ "iot.NotFound" ]"#,
        r#""gone": ["iot.Gone"]"#,
        CannotSee,
    ),
    ("gone that is not in errors", r#""errors": ["iot.NotFound"]"#, r#""errors": []"#, CannotSee),
    ("gone of a read", r#""idempotency": "idempotent""#, r#""idempotency": "readOnly""#, CannotSee),
    ("object instead of array", r#""errors": ["iot.NotFound"]"#, r#""errors": {}"#, Sees),
    ("number instead of string", r#""sources": ["A page."]"#, r#""sources": [1]"#, Sees),
    ("string instead of boolean", r#""uniqueItems": true"#, r#""uniqueItems": "yes""#, Sees),
    ("null instead of object", r#"{ "Id": "a" }, "#, "null, null, 5, ", CannotSee),
    ("empty text", r#""summary": "Paints items.""#, r#""summary": " ""#, Sees),
    ("empty note", r#""notes": ["Nothing is known."]"#, r#""notes": [""]"#, Sees),
];

const WORDS: &[Mistake] = &[
    ("unknown method", r#"["POST"]"#, r#"["POST", "PUT"]"#, Sees),
    ("command of one word", r#""command": "item paint""#, r#""command": "paint""#, Sees),
    (
        "command of three words",
        r#""command": "item paint""#,
        r#""command": "item paint all""#,
        Sees,
    ),
    ("command in capitals", r#""command": "item paint""#, r#""command": "Item paint""#, Sees),
    (
        "command with an underscore",
        r#""command": "item paint""#,
        r#""command": "item paint_all""#,
        Sees,
    ),
    (
        "command with two dashes",
        r#""command": "item paint""#,
        r#""command": "item paint--all""#,
        Sees,
    ),
    ("method in small letters", r#"["POST"]"#, r#"["post"]"#, Sees),
    ("no method", r#"["POST"]"#, "[]", Sees),
    ("method twice", r#"["POST"]"#, r#"["POST", "POST"]"#, Sees),
    ("unknown idempotency", r#""idempotent""#, r#""idemptoent""#, Sees),
    (
        "unknown error code",
        r#""errors": ["iot.NotFound"]"#,
        r#""errors": ["iot.NotFond"]"#,
        CannotSee,
    ),
    (
        "undescribed error code",
        r#""errors": ["iot.NotFound"]"#,
        r#""errors": ["iot.x"]"#,
        CannotSee,
    ),
    ("error code twice", r#"["iot.NotFound"]"#, r#"["iot.NotFound", "iot.NotFound"]"#, Sees),
    (
        "action not the name of the file",
        r#""action": "PaintItems""#,
        r#""action": "PaintItem""#,
        CannotSee,
    ),
    ("action with a dash", r#""action": "PaintItems""#, r#""action": "Paint-Items""#, Sees),
    ("name with a blank", r#""name": "Label""#, r#""name": "La bel""#, Sees),
    ("name that ends with a dot", r#""name": "Label""#, r#""name": "Label.""#, Sees),
    ("name with a number of a list", r#""name": "Label""#, r#""name": "Label.N.Key""#, CannotSee),
    ("name without letters", r#""name": "Label""#, r#""name": "_""#, CannotSee),
    ("name that makes no ASCII", r#""name": "Label""#, r#""name": "标签""#, CannotSee),
];

const NAMES: &[Mistake] = &[
    ("parameter twice", r#""name": "Label""#, r#""name": "Layers""#, CannotSee),
    ("one name in Rust", r#""name": "Label""#, r#""name": "item_name""#, CannotSee),
    (
        "parameter like one of the service",
        r#""name": "Label""#,
        r#""name": "iot_instance_id""#,
        CannotSee,
    ),
    (
        "without a parameter that is none",
        r#"["POST"],"#,
        r#"["POST"], "without": ["IotInstanceID"],"#,
        CannotSee,
    ),
    (
        "without the same twice",
        r#"["POST"],"#,
        r#"["POST"], "without": ["IotInstanceId", "IotInstanceId"],"#,
        Sees,
    ),
    (
        "without a parameter that is replaced",
        r#""methods": ["POST"],
  "idempotency": "idempotent",
  "parameters": ["#,
        r#""without": ["IotInstanceId"],
  "idempotency": "idempotent",
  "parameters": [
    { "name": "IotInstanceId", "type": "String", "doc": "The instance." },"#,
        CannotSee,
    ),
    ("parameter of the signature", r#""name": "Label""#, r#""name": "Timestamp""#, CannotSee),
    ("field of the envelope", r#""name": "Count""#, r#""name": "RequestId""#, CannotSee),
    (
        "field of the envelope in other letters",
        r#""name": "Count""#,
        r#""name": "requestId""#,
        CannotSee,
    ),
];

const TYPES: &[Mistake] = &[
    // What the schema sees are the limits, which do not go with a shared type.
    (
        "unknown type",
        r#""type": "String", "minLength": 2"#,
        r#""type": "Sting", "minLength": 2"#,
        Sees,
    ),
    (
        "unknown type of items",
        r#""items": { "type": "ItemId" }"#,
        r#""items": { "type": "Itemid" }"#,
        CannotSee,
    ),
    ("type of no likeness", r#""type": "Boolean""#, r#""type": "Qwertzuiop""#, CannotSee),
    (
        "List in a request",
        r#""RepeatList",
      "items": { "type": "ItemId" }"#,
        r#""List",
      "items": { "type": "ItemId" }"#,
        Sees,
    ),
    ("RepeatList in a response", r#""type": "List""#, r#""type": "RepeatList""#, Sees),
    (
        "maxItems without RepeatList",
        r#""type": "Boolean""#,
        r#""type": "Boolean", "maxItems": 3"#,
        Sees,
    ),
    ("maxLength of a number", r#""type": "Boolean""#, r#""type": "Long", "maxLength": 3"#, Sees),
    ("maximum of a text", r#""type": "Boolean""#, r#""type": "String", "maximum": 3"#, Sees),
    (
        "limit of a named type",
        r#""items": { "type": "ItemId" }"#,
        r#""items": { "type": "ItemId", "maxLength": 3 }"#,
        Sees,
    ),
    ("wrapper in a request", r#""minItems": 1"#, r#""wrapper": "X""#, Sees),
    ("wrapper that is no name", r#""wrapper": "Info""#, r#""wrapper": "In fo""#, Sees),
    ("fields of a text", r#""type": "Boolean""#, r#""type": "String", "fields": []"#, Sees),
    (
        "list without items",
        r#"      "items": { "type": "ItemId" },
"#,
        "",
        Sees,
    ),
    ("items of the wrong kind", r#""items": { "type": "ItemId" }"#, r#""items": "ItemId""#, Sees),
    ("struct without fields", r#""type": "Boolean""#, r#""type": "Struct""#, Sees),
    (
        "struct with a List in a request",
        r#""items": { "type": "Tag" }"#,
        r#""items": { "type": "Page" }"#,
        CannotSee,
    ),
    (
        "required field of a response",
        r#""type": "Integer", "doc": "How many were"#,
        r#""type": "Integer", "required": true, "doc": "How many were"#,
        Sees,
    ),
    (
        "default of a field of a response",
        r#""type": "Integer", "doc": "How many were"#,
        r#""type": "Integer", "default": 1, "doc": "How many were"#,
        Sees,
    ),
];

/// All of them, by topic, with the file that they are made in.
pub(crate) const TOPICS: &[(&str, &str, &[Mistake])] = &[
    ("keys", OPERATION, KEYS),
    ("words", OPERATION, WORDS),
    ("names", OPERATION, NAMES),
    ("types", OPERATION, TYPES),
    ("limits", OPERATION, LIMITS),
    ("requests", OPERATION, REQUESTS),
    ("responses", OPERATION, RESPONSES),
    ("shapes", RICH, SHAPES),
    ("rules", RICH, RULES),
    ("member_rules", RICH, MEMBER_RULES),
    ("conditions", RICH, CONDITIONS),
    ("choices", RICH, CHOICES),
    ("pages", RICH, PAGES),
    ("splits", RICH, SPLITS),
    ("waits", RICH, WAITS),
    ("envelopes", RICH, ENVELOPES),
];
