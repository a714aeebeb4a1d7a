//! Every point at which an upload can be cut off or its process can be killed: afterwards one complete file is used, and
//! nothing was made from a part of one.

use std::path::Path;
use std::sync::{Arc, Mutex};

use ota_api::{Client, Error};
use ota_emulator::{Emulator, LedgerEntry};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

use super::{PRODUCT, builder, bytes, file, quick, sha256, taken};

/// A point on the way from the first call to the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Point {
    /// The call that asks for the form has not reached the service.
    BeforeForm,
    /// The form has been handed out, and its response is lost.
    FormLost,
    /// The form has come, and nothing of the file has been sent.
    AfterForm,
    /// So many bytes of the body have been sent.
    Body(usize),
    /// The storage has everything, and its response is lost.
    ResponseLost,
    /// The response of the storage has come, and no package has been created.
    BeforeCreate,
}

/// What happens at the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Event {
    /// The connection breaks.
    Cut,
    /// The process ends.
    Kill,
}

/// A relay in front of the emulator, which stops at one point, once.
struct Relay {
    endpoint: String,
    plan: Arc<Mutex<Option<(Point, Event)>>>,
    reached: Arc<Notify>,
}

impl Relay {
    async fn start(emulator: &Emulator) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let (plan, reached) = (Arc::new(Mutex::new(None)), Arc::new(Notify::new()));
        let relay = Self { endpoint, plan, reached };
        let (plan, reached, upstream) =
            (relay.plan.clone(), relay.reached.clone(), emulator.address());
        tokio::spawn(async move {
            loop {
                let (client, _) = listener.accept().await.unwrap();
                let server = TcpStream::connect(upstream).await.unwrap();
                let stops = Stops { plan: plan.clone(), reached: reached.clone() };
                tokio::spawn(async move { pass(client, server, &stops).await });
            }
        });
        relay
    }
}

struct Stops {
    plan: Arc<Mutex<Option<(Point, Event)>>>,
    reached: Arc<Notify>,
}

impl Stops {
    /// Stops here if that is the plan. The connections are closed by the caller.
    async fn stop(&self, point: Point, client: &mut TcpStream) -> Option<()> {
        let event = {
            let mut plan = self.plan.lock().unwrap();
            match *plan {
                Some((planned, event)) if planned == point => {
                    *plan = None;
                    event
                }
                _ => return Some(()),
            }
        };
        if event == Event::Kill {
            self.reached.notify_one();
            // Until the process is gone.
            let mut rest = vec![0; 64 * 1024];
            while client.read(&mut rest).await.is_ok_and(|count| count > 0) {}
        }
        None
    }

    fn body(&self) -> Option<usize> {
        match *self.plan.lock().unwrap() {
            Some((Point::Body(bytes), _)) => Some(bytes),
            _ => None,
        }
    }
}

/// Reads a head and what came with it of the body; the length of the whole body.
async fn head(stream: &mut TcpStream) -> Option<(Vec<u8>, Vec<u8>, usize)> {
    let mut read = Vec::new();
    loop {
        if let Some(end) = read.windows(4).position(|end| end == b"\r\n\r\n") {
            let body = read.split_off(end + 4);
            let text = String::from_utf8_lossy(&read).to_ascii_lowercase();
            let length = text.lines().find_map(|line| line.strip_prefix("content-length: "));
            let length = length.map_or(0, |length| length.trim().parse().unwrap());
            return Some((read, body, length));
        }
        if stream.read_buf(&mut read).await.ok()? == 0 {
            return None;
        }
    }
}

/// Passes on requests and responses until a side hangs up or the plan says so.
async fn pass(mut client: TcpStream, mut server: TcpStream, stops: &Stops) -> Option<()> {
    loop {
        let (start, mut body, length) = head(&mut client).await?;
        let text = String::from_utf8_lossy(&start).into_owned();
        let is_upload = text.contains("multipart/form-data");
        let is_form = text.contains("GenerateOTAUploadURL");
        if is_form {
            stops.stop(Point::BeforeForm, &mut client).await?;
        }
        if text.contains("CreateOTAFirmware") {
            stops.stop(Point::BeforeCreate, &mut client).await?;
        }
        if is_upload {
            stops.stop(Point::AfterForm, &mut client).await?;
        }
        server.write_all(&start).await.ok()?;
        let cut = stops.body().filter(|_| is_upload);
        let mut sent = 0;
        while sent < length {
            if body.is_empty() && client.read_buf(&mut body).await.ok()? == 0 {
                return None;
            }
            let most = cut.map_or(body.len(), |cut| body.len().min(cut - sent));
            let part: Vec<u8> = body.drain(..most).collect();
            server.write_all(&part).await.ok()?;
            sent += part.len();
            if cut == Some(sent) {
                stops.stop(Point::Body(sent), &mut client).await?;
            }
        }
        let (start, mut body, length) = head(&mut server).await?;
        while body.len() < length {
            if server.read_buf(&mut body).await.ok()? == 0 {
                return None;
            }
        }
        if is_form {
            stops.stop(Point::FormLost, &mut client).await?;
        }
        if is_upload {
            stops.stop(Point::ResponseLost, &mut client).await?;
        }
        client.write_all(&[start, body].concat()).await.ok()?;
    }
}

/// Uploads a file and creates a package from it.
async fn flow(client: &Client, path: &Path, name: &str) -> Result<(), Error> {
    let file = client.upload_firmware(path).await?;
    client
        .create_ota_firmware()
        .firmware_name(name)
        .dest_version("2.0.0")
        .product_key(PRODUCT)
        .files((&file).into())
        .send()
        .await?;
    Ok(())
}

/// The keys of what packages were made from in these entries.
fn used(ledger: &[LedgerEntry]) -> Vec<String> {
    let creates = ledger.iter().filter(|entry| entry.action == "CreateOTAFirmware");
    creates.map(|entry| entry.request["FirmwareUrl"].as_str().unwrap().to_owned()).collect()
}

const SIZE: usize = 20_000;

#[tokio::test]
async fn whatever_point_it_is_stopped_at_one_whole_file_is_used() {
    let emulator = quick().await;
    let relay = Relay::start(&emulator).await;
    let contents = bytes(SIZE);
    let (_folder, path) = file("lamp.bin", &contents);
    let digest = sha256(&contents);
    // Of the fields, of the file and of the end; the body is a little longer than the file.
    let parts = (1..=SIZE / 1000).map(|part| Point::Body(part * 1000));
    let ends = [SIZE + 700, SIZE + 900].map(Point::Body);
    let points = [Point::BeforeForm, Point::FormLost, Point::AfterForm]
        .into_iter()
        .chain(parts)
        .chain(ends)
        .chain([Point::ResponseLost, Point::BeforeCreate]);
    let mut count = 0;
    for point in points {
        for event in [Event::Cut, Event::Kill] {
            count += 1;
            let name = format!("lamp{count}");
            let (before, had) = (emulator.ledger().len(), taken(&emulator).len());
            *relay.plan.lock().unwrap() = Some((point, event));
            let client = builder(&relay.endpoint).build().unwrap();
            if event == Event::Kill {
                tokio::select! {
                    biased;
                    () = relay.reached.notified() => {}
                    done = flow(&client, &path, &name) => panic!("{point:?}: {done:?}"),
                }
                drop(client);
                let client = builder(&relay.endpoint).build().unwrap();
                flow(&client, &path, &name).await.unwrap();
            } else {
                // A create whose connection breaks may be looked up; it was not sent.
                flow(&client, &path, &name).await.unwrap();
            }
            assert_eq!(*relay.plan.lock().unwrap(), None, "{point:?} was reached");
            let ledger = emulator.ledger().split_off(before);
            let used = used(&ledger);
            assert_eq!(used.len(), 1, "{point:?} {event:?}: one package");
            let taken = super::taken(&emulator).split_off(had);
            for upload in &taken {
                assert_eq!(upload.request["sha256"], *digest, "{point:?} {event:?}: whole files");
            }
            let is_it =
                |upload: &&LedgerEntry| used[0].ends_with(upload.request["key"].as_str().unwrap());
            assert_eq!(taken.iter().filter(is_it).count(), 1, "{point:?} {event:?}");
            let again = matches!(point, Point::ResponseLost)
                || (point == Point::BeforeCreate && event == Event::Kill);
            assert_eq!(taken.len(), 1 + usize::from(again), "{point:?} {event:?}");
        }
    }
    eprintln!("{count} points: one whole file is used after each");
    assert_eq!(count, 2 * (3 + SIZE / 1000 + 2 + 2));
}

#[tokio::test]
async fn cuts_at_ten_random_places_of_a_larger_file_are_survived() {
    let emulator = quick().await;
    let relay = Relay::start(&emulator).await;
    let contents = bytes(300_000);
    let (_folder, path) = file("lamp.bin", &contents);
    let client = builder(&relay.endpoint).build().unwrap();
    let mut state = 7_u64;
    for _ in 0..10 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let place = 1 + usize::try_from(state >> 33).unwrap() % contents.len();
        *relay.plan.lock().unwrap() = Some((Point::Body(place), Event::Cut));
        let uploaded = client.upload_firmware(&path).await.unwrap();
        assert_eq!(uploaded.sha256(), sha256(&contents), "{place}");
        assert_eq!(*relay.plan.lock().unwrap(), None, "{place}");
    }
    assert_eq!(taken(&emulator).len(), 10);
}
