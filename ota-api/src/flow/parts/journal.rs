//! The journal of a run: what is written there, and when.

use std::fmt::Display;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::runtime::Handle;

use crate::error::Error;
use crate::excerpt::shorten;
use crate::flow::parts::past::{self, Chain, Past, line, written};
use crate::flow::parts::store::{FileStore, JournalStore, is_one};

/// Where a journal is to be.
pub(crate) enum Place {
    /// In this file.
    Path(PathBuf),
    /// Where the caller keeps it.
    Store(Box<dyn JournalStore>),
}

impl Place {
    /// What errors call it.
    fn name(&self) -> String {
        match self {
            Self::Path(path) => format!("the journal `{}`", shorten(&path.to_string_lossy())),
            Self::Store(_) => "the journal".to_owned(),
        }
    }

    /// An error if this file is also the one with the list, whatever the two are called.
    pub(crate) fn is_not(&self, list: &Path) -> Result<(), Error> {
        match self {
            Self::Path(path) if is_one(path, list) => Err(Error::file(format!(
                "{} is the file with the list; name another file",
                self.name()
            ))),
            _ => Ok(()),
        }
    }
}

/// The lines that a run writes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Line {
    /// A part is about to be sent.
    Start(u32, usize, Chain),
    /// A part was not even tried.
    Unsent(u32, usize, Chain),
    /// A part is done.
    Done(u32),
    /// A part is not done.
    Failed(u32),
    /// A part may be done.
    Unknown(u32),
}

impl Line {
    fn written(self) -> String {
        line(&match self {
            Self::Start(number, items, chain) => {
                format!("start {number} {items} {}", written(chain))
            }
            Self::Unsent(number, items, chain) => {
                format!("unsent {number} {items} {}", written(chain))
            }
            Self::Done(number) => format!("done {number}"),
            Self::Failed(number) => format!("failed {number}"),
            Self::Unknown(number) => format!("unknown {number}"),
        })
    }
}

/// An open journal.
pub(crate) struct Journal {
    /// What errors call it.
    name: String,
    /// Nothing once it is closed.
    store: Mutex<Option<Box<dyn JournalStore>>>,
}

impl Journal {
    /// Opens a journal with this header, and returns what it says of earlier runs. It blocks.
    ///
    /// # Errors
    ///
    /// It cannot be used, or it is about something else.
    pub(crate) fn open(place: Place, header: &str) -> Result<(Self, Past), Error> {
        let name = place.name();
        let opened = match place {
            Place::Path(path) => {
                FileStore::open(&path).map(|store| Box::new(store) as Box<dyn JournalStore>)
            }
            Place::Store(store) => Ok(store),
        };
        let header = line(header);
        let read = opened.and_then(|mut store| {
            let found = past::read(&mut *store.read()?, &header)?;
            if found.is_torn {
                store.truncate(found.length)?;
            }
            if found.length == 0 {
                store.append(header.as_bytes())?;
            }
            Ok((store, found.past))
        });
        match read {
            Ok((store, past)) => Ok((Self { name, store: Mutex::new(Some(store)) }, past)),
            Err(error) => Err(unusable(&name, &error)),
        }
    }

    /// Writes a line. When this returns it is safe.
    ///
    /// # Errors
    ///
    /// It cannot be written.
    pub(crate) async fn write(self: &Arc<Self>, line: Line) -> Result<(), Error> {
        let this = self.clone();
        blocking(move || this.append(line)).await
    }

    fn append(&self, line: Line) -> Result<(), Error> {
        let appended = match self.store().as_mut() {
            Some(store) => store.append(line.written().as_bytes()),
            None => Err(io::Error::other("it is closed")),
        };
        appended.map_err(|error| unusable(&self.name, &error))
    }

    /// An error about what is in it.
    pub(crate) fn refuse(&self, why: impl Display) -> Error {
        Error::file(format!("{}: {why}", self.name))
    }

    /// Lets others have it. A line that is being written is written to its end.
    pub(crate) fn close(&self) {
        *self.store() = None;
    }

    fn store(&self) -> MutexGuard<'_, Option<Box<dyn JournalStore>>> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn unusable(name: &str, error: &io::Error) -> Error {
    Error::file(format!("{name} cannot be used: {}", shorten(&error.to_string())))
}

/// Does what blocks on a thread for that; where there is no runtime, here.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let Ok(runtime) = Handle::try_current() else { return work() };
    match runtime.spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
        // The runtime shuts down, and drops this as well.
        Err(_) => std::future::pending().await,
    }
}
