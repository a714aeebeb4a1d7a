//! What an imported product sends: every parameter under the name and in the place that its metadata gives it.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::thread::{self, JoinHandle};

use ota_spec::wire::parse_query;
use tempfile::TempDir;

use crate::support::{ota, ota_at};

const ZOO: &str = include_str!("metadata/api-docs.json");

/// The parameters of V1 that no operation of the document has.
const COMMON: [&str; 9] = [
    "AccessKeyId",
    "Action",
    "Format",
    "Signature",
    "SignatureMethod",
    "SignatureNonce",
    "SignatureVersion",
    "Timestamp",
    "Version",
];

/// What arrived: the method, and the pairs of the query and of the body.
type Arrived = (String, [Vec<(String, String)>; 2]);

/// A server for one request.
fn server() -> (String, JoinHandle<Arrived>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let received = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert_ne!(reader.read_line(&mut head).unwrap(), 0);
        }
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("content-length").then(|| value.parse().unwrap())
        });
        let mut body = String::new();
        reader.take(length.unwrap_or(0)).read_to_string(&mut body).unwrap();
        stream
            .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 17\r\n\r\n{\"RequestId\":\"R\"}")
            .unwrap();
        let mut words = head.split(' ');
        let (method, target) = (words.next().unwrap(), words.next().unwrap());
        let query = target.split_once('?').map_or("", |(_, query)| query);
        (method.to_owned(), [query, &body].map(|text| parse_query(text).unwrap()))
    });
    (url, received)
}

/// Sends a call by both schemes, and compares what arrives in the query and in the body.
fn sends(words: &[&str], query: &[(&str, &str)], body: &[(&str, &str)]) {
    let place = TempDir::new().unwrap();
    let [metadata, out] = ["api-docs.json", "out"].map(|name| place.path().join(name));
    fs::write(&metadata, ZOO).unwrap();
    let [metadata, out] = [&metadata, &out].map(|path| path.to_str().unwrap());
    assert_eq!(ota(&["spec", "import", "--metadata", metadata, "--out", out]).exit, 0);
    let folder = format!("{out}/zoo-2020-01-01");
    for scheme in ["v3", "v1"] {
        let (url, received) = server();
        let call = ["call", "--specs", &folder, "--scheme", scheme, "--region", "cn-south"];
        let _ = ota_at(&url, &[&call, words].concat());
        let (method, [mut given, mut form]) = received.join().unwrap();
        if scheme == "v1" {
            let own = |name: &str| query.iter().any(|(own, _)| *own == name);
            given.retain(|(name, _)| {
                own(name) || !COMMON.contains(&name.as_str()) && name != "RegionId"
            });
        }
        for (given, wanted) in [(&mut given, query), (&mut form, body)] {
            given.sort();
            let given: Vec<_> = given.iter().map(|(name, value)| (&name[..], &value[..])).collect();
            assert_eq!(given, wanted, "{scheme}");
        }
        assert_eq!(method, "POST");
    }
}

#[test]
fn each_style_of_the_metadata_travels_in_its_own_way() {
    sends(
        &[
            "ListCats",
            "--PageNumber=2",
            r#"--Filter={"Colors":["a b","ü&="]}"#,
            "--Tags=one",
            "--Tags=two+",
            r#"--Cage={"Floor":3,"Wing":"north"}"#,
            "--Kitten.1.Name=Tom",
        ],
        &[
            ("Cage.Floor", "3"),
            ("Cage.Wing", "north"),
            ("Filter", r#"{"Colors":["a b","ü&="]}"#),
            ("Kitten.1.Name", "Tom"),
            ("PageNumber", "2"),
            // The region of the client, once.
            ("RegionId", "cn-south"),
            ("Tags", "one,two+"),
        ],
        &[],
    );
}

#[test]
fn what_stands_in_a_form_arrives_in_the_body() {
    sends(
        &["FeedCats", "--Cat=a b", "--Cat=c+d", "--ClientToken=t", "--Food=", "--Grams=0.5"],
        &[("ClientToken", "t"), ("Food", ""), ("Grams", "0.5")],
        &[("Cat.1", "a b"), ("Cat.2", "c+d")],
    );
}
