//! Paths in token streams, where `syn` does not look: macro calls, macro definitions, attributes.

use proc_macro2::{Span, TokenStream, TokenTree};

/// Macros whose tokens are code of another program.
const QUOTING: [&str; 4] = ["quote", "quote_spanned", "parse_quote", "parse_quote_spanned"];

/// A path among tokens and its line.
pub(crate) type Found = (Vec<String>, usize);

/// Whether a macro builds code of another program, in which `crate` is not this crate.
pub(crate) fn quotes(name: &str) -> bool {
    QUOTING.contains(&name)
}

/// Collects everything that looks like a path.
pub(crate) fn scan(tokens: TokenStream, found: &mut Vec<Found>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at] {
            TokenTree::Group(group) if !is_quoted(&tokens, at) => scan(group.stream(), found),
            TokenTree::Ident(first) if starts_path(&tokens, at) => {
                let line = first.span().start().line;
                let mut path = vec![first.to_string()];
                while let Some(TokenTree::Ident(next)) = after_colons(&tokens, at) {
                    path.push(next.to_string());
                    at += 3;
                }
                found.push((path, line));
            }
            _ => {}
        }
        at += 1;
    }
}

/// The place of a path from the root that goes on with a variable of a macro, such as `crate::$module`.
pub(crate) fn open_path(tokens: TokenStream) -> Option<Span> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    (0..tokens.len()).find_map(|at| match &tokens[at] {
        TokenTree::Group(group) if !is_quoted(&tokens, at) => open_path(group.stream()),
        TokenTree::Ident(name) if name == "crate" => match after_colons(&tokens, at) {
            Some(TokenTree::Punct(mark)) if mark.as_char() == '$' => Some(name.span()),
            _ => None,
        },
        _ => None,
    })
}

/// Whether a group is the input of `quote!` or the like.
fn is_quoted(tokens: &[TokenTree], at: usize) -> bool {
    let name = match tokens[..at] {
        [.., TokenTree::Ident(ref name), TokenTree::Punct(ref mark)] if mark.as_char() == '!' => {
            name.to_string()
        }
        _ => return false,
    };
    quotes(&name)
}

/// Whether the identifier is neither a field or method, nor in the middle of a path, nor a variable
/// of a macro.
fn starts_path(tokens: &[TokenTree], at: usize) -> bool {
    let is = |back: usize, mark: char| {
        let before = at.checked_sub(back).and_then(|before| tokens.get(before));
        matches!(before, Some(TokenTree::Punct(punct)) if punct.as_char() == mark)
    };
    let is_crate = matches!(&tokens[at], TokenTree::Ident(name) if name == "crate");
    let is_field = is(1, '.') && !is(2, '.');
    !is_field && !is(1, ':') || is(1, ':') && !is(2, ':') || is(1, '$') && is_crate
}

fn after_colons(tokens: &[TokenTree], at: usize) -> Option<&TokenTree> {
    let colon = |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
    let both = colon(at + 1) && colon(at + 2);
    tokens.get(at + 3).filter(|_| both)
}
