//! Describes a body that is not a response of the service: mostly a page of a proxy.

use crate::excerpt::{KEPT, excerpt};
use crate::response::raw::RawResponse;

/// The number of characters in which a page says that it is one.
const START: usize = 1024;

/// Describes the body, if that says more than the error of its reader.
pub(crate) fn describe(response: &RawResponse) -> Option<String> {
    if let Some(encoding) = &response.encoding {
        return Some(format!(
            "it is compressed with `{}`, which was not asked for",
            excerpt(encoding)
        ));
    }
    // A title is in the first part of a page.
    let body = response.body.trim_ascii_start();
    let body = String::from_utf8_lossy(body.get(..KEPT).unwrap_or(body));
    let body = body.trim_start_matches('\u{feff}').trim();
    let kind = if is_page(body) {
        match title(body) {
            Some(title) => format!("it is a web page titled `{}`", excerpt(&title)),
            None => "it is a web page".to_owned(),
        }
    } else if body.is_empty() {
        "it is empty".to_owned()
    } else if !body.starts_with(['<', '{', '[', '"']) && body != "null" {
        "it is neither JSON nor XML".to_owned()
    } else {
        let cut = response.cut.as_ref()?;
        return Some(format!("it is {cut}"));
    };
    Some(match &response.cut {
        Some(cut) => format!("{kind}, {cut}"),
        None => kind,
    })
}

/// Whether this is HTML. A document of the service never has an element of that name at its start.
pub(crate) fn is_page(body: &str) -> bool {
    let start: String = body.chars().take(START).collect::<String>().to_ascii_lowercase();
    start.starts_with('<') && ["<html", "<!doctype html"].iter().any(|mark| start.contains(mark))
}

/// The title of a page, or else its first heading.
fn title(page: &str) -> Option<String> {
    // As long as the page, byte for byte.
    let lower = page.to_ascii_lowercase();
    ["title", "h1"].iter().find_map(|name| {
        let start = lower.find(&format!("<{name}"))?;
        let start = start + lower.get(start..)?.find('>')? + 1;
        let end = start + lower.get(start..)?.find(&format!("</{name}"))?;
        let words: Vec<&str> = page.get(start..end)?.split_whitespace().collect();
        Some(words.join(" ")).filter(|title| !title.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::describe;
    use crate::response::raw::RawResponse;

    fn described(body: &str) -> Option<String> {
        describe(&RawResponse { body: body.as_bytes().to_vec(), ..RawResponse::default() })
    }

    #[test]
    fn a_page_is_known_by_its_title_or_its_heading() {
        for (page, title) in [
            (
                "<!DOCTYPE html>\n<HTML><TITLE lang=en>Sign\n in</TITLE>",
                "it is a web page titled `Sign in`",
            ),
            (
                "<?xml version=\"1.0\"?><!DOCTYPE html PUBLIC \"x\"><html><h1>502</h1>",
                "it is a web page titled `502`",
            ),
            ("<html><title></title><h1>No</h1>", "it is a web page titled `No`"),
            ("<html><title>never closed", "it is a web page"),
            ("<html><title", "it is a web page"),
        ] {
            assert_eq!(described(page).as_deref(), Some(title), "{page}");
        }
    }

    #[test]
    fn other_bodies_are_left_to_their_reader() {
        for body in ["{\"Success\":", "<R><Code>x", "[1]", "null"] {
            assert_eq!(described(body), None, "{body}");
        }
        assert_eq!(described("slow down").unwrap(), "it is neither JSON nor XML");
        assert_eq!(described(" \n").unwrap(), "it is empty");
    }

    #[test]
    fn what_was_cut_off_or_compressed_says_so() {
        let cut = |body: &str, encoding: Option<&str>| {
            describe(&RawResponse {
                body: body.as_bytes().to_vec(),
                cut: Some("incomplete"),
                encoding: encoding.map(str::to_owned),
                ..RawResponse::default()
            })
        };
        assert_eq!(cut("{\"Code", None).unwrap(), "it is incomplete");
        assert_eq!(cut("<html>", None).unwrap(), "it is a web page, incomplete");
        assert!(cut("\u{1f}", Some("gzip")).unwrap().contains("compressed with `gzip`"));
    }
}
