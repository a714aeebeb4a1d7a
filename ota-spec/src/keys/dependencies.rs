//! The keys of rules and choices.

use super::table::{Key, Table, ZH, free, needed};

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

/// The rule words, of which each rule has one.
pub const WORDS: Table = Table { what: "a rule", groups: &[&RULE_WORDS] };

/// The keys that go with some rule words.
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
            free("zh", "That sentence in Chinese."),
        ],
    ],
};

/// A condition other than a value.
pub const CONDITION: Table =
    Table { what: "a condition", groups: &[&[needed("set", "Whether the parameter is set.")]] };

/// An entry of `choices`.
pub const CHOICE: Table = Table {
    what: "a choice",
    groups: &[&[
        needed("name", "The name of the choice, such as `Target`."),
        needed("doc", "What is chosen."),
        ZH,
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
        ZH,
        free("value", "The value of the selector."),
        free("required", "The parameters that the option needs."),
        free("optional", "The parameters that the option may have."),
        free("fixed", "Parameters that the option sets to constant values."),
    ]],
};
