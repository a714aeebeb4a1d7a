//! The source of a crate: its modules, the names they define, and the paths they mention.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// The source of a crate.
#[derive(Default)]
pub(crate) struct Source {
    /// The name by which the crate may call itself, such as `ota_spec`.
    pub(crate) name: String,
    pub(crate) files: Vec<File>,
    /// The root comes first.
    pub(crate) modules: Vec<Module>,
    pub(crate) mentions: Vec<Mention>,
    pub(crate) detours: Vec<Detour>,
    /// The files of `macro_rules!` by their names, which need no path.
    pub(crate) macros: BTreeMap<String, usize>,
}

/// A file of a crate.
pub(crate) struct File {
    pub(crate) path: PathBuf,
    /// The module that it holds, such as `check::field`; empty for the root.
    pub(crate) module: String,
}

/// A module, in a file of its own or inside another.
#[derive(Default)]
pub(crate) struct Module {
    pub(crate) parent: Option<usize>,
    /// Where it is written, as an index of [`Source::files`].
    pub(crate) file: usize,
    /// Names that other modules can reach through this one.
    pub(crate) names: BTreeMap<String, Vec<Meaning>>,
    /// Names that functions of this module import for themselves.
    pub(crate) local: BTreeMap<String, Vec<Meaning>>,
    /// Paths that are imported with `::*`.
    pub(crate) globs: Vec<Vec<String>>,
}

/// A thing that a name stands for.
#[derive(Clone)]
pub(crate) enum Meaning {
    /// Defined here: a type, a function, a constant, a trait or a macro.
    Item,
    /// A module below this one.
    Module(usize),
    /// A `use` of something else.
    Alias(Vec<String>),
}

/// A way to reach a module that is no path to it, so that no arrow is seen.
pub(crate) struct Detour {
    pub(crate) file: usize,
    pub(crate) line: usize,
    pub(crate) what: &'static str,
}

/// A path that stands somewhere in the code.
pub(crate) struct Mention {
    pub(crate) module: usize,
    pub(crate) line: usize,
    pub(crate) path: Vec<String>,
    /// Whether `::*` follows.
    pub(crate) glob: bool,
}
