//! Signs upload forms and the addresses of files.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use ota_world::Moment;
use ota_world::files::encoded;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sha1::Sha1;
use sha2::Sha256;

/// As long as the hashes take keys without change.
pub(crate) type Secret = [u8; 64];

/// How long an address is good for loading a file, in milliseconds. The sample is good for a day.
const GOOD_FOR: i64 = 24 * 60 * 60 * 1000;

/// The key that forms and addresses are signed with.
///
/// It may be another one at the next start, so nothing that changes the world may depend on it.
pub(crate) struct UrlSigner {
    secret: Secret,
    /// Sets the keys that are given out apart from those of earlier starts.
    start: [u8; 32],
    /// How many keys have been given out.
    given: AtomicU64,
}

impl UrlSigner {
    /// Takes randomness once, so that signing cannot fail. Without a secret it makes one.
    pub(crate) fn new(secret: Option<Secret>) -> Result<Self, getrandom::Error> {
        let secret = match secret {
            Some(secret) => secret,
            None => {
                let mut secret = [0; 64];
                getrandom::fill(&mut secret)?;
                secret
            }
        };
        let mut start = [0; 32];
        getrandom::fill(&mut start)?;
        Ok(Self { secret, start, given: AtomicU64::new(0) })
    }

    /// The ID of the key that forms and addresses are signed with.
    pub(crate) fn key_id(&self) -> String {
        self.derived("key", &[])[..16].to_owned()
    }

    /// A key that no upload had before.
    pub(crate) fn new_key(&self, suffix: &str) -> String {
        let number = self.given.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        let hash = self.derived("upload", &[&self.start[..], &number].concat());
        format!("ota/{}/c{}.{suffix}", &hash[..32], &hash[32..56])
    }

    /// Whether a signature opens a file until the time `expires`, in seconds since 1970.
    pub(crate) fn opens(&self, key: &str, expires: &str, signature: &str) -> bool {
        self.verify(&download(key, expires), signature)
    }

    /// The Base64 of the HMAC-SHA1 of a text.
    pub(crate) fn sign(&self, text: &str) -> String {
        STANDARD.encode(self.mac(text).finalize().into_bytes())
    }

    /// Whether a signature is that of a text. It takes as long whether it is or not.
    pub(crate) fn verify(&self, text: &str, signature: &str) -> bool {
        STANDARD
            .decode(signature)
            .is_ok_and(|signature| self.mac(text).verify_slice(&signature).is_ok())
    }

    fn mac(&self, text: &str) -> Hmac<Sha1> {
        let mut mac = Hmac::<Sha1>::new((&self.secret).into());
        mac.update(text.as_bytes());
        mac
    }

    /// 64 hex digits that nobody can foresee.
    fn derived(&self, purpose: &str, what: &[u8]) -> String {
        let mut mac = Hmac::<Sha256>::new((&self.secret).into());
        mac.update(purpose.as_bytes());
        mac.update(what);
        hex::encode(mac.finalize().into_bytes())
    }
}

/// The emulator as a caller reaches it: its addresses, and what it signs them with.
///
/// Another caller may reach it elsewhere, so nothing that changes the world may depend on it.
#[derive(Debug)]
pub(crate) struct Site<'a> {
    pub(crate) signer: &'a UrlSigner,
    /// The beginning of all addresses, such as `http://127.0.0.1:7180`.
    pub(crate) endpoint: String,
}

impl Site<'_> {
    /// The address of a file, which says where it is and does not open it.
    pub(crate) fn address(&self, key: &str) -> String {
        format!("{}/{}", self.endpoint, encoded(key))
    }

    /// The address to load a file from.
    pub(crate) fn signed_address(&self, key: &str, now: Moment) -> String {
        let expires = (now.after(GOOD_FOR).0 / 1000).to_string();
        let signature = self.signer.sign(&download(key, &expires));
        format!(
            "{}?Expires={expires}&OSSAccessKeyId={}&Signature={}",
            self.address(key),
            self.signer.key_id(),
            utf8_percent_encode(&signature, NON_ALPHANUMERIC)
        )
    }
}

/// The text that is signed to open a file: method, no digest, no type, the time and the file.
fn download(key: &str, expires: &str) -> String {
    format!("GET\n\n\n{expires}\n/{key}")
}

impl fmt::Debug for UrlSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UrlSigner").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use ota_world::Moment;

    use super::{Site, UrlSigner};

    #[test]
    fn a_signer_shows_no_secret_and_gives_every_key_once() {
        let signer = UrlSigner::new(None).unwrap();
        let shown = format!("{signer:?}");
        assert!(
            !shown.contains(&hex::encode(signer.secret)) && !shown.contains("secret"),
            "{shown}"
        );
        let (first, second) = (signer.new_key("bin"), signer.new_key("bin"));
        assert_ne!(first, second);
        assert_eq!(first.len(), "ota/".len() + 32 + 1 + 25 + ".bin".len());
    }

    #[test]
    fn a_signature_opens_one_file_until_one_time() {
        let signer = UrlSigner::new(None).unwrap();
        let site = Site { signer: &signer, endpoint: "http://127.0.0.1:9".to_owned() };
        let address = site.signed_address("ota/a.bin", Moment(0));
        assert!(address.starts_with("http://127.0.0.1:9/ota/a.bin?Expires=86400&OSSAccessKeyId="));
        let signature = signer.sign(&super::download("ota/a.bin", "86400"));
        assert!(signer.opens("ota/a.bin", "86400", &signature));
        assert!(!signer.opens("ota/a.bin", "86401", &signature));
        assert!(!signer.opens("ota/b.bin", "86400", &signature));
        assert!(!signer.opens("ota/a.bin", "86400", "no base64"));
    }
}
