//! How calls follow each other: pages and waits.

/// How answers are paged.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The parameter with the number of the page, counted from 1.
    pub number: String,
    /// The parameter with the number of items on a page.
    pub size: String,
    /// The field of the answer with the number of all items.
    pub total: Option<String>,
    /// The field of the answer with the items.
    pub items: String,
    /// Largest product of number and size that the service serves.
    pub window: Option<u32>,
}

/// A state of an answer that can be waited for.
#[derive(Debug, Clone, PartialEq)]
pub struct Wait {
    /// Its name, such as `Verified`.
    pub name: String,
    /// What it means.
    pub doc: String,
    /// The path of fields to the state; a list on the way means each of its items.
    pub state: Vec<String>,
    /// The states that end the waiting well, as the wire writes them.
    pub until: Vec<String>,
    /// The states that end the waiting badly.
    pub fail: Vec<String>,
    /// Seconds between two looks, at first.
    pub interval: u32,
    /// Seconds to wait in all.
    pub timeout: u32,
}
