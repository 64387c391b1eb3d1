//! The window that scripts find: the page as it is on the screen, laid out, with the elements
//! that were written.

use crate::support;

use serde_json::json;

use support::pdf::Pdf;
use support::service::Service;

use super::styled::{assert_near, left, page, print_request, top};

const STYLE: &str = ".two{display:grid;grid-template-columns:3fr 1fr;gap:20px}.row{display:flex;gap:12px}\
    .row>p{flex:1;margin:0}.col{display:flex;flex-direction:column;height:200px}.col>.grow{flex:1}\
    .wide{width:600px}@media (max-width:796px){.two{grid-template-columns:1fr}}@media print{.wide{width:400px}}";

const BODY: &str = "<div class=row><p id=a>one</p><p>two</p></div><div class=two><div id=b>three</div><div>four</div></div>\
    <div class=col><b>five</b><div class=grow id=c>six</div></div><div class=wide id=d>seven</div>";

/// What a script at the end of the body finds.
fn found(script: &str, options: serde_json::Value) -> Pdf {
    let body = format!("{BODY}<pre id=out></pre><script>{script}</script>");
    let mut request = options;
    request["html"] = json!(page(STYLE, &body));
    print_request(&Service::start(), request)
}

const MEASURE: &str = "var o=[innerWidth];'abcd'.split('').forEach(function(i){\
    var e=document.getElementById(i);o.push(i+Math.round(e.offsetLeft)+'/'+e.offsetWidth+'/'+e.offsetHeight)});\
    o.push(document.body.children.length,document.querySelector('.two').children.length);\
    document.getElementById('out').innerHTML=o.join(' ')";

/// As in Chromium, which prints these words: they are those of a window of 800 by 600.
#[test]
fn scripts_find_the_page_laid_out_for_the_screen() {
    let pdf = found(MEASURE, json!({"print_media": true}));
    let text = pdf.text();
    assert!(
        text.contains("800 a0/394/20 b0/585/20 c0/800/180 d0/600/20 6 2"),
        "{text}"
    );
    // It is printed by the other rules.
    assert_near(left(&pdf, "four"), 0.0, 1.5);
    assert_near(top(&pdf, "four") - top(&pdf, "three"), 40.0, 1.5);
}

#[test]
fn the_window_is_as_large_as_the_viewport_that_is_asked_for() {
    let text = found(
        MEASURE,
        json!({"print_media": true, "viewport": "1024x768"}),
    )
    .text();
    assert!(
        text.contains("1024 a0/506/20 b0/753/20 c0/1024/180 d0/600/20 6 2"),
        "{text}"
    );
}

/// Libraries of ES5 ask the root, and put the name together.
#[test]
fn the_root_is_as_large_as_the_window() {
    let script = "var d=document,n='Width',e=d.documentElement;\
        d.getElementById('out').innerHTML=[d.documentElement.clientWidth,d.documentElement['client'+n],\
        d.documentElement.clientHeight>100,d.documentElement['clientWidth'],e===d.documentElement,d.getElementById('d').clientWidth].join(' ')";
    let text = found(script, json!({"print_media": true})).text();
    assert!(text.contains("800 800 true 800 true 600"), "{text}");
}

/// Those of frames, and what scripts make that is like a document, have their own sizes.
#[test]
fn roots_of_frames_are_as_large_as_they_are() {
    let script = "var out=document.getElementById('out'),f=document.createElement('iframe'),m={};\
        f.width=200;f.height=100;document.body.appendChild(f);var d=f.contentDocument;\
        d.open();d.write('<p>in the frame</p>');d.close();\
        m.documentElement=Object.create(null);m.documentElement.clientWidth=8;\
        try{out.innerHTML=['at',d.documentElement.clientHeight,f.contentWindow.document.documentElement.clientWidth>150,\
        m.documentElement.clientWidth].join(' ')}catch(e){out.innerHTML='at '+e}";
    let text = found(script, json!({"print_media": true})).text();
    assert!(text.contains("at 100 true 8"), "{text}");
}

/// What scripts make is laid out as soon as they measure it.
#[test]
fn what_scripts_make_is_laid_out_before_it_is_measured() {
    let script = "document.getElementById('out').innerHTML='<div class=row><p>x</p><p id=e>y</p></div>';\
        var r=document.getElementById('e').getBoundingClientRect();\
        document.getElementById('d').innerHTML='at'+Math.round(r.left)+'.'+Math.round(r.width)+'.'";
    let text = found(script, json!({"print_media": true})).text();
    assert!(text.contains("at406.394."), "{text}");
}

/// Sizes are properties of the engine that nobody can replace: what is lowered asks first.
#[test]
fn what_scripts_make_is_laid_out_before_its_sizes_are_read() {
    let script = "document.getElementById('out').innerHTML=`<div class=row><p>x</p><p id=e>y</p></div>`;\
        const e=document.getElementById('e'),own={offsetWidth:7};own.offsetWidth++;\
        document.getElementById('d').innerHTML=`at${e.offsetLeft}.${e?.offsetWidth}.${own.offsetWidth}`";
    let text = found(script, json!({"print_media": true})).text();
    assert!(text.contains("at406.394.8"), "{text}");
}

/// What scripts write of styles holds when they measure, and not on paper alone. All of this is
/// as in Chromium.
#[test]
fn styles_that_scripts_write_hold_when_something_is_measured() {
    const OWN: &str = ".bar{width:var(--w,100px)}.wrap.on{display:grid;grid-template-columns:200px 1fr}\
        .ratio{width:300px;aspect-ratio:2/1}";
    const HTML: &str = "<div class=bar id=a>a</div><div class=wrap id=b><p>x</p><p id=c>y</p></div>\
        <div class=ratio id=d>z</div><div id=e></div><pre id=out></pre>";
    const SCRIPT: &str = "const [a,b,c,d,e]=[...'abcde'].map(i=>document.getElementById(i)),o=[];\
        const wide=x=>Math.round(x.offsetWidth);\
        o.push('var',wide(a));a.style.setProperty('--w','300px');o.push(wide(a),getComputedStyle(a).getPropertyValue('--w'));\
        document.documentElement.style.setProperty('--w','10%');o.push(wide(a));\
        a.style.width='calc(50% - 20px)';o.push('calc',wide(a));\
        o.push('class',wide(c));b.classList.add('on');o.push(wide(c));\
        o.push('ratio',d.offsetHeight);\
        e.innerHTML='<div style=\"display:flex;gap:20px\"><p id=f style=\"flex:3\">p</p><p style=\"flex:1\">q</p></div>';\
        const f=document.getElementById('f');o.push('flex',wide(f));f.style.flex='1';o.push(wide(f));\
        const s=document.createElement('style');s.textContent='#d{width:calc(100% / 4)}';document.head.append(s);\
        f.textContent='r';o.push('sheet');e.append(document.createElement('i'));o.push(wide(d));\
        document.getElementById('out').textContent=o.join(' ')";
    let body = format!("{HTML}<script>{SCRIPT}</script>");
    let request = json!({"html": page(OWN, &body), "print_media": true});
    let text = print_request(&Service::start(), request).text();
    let wanted = "var 100 300 300px 300 calc 380 class 800 600 ratio 150 flex 585 390 sheet 200";
    assert!(text.contains(wanted), "{text}");
}

/// The engine makes the object of a style anew when the attribute was taken away, as a layout does.
#[test]
fn what_is_set_on_a_style_after_something_was_measured_holds() {
    let script = "const a=document.getElementById('a'),s=a.style,row=a.parentNode;s.color='red';s.color='';\
        a.removeAttribute('style');row.append(document.createElement('p'));const before=a.offsetWidth;\
        s.position='absolute';a.style.width='70px';\
        document.getElementById('out').textContent=`at ${before} ${a.offsetWidth} ${a.getAttribute('style')}`;\
        document.getElementById('d').style.flex='1'";
    let text = found(script, json!({"print_media": true})).text();
    assert!(
        text.contains("at 258 70 position: absolute; width: 70px;"),
        "{text}"
    );
}

/// Some of them the engine says in its own dots.
#[test]
fn computed_lengths_are_in_pixels() {
    let script = "var s=getComputedStyle(document.querySelector('.wide'));\
        document.getElementById('out').innerHTML='at '+[s.minHeight,s.maxWidth,s.minWidth,s.textIndent]";
    let style = "min-height:50px;max-width:700px;min-width:30%;text-indent:7px";
    let body = format!(
        "<div class=wide style='{style}'>x</div><pre id=out></pre><script>{script}</script>"
    );
    let request = json!({"html": page(STYLE, &body), "print_media": true});
    let text = print_request(&Service::start(), request).text();
    assert!(text.contains("at 50px,700px,30%,7px"), "{text}");
}

/// The root's own edges leave less room, and its margin is not dropped.
#[test]
fn the_edges_of_the_root_are_those_of_the_page() {
    let style = "html{margin:5px;padding:15px}.row{display:flex;justify-content:space-between}";
    let body =
        "<p style='margin:0'>first<div class=row><b>left</b><b style='width:50px'>right</b></div>";
    let pdf = Pdf::new(
        &Service::start()
            .post_json(&json!({"html": page(style, body)}))
            .pdf(),
    );
    let plain = page("html{margin:0}", "<p style='margin:0'>first");
    let plain = Pdf::new(&Service::start().post_json(&json!({ "html": plain })).pdf());
    assert_near(left(&pdf, "left"), 20.0, 1.5);
    assert_near(top(&pdf, "first") - top(&plain, "first"), 20.0, 1.5);
    assert_near(left(&pdf, "right"), 793.7 - 20.0 - 50.0, 1.5);
}

/// What makes its own pages puts in row by row, and measures after each: a hundred times in a page of flexbox.
#[test]
fn pages_that_a_script_fills_row_by_row_hold_what_fits() {
    let style = ".sheet{display:flex;flex-direction:column;height:400px;page-break-after:always}\
        .sheet>.rows{flex:1;min-height:0}.rows p{margin:0;line-height:20px}.head{display:flex;justify-content:space-between}";
    let script = "<div></div><script>let room;const open=()=>{const s=document.createElement('section');s.className='sheet';\
        s.innerHTML='<div class=head style=\"height:50px\"><b>head</b><i>end</i></div><div class=rows></div><div style=\"height:50px\">foot</div>';\
        document.body.append(s);room=s.querySelector('.rows')};open();\
        for(let i=0;i<90;i++){const p=document.createElement('p');p.textContent=`row${i}`;room.append(p);\
        if(room.children.length*20>room.clientHeight){p.remove();open();room.append(p)}}</script>";
    let request = json!({"html": page(style, script), "print_media": true});
    let pdf = print_request(&Service::start(), request);
    // Fifteen rows fit into the 300 pixels that are left of 400.
    assert_eq!(pdf.pages(), 6);
    assert!(pdf.text().contains("row89"));
}
