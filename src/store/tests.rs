//! The store in a folder. Buckets are asked over the network: `tests/interface/store`.

use std::fs;
use std::path::Path;

use futures_util::TryStreamExt;
use tempfile::TempDir;

use super::*;
use crate::process::credentials::Credentials;

const HOUR: Duration = Duration::from_secs(3600);

fn soon() -> Instant {
    Instant::now() + Duration::from_secs(60)
}

fn head() -> Head {
    Head {
        content_type: "application/pdf".to_owned(),
        disposition: "inline; filename=\"a.pdf\"".to_owned(),
    }
}

fn settings(place: Place) -> StoreSettings {
    StoreSettings {
        place,
        lifetime: HOUR,
        may_be_plain: false,
        credentials: Credentials::default(),
    }
}

fn open(folder: &Path) -> Store {
    let tls = Arc::new(trust::believing_nobody().unwrap());
    Store::open(&settings(Place::Folder(folder.to_owned())), tls).unwrap()
}

async fn put(store: &Store, text: &'static str, keep: Duration) -> Name {
    let contents = Contents::Bytes(Bytes::from_static(text.as_bytes()));
    store.put(contents, &head(), keep, soon()).await.unwrap()
}

async fn text(store: &Store, name: &Name) -> Result<String, Failure> {
    let stored = store.read(name, soon()).await?;
    assert_eq!(stored.head, head());
    let read = stored.body.try_collect::<Vec<_>>().await?.concat();
    assert_eq!(read.len() as u64, stored.bytes);
    Ok(String::from_utf8(read).unwrap())
}

fn entries(folder: &Path) -> usize {
    fs::read_dir(folder).unwrap().count()
}

/// Changes what a result's head says of seconds since 1970.
fn shift(folder: &Path, name: &Name, by: i64) {
    let path = folder.join(format!("html2pdf-{}/head.json", name.as_str()));
    let mut head: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    for member in ["made", "expires"] {
        head[member] = (head[member].as_i64().unwrap() + by).into();
    }
    fs::write(path, head.to_string()).unwrap();
}

#[tokio::test]
async fn what_is_put_is_read_until_it_is_deleted() {
    let folder = TempDir::new().unwrap();
    let store = open(folder.path());
    let name = put(&store, "one", HOUR).await;
    let other = put(&store, "two", HOUR).await;
    assert_eq!(text(&store, &name).await.unwrap(), "one");
    store.delete(&name, soon()).await.unwrap();
    let gone = text(&store, &name).await;
    assert!(matches!(gone, Err(Failure::NotFound)), "{gone:?}");
    store.delete(&name, soon()).await.unwrap();
    assert_eq!(text(&store, &other).await.unwrap(), "two");
    assert_eq!(entries(folder.path()), 1);
    store.probe(soon()).await.unwrap();
    assert_eq!(entries(folder.path()), 1);
}

#[tokio::test]
async fn a_file_is_stored_as_far_as_it_is_to_be() {
    let folder = TempDir::new().unwrap();
    let store = open(folder.path());
    let mut file = tempfile::tempfile().unwrap();
    std::io::Write::write_all(&mut file, &vec![b'x'; 700_000]).unwrap();
    let twin = file.try_clone().unwrap();
    let contents = Contents::File(Arc::new(file), 600_000);
    let name = store.put(contents, &head(), HOUR, soon()).await.unwrap();
    assert_eq!(text(&store, &name).await.unwrap(), "x".repeat(600_000));
    // One that is shorter than it says is not stored, and nothing of it stays.
    let contents = Contents::File(Arc::new(twin), 800_000);
    store
        .put(contents, &head(), HOUR, soon())
        .await
        .unwrap_err();
    assert_eq!(entries(folder.path()), 1);
}

#[tokio::test]
async fn what_has_expired_is_gone_and_then_removed_by_a_later_service_too() {
    let folder = TempDir::new().unwrap();
    let store = open(folder.path());
    let old = put(&store, "old", HOUR).await;
    let new = put(&store, "new", HOUR).await;
    shift(folder.path(), &old, -3601);
    assert!(matches!(text(&store, &old).await, Err(Failure::NotFound)));
    assert_eq!(text(&store, &new).await.unwrap(), "new");
    assert_eq!(entries(folder.path()), 2);
    let later = open(folder.path());
    assert_eq!(later.sweep().await.unwrap(), 1);
    assert_eq!(text(&later, &new).await.unwrap(), "new");
    assert_eq!(entries(folder.path()), 1);
}

#[tokio::test]
async fn what_was_made_by_a_clock_that_was_ahead_expires_all_the_same() {
    let folder = TempDir::new().unwrap();
    let store = open(folder.path());
    let name = put(&store, "future", HOUR).await;
    shift(folder.path(), &name, 365 * 24 * 3600);
    assert_eq!(store.sweep().await.unwrap(), 0);
    assert_eq!(text(&store, &name).await.unwrap(), "future");
    // It now has an hour from when it was seen, and not a year.
    shift(folder.path(), &name, -3601);
    assert_eq!(store.sweep().await.unwrap(), 1);
}

#[tokio::test]
async fn nothing_of_others_is_removed() {
    let folder = TempDir::new().unwrap();
    let store = open(folder.path());
    let name = put(&store, "ours", HOUR).await;
    let at = |name: &str| folder.path().join(name);
    let ours = at(&format!("html2pdf-{}", name.as_str()));
    let random = "0123456789012345678901234567890123456789";
    let foreign = at(&format!("html2pdf-{random}"));
    // A folder that is called like ours, without a head of ours.
    fs::create_dir(&foreign).unwrap();
    fs::write(foreign.join("head.json"), "{\"expires\": 1, \"made\": 0}").unwrap();
    fs::write(foreign.join("document"), "theirs").unwrap();
    fs::create_dir(at("html2pdf-notes")).unwrap();
    fs::write(at("invoice.pdf"), "theirs").unwrap();
    std::os::unix::fs::symlink(&ours, at(&format!("html2pdf-{}", random.replace('0', "a"))))
        .unwrap();
    // And a file that somebody has put beside our own.
    fs::write(ours.join("notes.txt"), "theirs").unwrap();
    shift(folder.path(), &name, -3601);
    store.sweep().await.unwrap();
    assert_eq!(fs::read(foreign.join("document")).unwrap(), b"theirs");
    assert_eq!(fs::read(ours.join("notes.txt")).unwrap(), b"theirs");
    assert!(!ours.join("document").exists());
    assert_eq!(entries(folder.path()), 5);
}

#[tokio::test]
async fn what_a_killed_service_left_unfinished_is_removed_and_what_is_under_way_is_not() {
    let folder = TempDir::new().unwrap();
    let store = open(folder.path());
    let Kind::Folder(inner) = &store.kind else {
        unreachable!()
    };
    let name = Name::new().unwrap();
    let under_way = inner.begin(&name).unwrap();
    assert_eq!(store.sweep().await.unwrap(), 0);
    assert_eq!(entries(folder.path()), 1);
    drop(under_way);
    // Where another test is about to start a process, that has the lock too until it becomes another program.
    let patience = std::time::Instant::now() + HOUR / 60;
    while store.sweep().await.unwrap() == 0 && std::time::Instant::now() < patience {
        std::thread::yield_now();
    }
    assert_eq!(entries(folder.path()), 0);
}

#[test]
fn what_a_bucket_needs_is_asked_for_before_it_is_used() {
    let place = || Place::read("s3://results/pdf").unwrap();
    let with = |variables: &[(&str, &str)], may_be_plain| {
        let mut settings = settings(place());
        settings.may_be_plain = may_be_plain;
        for (name, value) in variables {
            settings.credentials.add(name.as_bytes(), value.as_bytes());
        }
        Store::check(&settings).map_err(|message| message.to_string())
    };
    let region = ("AWS_REGION", "eu-central-1");
    let key = ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
    let secret = ("AWS_SECRET_ACCESS_KEY", "hush");
    assert_eq!(with(&[region, key, secret], false), Ok(()));
    // A machine may have a role without any of it.
    assert_eq!(with(&[region], false), Ok(()));
    assert!(
        with(&[key, secret], false)
            .unwrap_err()
            .contains("AWS_REGION")
    );
    let refused = with(&[region, secret], false).unwrap_err();
    assert!(refused.contains("AccessKeyId"), "{refused}");
    assert!(!refused.contains("hush"), "{refused}");
    let emulator = ("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9000");
    let refused = with(&[emulator], false).unwrap_err();
    assert!(refused.contains("HTML2PDF_STORE_HTTP"), "{refused}");
    assert_eq!(with(&[emulator], true), Ok(()));
}

/// `AWS_CHECKSUM_ALGORITHM=CRC64NVME`, by the crate of ours that stands for crc-fast: the values are those of the NVMe
/// specification.
#[test]
fn the_checksum_that_a_bucket_may_be_given_is_the_one_of_its_name() {
    use crc_fast::{CrcAlgorithm, Digest};
    let counting: Vec<u8> = (0..4096).map(|number| number as u8).collect();
    for (bytes, checksum) in [
        (&b"123456789"[..], 0xAE8B_1486_0A79_9888_u64),
        (&[0; 4096], 0x6482_D367_EB22_B64E),
        (&[0xFF; 4096], 0xC0DD_BA73_02EC_A3AC),
        (&counting, 0x3E72_9F5F_6750_449C),
    ] {
        for piece in [1, 7, 4096] {
            let mut digest = Digest::new(CrcAlgorithm::Crc64Nvme);
            bytes.chunks(piece).for_each(|piece| digest.update(piece));
            assert_eq!(digest.finalize(), checksum, "in pieces of {piece}");
        }
    }
}
