//! The write-ahead log: entries that were committed and are not yet in the file itself.
//!
//! After a crash SQLite takes from its write-ahead log what is whole and ends at the first frame
//! that is not. That is right for the last transaction, which may have been cut short; it would
//! silently lose everything behind damage further ahead. So this checks that the log ends where its
//! transactions do. The format of the file is documented at
//! <https://www.sqlite.org/fileformat2.html#walformat>.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::StartError;

const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

/// Where the log of a file is.
pub(super) fn path(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}

/// Fails if more of the log is broken than the last transaction. Its head is on the disk before
/// anything follows it, so no crash leaves a broken one.
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
    let damaged = |what| Err(StartError::Damaged { file: log, what });
    let Some((header, frames)) = bytes.split_at_checked(HEADER) else { return Ok(()) };
    let Some(header) = Header::read(header) else {
        return if frames.is_empty() {
            Ok(())
        } else {
            damaged("its head is broken, so nothing behind that can be read".to_owned())
        };
    };
    match header.lost(frames) {
        ..=1 => Ok(()),
        lost => damaged(format!("{lost} transactions stand behind a broken place")),
    }
}

/// The first bytes of the log.
struct Header<'a> {
    /// The numbers that its frames repeat.
    salts: &'a [u8],
    page_size: usize,
    order: fn([u8; 4]) -> u32,
    sums: (u32, u32),
}

impl<'a> Header<'a> {
    /// Nothing if it is broken.
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let page_size = number(bytes, 2) as usize;
        let order = if number(bytes, 0) & 1 == 1 { u32::from_be_bytes } else { u32::from_le_bytes };
        let sums = checksum((0, 0), &bytes[..24], order);
        let is_whole = sums == (number(bytes, 6), number(bytes, 7))
            && (512..=65_536).contains(&page_size)
            && page_size.is_power_of_two();
        is_whole.then_some(Self { salts: &bytes[16..24], page_size, order, sums })
    }

    /// The number of transactions that ended after the first broken frame.
    fn lost(&self, frames: &[u8]) -> usize {
        let (mut sums, mut is_whole, mut lost) = (self.sums, true, 0);
        for frame in frames.chunks_exact(FRAME_HEADER + self.page_size) {
            let (head, page) = frame.split_at(FRAME_HEADER);
            let is_of_this_log = head[8..16] == *self.salts;
            sums = checksum(checksum(sums, &head[..8], self.order), page, self.order);
            is_whole &= is_of_this_log && sums == (number(head, 4), number(head, 5));
            let ends_transaction = number(head, 1) != 0;
            lost += usize::from(!is_whole && is_of_this_log && ends_transaction);
        }
        lost
    }
}

/// The big-endian number at an index.
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
