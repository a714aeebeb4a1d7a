//! What was committed and is not yet in the file itself.
//!
//! After a crash SQLite takes from its write-ahead log what is whole and ends at the first frame
//! that is not. That is right for the last transaction, which may have been cut short; it would
//! silently lose whatever stands behind damage further ahead. So this looks whether the log ends
//! where its transactions do. The form of the file is documented at
//! <https://www.sqlite.org/fileformat2.html#walformat>.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::builder::StartError;

const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

/// Where the log of a file is.
pub(super) fn path(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}

/// Refuses a log of which more is broken than the last transaction.
pub(super) fn check(file: &Path) -> Result<(), StartError> {
    let log = path(file);
    let bytes = match fs::read(&log) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => {
            let folder = file.parent().unwrap_or(file).to_owned();
            return Err(StartError::Folder { folder, error });
        }
    };
    match lost(&bytes) {
        ..=1 => Ok(()),
        lost => {
            let what = format!("{lost} transactions stand behind a broken place");
            Err(StartError::Damaged { file: log, what })
        }
    }
}

/// How many transactions were ended behind the first frame that is broken.
fn lost(bytes: &[u8]) -> usize {
    let Some((header, frames)) = bytes.split_at_checked(HEADER) else { return 0 };
    let page_size = number(header, 2) as usize;
    if !(512..=65_536).contains(&page_size) || !page_size.is_power_of_two() {
        return 0;
    }
    let order = if number(header, 0) & 1 == 1 { u32::from_be_bytes } else { u32::from_le_bytes };
    let mut sums = checksum((0, 0), &header[..24], order);
    let mut is_whole = sums == (number(header, 6), number(header, 7));
    let mut lost = 0;
    for frame in frames.chunks_exact(FRAME_HEADER + page_size) {
        let (head, page) = frame.split_at(FRAME_HEADER);
        let is_of_this_log = head[8..16] == header[16..24];
        sums = checksum(checksum(sums, &head[..8], order), page, order);
        is_whole &= is_of_this_log && sums == (number(head, 4), number(head, 5));
        let ends_transaction = number(head, 1) != 0;
        lost += usize::from(!is_whole && is_of_this_log && ends_transaction);
    }
    lost
}

/// The big-endian number at a place, counted in numbers.
fn number(bytes: &[u8], place: usize) -> u32 {
    let mut number = [0; 4];
    if let Some(found) = bytes.get(4 * place..4 * place + 4) {
        number.copy_from_slice(found);
    }
    u32::from_be_bytes(number)
}

fn checksum(start: (u32, u32), bytes: &[u8], order: fn([u8; 4]) -> u32) -> (u32, u32) {
    let (numbers, _) = bytes.as_chunks::<4>();
    numbers.chunks_exact(2).fold(start, |(one, two), pair| {
        let one = one.wrapping_add(order(pair[0])).wrapping_add(two);
        (one, two.wrapping_add(order(pair[1])).wrapping_add(one))
    })
}
