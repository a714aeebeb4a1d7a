//! Regular expressions of specs as other readers understand them.
//!
//! A spec has the expressions of the Rust crate `regex-lite`, OpenAPI those of ECMA 262. What both
//! (and most other libraries) read alike stays as it is; `\u{..}` becomes the character itself.

/// Characters that stand for themselves behind a backslash, or mean the same everywhere.
const ESCAPED: &str = r"\.+*?()|[]{}^$/-dDwWsSbBnrtfv";

/// Characters that would mean something else without a backslash.
const SPECIAL: &str = r"\.+*?()|[]{}^$/-&~#";

/// The same expression in the words that all understand; `None` if it needs others.
pub(super) fn portable(pattern: &str) -> Option<String> {
    let mut written = String::new();
    let mut rest = pattern.chars();
    let mut in_class = false;
    while let Some(character) = rest.next() {
        let next = rest.clone().next();
        match character {
            '\\' => escape(&mut rest, &mut written)?,
            // A class inside a class, or operations between classes.
            '[' if in_class => return None,
            '&' | '~' | '-' if in_class && next == Some(character) => return None,
            // Flags, names and look-around.
            '(' if !in_class && next == Some('?') => {
                rest.next();
                if rest.next() != Some(':') {
                    return None;
                }
                written.push_str("(?:");
            }
            _ => {
                in_class = match character {
                    '[' => true,
                    ']' => false,
                    _ => in_class,
                };
                written.push(character);
            }
        }
    }
    Some(written)
}

/// Writes the escape behind a backslash.
fn escape(rest: &mut std::str::Chars<'_>, written: &mut String) -> Option<()> {
    let kind = rest.next()?;
    if ESCAPED.contains(kind) {
        written.push('\\');
        written.push(kind);
        return Some(());
    }
    if !matches!(kind, 'u' | 'x' | 'U') {
        return None;
    }
    let length = match kind {
        'x' => 2,
        'u' => 4,
        _ => 8,
    };
    let digits: String = match rest.clone().next() {
        Some('{') => rest.skip_while(|c| *c == '{').take_while(|c| *c != '}').collect(),
        _ => rest.take(length).collect(),
    };
    let character = char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?;
    if SPECIAL.contains(character) {
        written.push('\\');
    }
    written.push(character);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::portable;

    #[test]
    fn what_all_read_alike_stays() {
        for pattern in [r"^https?://.+$", r"^[A-Za-z0-9._\-]+$", r"^(?:a|b){1,3}\d$", "^条$"] {
            assert_eq!(portable(pattern).as_deref(), Some(pattern));
        }
    }

    #[test]
    fn a_number_becomes_its_character() {
        let pattern = r"^[a\u{80}-\u{10ffff}]\x41\u005D$";
        assert_eq!(portable(pattern).unwrap(), "^[a\u{80}-\u{10ffff}]A\\]$");
    }

    #[test]
    fn what_only_some_read_is_not_taken() {
        for pattern in
            [r"^(?i)a$", r"^(?P<a>b)$", r"^[[:alpha:]]$", r"\Aa\z", r"^[a&&b]$", r"\u{zz}"]
        {
            assert_eq!(portable(pattern), None, "{pattern}");
        }
    }
}
