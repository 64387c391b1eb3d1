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
    for request in [
        json!({"html": format!("<!DOCTYPE html><style>{reset}</style><q>two</q>")}),
        json!({"html": format!("<!DOCTYPE html>\n\n{body}")}),
        json!({"html": format!("<!DOCTYPE html>{body}"), "css": reset}),
        json!({"html": format!("<!DOCTYPE html>{body}"), "user_style": reset}),
        json!({"html": "<!DOCTYPE html><q>two</q>", "header_html": format!("<style>{reset}</style>{body}")}),
        json!({"html": format!("<!DOCTYPE html>{linked}"), "assets": {"a.css": reset_asset(reset)}}),
    ] {
        let answer = service.post_json(&request);
        let pdf = Pdf::new(&answer.pdf());
        assert!(pdf.text().contains("two"), "{request}");
    }
    // Those of a single element are lost.
    let request = json!({"html": format!("<!DOCTYPE html>\n\n{body}")});
    let features = features(&service, request);
    assert!(
        features.contains(&"index.html 3 quotes: 'x' 'y'".to_owned()),
        "{features:?}"
    );
}

fn reset_asset(css: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(css)
}

fn print(service: &Service, html: &str) -> Pdf {
    Pdf::new(&service.print("", html).pdf())
}

#[test]
fn what_browsers_do_not_show_is_not_printed() {
    let service = Service::start();
    let html = "<!DOCTYPE html><p>shown</p><template>lost</template><dialog>lost</dialog>\
        <dialog open>dialog</dialog><p hidden>lost</p><video>lost<b>lost</b></video><audio>lost</audio>\
        <details><summary>summary</summary><p>lost</p></details><details open><p>details</p></details>\
        <main style='width:50px;background:red'>main</main><iframe srcdoc='<p>frame &amp;amp; &#34;more&#34;</p>'></iframe>";
    let text = print(&service, html).text();
    for word in [
        "shown",
        "dialog",
        "summary",
        "details",
        "main",
        "frame & \"more\"",
    ] {
        assert!(text.contains(word), "{word}: {text}");
    }
    assert!(!text.contains("lost"), "{text}");
    let styled = "<!DOCTYPE html><style>template{display:block}</style><template>mine</template>";
    assert!(print(&service, styled).text().contains("mine"));
}

#[test]
fn formulas_are_warned_of_by_their_lines_where_nothing_is_lowered() {
    let service = Service::start();
    let html = "<!DOCTYPE html>\n<p>\n<math><mi>x</mi></math> <math><mi>y</mi></math>";
    let lowered = service.post_json(&json!({"html": html}));
    assert_eq!(lowered.header("x-pdf-warnings"), "");
    let answer = service.post_json(&json!({"html": html, "lower": "off"}));
    assert_eq!(
        answer.header("x-pdf-warnings"),
        "unsupported-html;source=\"index.html\";line=3;feature=\"<math>\""
    );
}

/// What chart libraries call: without it they draw nothing.
#[test]
fn scripts_find_what_chart_libraries_call() {
    let html = "<!DOCTYPE html><p id=p></p><canvas id=c width=100 height=100></canvas><script>\
        function Point(x,y){this.sum=x+y} var P=Point.bind(null,1), seen=[];\
        for(var name in []) seen.push(name);\
        var context=document.getElementById('c').getContext('2d'); [[0,0],[],[NaN],[3]].forEach(function(dash){context.setLineDash(dash);context.strokeRect(9,9,50,50)});\
        document.getElementById('p').innerHTML=[new P(2).sum,new P(2) instanceof Point,\
        function(a){return this.b+a}.bind({b:4})(5),Math.sign(-3),Math.sign(0),[1,2,3,4].fill(7,1,-1).join('-'),\
        context.getLineDash().join('-'),'keys'+seen.length].join(' ')</script>";
    let service = Service::start();
    let text = print(&service, html).text();
    assert!(text.contains("3 true 9 -1 0 1-7-7-4 3-3 keys0"), "{text}");
}

#[test]
fn what_is_no_html_is_refused_by_its_name() {
    let service = Service::start();
    for (body, told) in [
        (&b"%PDF-1.4\n%\xe2\xe3"[..], "a PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "PNG"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "JPEG"),
        (b"PK\x03\x04\x14\0\0\0", "zip"),
        (b"GIF89a\x01\0", "GIF"),
        (b"https://a.example/page.html\n", "an address"),
    ] {
        let answer = service.post("/pdf", "text/html", body);
        assert_eq!(answer.status, 400, "{told}");
        assert!(answer.told().contains(told), "{}", answer.told());
    }
    let text = service.post("/pdf", "text/html", "<p>%PDF- https://a.example/");
    assert_eq!(text.status, 200);
}

/// The engine takes the box of the body for the whole of a header.
#[test]
fn a_header_is_as_high_as_what_reaches_out_of_it() {
    let service = Service::start();
    let places = |header: &str| {
        let html = "<!DOCTYPE html><style>body,p{margin:0}</style><p>BODY";
        let header = format!("<body style='margin:0'>{header}");
        let pdf = Pdf::new(
            &service
                .post_json(&json!({"html": html, "header_html": header}))
                .pdf(),
        );
        (pdf.word("HEAD").1, pdf.word("BODY").1)
    };
    let (head, body) = places("<div style='height:70px'>HEAD</div>");
    for header in [
        "<div style='position:absolute;top:0;left:0;height:70px;width:100%'>HEAD</div>",
        "<div style='position:relative;height:10px;line-height:1'><p style='position:absolute;top:0;margin:0;height:70px'>HEAD</p></div>",
        "<div style='height:40px;margin-top:-30px'>HEAD</div><div style='height:30px'></div>",
    ] {
        let found = places(header);
        assert!(
            (found.0 - head).abs() < 3.0 && (found.1 - body).abs() < 1.0,
            "{header}: {found:?}"
        );
    }
}
