//! The request decoder under requests that nobody would write. A panic is a
//! bug. `PROPTEST_CASES=1000000 cargo test --release --test interface decoder` looks longer.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use html2pdf_lambda::api::native::request::{self, RequestPolicy};
use html2pdf_lambda::error::Error;
use html2pdf_lambda::job::limits::Limits;
use html2pdf_lambda::job::options::Defaults;
use html2pdf_lambda::job::{Job, Network};
use http::Request;
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use proptest::prelude::*;

const BOUNDARY: &str = "bound";
const LIMIT: usize = 1 << 20;

fn read(headers: &[(&str, &str)], query: &str, body: Vec<u8>) -> Result<Job, Error> {
    let query: String = percent_encode(query.as_bytes(), percent_encoding::CONTROLS).to_string();
    let query = query.replace(
        [' ', '#', '<', '>', '"', '`', '{', '}', '\\', '^', '|'],
        "+",
    );
    let mut request = Request::builder().uri(format!("/pdf?{query}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let (parts, ()) = request.body(()).unwrap().into_parts();
    let terms = RequestPolicy {
        limit: LIMIT,
        limits: &Limits::default(),
        defaults: &Defaults::default(),
        network: &Network::Off,
        format: None,
    };
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(request::read(&parts, Bytes::from(body), terms))
}

fn content_type() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => Just("application/x-www-form-urlencoded".to_owned()),
        4 => Just("application/json".to_owned()),
        4 => Just(format!("multipart/form-data; boundary={BOUNDARY}")),
        4 => Just("text/html".to_owned()),
        2 => Just("text/html; charset=euc-kr".to_owned()),
        1 => Just("text/html; charset=utf-16".to_owned()),
        1 => Just("text/html; charset=iso-2022-jp".to_owned()),
        1 => Just("multipart/form-data; boundary=\"\"".to_owned()),
        1 => "[ -~]{0,40}",
    ]
}

fn encoding() -> impl Strategy<Value = &'static str> {
    prop_oneof![6 => Just(""), 2 => Just("base64"), 1 => Just("8bit"), 1 => Just("x")]
}

/// Words that mean something to one of the decoders, and any bytes between.
fn body() -> impl Strategy<Value = Vec<u8>> {
    let word = prop_oneof![
        3 => prop::collection::vec(any::<u8>(), 0..12),
        8 => prop::sample::select(vec![
            "html=", "html_base64=", "_charset_=euc-kr&", "&", "=", "%", "%ED%95%9C", "%00", "+",
            "{", "}", "[", "]", "\"html\":", "\"options\":", "\"", ",", ":", "null", "1e999", "\\u0000", "\\ud800",
            "--bound\r\n", "--bound--\r\n", "\r\n\r\n", "\r\n", "Content-Disposition: form-data; ", "name=html",
            "name=\"html\"; filename=\"index.html\"", "name=a; filename=\"a/../b.png\"", "filename*=UTF-8''%ED%95%9C",
            "Content-Transfer-Encoding: base64\r\n", "Content-Type: text/html; charset=x\r\n",
            "<meta charset=", "<meta http-equiv=x content=charset=", "euc-kr", "utf-16", ">", "<", "<!--",
            "\u{feff}", "PGI+", "margin=", "1mm", "page_size=", "zoom", "timeout=1s", "title=",
        ])
        .prop_map(|word| word.as_bytes().to_vec()),
    ];
    prop::collection::vec(word, 0..40).prop_map(|words| words.concat())
}

fn multipart(html: &str) -> Vec<u8> {
    format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=html\r\n\r\n{html}\r\n--{BOUNDARY}--\r\n").into_bytes()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_request_is_read_or_refused(
        content_type in content_type(),
        encoding in encoding(),
        query in "(page_size|zoom|title|x|=|&|%|%zz|[ -~]|\\PC){0,12}",
        body in body(),
    ) {
        let headers = [("content-type", content_type.trim()), ("content-transfer-encoding", encoding)];
        match read(&headers, &query, body) {
            Ok(job) => prop_assert!(!job.documents[0].html.trim().is_empty()),
            Err(Error::Internal(error)) => prop_assert!(false, "{error:#}"),
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }

    #[test]
    fn every_form_means_the_same(html in "\\PC{0,30}[a-z<>&=+%가-힣\"'\\\\\n]{1,30}\\PC{0,30}") {
        prop_assume!(!html.trim().is_empty() && !html.starts_with('\u{feff}'));
        let escaped = percent_encode(html.as_bytes(), NON_ALPHANUMERIC).to_string();
        let base64 = STANDARD.encode(&html);
        let form = "application/x-www-form-urlencoded";
        let parts = format!("multipart/form-data; boundary={BOUNDARY}");
        let utf8 = "text/html; charset=utf-8";
        for (content_type, encoding, body) in [
            (utf8, "", html.clone().into_bytes()),
            (utf8, "base64", base64.clone().into_bytes()),
            ("application/json", "", serde_json::json!({ "html": html }).to_string().into_bytes()),
            (form, "", format!("html={escaped}&_charset_=utf-8").into_bytes()),
            (form, "base64", STANDARD.encode(format!("_charset_=utf-8&html={escaped}")).into_bytes()),
        ] {
            let headers = [("content-type", content_type), ("content-transfer-encoding", encoding)];
            let job = read(&headers, "", body).unwrap();
            prop_assert_eq!(&job.documents[0].html, &html, "{}", content_type);
        }
        // These two let the document say its charset, which random text may do.
        if !html.contains("meta") {
            let job = read(&[("content-type", &parts)], "", multipart(&html)).unwrap();
            prop_assert_eq!(&job.documents[0].html, &html);
            let job = read(&[("content-type", form)], "", format!("html_base64={base64}").into_bytes()).unwrap();
            prop_assert_eq!(&job.documents[0].html, &html);
        }
    }
}
