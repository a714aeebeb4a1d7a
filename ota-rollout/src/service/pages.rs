//! Whether a list goes on after a page. What is in no page that was read counts as not there, and a job that is not there is
//! created: so only the total of the list says where it ends.

use crate::service::Fault;

/// The last page that is read: no list reaches further than a hundred thousand rows.
const LAST: u32 = 1000;

/// Whether there are pages after this one, which has so many `rows` of the `size` that was asked for, in a list of `total`.
///
/// # Errors
///
/// Nothing can be told from the page: it is shorter than it has to be, or the list has no total, or no end.
pub(crate) fn goes_on(
    page: u32,
    rows: usize,
    size: usize,
    total: Option<i64>,
) -> Result<bool, Fault> {
    let total = total.and_then(|total| usize::try_from(total).ok());
    let total = total.ok_or_else(|| Fault::Later("the list has no `Total`".to_owned()))?;
    let before = (page.max(1) - 1) as usize * size;
    if before.saturating_add(rows) >= total {
        return Ok(false);
    }
    if rows < size {
        return Err(Fault::Later(format!(
            "page {page} of the list has {rows} rows of {size}, although there are {total} in all; nothing is decided by such a list"
        )));
    }
    if page >= LAST {
        return Err(Fault::Unsendable(format!(
            "the list has {total} rows, and only {} can be read",
            LAST as usize * size
        )));
    }
    Ok(true)
}
