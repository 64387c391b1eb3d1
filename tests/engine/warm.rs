//! The warm engine: what it prints is what a cold one prints, and nothing of a
//! document reaches the next one, nor the process that forks both.

use crate::support;

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;

use support::bundle;
use support::child::{self, Start as _};
use support::pdf::Pdf;
use support::proc::times_in_memory;
use support::service::{Service, multipart};
use support::wait;

/// A word that nothing else has in memory.
const MARK: &str = "Zq7markXv3";

/// A job with the mark wherever a caller may put it.
fn marked(script: &str) -> Value {
    let style = format!(
        ".x::after {{ content: '{MARK}-css' }} @font-face {{ font-family: '{MARK}-font'; src: url({MARK}.ttf) }}"
    );
    let html = format!(
        "<!DOCTYPE html><title>{MARK}-title</title><link rel=stylesheet href='{MARK}.css'>\
         <p class=x style=\"font-family:'{MARK}-font'\">{MARK}-text<img src='{MARK}.svg'>\
         <script>document.cookie='{MARK}-cookie=1';\
         try{{localStorage.setItem('{MARK}-key','{MARK}-value')}}catch(e){{}}{script}</script>"
    );
    let font = bundle::path().join("fonts/LiberationMono-Bold.ttf");
    let picture = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><title>{MARK}</title></svg>"
    );
    json!({
        "html": html,
        "assets": {
            format!("{MARK}.css"): BASE64_STANDARD.encode(style),
            format!("{MARK}.ttf"): BASE64_STANDARD.encode(fs::read(font).unwrap()),
            format!("{MARK}.svg"): BASE64_STANDARD.encode(picture),
        },
        "header_html": format!("<b>{MARK}-header</b>"),
        "footer_center": format!("{MARK}-footer"),
        "cookies": { "c": format!("{MARK}-jar") },
        "request_headers": { "X-A": format!("{MARK}-sent") },
        "password": format!("{MARK}-password"), "username": "u",
        "css": format!("i {{ font-family: '{MARK}' }}"),
        "author": format!("{MARK}-author"),
    })
}

#[test]
fn nothing_of_a_document_is_in_the_memory_of_the_warm_engine() {
    // Cookies and passwords are for remote places.
    let service = Arc::new(Service::start_with(&[("HTML2PDF_NETWORK", "unguarded")]));
    let warm = service.warm_engine();
    let text = Pdf::new(&service.post_json(&marked("")).pdf()).text();
    assert!(text.contains(MARK), "{text}");
    assert_eq!(times_in_memory(warm, MARK), 0);

    // While a document is printed it is in the child's: the search can see.
    let mut endless = marked("while(true){}");
    endless["header_html"] = Value::Null;
    endless["timeout"] = "6s".into();
    let printing = {
        let service = service.clone();
        std::thread::spawn(move || service.post_json(&endless).status)
    };
    service.wait_for_engine();
    let until = Instant::now() + Duration::from_secs(5);
    let mut times = 0;
    while times < 10 && Instant::now() < until {
        times = times_in_memory(service.engines()[0], MARK);
    }
    assert!(times >= 10, "{times} times");
    assert_eq!(times_in_memory(warm, MARK), 0);
    assert_eq!(printing.join().unwrap(), 504);
    assert_eq!(service.warm_engine(), warm);
    assert_eq!(times_in_memory(warm, MARK), 0);
}

#[test]
fn each_document_draws_random_numbers_of_its_own() {
    let service = Service::start();
    service.warm_engine();
    let html = "<!DOCTYPE html><p><script>document.write('drawn' + Math.random())</script>";
    let draw = || Pdf::new(&service.print("", html).pdf()).text();
    let (first, second) = (draw(), draw());
    assert!(first.contains("drawn0."), "{first}");
    assert_ne!(first, second);
}

/// Blocks of memory for the objects of scripts are cut from larger pieces, and taken again: by what a page
/// goes on with, and by workers that come after others.
#[test]
fn what_scripts_leave_in_memory_is_taken_again() {
    const WORKER: &str = "var kept=[],all,i,k;for(k=0;k<4;k++){all=[];\
        for(i=0;i<40000;i++)all.push({n:i,text:'x'+i});kept.push(all[5000*k])}\
        var sum=0;for(i=0;i<4;i++)sum+=kept[i].n+ +kept[i].text.substring(1);postMessage(sum);close()";
    const PAGE: &str = "<!DOCTYPE html><p id=p>nothing<script>\
        var kept=[],rounds=0,workers=0,sum=0;\
        function round(){var all=[],i;for(i=0;i<100000;i++)all.push({n:i,text:'x'+i,more:[i]});\
        for(i=0;i<all.length;i+=5000)kept.push(all[i]);all=null;if(++rounds<8)setTimeout(round,0);else work()}\
        function work(){if(workers++==3){for(var i=0;i<kept.length;i++)sum+=kept[i].n+kept[i].more[0]+ +kept[i].text.substring(1);\
        document.getElementById('p').innerHTML='kept'+kept.length+' sum'+sum;\
        window.status='summed';return}\
        var w=new Worker('w.js');w.onmessage=function(m){sum+=m.data;w.terminate();work()}}\
        setTimeout(round,0)</script>";
    let service = Service::start();
    service.warm_engine();
    let job = json!({
        "html": PAGE,
        "assets": { "w.js": BASE64_STANDARD.encode(WORKER) },
        "wait_for_status": "summed",
    });
    let text = Pdf::new(&service.post_json(&job).pdf()).text();
    let (of_page, of_workers) = (8 * 3 * 950_000, 3 * 2 * 30_000);
    assert!(
        text.contains(&format!("kept160 sum{}", of_page + of_workers)),
        "{text}"
    );
}

/// As one string the title is an argument of the engine; cut at each NUL it would
/// be many.
#[test]
fn a_title_stays_one_argument_whatever_is_in_it() {
    let temp = tempfile::tempdir().unwrap();
    let file = temp.path().join("secret.html");
    fs::write(&file, "<p>secretive").unwrap();
    let title = format!(
        "x\0--enable-local-file-access\0page\0file://{}\0result.pdf",
        file.display()
    );
    for mode in ["warm", "spawn"] {
        let service = Service::start_with(&[("HTML2PDF_ENGINE_MODE", mode)]);
        if mode == "warm" {
            service.warm_engine();
        }
        for html in [
            format!("<title>{title}</title><p>printed"),
            format!("<template><title/></title>{title}</template><p>printed"),
        ] {
            let text = Pdf::new(&service.print("toc=on", &html).pdf()).text();
            assert!(text.contains("printed"), "{mode}: {text}");
            assert!(!text.contains("secretive"), "{mode}: {text}");
        }
    }
}

#[test]
fn what_a_script_keeps_the_next_document_does_not_find() {
    let service = Service::start();
    service.warm_engine();
    let keeps = "<p id=p>before<script>var kept='';\
        try{kept+=localStorage.getItem('k');localStorage.setItem('k','KEPT')}catch(e){}\
        try{kept+=sessionStorage.getItem('k');sessionStorage.setItem('k','KEPT')}catch(e){}\
        kept+=document.cookie+window.name;document.cookie='k=KEPT';window.name='KEPT';\
        document.getElementById('p').innerHTML='found:'+kept</script>";
    for _ in 0..3 {
        let text = Pdf::new(&service.print("", keeps).pdf()).text();
        assert!(text.contains("found:") && !text.contains("KEPT"), "{text}");
    }
}

/// A document whose words its style sheet and its script add.
const BORROWER: &str = "<!DOCTYPE html><link rel=stylesheet href=a.css><p>own<script src=a.js></script>\
    <img src=a.svg width=10>";

fn assets(word: &str) -> [(&'static str, String); 3] {
    [
        ("a.css", format!("p::after {{ content: ' {word}-sheet' }}")),
        (
            "a.js",
            format!("document.write('<b>{word}-script</b>{word}')"),
        ),
        (
            "a.svg",
            format!("<svg xmlns='http://www.w3.org/2000/svg'><text>{word}</text></svg>"),
        ),
    ]
}

#[test]
fn a_file_is_that_of_the_document_and_not_of_an_earlier_one() {
    let service = Service::start();
    service.warm_engine();
    for word in ["first", "second"] {
        let files = assets(word);
        let heads = files
            .each_ref()
            .map(|(name, _)| format!("name=\"f\"; filename=\"{name}\""));
        let mut parts: Vec<(&str, &[u8])> = vec![("name=\"html\"", BORROWER.as_bytes())];
        for (head, (_, contents)) in heads.iter().zip(&files) {
            parts.push((head, contents.as_bytes()));
        }
        let (content_type, body) = multipart(&parts);
        let text = Pdf::new(&service.post("/pdf", &content_type, body).pdf()).text();
        for kind in ["sheet", "script"] {
            assert!(text.contains(&format!("{word}-{kind}")), "{text}");
        }
        assert_eq!(text.contains("first"), word == "first", "{text}");
    }
    let answer = service.print("", BORROWER);
    assert!(answer.header("x-pdf-warnings").contains("a.css"));
    let text = Pdf::new(&answer.pdf()).text();
    assert!(
        text.contains("own") && !text.contains("first") && !text.contains("second"),
        "{text}"
    );
}

/// Without this one, the one before would prove nothing.
#[test]
fn an_engine_that_prints_both_itself_confuses_their_files() {
    let folder = tempfile::tempdir().unwrap();
    let bundle = bundle::path();
    let file = |name: &str| folder.path().join(name);
    fs::write(file("a.html"), BORROWER).unwrap();
    let mut engine = child::command(bundle.join("lib/ld-linux-x86-64.so.2"))
        .args(["--inhibit-cache", "--library-path"])
        .arg(bundle.join("lib"))
        .arg(bundle.join("bin/wkhtmltopdf"))
        .arg("--read-args-from-stdin")
        .env_clear()
        .env("LC_ALL", "C.UTF-8")
        .env("HOME", folder.path())
        .env("FONTCONFIG_FILE", bundle.join("etc/fonts.conf"))
        .env("XDG_CACHE_HOME", bundle.join("cache"))
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .start();
    let mut lines = engine.stdin.take().unwrap();
    let mut texts = Vec::new();
    for word in ["first", "second"] {
        for (name, contents) in assets(word) {
            fs::write(file(name), contents).unwrap();
        }
        let allowed = folder.path().display();
        writeln!(lines, "-q --allow {allowed} a.html {word}.pdf").unwrap();
        let what = format!("{word} is printed");
        let bytes = wait::until_some(&what, Duration::from_secs(30), || {
            let bytes = fs::read(file(&format!("{word}.pdf"))).ok()?;
            let is_whole = bytes.trim_ascii_end().ends_with(b"%%EOF");
            is_whole.then_some(bytes)
        });
        texts.push(Pdf::new(&bytes).text());
    }
    drop(lines);
    engine.ended(Duration::from_secs(30));
    assert!(texts[0].contains("first-sheet"), "{texts:?}");
    assert!(texts[1].contains("first-sheet"), "{texts:?}");
}

#[test]
fn an_engine_that_is_started_for_each_document_leaves_none_behind() {
    let service = Service::start_with(&[("HTML2PDF_ENGINE_MODE", "spawn")]);
    service.print("", "<p>x").pdf();
    let own = rustix::process::Pid::from_raw(service.pid() as i32).unwrap();
    assert_eq!(support::service::children(own), []);
    assert!(!service.is_warm());
}

/// The bundle as a program of the machine.
fn program() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let bundle = bundle::path();
    let path = folder.path().join("wkhtmltopdf");
    let script = format!(
        "#!/bin/sh\nexport FONTCONFIG_FILE={0}/etc/fonts.conf\n\
         exec {0}/lib/ld-linux-x86-64.so.2 --inhibit-cache --library-path {0}/lib {0}/bin/wkhtmltopdf \"$@\"\n",
        bundle.display()
    );
    fs::write(&path, script).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

#[test]
fn a_program_of_the_machine_prints_without_being_kept_warm() {
    let folder = program();
    let path = folder.path().join("wkhtmltopdf");
    let service = Service::start_with(&[("HTML2PDF_ENGINE", path.to_str().unwrap())]);
    assert!(!service.is_warm());
    let text = Pdf::new(&service.print("", "<p>printed").pdf()).text();
    assert!(text.contains("printed"), "{text}");
    assert!(!service.is_warm());
    service.assert_nothing_left();
}

/// A bundle whose engine ends when it is to warm up, and leaves a byte more in a file each time.
/// What its library says of a guard is not true.
fn bundle_that_stays_cold(tries: &Path) -> TempDir {
    let source = r#"
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <fcntl.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <unistd.h>
        typedef void (*plain)(void);
        typedef int (*start)(int (*)(int, char **, char **), int, char **, plain, plain, plain, void *);
        int __libc_start_main(int (*main)(int, char **, char **), int count, char **arguments,
                              plain init, plain fini, plain at_exit, void *stack_end) {
          if (getenv("HTML2PDF_WARM_UP"))
            _exit(1 | (int)write(open("TRIES", O_WRONLY | O_CREAT | O_APPEND, 0600), "x", 1));
          const char *word = getenv("HTML2PDF_HANDSHAKE");
          if (word) printf("html2pdf guard %s on seccomp=1\n", word), fflush(stdout);
          if (count > 1 && !strcmp(arguments[1], "--html2pdf-guard")) {
            arguments[1] = arguments[0];
            arguments++, count--;
          }
          start next = (start)dlsym(RTLD_NEXT, "__libc_start_main");
          return next(main, count, arguments, init, fini, at_exit, stack_end);
        }
        "#;
    bundle::with_library(&source.replace("TRIES", tries.to_str().unwrap()))
}

#[test]
fn an_engine_that_cannot_be_kept_warm_is_started_for_each_document() {
    let folder = tempfile::tempdir().unwrap();
    let tries = folder.path().join("tries");
    let bundle = bundle_that_stays_cold(&tries);
    let service = Service::start_with(&[("HTML2PDF_ENGINE", bundle.path().to_str().unwrap())]);
    // It is tried again after one second, and after two more.
    wait::until("it is tried again twice", Duration::from_secs(60), || {
        let text = Pdf::new(&service.print("", "<p>printed").pdf()).text();
        assert!(text.contains("printed"), "{text}");
        assert!(!service.is_warm());
        fs::read(&tries).is_ok_and(|tries| tries.len() >= 3)
    });
    let log = service.log();
    let told = log.matches("cannot be kept warm").count();
    assert_eq!(told, 1, "{log}");
}
