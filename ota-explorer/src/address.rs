//! Who may come in: a token in an address that works once, and then a cookie.
//!
//! Other programs on this machine can reach the port, other users' included, and so can every page in a browser. So an
//! address with a random token is printed in the terminal; whoever opens it first gets a cookie, and the address is of no
//! use to anybody after that. The next one is printed then, for another browser.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use tokio::sync::watch;

/// The path of the address with the token.
pub(crate) const ENTER: &str = "/enter";

/// The most browsers that are let in at a time; the oldest has to come in again.
const SESSIONS: usize = 32;

/// The bytes of a token or session.
const LENGTH: usize = 32;

/// The next token, and the sessions that earlier ones began.
pub(crate) struct Door {
    next: watch::Sender<String>,
    sessions: Mutex<VecDeque<String>>,
}

impl Door {
    /// A door with its first token.
    pub(crate) fn new() -> Result<Self, getrandom::Error> {
        let (next, _) = watch::channel(random()?);
        Ok(Self { next, sessions: Mutex::default() })
    }

    /// The token that lets in the next browser.
    pub(crate) fn token(&self) -> String {
        self.next.borrow().clone()
    }

    /// Tells when there is another token.
    pub(crate) fn watch(&self) -> watch::Receiver<String> {
        self.next.subscribe()
    }

    /// Begins a session, if this is the token; it is none any more.
    pub(crate) fn enter(&self, token: &str) -> Option<String> {
        let (after, session) = (random().ok()?, random().ok()?);
        let used = self.next.send_if_modified(|next| {
            let is_it = same(next, token);
            if is_it {
                *next = after;
            }
            is_it
        });
        if !used {
            return None;
        }
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        if sessions.len() == SESSIONS {
            sessions.pop_front();
        }
        sessions.push_back(session.clone());
        Some(session)
    }

    /// Whether this is the cookie of a session.
    pub(crate) fn knows(&self, session: &str) -> bool {
        let sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.iter().any(|known| same(known, session))
    }
}

/// Tells nothing of what it holds.
impl std::fmt::Debug for Door {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Door(..)")
    }
}

/// Whether two texts are equal, in a time that does not depend on where they differ.
fn same(one: &str, other: &str) -> bool {
    let pairs = one.bytes().zip(other.bytes());
    one.len() == other.len() && pairs.fold(0, |all, (one, other)| all | (one ^ other)) == 0
}

/// Random bytes in hex.
pub(crate) fn random() -> Result<String, getrandom::Error> {
    let mut bytes = [0; LENGTH];
    getrandom::fill(&mut bytes)?;
    Ok(hex::encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::{Door, SESSIONS};

    #[test]
    fn a_token_lets_in_once_and_the_next_is_another() {
        let door = Door::new().unwrap();
        let first = door.token();
        assert_eq!(door.enter(""), None);
        assert_eq!(door.enter(&first[1..]), None);
        let session = door.enter(&first).unwrap();
        assert!(door.knows(&session) && !door.knows(&first) && !door.knows(""));
        assert_eq!(door.enter(&first), None);
        let second = door.token();
        assert_ne!(first, second);
        assert_ne!(door.enter(&second).unwrap(), session);
        assert!(door.knows(&session));
        assert!(!format!("{door:?}").contains(&door.token()));
    }

    #[test]
    fn sessions_are_bounded_and_the_oldest_ends() {
        let door = Door::new().unwrap();
        let sessions: Vec<String> =
            (0..=SESSIONS).map(|_| door.enter(&door.token()).unwrap()).collect();
        assert!(!door.knows(&sessions[0]));
        assert!(sessions[1..].iter().all(|session| door.knows(session)));
    }
}
