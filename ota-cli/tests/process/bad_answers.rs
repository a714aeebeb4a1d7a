//! Responses that are no success, however much they look like one.

use std::ops::Range;

/// Whole responses in HTTP, each with what is wrong with it. All are made from the response of a call that worked, a
/// JSON object with `"Success":true`, in letters of any size.
pub(crate) fn bad_answers(sample: &str) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    let at = sample.to_ascii_lowercase().find("\"success\":true").unwrap();
    let (name, value) = (at + 1..at + 8, at + 10..at + 14);
    let with = |place: Range<usize>, text: &str| {
        [&sample[..place.start], text, &sample[place.end..]].concat()
    };
    let mut add = |what: &str, response: Vec<u8>| all.push((what.to_owned(), response));
    for wrong in
        ["false", "\"false\"", "0", "null", "[]", "[true]", "{}", "\"\"", "\"perhaps\"", "-1.5"]
    {
        add(&format!("`Success` is {wrong}"), json(200, &with(value.clone(), wrong)));
    }
    let inner = sample.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap();
    add("no `Success`", json(200, &with(name, "Successful")));
    add("`Success` is taken back", json(200, &format!("{{{inner},\"Success\":false}}")));
    add("`Success` was false first", json(200, &format!("{{\"Success\":false,{inner}}}")));
    for status in [400, 401, 403, 404, 408, 409, 410, 429, 500, 502, 503, 504] {
        add(&format!("status {status}"), json(status, sample));
    }
    for status in [300, 301, 302, 303, 304, 307, 308] {
        let head = format!("location: /{status}\r\ncontent-type: application/json\r\n");
        add(&format!("a redirect by {status}"), http(status, &head, sample.as_bytes()));
    }
    for (part, of) in [(1, 4), (1, 2), (3, 4)] {
        let mut end = sample.len() * part / of;
        while !sample.is_char_boundary(end) {
            end -= 1;
        }
        add(&format!("cut at {part}/{of}"), json(200, &sample[..end]));
    }
    add("the last byte is missing", json(200, &sample[..sample.len() - 1]));
    let mut cut = json(200, sample);
    cut.truncate(cut.len() - 1);
    add("the connection ends early", cut);
    add("more behind it", json(200, &format!("{sample} and more")));
    add("two of them", json(200, &format!("{sample}{sample}")));
    add("in a list", json(200, &format!("[{sample}]")));
    add("in an object", json(200, &format!("{{\"Response\":{sample}}}")));
    add("in a string", json(200, &format!("{sample:?}")));
    for body in ["", "  ", "null", "true", "1", "{}", "[]", "\"Success\""] {
        add(&format!("only `{body}`"), json(200, body));
    }
    add("no content", http(204, "", b""));
    let page = format!("<html><head><title>Sign in</title></head><body>{sample}</body></html>");
    add("a page", http(200, "content-type: text/html\r\n", page.as_bytes()));
    add("a page called JSON", json(200, &page));
    let unpacked = "content-type: application/json\r\ncontent-encoding: gzip\r\n";
    add("compressed", http(200, unpacked, b"\x1f\x8b\x08\x00\x00\x00\x00\x00"));
    let broken = [&sample.as_bytes()[..1], b"\"\xff\xfe\":1,", &sample.as_bytes()[1..]].concat();
    add("no UTF-8", http(200, "content-type: application/json\r\n", &broken));
    let wide: Vec<u8> = sample.encode_utf16().flat_map(u16::to_le_bytes).collect();
    add("UTF-16", http(200, "content-type: application/json\r\n", &wide));
    for xml in [
        "<R><RequestId>x</RequestId><Success>false</Success></R>",
        "<R><RequestId>x</RequestId><Success>true</Success>",
        "<R><RequestId>x</RequestId></R>",
        "<!DOCTYPE r [<!ENTITY t \"true\">]><R><Success>&t;</Success></R>",
        "<Error><Code>Forbidden</Code><Message>no</Message></Error>",
    ] {
        add(xml, http(200, "content-type: text/xml\r\n", xml.as_bytes()));
    }
    all
}

fn json(status: u16, body: &str) -> Vec<u8> {
    http(status, "content-type: application/json\r\n", body.as_bytes())
}

fn http(status: u16, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status} -\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}
