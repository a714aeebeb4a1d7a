use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use serde_json::{Value, json};

use crate::support::{command, json as read, ota, ota_reading, run};

fn vectors() -> Value {
    read(include_str!("vectors.json"))
}

/// The request of a vector as a line of `ota sign --stdin`.
fn line(all: &Value, vector: &Value) -> Value {
    let v1 = vector["scheme"] == "V1";
    let mut line = json!({
        "scheme": vector["scheme"],
        "method": vector["method"],
        "host": all["v3_host"],
        "action": vector["action"],
        "version": "2018-01-20",
        "query": if v1 { &vector["params"] } else { &vector["query"] },
        "timestamp": all["timestamp"],
        "nonce": if v1 { &all["nonce_v1"] } else { &all["nonce_v3"] },
        "key_id": all["key_id"],
        "key_secret": all["key_secret"],
        "security_token": vector["security_token"],
    });
    if v1 {
        line["region_id"] = json!("cn-shanghai");
    }
    for name in ["content_type", "body"] {
        if !vector[name].is_null() {
            line[name] = vector[name].clone();
        }
    }
    line
}

fn lines() -> Vec<Value> {
    let all = vectors();
    all["vectors"].as_array().unwrap().iter().map(|vector| line(&all, vector)).collect()
}

#[test]
fn lines_are_signed_as_the_official_libraries_sign() {
    let all = vectors();
    let input: String = lines().iter().map(|line| format!("{line}\n")).collect();
    for words in [&["sign", "--stdin"][..], &["sign"]] {
        let out = ota_reading(words, &input).done();
        let vectors = all["vectors"].as_array().unwrap();
        assert_eq!(out.lines().count(), vectors.len());
        for (line, vector) in out.lines().zip(vectors) {
            let result = read(line);
            let keys: Vec<&String> = result.as_object().unwrap().keys().collect();
            assert_eq!(keys, ["authorization", "canonical", "signature", "string_to_sign"]);
            assert_eq!(result["signature"], vector["signature"], "{vector}");
            if vector["scheme"] == "V1" {
                assert!(result["authorization"].is_null(), "{vector}");
                continue;
            }
            let expected = format!(
                "ACS3-HMAC-SHA256 Credential=testid,SignedHeaders={},Signature={}",
                vector["signed_headers"].as_str().unwrap(),
                vector["signature"].as_str().unwrap()
            );
            assert_eq!(result["authorization"], expected.as_str());
        }
    }
}

#[test]
fn flags_are_signed_as_lines_are() {
    for line in lines().iter().filter(|line| line["body"].is_null()) {
        let text = |name: &str| line[name].as_str().unwrap_or_default();
        let mut words = vec!["sign".to_owned()];
        for (flag, name) in [
            ("scheme", "scheme"),
            ("method", "method"),
            ("host", "host"),
            ("action", "action"),
            ("version", "version"),
            ("timestamp", "timestamp"),
            ("nonce", "nonce"),
            ("key-id", "key_id"),
            ("region-id", "region_id"),
            ("security-token", "security_token"),
        ] {
            if line.get(name).is_some_and(Value::is_string) {
                words.push(format!("--{flag}={}", text(name)));
            }
        }
        for (name, value) in line["query"].as_object().unwrap() {
            words.push(format!("--param={name}={}", value.as_str().unwrap()));
        }
        words.push("--output=json".to_owned());
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let mut signing = command(&words);
        signing.env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret");
        let by_lines = ota_reading(&["sign", "--stdin"], &line.to_string()).done();
        assert_eq!(run(&mut signing).done(), by_lines);
    }
}

#[test]
fn a_call_is_shown_in_its_three_strings() {
    let words = [
        "sign",
        "--host=iot.cn-shanghai.aliyuncs.com",
        "--action=DeleteOTAFirmware",
        "--param=FirmwareId=a b",
        "--timestamp=2026-01-02T03:04:05Z",
        "--nonce=n",
        "--key-id=testid",
        "--key-secret=testsecret",
    ];
    insta::assert_snapshot!(ota(&words).done());
}

#[test]
fn what_is_missing_is_named_at_once() {
    let error = ota(&["sign", "--action=Ping"]).failed(2);
    assert!(error.contains("`--timestamp`, `--nonce`, `--host`"), "{error}");
    let complete = ["sign", "--scheme=v1", "--action=Ping", "--timestamp=t", "--nonce=n"];
    let error = ota(&complete).failed(2);
    assert!(error.contains("`ALIBABA_CLOUD_ACCESS_KEY_ID`"), "{error}");
}

#[test]
fn a_bad_line_has_its_error_in_its_place_and_fails_in_the_end() {
    let good = lines()[0].to_string();
    let mut bad = lines()[0].clone();
    bad["key_secret"] = json!(12345678);
    let mut null = lines()[0].clone();
    null["query"]["X"] = Value::Null;
    let input = format!("{good}\n{{\"scheme\":\n\n{bad}\n{null}\n{good}");
    let ran = ota_reading(&["sign", "--stdin"], &input);
    assert_eq!(ran.exit, 2);
    let results: Vec<Value> = ran.out.lines().map(read).collect();
    let failed: Vec<bool> = results.iter().map(|result| result.get("error").is_some()).collect();
    assert_eq!(failed, [false, true, true, true, true, false]);
    for (line, part) in
        [(2, "EOF"), (3, "EOF"), (4, "`key_secret` must be"), (5, "`query.X` must be")]
    {
        let found = ran.err.lines().find(|text| text.starts_with(&format!("error: line {line}: ")));
        assert!(found.is_some_and(|text| text.contains(part)), "{line}: {}", ran.err);
    }
    assert!(!ran.err.contains("12345678") && !ran.out.contains("12345678"), "{}", ran.err);
}

#[test]
fn numbers_and_booleans_are_signed_as_their_text() {
    let mut strings = lines()[0].clone();
    strings["query"] = json!({ "A": "1", "B": "true", "C": "1577808000000" });
    let mut values = strings.clone();
    values["query"] = json!({ "A": 1, "B": true, "C": 1_577_808_000_000_i64 });
    let out = ota_reading(&["sign"], &format!("{strings}\n{values}\n")).done();
    let results: Vec<&str> = out.lines().collect();
    assert_eq!(results[0], results[1]);
}

#[test]
fn who_waits_for_a_result_gets_it_before_the_next_line() {
    let mut child =
        command(&["sign", "--stdin"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    for line in lines() {
        writeln!(input, "{line}").unwrap();
        let mut result = String::new();
        output.read_line(&mut result).unwrap();
        assert!(read(&result)["signature"].is_string());
    }
    drop(input);
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_line_without_end_is_not_read_to_its_end() {
    let line = "x".repeat(16 * 1024 * 1024 + 1);
    let ran = ota_reading(&["sign", "--stdin"], &line);
    assert_eq!((ran.exit, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("line 1 is longer than 16777216 bytes"), "{}", ran.err);
    let ran = ota_reading(&["sign", "--stdin"], &"x\n".repeat(150));
    assert_eq!((ran.exit, ran.out.lines().count()), (2, 150));
    assert_eq!(ran.err.lines().count(), 101);
    assert!(ran.err.ends_with("50 more lines cannot be signed\n"), "{}", ran.err);
}
