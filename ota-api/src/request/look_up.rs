//! How to find what an operation made, in the list of another one.

/// How to find what an operation made, in the list of another one of its service.
#[derive(Debug, Clone, Copy)]
pub struct LookUp {
    /// The operation that lists.
    pub(crate) action: &'static str,
    /// Whether it is sent with `GET`.
    pub(crate) get: bool,
    /// Its calls per second for one account.
    pub(crate) qps: Option<u32>,
    /// The parameters of both that are sent along.
    pub(crate) parameters: &'static [&'static str],
    /// The field of its response with the items, and the wrappers around them.
    pub(crate) items: (&'static str, &'static [&'static str]),
    /// The structs that lead to the items, to the number of all items and to the token of the next page.
    pub(crate) ways: [&'static [&'static str]; 3],
    /// How it is paged.
    pub(crate) pages: Option<Paging>,
    /// The parameter with the number of items on a page, and the most of them.
    pub(crate) size: Option<(&'static str, u32)>,
    /// The field of its response with the number of all items.
    pub(crate) total: Option<&'static str>,
    /// The parameters whose values the items have under the same names.
    pub(crate) same: &'static [&'static str],
    /// The members of the items with known values.
    pub(crate) fixed: &'static [(&'static str, &'static str)],
    /// The member of the items with the time at which they were created.
    pub(crate) created: Option<&'static str>,
    /// The parameter for labels.
    pub(crate) tag: Option<Labels>,
    /// Whether the service refuses a second one.
    pub(crate) unique: bool,
    /// The paths of the fields of the response that an item fills.
    pub(crate) found: &'static [&'static [&'static str]],
}

/// How a list is paged.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Paging {
    /// The parameter with the number of the page, from 1.
    Numbers(&'static str),
    /// The parameter with the number of items before the page.
    Offsets(&'static str),
    /// The parameter with the token of the page, and the field with the token of the next one.
    Tokens(&'static str, &'static str),
}

/// A parameter for labels: structs of `Key` and `Value`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Labels {
    pub(crate) parameter: &'static str,
    /// The maximum number of labels.
    pub(crate) most: u32,
    /// The maximum number of characters in all of them.
    pub(crate) total: u32,
}

impl LookUp {
    /// In the response of the operation `action`, which takes these parameters as they were sent.
    pub const fn by(action: &'static str, parameters: &'static [&'static str]) -> Self {
        Self {
            action,
            get: false,
            qps: None,
            parameters,
            items: ("", &[]),
            ways: [&[]; 3],
            pages: None,
            size: None,
            total: None,
            same: &[],
            fixed: &[],
            created: None,
            tag: None,
            unique: false,
            found: &[],
        }
    }

    /// In this list of the response, whose items stand in these wrappers.
    #[must_use]
    pub const fn items(self, field: &'static str, wrappers: &'static [&'static str]) -> Self {
        Self { items: (field, wrappers), ..self }
    }

    /// Finds the items, the number of all items and the token of the next page at the end of these ways through
    /// structs.
    #[must_use]
    pub const fn inside(self, ways: [&'static [&'static str]; 3]) -> Self {
        Self { ways, ..self }
    }

    /// Sends the operation that lists with `GET`.
    #[must_use]
    pub const fn get(self) -> Self {
        Self { get: true, ..self }
    }

    /// Limits its calls per second.
    #[must_use]
    pub const fn qps(self, qps: u32) -> Self {
        Self { qps: Some(qps), ..self }
    }

    /// Asks for pages by their number.
    #[must_use]
    pub const fn numbers(self, parameter: &'static str) -> Self {
        Self { pages: Some(Paging::Numbers(parameter)), ..self }
    }

    /// Asks for pages by the number of items before them.
    #[must_use]
    pub const fn offsets(self, parameter: &'static str) -> Self {
        Self { pages: Some(Paging::Offsets(parameter)), ..self }
    }

    /// Asks for pages by the token that came with the page before, in the field `next`.
    #[must_use]
    pub const fn tokens(self, parameter: &'static str, next: &'static str) -> Self {
        Self { pages: Some(Paging::Tokens(parameter, next)), ..self }
    }

    /// Asks for so many items on a page.
    #[must_use]
    pub const fn size(self, parameter: &'static str, largest: u32) -> Self {
        Self { size: Some((parameter, largest)), ..self }
    }

    /// Reads the number of all items.
    #[must_use]
    pub const fn total(self, field: &'static str) -> Self {
        Self { total: Some(field), ..self }
    }

    /// Compares members of the items with the parameters of the same names.
    #[must_use]
    pub const fn same(self, names: &'static [&'static str]) -> Self {
        Self { same: names, ..self }
    }

    /// Compares members of the items with these values.
    #[must_use]
    pub const fn fixed(self, values: &'static [(&'static str, &'static str)]) -> Self {
        Self { fixed: values, ..self }
    }

    /// Compares the time at which an item was created with that of the call.
    #[must_use]
    pub const fn created(self, member: &'static str) -> Self {
        Self { created: Some(member), ..self }
    }

    /// Adds a label to each call, in a parameter that takes so many of so many characters in all.
    #[must_use]
    pub const fn tag(self, parameter: &'static str, most: u32, total: u32) -> Self {
        Self { tag: Some(Labels { parameter, most, total }), ..self }
    }

    /// Sends again what is not found, since the service refuses a second one.
    #[must_use]
    pub const fn unique(self) -> Self {
        Self { unique: true, ..self }
    }

    /// Fills these fields of the response with the members of the item that have their names.
    #[must_use]
    pub const fn found(self, paths: &'static [&'static [&'static str]]) -> Self {
        Self { found: paths, ..self }
    }
}
