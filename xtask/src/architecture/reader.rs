//! Reads the source of a crate.

use std::path::{Path, PathBuf};

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{
    Attribute, Block, Field, ImplItem, Item, ItemExternCrate, ItemMacro, ItemMod, ItemUse, LitStr,
    Macro, Meta, Stmt, TraitItem, UseTree, Variant,
};

use super::cfg;
use super::source::{Detour, File, Meaning, Mention, Module, Source};
use super::tokens;

/// Reads a crate from its root file on, without the code that is compiled for tests only.
pub(crate) fn read(name: &str, root: &Path) -> Result<Source, String> {
    let mut source = Source { name: name.replace('-', "_"), ..Source::default() };
    source.modules.push(Module::default());
    let folder = root.parent().unwrap_or(root);
    read_file(&mut source, 0, String::new(), root, folder)?;
    Ok(source)
}

/// Reads the file of a module whose children are in `folder`.
fn read_file(
    source: &mut Source,
    module: usize,
    name: String,
    path: &Path,
    folder: &Path,
) -> Result<(), String> {
    let text = std::fs::read_to_string(path);
    let text = text.map_err(|error| format!("cannot read `{}`: {error}", path.display()))?;
    let file = syn::parse_file(&text);
    let file = file.map_err(|error| format!("cannot parse `{}`: {error}", path.display()))?;
    source.files.push(File { path: path.to_owned(), module: name.clone() });
    source.modules[module].file = source.files.len() - 1;
    let mut reader =
        Reader { source, module, name, path, folder: folder.to_owned(), depth: 0, result: Ok(()) };
    reader.visit_file(&file);
    reader.result
}

/// Where the reader is.
struct Reader<'a> {
    source: &'a mut Source,
    module: usize,
    /// The path of the module from the root of the crate.
    name: String,
    path: &'a Path,
    folder: PathBuf,
    /// How many blocks of functions are around.
    depth: usize,
    result: Result<(), String>,
}

impl Reader<'_> {
    fn define(&mut self, name: &syn::Ident, meaning: Meaning) {
        let module = &mut self.source.modules[self.module];
        let names = if self.depth == 0 { &mut module.names } else { &mut module.local };
        names.entry(name.to_string()).or_default().push(meaning);
    }

    fn mention(&mut self, path: Vec<String>, line: usize, glob: bool) {
        self.source.mentions.push(Mention { module: self.module, line, path, glob });
    }

    /// Notes a way to reach a module that is no path to it.
    fn detour(&mut self, span: Span, what: &'static str) {
        let file = self.source.modules[self.module].file;
        self.source.detours.push(Detour { file, line: span.start().line, what });
    }

    fn scan(&mut self, stream: TokenStream) {
        if let Some(span) = tokens::open_path(stream.clone()) {
            self.detour(span, "ends a path from the root in a variable of a macro");
        }
        let mut found = Vec::new();
        tokens::scan(stream, &mut found);
        for (path, line) in found {
            self.mention(path, line, false);
        }
    }

    /// One `use`, with everything in its braces.
    fn import(&mut self, tree: &UseTree, path: &mut Vec<String>) {
        match tree {
            UseTree::Path(tree) => {
                path.push(tree.ident.to_string());
                self.import(&tree.tree, path);
                path.pop();
            }
            UseTree::Name(tree) => self.import_as(&tree.ident, &tree.ident, path),
            UseTree::Rename(tree) => self.import_as(&tree.ident, &tree.rename, path),
            UseTree::Glob(tree) => {
                let line = tree.star_token.spans[0].start().line;
                self.mention(path.clone(), line, true);
                self.source.modules[self.module].globs.push(path.clone());
            }
            UseTree::Group(tree) => tree.items.iter().for_each(|tree| self.import(tree, path)),
        }
    }

    fn import_as(&mut self, name: &syn::Ident, known_as: &syn::Ident, path: &[String]) {
        let mut whole = path.to_owned();
        let mut known_as = known_as.clone();
        if name != "self" {
            whole.push(name.to_string());
        } else if known_as == "self" {
            // `use a::{self}` is `use a`.
            let Some(last) = path.last() else { return };
            known_as = syn::Ident::new(last, name.span());
        }
        self.mention(whole.clone(), name.span().start().line, false);
        self.define(&known_as, Meaning::Alias(whole));
    }

    /// Reads a module in place or in its file.
    fn child(&mut self, item: &ItemMod) -> Result<(), String> {
        let child = self.source.modules.len();
        let file = self.source.modules[self.module].file;
        let module = Module { parent: Some(self.module), file, ..Module::default() };
        self.source.modules.push(module);
        self.define(&item.ident, Meaning::Module(child));
        let short = item.ident.to_string();
        let short = short.trim_start_matches("r#");
        let name = [&self.name, short].join("::");
        let name = name.trim_start_matches("::").to_owned();
        let folder = self.folder.join(short);
        if item.content.is_some() {
            let (path, source) = (self.path, &mut *self.source);
            let mut inner =
                Reader { source, module: child, name, path, folder, depth: 0, result: Ok(()) };
            visit::visit_item_mod(&mut inner, item);
            return inner.result;
        }
        let path = match given_path(&item.attrs) {
            Some(given) => self.path.parent().unwrap_or(self.path).join(given),
            None => self.folder.join(format!("{short}.rs")),
        };
        read_file(self.source, child, name, &path, &folder)
    }
}

/// The file that `#[path = ".."]` gives.
fn given_path(attributes: &[Attribute]) -> Option<String> {
    attributes.iter().find_map(|attribute| match &attribute.meta {
        Meta::NameValue(meta) if meta.path.is_ident("path") => match &meta.value {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    })
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        if cfg::is_test(cfg::of_item(item)) {
            return;
        }
        let name = match item {
            Item::Const(item) => Some(&item.ident),
            Item::Enum(item) => Some(&item.ident),
            Item::Fn(item) => Some(&item.sig.ident),
            Item::Static(item) => Some(&item.ident),
            Item::Struct(item) => Some(&item.ident),
            Item::Trait(item) => Some(&item.ident),
            Item::TraitAlias(item) => Some(&item.ident),
            Item::Type(item) => Some(&item.ident),
            Item::Union(item) => Some(&item.ident),
            _ => None,
        };
        if let Some(name) = name {
            self.define(name, Meaning::Item);
        }
        visit::visit_item(self, item);
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if let Err(message) = self.child(item) {
            self.result = Err(message);
        }
    }

    fn visit_item_extern_crate(&mut self, item: &'ast ItemExternCrate) {
        if item.ident == "self" {
            self.detour(item.ident.span(), "gives its own crate a second name");
        }
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        if item.leading_colon.is_none() {
            self.import(&item.tree, &mut Vec::new());
        }
    }

    fn visit_item_macro(&mut self, item: &'ast ItemMacro) {
        if let Some(name) = &item.ident {
            let file = self.source.modules[self.module].file;
            self.source.macros.insert(name.to_string(), file);
            self.define(name, Meaning::Item);
            if item.attrs.iter().any(|attribute| attribute.path().is_ident("macro_export")) {
                let path = format!("crate::{}::{name}", self.name);
                let path = path.split("::").filter(|name| !name.is_empty());
                let exported = Meaning::Alias(path.map(str::to_owned).collect());
                let root = &mut self.source.modules[0].names;
                root.entry(name.to_string()).or_default().push(exported);
            }
        }
        visit::visit_item_macro(self, item);
    }

    fn visit_macro(&mut self, called: &'ast Macro) {
        self.visit_path(&called.path);
        let name = called.path.segments.last().map(|segment| segment.ident.to_string());
        let includes = name.as_deref() == Some("include");
        // What a build script wrote has a path that only a macro can make.
        if let (true, Some(TokenTree::Literal(path))) =
            (includes, called.tokens.clone().into_iter().next())
        {
            self.detour(path.span(), "includes a file, which belongs to a module of its own");
        }
        if !name.is_some_and(|name| tokens::quotes(&name)) {
            self.scan(called.tokens.clone());
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if let (None, Some(first)) = (&path.leading_colon, path.segments.first()) {
            let line = first.ident.span().start().line;
            let names = path.segments.iter().map(|segment| segment.ident.to_string());
            self.mention(names.collect(), line, false);
        }
        visit::visit_path(self, path);
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        let Meta::List(list) = &attribute.meta else { return };
        self.scan(list.tokens.clone());
        if !list.path.is_ident("serde") {
            return;
        }
        // `#[serde(with = "path")]` names a path in a string.
        let _ = list.parse_nested_meta(|meta| {
            if let Ok(value) = meta.value()
                && let Ok(text) = value.parse::<LitStr>()
                && let Ok(path) = text.parse::<syn::Path>()
            {
                let names = path.segments.iter().map(|segment| segment.ident.to_string());
                self.mention(names.collect(), text.span().start().line, false);
            }
            Ok(())
        });
    }

    fn visit_block(&mut self, block: &'ast Block) {
        self.depth += 1;
        visit::visit_block(self, block);
        self.depth -= 1;
    }

    fn visit_impl_item(&mut self, item: &'ast ImplItem) {
        if !cfg::is_test(cfg::of_impl_item(item)) {
            visit::visit_impl_item(self, item);
        }
    }

    fn visit_trait_item(&mut self, item: &'ast TraitItem) {
        if !cfg::is_test(cfg::of_trait_item(item)) {
            visit::visit_trait_item(self, item);
        }
    }

    fn visit_stmt(&mut self, statement: &'ast Stmt) {
        if !cfg::is_test(cfg::of_statement(statement)) {
            visit::visit_stmt(self, statement);
        }
    }

    fn visit_field(&mut self, field: &'ast Field) {
        if !cfg::is_test(&field.attrs) {
            visit::visit_field(self, field);
        }
    }

    fn visit_variant(&mut self, variant: &'ast Variant) {
        if !cfg::is_test(&variant.attrs) {
            visit::visit_variant(self, variant);
        }
    }
}
