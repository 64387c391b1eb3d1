//! What small scripts of today expect of the language and of the page.

use crate::support;

use serde_json::json;

use support::pdf::Pdf;
use support::service::Service;

/// What each of these says, which a browser says as well.
fn assert_says(cases: &[(&str, &str)]) {
    let mut script = String::from("const out = document.getElementById('out'), said = [];");
    for (says, _) in cases {
        script += &format!(
            "try {{ said.push([(() => {{ {says} }})()].flat(9).join('|')) }} catch (e) {{ said.push('' + e) }}"
        );
    }
    let html = format!(
        "<!DOCTYPE html><pre id=out></pre><div id=a><b>x</b></div><script>{script}\
         out.textContent = said.map((one, i) => `${{i}}=${{one}};`).join('\\n')</script>"
    );
    let answer = Service::start().post_json(&json!({ "html": html }));
    let text = Pdf::new(&answer.pdf()).text();
    let text: Vec<_> = text.split_whitespace().collect();
    for (at, (says, expected)) in cases.iter().enumerate() {
        let line = format!("{at}={expected};");
        assert!(text.contains(&line.as_str()), "{says}: {line}\n{text:?}");
    }
}

/// Years, rates and sizes are names of groups.
#[test]
fn names_that_are_numbers_come_first() {
    assert_says(&[
        (
            "return Object.keys({b: 1, 2026: 1, a: 1, 2024: 1})",
            "2024|2026|b|a",
        ),
        (
            "return Object.entries(Object.groupBy([19, 7], x => x))",
            "7|7|19|19",
        ),
        (
            "const r = []; for (const k in {z: 1, 10: 1, 9: 2, '01': 3}) r.push(k); return r",
            "9|10|z|01",
        ),
        (
            "const r = []; for (const k in null) r.push(k); for (const k in 'ab') r.push(k); return r",
            "0|1",
        ),
        ("return Object.keys({...{7: 1}, ...{3: 2}})", "3|7"),
        ("return Object.values({2: 'b', 1: 'a'})", "a|b"),
    ]);
}

#[test]
fn patterns_replace_all_and_nothing_is_in_an_element() {
    assert_says(&[
        ("return 'aXbX'.replaceAll(/x/gi, (m, i) => i)", "a1b3"),
        ("return 'a.b.c'.replaceAll('.', '-')", "a-b-c"),
        (
            "const a = document.getElementById('a'); return [a.contains(null), a.contains(a.firstChild), document.contains(a)]",
            "false|true|true",
        ),
        (
            "const t = document.createElement('table'); t.createTBody(); t.createTFoot(); return t.lastChild.tagName",
            "TFOOT",
        ),
        (
            "history.replaceState({a: 1}, ''); return history.state.a",
            "1",
        ),
        (
            "const d = document.createElement('dialog'); d.show(); d.close('v'); return [d instanceof HTMLDialogElement, d.returnValue, d instanceof HTMLDetailsElement]",
            "true|v|false",
        ),
        (
            "const i = document.createElement('img'); i.loading = 'lazy'; i.ariaLabel = 'l'; return [i.getAttribute('loading'), i.getAttribute('aria-label'), window instanceof Window]",
            "lazy|l|true",
        ),
        (
            "const d = document.createElement('div'), i = document.createElement('iframe'); d.loading = false; d.sizes = [1, 2]; d.srcset = d.decoding = 0;\
             i.loading = 'eager'; return [d.loading, d.sizes.length, d.srcset, d.decoding, d.outerHTML, i.getAttribute('loading')]",
            "false|2|0|0|<div></div>|eager",
        ),
        (
            "const s = document.createElement('source'), i = new Image(), l = document.createElement('link'); s.srcset = 'a.png'; i.sizes = l.sizes = '9px';\
             return [s.getAttribute('srcset'), s.srcset, i.getAttribute('sizes'), l.getAttribute('sizes'), s.sizes.length]",
            "a.png|a.png|9px|9px|0",
        ),
    ]);
}

#[test]
fn elements_of_html_are_extended_and_parts_of_shadows_are_styled() {
    assert_says(&[
        (
            "customElements.define('my-list', class extends HTMLUListElement { connectedCallback() { this.append('own') } }, {extends: 'ul'});\
             const d = document.getElementById('a'); d.innerHTML = '<ul is=my-list></ul><ul></ul>';\
             const made = document.createElement('ul', {is: 'my-list'}); d.append(made);\
             return [d.children[0].textContent, d.children[1].textContent, made.textContent, made instanceof HTMLUListElement]",
            "own||own|true",
        ),
        (
            "customElements.define('my-mark', class extends HTMLSpanElement { connectedCallback() { this.textContent = 'marked' } }, {extends: 'span'});\
             const s = document.createElement('span', {is: 'my-mark'}); document.getElementById('a').append(s);\
             return [s.textContent, s instanceof HTMLSpanElement, document.createElement('b') instanceof HTMLSpanElement]",
            "marked|true|false",
        ),
        (
            "const b = document.createElement('button'); return [b.constructor === HTMLButtonElement, document.createElement('div').constructor === HTMLDivElement,\
             b instanceof HTMLButtonElement, ('' + HTMLElement).includes('native'), ('' + class Own extends HTMLElement {}).includes('native')]",
            "true|true|true|true|false",
        ),
        (
            "return document.getElementById('a').attachShadow({mode: 'open'}).mode",
            "open",
        ),
    ]);
    let html = "<!DOCTYPE html><style>my-card::part(name){margin-left:100px}:not(:defined){visibility:hidden}</style>\
        <my-card></my-card><script>customElements.define('my-card', class extends HTMLElement { constructor() { super();\
        this.attachShadow({mode: 'open'}).innerHTML = '<style>.in p{margin:0}</style><div class=in><p part=name>moved</p><p>not</p></div>' } })</script>";
    let answer = Service::start().post_json(&json!({ "html": html, "margin": "0" }));
    let pdf = Pdf::new(&answer.pdf());
    let by = pdf.word("moved").0 - pdf.word("not").0;
    assert!((by - 75.0).abs() < 2.0, "{by}");
}

/// Colours of today in attributes, and addresses by the name that they have today.
#[test]
fn drawings_of_scripts_are_in_words_of_today() {
    let html = "<!DOCTYPE html><svg id=s width=300 height=40></svg><script>const s = document.getElementById('s');\
        const add = (name, given) => { const e = document.createElementNS(s.namespaceURI, name);\
        for (const [key, value] of Object.entries(given)) e.setAttribute(key, value); s.appendChild(e) };\
        add('rect', {id: 'r', width: 100, height: 40, fill: 'rgb(255 0 0)'}); add('use', {href: '#r', x: 100})</script>";
    let answer = Service::start().post_json(&json!({ "html": html }));
    let run = Pdf::new(&answer.pdf()).picture(72).widest_run([255, 0, 0]);
    assert!((run * 96.0 - 200.0).abs() < 3.0, "{run}");
    // A picture that says nothing of its size fills its box.
    let html = "<!DOCTYPE html><img id=i alt='' style='width:200px;height:40px'><script>const i = document.getElementById('i');\
        i.src = `data:image/svg+xml,${encodeURIComponent(`<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 50 10\"><rect width=\"50\" height=\"10\" fill=\"red\"/></svg>`)}`</script>";
    let answer = Service::start().post_json(&json!({ "html": html }));
    let run = Pdf::new(&answer.pdf()).picture(72).widest_run([255, 0, 0]);
    assert!((run * 96.0 - 200.0).abs() < 3.0, "{run}");
}

/// What says the colour of all that is in it is mended as well.
#[test]
fn a_drawing_of_a_script_has_a_colour_of_today_itself() {
    let html = "<!DOCTYPE html><div id=p></div><script>const NS = 'http://www.w3.org/2000/svg', s = document.createElementNS(NS, 'svg');\
        for (const [k, v] of [['width', 200], ['height', 40], ['fill', 'rgb(255 0 0)']]) s.setAttribute(k, v);\
        const r = document.createElementNS(NS, 'rect'); r.setAttribute('width', 200); r.setAttribute('height', 40);\
        s.appendChild(r); document.getElementById('p').appendChild(s)</script>";
    let answer = Service::start().post_json(&json!({ "html": html }));
    let run = Pdf::new(&answer.pdf()).picture(72).widest_run([255, 0, 0]);
    assert!((run * 96.0 - 200.0).abs() < 3.0, "{run}");
}

/// A picture that never ends a tag, and patterns that are turned with much in each: both took longer than a
/// document has.
#[test]
fn drawings_take_no_longer_than_they_are_long() {
    let picture = "<img id=i alt=''><script>const s = document.createElementNS('http://www.w3.org/2000/svg', 'svg');\
        document.getElementById('i').setAttribute('src', 'data:image/svg+xml,' + '%3Csvg '.repeat(70000)); document.body.append(s)</script>";
    let patterns = "<svg width=100 height=50><defs></defs></svg><script>const NS = 'http://www.w3.org/2000/svg', s = document.querySelector('svg');\
        for (let k = 0; k < 150; k++) { const p = document.createElementNS(NS, 'pattern');\
        for (const [a, v] of Object.entries({id: 'h' + k, width: 8, height: 8, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(36.87)'})) p.setAttribute(a, v);\
        for (let i = 0; i < 400; i++) { const c = document.createElementNS(NS, 'circle'); c.setAttribute('r', 1); c.setAttribute('cx', i % 8); p.append(c) } s.firstChild.append(p) }</script>";
    let service = Service::start_with(&[("HTML2PDF_TIMEOUT", "8s")]);
    for drawn in [picture, patterns] {
        let html = format!("<!DOCTYPE html><p>printed</p>{drawn}");
        let answer = service.post_json(&json!({ "html": html }));
        assert!(Pdf::new(&answer.pdf()).text().contains("printed"));
    }
}

/// As Chromium says them.
#[test]
fn languages_know_spans_and_units() {
    assert_says(&[
        (
            "const f = new Intl.DateTimeFormat('en-US', {dateStyle: 'medium', timeZone: 'UTC'}); const d = (m, n) => new Date(Date.UTC(2026, m, n));\
             return [f.formatRange(d(10, 30), d(11, 3)), f.formatRange(d(10, 3), d(10, 5))].map(x => x.replace(/ /g, '_'))",
            "Nov_30_–_Dec_3,_2026|Nov_3_–_5,_2026",
        ),
        (
            "return new Intl.DateTimeFormat('de', {dateStyle: 'long', timeZone: 'UTC'}).formatRange(Date.UTC(2026, 10, 3), Date.UTC(2026, 10, 5)).replace(/ /g, '_')",
            "3.–5._November_2026",
        ),
        (
            "const f = o => new Intl.DateTimeFormat('ko', {...o, timeZone: 'UTC'}), d = (m, n) => Date.UTC(2026, m, n); const long = f({dateStyle: 'long'});\
             return [long.formatRange(d(2, 5), d(2, 9)), long.formatRange(d(2, 5), d(4, 1)), f({month: 'long', day: 'numeric'}).formatRange(d(2, 5), d(4, 1)), f().formatRange(d(2, 5), d(4, 1))].map(x => x.replace(/ /g, '_'))",
            "2026년_3월_5일_~_9일|2026년_3월_5일_~_5월_1일|3월_5일_~_5월_1일|2026._3._5._~_2026._5._1.",
        ),
        (
            "return new Date(Date.UTC(2026, 10, 30)).toLocaleDateString('ja-JP-u-ca-japanese', {dateStyle: 'long', timeZone: 'UTC'})",
            "令和8年11月30日",
        ),
        (
            "return ['de', 'ko', 'fr'].map(l => new Intl.NumberFormat(l, {style: 'unit', unit: 'day', unitDisplay: 'long'}).format(14).replace(/\\s/g, '_'))",
            "14_Tage|14일|14_jours",
        ),
        (
            "return new Intl.NumberFormat('en', {roundingIncrement: 5, minimumFractionDigits: 2, maximumFractionDigits: 2}).format(1.23)",
            "1.25",
        ),
        (
            "const l = new Intl.Locale('ko-Kore-KR-u-ca-gregory'); return [l.language, l.script, l.region, l.calendar, l.toString(), new Intl.Locale('zh').maximize().toString()]",
            "ko|Kore|KR|gregory|ko-Kore-KR-u-ca-gregory|zh-Hans-CN",
        ),
        (
            "return [new Intl.Locale('de').getWeekInfo().firstDay, new Intl.Locale('en-US').weekInfo.firstDay, new Intl.Locale('ar').getTextInfo().direction]",
            "1|7|rtl",
        ),
        (
            "return [new Intl.DurationFormat('en', {style: 'long'}).format({hours: 1, minutes: 46}).replace(/ /g, '_'), new Intl.DurationFormat('en', {style: 'digital'}).format({hours: 1, minutes: 5, seconds: 9})]",
            "1_hour,_46_minutes|1:05:09",
        ),
    ]);
}

/// The layout helper takes back what the engine had, and gives back what the page had.
#[test]
fn what_pages_have_beside_the_engine_is_there_behind_a_layout() {
    assert_says(&[
        (
            "document.body.style.display = 'flex'; return document.body.getBoundingClientRect().left",
            "8",
        ),
        (
            "return '2026-11-30'.replace(/(?<y>\\d+)-(?<m>\\d+)-(?<d>\\d+)/, '$<d>.$<m>.$<y>')",
            "30.11.2026",
        ),
        ("return '€12_$34_£56'.match(/(?<=[$£])\\d+/g)", "34|56"),
    ]);
}

/// What a script left is done before the next one, and before the page hears that it is there.
#[test]
fn microtasks_are_done_at_the_end_of_a_script() {
    let html = "<!DOCTYPE html><p id=out></p><script>const say = text => out.append(text + ';');\
                document.addEventListener('DOMContentLoaded', () => say('there'));\
                Promise.resolve().then(() => say('first'))</script>\
                <script>'use strict'; say('second'); (async () => { await null; say('third') })()</script>";
    let answer = Service::start().post_json(&json!({ "html": html }));
    let text = Pdf::new(&answer.pdf()).text();
    assert!(text.contains("first;second;third;there;"), "{text}");
    // The engine reads the second as it is.
    let html = "<!DOCTYPE html><p id=out></p><script>const say = text => out.append(text + ';');\
                Promise.resolve().then(() => say('first'))</script><script>say('second')</script>";
    let answer = Service::start().post_json(&json!({ "html": html }));
    let text = Pdf::new(&answer.pdf()).text();
    assert!(text.contains("first;second;"), "{text}");
}

/// Each leaves the next one.
#[test]
fn many_tasks_are_done_one_after_the_other() {
    assert_says(&[(
        "let n = 0, m = 0; const next = () => { if (++n < 5000) queueMicrotask(next) }; next();\
         for (let i = 0; i < 3000; i++) queueMicrotask(() => { if (m++ != i) throw i });\
         h2pDrain(); return [n, m]",
        "5000|3000",
    )]);
}

/// As numbers, as texts, and as whatever is asked for.
#[test]
fn objects_say_themselves_what_they_are() {
    assert_says(&[
        (
            "const m = {[Symbol.toPrimitive](h) { return h === 'number' ? 42 : h === 'string' ? 'str' : 'def' }};\
             return [+m, `${m}`, m + '', m * 2, m > 41, String(m), [m].join()]",
            "42|str|def|84|true|str|str",
        ),
        (
            "class Money {constructor(n) { this.n = n } [Symbol.toPrimitive](h) { return h === 'string' ? '$' + this.n : this.n }}\
             let sum = 1; sum += new Money(2); return [new Money(5) + new Money(7), `${new Money(3)}`, sum]",
            "12|$3|3",
        ),
        (
            "const kind = x => Object.prototype.toString.call(x).slice(8, -1);\
             return [kind(Symbol('q')), kind(new Date), kind([]), kind(null), kind({})]",
            "Symbol|Date|Array|Null|Object",
        ),
    ]);
}

#[test]
fn what_extends_dates_and_errors_is_what_it_extends() {
    assert_says(&[
        (
            "class Day extends Date {add(n) { const d = new Day(this); d.setDate(d.getDate() + n); return d }}\
             const d = new Day(2026, 0, 30, 12).add(3); return [d instanceof Day, d.getMonth(), d.getDate()]",
            "true|1|2",
        ),
        (
            "return new RangeError('far').stack.split('\\n')[0].replace(' ', '_')",
            "RangeError:_far",
        ),
    ]);
}

/// Of Korean, Chinese and Japanese names, beside letters of Latin; and the two letters of Turkish.
#[test]
fn languages_have_an_order_of_their_own() {
    assert_says(&[
        (
            "return ['abc', '한', '1', '가'].sort((a, b) => a.localeCompare(b, 'ko-KR'))",
            "1|가|한|abc",
        ),
        (
            "return ['王', 'a', '褚', '李', '陈'].sort(new Intl.Collator('zh-CN').compare)",
            "陈|褚|李|王|a",
        ),
        (
            "return ['さくら', 'アオイ', 'いちご', 'がく', 'カエデ', 'きく'].sort((a, b) => a.localeCompare(b, 'ja'))",
            "アオイ|いちご|カエデ|がく|きく|さくら",
        ),
        (
            "return ['izmir'.toLocaleUpperCase('tr'), 'IĞDIR'.toLocaleLowerCase('tr-TR'), 'i'.toLocaleUpperCase()]",
            "İZMİR|ığdır|I",
        ),
    ]);
}

/// A dialogue that stands in the markup, and a field that a script has filled.
#[test]
fn scripts_open_dialogues_and_fill_fields() {
    let html = "<!DOCTYPE html><dialog id=d>thanks</dialog><input type=date id=i><input type=time id=t><script>\
                const box = document.getElementById('d'); box.show();\
                i.valueAsDate = new Date(Date.UTC(1994, 4, 17)); t.value = '14:05'</script>";
    let answer = Service::start().post_json(&json!({ "html": html }));
    let text = Pdf::new(&answer.pdf()).text();
    for wanted in ["thanks", "05/17/1994", "02:05 PM"] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
}

/// Charts are made as wide as the contents of what they stand in.
#[test]
fn items_say_how_wide_their_contents_are() {
    let add = "const d = document.createElement('div'); d.style.cssText = 'display:grid;width:400px;grid-template-columns:1fr 1fr';\
               d.innerHTML = '<p style=\"padding:10px;margin:0\">x</p><p style=\"padding:10px;margin:0;box-sizing:border-box\">y</p>';\
               document.body.append(d);";
    let ask = format!(
        "{add} return [...d.children].map(e => `${{parseFloat(getComputedStyle(e).width)}}_${{e.offsetWidth}}`)"
    );
    assert_says(&[(ask.as_str(), "180_200|200_200")]);
}

/// Hatches of plans and charts: stripes of four pixels, which lie twice as close to each other on both axes
/// once they are turned by 45 degrees, divided by the root of two.
#[test]
fn patterns_that_scripts_make_are_fine_and_turned() {
    let script = "const mk = (tag, attributes, parent) => { const e = document.createElementNS('http://www.w3.org/2000/svg', tag);\
                  for (const [name, value] of Object.entries(attributes)) e.setAttribute(name, value); parent.append(e); return e };\
                  const s = mk('svg', {width: 200, height: 200}, document.body);\
                  const p = mk('pattern', {id: 'h', width: 8, height: 8, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)'}, s);\
                  mk('rect', {width: 4, height: 8, fill: '#f00'}, p); mk('rect', {width: 200, height: 200, fill: 'url(#h)'}, s)";
    let html = format!("<!DOCTYPE html><body style='margin:0'><script>{script}</script>");
    let answer = Service::start().post_json(&json!({ "html": html, "margin": "0" }));
    let picture = Pdf::new(&answer.pdf()).picture(96);
    let red = |x: usize, y: usize| {
        let dot = picture.dots()[y * picture.width + x];
        dot[0] > 200 && dot[1] < 120
    };
    let changes = |at: &dyn Fn(usize) -> bool| (11..190).filter(|i| at(*i) != at(*i - 1)).count();
    for across in [changes(&|i| red(i, 100)), changes(&|i| red(100, i))] {
        assert!((26..=38).contains(&across), "{across}");
    }
}
