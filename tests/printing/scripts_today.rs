//! What pages of today do with scripts, as it is printed.

use crate::support;

use base64::Engine as _;
use serde_json::json;

use support::pdf::Pdf;
use support::service::Service;

use super::styled::{assert_near, left};

fn printed(body: &str) -> String {
    let html = format!("<!DOCTYPE html><div id=app></div>{body}");
    let answer = Service::start().post_json(&json!({ "html": html }));
    let text = Pdf::new(&answer.pdf()).text();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Charts are made as wide as the paper, and what is folded is opened, when a page is told.
#[test]
fn a_page_is_told_that_it_is_printed() {
    let text = printed(
        "<script>onbeforeprint = () => app.append('one ');\
         addEventListener('beforeprint', () => setTimeout(() => app.append('two '), 5));\
         matchMedia('print').addEventListener('change', e => app.append('three ' + e.matches + ' '))</script>",
    );
    for part in ["one", "two", "three true"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let text = printed("<body onbeforeprint=\"app.append('of the body')\">");
    assert!(text.contains("of the body"), "{text}");
}

/// The engine would print in the midst of the script.
#[test]
fn a_page_that_calls_for_print_is_printed_when_it_is_at_rest() {
    let text = printed("<script>print(); setTimeout(() => app.append('later'), 50)</script>");
    assert!(text.contains("later"), "{text}");
}

#[test]
fn elements_that_a_page_defines_show_what_they_had_in_their_slots() {
    let text = printed(
        "<my-card><p>body</p><em slot=foot>own foot</em></my-card><my-card></my-card><script>\
         customElements.define('my-card', class extends HTMLElement {\
           static head = 'Head';\
           constructor() { super(); this.attachShadow({mode: 'open'}).innerHTML = \
             `${this.constructor.head} <slot></slot> <slot name=foot>no foot</slot>.`; }\
         })</script>",
    );
    assert!(
        text.contains("Head body own foot.") && text.contains("Head no foot."),
        "{text}"
    );
}

/// It asks for them when it comes into the page.
#[test]
fn elements_that_a_page_defines_know_what_is_in_their_slots() {
    let text = printed(
        "<my-card><b slot=name>Ada</b></my-card><script>\
         customElements.define('my-card', class extends HTMLElement {\
           constructor() { super(); this.attachShadow({mode: 'open'}).innerHTML = '<p><slot name=name></slot></p>'; }\
           connectedCallback() { app.append('seen ' + this.querySelector('[slot=name]').textContent); }\
         })</script>",
    );
    assert!(text.contains("seen Ada"), "{text}");
}

/// To the engine's parser they have no rows, and stand before the table that they are in.
#[test]
fn templates_of_a_document_keep_rows_and_style_sheets() {
    let text = printed(
        "<table><tbody id=rows><template id=in><tr><td>in</td></tr></template></tbody></table>\
         <template id=row><tr><td></td><td>.</td></tr></template>\
         <template id=styled><style>p { display: none }</style><b>styled</b></template><p>seen</p><script>\
         for (const name of ['one', 'two']) {\
           const row = document.getElementById('row').content.cloneNode(true);\
           row.querySelector('td').append(name);\
           rows.append(row);\
         }\
         app.append(styled.content.querySelector('b').textContent, ' ', document.getElementById('in').content.children.length);\
         addEventListener('load', () => {\
           const template = document.querySelector('tbody > template');\
           template.after(template.content.cloneNode(true));\
           app.append(' rows ' + rows.rows.length);\
         })</script>",
    );
    for part in ["styled 1 rows 3", "one .", "two .", "in", "seen"] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

/// What it was laid out to be before is none of what the page has written.
#[test]
fn a_text_is_fitted_into_what_is_laid_out_by_flexbox() {
    let items = "<i></i>".repeat(900);
    let html = format!(
        "<!DOCTYPE html><style>#b {{ display: flex; flex-direction: column; width: 150px }} #t {{ align-self: flex-start;\
         white-space: nowrap; font: 40px Arial }} #r {{ display: flex }} #r i {{ flex: 1 }}</style>\
         <div id=b><div id=t>Croissant with almonds</div></div><div id=r>{items}</div><p id=app></p><script>\
         let size = 40; while (size > 5 && t.scrollWidth > 150) t.style.fontSize = `${{--size}}px`;\
         b.style.gap = '1px'; app.append(size > 12 && size < 17 ? 'fits' : `${{size}} px`)</script>"
    );
    let answer = Service::start().post_json(&json!({ "html": html }));
    assert_eq!(answer.header("x-pdf-warnings"), "");
    let text = Pdf::new(&answer.pdf()).text();
    assert!(text.contains("fits"), "{text}");
}

/// Rules whose variables are put in once the page is there do not count more than they did.
#[test]
fn what_scripts_set_counts_more_than_rules_with_variables() {
    let html = "<!DOCTYPE html><style>body{margin:0}p{margin:0;height:20px;background:var(--c);border:0 solid var(--c)}</style>\
        <p id=a></p><p id=b></p><p id=c style='background-color:#f00;width:50px'></p><script>\
        document.documentElement.style.setProperty('--c', '#00f');\
        a.style.backgroundColor = '#f00'; a.style.width = '100px'; b.style.width = '200px'</script>";
    let answer = Service::start().post_json(&json!({ "html": html, "options": { "margin": "0" } }));
    let picture = Pdf::new(&answer.pdf()).picture(144);
    let width = |colour| picture.widest_run(colour) * 96.0;
    assert_near(width([255, 0, 0]), 100.0, 2.0);
    assert_near(width([0, 0, 255]), 200.0, 2.0);
}

/// Receipts are as long as what is on them.
#[test]
fn a_page_is_as_large_as_a_script_says() {
    let html = "<!DOCTYPE html><style>@page { margin: 5mm } body { margin: 0 }</style><p id=app>receipt<script>\
        const height = Math.ceil(app.getBoundingClientRect().height) > 0 ? 120 : 0;\
        document.head.insertAdjacentHTML('beforeend', `<style>@page { size: 80mm ${height}mm }</style>`)</script>";
    let page = |html: String| {
        let answer = Service::start().post_json(&json!({ "html": html }));
        let pdf = Pdf::new(&answer.pdf());
        (pdf.size(), left(&pdf, "receipt"))
    };
    let ((width, height), at) = page(html.to_owned());
    assert_near(width, 80.0 / 25.4 * 72.0, 1.0);
    assert_near(height, 120.0 / 25.4 * 72.0, 1.0);
    assert_near(at, 5.0 / 25.4 * 96.0, 1.0);
    let ((width, _), _) =
        page(html.replace("<style>@page { size", "<style media=screen>@page { size"));
    assert!(width > 500.0, "{width}");
}

/// It finds nothing to measure in the engine, and left blank pages.
#[test]
fn a_document_with_paged_js_has_the_pages_of_its_css() {
    let html = "<!DOCTYPE html><style>@page { size: A6; @bottom-center { content: 'foot ' counter(page) } }\
        h2 { break-before: page }</style><script>window.PagedConfig = { after: flow => document.title = `${flow.total}`,\
        before: async () => document.body.append('before') }</script><script src=paged.polyfill.js></script>\
        <h1>One</h1><h2>Two</h2>";
    let library = "/** @license Paged.js v0.4.3 | MIT */ (function (global) { global.PagedPolyfill = {};\
        document.body.innerHTML = '' })(this)";
    let assets =
        json!({ "paged.polyfill.js": base64::engine::general_purpose::STANDARD.encode(library) });
    let answer = Service::start().post_json(&json!({ "html": html, "assets": assets }));
    let warnings = answer.header("x-pdf-warnings").to_owned();
    let pdf = Pdf::new(&answer.pdf());
    assert_eq!(pdf.pages(), 2);
    for part in ["One", "Two", "before", "foot 2"] {
        assert!(pdf.text().contains(part), "{part}: {}", pdf.text());
    }
    assert!(warnings.contains("script"), "{warnings}");
}

/// Sheets of a shadow say nothing of the page, and of its host what it says of itself.
#[test]
fn style_sheets_of_shadows_are_bound_to_them() {
    let html = "<!DOCTYPE html><style>body{margin:0;font:10px/10px Arial}</style><b>page</b>\
        <x-a mark><i>slot</i></x-a><x-b></x-b><script>\
        customElements.define('x-a', class extends HTMLElement { constructor() { super(); this.attachShadow({mode: 'open'}).innerHTML =\
          `<style>:host{display:block;padding-left:40px}:host([mark]){padding-top:20px} b{padding-left:100px} ::slotted(i){padding-left:30px}</style><b>A</b><slot></slot>` } });\
        customElements.define('x-b', class extends HTMLElement { connectedCallback() { const sheet = new CSSStyleSheet();\
          sheet.replaceSync(':host{display:grid;grid-template-columns:70px 1fr} p,.q:first-child{margin:0;grid-column:2}');\
          const root = this.attachShadow({mode: 'open'}); root.adoptedStyleSheets = [sheet]; root.innerHTML = '<p>B</p>' } });\
        </script>";
    let answer = Service::start().post_json(&json!({ "html": html, "options": { "margin": "0" } }));
    let pdf = Pdf::new(&answer.pdf());
    let px = |word: &str| left(&pdf, word);
    assert_near(px("page"), 0.0, 1.0);
    assert_near(px("A"), 140.0, 1.0);
    assert_near(px("B"), 70.0, 1.0);
}

/// One that counts comes after another, and one that the document has adopted as well holds for both.
#[test]
fn style_sheets_of_shadows_keep_their_order_and_are_shared_with_the_page() {
    let html = "<!DOCTYPE html><style>body{margin:0;font:10px/10px Arial}</style><b>page</b><p id=a></p><p id=b></p><script>\
        const shared = new CSSStyleSheet(); shared.replaceSync('b{padding-left:30px}'); document.adoptedStyleSheets = [shared];\
        const first = a.attachShadow({mode: 'open'}); first.innerHTML = '<style>i{padding-left:50px}</style><style>i{padding-left:100px}</style><i>A</i>';\
        const other = b.attachShadow({mode: 'open'}); other.adoptedStyleSheets = [shared]; other.innerHTML = '<b>B</b>'</script>";
    let place = |html: &str, word: &str| {
        let answer =
            Service::start().post_json(&json!({ "html": html, "options": { "margin": "0" } }));
        left(&Pdf::new(&answer.pdf()), word)
    };
    for (word, px) in [("page", 30.0), ("A", 100.0), ("B", 30.0)] {
        assert_near(place(html, word), px, 1.0);
    }
    let gone = html.replace("</script>", ";document.adoptedStyleSheets = []</script>");
    assert_near(place(&gone, "page"), 0.0, 1.0);
    assert_near(place(&gone, "B"), 30.0, 1.0);
}

/// To measure an element lays the page out, and takes back what that took.
#[test]
fn rules_that_scripts_insert_stay_when_something_is_measured() {
    let text = printed(
        "<script>const s = document.createElement('style'); document.head.append(s);\
         s.sheet.insertRule('.q { display: flex; gap: 10px; color: rgb(0, 0, 255) }', 0);\
         app.innerHTML = '<div class=q><i>a</i><i>b</i></div>';\
         const color = getComputedStyle(app.firstChild).color;\
         app.append(color + ' ' + s.sheet.cssRules.length)</script>",
    );
    assert!(text.contains("rgb(0, 0, 255) 1"), "{text}");
}

#[test]
fn drawings_are_as_large_as_they_are_seen() {
    let text = printed(
        "<style>#a { width: 400px } #s { width: 100%; height: 60px }</style><div id=a>\
         <svg id=s><rect width=10 height=10 /></svg></div><script>\
         const r = s.getBoundingClientRect();\
         app.append([s.clientWidth, s.clientHeight, r.width, r.height].join())</script>",
    );
    assert!(text.contains("400,60,400,60"), "{text}");
}

#[test]
fn canvases_know_the_colours_of_today() {
    let text = printed(
        "<script>const x = document.createElement('canvas').getContext('2d');\
         app.append(['#ff000080', 'rgb(1 2 3)', 'hsl(120deg 50% 50%)', 'oklch(0.7 0.1 200)', 'rebeccapurple', 'red']\
           .map(c => { x.fillStyle = c; return x.fillStyle }).join(' '))</script>",
    );
    let wanted = "#010203 #40bf40 #40b1b7 #663399 #ff0000";
    assert!(
        text.contains(wanted) && text.contains("rgba(255, 0, 0, 0.50"),
        "{text}"
    );
}

#[test]
fn what_pops_up_is_not_there_before_it_does() {
    let text = printed(
        "<style>p { margin: 0 }</style><div popover>hidden</div><div id=p popover>shown</div>\
         <script>p.showPopover()</script>",
    );
    assert!(text.contains("shown") && !text.contains("hidden"), "{text}");
}

/// The engine would leave out the whole script.
#[test]
fn scripts_that_are_no_modules_import() {
    let text = printed(
        "<script>(async () => { app.append('begins ');\
         const all = await import('data:text/javascript,export default 7;export const a=(b)=>`${b}!`');\
         app.append(all.default + all.a('x')) })()</script>",
    );
    assert!(text.contains("begins 7x!"), "{text}");
}

#[test]
fn drawings_are_written_with_their_kind() {
    let text = printed(
        "<script>const g = document.createElementNS('http://www.w3.org/2000/svg', 'g');\
         g.innerHTML = '<circle r=\"1\"/>';\
         app.append(new XMLSerializer().serializeToString(g))</script>",
    );
    let wanted = "<g xmlns=\"http://www.w3.org/2000/svg\"><circle r=\"1\"/></g>";
    assert!(text.contains(wanted), "{text}");
}

#[test]
fn what_is_in_a_template_is_not_found_in_the_page() {
    let text = printed(
        "<template id=t><b class=q>z</b></template><p>e</p><script>\
         app.append(document.querySelectorAll('.q').length + ',' + t.content.querySelectorAll('.q').length)</script>",
    );
    assert!(text.contains("0,1"), "{text}");
}
