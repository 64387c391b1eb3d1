//! Styles that scripts write are lowered as those of the document are: each way of writing them
//! prints what the same style prints that stands in the document.

use crate::support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use support::pdf::{Pdf, Word};
use support::service::Service;

use super::platform::check;
use super::styled::{print, print_html};

/// Three words, as the style sets them apart, and in the middle of the second row of them one in a
/// colour that the engine does not know.
const BODY: &str = "<div id=row class=row><b>one</b><b>two</b><b>three</b></div>\
    <div id=grid class=grid><i>four</i><i>five</i><i>six</i><i>seven</i></div>";

const CSS: &str = ":root{--room:40px} .row{display:flex;justify-content:space-between;\
    gap:var(--room)} .grid{display:grid;grid-template-columns:1fr 2fr;gap:10px calc(10px + 1rem);\
    & > i:is(:nth-child(2),.x){text-align:end}}";

fn words(service: &Service, body: &str, options: Value) -> Vec<Word> {
    let mut request = json!({ "html": format!("<!DOCTYPE html><body>{body}") });
    for (name, value) in options.as_object().unwrap() {
        request[name] = value.clone();
    }
    let pages = Pdf::new(&service.post_json(&request).pdf()).words();
    pages.into_iter().flatten().collect()
}

#[track_caller]
fn assert_alike(what: &str, found: &[Word], wanted: &[Word]) {
    assert_eq!(found.len(), wanted.len(), "{what}");
    for (found, wanted) in found.iter().zip(wanted) {
        let near = (found.left - wanted.left).abs() < 0.5 && (found.top - wanted.top).abs() < 0.5;
        assert!(
            found.text == wanted.text && near,
            "{what}: {found:?}, not {wanted:?}"
        );
    }
}

/// Scripts that write the style sheet, each its own way.
fn ways() -> Vec<(&'static str, String)> {
    let css = json!(CSS).to_string();
    let head = "document.head.appendChild(document.createElement('style'))";
    vec![
        ("an element", format!("{head}.textContent={css}")),
        (
            "nodes of text",
            format!("{head}.appendChild(document.createTextNode({css}))"),
        ),
        (
            "markup",
            format!("document.body.insertAdjacentHTML('beforeend','<style>'+{css}+'</style>')"),
        ),
        (
            "rules",
            format!(
                "const s={head}.sheet;{css}.replace(/\\}}(?= )/g,'}}\\n').split('\\n').forEach(r=>s.insertRule(r,s.cssRules.length))"
            ),
        ),
        (
            "a constructed sheet",
            format!(
                "const s=new CSSStyleSheet();s.replaceSync({css});document.adoptedStyleSheets=[s]"
            ),
        ),
        (
            "a shadow tree",
            format!(
                "const s=new CSSStyleSheet();s.replace({css}).then(()=>document.getElementById('row').attachShadow?document.adoptedStyleSheets.push(s):0)"
            ),
        ),
        (
            "what was a sheet of the document",
            format!("document.getElementById('s').textContent={css}"),
        ),
        (
            "rules in a sheet of the document",
            format!(
                "const s=document.getElementById('s').sheet;{css}.replace(/\\}}(?= )/g,'}}\\n').split('\\n').forEach(r=>s.insertRule(r,s.cssRules.length))"
            ),
        ),
        (
            "a document that is written",
            format!("document.write('<style>'+{css}+'</style>')"),
        ),
    ]
}

#[test]
fn a_sheet_that_a_script_writes_is_as_one_of_the_document() {
    let service = Service::start();
    let wanted = words(&service, &format!("<style>{CSS}</style>{BODY}"), json!({}));
    for (what, script) in ways() {
        let body = format!("<style id=s>p{{gap:1px}}</style>{BODY}<script>{script}</script>");
        assert_alike(what, &words(&service, &body, json!({})), &wanted);
        // The bare engine shows that it is not so by itself.
        let bare = words(&service, &body, json!({ "lower": "off" }));
        let moved = |(one, other): (&Word, &Word)| (one.left - other.left).abs() > 5.0;
        let differs = bare.len() != wanted.len() || bare.iter().zip(&wanted).any(moved);
        assert!(differs, "{what}: {bare:?}");
    }
}

#[test]
fn a_file_that_a_script_links_to_is_as_one_that_the_document_links_to() {
    let service = Service::start();
    let options = json!({ "assets": { "a.css": STANDARD.encode(CSS) } });
    let wanted = words(&service, &format!("<style>{CSS}</style>{BODY}"), json!({}));
    let body = format!(
        "{BODY}<script>const l=document.createElement('link');l.rel='stylesheet';l.href='a.css';document.head.append(l)</script>"
    );
    assert_alike("a link", &words(&service, &body, options), &wanted);
}

#[test]
fn a_style_that_a_script_sets_is_as_one_of_the_markup() {
    let service = Service::start();
    const STYLE: &str = "display:flex;justify-content:flex-end;gap:calc(1rem + 20px);width:max(50%,300px);margin-top:2vh";
    let row = |style: &str| format!("<div id=row {style}><b>one</b><b>two</b><b>three</b></div>");
    let wanted = words(&service, &row(&format!("style='{STYLE}'")), json!({}));
    let properties: Vec<_> = STYLE
        .split(';')
        .map(|one| one.split_once(':').unwrap())
        .collect();
    let camel = |name: &str| {
        let mut parts = name.split('-');
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |all, part| {
            all + &part[..1].to_uppercase() + &part[1..]
        })
    };
    let each = |write: &dyn Fn(&str, &str) -> String| -> String {
        properties
            .iter()
            .map(|(name, value)| write(name, value))
            .collect()
    };
    for (what, script) in [
        (
            "properties",
            each(&|name, value| format!("row.style.{}='{value}';", camel(name))),
        ),
        (
            "names",
            each(&|name, value| format!("row.style['{name}']='{value}';")),
        ),
        (
            "setProperty",
            each(&|name, value| format!("row.style.setProperty('{name}','{value}');")),
        ),
        (
            "a variable",
            each(&|name, value| format!("var s=row.style;s['{}']='{value}';", camel(name))),
        ),
        ("cssText", format!("row.style.cssText='{STYLE}'")),
        (
            "an attribute",
            format!("row.setAttribute('style','{STYLE}')"),
        ),
        ("assignment", format!("row.style='{STYLE}'")),
        (
            "markup",
            format!(
                "row.outerHTML={}",
                json!(row(&format!("style=\"{STYLE}\"")))
            ),
        ),
    ] {
        let body = format!(
            "{}<script>var row=document.getElementById('row');{script}</script>",
            row("")
        );
        assert_alike(what, &words(&service, &body, json!({})), &wanted);
    }
}

/// The document's own attribute was lowered before its scripts ran.
#[test]
fn what_a_script_changes_of_the_document_s_own_style_holds() {
    let service = Service::start();
    let row = |style: &str| format!("<div id=row style='{style}'><b>one</b><b>two</b></div>");
    let script = |script: &str| {
        format!("<script>var s=document.getElementById('row').style;{script}</script>")
    };
    let before = "display:flex;gap:30px;justify-content:flex-end";
    for (change, after) in [
        (
            "s.gap='80px'",
            "display:flex;gap:80px;justify-content:flex-end",
        ),
        ("s.display='block';s.x='flex'", "display:block"),
        (
            "s.justifyContent='center'",
            "display:flex;gap:30px;justify-content:center",
        ),
        ("s.cssText='color:red';s.x='flex'", "color:red"),
    ] {
        let wanted = words(&service, &row(after), json!({}));
        let found = words(&service, &(row(before) + &script(change)), json!({}));
        assert_alike(change, &found, &wanted);
    }
    // A size that the engine knows is one of an item as well.
    let item =
        |style: &str| format!("<div style='display:flex'><b id=b {style}>one</b><b>two</b></div>");
    let wanted = words(&service, &item("style='width:150px'"), json!({}));
    let set = "<script>document.getElementById('b').style.width='150px'</script>";
    assert_alike(
        "an item",
        &words(&service, &(item("") + set), json!({})),
        &wanted,
    );
}

#[test]
fn scripts_read_what_they_write() {
    check(
        "<style>#k{display:grid;gap:3px 7px}#n{display:flex}#n.x{display:none}</style><div id=e></div>\
         <div id=f style='display:flex;gap:5px'></div><div id=k></div><div id=n class=x></div>\
         <script>var e=document.getElementById('e'),o,s,c</script>",
        include_str!("platform/styles.txt"),
    );
}

#[test]
fn what_cannot_be_lowered_of_them_is_said() {
    let service = Service::start();
    let told = |script: &str| {
        let html = format!("<!DOCTYPE html><p>page</p><script>{script}</script>");
        let answer = service.post_json(&json!({ "html": html }));
        let warnings = answer.header("x-pdf-warnings").to_owned();
        assert!(Pdf::new(&answer.pdf()).text().contains("page"));
        warnings
    };
    let add = "document.head.appendChild(document.createElement('style')).textContent=";
    let random = told(&format!("{add}'p{{display:flex;gap:'+Math.random()+'px}}'"));
    assert!(random.contains("each time they run"), "{random}");
    let many = told(&format!("{add}'p{{display:flex;gap:1px}}'.repeat(20000)"));
    assert!(many.contains("so many styles of scripts"), "{many}");
    let plain = told(&format!("{add}'p{{display:flex;gap:1px}}'"));
    assert_eq!(plain, "");
}

#[test]
fn pages_of_sheets_that_scripts_write_are_for_their_media() {
    let service = Service::start();
    let width = |media: &str| {
        let html = format!(
            "<!DOCTYPE html><p>x<script>var s=document.createElement('style');s.media='{media}';\
             s.textContent='@page{{size:100mm 150mm}}';document.head.appendChild(s)</script>"
        );
        print_html(&service, &html).size().0
    };
    let narrow = width("print");
    assert_eq!(width("print, screen"), narrow);
    assert!(width("screen") > narrow);
}

/// A slider makes its arrows, and the names of their classes.
#[test]
fn rules_hold_for_names_that_scripts_put_together() {
    let service = Service::start();
    let pdf = print(
        &service,
        ".slider__list{display:flex;gap:50px}.slider__arrow{padding-left:70px}.slider__arrow--next{margin-left:30px;display:flow-root}",
        "<div id=a></div><script>const block = 'slider', arrow = block + '__arrow';\
         a.innerHTML = `<div class='${block}__list'><b>one</b><b>two</b></div><div class='${arrow} ${arrow}--${'next'}'>three</div>`</script>",
    );
    let left = |word| super::styled::left(&pdf, word) - super::styled::left(&pdf, "one");
    assert!(
        left("two") > 50.0 * super::styled::PX / 2.0,
        "{}",
        left("two")
    );
    super::styled::assert_near(left("three"), 100.0, 2.0);
}
