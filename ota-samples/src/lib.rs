//! Sample code for a call that a spec describes: in Rust with `ota-api`, in Python and TypeScript
//! with the official clients, for `curl`, and for `ota call`.
//!
//! Every sample takes the key from the environment, and so it does with parameters that the spec
//! calls secret: their variables are named by [`secret_variable`]. Values may be any strings;
//! each language has its own way to write them, and characters that could not be seen are escaped.
//!
//! The official clients have a method for each operation of a product, but not for each operation
//! of each version. Where they lack one, or one of its parameters, the sample makes the call by the
//! general method that they have for such cases, so that it sends everything that was filled in.
//!
//! ```
//! use ota_samples::{Call, Generated, Language, Target};
//! # let spec = ota_spec::load("specs", ota_spec::read_folder("../specs".as_ref())?).unwrap();
//!
//! let operation = spec.operation("QueryOTAJob").ok_or("unknown")?;
//! let call = Call {
//!     service: &spec.service,
//!     operation,
//!     request: &operation.examples[0].request,
//!     target: Target::Region { id: "cn-shanghai", host: "iot.cn-shanghai.aliyuncs.com" },
//!     generated: Generated::BuiltIn,
//! };
//! let sample = call.sample(Language::Python);
//! assert!(sample.contains("models.QueryOTAJobRequest("));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod call;
mod literal;
mod notation;
mod official;
mod python;
mod rust;
mod secret;
mod shell;
mod typescript;

pub use call::{Call, Generated, Target};
pub use official::Official;
pub use secret::secret_variable;
pub use shell::command::SETTINGS;

/// A language of samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// A program with `ota-api`.
    Rust,
    /// A program with the official client of the product.
    Python,
    /// A program with the official client of the product.
    TypeScript,
    /// A script for `sh` that signs with `openssl` and sends with `curl`.
    Curl,
    /// A command line of `ota call`.
    OtaCall,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Rust, Self::Python, Self::TypeScript, Self::Curl, Self::OtaCall];

    /// Its name for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Rust => "Rust",
            Self::Python => "Python",
            Self::TypeScript => "TypeScript",
            Self::Curl => "curl",
            Self::OtaCall => "ota call",
        }
    }

    /// Its name in addresses and files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::Python => "python",
            Self::TypeScript => "typescript",
            Self::Curl => "curl",
            Self::OtaCall => "ota",
        }
    }
}

impl Call<'_> {
    /// The sample in a language.
    pub fn sample(&self, language: Language) -> String {
        match language {
            Language::Rust => rust::sample(self),
            Language::Python => python::sample(self),
            Language::TypeScript => typescript::sample(self),
            Language::Curl => shell::curl::sample(self),
            Language::OtaCall => shell::command::sample(self),
        }
    }
}
