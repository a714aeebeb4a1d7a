//! What a list must tell about its rows to be watched.

use crate::flow::pages::Paged;
use crate::request::operation::Operation;

/// A list that can be watched: its rows have keys and states. [`ListOtaTaskByJob`] is one, where
/// the features `job` and `task` are on. For a list of your own specs, implement this for its request:
///
/// ```ignore
/// impl Watched for ListDeliveries {
///     type Owner = QueryRound;
///     const STATES: &'static [&'static str] = &["LOADED", "UNDER_WAY", "DELIVERED", "RETURNED"];
///     const ENDS: &'static [&'static str] = &["DELIVERED", "RETURNED"];
///     const OWNER_ENDS: &'static [&'static str] = &["FINISHED"];
///
///     fn row(item: &Delivery) -> Row<'_> {
///         Row::new(item.id.as_deref().unwrap_or_default(), item.state.as_deref().unwrap_or_default())
///     }
///
///     fn only(&mut self, state: &'static str) -> bool {
///         let is_free = self.state.is_none();
///         self.state.get_or_insert(state.into());
///         is_free
///     }
///
///     fn is_left(&self) -> bool {
///         self.state.is_some()
///     }
///
///     fn owner(&self) -> Option<QueryRound> {
///         Some(QueryRound::builder().round(self.round.clone()).build())
///     }
///
///     fn owner_state(response: &QueryRoundResponse) -> Option<String> {
///         response.state.clone()
///     }
/// }
/// ```
///
/// [`ListOtaTaskByJob`]: crate::operations::ListOtaTaskByJob
pub trait Watched: Paged {
    /// The request that shows what the list belongs to, such as the job of tasks. For a list that belongs to
    /// nothing, the list itself.
    type Owner: Operation<Client = Self::Client> + 'static;
    /// The states of rows, in the order in which a row goes through them: a list that is split is read in this order.
    const STATES: &'static [&'static str];
    /// The states in which a row has ended.
    const ENDS: &'static [&'static str];
    /// The states in which the owner has ended.
    const OWNER_ENDS: &'static [&'static str];
    /// What there is to know about a row. A row without a key is counted as unreadable.
    fn row(item: &Self::Item) -> Row<'_>;
    /// Restricts the request to rows in a state; `false` if it has no parameter for that, or one that is set.
    fn only(&mut self, state: &'static str) -> bool;
    /// Whether the request is restricted to rows in some states, so that a row leaves the list when it gets into another one.
    fn is_left(&self) -> bool {
        false
    }
    /// The request that shows the owner; `None` if there is none.
    fn owner(&self) -> Option<Self::Owner>;
    /// The state of the owner.
    fn owner_state(response: &<Self::Owner as Operation>::Response) -> Option<String>;
}

/// What there is to know about a row of a list.
#[derive(Debug, Clone, Copy)]
pub struct Row<'r> {
    pub(crate) key: &'r str,
    pub(crate) state: &'r str,
    pub(crate) progress: Option<&'r str>,
    pub(crate) modified: Option<&'r str>,
}

impl<'r> Row<'r> {
    /// A row with this key, which no other row of the list has, in this state.
    pub fn new(key: &'r str, state: &'r str) -> Self {
        Self { key, state, progress: None, modified: None }
    }

    /// Adds how far it is, in percent, such as `12.50`. What is no number from 0 to 100 is passed over.
    #[must_use]
    pub fn progress(self, percent: Option<&'r str>) -> Self {
        Self { progress: percent, ..self }
    }

    /// Adds when it was last changed, in UTC, such as `2026-01-02T03:04:05.678Z`: a row that is older than what is
    /// known is not believed at once. A time written in another way is passed over.
    #[must_use]
    pub fn modified(self, time: Option<&'r str>) -> Self {
        Self { modified: time, ..self }
    }
}
