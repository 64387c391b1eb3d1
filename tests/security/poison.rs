//! What one document is answered is not what another one gets.

use crate::support;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};

use serde_json::{Value, json};

use support::pdf::Pdf;
use support::service::Service;

/// What a document tells a host, and wants others to be told.
const POISON: &str = "Poison4711";

/// A host that answers with whatever it is told, as careless ones do, and lets everybody keep it.
fn careless_host() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            std::thread::spawn(move || reflect(&stream));
        }
    });
    port
}

fn reflect(stream: &TcpStream) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let mut out = stream;
    loop {
        let (mut told, mut length) = (String::new(), 0);
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).ok()? == 0 {
                return None;
            }
            let line = line.trim_end().to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("content-length:") {
                length = value.trim().parse().ok()?;
            }
            told += &line;
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        told += &String::from_utf8_lossy(&body).to_ascii_lowercase();
        let word = match told.contains(&POISON.to_ascii_lowercase()) {
            true => POISON,
            false => "clean",
        };
        let body = format!("p:after{{content:'{word}'}}");
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/css\r\nCache-Control: public, max-age=3600\r\n\
             Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Headers: *\r\n\
             Content-Location: /style.css\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        out.write_all(&[head.as_bytes(), body.as_bytes()].concat())
            .ok()?;
    }
}

/// A document whose script asks for the style sheet, and shows what it is answered.
fn by_script(url: &str, ask: &str) -> Value {
    json!({ "html": format!(
        "<!DOCTYPE html><pre id=x></pre><script>\
         var r = new XMLHttpRequest(), url = '{url}';\
         r.onload = function () {{ document.getElementById('x').textContent = r.responseText }};\
         {ask}</script>"
    )})
}

#[test]
fn no_document_says_what_another_one_is_answered() {
    let host = careless_host();
    let url = format!("http://127.0.0.1:{host}/style.css");
    let named = format!("<!DOCTYPE html><link rel=stylesheet href='{url}'><p>x");
    let unguarded = ("HTML2PDF_NETWORK", "unguarded");
    let text = |service: &Service, request: &Value| {
        let answer = service.post_json(request);
        assert_eq!(answer.status, 200, "{request}: {}", answer.told());
        Pdf::new(&answer.pdf()).text()
    };
    let asks = |ask: String| by_script(&url, &ask);
    let attacks = [
        json!({ "html": format!(
            "<!DOCTYPE html><form id=f method=post action='{url}' target=i><input name=a value={POISON}></form>\
             <iframe name=i width=500></iframe><script>document.getElementById('f').submit()</script>"
        )}),
        asks(format!(
            "r.open('GET', url); r.setRequestHeader('Accept', 'text/css,{POISON}'); r.send()"
        )),
        asks(format!(
            "r.open('GET', url); r.setRequestHeader('Accept-Language', '{POISON}'); r.send()"
        )),
        json!({ "html": named, "request_headers": { "X-Forwarded-Host": POISON } }),
        json!({ "html": named, "cookies": { "theme": POISON } }),
    ];
    for attack in &attacks {
        // One service after the other, so that each attack comes first.
        let service = Service::start_with(&[unguarded]);
        let told = text(&service, attack);
        // The twin: who attacks is answered so.
        assert!(told.contains(POISON), "{attack}: {told}");
        for _ in 0..2 {
            let told = text(&service, &json!({ "html": named }));
            assert!(
                told.contains("clean") && !told.contains(POISON),
                "{attack}: {told}"
            );
        }
        // And once what is clean is kept, it stays so.
        text(&service, attack);
        let told = text(&service, &json!({ "html": named }));
        assert!(
            told.contains("clean") && !told.contains(POISON),
            "{attack}: {told}"
        );
    }
}
