//! Hostile documents in the package.

use crate::support;

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use support::empty_root::EmptyRoot;
use support::events::{FrontDoor, Request, Transport};
use support::service::Answer;

use super::Lambda;

/// Each in turn, through the function as it ships: with what Lambda refuses refused, it has the
/// guard and the proxy alone.
#[test]
#[ignore = "needs the room of scripts/check-package.sh"]
fn hostile_documents_reach_nothing() {
    use support::hostile::canary::{Files, Servers};
    use support::hostile::corpus;
    use support::hostile::room;
    use support::hostile::watch::{Policy, Watch};

    const LONGEST: Duration = Duration::from_secs(30);
    let room = EmptyRoot::enter();
    let furnished = Command::new("bash")
        .args(["-euc", &room::furnish()])
        .status();
    assert!(furnished.unwrap().success());
    // The Runtime API has its own port, and tells of strangers itself.
    let servers = Servers::start(&[9001]);
    let folder = tempfile::Builder::new()
        .prefix("canary-")
        .permissions(std::os::unix::fs::PermissionsExt::from_mode(0o755))
        .tempdir_in(room.temp())
        .unwrap();
    let files = Files::plant_in(folder);
    let place = Path::new("/").join(files.path().strip_prefix(room.path()).unwrap());
    let mut lambda = Lambda::start_with(&room, |command| {
        // As it ships.
        command.env_remove("HTML2PDF_NETWORK");
        room.confine(command);
    });
    let service = lambda.function.pid();
    let watch = Watch::new(servers, files, &place, Path::new("/tmp/html2pdf-"), service);
    let vectors = corpus::read();
    let mut bad = Vec::new();
    let started = Instant::now();
    let (mut sent, mut public) = (Vec::new(), 0);
    // Every third one first, so that each family is there even where time runs out.
    let order = (0..3).flat_map(|first| vectors.iter().skip(first).step_by(3));
    // As it ships it does not believe the public server's authority, and so tells it nothing over TLS.
    let asks = |vector: &&corpus::Vector| !vector.is_denial() && vector.file != "good-https.html";
    for vector in order.filter(asks) {
        if started.elapsed() > LONGEST {
            break;
        }
        let mut json = vector.request("p", watch.places());
        json["timeout"] = json!("5s");
        let mut request = Request::post("application/json", json.to_string());
        request.path = vector.path().to_owned();
        let answer = lambda.answer(FrontDoor::Rest, &request, Transport::Base64);
        public += usize::from(watch.reached_public(vector, "p"));
        sent.push((vector, json, answer));
    }
    println!(
        "{} hostile documents in {:?}",
        sent.len(),
        started.elapsed()
    );
    // To look at what came takes longer than to print it.
    let look = |(vector, json, answer): &(&corpus::Vector, Value, Answer)| {
        let leaks = watch.leaks_of(json, answer, Policy::Public, vector);
        let line = format!("{} ({}): {leaks:?}", vector.file, vector.tries);
        (!leaks.is_empty()).then_some(line)
    };
    std::thread::scope(|scope| {
        let parts: Vec<_> = sent
            .chunks(sent.len().div_ceil(4))
            .map(|part| scope.spawn(|| part.iter().filter_map(look).collect::<Vec<_>>()))
            .collect();
        for part in parts {
            bad.extend(part.join().unwrap());
        }
    });
    bad.extend(watch.contacts_against(Policy::Public, &vectors, &["p"], 0));
    bad.extend(
        watch
            .written()
            .iter()
            .map(|path| format!("written: {}", path.display())),
    );
    bad.extend(watch.of_log(&lambda.function.log(), &vectors, &["p"]));
    bad.extend(lambda.function.api().strangers());
    assert!(bad.is_empty(), "{}", bad.join("\n"));
    let sent = sent.len();
    assert!(
        sent >= 100 && public > 0,
        "{sent} were sent, {public} came to the public"
    );
}
