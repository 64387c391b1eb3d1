//! The zip as Lambda runs it: in an empty room, read-only, as nobody, without
//! a network. `scripts/check-package.sh` makes the room and starts these tests.

use crate::support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io;
use std::net::{SocketAddr, TcpStream};
use std::os::fd::AsRawFd;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant, SystemTime};

use rustix::fs::{Mode, OFlags};
use serde_json::{Value, json};

use support::child::{self, Start as _};
use support::documents::{Form, WORDS, letter};
use support::empty_root::{EmptyRoot, GROUP, REFUSED, RUNTIME_API, TASK, USER};
use support::events::{FrontDoor, Request, Transport, page};
use support::pdf::Pdf;
use support::proc::Idle;
use support::runtime_api::{Function, RuntimeApi, in_seconds};
use support::service::Answer;
use support::wait;

/// The package's function in the room.
struct Lambda<'room> {
    function: Function,
    room: &'room EmptyRoot,
}

impl<'room> Lambda<'room> {
    fn start(room: &'room EmptyRoot) -> Self {
        Self::start_with(room, |command| room.confine(command))
    }

    fn start_with(room: &'room EmptyRoot, confine: impl FnOnce(&mut Command)) -> Self {
        let api = RuntimeApi::start_at(RUNTIME_API);
        let mut command = api.command(&Path::new(TASK).join("bootstrap"), Path::new(TASK));
        confine(&mut command);
        let function = Function::start(api, command, &room.temp());
        let filtered = status(&format!("/proc/{}/status", function.pid()), "Seccomp");
        assert_eq!(filtered, "2", "under a filter");
        Self { function, room }
    }

    fn answer(&mut self, front_door: FrontDoor, request: &Request, transport: Transport) -> Answer {
        let event = front_door.event(request, transport);
        let deadline = in_seconds(29.0);
        let answer = self.function.invoke(&event, deadline).response();
        self.assert_nothing_left();
        front_door.read(&answer)
    }

    fn assert_nothing_left(&self) {
        self.function.assert_nothing_left();
        let expected: BTreeSet<_> = [self.function.pid()]
            .into_iter()
            .chain(self.function.warm_engine())
            .collect();
        let ours: BTreeSet<_> = processes_of(USER).into_iter().collect();
        let left: Vec<_> = ours.difference(&expected).collect();
        assert!(left.is_empty(), "left: processes {left:?} of {ours:?}");
    }
}

fn processes_of(user: u32) -> Vec<u32> {
    let ids = std::fs::read_dir("/proc").unwrap().flatten();
    let ids = ids.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    ids.filter(|id| status(&format!("/proc/{id}/status"), "Uid") == user.to_string())
        .collect()
}

/// The first word of a line in `/proc/*/status`.
fn status(path: &str, name: &str) -> String {
    let status = std::fs::read_to_string(path).unwrap_or_default();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    line.and_then(|line| line.split_whitespace().next())
        .unwrap_or_default()
        .to_owned()
}

/// The folder of the unpacked zip outside the room.
fn unpacked() -> PathBuf {
    std::env::var_os("HTML2PDF_UNPACKED")
        .expect("start scripts/check-package.sh")
        .into()
}

/// What the same program prints outside the room.
fn printed_outside(html: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let (input, output) = (folder.path().join("a.html"), folder.path().join("a.pdf"));
    std::fs::write(&input, html).unwrap();
    let mut command = child::command(unpacked().join("bootstrap"));
    command
        .env_clear()
        .arg("render")
        .arg(input)
        .arg("-o")
        .arg(&output);
    let ended = command.run();
    assert!(
        ended.status.success(),
        "{}",
        String::from_utf8_lossy(&ended.stderr)
    );
    std::fs::read(output).unwrap()
}

#[test]
#[ignore = "needs the room of scripts/check-package.sh"]
fn every_front_door_prints_every_form_to_the_same_bytes() {
    let room = EmptyRoot::enter();
    let mut lambda = Lambda::start(&room);
    let first = lambda
        .answer(FrontDoor::Rest, &letter(Form::Html), Transport::Plain)
        .pdf();
    for front_door in FrontDoor::ALL {
        for form in Form::ALL {
            for transport in [Transport::Plain, Transport::Base64] {
                let pdf = lambda.answer(front_door, &letter(form), transport).pdf();
                assert!(
                    pdf == first,
                    "{form:?} in {transport:?} through {front_door:?} differs"
                );
            }
        }
    }
}

#[test]
#[ignore = "needs the room of scripts/check-package.sh"]
fn the_engine_is_kept_warm_and_one_that_is_not_prints_the_same() {
    let room = EmptyRoot::enter();
    let print = |lambda: &mut Lambda<'_>| {
        let request = letter(Form::Multipart);
        lambda
            .answer(FrontDoor::Rest, &request, Transport::Plain)
            .pdf()
    };
    let is_warm = |lambda: &mut Lambda<'_>| {
        let health = Request::new("GET", "/health");
        let answer = lambda.answer(FrontDoor::Rest, &health, Transport::Plain);
        let health: Value = serde_json::from_slice(&answer.body).unwrap();
        health["warm"].as_bool().unwrap()
    };

    let mut lambda = Lambda::start(&room);
    assert!(lambda.function.warm_engine().is_some());
    assert!(is_warm(&mut lambda));
    let warm = print(&mut lambda);
    assert!(is_warm(&mut lambda));
    drop(lambda);

    let mut lambda = Lambda::start_with(&room, |command| {
        room.confine(command);
        command.env("HTML2PDF_ENGINE_MODE", "spawn");
    });
    assert_eq!(lambda.function.warm_engine(), None);
    assert!(!is_warm(&mut lambda));
    assert!(print(&mut lambda) == warm);
    drop(lambda);

    // Where the warm engine may not have children for the function, it is of no use.
    let mut lambda = Lambda::start_with(&room, |command| {
        room.confine_and_refuse(command, libc::CLONE_PARENT);
    });
    assert!(lambda.function.warm_engine().is_some());
    assert!(print(&mut lambda) == warm);
    assert!(!is_warm(&mut lambda));
}

#[test]
#[ignore = "needs the room of scripts/check-package.sh"]
fn prints_the_bytes_that_it_prints_outside() {
    // In several fonts: the engine orders them by their paths, if it is let.
    let html = "<!DOCTYPE html><p>견적서 ₩1,234,000 <b>Grand</b> <i>total</i> \
                <span style='font-family:바탕'>바탕</span> <code>code</code> 請求書 ✓";
    let room = EmptyRoot::enter();
    let outside = printed_outside(html);
    let mut lambda = Lambda::start(&room);
    let inside = lambda
        .answer(FrontDoor::Rest, &page(html), Transport::Base64)
        .pdf();
    assert!(Pdf::new(&inside).fonts().len() > 4);
    assert!(inside == outside);
}

#[test]
#[ignore = "needs the room of scripts/check-package.sh"]
fn the_pdf_has_its_text_its_size_and_its_fonts() {
    let room = EmptyRoot::enter();
    let mut lambda = Lambda::start(&room);
    let answer = lambda.answer(FrontDoor::Rest, &letter(Form::Multipart), Transport::Base64);
    let pdf = Pdf::new(&answer.pdf());
    let text = pdf.text();
    assert!(WORDS.iter().all(|word| text.contains(word)), "{text}");
    assert_eq!(pdf.size(), (420.0, 595.0));
    let fonts = pdf.fonts();
    assert!(
        fonts.iter().any(|(name, _)| name.contains("Nanum")),
        "{fonts:?}"
    );
    assert!(fonts.iter().all(|(_, embedded)| *embedded), "{fonts:?}");
}

#[test]
#[ignore = "needs the room of scripts/check-package.sh"]
fn headers_contents_and_pictures_need_nothing_else() {
    let room = EmptyRoot::enter();
    let mut lambda = Lambda::start(&room);
    let mut request = page("<!DOCTYPE html><h1>제목</h1><p style='page-break-before:always'>둘째");
    request.query =
        "toc=on&header_html=%3Cp%3E[page]+of+[topage]&watermark_text=%EC%82%AC%EB%B3%B8".to_owned();
    let answer = lambda.answer(FrontDoor::Rest, &request, Transport::Base64);
    let text = Pdf::new(&answer.pdf()).text();
    for word in ["목차", "3 of 3", "둘째"] {
        assert!(text.contains(word), "no {word} in {text}");
    }
    request.path = "/png".to_owned();
    let answer = lambda.answer(FrontDoor::Rest, &request, Transport::Base64);
    assert!(answer.body.starts_with(b"\x89PNG"), "{}", answer.status);
    lambda.assert_nothing_left();
}

#[test]
#[ignore = "needs the room of scripts/check-package.sh"]
fn every_glyph_is_there() {
    let room = EmptyRoot::enter();
    let mut lambda = Lambda::start(&room);
    let deep = Request::new("GET", "/health").query("deep=1");
    let answer = lambda.answer(FrontDoor::FunctionUrl, &deep, Transport::Plain);
    assert_eq!(
        answer.status,
        200,
        "{}",
        String::from_utf8_lossy(&answer.body)
    );
}

/// Where `prctl` is refused, it is the file that nobody may read who may start it.
#[test]
#[ignore = "needs the room of scripts/check-package.sh"]
fn no_process_of_the_same_user_reads_the_functions_keys() {
    for program in ["bootstrap", "engine/lib/ld-linux-x86-64.so.2"] {
        let file = std::fs::metadata(unpacked().join(program)).unwrap();
        assert_eq!(file.permissions().mode() & 0o777, 0o111, "{program}");
    }
    let room = EmptyRoot::enter();
    let mut lambda = Lambda::start(&room);
    let health = Request::new("GET", "/health");
    let answer = lambda.answer(FrontDoor::HttpApi, &health, Transport::Plain);
    let health: Value = serde_json::from_slice(&answer.body).unwrap();
    let contained = &health["containment"];
    assert_eq!(contained["environment"], "wiped");
    assert_eq!(contained["process"], "unreadable");

    let function = lambda.function.pid();
    let environment = std::fs::read(format!("/proc/{function}/environ")).unwrap();
    assert!(!environment.is_empty() && environment.iter().all(|byte| *byte == 0));
    let reads = |process: u32| {
        let mut sibling = Command::new("cat");
        sibling.arg(format!("/proc/{process}/environ"));
        sibling.uid(USER).gid(GROUP);
        sibling.output().unwrap().status.success()
    };
    assert!(!reads(function));
    assert!(!reads(lambda.function.warm_engine().unwrap()));
    // It could read those of other programs.
    let other = Idle::start(|command| {
        command.uid(USER).gid(GROUP);
    });
    assert!(reads(other.pid().as_raw_pid() as u32));
}

#[test]
#[ignore = "needs the room of scripts/check-package.sh"]
fn the_engine_takes_nothing_from_outside_its_bundle() {
    let room = EmptyRoot::enter();
    let mut lambda = Lambda::start(&room);
    assert_eq!(
        lambda.function.files(),
        [] as [PathBuf; 0],
        "made at the start"
    );

    let seen = watch_the_engine(&mut lambda);

    let bundle = lambda.room.path().join("var/task/engine");
    assert!(
        seen.mapped.iter().all(|path| path.starts_with(&bundle)),
        "{:#?}",
        seen.mapped
    );
    assert!(
        seen.mapped
            .iter()
            .any(|path| path.starts_with(bundle.join("cache"))),
        "{:#?}",
        seen.mapped
    );
    assert!(
        !seen.files.iter().any(|path| is_index(path)),
        "{:#?}",
        seen.files
    );
}

/// Lambda says nothing about the times of a package's files.
#[test]
#[ignore = "needs the room of scripts/check-package.sh"]
fn a_deployment_that_changes_times_costs_one_small_file() {
    let room = EmptyRoot::enter();
    let _later = LaterTime::of(&unpacked().join("engine/fonts"));
    let mut lambda = Lambda::start(&room);

    let seen = watch_the_engine(&mut lambda);

    let index: Vec<_> = seen.files.iter().filter(|path| is_index(path)).collect();
    assert!(
        index.len() == 1 && seen.mapped.contains(index[0]),
        "{:#?}",
        seen.files
    );
    // A folder of its own in that of the service's user.
    let folder = index[0].ancestors().nth(2).unwrap();
    assert_eq!(lambda.function.files(), [folder]);
}

fn is_index(path: &Path) -> bool {
    path.to_string_lossy().contains(".cache-")
}

/// A folder that has been changed just now, until this is dropped.
struct LaterTime {
    folder: File,
    before: SystemTime,
}

impl LaterTime {
    fn of(folder: &Path) -> Self {
        let folder = File::open(folder).unwrap();
        let before = folder.metadata().unwrap().modified().unwrap();
        folder.set_modified(SystemTime::now()).unwrap();
        Self { folder, before }
    }
}

impl Drop for LaterTime {
    fn drop(&mut self) {
        self.folder.set_modified(self.before).unwrap();
    }
}

/// What an engine has used.
#[derive(Default)]
struct Seen {
    /// Files that were mapped into it: itself, libraries, fonts, the font index.
    mapped: BTreeSet<PathBuf>,
    /// Files in the temporary folder meanwhile.
    files: BTreeSet<PathBuf>,
}

/// Prints a document that never ends, looks at the engine until the deadline
/// takes it away, and makes sure that the function goes on.
fn watch_the_engine(lambda: &mut Lambda<'_>) -> Seen {
    let endless = page("<h1>견적서</h1><script>for(;;);</script>");
    let deadline = in_seconds(2.0);
    let event = FrontDoor::HttpApi.event(&endless, Transport::Plain);
    lambda.function.submit(&event, deadline);
    let mut seen = Seen::default();
    wait::until("the deadline takes it away", Duration::from_secs(5), || {
        let engines = lambda.function.processes();
        let is_over = engines.is_empty() && !seen.mapped.is_empty();
        for engine in engines {
            // A moment after its birth it is still the function's own image.
            if comm(engine) != "bootstrap" {
                seen.mapped.extend(mapped_files(engine));
            }
        }
        walk(&lambda.room.temp(), &mut seen.files);
        is_over
    });
    let answer = lambda.function.outcome(deadline).response();
    assert_eq!(FrontDoor::HttpApi.read(&answer).problem()["status"], 504);
    lambda.assert_nothing_left();
    lambda
        .answer(FrontDoor::HttpApi, &letter(Form::Html), Transport::Plain)
        .pdf();
    seen
}

fn comm(process: u32) -> String {
    let comm = std::fs::read_to_string(format!("/proc/{process}/comm")).unwrap_or_default();
    comm.trim().to_owned()
}

fn mapped_files(process: u32) -> BTreeSet<PathBuf> {
    let maps = std::fs::read_to_string(format!("/proc/{process}/maps")).unwrap_or_default();
    let paths = maps
        .lines()
        .filter_map(|line| line.find('/').map(|at| line[at..].into()));
    paths.collect()
}

fn walk(folder: &Path, files: &mut BTreeSet<PathBuf>) {
    // Whatever goes away meanwhile, is gone.
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => walk(&entry.path(), files),
            _ => drop(files.insert(entry.path())),
        }
    }
}

/// Set where this program is started again, in the room.
const IN_THE_ROOM: &str = "HTML2PDF_IN_THE_ROOM";

/// Without this one, the others would prove nothing.
#[test]
#[ignore = "needs the room of scripts/check-package.sh"]
fn the_room_is_as_closed_as_lambdas() {
    if std::env::var_os(IN_THE_ROOM).is_some() {
        println!("\n{}", look_around());
        return;
    }
    let room = EmptyRoot::enter();
    let api = RuntimeApi::start_at(RUNTIME_API);
    // Nothing can start this program in the room but the bundle's own loader,
    // with the bundle's C library, from a descriptor that is handed on to it.
    let program = std::env::current_exe().unwrap();
    let program = rustix::fs::open(program, OFlags::RDONLY, Mode::empty()).unwrap();
    let libraries = Path::new(TASK).join("engine/lib");
    let mut command = api.command(&libraries.join("ld-linux-x86-64.so.2"), Path::new(TASK));
    command
        .env(IN_THE_ROOM, "1")
        .arg("--library-path")
        .arg(&libraries)
        .arg(format!("/proc/self/fd/{}", program.as_raw_fd()))
        .args(["--exact", "package::the_room_is_as_closed_as_lambdas"])
        .args(["--include-ignored", "--nocapture"]);
    room.confine(&mut command);

    let output = command.run();

    let text = String::from_utf8_lossy(&output.stdout);
    let seen = text.lines().find(|line| line.starts_with('{'));
    let seen = seen.unwrap_or_else(|| panic!("{text}{}", String::from_utf8_lossy(&output.stderr)));
    let refused: BTreeMap<_, _> = system_calls()
        .into_keys()
        .map(|name| (name, libc::EPERM))
        .collect();
    let expected = json!({
        "systemCalls": refused,
        "user": USER.to_string(),
        "group": GROUP.to_string(),
        "capabilities": "0000000000000000",
        "writable": ["/tmp"],
        "root": ["dev", "proc", "tmp", "var"],
        "devices": ["null", "urandom"],
        "interfaces": ["lo"],
        "out": "NetworkUnreachable",
        "runtimeApi": "connected",
    });
    assert_eq!(serde_json::from_str::<Value>(seen).unwrap(), expected);

    // Out here, as root, the same calls fail for other reasons.
    assert!(
        system_calls()
            .into_values()
            .all(|error| error != libc::EPERM),
        "{:?}",
        system_calls()
    );
    // The package is read-only for everybody.
    let write = File::create(room.path().join("var/task/written"));
    assert_eq!(write.unwrap_err().kind(), io::ErrorKind::ReadOnlyFilesystem);
}

fn look_around() -> Value {
    let folders = [
        "/",
        "/var/task",
        "/var/task/engine/cache",
        "/dev",
        "/proc",
        "/tmp",
    ];
    let writable = folders.iter().filter(|folder| {
        let file = Path::new(folder).join("written");
        let written = File::create(&file).is_ok();
        let _ = std::fs::remove_file(file);
        written
    });
    json!({
        "systemCalls": system_calls(),
        "user": status("/proc/self/status", "Uid"),
        "group": status("/proc/self/status", "Gid"),
        "capabilities": status("/proc/self/status", "CapEff"),
        "writable": writable.collect::<Vec<_>>(),
        "root": names("/"),
        "devices": names("/dev"),
        "interfaces": interfaces(),
        "out": connect("192.0.2.1:443"),
        "runtimeApi": connect(RUNTIME_API),
    })
}

/// The error of each call that the room refuses, with arguments that no kernel
/// takes.
#[expect(unsafe_code, reason = "no library makes calls that are wrong")]
fn system_calls() -> BTreeMap<&'static str, i32> {
    let error = |call, first: i64| {
        // SAFETY: all pointers are invalid, all descriptors and commands too:
        // none of the calls gets further than looking at its arguments.
        let answer = unsafe { libc::syscall(call, first, -1_i64, -1_i64, -1_i64, -1_i64, -1_i64) };
        assert_eq!(answer, -1);
        io::Error::last_os_error().raw_os_error().unwrap()
    };
    let mut errors: BTreeMap<_, _> = REFUSED
        .iter()
        .map(|(name, call)| (*name, error(*call, -1)))
        .collect();
    // These two exclude each other.
    let flags = libc::CLONE_NEWUSER | libc::CLONE_FS;
    errors.insert("clone", error(libc::SYS_clone, flags.into()));
    errors
}

fn names(folder: &str) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).unwrap().flatten();
    entries
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect()
}

fn interfaces() -> Vec<String> {
    let table = std::fs::read_to_string("/proc/net/dev").unwrap();
    let lines = table.lines().filter_map(|line| line.split_once(':'));
    lines.map(|(name, _)| name.trim().to_owned()).collect()
}

fn connect(address: &str) -> String {
    let address: SocketAddr = address.parse().unwrap();
    match TcpStream::connect_timeout(&address, Duration::from_secs(2)) {
        Ok(_) => "connected".to_owned(),
        Err(error) => format!("{:?}", error.kind()),
    }
}

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
    for vector in order.filter(|vector| !vector.is_denial()) {
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
