//! The secret that upload forms and addresses of files are signed with, in a file of its own.
//!
//! It is neither in the ledger nor in a snapshot, so those can be shared.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use crate::error::StartError;
use crate::uploads::signer::Secret;

/// The name of the file: the secret in lower-case hex and the end of the line.
const FILE: &str = "signing-secret";

/// The secret of a folder, which is created the first time.
pub(super) fn read_or_make(folder: &Path) -> Result<Secret, StartError> {
    let file = folder.join(FILE);
    let unusable = |error| StartError::Folder { folder: folder.to_owned(), error };
    let text = match fs::read(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let mut secret = [0; 64];
            getrandom::fill(&mut secret)
                .map_err(|error| StartError::Randomness(io::Error::other(error)))?;
            make(folder, &file, &secret).map_err(unusable)?;
            return Ok(secret);
        }
        Err(error) => return Err(unusable(error)),
    };
    let mut secret = [0; 64];
    if hex::decode_to_slice(text.trim_ascii(), &mut secret).is_err() {
        let what = "it is not 128 hex digits; deleting it only invalidates addresses and forms that were \
                    handed out before";
        return Err(StartError::Damaged { file, what: what.to_owned() });
    }
    // A restored copy may be readable for others.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;

        let found = fs::metadata(&file).map_err(unusable)?.permissions();
        if found.mode() & 0o077 != 0 {
            fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).map_err(unusable)?;
        }
    }
    Ok(secret)
}

/// Creates the file, which gets its name when it is complete.
fn make(folder: &Path, file: &Path, secret: &Secret) -> io::Result<()> {
    // On Unix only the owner can open it.
    let mut written = tempfile::NamedTempFile::new_in(folder)?;
    written.write_all(hex::encode(secret).as_bytes())?;
    written.write_all(b"\n")?;
    written.as_file().sync_all()?;
    written.persist(file).map_err(|error| error.error)?;
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(())
}
