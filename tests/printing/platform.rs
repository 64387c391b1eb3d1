//! What pages of today expect of a browser and the engine lacks. Each line of the tables in
//! `platform/` is an expression and what Chromium says of it, as JSON; one that is a promise is
//! waited for.

use crate::support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use support::pdf::Pdf;
use support::service::Service;

use super::styled::{assert_near, left};

/// Evaluates the lines of a table in the page, and prints which are not as they should be.
const CHECK: &str = "
var wrong = [], waiting = 0, count = 0;
function told(value) { var text = JSON.stringify(value); return text === undefined ? String(value) : text; }
function judge(line, value, wanted) { count++; if (value !== wanted) wrong.push(line + ' is ' + value + ', not ' + wanted); }
function check(line, run, wanted) {
  var value;
  try { value = run(); } catch (e) { value = 'thrown: ' + e; }
  if (value && typeof value.then === 'function') {
    waiting++;
    value.then(function (v) { judge(line, told(v), wanted); waiting--; }, function (e) { judge(line, 'rejected: ' + e, wanted); waiting--; });
  } else judge(line, typeof value === 'string' && value.indexOf('thrown: ') === 0 ? value : told(value), wanted);
}
function end() {
  if (waiting) wrong.push(waiting + ' promises are not settled');
  document.getElementById('result').textContent = wrong.length ? wrong.join('\\n') : 'all ' + count + ' are right';
}
";

#[track_caller]
pub fn check(body: &str, table: &str) {
    let lines = table
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    let lines: Vec<_> = lines
        .map(|line| line.rsplit_once(" => ").unwrap())
        .collect();
    let checks: String = lines
        .iter()
        .map(|(expression, wanted)| {
            format!(
                "check({}, function () {{ return {expression} }}, {});\n",
                json!(expression),
                json!(wanted)
            )
        })
        .collect();
    let html = format!(
        "<!DOCTYPE html><pre id=result style='white-space:pre-wrap'></pre>{body}\
         <script>{CHECK}</script><script>{checks}setTimeout(end, 150)</script>"
    );
    let answer = Service::start().post_json(&json!({ "html": html }));
    let warnings = answer.header("x-pdf-warnings").to_owned();
    let text = Pdf::new(&answer.pdf()).text();
    let right = format!("all {} are right", lines.len());
    assert!(text.contains(&right), "{text}\n{warnings}");
}

#[test]
fn the_language_has_what_its_objects_have_today() {
    check(
        "<p class=a>1</p><p class=a>2</p>",
        include_str!("platform/language.txt"),
    );
}

#[test]
fn arrays_of_numbers_dates_and_expressions_are_those_of_today() {
    check("", include_str!("platform/numbers.txt"));
}

#[test]
fn whole_numbers_of_any_size_are_reckoned_with() {
    check("", include_str!("platform/big_ints.txt"));
}

#[test]
fn languages_have_words_for_times_places_and_lists() {
    check("", include_str!("platform/words_of_languages.txt"));
}

#[test]
fn what_came_to_browsers_lately_is_there() {
    check("<p>1</p><p>2</p>", include_str!("platform/young.txt"));
}

/// Other words of a page bring iterators as well: so each is alone here.
#[test]
fn maps_and_sets_are_made_of_lists_where_nothing_else_is_young() {
    check("", "new Map([[1, 2]]).get(1) => 2");
    check("", "new Set([1, 2, 1]).size => 2");
    check("", "new WeakMap([[document, 5]]).get(document) => 5");
}

#[test]
fn documents_have_what_browsers_give_them() {
    const BODY: &str = "<div id=one class=a data-some-thing=5><b>text</b></div><div id=two class=a></div>\
        <div id=sized style='width:100px;height:20px;padding:5px;border:1px solid'></div>\
        <svg width=10 height=10><g id=g><rect/></g></svg><template id=template><em>in</em></template>\
        <x-badge kind=x>B</x-badge>";
    check(BODY, include_str!("platform/document.txt"));
}

/// Scripts have the window of headless browsers, or, where the page is printed as on the screen,
/// the room of a page. It is not what holds the document when it is printed.
#[test]
fn scripts_are_told_how_wide_the_paper_is() {
    let html = "<!DOCTYPE html><style>@page{size:500px 400px;margin:50px}body{margin:0}</style>\
        <div id=a style='display:flex'>x</div><script>var a=document.getElementById('a');\
        a.innerHTML=[innerWidth,a.offsetWidth,matchMedia('(min-width:390px)').matches].join(' ')</script>";
    let service = Service::start();
    let text = |options: Value| {
        let mut request = options;
        request["html"] = json!(html);
        Pdf::new(&service.post_json(&request).pdf()).text()
    };
    let (paper, screen) = (text(json!({})), text(json!({"print_media": false})));
    assert!(paper.contains("800 800 true"), "{paper}");
    assert!(screen.contains("400 400 true"), "{screen}");
}

/// Of the root, of a rule, of an attribute, and with variables in them. Scripts run on the screen.
#[test]
fn custom_properties_are_told_to_scripts() {
    const BODY: &str = "<style>:root{--a: #c00 ;--b:calc(var(--a) + var(--none, 1px))}.card{--a:#00c}\
        @media screen{:root{--a:lime}}#i{--a:red!important}</style>\
        <div class=card><b id=in>x</b></div><i id=i style='--a:blue;--c:1'>x</i>";
    const TABLE: &str = "\
value(document.documentElement, '--a') => \"lime\"
value('in', '--a') => \"#00c\"
value('in', '--b') => \"calc(lime + 1px)\"
value('i', '--a') => \"red\"
value('i', '--c') => \"1\"
value('i', '--d') => \"\"
set('in', '--d', 5).getPropertyValue('--d') => \"5\"
value('in', '--d') => \"5\"
set('i', '--c', '').getPropertyValue('--c') => \"\"
";
    const TOOLS: &str = "<script>function the(e){return typeof e=='string'?document.getElementById(e):e}\
        function value(e,name){return getComputedStyle(the(e)).getPropertyValue(name)}\
        function set(e,name,to){the(e).style.setProperty(name,to);return the(e).style}</script>";
    check(&format!("{BODY}{TOOLS}"), TABLE);
}

/// By the style of an element, one that is not in the document yet, and in markup.
#[test]
fn custom_properties_that_scripts_set_are_printed() {
    let html = "<!DOCTYPE html><style>@page{margin:0}body{margin:0;font:16px/20px Arial}\
        p{margin:0 0 0 var(--x)}</style><p id=a>one<div id=b></div><script>\
        document.getElementById('a').style.setProperty('--x','100px');\
        var p=document.createElement('p');p.style.setProperty('--x','200px');p.innerHTML='two';\
        document.body.appendChild(p);\
        document.getElementById('b').innerHTML=[300].map(x=>`<p style=\"--x:${x}px\">three</p>`).join('')</script>";
    let pdf = Pdf::new(&Service::start().post_json(&json!({ "html": html })).pdf());
    for (word, x) in [("one", 100.0), ("two", 200.0), ("three", 300.0)] {
        assert_near(left(&pdf, word), x, 1.0);
    }
}

#[test]
fn numbers_are_written_as_languages_write_them() {
    check("", include_str!("platform/numbers_of_languages.txt"));
}

#[test]
fn dates_are_written_as_languages_write_them() {
    check("", include_str!("platform/dates_of_languages.txt"));
}

#[test]
fn canvases_have_the_pixels_of_their_size() {
    check("", include_str!("platform/canvas.txt"));
}

/// The engine prints a canvas with one bit of transparency.
#[test]
fn what_is_drawn_on_a_canvas_has_no_dark_edges() {
    let html = "<!DOCTYPE html><body><div id=a></div><script>var c=document.createElement('canvas');\
        document.getElementById('a').appendChild(c);c.width=300;c.height=100;var x=c.getContext('2d');\
        x.strokeStyle='#e0e6f1';for(var i=0;i<8;i++){x.beginPath();x.moveTo(10,10.3+i*10.1);\
        x.lineTo(290,10.3+i*10.1);x.stroke()}</script>";
    let pdf = Pdf::new(&Service::start().post_json(&json!({ "html": html })).pdf());
    let picture = pdf.picture(192);
    let darkest = picture.dots().iter().map(|dot| dot[0]).min();
    assert!(darkest > Some(200), "{darkest:?}");
}

/// Rules for classes that stand nowhere in the document, because a script puts them together.
#[test]
fn styles_hold_for_what_a_script_file_makes() {
    let html = "<!DOCTYPE html><link rel=stylesheet href=a.css><div id=a>x</div><script src=a.js></script>";
    let css = ".made-up{display:flex;gap:20px}.made-up::after{content:'styled'}";
    let js = "document.getElementById('a').className='made-'+'up'";
    let assets = json!({ "a.css": STANDARD.encode(css), "a.js": STANDARD.encode(js) });
    let answer = Service::start().post_json(&json!({ "html": html, "assets": assets }));
    let text = Pdf::new(&answer.pdf()).text();
    assert!(text.contains("styled"), "{text}");
}

/// Headers and footers are documents of their own.
#[test]
fn scripts_of_headers_find_the_platform_of_today() {
    let header = "<p id=h></p><script>document.getElementById('h').textContent=Array.from('ab').join('+')</script>";
    let request = json!({ "html": "<!DOCTYPE html><p>body", "headerHtml": header });
    let text = Pdf::new(&Service::start().post_json(&request).pdf()).text();
    assert!(text.contains("a+b"), "{text}");
}
