//! The names of fields, and what is made of them.

use ota_spec::model::{Choice, ChoiceOption};

/// The field with what to do.
pub(crate) const DO: &str = "@do";

/// The field with the option of a choice.
pub(crate) fn choice(choice: &Choice) -> String {
    format!("@choice.{}", choice.name)
}

/// The field of a parameter inside of an option.
pub(crate) fn inside(choice: &Choice, option: &ChoiceOption, parameter: &str) -> String {
    format!("@{}/{}/{parameter}", choice.name, option.name)
}

/// The flat name on the wire of a field, inside of an option or not.
pub(crate) fn plain(field: &str) -> &str {
    let inside = field.strip_prefix('@').and_then(|rest| rest.splitn(3, '/').nth(2));
    inside.unwrap_or(field)
}

/// The ID of the element of a field: every character that is no letter or digit as its number, so that no two names have the
/// same.
pub(crate) fn id(name: &str) -> String {
    let mut id = String::with_capacity(name.len() + 2);
    id.push_str("f-");
    for c in name.chars() {
        match c {
            c if c.is_ascii_alphanumeric() => id.push(c),
            '.' => id.push('-'),
            c => id.push_str(&format!("_{:x}_", u32::from(c))),
        }
    }
    id
}

#[cfg(test)]
mod tests {
    use super::{id, plain};

    #[test]
    fn a_field_has_a_plain_name() {
        for field in ["Tag.1.Key", "@Target/Gray/Tag.1.Key"] {
            assert_eq!(plain(field), "Tag.1.Key");
        }
        assert_eq!(plain("@choice.Target"), "@choice.Target");
    }

    #[test]
    fn an_id_has_no_character_that_a_selector_or_list_of_ids_minds() {
        assert_eq!(id("Tag.1.Key"), "f-Tag-1-Key");
        assert_ne!(id("a.b"), id("a-b"));
        for name in ["a b", "@x/y", "\"><script>", "条"] {
            assert!(id(name).chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)));
        }
    }
}
