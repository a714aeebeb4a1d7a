//! Statements of a spec that OpenAPI has no words for.

use ota_spec::Value;

use crate::object::{Object, list, text};

/// The subject of a statement that OpenAPI has no words for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// The path of all calls.
    Path,
    /// The parameters of the protocol.
    Protocol,
    /// The signature of a request.
    Signature,
    /// The regions of the service.
    Region,
    /// Refusals with HTTP 200.
    Refusal,
    /// The error codes.
    ErrorCode,
    /// Freedoms in the spelling of responses.
    Spelling,
    /// A parameter that can be set once for all calls.
    Shared,
    /// A shared type that nothing uses.
    Unused,
    /// A further HTTP method.
    Method,
    /// The limit of calls per second.
    Qps,
    /// The effect of sending a call twice.
    Idempotency,
    /// The flat names of a list, map or struct.
    WireForm,
    /// The limits of the keys of a map.
    MapKey,
    /// The length of all items of a list together.
    TotalLength,
    /// The length of a string in bytes.
    Bytes,
    /// A value that must not be shown.
    Secret,
    /// A pattern that only some readers understand.
    Pattern,
    /// A rule between parameters.
    Rule,
    /// A choice between groups of parameters.
    Choice,
    /// The way to walk pages.
    Page,
    /// A list that can be sent in parts.
    Split,
    /// A state to wait for.
    Wait,
    /// A sample that stands in the document in another form.
    Sample,
    /// A second spelling of a value.
    Alias,
    /// The name of a value in programs.
    ValueName,
    /// A value that is deprecated.
    DeprecatedValue,
    /// An enum that has further values in responses.
    Open,
    /// A limit that responses are not held to.
    ResponseLimit,
}

impl Topic {
    /// Its name, such as `rule between parameters`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Protocol => "protocol parameters",
            Self::Signature => "signature",
            Self::Region => "region",
            Self::Refusal => "refusal with HTTP 200",
            Self::ErrorCode => "error codes",
            Self::Spelling => "spelling of responses",
            Self::Shared => "shared parameter",
            Self::Unused => "unused type",
            Self::Method => "further method",
            Self::Qps => "calls per second",
            Self::Idempotency => "sending twice",
            Self::WireForm => "form on the wire",
            Self::MapKey => "keys of a map",
            Self::TotalLength => "total length",
            Self::Bytes => "length in bytes",
            Self::Secret => "secret",
            Self::Pattern => "pattern",
            Self::Rule => "rule between parameters",
            Self::Choice => "choice",
            Self::Page => "pages",
            Self::Split => "parts of a list",
            Self::Wait => "waiting",
            Self::Sample => "sample",
            Self::Alias => "second spelling",
            Self::ValueName => "name of a value",
            Self::DeprecatedValue => "deprecated value",
            Self::Open => "open enum",
            Self::ResponseLimit => "limit of a response",
        }
    }
}

/// The part of a spec that a statement is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// The service as a whole.
    Service,
    /// A shared type.
    Type(String),
    /// An operation.
    Operation(String),
}

impl Scope {
    /// The scope as a heading: `service`, `type Color`, `PaintWall`.
    pub(super) fn heading(&self) -> String {
        match self {
            Self::Service => "service".to_owned(),
            Self::Type(name) => format!("type {name}"),
            Self::Operation(action) => action.clone(),
        }
    }
}

/// One statement of a spec that the document does not make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsaid {
    /// The part of the spec that makes it.
    pub scope: Scope,
    /// Its subject.
    pub topic: Topic,
    /// The parameter, field or member; empty for the whole.
    pub place: String,
    /// The statement.
    pub says: String,
}

/// The key of a Chinese text: OpenAPI has one description for each thing.
pub(super) const CHINESE: &str = "x-zh";

/// The statements as the document carries them.
pub(super) fn extension(found: &[Unsaid]) -> Value {
    list(found.iter().map(|unsaid| {
        let mut entry = Object::new();
        entry.put("what", text(unsaid.topic.name()));
        entry.put_some("where", (!unsaid.place.is_empty()).then(|| text(&unsaid.place)));
        entry.put("says", text(&unsaid.says));
        entry.finish()
    }))
}
