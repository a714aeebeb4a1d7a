//! Remembers nonces, so that an intercepted request cannot be replayed.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

/// The most nonces that are remembered. When there are more, those that expire first are forgotten:
/// a bound on memory matters more here than a replay after that many calls in 15 minutes.
const MOST: usize = 100_000;

type Digested = [u8; 32];

/// The nonces of all keys, kept apart by key.
#[derive(Debug, Default)]
pub(crate) struct Nonces {
    /// The expiry of each nonce, by its digest, so that long nonces take no more room.
    until: BTreeMap<Digested, i64>,
    by_time: BTreeSet<(i64, Digested)>,
}

impl Nonces {
    /// Remembers a nonce up to and including the second `until`; `false` if it is known already.
    ///
    /// The caller passes the last second at which the request's timestamp would be accepted:
    /// later the timestamp alone refuses a replay.
    pub(crate) fn remember(&mut self, key: &str, nonce: &str, now: i64, until: i64) -> bool {
        while let Some((time, digest)) = self.by_time.first().copied()
            && (time < now || self.by_time.len() >= MOST)
        {
            self.by_time.remove(&(time, digest));
            self.until.remove(&digest);
        }
        let digest: Digested =
            Sha256::new().chain_update(key).chain_update([0]).chain_update(nonce).finalize().into();
        if self.until.contains_key(&digest) {
            return false;
        }
        self.until.insert(digest, until);
        self.by_time.insert((until, digest));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, Nonces};

    #[test]
    fn a_nonce_is_refused_until_its_timestamp_has_expired() {
        let mut nonces = Nonces::default();
        assert!(nonces.remember("k", "n", 0, 900));
        assert!(!nonces.remember("k", "n", 900, 1800));
        assert!(nonces.remember("k", "n", 901, 1801));
    }

    #[test]
    fn each_key_has_nonces_of_its_own() {
        let mut nonces = Nonces::default();
        assert!(nonces.remember("k", "n", 0, 900));
        assert!(nonces.remember("l", "n", 0, 900));
        assert!(!nonces.remember("l", "n", 0, 900));
    }

    #[test]
    fn memory_is_bounded() {
        let mut nonces = Nonces::default();
        for count in 0..MOST + 10 {
            assert!(nonces.remember("k", &count.to_string(), 0, 900));
        }
        assert_eq!(nonces.until.len(), MOST);
        assert_eq!(nonces.by_time.len(), MOST);
    }
}
