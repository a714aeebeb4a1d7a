//! Bad JSON: one place of a file without mistakes, changed.

pub(crate) type Edit = (&'static str, &'static str, &'static str);

pub(crate) const SYNTAX: &[Edit] = &[
    (
        "comma missing between members",
        r#""action": "PaintItems","#,
        r#""action": "PaintItems""#,
    ),
    (
        "comma missing between items",
        r#""example": ["a", "b"]"#,
        r#""example": ["a" "b"]"#,
    ),
    (
        "comma missing before a number",
        r#""example": ["a", "b"]"#,
        r#""example": ["a" 1]"#,
    ),
    (
        "comma missing behind an object",
        r#"[{ "Id": "a" }, "#,
        r#"[{ "Id": "a" } "#,
    ),
    (
        "trailing comma in an object",
        r#""doc": "What to paint.""#,
        r#""doc": "What to paint.","#,
    ),
    (
        "trailing comma in an array",
        r#"["a", "b"],
      "doc""#,
        r#"["a", "b", ],
      "doc""#,
    ),
    ("two commas", r#""qps": 10,"#, r#""qps": 10,,"#),
    ("colon missing", r#""qps": 10"#, r#""qps" 10"#),
    ("equals sign for colon", r#""qps": 10"#, r#""qps" = 10"#),
    ("value missing", r#""qps": 10"#, r#""qps": "#),
    (
        "comment with slashes",
        r#""qps": 10,"#,
        r#""qps": 10, // documented"#,
    ),
    (
        "comment with a hash",
        r#""qps": 10,"#,
        r#""qps": 10, # documented"#,
    ),
    ("single quotes", r#""POST""#, "'POST'"),
    ("typographic quotes", r#""POST""#, "\u{201c}POST\u{201d}"),
    ("key without quotes", r#""qps": 10"#, "qps: 10"),
    ("key in single quotes", r#""qps": 10"#, "'qps': 10"),
    (
        "word without quotes",
        r#""repeat": "safe""#,
        r#""repeat": safe"#,
    ),
    ("True", r#""uniqueItems": true"#, r#""uniqueItems": True"#),
    ("None", r#""qps": 10"#, r#""qps": None"#),
    (
        "text not closed",
        r#""group": "paint","#,
        r#""group": "paint,"#,
    ),
    (
        "key not closed",
        r#""group": "paint","#,
        r#""group: "paint","#,
    ),
    (
        "text over two lines",
        r#""What to paint.""#,
        "\"What\n to paint.\"",
    ),
    (
        "tab in a text",
        r#""What to paint.""#,
        "\"What\tto paint.\"",
    ),
    (
        "control character in a text",
        r#""What to paint.""#,
        "\"What\u{1}to paint.\"",
    ),
    (
        "unknown escape",
        r#""What to paint.""#,
        r#""C:\What to paint.""#,
    ),
    (
        "escape cut short",
        r#""What to paint.""#,
        r#""What \u12 to paint.""#,
    ),
    (
        "half a surrogate",
        r#""What to paint.""#,
        r#""What \ud83d to paint.""#,
    ),
    ("leading zero", r#""qps": 10"#, r#""qps": 010"#),
    ("fraction without digits", r#""qps": 10"#, r#""qps": 10."#),
    ("plus sign", r#""qps": 10"#, r#""qps": +10"#),
    (
        "bracket of the wrong kind",
        r#"["a", "b"],
      "doc""#,
        r#"["a", "b"},
      "doc""#,
    ),
    (
        "bracket not closed",
        r#"["a", "b"],
      "doc""#,
        r#"["a", "b",
      "doc""#,
    ),
    (
        "bracket too many",
        r#""methods": ["POST"]"#,
        r#""methods": ["POST"]]"#,
    ),
];
