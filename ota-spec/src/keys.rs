//! The keys of all objects in spec files: the one place that lists them.
//!
//! The reader takes from here what is allowed and what is needed. `operation.schema.json` and the
//! tables of `specs/README.md` are compared with it.

/// One key of an object.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// Whether every such object has it.
    pub needed: bool,
    /// What it needs beside it: a type or a rule word; nothing if it goes with all.
    pub goes_with: &'static [&'static str],
    /// On which side of a call fields have it.
    pub side: Side,
    /// What it holds, for editors.
    pub doc: &'static str,
}

/// The side of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Both.
    Both,
    /// Requests alone.
    Request,
    /// Responses alone.
    Response,
}

/// An object of a spec file.
#[derive(Debug)]
pub struct Table {
    /// What it describes, for messages.
    pub what: &'static str,
    /// Its keys, in the order in which a file should have them.
    groups: &'static [&'static [Key]],
}

impl Table {
    /// The keys, in the order in which a file should have them.
    pub fn keys(&self) -> impl Iterator<Item = &'static Key> + Clone {
        self.groups.iter().copied().flatten()
    }

    /// The names of the keys.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + Clone {
        self.keys().map(|key| key.name)
    }

    /// The key of this name.
    pub fn get(&self, name: &str) -> Option<&'static Key> {
        self.keys().find(|key| key.name == name)
    }
}

const fn needed(name: &'static str, doc: &'static str) -> Key {
    Key { name, needed: true, goes_with: &[], side: Side::Both, doc }
}

const fn free(name: &'static str, doc: &'static str) -> Key {
    Key { name, needed: false, goes_with: &[], side: Side::Both, doc }
}

impl Key {
    const fn with(self, goes_with: &'static [&'static str]) -> Self {
        Self { goes_with, ..self }
    }

    const fn of(self, side: Side) -> Self {
        Self { side, ..self }
    }
}

/// A file of `ops/`.
pub const OPERATION: Table = Table {
    what: "an operation",
    groups: &[&[
        free(
            "$schema",
            "`../operation.schema.json`, so that an editor completes and checks while you type.",
        ),
        needed(
            "action",
            "The name of the operation on the wire. The file is called the same, with `.json` behind it.",
        ),
        needed(
            "group",
            "The group that the operation is listed under, such as `task` or `firmware`.",
        ),
        needed("summary", "One sentence that says what the operation does."),
        free("doc", "What else a caller should know, in Markdown."),
        free(
            "qps",
            "How often one account may call the operation, in calls per second. Leave it out where no limit is documented.",
        ),
        free(
            "methods",
            "The HTTP methods that the service takes. Both, unless said otherwise; `POST` is sent where it works.",
        ),
        needed(
            "idempotency",
            "What a second send of the same call may do. `readOnly`: it only reads. `idempotent`: the end state is the same. `notIdempotent`: it may act twice, so look at the state before sending again.",
        ),
        free("deprecated", "What to use instead, if the operation should not be used any more."),
        needed(
            "parameters",
            "The parameters, without those that `service.json` gives to every operation.",
        ),
        free(
            "rules",
            "How parameters depend on each other. Checked before a call is sent, and by the emulator.",
        ),
        free(
            "choices",
            "Parameters that exclude each other, as one choice with a name: an enum in Rust.",
        ),
        free(
            "response",
            "The fields of the response, without the envelope that `service.json` describes.",
        ),
        free("page", "How the responses are paged, so that all items can be had as one stream."),
        free("split", "The list that can be sent in parts, one call for each."),
        free(
            "wait",
            "States of the response that can be waited for, by calling again and again. Only with `\"idempotency\": \"readOnly\"`.",
        ),
        free("errors", "Error codes worth naming; each is described in `errors.json`."),
        free("notes", "What is uncertain: sources that disagree, judgements, gaps."),
        free("sources", "Where the facts come from."),
        free(
            "examples",
            "Samples of calls. Each is run as a test: its request must encode to its query, and its responses must decode.",
        ),
    ]],
};

const NAME: Key = needed("name", "The name on the wire.");
const TYPE: Key = needed("type", "What it holds: a built-in type, or one of `types.json`.");

const FIELD_KEYS: [Key; 7] = [
    free(
        "required",
        "Whether a request must carry it. A required parameter of the operation needs an `example`.",
    )
    .of(Side::Request),
    needed(
        "doc",
        "What it is, in Markdown. Write about the wire names of parameters, types and operations in backticks.",
    ),
    free("default", "What the service takes if it is left out. It is documented, not sent.")
        .of(Side::Request),
    free(
        "example",
        "A value that fits the type and its limits. Documentation and tests show it.",
    ),
    free(
        "secret",
        "Whether the string must never be shown: in help, in logs, in what programs print for debugging.",
    ),
    free("deprecated", "What to use instead, if it should not be used any more."),
    free("in", "Where the request carries the parameter: in the query, or in a form body.")
        .of(Side::Request),
];

const SHAPE_KEYS: [Key; 13] = [
    free("items", "What each item of the list, or each value of the map, is.")
        .with(&["RepeatList", "List", "Map"]),
    free("fields", "The members of a `Struct`.").with(&["Struct"]),
    free(
        "wrapper",
        "The key that stands around the items of a `List`: `Data` with the wrapper `Info` is `{\"Data\": {\"Info\": [...]}}`. Leave it out for a plain array.",
    )
    .with(&["List"])
    .of(Side::Response),
    free("minItems", "Fewest items of a `RepeatList`.").with(&["RepeatList"]).of(Side::Request),
    free(
        "maxItems",
        "Most items of a `RepeatList`. A longer list is refused before anything is sent.",
    )
    .with(&["RepeatList"])
    .of(Side::Request),
    free("uniqueItems", "Whether every item of a `RepeatList` must differ from the others.")
        .with(&["RepeatList"])
        .of(Side::Request),
    free("minLength", "Fewest characters of a `String`.").with(&["String"]),
    free("maxLength", "Most characters of a `String`.").with(&["String"]),
    free(
        "minimum",
        "Smallest value of an `Integer`, `Long` or `Double`; the value itself is allowed.",
    )
    .with(&["Integer", "Long", "Double"]),
    free(
        "maximum",
        "Largest value of an `Integer`, `Long` or `Double`; the value itself is allowed.",
    )
    .with(&["Integer", "Long", "Double"]),
    free(
        "enum",
        "All values that a `String`, `Integer` or `Long` can have, where they need no names and meanings; else describe an enum in `types.json`.",
    )
    .with(&["String", "Integer", "Long"]),
    free(
        "pattern",
        "A regular expression between `^` and `$` that the whole string matches. Characters beyond ASCII stand as they are or as `\\u{4e00}`.",
    )
    .with(&["String"]),
    free(
        "maxTotalLength",
        "Most characters of all strings in all items of a `RepeatList` together.",
    )
    .with(&["RepeatList"])
    .of(Side::Request),
];

/// A parameter of a request, a field of a response or a member of a struct.
pub const FIELD: Table =
    Table { what: "a field", groups: &[&[NAME, TYPE], &FIELD_KEYS, &SHAPE_KEYS] };

/// The items of a list or the values of a map.
pub const ITEMS: Table = Table { what: "the items", groups: &[&[TYPE], &SHAPE_KEYS] };

const RULE_WORDS: [Key; 12] = [
    free(
        "exactlyOneOf",
        "One alternative is set, no other, and that one completely. An alternative is a parameter or an array of parameters that count together.",
    ),
    free(
        "atLeastOneOf",
        "One alternative or more is set completely. An alternative is a parameter or an array of parameters that count together.",
    ),
    free(
        "atMostOneOf",
        "No two alternatives are set. An alternative is a parameter or an array of parameters that count together.",
    ),
    free("allTogether", "All of these are set, or none."),
    free("requires", "All of these are set; mostly with `when`."),
    free("excludes", "None of these is set; needs `when`."),
    free("onlyWith", "The `parameters` are set only if one of these is set."),
    free("forbids", "These conditions do not all hold; mostly with `when`."),
    free("lessThan", "The first number is less than the second, where both are set."),
    free("notEqual", "The two differ, where both are set."),
    free(
        "maxProduct",
        "The product of the two whole numbers is at most `limit`, where both are set.",
    ),
    free(
        "difference",
        "The first whole number minus the second lies between `minimum` and `maximum`, where both are set.",
    ),
];

const RULE_COMPANIONS: [Key; 4] = [
    free("parameters", "With `onlyWith`: the parameters that depend on the others.")
        .with(&["onlyWith"]),
    free("limit", "With `maxProduct`: the largest product.").with(&["maxProduct"]),
    free("minimum", "With `difference`: the smallest difference.").with(&["difference"]),
    free("maximum", "With `difference`: the largest difference.").with(&["difference"]),
];

/// The words of a rule, of which each rule has one.
pub const WORDS: Table = Table { what: "a rule", groups: &[&RULE_WORDS] };

/// The keys that go with some of the words of a rule.
pub const COMPANIONS: Table = Table { what: "a rule", groups: &[&RULE_COMPANIONS] };

/// An entry of `rules`.
pub const RULE: Table = Table {
    what: "a rule",
    groups: &[
        &RULE_WORDS,
        &RULE_COMPANIONS,
        &[
            free(
                "when",
                "When the rule holds: all of these conditions must be true. Without it, always.",
            ),
            free("doc", "The rule in a sentence for people. Left out, one is made."),
        ],
    ],
};

/// A condition that is no value.
pub const CONDITION: Table =
    Table { what: "a condition", groups: &[&[needed("set", "Whether the parameter is set.")]] };

/// An entry of `choices`.
pub const CHOICE: Table = Table {
    what: "a choice",
    groups: &[&[
        needed("name", "The name of the choice, such as `Target`."),
        needed("doc", "What is chosen."),
        free("selector", "The parameter that says which option it is."),
        needed("options", "What can be chosen."),
    ]],
};

/// An entry of `options`.
pub const OPTION: Table = Table {
    what: "an option",
    groups: &[&[
        needed("name", "The name of the option, such as `Gray`."),
        needed("doc", "What it means."),
        free("value", "The value of the selector."),
        free("required", "The parameters that the option needs."),
        free("optional", "The parameters that the option may have."),
        free("fixed", "Parameters that the option sets to constant values."),
    ]],
};

/// What stands behind `page`.
pub const PAGE: Table = Table {
    what: "`page`",
    groups: &[&[
        needed("number", "The `Integer` parameter with the number of the page, counted from 1."),
        needed("size", "The `Integer` parameter with the number of items on a page."),
        free("total", "The `Integer` field of the response with the number of all items."),
        needed("items", "The `List` field of the response with the items."),
        free("window", "Largest product of number and size that the service serves."),
    ]],
};

/// What stands behind `split`.
pub const SPLIT: Table = Table {
    what: "`split`",
    groups: &[&[needed("over", "A required `RepeatList` parameter with `maxItems`.")]],
};

/// An entry of `wait`.
pub const WAIT: Table = Table {
    what: "a wait",
    groups: &[&[
        needed(
            "name",
            "The name of the wait, such as `Verified`: a method `wait_until_verified` in Rust.",
        ),
        needed("doc", "What is waited for."),
        needed(
            "state",
            "The fields that lead to the state, from the response down. A list on the way means each of its items, of which there must be one at least.",
        ),
        needed("until", "The states that end the waiting well."),
        free("fail", "The states that end the waiting badly."),
        free("interval", "Seconds between two calls, at first."),
        free("timeout", "Seconds to wait in all."),
    ]],
};

/// An entry of `examples`.
pub const EXAMPLE: Table = Table {
    what: "an example",
    groups: &[&[
        needed("title", "What the sample shows."),
        needed(
            "request",
            "The parameters by their wire names; lists are arrays, structs are objects.",
        ),
        free(
            "query",
            "The request as documentation shows it: `Action=...&Name.1=...`, percent-encoded, without the common parameters and the signature.",
        ),
        free("json", "The whole response in JSON, with its envelope."),
        free("xml", "The whole response in XML, with its envelope."),
    ]],
};

/// The file `types.json`.
pub const TYPES: Table = Table {
    what: "`types.json`",
    groups: &[&[free("$schema", "A JSON Schema."), needed("types", "The types.")]],
};

/// An entry of `types`.
pub const NAMED_TYPE: Table = Table {
    what: "a type",
    groups: &[&[
        needed("name", "The name of the type."),
        needed("type", "`Id`, `Enum` or `Struct`."),
        needed("doc", "What it is."),
        free("minLength", "Fewest characters.").with(&["Id"]),
        free("maxLength", "Most characters.").with(&["Id"]),
        free("pattern", "A regular expression that the whole string matches.").with(&["Id"]),
        free("values", "The values.").with(&["Enum"]),
        free("fields", "The members.").with(&["Struct"]),
    ]],
};

/// An entry of `values`.
pub const ENUM_VALUE: Table = Table {
    what: "an enum value",
    groups: &[&[
        needed("value", "The value on the wire."),
        free("name", "The name that programs use for it."),
        needed("doc", "What it means."),
        free("aliases", "Other spellings of the same."),
        free("deprecated", "What to use instead, if it should not be used any more."),
    ]],
};

/// The file `service.json`.
pub const SERVICE: Table = Table {
    what: "`service.json`",
    groups: &[&[
        free("$schema", "A JSON Schema."),
        needed("product", "The product, as the gateway names it."),
        needed("version", "The version, as the gateway names it."),
        needed("summary", "One sentence about the service."),
        needed("endpoints", "Where it listens."),
        needed("envelope", "The names of the four fields that every response has."),
        free("parameters", "Parameters that every operation takes."),
    ]],
};

/// What stands behind `endpoints`.
pub const ENDPOINTS: Table = Table {
    what: "the endpoints",
    groups: &[&[
        needed("public", "The host of a region, with `{region}` once and without a scheme."),
        free("vpc", "The same inside a private network."),
        free("regions", "The regions that have the service."),
        free("central", "A host that serves further regions."),
    ]],
};

/// An entry of `regions`.
pub const REGION: Table = Table {
    what: "a region",
    groups: &[&[needed("id", "The ID of the region."), needed("name", "Where that is.")]],
};

/// What stands behind `central`.
pub const CENTRAL: Table = Table {
    what: "the central endpoint",
    groups: &[&[needed("host", "The host."), free("regions", "The IDs of its regions.")]],
};

/// What stands behind `envelope`.
pub const ENVELOPE: Table = Table {
    what: "the envelope",
    groups: &[&[
        needed("requestId", "The field with the ID of the request."),
        needed("success", "The field that says whether the call worked."),
        needed("code", "The field with the error code."),
        needed("message", "The field with the text for the error code."),
    ]],
};

/// The file `errors.json`.
pub const ERRORS: Table = Table {
    what: "`errors.json`",
    groups: &[&[free("$schema", "A JSON Schema."), needed("errors", "The error codes.")]],
};

/// An entry of `errors` in `errors.json`.
pub const ERROR_CODE: Table = Table {
    what: "an error code",
    groups: &[&[
        needed("code", "The code on the wire."),
        needed("layer", "Where the code comes from."),
        free("status", "The HTTP statuses that it comes with."),
        needed("meaning", "What happened."),
        needed("advice", "What the caller can do."),
        needed("retry", "Whether the same call may be sent again."),
        free("throttled", "Whether it says that there were too many calls."),
        free("outcomeUnknown", "Whether the service may have acted all the same."),
    ]],
};
