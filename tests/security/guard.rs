//! The guard inside the engine, by itself, and the kernel's sandbox around it. Each door that is
//! shut has a twin here: the same engine with the guard off goes through it.

use crate::support;

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rustix::process::Pid;
use tempfile::TempDir;

use support::bundle;
use support::child::{self, Start as _};
use support::pdf::Pdf;
use support::proc::wait_until_used;
use support::service::Service;

const SECRET: &str = "Secret4711";

/// The engine with our library and no flags that shut anything, at work in a folder as the service
/// makes it.
pub(super) struct Engine {
    folder: TempDir,
    /// Lies beside the folder, and has the secret in it.
    outside: TempDir,
    guard: bool,
    sandbox: &'static str,
}

impl Engine {
    pub(super) fn new(guard: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for part in ["home", "document"] {
            fs::create_dir(folder.path().join(part)).unwrap();
        }
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("secret.txt"), SECRET).unwrap();
        Self {
            folder,
            outside,
            guard,
            sandbox: "",
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn secret(&self) -> PathBuf {
        self.outside.path().join("secret.txt")
    }

    fn run(&self, html: &str) -> Output {
        fs::write(self.path("document/index.html"), html).unwrap();
        let root = bundle::path();
        let mut command = child::command(root.join("lib/ld-linux-x86-64.so.2"));
        command
            .args(["--inhibit-cache", "--preload", "libhtml2pdf.so"])
            .arg("--library-path")
            .arg(root.join("lib"))
            .arg(root.join("bin/wkhtmltopdf"))
            .args(["--enable-local-file-access", "--load-error-handling"])
            .args(["ignore", "--load-media-error-handling", "ignore"])
            .arg(self.path("document/index.html"))
            .arg(self.path("result.pdf"))
            .current_dir(self.folder.path())
            .env_clear()
            .env("LC_ALL", "C.UTF-8")
            .env("HOME", self.path("home"))
            .env("TMPDIR", self.path("home"))
            .env("GCONV_PATH", root.join("lib/gconv"))
            .env("FONTCONFIG_FILE", root.join("etc/fonts.conf"))
            .env("XDG_CACHE_HOME", root.join("cache"));
        if self.guard {
            command.env("HTML2PDF_GUARD", &root);
            command.env("HTML2PDF_SANDBOX", self.sandbox);
        }
        command.run()
    }

    /// The text of what it prints.
    pub(super) fn text(&self, html: &str) -> String {
        let output = self.run(html);
        let said = String::from_utf8_lossy(&output.stderr);
        let pdf = fs::read(self.path("result.pdf")).unwrap_or_else(|_| panic!("{said}"));
        Pdf::new(&pdf).text()
    }
}

/// Whether the guarded engine shows the secret, and whether the other one does.
fn shows_secret(html: impl Fn(&Engine) -> String) -> [bool; 2] {
    [true, false].map(|guard| {
        let engine = Engine::new(guard);
        let text = engine.text(&html(&engine));
        assert!(text.contains("marker"), "{text}");
        text.contains(SECRET)
    })
}

fn page(frame: &str) -> String {
    format!("<!DOCTYPE html><p>marker<iframe width=500 src=\"{frame}\"></iframe>")
}

#[test]
fn a_file_outside_stays_outside() {
    let ways: [fn(&Engine) -> String; 4] = [
        |engine| format!("file://{}", engine.secret().display()),
        |engine| format!("file:///proc/self/root{}", engine.secret().display()),
        |engine| {
            let outside = engine.outside.path().file_name().unwrap();
            format!("../../{}/secret.txt", outside.display())
        },
        |engine| {
            let link = engine.path("document/link.txt");
            std::os::unix::fs::symlink(engine.secret(), link).unwrap();
            "link.txt".to_owned()
        },
    ];
    for (number, way) in ways.iter().enumerate() {
        let shown = shows_secret(|engine| page(&way(engine)));
        assert_eq!(shown, [false, true], "way {number}");
    }
}

#[test]
fn a_script_changes_no_file() {
    for guard in [true, false] {
        let engine = Engine::new(guard);
        let other = engine.outside.path().join("new.txt");
        let html = |path: &Path| {
            format!(
                "<!DOCTYPE html><p>marker<script>
                var request = new XMLHttpRequest();
                request.open('PUT', 'file://{}', false);
                try {{ request.send('written') }} catch (e) {{}}
                </script>",
                path.display()
            )
        };
        // The plain engine empties the file, and writes nothing.
        engine.run(&html(&engine.secret()));
        assert_eq!(
            fs::read_to_string(engine.secret()).unwrap().is_empty(),
            !guard
        );
        engine.run(&html(&other));
        assert_eq!(other.exists(), !guard);
        let document = engine.path("document/index.html");
        engine.run(&html(&document));
        assert_eq!(fs::read(&document).unwrap().is_empty(), !guard);
    }
}

#[test]
fn nobody_is_spoken_to() {
    for (scheme, guard) in [("http", true), ("http", false), ("ws", true), ("ws", false)] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let callers = Arc::new(AtomicUsize::new(0));
        let counted = callers.clone();
        std::thread::spawn(move || {
            for mut caller in listener.incoming().flatten() {
                counted.fetch_add(1, Ordering::SeqCst);
                let _ = caller.set_read_timeout(Some(Duration::from_millis(200)));
                let _ = caller.read(&mut [0; 100]);
            }
        });
        let script = match scheme {
            "ws" => format!("new WebSocket('ws://{address}/')"),
            _ => format!("new Image().src = 'http://{address}/'"),
        };
        Engine::new(guard).run(&format!(
            "<!DOCTYPE html><p>marker<script>{script}</script>"
        ));
        let called = callers.load(Ordering::SeqCst) > 0;
        assert_eq!(called, !guard, "{scheme}");
    }
}

/// What the bundle's programs take from the C library by these names could open a file, reach a
/// machine or start a process. The guard must stand before each that they do take.
#[test]
fn the_guard_stands_before_every_way_that_the_engine_knows() {
    const WAYS: &str = "open open64 openat openat64 __open_2 __open64_2 __openat_2 creat creat64 \
        fopen fopen64 freopen freopen64 opendir mkstemp mkstemp64 mkostemp mkostemp64 mkdtemp tmpfile tmpfile64 utimensat scandir scandir64 scandirat glob glob64 ftw nftw \
        fts_open unlink unlinkat remove rename renameat renameat2 mkdir mkdirat rmdir symlink \
        symlinkat link linkat chmod fchmodat chown lchown fchownat truncate truncate64 utimes \
        lutimes utime mknod mkfifo __xmknod shm_open memfd_create open_by_handle_at \
        socket connect bind listen accept accept4 sendto sendmsg sendmmsg getaddrinfo getnameinfo \
        gethostbyname gethostbyname2 gethostbyname_r gethostbyname2_r gethostbyaddr \
        gethostbyaddr_r res_query res_search res_nquery __res_query \
        fork vfork clone execve execv execvp execvpe execl execlp execle execveat fexecve \
        posix_spawn posix_spawnp system popen kill killpg tkill tgkill ptrace";
    let ways: BTreeSet<_> = WAYS.split_whitespace().collect();
    let lib = bundle::path().join("lib");
    let ours = symbols("--defined-only", &lib.join("libhtml2pdf.so"));
    let mut programs = vec![bundle::path().join("bin/wkhtmltopdf")];
    let libraries = fs::read_dir(&lib)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    programs.extend(libraries.filter(|path| is_library(path)));
    let mut taken = 0;
    for program in programs {
        let wanted = symbols("--undefined-only", &program);
        for way in wanted.iter().filter(|name| ways.contains(name.as_str())) {
            taken += 1;
            assert!(ours.contains(way), "{} takes {way}", program.display());
        }
    }
    assert!(taken > 50, "{taken}");
}

/// Those that stand above the C library.
fn is_library(path: &Path) -> bool {
    const BELOW: [&str; 4] = ["libc.so", "ld-linux", "libm.so", "libhtml2pdf"];
    let name = path.file_name().unwrap().to_string_lossy();
    name.contains(".so") && !BELOW.iter().any(|below| name.starts_with(below))
}

fn symbols(which: &str, path: &Path) -> BTreeSet<String> {
    let listed = Command::new("nm").args(["-D", which]).arg(path).output();
    let listed = String::from_utf8(listed.unwrap().stdout).unwrap();
    let names = listed
        .lines()
        .filter_map(|line| line.split(' ').next_back());
    names
        .map(|name| name.split('@').next().unwrap().to_owned())
        .collect()
}

/// A line of what the kernel tells of a process's state.
fn status(process: Pid, name: &str) -> String {
    let text = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let mut lines = text.lines().filter_map(|line| line.strip_prefix(name));
    lines
        .next()
        .unwrap()
        .trim_start_matches(':')
        .trim()
        .to_owned()
}

/// How a looping document's engine is held: no_new_privs, seccomp, and whether it has a network of
/// its own.
fn held(settings: &[(&str, &str)]) -> [bool; 3] {
    let service = Service::start_with(settings);
    if !settings.contains(&("HTML2PDF_ENGINE_MODE", "spawn")) {
        service.warm_engine();
    }
    let html = "<!DOCTYPE html><p>x<script>for (;;);</script>";
    let asked = service.begin("javascript=true", html);
    // It takes them on before it begins.
    let engine = service.wait_for_engine();
    wait_until_used(engine, Duration::from_secs(1));
    let network = |process: &str| fs::read_link(format!("/proc/{process}/ns/net")).unwrap();
    let held = [
        status(engine, "NoNewPrivs") == "1",
        status(engine, "Seccomp") == "2",
        network(&engine.to_string()) != network("self"),
    ];
    drop(asked);
    service.assert_nothing_left();
    held
}

#[test]
fn the_sandbox_is_around_each_engine_and_not_when_it_is_off() {
    for mode in ["warm", "spawn"] {
        let mode = ("HTML2PDF_ENGINE_MODE", mode);
        let health = Service::start_with(&[mode]);
        let health = health.send("GET", "/health", &[], "").body;
        let health: serde_json::Value = serde_json::from_slice(&health).unwrap();
        let sandbox = &health["containment"]["sandbox"];
        assert_eq!(health["containment"]["guard"], "on");
        let parts = ["no_new_privs", "seccomp", "network_namespace"];
        let said = parts.map(|part| sandbox[part] == "held");
        assert_eq!(held(&[mode]), said, "{mode:?}");
        assert_eq!(held(&[mode, ("HTML2PDF_SANDBOX", "off")]), [false; 3]);
    }
}

#[test]
fn documents_print_the_same_within_each_part_of_the_sandbox() {
    let html = "<!DOCTYPE html><p style='font-family:NanumGothic'>가나다 marker\
                <script>document.write('written')</script>";
    let engine = Engine::new(true);
    let plain = engine.text(html);
    assert!(plain.contains("written"), "{plain}");
    for sandbox in [
        "no_new_privs",
        "network_namespace",
        "no_new_privs landlock",
        "no_new_privs seccomp",
    ] {
        let engine = Engine {
            sandbox,
            ..Engine::new(true)
        };
        assert_eq!(engine.text(html), plain, "{sandbox}");
    }
}

/// In place of ours: a library that has no guard.
const NO_GUARD: &str = "int no_guard;";

#[test]
fn an_engine_without_the_guard_says_so_and_has_no_network() {
    let bundle = bundle::with_library(NO_GUARD);
    let path = bundle.path().to_str().unwrap();
    let service = Service::start_with(&[("HTML2PDF_ENGINE", path), ("HTML2PDF_NETWORK", "public")]);
    let health = service.send("GET", "/health", &[], "").body;
    let health: serde_json::Value = serde_json::from_slice(&health).unwrap();
    assert_eq!(health["containment"]["guard"], "off");
    assert!(
        service.log().contains("the guard does not answer"),
        "{}",
        service.log()
    );
    // Not even a question to the proxy that nobody answers for.
    let answer = service.print("", "<!DOCTYPE html><p>x<img src='http://192.0.2.1/x.png'>");
    assert_eq!(
        answer
            .header("x-pdf-warnings")
            .matches("failed-resource")
            .count(),
        1
    );
    answer.pdf();
}

#[test]
fn a_guard_that_is_lost_while_the_service_runs_stops_it_from_printing() {
    let bundle = bundle::with_library("");
    let lib = bundle.path().join("lib/libhtml2pdf.so");
    fs::copy(bundle::path().join("lib/libhtml2pdf.so"), &lib).unwrap();
    let path = bundle.path().to_str().unwrap();
    let service =
        Service::start_with(&[("HTML2PDF_ENGINE", path), ("HTML2PDF_ENGINE_MODE", "spawn")]);
    let print = || service.print("", "<!DOCTYPE html><p>x").status;
    assert_eq!(print(), 200);
    fs::write(&lib, "").unwrap();
    assert_eq!(print(), 422);
    fs::copy(bundle::path().join("lib/libhtml2pdf.so"), &lib).unwrap();
    assert_eq!(print(), 200);
}

#[test]
fn what_is_required_and_not_to_be_had_refuses_the_start() {
    let bundle = bundle::with_library(NO_GUARD);
    let start = |engine: &Path| {
        child::command(env!("CARGO_BIN_EXE_html2pdf"))
            .arg("doctor")
            .env("HTML2PDF_ENGINE", engine)
            .env("HTML2PDF_SANDBOX", "require:no_new_privs")
            .run()
    };
    let refused = start(bundle.path());
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(!refused.status.success());
    assert!(
        said.contains("HTML2PDF_SANDBOX requires no_new_privs"),
        "{said}"
    );
    assert!(start(&bundle::path()).status.success());
}
