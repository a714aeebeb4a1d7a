//! Follows the paths by which a spec names fields of a response: through structs, the names joined by dots.

use std::sync::Arc;

use super::known::{self, Known};
use crate::diagnostic::{Report, Span};
use crate::model::{Field, FieldPath, Handle, ListField, Type};
use crate::raw::Spanned;
use ota_violation::suggest;

/// A field of the response that is a list.
pub(super) fn list(
    path: &Spanned<String>,
    response: Known<'_>,
    report: &mut Report,
) -> Option<ListField<FieldPath>> {
    let (field, list) = of_type(path, response, known::list, "List", report)?;
    Some(ListField { field, list })
}

/// A field of the response of a certain type, with the part of the type that `read` returns.
pub(super) fn of_type<'a, T>(
    path: &Spanned<String>,
    response: Known<'a>,
    read: impl Fn(&'a Type) -> Option<T>,
    wanted: &str,
    report: &mut Report,
) -> Option<(FieldPath, T)> {
    let Found { outer, beside, field, span } = find(path, response, report)?;
    let Some(found) = read(&field.ty) else {
        let fits = |field: &&'a Arc<Field>| read(&field.ty).is_some();
        // A path may end too early, so what is inside of the field is worth a look, too.
        let inside = field.ty.members().unwrap_or_default().iter().filter(fits);
        let inside =
            inside.map(|member| format!("{}{}.{}", prefix(&outer), field.name, member.name));
        let beside = beside.iter().filter(fits);
        let beside = beside.map(|field| format!("{}{}", prefix(&outer), field.name));
        let candidates: Vec<String> = beside.chain(inside).collect();
        let help = match (candidates.is_empty(), outer.last()) {
            (false, _) => {
                format!("these are: {}", suggest::list(candidates.iter().map(String::as_str)))
            }
            (true, None) => format!("there is no {} of type `{wanted}`", response.what),
            (true, Some(outer)) => format!("there is no field of type `{wanted}` in `{outer}`"),
        };
        let what = response.what;
        report.at(span, format!("{what} `{}` is no `{wanted}`", path.value), help);
        return None;
    };
    Some((FieldPath::new(outer, Handle::new(field)), found))
}

/// The field at the end of a path.
struct Found<'a> {
    /// The structs on the way.
    outer: Vec<Handle<Field>>,
    /// The fields among which it stands.
    beside: &'a [Arc<Field>],
    field: &'a Arc<Field>,
    /// Its name in the file.
    span: Span,
}

fn find<'a>(path: &Spanned<String>, response: Known<'a>, report: &mut Report) -> Option<Found<'a>> {
    if path.value.split('.').any(str::is_empty) {
        let message = format!("`{}` has a step without a name", path.value);
        report.at(path.span, message, "join the names of fields by single dots");
        return None;
    }
    let mut outer: Vec<Handle<Field>> = Vec::new();
    let mut beside = response.fields;
    let mut rest = path.value.as_str();
    loop {
        // A name can have dots itself, so the longest one counts.
        let first = beside.iter().filter_map(|field| Some((field, behind(rest, &field.name)?)));
        let Some((field, inner)) = first.max_by_key(|(field, _)| field.name.len()) else {
            let name = rest.split('.').next().unwrap_or_default();
            let name = Spanned { value: name.to_owned(), span: place(path, rest, name, report) };
            // A reference to a field with mistakes is no further mistake.
            let is_known = |name: &String| behind(rest, name).is_some();
            match outer.last() {
                Some(outer) => unknown_member(&name, outer, beside, report),
                None if !response.complete || response.declared.iter().any(is_known) => {}
                None => known::unknown(response.what, &name, beside, report),
            }
            return None;
        };
        let span = place(path, rest, &field.name, report);
        if inner.is_empty() {
            return Some(Found { outer, beside, field, span });
        }
        let Some(members) = field.ty.members() else {
            let message = format!("`{}` of type `{}` has no fields", field.name, field.ty.label());
            report.at(span, message, "a path leads through structs, and not into lists");
            return None;
        };
        outer.push(Handle::new(field));
        (beside, rest) = (members, inner);
    }
}

/// The rest of a path whose first step has this name; empty if there is none.
fn behind<'p>(path: &'p str, name: &str) -> Option<&'p str> {
    let rest = path.strip_prefix(name)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('.') }
}

fn unknown_member(
    name: &Spanned<String>,
    outer: &Handle<Field>,
    members: &[Arc<Field>],
    report: &mut Report,
) {
    report.lazily(name.span, || {
        let names = members.iter().map(|member| member.name.as_str());
        let message = format!("unknown field `{}` in `{outer}`", name.value);
        (message, suggest::help(&name.value, names))
    });
}

/// The names in front of one that stands inside of these structs.
fn prefix(outer: &[Handle<Field>]) -> String {
    outer.iter().map(|step| format!("{step}.")).collect()
}

/// The place of a step in the file; that of the whole path, where it is the only one or is written with escapes.
fn place(path: &Spanned<String>, rest: &str, step: &str, report: &Report) -> Span {
    let written = report.text(path.span);
    let is_plain = written.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    if step == path.value || is_plain != Some(path.value.as_str()) {
        return path.span;
    }
    let start = path.span.start + 1 + (path.value.len() - rest.len());
    Span { start, end: start + step.len() }
}
