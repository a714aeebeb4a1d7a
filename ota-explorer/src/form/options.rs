//! Parameters of choices: from plain names into their option, and back.

use std::collections::BTreeSet;

use ota_spec::model::{Choice, ChoiceOption, Field, Handle, NamedKind, Operation, Type};

use super::{Form, names};

/// The option that holds parameters as they are, where they fit none: a link may say anything.
pub(crate) const FREE: &str = "@free";

/// The option that is chosen.
pub(crate) enum Chosen<'a> {
    /// None of them.
    Nothing,
    /// One of them.
    Option(&'a ChoiceOption),
    /// All parameters as the wire has them.
    Free,
}

/// The option of a form whose parameters are in options.
pub(crate) fn chosen<'a>(choice: &'a Choice, form: &Form) -> Chosen<'a> {
    match form.get(&names::choice(choice)) {
        FREE => Chosen::Free,
        name => {
            let found = choice.options.iter().find(|option| option.name == name);
            found.map_or(Chosen::Nothing, Chosen::Option)
        }
    }
}

/// Moves parameters of choices into the options that they fit. A form in which options are chosen stays as it is.
pub(crate) fn sort(operation: &Operation, form: &mut Form) {
    for choice in &operation.choices {
        let field = names::choice(choice);
        if form.has(&field) {
            continue;
        }
        let set: BTreeSet<&str> = choice
            .parameters
            .iter()
            .chain(&choice.selector)
            .map(|parameter| parameter.name.as_str())
            .filter(|name| is_set(form, name))
            .collect();
        if set.is_empty() {
            continue;
        }
        let Some(option) = choice.options.iter().find(|option| fits(choice, option, form, &set))
        else {
            form.set(field, FREE);
            continue;
        };
        form.set(field, option.name.clone());
        for parameter in option.required.iter().chain(&option.optional) {
            rename(form, &parameter.name, &names::inside(choice, option, &parameter.name));
        }
        for name in parameters(choice) {
            remove(form, name);
        }
    }
}

/// The form by plain names: those of the options that are chosen, with the selectors and what they fix.
pub(crate) fn plain(operation: &Operation, form: &Form) -> Form {
    let mut plain = form.clone();
    for choice in &operation.choices {
        let chosen = chosen(choice, form);
        if let Chosen::Free = chosen {
            continue;
        }
        if !form.has(&names::choice(choice)) {
            continue;
        }
        for name in parameters(choice) {
            remove(&mut plain, name);
        }
        let Chosen::Option(option) = chosen else { continue };
        for parameter in option.required.iter().chain(&option.optional) {
            rename(&mut plain, &names::inside(choice, option, &parameter.name), &parameter.name);
        }
        for (name, value) in constants(choice, option) {
            plain.set(name, value);
        }
    }
    plain.retain(|name| !name.starts_with('@'));
    plain
}

/// What an option sets by itself.
pub(crate) fn constants<'a>(
    choice: &'a Choice,
    option: &'a ChoiceOption,
) -> impl Iterator<Item = (&'a str, String)> {
    let selector = choice.selector.iter().zip(&option.value);
    let selector = selector.map(|(field, value)| (field, value.wire()));
    let fixed = option.fixed.iter().map(|(field, value)| (field, value.wire()));
    selector.chain(fixed).map(|(field, value)| (field.name.as_str(), value.into_owned()))
}

/// The names of all parameters of a choice.
pub(crate) fn parameters(choice: &Choice) -> impl Iterator<Item = &str> {
    choice.parameters.iter().chain(&choice.selector).map(|parameter| parameter.name.as_str())
}

/// Whether what is set is what an option may have.
fn fits(choice: &Choice, option: &ChoiceOption, form: &Form, set: &BTreeSet<&str>) -> bool {
    let constants: Vec<(&str, String)> = constants(choice, option).collect();
    let has = |list: &[Handle<Field>], name: &str| list.iter().any(|field| field.name == name);
    let known = |name: &str| {
        has(&option.required, name)
            || has(&option.optional, name)
            || constants.iter().any(|(constant, _)| *constant == name)
    };
    let holds = |(name, value): &(&str, String)| {
        let field =
            choice.parameters.iter().chain(&choice.selector).find(|field| field.name == *name);
        field.is_some_and(|field| means(&field.ty, form.get(name), value))
    };
    set.iter().all(|name| known(name))
        && option.required.iter().all(|field| set.contains(field.name.as_str()))
        && constants.iter().all(holds)
}

/// Whether a text means a value: an enum may have other spellings.
fn means(ty: &Type, text: &str, value: &str) -> bool {
    if let Type::Named(named) = ty
        && let NamedKind::Enum(listed) = &named.kind
    {
        return listed.find(text).is_some_and(|known| known.value == value);
    }
    text == value
}

fn is_set(form: &Form, name: &str) -> bool {
    !form.get(name).is_empty() || form.below(name).any(|(_, text)| !text.is_empty())
}

fn remove(form: &mut Form, name: &str) {
    let below = format!("{name}.");
    form.retain(|known| known != name && !known.starts_with(&below));
}

fn rename(form: &mut Form, from: &str, to: &str) {
    let below: Vec<(String, String)> = form
        .below(from)
        .map(|(name, text)| (format!("{to}{}", &name[from.len()..]), text.to_owned()))
        .collect();
    if form.has(from) {
        let text = form.take(from);
        form.set(to, text);
    }
    remove(form, from);
    for (name, text) in below {
        form.set(name, text);
    }
}
