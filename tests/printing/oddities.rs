//! HTML and CSS that the engine stumbles over: printed as browsers print it.

use crate::support;

use serde_json::{Value, json};

use support::pdf::Pdf;
use support::service::Service;

fn features(service: &Service, mut request: Value) -> Vec<String> {
    request["report"] = "json".into();
    let report: Value = serde_json::from_slice(&service.post_json(&request).body).unwrap();
    let all = report["warnings"].as_array().unwrap().iter();
    all.filter(|warning| warning["kind"] == "unsupported-css")
        .map(|warning| {
            let place = (&warning["source"], &warning["line"], &warning["feature"]);
            format!("{} {} {}", place.0, place.1, place.2).replace('"', "")
        })
        .collect()
}

/// It ended the engine wherever an element had it, and is in the most copied reset.
#[test]
fn the_property_quotes_ends_no_engine() {
    let service = Service::start();
    let reset = "\nblockquote,q{quotes:none}q:before,q:after{content:'';content:none}";
    let body =
        "<p>one <q>two</q></p><blockquote style=\"color:red;quotes:'x' 'y'\">three</blockquote>";
    let linked = format!("<link rel=stylesheet href=a.css>{body}");
    for (request, told) in [
        (
            json!({"html": format!("<!DOCTYPE html><style>{reset}</style><q>two</q>")}),
            "index.html 2 quotes",
        ),
        (
            json!({"html": format!("<!DOCTYPE html>\n\n{body}")}),
            "index.html 3 quotes",
        ),
        (
            json!({"html": format!("<!DOCTYPE html>{body}"), "css": reset}),
            "css 2 quotes",
        ),
        (
            json!({"html": format!("<!DOCTYPE html>{body}"), "user_style": reset}),
            "user_style 2 quotes",
        ),
        (
            json!({"html": "<!DOCTYPE html><q>two</q>", "header_html": format!("<style>{reset}</style>{body}")}),
            "header_html 2 quotes",
        ),
        (
            json!({"html": format!("<!DOCTYPE html>{linked}"), "assets": {"a.css": reset_asset(reset)}}),
            "a.css 2 quotes",
        ),
    ] {
        let answer = service.post_json(&request);
        let pdf = Pdf::new(&answer.pdf());
        assert!(pdf.text().contains("two"), "{request}");
        let features = features(&service, request);
        assert!(
            features.iter().any(|feature| feature == told),
            "{features:?}"
        );
    }
}

fn reset_asset(css: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(css)
}
