//! Turns mistakes in specs into compiler errors.

use ota_spec::diagnostic::Diagnostic;
use proc_macro2::{Span, TokenStream};

/// One error per mistake. Stable compilers cannot point into a file that is not Rust, so the place
/// is in the message and the span is the path of the folder.
pub(crate) fn errors(diagnostics: &[Diagnostic], span: Span) -> TokenStream {
    diagnostics
        .iter()
        .map(|diagnostic| syn::Error::new(span, diagnostic.to_string()).into_compile_error())
        .collect()
}
