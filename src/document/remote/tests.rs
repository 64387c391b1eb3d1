use std::time::Duration;

use crate::job::deadline::Deadline;
use crate::job::{FailedResource, FailureReason, Options, Warning};

use super::*;

fn job(html: &str, options: &[(&str, &str)], assets: &[(&str, &str)]) -> Job {
    let assets = assets
        .iter()
        .map(|(name, text)| Asset::new(name, Bytes::from((*text).to_owned())).unwrap());
    let options = Options::read(options.iter().copied()).unwrap();
    Job::of(html.to_owned(), assets.collect(), options)
}

/// What a network has, by address.
type Network<'a> = &'a [(&'a str, &'a str)];

/// A job once all was fetched, the addresses that were asked for, and what is known.
fn fetched(job: &Job, network: Network<'_>) -> (Job, Vec<String>, Known) {
    let mut known = Known::of(job, Deadline::after(Duration::from_secs(60)));
    let mut asked = Vec::new();
    loop {
        let wanted = known.wanted(job);
        if wanted.is_empty() {
            return (known.put_into(job), asked, known);
        }
        for wanted in wanted {
            asked.push(wanted.url.to_string());
            let found = network.iter().find(|(url, _)| *url == wanted.url.as_str());
            let outcome = found.ok_or(FailureReason::NotFound).map(|(_, text)| Got {
                url: wanted.url.clone(),
                bytes: Bytes::from((*text).to_owned()),
            });
            known.take(wanted, outcome);
        }
    }
}

/// A document with what came in the place of its addresses.
fn html(html: &str, network: Network<'_>) -> String {
    let job = job(html, &[], &[]);
    fetched(&job, network).0.documents[0].html.clone()
}

#[test]
fn addresses_of_pictures_sheets_and_scripts_are_changed_and_lines_are_kept() {
    let network = [
        ("https://a.example/i.png?x=1", "x"),
        ("https://a.example/s.css", "p{}"),
        ("https://a.example/s.js", "f()"),
        ("https://a.example/b.gif", "GIF8"),
    ];
    for (given, expected) in [
        (
            "<img alt=x\nsrc='https://a.example/i.png?x=1'>",
            "<img alt=x src=\"remote-1-i.png\"\n>",
        ),
        (
            "<link rel=StyleSheet href=https://a.example/s.css>",
            "<link rel=StyleSheet href=\"remote-1-s.css\">",
        ),
        (
            "<script src=\"https://a.example/s.js\"></script>",
            "<script src=\"remote-1-s.js\"></script>",
        ),
        (
            "<td background=https://a.example/b.gif>",
            "<td background=\"remote-1-b.gif\">",
        ),
        (
            "<p style=\"color:red;background:url(https://a.example/b.gif)\">",
            "<p style=\"color:red;background:url(&quot;remote-1-b.gif&quot;)\">",
        ),
        (
            "<style>p{background:url('https://a.example/b.gif')}</style>",
            "<style>p{background:url(\"remote-1-b.gif\")}</style>",
        ),
        (
            "<svg><image xlink:href='https://a.example/b.gif#x'/></svg>",
            "<svg><image xlink:href=\"remote-1-b.gif#x\"/></svg>",
        ),
    ] {
        assert_eq!(html(given, &network), expected);
    }
}

#[test]
fn what_is_not_fetched_stays_as_it_is() {
    for given in [
        "<a href='https://a.example/'>x</a>",
        "<img src='i.png'><img src='data:,x'><img src='//a.example/x'><img src='ftp://a.example/x'>",
        "<img src='https://gone.example/x.png'>",
        "<link rel='alternate stylesheet' href='https://a.example/s.css'>",
        "<link rel=stylesheet media=screen href='https://a.example/s.css'>",
        "<link rel=icon href='https://a.example/s.css'>",
        "<iframe src='https://a.example/'></iframe>",
        "<script type=text/template src='https://a.example/s.js'></script>",
        "<textarea><img src='https://a.example/i.png'></textarea>",
        "<!-- <img src='https://a.example/i.png'> -->",
        "<style>@import 'https://a.example/s.css' screen;</style>",
    ] {
        let job = job(given, &[], &[]);
        let (after, asked, _) = fetched(&job, &[]);
        assert_eq!(after.documents[0].html, given);
        assert_eq!(asked.len(), usize::from(given.contains("gone")), "{given}");
    }
}

#[test]
fn jobs_that_name_no_other_host_are_not_looked_at() {
    for (given, may) in [
        ("<p>x<img src=logo.png>", false),
        ("<a class=x href=\"https://a.example/x\">https</a>", false),
        ("<svg xmlns='http://www.w3.org/2000/svg'>", false),
        ("<p>ftp://a.example/", false),
        ("<a href=x><img src=http://a.example/x></a>", true),
        ("<a style='background:url(https://a.example/x)'>", true),
        ("<IMG SRC=HTTPS://a.example/x>", true),
    ] {
        assert_eq!(may_name_any(&job(given, &[], &[])), may, "{given}");
    }
    let css = job("<p>", &[("css", "@import 'http://a.example/x'")], &[]);
    assert!(may_name_any(&css));
    let asset = job(
        "<p>",
        &[],
        &[("a.css", "p{background:url(http://a.example/x)}")],
    );
    assert!(may_name_any(&asset));
}

#[test]
fn style_sheets_bring_further_ones_by_their_own_addresses() {
    let network = [
        (
            "https://a.example/css/a.css",
            "@import \"b.css\" print;\n@import url(/c.css);p{background:url(../i.gif)}",
        ),
        ("https://a.example/css/b.css", "b{background:url(gone.gif)}"),
        ("https://a.example/c.css", "@import '/css/a.css';"),
        ("https://a.example/i.gif", "GIF8"),
    ];
    let job = job(
        "<link rel=stylesheet href=https://a.example/css/a.css>",
        &[],
        &[("remote-1-a.css", "mine")],
    );
    let (after, asked, known) = fetched(&job, &network);
    assert_eq!(asked.len(), 5, "each once: {asked:?}");
    let sheet = |part: &str| {
        let mut assets = after.assets.iter();
        let asset = assets.find(|asset| asset.name().contains(part) && asset.bytes != "mine");
        let asset = asset.unwrap();
        let text = String::from_utf8(asset.bytes.to_vec()).unwrap();
        (asset.name().to_owned(), text)
    };
    let (a, b, c, i) = (
        sheet("-a.css"),
        sheet("-b.css"),
        sheet("-c.css"),
        sheet("-i.gif"),
    );
    // The caller's own file keeps its name.
    assert_ne!(a.0, "remote-1-a.css");
    let expected = format!(
        "@import url(\"{}\") print;\n@import url(\"{}\");p{{background:url(\"{}\")}}",
        b.0, c.0, i.0
    );
    assert_eq!(a.1, expected);
    // What did not come has its whole address, which the engine knows nothing of.
    assert_eq!(b.1, "b{background:url(\"https://a.example/css/gone.gif\")}");
    assert_eq!(c.1, format!("@import url(\"{}\");", a.0));
    // The caller knows it by its address.
    let mut warning = Warning::MissingDoctype { source: a.0 };
    known.rename(&mut warning);
    assert_eq!(warning.source(), Some("https://a.example/css/a.css"));
}

#[test]
fn a_base_is_where_addresses_lead_from() {
    let given = "<base href='https://a.example/dir/x.html' target=t><img src=i.gif><img src=gone.gif>\
                 <img src=mine.gif><a href='../y'>y</a><a href='#part'>p</a><a href='x.html#part'>p</a>\
                 <a href='mailto:x@a.example'>m</a><link rel=icon href=f.ico>";
    let job = job(given, &[], &[("mine.gif", "GIF8")]);
    let (after, asked, _) = fetched(&job, &[("https://a.example/dir/i.gif", "GIF8")]);
    assert_eq!(asked.len(), 2);
    assert_eq!(
        after.documents[0].html,
        "<base target=t><img src=\"remote-1-i.gif\"><img src=\"https://a.example/dir/gone.gif\">\
         <img src=mine.gif><a href=\"https://a.example/y\">y</a><a href='#part'>p</a><a href=\"#part\">p</a>\
         <a href='mailto:x@a.example'>m</a><link rel=icon href=\"https://a.example/dir/f.ico\">"
    );
}

#[test]
fn of_several_pictures_the_one_for_paper_is_taken() {
    let all = ["1", "2", "3"].map(|name| (format!("https://a.example/{name}.gif"), "GIF8"));
    let all: Vec<_> = all
        .iter()
        .map(|(url, text)| (url.as_str(), *text))
        .collect();
    let (one, two, three) = (
        "https://a.example/1.gif",
        "https://a.example/2.gif",
        "https://a.example/3.gif",
    );
    for (given, expected) in [
        (
            format!("<img src={one} srcset='{two} 2x, {three} 3x'>"),
            "2",
        ),
        (format!("<img src={one} srcset='{one}, {two} 2x'>"), "1"),
        (
            format!("<img width=9 src={one} srcset='{one}, {two} 2x, {three} 3x'>"),
            "2",
        ),
        (
            format!("<img srcset='{one} 300w, {two} 800w, {three} 2000w'>"),
            "2",
        ),
        (
            format!("<img sizes='(max-width:100px) 9px, 200px' srcset='{one} 300w, {two} 800w'>"),
            "1",
        ),
        (
            format!(
                "<picture><source media=screen srcset={one}><source type=image/jxl srcset={one}><source type=image/webp srcset={two}><source srcset={one}><img src={three}></picture>"
            ),
            "2",
        ),
        (
            format!("<picture><source media=screen srcset={one}><img src={three}></picture>"),
            "3",
        ),
        (format!("<picture></picture><img src={three}>"), "3"),
    ] {
        let job = job(&given, &[], &[]);
        let (after, asked, _) = fetched(&job, &all);
        assert_eq!(
            asked,
            [format!("https://a.example/{expected}.gif")],
            "{given}"
        );
        let html = &after.documents[0].html;
        assert!(
            html.contains(&format!("src=\"remote-1-{expected}.gif\"")),
            "{html}"
        );
    }
    // Another one is better than none.
    let given = format!("<img src={one} srcset='https://gone.example/2.gif'>");
    assert!(html(&given, &all).contains("src=\"remote-1-1.gif\""));
}

#[test]
fn of_a_font_one_file_comes_and_only_if_it_is_used() {
    let face = |more: &str| {
        format!(
            "@font-face{{font-family:\"Brand\";{more}src:url(a.eot);src:url(a.eot?#iefix) format('embedded-opentype'),\
             local(Brand),\nurl(a.woff2) format('woff2'),url(a.ttf)}}"
        )
    };
    let sheet = "https://a.example/f.css";
    let woff = ("https://a.example/a.woff2", "wOF2");
    let ttf = ("https://a.example/a.ttf", "true");
    let link = format!("<link rel=stylesheet href={sheet}>");
    let used = format!("{link}<p style='font-family:Brand'>é");
    let of_sheet = |html: &str, css: &str, network: Network<'_>| {
        let all = [&[(sheet, css)], network].concat();
        let (after, asked, known) = fetched(&job(html, &[], &[]), &all);
        let asset = after
            .assets
            .iter()
            .find(|asset| asset.name().ends_with("css"));
        let text = String::from_utf8(asset.unwrap().bytes.to_vec()).unwrap();
        (text, asked.len() - 1, known)
    };
    let (css, asked, _) = of_sheet(&used, &face(""), &[woff, ttf]);
    assert_eq!(asked, 1);
    assert_eq!(
        css,
        "@font-face{font-family:\"Brand\";src:;src:local(Brand), url(\"remote-2-a.woff2\")\n}"
    );
    let (css, asked, _) = of_sheet(&used, &face(""), &[ttf]);
    assert_eq!(asked, 2);
    assert!(css.contains("url(\"remote-3-a.ttf\")"), "{css}");
    // Nothing came: the caller is told of the first.
    let (css, _, known) = of_sheet(&used, &face(""), &[]);
    assert!(css.contains("url(\"remote-2-a.lost\")"), "{css}");
    let missing = FailedResource::new("remote-2-a.lost", FailureReason::NotFound);
    let mut warning = Warning::FailedResource(missing);
    known.rename(&mut warning);
    let told = FailedResource::new(woff.0, FailureReason::NotFound);
    assert_eq!(warning, Warning::FailedResource(told));
    // Nobody names the family, or no text has its characters.
    assert_eq!(of_sheet(&link, &face(""), &[woff]).1, 0);
    for (range, count) in [
        ("U+E9", 1),
        ("U+0-7f, U+4??", 1),
        ("U+4??", 0),
        ("u+ac00-d7a3", 0),
    ] {
        let css = face(&format!("unicode-range:{range};"));
        assert_eq!(of_sheet(&used, &css, &[woff]).1, count, "{range}");
    }
}

#[test]
fn modules_bring_what_they_import() {
    let network = [
        (
            "https://a.example/m.js",
            "import{x}from'./lib/x.js';import y from\"y\";export*from 'https://b.example/z';",
        ),
        (
            "https://a.example/lib/x.js",
            "export let x = 'from nowhere'",
        ),
        ("https://b.example/y@1.js", "export default 1"),
        ("https://b.example/z", "export const z = 1"),
    ];
    let given = "<script type=importmap>{\"imports\":{\"y\":\"https://b.example/y@1.js\",\"all/\":\"https://a.example/lib/\"}}</script>\
                 <script type=module>import 'all/x.js'; import('https://a.example/m.js')</script>";
    let (after, asked, _) = fetched(&job(given, &[], &[]), &network);
    assert_eq!(asked.len(), 4, "{asked:?}");
    let html = &after.documents[0].html;
    assert!(html.contains("import './remote-"), "{html}");
    assert!(html.contains("import('./remote-"), "{html}");
    let name = |part: &str| {
        let mut names = after.assets.iter().map(Asset::name);
        names.find(|name| name.contains(part)).unwrap().to_owned()
    };
    let module = after.asset(&name("-m.mjs")).unwrap();
    let expected = format!(
        "import{{x}}from'./{}';import y from\"./{}\";export*from './{}';",
        name("-x.mjs"),
        name("-y"),
        name("-z")
    );
    assert_eq!(module.bytes, expected);
}

#[test]
fn rubbish_is_survived() {
    for given in [
        "<img src='http://'><img src='http://[x'><img srcset=',,, http://a.example/ ,x 2x'>",
        "<style>@import url(http://a.example/",
        "<style>@font-face{src:url(http://a.example/x",
        "<p style='background:url(http://a.example/&quot;",
        "<script type=importmap>{\"imports\":[\"https://a.example/\"]}</script><script type=module>from 'https://",
        "<base href='http://a.example/'><base href=x><img src='\u{0}é'>",
    ] {
        let _ = html(given, &[]);
    }
    let _ = html(
        &("(".repeat(50_000) + "http://<style>" + &"{(".repeat(50_000)),
        &[],
    );
}
