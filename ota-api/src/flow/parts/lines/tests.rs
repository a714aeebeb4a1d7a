use std::fs;

use super::{LONGEST, Lines};

/// What the lines of a file with these bytes are.
fn lines(bytes: &[u8]) -> Result<Vec<(u64, String)>, String> {
    let folder = folder();
    let path = folder.join("names");
    fs::write(&path, bytes).unwrap();
    let mut lines = Lines::open(&path).unwrap();
    let mut read = || {
        let mut all = Vec::new();
        while let Some(line) = lines.next().map_err(|error| error.to_string())? {
            all.push(line);
        }
        Ok::<_, String>(all)
    };
    let first = read();
    lines.restart().unwrap();
    let mut again = || {
        let mut all = Vec::new();
        while let Some(line) = lines.next().map_err(|error| error.to_string())? {
            all.push(line);
        }
        Ok::<_, String>(all)
    };
    assert_eq!(again(), first, "from the start again");
    fs::remove_dir_all(folder).unwrap();
    first.map_err(|error| error.replace(&*path.to_string_lossy(), "names"))
}

fn line(number: u64, text: &str) -> (u64, String) {
    (number, text.to_owned())
}

#[test]
fn lines_end_in_any_way_and_empty_ones_only_count() {
    let all = vec![line(1, "a"), line(3, " b "), line(4, "c\rd"), line(6, "e")];
    assert_eq!(lines("\u{feff}a\n\n b \nc\rd\r\n\r\ne".as_bytes()), Ok(all.clone()));
    assert_eq!(lines("a\r\n\r\n b \r\nc\rd\n\ne\n".as_bytes()), Ok(all));
    assert_eq!(lines(b""), Ok(Vec::new()));
    assert_eq!(lines(b"\n\n"), Ok(Vec::new()));
}

#[test]
fn lines_that_cannot_be_read_are_told_by_their_number() {
    let error = lines(b"a\nb\n\xff\n").unwrap_err();
    assert_eq!(error, "the list `names`, line 3: it is not UTF-8; save the file as UTF-8");
    let longest = "x".repeat(LONGEST);
    for end in ["", "\n", "\r\n"] {
        let most = format!("{longest}{end}");
        assert_eq!(lines(most.as_bytes()), Ok(vec![line(1, &longest)]));
        let error = lines(format!("\nx{most}").as_bytes()).unwrap_err();
        assert_eq!(error, "the list `names`, line 2: it is longer than 65536 bytes");
    }
}

#[test]
fn what_is_no_file_is_refused() {
    let folder = folder();
    let text = |path| Lines::open(path).err().unwrap().to_string();
    assert!(text(&folder).ends_with("no plain file; read it, and give its lines to `items`"));
    assert!(text(&folder.join("none")).contains("cannot be read: "));
    fs::remove_dir_all(folder).unwrap();
}

/// A new folder.
fn folder() -> std::path::PathBuf {
    crate::flow::parts::store::tests::folder("lines")
}
