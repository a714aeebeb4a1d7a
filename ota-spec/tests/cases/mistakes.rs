//! Small mistakes in an operation: one place of a file without mistakes, changed.

/// Whether `operation.schema.json` sees the mistake, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Schema {
    Sees,
    /// It would have to compare values or to look into other files.
    CannotSee,
}

use Schema::{CannotSee, Sees};

/// Name, what is there, what stands there instead.
pub(crate) type Mistake = (&'static str, &'static str, &'static str, Schema);

pub(crate) const KEYS: &[Mistake] = &[
    (
        "unknown key",
        r#""group": "paint""#,
        r#""grup": "paint""#,
        Sees,
    ),
    (
        "unknown key of a parameter",
        r#""minItems": 1"#,
        r#""minItem": 1"#,
        Sees,
    ),
    (
        "unknown key of an example",
        r#""title""#,
        r#""titel""#,
        Sees,
    ),
    ("missing key", r#""summary": "Paints items.","#, "", Sees),
    (
        "missing key of a parameter",
        r#", "doc": "Whether to wait.""#,
        "",
        Sees,
    ),
    (
        "duplicate key",
        r#""qps": 10"#,
        r#""qps": 10, "qps": 20"#,
        CannotSee,
    ),
    (
        "duplicate key in an example",
        r#""Count": 2,"#,
        r#""Count": 2, "Count": 3,"#,
        CannotSee,
    ),
    (
        "string instead of number",
        r#""qps": 10"#,
        r#""qps": "10""#,
        Sees,
    ),
    (
        "fraction instead of count",
        r#""maxItems": 3"#,
        r#""maxItems": 2.5"#,
        Sees,
    ),
    ("zero calls a second", r#""qps": 10"#, r#""qps": 0"#, Sees),
    (
        "object instead of array",
        r#""errors": ["iot.NotFound"]"#,
        r#""errors": {}"#,
        Sees,
    ),
    (
        "number instead of string",
        r#""sources": ["A page."]"#,
        r#""sources": [1]"#,
        Sees,
    ),
    (
        "string instead of boolean",
        r#""uniqueItems": true"#,
        r#""uniqueItems": "yes""#,
        Sees,
    ),
    (
        "null instead of object",
        r#"{ "Id": "a" }, "#,
        "null, null, 5, ",
        CannotSee,
    ),
    (
        "empty text",
        r#""summary": "Paints items.""#,
        r#""summary": " ""#,
        Sees,
    ),
    (
        "empty note",
        r#""notes": ["Nothing is known."]"#,
        r#""notes": [""]"#,
        Sees,
    ),
];

pub(crate) const WORDS: &[Mistake] = &[
    ("unknown method", r#"["POST"]"#, r#"["POST", "PUT"]"#, Sees),
    (
        "method in small letters",
        r#"["POST"]"#,
        r#"["post"]"#,
        Sees,
    ),
    ("no method", r#"["POST"]"#, "[]", Sees),
    ("method twice", r#"["POST"]"#, r#"["POST", "POST"]"#, Sees),
    ("unknown repeat class", r#""safe""#, r#""saef""#, Sees),
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
    (
        "error code twice",
        r#"["iot.NotFound"]"#,
        r#"["iot.NotFound", "iot.NotFound"]"#,
        Sees,
    ),
    (
        "action not the name of the file",
        r#""action": "PaintItems""#,
        r#""action": "PaintItem""#,
        CannotSee,
    ),
    (
        "action with a dash",
        r#""action": "PaintItems""#,
        r#""action": "Paint-Items""#,
        Sees,
    ),
    (
        "name that starts with a digit",
        r#""name": "Label""#,
        r#""name": "1Label""#,
        Sees,
    ),
    (
        "name with a dot",
        r#""name": "Label""#,
        r#""name": "La.bel""#,
        Sees,
    ),
];

pub(crate) const NAMES: &[Mistake] = &[
    (
        "parameter twice",
        r#""name": "Label""#,
        r#""name": "Layers""#,
        CannotSee,
    ),
    (
        "one name in Rust",
        r#""name": "Label""#,
        r#""name": "item_name""#,
        CannotSee,
    ),
    (
        "parameter of the service",
        r#""name": "Label""#,
        r#""name": "IotInstanceId""#,
        CannotSee,
    ),
    (
        "field of the envelope",
        r#""name": "Count""#,
        r#""name": "RequestId""#,
        CannotSee,
    ),
    (
        "field of the envelope in other letters",
        r#""name": "Count""#,
        r#""name": "requestId""#,
        CannotSee,
    ),
];

pub(crate) const TYPES: &[Mistake] = &[
    (
        "unknown type",
        r#""type": "String", "minLength": 2"#,
        r#""type": "Sting", "minLength": 2"#,
        CannotSee,
    ),
    (
        "unknown type of items",
        r#""items": { "type": "ItemId" }"#,
        r#""items": { "type": "Itemid" }"#,
        CannotSee,
    ),
    (
        "type of no likeness",
        r#""type": "Boolean""#,
        r#""type": "Qwertzuiop""#,
        CannotSee,
    ),
    (
        "List in a request",
        r#""RepeatList",
      "items": { "type": "ItemId" }"#,
        r#""List",
      "items": { "type": "ItemId" }"#,
        Sees,
    ),
    (
        "RepeatList in an answer",
        r#""type": "List""#,
        r#""type": "RepeatList""#,
        Sees,
    ),
    (
        "maxItems without RepeatList",
        r#""type": "Boolean""#,
        r#""type": "Boolean", "maxItems": 3"#,
        Sees,
    ),
    (
        "maxLength of a number",
        r#""type": "Boolean""#,
        r#""type": "Long", "maxLength": 3"#,
        Sees,
    ),
    (
        "maximum of a text",
        r#""type": "Boolean""#,
        r#""type": "String", "maximum": 3"#,
        Sees,
    ),
    (
        "limit of a named type",
        r#""items": { "type": "ItemId" }"#,
        r#""items": { "type": "ItemId", "maxLength": 3 }"#,
        Sees,
    ),
    (
        "wrapper in a request",
        r#""minItems": 1"#,
        r#""wrapper": "X""#,
        Sees,
    ),
    (
        "wrapper that is no name",
        r#""wrapper": "Info""#,
        r#""wrapper": "In fo""#,
        Sees,
    ),
    (
        "fields of a text",
        r#""type": "Boolean""#,
        r#""type": "String", "fields": []"#,
        Sees,
    ),
    (
        "list without items",
        r#"      "items": { "type": "ItemId" },
"#,
        "",
        Sees,
    ),
    (
        "items of the wrong kind",
        r#""items": { "type": "ItemId" }"#,
        r#""items": "ItemId""#,
        Sees,
    ),
    (
        "struct without fields",
        r#""type": "Boolean""#,
        r#""type": "Struct""#,
        Sees,
    ),
    (
        "struct without members",
        r#""type": "Boolean""#,
        r#""type": "Struct", "fields": []"#,
        Sees,
    ),
    (
        "struct with a List in a request",
        r#""items": { "type": "Tag" }"#,
        r#""items": { "type": "Page" }"#,
        CannotSee,
    ),
    (
        "required field of an answer",
        r#""type": "Integer", "doc": "How many were"#,
        r#""type": "Integer", "required": true, "doc": "How many were"#,
        Sees,
    ),
    (
        "default of a field of an answer",
        r#""type": "Integer", "doc": "How many were"#,
        r#""type": "Integer", "default": 1, "doc": "How many were"#,
        Sees,
    ),
];

pub(crate) const LIMITS: &[Mistake] = &[
    (
        "minItems above maxItems",
        r#""minItems": 1"#,
        r#""minItems": 4"#,
        CannotSee,
    ),
    (
        "minLength above maxLength",
        r#""minLength": 2"#,
        r#""minLength": 5"#,
        CannotSee,
    ),
    (
        "minimum above maximum",
        r#""minimum": 1"#,
        r#""minimum": 10"#,
        CannotSee,
    ),
    (
        "no item allowed",
        r#""maxItems": 3"#,
        r#""maxItems": 0"#,
        Sees,
    ),
    (
        "maximum beyond 32 bits",
        r#""maximum": 9"#,
        r#""maximum": 2147483648"#,
        Sees,
    ),
    (
        "two bad limits",
        r#""minLength": 2, "maxLength": 4"#,
        r#""minLength": -2, "maxLength": "4""#,
        Sees,
    ),
    (
        "default above its maximum",
        r#""default": 2"#,
        r#""default": 10"#,
        CannotSee,
    ),
    (
        "default of another type",
        r#""default": 2"#,
        r#""default": "2""#,
        Sees,
    ),
    (
        "example too long",
        r#""example": "abc""#,
        r#""example": "abcde""#,
        CannotSee,
    ),
    (
        "example not in the enum",
        r#""example": "RED""#,
        r#""example": "REDD""#,
        CannotSee,
    ),
    (
        "example repeats an item",
        r#""example": ["a", "b"]"#,
        r#""example": ["a", "b", "a"]"#,
        CannotSee,
    ),
    (
        "example with a bad item",
        r#""example": ["a", "b"]"#,
        r#""example": ["a", "far too long"]"#,
        CannotSee,
    ),
    (
        "example is null",
        r#""example": "abc""#,
        r#""example": null"#,
        Sees,
    ),
    (
        "required without example",
        r#""required": true, "example": "RED", "#,
        r#""required": true, "#,
        Sees,
    ),
    (
        "required with default",
        r#""required": true, "example": "RED", "#,
        r#""required": true, "default": "RED", "example": "RED", "#,
        Sees,
    ),
];

pub(crate) const REQUESTS: &[Mistake] = &[
    (
        "request without a required parameter",
        r#"        "Color": "RED",
"#,
        "",
        CannotSee,
    ),
    (
        "request with an unknown parameter",
        r#""Color": "RED",
"#,
        r#""Colour": "RED", "Color": "RED",
"#,
        CannotSee,
    ),
    (
        "request with a flat name",
        r#"[{ "Key": "k" }]"#,
        r#"[], "ItemName.1": "a""#,
        CannotSee,
    ),
    (
        "request with a bad item",
        r#"[{ "Key": "k" }]"#,
        r#"[{ "Key": "k" }, { "Key": "too long" }]"#,
        CannotSee,
    ),
    (
        "request is no object",
        r#""request": {
        "ItemName": ["a", "b"],
        "Color": "RED",
        "Tag": [{ "Key": "k" }]
      }"#,
        r#""request": ["a"]"#,
        Sees,
    ),
    (
        "query with another value",
        "Color=RED&",
        "Color=BLUE&",
        CannotSee,
    ),
    ("query without a parameter", "Color=RED&", "", CannotSee),
    (
        "query with a parameter twice",
        "Color=RED&",
        "Color=RED&Color=RED&",
        CannotSee,
    ),
    (
        "query of another operation",
        "Action=PaintItems",
        "Action=PaintItem",
        CannotSee,
    ),
    (
        "query that is not UTF-8",
        "Color=RED&",
        "Color=%FF&",
        CannotSee,
    ),
];

pub(crate) const ANSWERS: &[Mistake] = &[
    (
        "JSON with an unknown field",
        r#""Count": 2,"#,
        r#""Cuont": 2,"#,
        CannotSee,
    ),
    (
        "JSON with a text for a number",
        r#""Count": 2,"#,
        r#""Count": "two","#,
        CannotSee,
    ),
    (
        "JSON without the wrapper",
        r#"{ "Info": [{ "Id": "a" }, { "Id": "b" }] }"#,
        r#"[{ "Id": "a" }]"#,
        CannotSee,
    ),
    (
        "JSON with a bad item",
        r#"{ "Id": "b" }"#,
        r#"{ "Idd": "b" }"#,
        CannotSee,
    ),
    (
        "JSON without Success",
        "        \"Success\": true,\n",
        "",
        CannotSee,
    ),
    (
        "JSON that is an array",
        r#""json": {
        "RequestId": "R1",
        "Success": true,
        "Count": 2,
        "Data": { "Info": [{ "Id": "a" }, { "Id": "b" }] }
      }"#,
        r#""json": ["R1"]"#,
        Sees,
    ),
    (
        "XML of another operation",
        "<PaintItemsResponse><RequestId>R1</RequestId>",
        "<PaintResponse><RequestId>R1</RequestId>",
        CannotSee,
    ),
    (
        "XML that is cut off",
        "<Count>2</Count></PaintItemsResponse>",
        "<Count>2</Count>",
        CannotSee,
    ),
    (
        "XML with an unknown element",
        "<Count>2</Count>",
        "<Cuont>2</Cuont>",
        CannotSee,
    ),
    (
        "XML with an element twice",
        "<Count>2</Count>",
        "<Count>2</Count><Count>3</Count>",
        CannotSee,
    ),
    (
        "XML with a foreign element around a list",
        "<Count>2</Count>",
        "<Data><Item/></Data>",
        CannotSee,
    ),
    (
        "XML with text behind it",
        "</PaintItemsResponse>",
        "</PaintItemsResponse>!",
        CannotSee,
    ),
    (
        "XML that is no XML",
        "<PaintItemsResponse><RequestId>R1</RequestId>",
        "RequestId=R1",
        Sees,
    ),
];

/// All of them, by topic.
pub(crate) const TOPICS: &[(&str, &[Mistake])] = &[
    ("keys", KEYS),
    ("words", WORDS),
    ("names", NAMES),
    ("types", TYPES),
    ("limits", LIMITS),
    ("requests", REQUESTS),
    ("answers", ANSWERS),
];
