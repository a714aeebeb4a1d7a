//! The runs of cargo that are measured.

use clap::ValueEnum;

/// The state of the target folder before cargo starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum State {
    /// Everything is up to date: what cargo itself costs.
    Fresh,
    /// The dependencies are built, the crate with the generated code is not; not incremental.
    Clean,
    /// The same without build scripts: all is built, then the source file is touched; not incremental.
    Alone,
    /// All is built, then the source file is touched; incremental where cargo is by default.
    Touched,
    /// Nothing: the whole tree with the program; not incremental.
    Zero,
}

/// A command of cargo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Step {
    /// `cargo check`
    Check,
    /// `cargo build`
    Build,
    /// `cargo build --release`
    Release,
}

impl State {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::Clean => "clean",
            Self::Alone => "alone",
            Self::Touched => "touched",
            Self::Zero => "zero",
        }
    }
}

impl Step {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Build => "build",
            Self::Release => "release",
        }
    }

    /// The arguments of cargo.
    pub(crate) fn words(self) -> &'static [&'static str] {
        match self {
            Self::Check => &["check"],
            Self::Build => &["build"],
            Self::Release => &["build", "--release"],
        }
    }
}
