//! Mistakes in pages, splits and waits.

use super::Mistake;
use super::Schema::{CannotSee, Sees};

pub(crate) const PAGES: &[Mistake] = &[
    ("unknown key", r#""page": { "number""#, r#""page": { "nubmer""#, Sees),
    ("page without items", r#", "items": "Data", "limit""#, r#", "limit""#, Sees),
    ("page that is a text", r#""page": {"#, r#""page": "CurrentPage", "doc": {"#, Sees),
    ("unknown parameter", r#""number": "CurrentPage""#, r#""number": "CurentPage""#, CannotSee),
    ("parameter of another type", r#""number": "CurrentPage""#, r#""number": "Url""#, CannotSee),
    ("one parameter for both", r#""number": "CurrentPage""#, r#""number": "PageSize""#, CannotSee),
    ("unknown field", r#""total": "Total""#, r#""total": "Totla""#, CannotSee),
    ("total that is a list", r#""total": "Total""#, r#""total": "Data""#, CannotSee),
    (
        "items that are no list",
        r#""items": "Data", "limit""#,
        r#""items": "Total", "limit""#,
        CannotSee,
    ),
    (
        "items inside of a list",
        r#""items": "Data", "limit""#,
        r#""items": "Data.Info", "limit""#,
        CannotSee,
    ),
    (
        "path with a step without a name",
        r#""items": "Data", "limit""#,
        r#""items": "Data.", "limit""#,
        Sees,
    ),
    (
        "page without room for an item",
        r#""minimum": 1, "default": 10"#,
        r#""minimum": -1, "maximum": 0"#,
        CannotSee,
    ),
    ("limit of nothing", r#""Data", "limit": 1000"#, r#""Data", "limit": 0"#, Sees),
    ("page that nothing asks for", r#""number": "CurrentPage", "size""#, r#""size""#, Sees),
    (
        "page with number and token",
        r#""number": "CurrentPage", "size""#,
        r#""number": "CurrentPage", "token": "Url", "next": "Next", "size""#,
        Sees,
    ),
    ("number without size", r#""size": "PageSize", "total""#, r#""total""#, Sees),
    (
        "number with next",
        r#""number": "CurrentPage", "size""#,
        r#""number": "CurrentPage", "next": "Next", "size""#,
        Sees,
    ),
    ("token without next", r#""number": "CurrentPage", "size""#, r#""token": "Url", "size""#, Sees),
    (
        "token that is required, with a limit",
        r#""number": "CurrentPage", "size": "PageSize", "total""#,
        r#""token": "Scope", "next": "Next", "size": "PageSize", "total""#,
        Sees,
    ),
    (
        "offset that is a text",
        r#""number": "CurrentPage", "size""#,
        r#""offset": "Url", "size""#,
        CannotSee,
    ),
    (
        "offset that does not allow 0",
        r#""number": "CurrentPage", "size""#,
        r#""offset": "CurrentPage", "size""#,
        CannotSee,
    ),
    (
        "number that counts from 0",
        r#""CurrentPage", "type": "Integer", "minimum": 1"#,
        r#""CurrentPage", "type": "Integer", "minimum": 0"#,
        CannotSee,
    ),
    (
        "number that does not allow 1",
        r#""CurrentPage", "type": "Integer", "minimum": 1"#,
        r#""CurrentPage", "type": "Integer", "minimum": 2"#,
        CannotSee,
    ),
    (
        "number that is 0 if left out",
        r#""CurrentPage", "type": "Integer", "minimum": 1"#,
        r#""CurrentPage", "type": "Integer", "default": 0"#,
        CannotSee,
    ),
    (
        "number that ends before 1",
        r#""CurrentPage", "type": "Integer", "minimum": 1"#,
        r#""CurrentPage", "type": "Integer", "maximum": 0"#,
        CannotSee,
    ),
    (
        "number of a list of values",
        r#""number": "CurrentPage", "size""#,
        r#""number": "Level", "size""#,
        CannotSee,
    ),
    (
        "token that is filled in",
        r#""number": "CurrentPage", "size": "PageSize", "total": "Total", "items": "Data", "limit": 1000"#,
        r#""token": "Token", "next": "Next", "items": "Data""#,
        CannotSee,
    ),
    (
        "token that is secret",
        r#""number": "CurrentPage", "size": "PageSize", "total": "Total", "items": "Data", "limit": 1000"#,
        r#""token": "UrlSign", "next": "Next", "items": "Data""#,
        CannotSee,
    ),
    (
        "offset alone",
        r#""number": "CurrentPage", "size": "PageSize", "total": "Total", "items""#,
        r#""offset": "CurrentPage", "items""#,
        Sees,
    ),
];

pub(crate) const SPLITS: &[Mistake] = &[
    ("unknown key", r#""over""#, r#""ovre""#, Sees),
    ("unknown parameter", r#""over": "Part""#, r#""over": "Parts""#, CannotSee),
    ("parameter that is no list", r#""over": "Part""#, r#""over": "Scope""#, CannotSee),
    ("list that is not required", r#""over": "Part""#, r#""over": "ItemName""#, CannotSee),
    ("list of any length", r#""maxItems": 5,"#, "", CannotSee),
];

pub(crate) const WAITS: &[Mistake] = &[
    (
        "wait of an operation that acts",
        r#""idempotency": "readOnly""#,
        r#""idempotency": "idempotent""#,
        Sees,
    ),
    ("unknown key", r#""until""#, r#""untill""#, Sees),
    (
        "wait without doc",
        r#""doc": "All is mixed.",
"#,
        "",
        Sees,
    ),
    ("wait that cannot be named", r#""name": "Mixed""#, r#""name": "All mixed""#, Sees),
    (
        "wait called like a parameter",
        r#""name": "Remark", "type""#,
        r#""name": "WaitUntilMixed", "type""#,
        CannotSee,
    ),
    ("unknown field", r#""state": ["Data", "Mode"]"#, r#""state": ["Data", "Mood"]"#, CannotSee),
    (
        "unknown field at first",
        r#""state": ["Data", "Mode"]"#,
        r#""state": ["Date", "Mode"]"#,
        CannotSee,
    ),
    (
        "way through a number",
        r#""state": ["Data", "Mode"]"#,
        r#""state": ["Total", "Mode"]"#,
        CannotSee,
    ),
    ("way that ends early", r#""state": ["Data", "Mode"]"#, r#""state": ["Data"]"#, CannotSee),
    ("way that ends at a map", r#""state": ["Data", "Mode"]"#, r#""state": ["Names"]"#, CannotSee),
    ("no way", r#""state": ["Data", "Mode"]"#, r#""state": []"#, Sees),
    ("state that is no word", r#""until": [2]"#, r#""until": [4]"#, CannotSee),
    ("state of another type", r#""until": [2]"#, r#""until": [true]"#, CannotSee),
    ("no state", r#""until": [2]"#, r#""until": []"#, Sees),
    ("state that is good and bad", r#""fail": [-1]"#, r#""fail": [2]"#, CannotSee),
    ("alias of a state twice", r#""until": [2]"#, r#""until": [2, 20]"#, CannotSee),
    ("interval of nothing", r#""interval": 3"#, r#""interval": 0"#, Sees),
    ("interval longer than the wait", r#""interval": 3"#, r#""interval": 61"#, CannotSee),
    ("timeout that is a text", r#""timeout": 60"#, r#""timeout": "60""#, Sees),
];
