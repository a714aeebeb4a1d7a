//! The contenders.

use clap::ValueEnum;

/// A way to build a program that makes one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Contender {
    /// `ota_api::operations!` over specs of one's own.
    Ota,
    /// `ota-api` with its default features and the operations that it brings along.
    Ready,
    /// `progenitor::generate_api!` over the exported document.
    Progenitor,
    /// The same with `interface = Builder`, which is nearer to what `ota-api` offers.
    ProgenitorBuilder,
    /// reqwest and serde, and one call written by hand.
    Bare,
    /// `aws-sdk-iot`, as published.
    Aws,
}

impl Contender {
    /// The name on the command line, in files and in package names.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ota => "ota",
            Self::Ready => "ready",
            Self::Progenitor => "progenitor",
            Self::ProgenitorBuilder => "progenitor-builder",
            Self::Bare => "bare",
            Self::Aws => "aws",
        }
    }

    /// The contender with this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::value_variants().iter().copied().find(|contender| contender.name() == name)
    }

    /// The heading of its column.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Ota => "ota-api",
            Self::Ready => "ota-api, ready-made",
            Self::Progenitor => "progenitor",
            Self::ProgenitorBuilder => "progenitor, builders",
            Self::Bare => "reqwest alone",
            Self::Aws => "aws-sdk-iot",
        }
    }

    /// A description in one sentence.
    pub(crate) fn about(self) -> &'static str {
        match self {
            Self::Ota => {
                "`operations!` over these specs in a crate of its own; `ota-api` without its own operations"
            }
            Self::Ready => {
                "`ota-api` with default features and the operations it brings along; no crate of its own"
            }
            Self::Progenitor => "`generate_api!` over the OpenAPI document of these specs",
            Self::ProgenitorBuilder => "the same with `interface = Builder`",
            Self::Bare => "reqwest with the features that `ota-api` uses, serde, one call by hand",
            Self::Aws => "`aws-sdk-iot` as published, with all its operations and default features",
        }
    }

    /// Whether it is made from specs and grows with their number.
    pub(crate) fn grows(self) -> bool {
        matches!(self, Self::Ota | Self::Progenitor | Self::ProgenitorBuilder)
    }

    /// Whether it reads the OpenAPI document.
    pub(crate) fn reads_openapi(self) -> bool {
        matches!(self, Self::Progenitor | Self::ProgenitorBuilder)
    }
}

/// A contender with a number of operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Subject {
    pub(crate) contender: Contender,
    /// The number of its operations; `None` if they are always the same.
    pub(crate) operations: Option<usize>,
}

impl Subject {
    /// All subjects of these contenders in these sizes.
    pub(crate) fn all(contenders: &[Contender], sizes: &[usize]) -> Vec<Self> {
        let sizes_of = |contender: Contender| {
            if contender.grows() { sizes.iter().copied().map(Some).collect() } else { vec![None] }
        };
        let of = |&contender: &Contender| {
            sizes_of(contender).into_iter().map(move |operations| Self { contender, operations })
        };
        contenders.iter().flat_map(of).collect()
    }

    /// The package with the generated code, if there is one besides `ota-api` itself.
    pub(crate) fn generated(self) -> Option<String> {
        match self.contender {
            Contender::Ready => None,
            Contender::Aws => Some("aws-sdk-iot".to_owned()),
            _ => Some(self.package("generated")),
        }
    }

    /// Whether the generated code comes from a source file of ours that can be touched.
    pub(crate) fn has_source(self) -> bool {
        !matches!(self.contender, Contender::Ready | Contender::Aws)
    }

    /// The package of the program that makes one call.
    pub(crate) fn program(self) -> String {
        self.package("one-call")
    }

    /// The folder of its package, inside the folder of the contender.
    pub(crate) fn folder(self, role: &str) -> String {
        match self.operations {
            Some(operations) => format!("{role}-{operations}"),
            None => role.to_owned(),
        }
    }

    fn package(self, role: &str) -> String {
        let name = self.contender.name();
        match self.operations {
            Some(operations) => format!("{role}-{name}-{operations}"),
            None => format!("{role}-{name}"),
        }
    }
}

impl std::fmt::Display for Subject {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.contender.name())?;
        match self.operations {
            Some(operations) => write!(out, "-{operations}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_made_from_specs_comes_in_sizes() {
        let subjects = Subject::all(&[Contender::Ota, Contender::Bare], &[26, 104]);
        let names: Vec<String> = subjects.iter().map(ToString::to_string).collect();
        assert_eq!(names, ["ota-26", "ota-104", "bare"]);
    }

    #[test]
    fn names_are_those_of_the_command_line() {
        for contender in Contender::value_variants() {
            assert_eq!(Contender::named(contender.name()), Some(*contender));
            let value = contender.to_possible_value().unwrap();
            assert!(value.matches(contender.name(), false));
        }
    }
}
