//! What scripts find of styles that are computed, and what libraries know the page by.

use crate::support;

use serde_json::json;

use support::pdf::Pdf;
use support::service::Service;

fn text(body: &str) -> String {
    let html = format!("<!DOCTYPE html><pre id=out></pre>{body}");
    let answer = Service::start().post_json(&json!({ "html": html }));
    Pdf::new(&answer.pdf()).text()
}

#[track_caller]
fn assert_says(body: &str, wanted: &str) {
    let text = text(body);
    assert!(text.contains(wanted), "{wanted}: {text}");
}

/// What cuts pages and lines reads them.
#[test]
fn lines_and_letters_are_computed_in_pixels() {
    assert_says(
        "<style>#b { font: 15.2px/1.5 Arial; letter-spacing: .4px } b { font-weight: bold }</style>\
         <p id=a style='line-height: 1.5'>x</p><p id=b><b id=c>x</b></p><p id=d style='line-height: 150%'>x</p><script>\
         out.textContent = [a, b, c, d].map(e => { const s = getComputedStyle(e);\
           return [s.lineHeight, s.fontSize, s.letterSpacing, s.getPropertyValue('font-weight')].join(' ') }).join(';') + ';'</script>",
        "24px 16px normal 400;22.8px 15.2px 0.4px 400;22.8px 15.2px 0.4px 700;24px 16px normal 400;",
    );
}

/// Highcharts makes titles and signs of its legend as high as letters are.
#[test]
fn letters_of_drawings_are_computed_in_pixels() {
    assert_says(
        "<div style='font-size: 20px'><svg id=s><g id=g style='font-size: 1rem'><text id=t y=20 style='font-size: 1.2em'>x</text>\
         <text id=u font-size=12><tspan id=v>x</tspan></text></g><text id=w>x</text></svg></div><script>\
         out.textContent = [s, g, t, u, v, w].map(e => getComputedStyle(e, '').getPropertyValue('font-size')).join(' ')</script>",
        "20px 16px 19.2px 12px 12px 20px",
    );
}

/// `context.font = getComputedStyle(element).font` measures words.
#[test]
fn shorthands_are_computed_of_their_parts() {
    assert_says(
        "<p id=a style='font: italic bold 20px/1.5 Arial; margin: 1px 2px 3px; padding: 4px; border: 1px solid red; border-radius: 3px'>x</p><script>\
         const s = getComputedStyle(a), c = document.createElement('canvas').getContext('2d'); c.font = s.font;\
         out.textContent = [s.font, s.margin, s.padding, s.border, s.borderRadius, s.getPropertyValue('border-top'), s.borderWidth, s.overflowWrap, c.font].join(';')</script>",
        "italic 700 20px / 30px Arial;1px 2px 3px;4px;1px solid rgb(255, 0, 0);3px;1px solid rgb(255, 0, 0);1px;normal;italic",
    );
}

/// Konva draws nothing where it finds none.
#[test]
fn the_window_says_that_it_is_one() {
    assert_says(
        "<script>out.textContent = [window, [], document.body].map(x => Object.prototype.toString.call(x)).join()</script>",
        "[object Window],[object Array],[object HTMLBodyElement]",
    );
}

/// Cytoscape puts its layers into the page from the top to the bottom.
#[test]
fn empty_canvases_above_hide_nothing() {
    let html = "<!DOCTYPE html><body style='margin:0'><div id=d style='position:relative;height:200px'></div><script>\
                for (const z of [3, 2, 1]) { const c = Object.assign(document.createElement('canvas'), {width: 200, height: 200});\
                  c.style.cssText = `position:absolute;left:0;top:0;z-index:${z}`; d.append(c);\
                  const g = c.getContext('2d'); if (z == 1) { g.fillStyle = '#f00'; g.fillRect(0, 0, 200, 200) } }</script>";
    let answer = Service::start().post_json(&json!({ "html": html, "margin": "0" }));
    let picture = Pdf::new(&answer.pdf()).picture(96);
    let dot = picture.dots()[100 * picture.width + 100];
    assert!(dot[0] > 250 && dot[1] < 5, "{dot:?}");
}

/// Chartist and Mermaid write labels in HTML into their drawings.
#[test]
fn html_in_drawings_of_scripts_is_as_large_as_it_says() {
    let script = "const mk = (tag, attributes, parent) => { const e = document.createElementNS('http://www.w3.org/2000/svg', tag);\
                  for (const [name, value] of Object.entries(attributes)) e.setAttribute(name, value); parent.append(e); return e };\
                  const s = mk('svg', {width: 300, height: 100}, document.body), f = mk('foreignObject', {x: 50, y: 20, width: 100, height: 40}, s);\
                  f.innerHTML = '<div style=\"width:60px;height:20px;background:#f00\"></div>';\
                  const b = f.firstChild.getBoundingClientRect(); out.textContent = [b.left, b.top, b.width, b.height].map(Math.round).join()";
    let html = format!(
        "<!DOCTYPE html><style>body {{ margin: 0 }} svg {{ display: block }}</style><pre id=out style='position:absolute;top:120px'></pre><script>{script}</script>"
    );
    let answer = Service::start().post_json(&json!({ "html": html, "margin": "0" }));
    let pdf = Pdf::new(&answer.pdf());
    assert!(pdf.text().contains("50,20,60,20"), "{}", pdf.text());
    let picture = pdf.picture(96);
    let red = |x: usize, y: usize| {
        let dot = picture.dots()[y * picture.width + x];
        dot[0] > 200 && dot[1] < 90
    };
    assert!(red(80, 30) && red(55, 24) && !red(115, 30) && !red(80, 45));
}

/// Letters that inherit their size from the drawing are enlarged once, lengths twice: what is measured is what is printed.
#[test]
fn letters_in_drawings_of_scripts_are_as_wide_as_elsewhere() {
    let script = "const mk = (tag, parent) => parent.appendChild(document.createElementNS('http://www.w3.org/2000/svg', tag));\
                  const s = mk('svg', document.body), f = mk('foreignObject', s), d = f.appendChild(document.createElement('div'));\
                  f.setAttribute('x', 30); f.setAttribute('y', 10); f.setAttribute('width', 300); f.setAttribute('height', 60);\
                  d.style.display = 'inline-block'; d.textContent = 'Letters of a label';\
                  const b = d.getBoundingClientRect(), w = plain.getBoundingClientRect().width;\
                  const p = document.createElement('p'); p.textContent = [Math.abs(b.width - w) < 3, Math.round(b.left), Math.round(b.top)].join(); document.body.appendChild(p)";
    let html = format!(
        "<!DOCTYPE html><style>body {{ margin: 0; font: 20px Arial }} svg {{ display: block; width: 400px; height: 100px }}</style>\
         <script>window.onload = () => {{ {script} }}</script><span id=plain>Letters of a label</span>"
    );
    let answer = Service::start().post_json(&json!({ "html": html, "margin": "0" }));
    let text = Pdf::new(&answer.pdf()).text();
    assert!(text.contains("true,30,"), "{text}");
}

/// Each level in another was enlarged on its own, and took twice the memory.
#[test]
fn drawings_in_html_in_drawings_stay_small() {
    let html = "<!DOCTYPE html><p>before</p><div id=d></div><script>let h = '<svg width=10 height=10>';\
                for (let i = 0; i < 150; i++) h += '<foreignObject width=10 height=10><div><svg width=10 height=10>';\
                d.innerHTML = h</script>";
    // What they took was more than an engine may have.
    let answer = Service::start().post_json(&json!({ "html": html }));
    assert!(Pdf::new(&answer.pdf()).text().contains("before"));
}

/// Each call walked to the root and matched the rules of all that it passed: thousands of calls took half a minute.
#[test]
fn sizes_of_letters_are_looked_up_for_a_part_of_a_long_page() {
    let html = "<!DOCTYPE html><style>body { font: 12.5px/1.5 Arial }</style><p id=out></p><script>\
                const size = () => getComputedStyle(out).fontSize, first = size(); let last;\
                for (let i = 0; i < 4000; i++) last = size();\
                out.textContent = [first, /^1[23]px$/.test(last), last].join()</script>";
    let answer = Service::start().post_json(&json!({ "html": html }));
    let text = Pdf::new(&answer.pdf()).text();
    assert!(text.contains("12.5px,true"), "{text}");
}
