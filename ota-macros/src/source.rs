//! Finds the spec folder and makes the compiler watch its files.

use std::env;
use std::fs;
use std::path::{Component, Path, PathBuf};

use ota_spec::{Source, suggest};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::LitStr;

/// A spec folder that exists.
pub(crate) struct Folder {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// The folder as messages name it.
    pub(crate) shown: String,
    /// The path as the user wrote it.
    written: String,
    /// Whether the path starts at the package rather than at the source file.
    from_package: bool,
}

/// Finds the folder: relative to the package, else relative to the source file.
pub(crate) fn find(path: &LitStr) -> syn::Result<Folder> {
    let written = path.value();
    if written.is_empty() {
        return Err(syn::Error::new(
            path.span(),
            "expected the path of a spec folder, as in `\"specs\"`",
        ));
    }
    if Path::new(&written).is_absolute() {
        let message =
            "the path of a spec folder must be relative, so that it works on every machine";
        return Err(syn::Error::new(path.span(), message));
    }
    let package = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let file = path.span().unwrap().local_file();
    let beside = file.as_deref().and_then(Path::parent).map(Path::to_owned);
    let candidates = [(package, true), (beside, false)];
    for (base, from_package) in
        candidates.iter().filter_map(|(base, from)| Some((base.as_ref()?, *from)))
    {
        let folder = base.join(&written);
        if folder.is_dir() {
            let shown = shown(&folder).unwrap_or_else(|| written.clone());
            return Ok(Folder { path: folder, shown, written, from_package });
        }
    }
    let tried = candidates.iter().filter_map(|(base, _)| base.as_ref());
    let tried: Vec<String> =
        tried.map(|base| format!("`{}`", base.join(&written).display())).collect();
    let near = candidates.iter().find_map(|(base, _)| near(&base.as_ref()?.join(&written)));
    let near = near.map(|name| Path::new(&written).with_file_name(name).display().to_string());
    let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    let outside = if leads_outside(&written) { OUTSIDE } else { "" };
    let tried = tried.join(" and ");
    let message = format!("no spec folder `{written}`; looked for {tried}{near}{outside}");
    Err(syn::Error::new(path.span(), message))
}

/// What may be wrong with a folder that is not in the package.
const OUTSIDE: &str = ". the path leads out of the package, and what is published holds only what is in it: put the \
                       specs inside, or a symbolic link to them, which `cargo package` follows";

/// Whether a relative path leads out of the folder that it starts from.
fn leads_outside(written: &str) -> bool {
    let mut depth = 0_usize;
    Path::new(written).components().any(|component| match component {
        Component::ParentDir if depth == 0 => true,
        Component::ParentDir => {
            depth -= 1;
            false
        }
        Component::Normal(_) => {
            depth += 1;
            false
        }
        _ => false,
    })
}

/// The name of the spec folder beside a folder that does not exist whose name is nearest.
fn near(missing: &Path) -> Option<String> {
    let (name, parent) = (missing.file_name()?.to_str()?, missing.parent()?);
    let entries = fs::read_dir(parent).ok()?.filter_map(Result::ok);
    let folders = entries.filter(|entry| entry.path().join("service.json").is_file());
    let mut names: Vec<String> =
        folders.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    suggest::nearest(name, names.iter().map(String::as_str)).map(str::to_owned)
}

/// The folder relative to where the compiler runs, as the compiler shows its own files.
fn shown(folder: &Path) -> Option<String> {
    let here = env::current_dir().ok()?.canonicalize().ok()?;
    let folder = folder.canonicalize().ok()?;
    let relative = folder.strip_prefix(here).ok()?;
    Some(relative.to_str()?.replace('\\', "/")).filter(|shown| !shown.is_empty())
}

impl Folder {
    /// Names every file to the compiler, so that a change to one rebuilds the crate. The paths are
    /// those the user wrote: the code holds no path of the machine that built it.
    pub(crate) fn track(&self, sources: &[Source], span: Span) -> TokenStream {
        let files = sources.iter().map(|source| {
            let path = format!("{}/{}", self.written, source.path);
            if self.from_package {
                let path = format!("/{path}");
                return quote! {
                    _ota::include_bytes!(_ota::concat!(_ota::env!("CARGO_MANIFEST_DIR"), #path))
                };
            }
            // A literal with the span of the user's own is looked for beside the user's file.
            let path = LitStr::new(&path, span);
            quote_spanned!(span=> _ota::include_bytes!(#path))
        });
        quote! {
            // Only for the compiler to watch the files.
            const _: _ota::Files = &[#(#files),*];
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{leads_outside, near};

    #[test]
    fn a_spec_folder_of_a_near_name_is_meant() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["specs", "spexs"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        let near = |name: &str| near(&folder.path().join(name));
        assert_eq!(near("spec"), None, "an empty folder has no specs");
        fs::write(folder.path().join("specs/service.json"), "{}").unwrap();
        assert_eq!(near("spec").as_deref(), Some("specs"));
        assert_eq!(near("Spces").as_deref(), Some("specs"));
        assert_eq!(near("elsewhere/specs"), None);
        assert_eq!(near("tests"), None);
    }
    #[test]
    fn a_path_out_of_the_package_is_known_as_one() {
        for inside in ["specs", "a/../specs", "./specs", "a/b/../.."] {
            assert!(!leads_outside(inside), "{inside}");
        }
        for outside in ["../specs", "a/../../specs", "..", "./../a"] {
            assert!(leads_outside(outside), "{outside}");
        }
    }
}
