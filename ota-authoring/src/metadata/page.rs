//! Paging, where the parameters show it.

use ota_spec::Value;

use super::log::Log;
use super::shape::{Field, Ty};
use super::types::{Kind, Types};
use crate::object::{Object, text};

const NUMBERS: [&str; 8] =
    ["PageNumber", "CurrentPage", "PageNo", "PageNum", "Page", "PageIndex", "PageId", "CurPage"];
const SIZES: [&str; 6] = ["PageSize", "PerPage", "PageCount", "MaxResults", "Limit", "Size"];
const TOTALS: [&str; 7] =
    ["TotalCount", "Total", "TotalNum", "TotalRecordCount", "TotalItems", "TotalSize", "ItemCount"];
const TOKENS: [&str; 3] = ["NextToken", "NextPageToken", "Marker"];
const OFFSETS: [&str; 4] = ["Offset", "StartOffset", "Start", "StartIndex"];

/// The most structs around a list.
const DEEPEST: usize = 3;

/// The value of `page`, if the parameters and the response of a call that reads show pages.
pub(super) fn of(
    parameters: &[Field],
    response: &[Field],
    types: &Types,
    log: &mut Log,
) -> Option<Value> {
    let shown = Shown::of(response, types, DEEPEST);
    let own = [Place { way: String::new(), fields: response }];
    let places = shown.as_ref().map_or(&own[..], |shown| &shown.places);
    let mut size = find(parameters, &SIZES, is_number);
    let total = find_at(places, &TOTALS, is_number);
    let by = by(parameters, places, size.is_some(), total.is_some(), log)?;
    if by.iter().any(|(key, _)| *key == "token") {
        // Beside tokens, the size of numbered pages goes with their numbers.
        size = find(parameters, &["MaxResults"], is_number).or(size);
    }
    let Some(Shown { items, .. }) = &shown else {
        log.unsaid("paging", "response", "it has pages, but no field that is their list");
        return None;
    };
    let mut page = Object::new();
    for (key, name) in by {
        page.put(key, text(&name));
    }
    page.put_some("size", size.map(|size| text(&size.name)));
    page.put_some("total", total.map(|total| text(&total)));
    page.put("items", text(items));
    log.judged("paging", items.clone(), "the parameters show that responses are pages of it");
    Some(page.finish())
}

/// Fields with the way to them through structs, such as `Data.`.
struct Place<'a> {
    way: String,
    fields: &'a [Field],
}

/// The list that a response shows.
struct Shown<'a> {
    /// The path to it.
    items: String,
    /// Where its number of items and its next token can stand: beside it, and around the structs that it is in.
    places: Vec<Place<'a>>,
}

impl<'a> Shown<'a> {
    /// The list among these fields; where there is none, that of the only struct that has one.
    fn of(fields: &'a [Field], types: &'a Types, deepest: usize) -> Option<Self> {
        let own = Place { way: String::new(), fields };
        if fields.iter().any(|field| matches!(field.shape.ty, Ty::List(_))) {
            return Some(Self { items: items(fields)?.name.clone(), places: vec![own] });
        }
        let deepest = deepest.checked_sub(1)?;
        let mut inner = fields.iter().filter_map(|field| {
            Some((&field.name, Self::of(members(field, types)?, types, deepest)?))
        });
        let (name, inner) = inner.next().filter(|_| inner.next().is_none())?;
        let around = |place: Place<'a>| Place { way: format!("{name}.{}", place.way), ..place };
        let places = inner.places.into_iter().map(around).chain([own]).collect();
        Some(Self { items: format!("{name}.{}", inner.items), places })
    }
}

/// The members of a struct.
fn members<'a>(field: &'a Field, types: &'a Types) -> Option<&'a [Field]> {
    match &field.shape.ty {
        Ty::Struct(members) => Some(members),
        Ty::Named(name) => match &types.get(name)?.kind {
            Kind::Struct(members) => Some(members),
            Kind::Enum(_) => None,
        },
        _ => None,
    }
}

/// How a call asks for a page. Tokens come first: where there are numbers as well, these are the older way,
/// and rows that vanish while a list is read are missed with them.
fn by(
    parameters: &[Field],
    response: &[Place<'_>],
    sized: bool,
    counted: bool,
    log: &mut Log,
) -> Option<Vec<(&'static str, String)>> {
    let token = find(parameters, &TOKENS, is_string);
    let next = find_at(response, &TOKENS, |field| is_string(field) && !field.secret);
    let leads = token.filter(|token| holds_back(token).is_none());
    if let (Some(token), Some(next)) = (leads, next) {
        return Some(vec![("token", token.name.clone()), ("next", next)]);
    }
    let number = find(parameters, &NUMBERS, |field| is_number(field) && begins(field, 1).is_ok());
    let offset = find(parameters, &OFFSETS, |field| is_number(field) && begins(field, 0).is_ok());
    match (number, offset) {
        (Some(number), _) if sized => Some(vec![("number", number.name.clone())]),
        (_, Some(offset)) if sized || counted => Some(vec![("offset", offset.name.clone())]),
        _ => {
            if let Some(by) = token {
                let why = holds_back(by).unwrap_or("nothing in the response tells the next page");
                log.unsaid("paging", by.name.clone(), why);
            }
            let counters = [(&NUMBERS[..], 1, sized), (&OFFSETS[..], 0, sized || counted)];
            for (names, first, _) in counters.into_iter().filter(|(.., suffices)| *suffices) {
                if let Some(by) = find(parameters, names, is_number)
                    && let Err(begin) = begins(by, first)
                {
                    let why =
                        format!("it begins with {begin}; specs say pages that begin with {first}");
                    log.unsaid("paging", by.name.clone(), why);
                }
            }
            None
        }
    }
}

/// Why a token cannot ask for pages.
fn holds_back(token: &Field) -> Option<&'static str> {
    match token {
        Field { required: true, .. } => Some("it is required, and the first page has no token"),
        Field { secret: true, .. } => Some("it is secret"),
        Field { fill: Some(_), .. } => Some("the client fills it in by itself"),
        _ => None,
    }
}

fn find<'a>(
    fields: &'a [Field],
    names: &[&str],
    fits: impl Fn(&Field) -> bool,
) -> Option<&'a Field> {
    let find = |name: &&str| {
        fields.iter().find(|field| field.name.eq_ignore_ascii_case(name) && fits(field))
    };
    names.iter().find_map(find)
}

/// The path to the first field that is called so and fits.
fn find_at(places: &[Place<'_>], names: &[&str], fits: impl Fn(&Field) -> bool) -> Option<String> {
    let find = |Place { way, fields }: &Place<'_>| {
        Some(format!("{way}{}", find(fields, names, &fits)?.name))
    };
    places.iter().find_map(find)
}

fn is_number(Field { shape, .. }: &Field) -> bool {
    let most = number(shape.key("maximum"));
    shape.ty == Ty::Integer && shape.key("enum").is_none() && most.is_none_or(|most| most > 0)
}

fn is_string(Field { shape, .. }: &Field) -> bool {
    shape.ty == Ty::String && shape.key("enum").is_none()
}

fn number(value: Option<&Value>) -> Option<i64> {
    value?.scalar()?.parse().ok()
}

/// Whether the first page has this number; else the one it has. The first page is what comes if the number
/// is left out; where nobody says which that is, it has the least number. Offsets may be less than 0.
fn begins(field: &Field, first: i64) -> Result<(), i64> {
    let least = number(field.shape.key("minimum"));
    let lowest = least.filter(|least| first > 0 || *least > 0);
    match number(field.default.as_ref()).or(lowest).unwrap_or(first) {
        begin if begin == first => Ok(()),
        begin => Err(begin),
    }
}

/// The only list of the response, or the only one of structs.
fn items(response: &[Field]) -> Option<&Field> {
    let lists: Vec<&Field> =
        response.iter().filter(|field| matches!(field.shape.ty, Ty::List(_))).collect();
    let of_structs = |field: &&&Field| matches!(&field.shape.ty, Ty::List(items) if matches!(items.ty, Ty::Struct(_) | Ty::Named(_)));
    match lists.as_slice() {
        [only] => Some(only),
        lists => {
            let mut structs = lists.iter().filter(of_structs);
            let first = structs.next()?;
            structs.next().is_none().then_some(first)
        }
    }
}
