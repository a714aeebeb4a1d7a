//! Mistakes in limits, defaults, examples and samples.

use super::Mistake;
use super::Schema::{CannotSee, Sees};

pub(crate) const LIMITS: &[Mistake] = &[
    ("minItems above maxItems", r#""minItems": 1"#, r#""minItems": 4"#, CannotSee),
    ("minLength above maxLength", r#""minLength": 2"#, r#""minLength": 5"#, CannotSee),
    ("minimum above maximum", r#""minimum": 1"#, r#""minimum": 10"#, CannotSee),
    ("no item allowed", r#""maxItems": 3"#, r#""maxItems": 0"#, Sees),
    ("maximum beyond 32 bits", r#""maximum": 9"#, r#""maximum": 2147483648"#, Sees),
    (
        "two bad limits",
        r#""minLength": 2, "maxLength": 4"#,
        r#""minLength": -2, "maxLength": "4""#,
        Sees,
    ),
    ("default above its maximum", r#""default": 2"#, r#""default": 10"#, CannotSee),
    ("default of another type", r#""default": 2"#, r#""default": "2""#, Sees),
    ("example too long", r#""example": "abc""#, r#""example": "abcde""#, CannotSee),
    ("example not in the enum", r#""example": "RED""#, r#""example": "REDD""#, CannotSee),
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
    ("example is null", r#""example": "abc""#, r#""example": null"#, Sees),
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
    ("request with a flat name", r#"[{ "Key": "k" }]"#, r#"[], "ItemName.1": "a""#, CannotSee),
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
    ("query with another value", "Color=RED&", "Color=BLUE&", CannotSee),
    ("query without a parameter", "Color=RED&", "", CannotSee),
    ("query with a parameter twice", "Color=RED&", "Color=RED&Color=RED&", CannotSee),
    ("query of another operation", "Action=PaintItems", "Action=PaintItem", CannotSee),
    ("query that is not UTF-8", "Color=RED&", "Color=%FF&", CannotSee),
];

pub(crate) const RESPONSES: &[Mistake] = &[
    ("JSON with an unknown field", r#""Count": 2,"#, r#""Cuont": 2,"#, CannotSee),
    ("JSON with a string for a number", r#""Count": 2,"#, r#""Count": "two","#, CannotSee),
    (
        "JSON without the wrapper",
        r#"{ "Info": [{ "Id": "a" }, { "Id": "b" }] }"#,
        r#"[{ "Id": "a" }]"#,
        CannotSee,
    ),
    ("JSON with a bad item", r#"{ "Id": "b" }"#, r#"{ "Idd": "b" }"#, CannotSee),
    ("JSON without Success", "        \"Success\": true,\n", "", CannotSee),
    (
        "JSON that is an array",
        r#""json": {
        "RequestId": "R1",
        "Success": true,
        "Count": 2,
        "Data": { "Info": [{ "Id": "a" }, { "Id": "b" }] }
      }"#,
        r#""json": ["R1"]"#,
        CannotSee,
    ),
    (
        "XML of another operation",
        "<PaintItemsResponse><RequestId>R1</RequestId>",
        "<PaintResponse><RequestId>R1</RequestId>",
        CannotSee,
    ),
    ("XML that is cut off", "<Count>2</Count></PaintItemsResponse>", "<Count>2</Count>", CannotSee),
    ("XML with an unknown element", "<Count>2</Count>", "<Cuont>2</Cuont>", CannotSee),
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
    ("XML with text behind it", "</PaintItemsResponse>", "</PaintItemsResponse>!", CannotSee),
    ("XML that is no XML", "<PaintItemsResponse><RequestId>R1</RequestId>", "RequestId=R1", Sees),
];
