//! What there is to say of a call, as values: each language has its sentence for them.

/// Why a call was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The client says so.
    Client {
        /// The kind of error, by the name that the client gives it.
        kind: &'static str,
        status: Option<u16>,
        /// The whole as the client says it, in English.
        text: String,
        /// What led to it, as the system or a library says it.
        causes: Vec<String>,
    },
    /// The name of a file ends in no suffix that the parameter lists.
    Suffix { file: String, parameter: &'static str },
}

/// What to do after a call that was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Advice {
    pub(crate) after: After,
    /// The advice of the client, in English.
    pub(crate) text: String,
}

/// What advice is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum After {
    /// A call that may have acted, and would act twice.
    Unknown,
    /// The same of a call with a token, with which it acts once.
    Token,
    /// An error code: the spec has the advice.
    Code,
    /// A kind of error, and the HTTP status.
    Kind(&'static str, Option<u16>),
    /// This call alone.
    Call,
}

/// What else there is to know of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Note {
    /// The state that was waited for is there.
    Reached(String),
    /// It is not there yet.
    Pending(String),
    /// It cannot come any more.
    Missed { name: String, state: String },
    /// Waiting for it ended with an error.
    Broken(String),
    /// The response cannot be read, for this reason, in English.
    Unreadable(String),
}

/// Why the console cannot show something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Problem {
    /// The specs have no such operation.
    NoOperation(String),
    /// No call goes anywhere.
    Nowhere,
    /// The request is not right: in words, in English.
    Request(String),
    /// The service refused, with a code and a message.
    Refused { code: String, message: String },
    /// The call was not done.
    Failed(Failure),
    /// The response is not JSON.
    Unreadable,
}
