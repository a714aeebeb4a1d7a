//! Parameters that are listed twice: as a struct or list, and part by part under names with dots.

use super::log::{Log, within};
use super::shape::{Field, Ty};

/// Moves parameters that look like a part of another into that one: `Disk.Size` becomes the member `Size` of the
/// struct `Disk`, which is the same on the wire.
pub(super) fn join(fields: &mut Vec<Field>, log: &mut Log) {
    let mut place = 0;
    while let Some(part) = fields.get(place) {
        let mut owners = fields.iter().filter(|owner| {
            let rest = part.name.strip_prefix(&owner.name).and_then(|rest| rest.strip_prefix('.'));
            rest.is_some() && owner.style.is_none() && has_parts(&owner.shape.ty)
        });
        let Some(owner) = owners.next().map(|owner| owner.name.clone()) else {
            place += 1;
            continue;
        };
        let part = fields.remove(place);
        let where_ = within("parameters", &part.name);
        let rest = part.name.strip_prefix(&owner).unwrap_or_default();
        let path: Vec<String> = rest.split('.').skip(1).map(str::to_owned).collect();
        let found = fields.iter_mut().find(|field| field.name == owner);
        match found.map(|owner| put(&mut owner.shape.ty, &path, part)) {
            Some(true) => {
                log.judged("part of another parameter", where_, format!("it is one of `{owner}`"))
            }
            _ => {
                log.unsaid("name", where_, format!("`{owner}` has no room for it; it is left out"))
            }
        }
    }
}

fn has_parts(ty: &Ty) -> bool {
    matches!(ty, Ty::Struct(_) | Ty::RepeatList(_))
}

/// Adds a member at the end of a path, unless it is there; numbers are those of items.
fn put(ty: &mut Ty, path: &[String], part: Field) -> bool {
    match (ty, path) {
        (Ty::RepeatList(items), [number, rest @ ..]) if number.parse::<u32>().is_ok() => match rest
        {
            [] => true,
            rest => put(&mut items.ty, rest, part),
        },
        (Ty::Struct(members), [name, rest @ ..]) => {
            let known = members.iter_mut().find(|member| member.name == *name);
            match (known, rest) {
                (Some(_), []) => true,
                (Some(member), rest) => put(&mut member.shape.ty, rest, part),
                (None, rest) => {
                    let name =
                        std::iter::once(name).chain(rest).cloned().collect::<Vec<_>>().join(".");
                    let (fill, in_body, required, default) = (None, false, false, None);
                    members.push(Field { name, fill, in_body, required, default, ..part });
                    true
                }
            }
        }
        _ => false,
    }
}
