//! The keys of an operation and of its examples.

use super::table::{Table, ZH, free, needed};

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
        free(
            "command",
            "What the operation is called on the command line: a noun and a verb, such as `firmware list`. No other operation of the folder has the same.",
        ),
        needed("summary", "One sentence that says what the operation does."),
        free("zh", "The summary in Chinese."),
        free("doc", "What else a caller should know, in Markdown."),
        free("zhDoc", "The same in Chinese."),
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
            "The effect of sending the same call twice. `readOnly`: it only reads. `idempotent`: the end state is the same. `notIdempotent`: it may act twice, so look at the state before sending again.",
        ),
        free("anonymous", "`true`, if the operation is sent without credentials and signature."),
        free("deprecated", "What to use instead, if the operation should not be used any more."),
        needed(
            "parameters",
            "The parameters, without those that `service.json` gives to every operation. One that is called like one of those replaces it.",
        ),
        free("without", "The parameters of `service.json` that this operation does not have."),
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
        free(
            "bare",
            "`true`, if the one field of `response` is the whole body of a response: a list or a value without an object around it, or a body of which nothing is known (`Any`).",
        ),
        free(
            "envelope",
            "What surrounds the fields of the response, where it differs from that of `service.json`.",
        ),
        free("page", "How the responses are paged, so that all items can be had as one stream."),
        free("split", "The list that can be sent in parts, one call for each."),
        free(
            "wait",
            "States of the response that can be waited for, by calling again and again. Only with `\"idempotency\": \"readOnly\"`.",
        ),
        free("errors", "Error codes worth naming; each is described in `errors.json`."),
        free(
            "gone",
            "Those of the error codes which say that the state which an `idempotent` operation leads to is there already, such as that there is nothing to delete. After an attempt whose outcome is unknown, they mean success.",
        ),
        free(
            "lookUp",
            "How to find what a `notIdempotent` operation made, in the list of another one, after an attempt whose outcome is unknown.",
        ),
        free("notes", "What is uncertain: sources that disagree, judgements, gaps."),
        free("sources", "Where the facts come from."),
        free(
            "examples",
            "Samples of calls. Each is run as a test: its request must encode to its query, and its responses must decode.",
        ),
    ]],
};

/// An entry of `examples`.
pub const EXAMPLE: Table = Table {
    what: "an example",
    groups: &[&[
        needed("title", "What the sample shows."),
        ZH,
        needed(
            "request",
            "The parameters by their wire names; lists are arrays, structs are objects.",
        ),
        free(
            "query",
            "The request as documentation shows it: `Action=...&Name.1=...`, percent-encoded, without the common parameters and the signature.",
        ),
        free(
            "json",
            "The whole response in JSON, with its envelope; an object unless it is `bare`.",
        ),
        free("xml", "The whole response in XML, with its envelope."),
    ]],
};
