//! The checked model: only valid specs can be expressed here.
//!
//! Every later stage (generation, the emulator, the command line) takes these types and therefore
//! has nothing left to refuse. Names of types are resolved; limits fit their types.

use std::sync::Arc;

use crate::value::Value;

/// A whole spec folder.
#[derive(Debug, Clone, PartialEq)]
pub struct Spec {
    /// The product and what all its operations share.
    pub service: Service,
    /// The shared types, sorted by name.
    pub types: Vec<Arc<NamedType>>,
    /// The known error codes, in the order of `errors.json`.
    pub errors: Vec<ErrorCode>,
    /// The operations, sorted by action.
    pub operations: Vec<Operation>,
}

impl Spec {
    /// The operation with this exact action name.
    pub fn operation(&self, action: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.action == action)
    }

    /// What `errors.json` says about a code: exactly that code, or the family it belongs to
    /// (`MissingParameter` speaks for `MissingParameter.CommandId`).
    pub fn error(&self, code: &str) -> Option<&ErrorCode> {
        let same = |known: &&ErrorCode| known.code.eq_ignore_ascii_case(code);
        self.errors.iter().find(same).or_else(|| {
            let family = code.rsplit_once('.')?.0;
            self.errors.iter().find(|known| known.code.eq_ignore_ascii_case(family))
        })
    }
}

/// What `service.json` says.
#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    /// Product code, such as `Iot`.
    pub product: String,
    /// API version, such as `2018-01-20`.
    pub version: String,
    /// One sentence about the service.
    pub summary: String,
    /// Where the service listens.
    pub endpoints: Endpoints,
    /// The names of the fields every answer carries.
    pub envelope: Envelope,
    /// Parameters that every operation takes and that can be set once on a client.
    pub parameters: Vec<Field>,
}

/// Where a service listens.
#[derive(Debug, Clone, PartialEq)]
pub struct Endpoints {
    /// Host pattern of a public endpoint; `{region}` stands for the region ID.
    pub public: String,
    /// Host pattern inside a private network, if the service has one.
    pub vpc: Option<String>,
    /// The regions known to have the service.
    pub regions: Vec<Region>,
    /// A host that serves further regions.
    pub central: Option<Central>,
}

/// A region that has the service.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    /// The ID, such as `cn-shanghai`.
    pub id: String,
    /// Where that is.
    pub name: String,
}

/// One host that serves many regions.
#[derive(Debug, Clone, PartialEq)]
pub struct Central {
    /// The host.
    pub host: String,
    /// The IDs of the regions it serves.
    pub regions: Vec<String>,
}

/// The names of the fields every answer carries.
#[derive(Debug, Clone, PartialEq)]
pub struct Envelope {
    /// The ID of the request.
    pub request_id: String,
    /// Whether the call worked.
    pub success: String,
    /// The error code.
    pub code: String,
    /// The text for the error code.
    pub message: String,
}

impl Envelope {
    /// The four names, in the order of the struct.
    pub fn names(&self) -> [&str; 4] {
        [&self.request_id, &self.success, &self.code, &self.message]
    }
}

/// One error code of `errors.json`.
#[derive(Debug, Clone, PartialEq)]
pub struct ErrorCode {
    /// The code on the wire.
    pub code: String,
    /// Who answers with it.
    pub layer: Layer,
    /// The HTTP statuses it comes with; empty where unknown.
    pub status: Vec<u16>,
    /// What it means.
    pub meaning: String,
    /// What the caller can do.
    pub advice: String,
    /// Whether sending the same call again makes sense.
    pub retry: Retry,
}

/// Who answers with an error code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// The service itself, inside an answer envelope.
    Business,
    /// The gateway in front of it, with an HTTP error status.
    Gateway,
    /// A client library, before anything is sent.
    Client,
    /// The object storage that takes uploads.
    Oss,
}

/// Whether sending a refused call again makes sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// No: the same call is refused again.
    Never,
    /// Once, after correcting what the advice says.
    Once,
    /// Yes, with growing pauses.
    Backoff,
}

/// One operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// The name on the wire, such as `DeleteOTAFirmware`.
    pub action: String,
    /// The group it belongs to, such as `task`.
    pub group: String,
    /// One sentence: what it does.
    pub summary: String,
    /// More about it, in Markdown; may be empty.
    pub doc: String,
    /// Calls a second that one account may make; `None` where no limit is documented.
    pub qps: Option<u32>,
    /// The HTTP methods it accepts; the first is the one to send.
    pub methods: Vec<Method>,
    /// What a second send of the same call may do.
    pub repeat: Repeat,
    /// Its parameters in the order of the file, then those of the service.
    pub parameters: Vec<Field>,
    /// The fields of its answer, without the envelope.
    pub response: Vec<Field>,
    /// Error codes worth naming, each known to `errors.json`.
    pub errors: Vec<String>,
    /// What a reader should know: disagreeing sources, unknowns.
    pub notes: Vec<String>,
    /// Where the facts come from.
    pub sources: Vec<String>,
    /// What to use instead, if it should not be used any more.
    pub deprecated: Option<String>,
    /// How its parameters depend on each other.
    pub rules: Vec<Rule>,
    /// Parameters that exclude each other, as choices with names.
    pub choices: Vec<Choice>,
    /// How its answers are paged.
    pub page: Option<Page>,
    /// The list that can be sent in parts.
    pub split: Option<String>,
    /// States of its answer that can be waited for.
    pub waits: Vec<Wait>,
    /// Samples; each agrees with this operation.
    pub examples: Vec<Example>,
}

impl Operation {
    /// The parameter with this wire name.
    pub fn parameter(&self, name: &str) -> Option<&Field> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }
}

/// An HTTP method an operation accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// `GET`.
    Get,
    /// `POST`.
    Post,
}

impl Method {
    /// The method as HTTP writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// What a second send of the same call may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// It only reads.
    Read,
    /// It leaves the same state as one send.
    Safe,
    /// It may act twice; look at the state before sending again.
    Reconcile,
}

/// A parameter of a request, a field of an answer or a member of a struct.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// The name on the wire.
    pub name: String,
    /// What it holds.
    pub ty: Type,
    /// Whether a request must carry it.
    pub required: bool,
    /// What absence means.
    pub default: Option<Value>,
    /// A value that fits, for documentation and tests.
    pub example: Option<Value>,
    /// What it is.
    pub doc: String,
    /// Whether it comes from `service.json` and can be set once on the client.
    pub inherited: bool,
    /// Whether its value must never be shown.
    pub secret: bool,
    /// What to use instead, if it should not be used any more.
    pub deprecated: Option<String>,
    /// Where a request carries it.
    pub place: Place,
}

/// Where a request carries a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Place {
    /// In the query.
    #[default]
    Query,
    /// In a form body.
    Body,
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    /// Text.
    String(Text),
    /// A 32-bit whole number.
    Integer(Range<i64>),
    /// A 64-bit whole number.
    Long(Range<i64>),
    /// A floating-point number.
    Double(Range<f64>),
    /// `true` or `false`.
    Boolean,
    /// A type of `types.json`.
    Named(Arc<NamedType>),
    /// Several values.
    List(Box<List>),
    /// Values under free keys.
    Map(Box<Type>),
    /// Named members, written in place.
    Struct(Vec<Field>),
}

impl Type {
    /// The type as the documentation writes it.
    pub fn label(&self) -> &str {
        match self {
            Self::String(_) => "String",
            Self::Integer(_) => "Integer",
            Self::Long(_) => "Long",
            Self::Double(_) => "Double",
            Self::Boolean => "Boolean",
            Self::Named(named) => &named.name,
            Self::List(list) if list.repeat => "RepeatList",
            Self::List(_) => "List",
            Self::Map(_) => "Map",
            Self::Struct(_) => "Struct",
        }
    }

    /// The members, if this is a struct, named or not.
    pub fn members(&self) -> Option<&[Field]> {
        match self {
            Self::Struct(members) => Some(members),
            Self::Named(named) => match &named.kind {
                NamedKind::Struct(members) => Some(members),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Limits of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// Fewest characters.
    pub min_length: Option<u32>,
    /// Most characters.
    pub max_length: Option<u32>,
    /// A regular expression that it matches.
    pub pattern: Option<String>,
    /// The only texts it can be; empty if it can be any.
    pub allowed: Vec<String>,
}

/// Limits of a number, both inclusive.
#[derive(Debug, Clone, PartialEq)]
pub struct Range<N> {
    /// Smallest value.
    pub minimum: Option<N>,
    /// Largest value.
    pub maximum: Option<N>,
    /// The only values it can have; empty if it can have any.
    pub allowed: Vec<N>,
}

/// Several values of one type.
#[derive(Debug, Clone, PartialEq)]
pub struct List {
    /// `true`: a request list, flattened to `Name.1`, `Name.2`. `false`: a list of an answer.
    pub repeat: bool,
    /// What each item is.
    pub items: Type,
    /// The key around the items of an answer list: `{"Data": {"Wrapper": [..]}}`.
    pub wrapper: Option<String>,
    /// Fewest items.
    pub min_items: Option<u32>,
    /// Most items.
    pub max_items: Option<u32>,
    /// Whether no item may occur twice.
    pub unique: bool,
    /// Most characters of all texts in all items together.
    pub max_total_length: Option<u32>,
}

/// A type of `types.json`.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedType {
    /// Its name.
    pub name: String,
    /// What it is.
    pub doc: String,
    /// What it is made of.
    pub kind: NamedKind,
}

/// What a shared type is made of.
#[derive(Debug, Clone, PartialEq)]
pub enum NamedKind {
    /// A text that must not be mistaken for another.
    Id(Text),
    /// One of several words; unknown words survive.
    Enum(Enum),
    /// Named members.
    Struct(Vec<Field>),
}

/// An open list of words.
#[derive(Debug, Clone, PartialEq)]
pub struct Enum {
    /// Whether the words are whole numbers.
    pub numeric: bool,
    /// The words.
    pub values: Vec<EnumValue>,
}

/// One word of an enum.
#[derive(Debug, Clone, PartialEq)]
pub struct EnumValue {
    /// The word on the wire.
    pub value: String,
    /// What programs call it: unlike a word, always a name.
    pub name: String,
    /// What to use instead, if it should not be used any more.
    pub deprecated: Option<String>,
    /// What it means.
    pub doc: String,
    /// Other spellings that mean the same.
    pub aliases: Vec<String>,
}

/// How parameters depend on each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// What must hold.
    pub kind: RuleKind,
    /// When it must hold: all of these; always if there are none.
    pub when: Vec<Condition>,
    /// The rule in a sentence; may be empty.
    pub doc: String,
}

/// What must hold between parameters. Every name is that of a parameter.
#[derive(Debug, Clone, PartialEq)]
pub enum RuleKind {
    /// Exactly one alternative is set, and that one completely.
    ExactlyOneOf(Vec<Vec<String>>),
    /// At least one alternative is set completely.
    AtLeastOneOf(Vec<Vec<String>>),
    /// At most one alternative is set.
    AtMostOneOf(Vec<Vec<String>>),
    /// All are set or none.
    AllTogether(Vec<String>),
    /// All are set.
    Requires(Vec<String>),
    /// None is set.
    Excludes(Vec<String>),
    /// The parameters are set only if one of the others is.
    OnlyWith {
        /// What depends.
        parameters: Vec<String>,
        /// What it depends on.
        with: Vec<String>,
    },
    /// These conditions do not all hold.
    Forbids(Vec<Condition>),
    /// The first is less than the second, where both are set.
    LessThan(String, String),
    /// The two differ, where both are set.
    NotEqual(String, String),
    /// The product is at most the limit, where both are set.
    MaxProduct(String, String, i64),
    /// The first minus the second lies between the two, where both are set.
    Difference {
        /// The larger one.
        later: String,
        /// The smaller one.
        earlier: String,
        /// Smallest difference.
        minimum: i64,
        /// Largest difference.
        maximum: i64,
    },
}

/// A condition on one parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// The parameter.
    pub parameter: String,
    /// What must be true of it.
    pub test: Test,
}

/// What must be true of a parameter.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// It is set, or it is not.
    Set(bool),
    /// It has one of these values, as the wire writes them. Where it is not set its default counts.
    OneOf(Vec<String>),
}

/// Parameters that exclude each other, as one choice with a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Its name.
    pub name: String,
    /// What is chosen.
    pub doc: String,
    /// The parameter that says which option it is.
    pub selector: Option<String>,
    /// The options.
    pub options: Vec<ChoiceOption>,
}

/// One option of a choice.
#[derive(Debug, Clone, PartialEq)]
pub struct ChoiceOption {
    /// Its name.
    pub name: String,
    /// What it means.
    pub doc: String,
    /// The value of the selector.
    pub value: Option<Value>,
    /// The parameters that it needs.
    pub required: Vec<String>,
    /// The parameters that it may have.
    pub optional: Vec<String>,
    /// The parameters that it sets to constant values.
    pub fixed: Vec<(String, Value)>,
}

/// How answers are paged.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The parameter with the number of the page, counted from 1.
    pub number: String,
    /// The parameter with the number of items on a page.
    pub size: String,
    /// The field of the answer with the number of all items.
    pub total: Option<String>,
    /// The field of the answer with the items.
    pub items: String,
    /// Largest product of number and size that the service serves.
    pub window: Option<u32>,
}

/// A state of an answer that can be waited for.
#[derive(Debug, Clone, PartialEq)]
pub struct Wait {
    /// Its name, such as `Verified`.
    pub name: String,
    /// What it means.
    pub doc: String,
    /// The path of fields to the state; a list on the way means each of its items.
    pub state: Vec<String>,
    /// The states that end the waiting well, as the wire writes them.
    pub until: Vec<String>,
    /// The states that end the waiting badly.
    pub fail: Vec<String>,
    /// Seconds between two looks, at first.
    pub interval: u32,
    /// Seconds to wait in all.
    pub timeout: u32,
}

/// A sample of one call.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// What it shows.
    pub title: String,
    /// The parameters, as an object by wire name.
    pub request: Value,
    /// The query of the request without the common parameters, as documented.
    pub query: Option<String>,
    /// The answer in JSON.
    pub json: Option<Value>,
    /// The answer in XML.
    pub xml: Option<String>,
}

/// What is left of an operation whose file has mistakes: enough that code using it still
/// type-checks, so that one mistake gives one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// The action, taken from the file name.
    pub action: String,
    /// The wire names of the parameters that could be read.
    pub parameters: Vec<String>,
}
