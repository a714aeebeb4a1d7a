//! A list of devices: one name a line.

use super::error::FileError;

/// The most names of a list, by the page about the job; the page about the list says 10,000.
const MOST: usize = 1_000_000;

/// The names of a list. Empty lines are none; a byte order mark and the space around a name, with
/// it the carriage return of some systems, do not belong to it.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<String>, FileError> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| FileError::invalid("the list of devices is not UTF-8"))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let count = lines.clone().count();
    if count > MOST {
        let message = format!("the list has {count} device names; at most {MOST} are allowed");
        return Err(FileError::invalid(message));
    }
    Ok(lines.map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_list_has_a_name_a_line() {
        let names = |text: &str| read(text.as_bytes()).unwrap();
        assert_eq!(names("\u{feff}one\r\n\r\ntwo\n  \n three "), ["one", "two", "three"]);
        assert!(names("\n").is_empty());
        assert!(read(b"\xff").is_err());
        assert_eq!(names(&"a\n".repeat(1_000_000)).len(), 1_000_000);
        assert!(read("a\n".repeat(1_000_001).as_bytes()).is_err());
    }
}
