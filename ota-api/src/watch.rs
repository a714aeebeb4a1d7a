//! Watching lists: a stream of what has changed, row by row.
//!
//! [`Watch`] reads a list again and again and tells each [`Change`] once: a row that is new, that is in another state, whose
//! progress has changed, or that has ended once more. At the end of each look it sums up what it saw. [`Watched`] is
//! what a list must tell about its rows. The tasks of a job, with the features `job` and `task`:
//!
#![cfg_attr(all(feature = "job", feature = "task"), doc = "```no_run")]
#![cfg_attr(not(all(feature = "job", feature = "task")), doc = "```ignore")]
//! # async fn example(client: &ota_api::Client) -> Result<(), Box<dyn std::error::Error>> {
//! use ota_api::watch::Event;
//!
//! let mut watch = client.list_ota_task_by_job().job_id("wahVIzGkCMuAUE2gDERM02").watch();
//! if let Ok(saved) = std::fs::read("rollout.watch") {
//!     watch = watch.resume(&saved)?;
//! }
//! while let Some(event) = watch.next().await {
//!     match event {
//!         Ok(Event::Row(change)) => {
//!             println!("{:?}: {:?} -> {}", change.row.device_name, change.from, change.to);
//!         }
//!         Ok(Event::Look(look)) => {
//!             println!("{:?}", look.states);
//!             std::fs::write("rollout.new", watch.save())?;
//!             std::fs::rename("rollout.new", "rollout.watch")?;
//!         }
//!         // The watch goes on after errors that may pass; after others it ends.
//!         Err(error) => eprintln!("{error}"),
//!         _ => {}
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What is told
//!
//! - Events come in the order of the list, and no change is told twice. What a row goes through between two looks is not
//!   seen: a task that was queued in one look and has succeeded in the next is told as one change.
//! - What has been told is what [`Watch::save`] saves, at any time, also in the middle of a look. A watch that is resumed tells the
//!   rest. Whoever acts on events saves after acting: events after the last save come again, and none is lost.
//! - A list that is restricted to a state loses the rows that get into another one. [`Look::left`] counts them, in a look that saw all
//!   rows that the list counts; they are not told one by one, since what became of them is not in this list.
//! - Otherwise, a row that is not seen is not gone. Rows move to other pages while a list is read, and a service can leave some out; [`Look::missing`]
//!   counts them, and a later look shows them.
//! - A row that was changed earlier than what was already told of it comes from a list that lags behind. It is told only if
//!   two looks in a row show it.
//! - The watch ends after a look that began when what the list belongs to had ended, and that saw all rows, all of them
//!   ended. [`Look::is_last`] says so. A job that ends while tasks go on is watched until they have ended; a list that belongs to
//!   nothing, until all of its rows have ended. The list of a state in which rows have not ended is watched until the job is over
//!   and no row is left in it; that of one in which they have, until the job is over: a task that ends later than its job, and
//!   would come into the list then, is not seen. A watch that has ended and is resumed looks once more.
//!
//! # Long lists
//!
//! A list with more rows than the service gives out, which are 100,000 for tasks, is read state by state, so that as many of each state
//! are seen. [`Look::beyond`] counts those that are beyond that as well: a watch of 1,000,000 tasks sees at
//! most 700,000 of them, in seven states, and all of them only as long as no state has more than 100,000.
//!
//! # Pace
//!
//! The calls of a look keep to half of the calls per second that the client may make ([`Watch::share`]), so that other calls of the same
//! operation are not held up; other operations have quotas of their own. Tasks come a hundred a page with 10 calls per second: 500 tasks a second, so
//! that a look at 100,000 takes 200 seconds. Looks follow each other after 10 seconds, and less and less often while
//! nothing changes ([`Watch::interval`]).
//!
//! # Memory
//!
//! A watch keeps 32 bytes of each row, in a tree that is about 3/4 full: 4 to 6 MB per 100,000 rows, and one page. It
//! knows at most 4,000,000 rows. It tells rows apart by 128 bits of the SHA-256 of their keys.

pub use crate::flow::watch::Watch;
pub use crate::flow::watch::event::{Change, Event, Look, OwnerChange};
pub use crate::flow::watch::watched::{Row, Watched};
