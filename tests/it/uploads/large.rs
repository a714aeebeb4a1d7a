//! The memory and the speed of a large upload.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::time::Instant;

use super::{builder, upload_to};

const SIZE: u64 = 1000 * 1024 * 1024;

/// A storage on threads of its own, which throws away what it gets.
fn sink() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut buffer = vec![0; 1 << 18];
            let (mut head, mut seen, mut length) = (Vec::new(), 0_usize, None);
            while length.is_none_or(|length| seen < length) {
                let count = stream.read(&mut buffer).unwrap();
                if count == 0 {
                    break;
                }
                seen += count;
                if length.is_none() {
                    head.extend_from_slice(&buffer[..count]);
                    let text = String::from_utf8_lossy(&head).to_ascii_lowercase();
                    if let Some(end) = text.find("\r\n\r\n") {
                        let line =
                            text.lines().find_map(|line| line.strip_prefix("content-length: "));
                        length = line.map(|length| end + 4 + length.parse::<usize>().unwrap());
                    }
                    if text.contains("expect: 100-continue") {
                        stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").unwrap();
                    }
                }
            }
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").unwrap();
        }
    });
    host
}

/// The largest size that this process had since it was reset, in MB.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").trim().parse::<f64>().unwrap() / 1024.0
}

/// `cargo test --release -p ota-tests --test it large_upload -- --ignored --nocapture` prints what 1,000 MB take, beside
/// `curl`, which computes no digests.
#[tokio::test]
#[ignore = "it sends 1,000 MB, and its figures are those of a release build"]
async fn a_large_upload_takes_little_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lamp.bin");
    std::fs::File::create(&path).unwrap().set_len(SIZE).unwrap();
    let host = sink();
    let client = builder(&host).build().unwrap();
    // Forgets what this process needed before, where the system can.
    drop(std::fs::write("/proc/self/clear_refs", "5"));
    let (before, began) = (peak(), Instant::now());
    let uploaded = upload_to(&client, &path, &host).await.unwrap();
    let (seconds, after) = (began.elapsed().as_secs_f64(), peak());
    let megabytes = SIZE as f64 / 1e6;
    eprintln!(
        "{megabytes:.0} MB at {:.0} MB/s, in {after:.1} MB of memory, {:.1} MB more than before",
        megabytes / seconds,
        after - before
    );
    assert_eq!(uploaded.size(), SIZE);
    assert!(after <= 64.0, "{after} MB");
    let began = Instant::now();
    let form = format!("file=@{}", path.display());
    let curl = std::process::Command::new("curl").args(["-sS", "-F", &form, &host]).status();
    match curl {
        Ok(status) if status.success() => {
            let curl = began.elapsed().as_secs_f64();
            eprintln!("curl: {:.0} MB/s; ratio {:.2}", megabytes / curl, curl / seconds);
        }
        other => eprintln!("SKIPPED: curl did not run: {other:?}"),
    }
}
