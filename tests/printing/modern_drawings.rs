//! Drawings in SVG, in boxes of another ratio than theirs.

use crate::support;

use support::service::Service;

use super::styled::{PX, print, top};

const RED: [u8; 3] = [255, 0, 0];

fn red_width(body: &str) -> f64 {
    let service = Service::start();
    let pdf = print(&service, "svg,img{display:block}", body);
    pdf.picture(144).widest_run(RED) * 72.0 / PX
}

#[test]
fn a_drawing_fits_a_box_of_which_the_width_is_a_share() {
    let drawing = |own: &str| {
        format!(
            "<div style='width:300px;display:flex'><svg viewBox='0 0 100 20' {own} \
             style='width:100%;height:40px'><rect width=100 height=20 fill=red /></svg></div>"
        )
    };
    let kept = red_width(&drawing(""));
    assert!((kept - 200.0).abs() < 3.0, "{kept}");
    let stretched = red_width(&drawing("preserveAspectRatio=none"));
    assert!((stretched - 300.0).abs() < 3.0, "{stretched}");
}

/// The engine has no size for a side that a style calls `auto`.
#[test]
fn a_drawing_with_sides_of_its_own_has_them_where_a_style_says_auto() {
    const STYLE: &str = "svg,img{display:block}.a{height:auto}.b{width:auto}.c{width:50%;height:auto}\
        .d{max-width:100%;height:auto}.e{height:intrinsic}";
    let drawing = |class: &str, sides: &str| {
        format!(
            "<svg class={class} width=300 height=60 {sides}><rect width=300 height=60 fill=red /></svg>"
        )
    };
    let size = |drawing: &str| {
        let service = Service::start();
        let body = format!("<div style='width:400px'>begin{drawing}end</div>");
        let pdf = print(&service, STYLE, &body);
        let height = top(&pdf, "end") - top(&pdf, "begin") - 20.0;
        (pdf.picture(144).widest_run(RED) * 72.0 / PX, height)
    };
    let box_of = "viewBox='0 0 300 60'";
    for (class, sides, width, height) in [
        ("a", "", 300.0, 60.0),
        ("a", box_of, 300.0, 60.0),
        ("b", box_of, 300.0, 60.0),
        ("c", box_of, 200.0, 40.0),
        ("d", box_of, 300.0, 60.0),
        ("e", box_of, 300.0, 60.0),
    ] {
        let found = size(&drawing(class, sides));
        let near = (found.0 - width).abs() < 3.0 && (found.1 - height).abs() < 3.0;
        assert!(near, "{class} {sides}: {found:?}");
    }
}

#[test]
fn a_picture_in_svg_keeps_its_ratio_in_any_box() {
    let picture = |own: &str| {
        format!(
            "<div style='display:flex'><img style='width:100px;height:40px' src=\"data:image/svg+xml,%3Csvg \
             xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 20'{own}%3E%3Crect width='20' height='20' \
             fill='red'/%3E%3C/svg%3E\"></div>"
        )
    };
    let kept = red_width(&picture(""));
    assert!((kept - 40.0).abs() < 3.0, "{kept}");
    let stretched = red_width(&picture(" preserveAspectRatio='none'"));
    assert!((stretched - 100.0).abs() < 3.0, "{stretched}");
}

/// Places in it are told in its own pixels.
#[test]
fn what_is_zoomed_out_does_not_make_the_page_wider() {
    let body = "<div style='display:flex'><div style='width:300px;height:20px;background:red'></div></div>\
                <div style='zoom:.5'>small</div>";
    let width = red_width(body);
    assert!((width - 300.0).abs() < 3.0, "{width}");
}

/// To the engine a share of a height is as many times too high as it has dots in a pixel.
#[test]
fn a_drawing_as_high_as_a_share_is_no_higher() {
    let drawing = "viewBox='0 0 100 50'><rect width=100 height=50 fill=red /></svg>";
    for body in [
        format!(
            "<div style='width:200px;height:100px'><svg style='width:100%;height:100%' {drawing}</div>"
        ),
        format!(
            "<div style='position:relative;width:200px;height:100px'><p>p<svg \
                 style='position:absolute;left:0;top:0;width:100%;height:100%' {drawing}</div>"
        ),
        format!(
            "<div style='position:relative;width:200px;height:100px' id=a></div><script>\
                 a.innerHTML = `<svg style='position:absolute;inset:0;width:100%;height:100%' {drawing}`;\
                 a.append(document.createElementNS('http://www.w3.org/2000/svg', 'svg'));\
                 a.lastChild.setAttribute('style', 'position:absolute;width:0;height:100%')</script>"
        ),
    ] {
        let pdf = print(&Service::start(), "body{margin:0}", &body);
        assert_eq!(pdf.pages(), 1, "{body}");
        let width = pdf.picture(144).widest_run(RED) * 72.0 / PX;
        assert!((width - 200.0).abs() < 3.0, "{width}: {body}");
    }
}

#[test]
fn a_stroke_is_as_opaque_as_it_says() {
    let body = "<svg width=300 height=90 fill=none stroke=red stroke-width=20><path d='M0 20H100' stroke-opacity=.6 />\
                <g style='stroke-opacity:.6'><path d='M0 50H200'/></g><path d='M0 80H50'/></svg>";
    let pdf = print(&Service::start(), "body{margin:0}", body);
    let picture = pdf.picture(144);
    let pale = picture.widest_run([255, 102, 102]) * 72.0 / PX;
    assert!((pale - 200.0).abs() < 3.0, "{pale}");
    let full = picture.widest_run(RED) * 72.0 / PX;
    assert!((full - 50.0).abs() < 3.0, "{full}");
}

/// Icons of today are one em wide, of letters that are their own.
#[test]
fn a_drawing_is_as_large_as_its_own_letters() {
    let drawing = "viewBox='0 0 10 10'><rect width=10 height=10 fill=red /></svg>";
    for svg in [
        format!("<svg class=icon {drawing}"),
        format!("<svg width=1em height=1em style='font-size:100px' {drawing}"),
        format!("<svg width=100 height=100 style='font-size:12px' {drawing}"),
    ] {
        let style = "body{margin:0}.icon{width:1em;height:1em;font-size:200%}div{font-size:50px}";
        let pdf = print(&Service::start(), style, &format!("<div>{svg}</div>"));
        let width = pdf.picture(144).widest_run(RED) * 72.0 / PX;
        assert!((width - 100.0).abs() < 3.0, "{width}: {svg}");
    }
}

/// The engine would put all that follows into the first of them.
#[test]
fn a_drawing_goes_on_behind_elements_of_html_in_it() {
    let label = |y: u32, text: &str| {
        format!(
            "<foreignObject x=50 y={y} width=200 height=30><div style='margin:0'>{text}</div></foreignObject>"
        )
    };
    let (first, second) = (label(20, "one"), label(120, "two"));
    let body = format!(
        "<svg width=300 height=200><g>{first}{second}<rect width=250 height=10 fill=red /></g></svg><p>end"
    );
    let pdf = print(&Service::start(), "", &body);
    let below = top(&pdf, "two") - top(&pdf, "one");
    assert!((below - 100.0).abs() < 2.0, "{below}");
    let bar = pdf.picture(144).widest_run(RED) * 72.0 / PX;
    assert!((bar - 250.0).abs() < 3.0, "{bar}");
}

/// What holds for drawings does not hold once more for what is added around HTML in them.
#[test]
fn rules_for_drawings_leave_html_in_them_as_it_is() {
    let body = "<svg width=200 height=100><g transform='translate(100,50)'><foreignObject x=-40 y=-12 width=80 \
        height=24><div style='background:red'>LEFTRIGHT</div></foreignObject></g></svg>";
    let style = "svg{overflow:hidden;font-size:200%}svg svg{opacity:.5}div{margin:0;height:24px}";
    let pdf = print(&Service::start(), style, body);
    let bar = pdf.picture(144).widest_run(RED) * 72.0 / PX;
    assert!((bar - 80.0).abs() < 3.0, "{bar}");
}

#[test]
fn conditions_of_html_in_a_drawing_hold() {
    let case = |condition: &str, y: u32| {
        format!(
            "<switch><foreignObject {condition} x=0 y={y} width=90 height=20><div style='margin:0'>html{y}</div>\
             </foreignObject><text y={y}>else{y}</text></switch>"
        )
    };
    let feature = "requiredFeatures='http://www.w3.org/TR/SVG11/feature#Extensibility'";
    let unknown = "requiredExtensions='http://example.org/x'";
    let known = "requiredExtensions='http://www.w3.org/1999/xhtml'";
    let body = format!(
        "<svg width=200 height=200>{}{}{}{}</svg>",
        case("", 20),
        case(feature, 60),
        case(unknown, 99),
        case(known, 140)
    );
    let text = print(&Service::start(), "", &body).text();
    let shown: Vec<_> = text.split_whitespace().collect();
    assert_eq!(shown, ["html20", "html60", "else99", "html140"]);
}

#[test]
fn drawings_in_rows_are_as_large_as_their_letters_and_placed_ones_as_wide_as_their_place() {
    let service = Service::start();
    let style = ".r{display:flex;font-size:30px}.i{width:1em;height:1em;font-size:inherit}\
        .h{position:relative;padding:0 50px;width:100px;height:40px}\
        .w{position:absolute;left:0;bottom:0;width:100%;height:30px;display:block}";
    let body = "<div class=r><svg class=i viewBox='0 0 10 10'><path d='M0 0h10v10H0z' fill='#f00'/></svg>\
        <span>beside</span></div><div class=h><svg class=w viewBox='0 0 10 1' preserveAspectRatio=none>\
        <path d='M0 0h10v1H0z' fill='#00f'/></svg></div>";
    let pdf = print(&service, style, body);
    assert!((super::styled::left(&pdf, "beside") - 30.0).abs() < 1.0);
    let picture = pdf.picture(96);
    let has = |colour| picture.dots().iter().filter(|dot| **dot == colour).count();
    let (icon, wave) = (has([255, 0, 0]), has([0, 0, 255]));
    assert!((800..=961).contains(&icon), "{icon}");
    assert!((5600..=6200).contains(&wave), "{wave}");
}

/// A drawing that has but the ratio of its sides keeps it in the size that a background gives it.
#[test]
fn drawings_behind_a_box_are_shown_in_their_size() {
    let style = "p{margin:0;width:100px;height:50px;background:url(\"data:image/svg+xml,%3csvg \
        xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3e%3crect fill='%23f00' width='16' height='16'/%3e%3c/svg%3e\") \
        no-repeat right top/40px 20px}";
    let picture = print(&Service::start(), style, "<p>").picture(96);
    let red = |x: usize, y: usize| picture.dots()[y * 794 + x] == [255, 0, 0];
    assert!(red(80, 10) && red(73, 3) && red(87, 17));
    assert!(!red(66, 10) && !red(94, 10) && !red(80, 24));
}

/// `opacity` in a drawing, of a shape and of a group, by an attribute and by a style.
#[test]
fn shapes_of_drawings_are_as_faint_as_they_are_said_to_be() {
    let body = "<svg width=400 height=100><rect width=50 height=100 fill=#00f opacity=.5 />\
        <g opacity=.5><rect x=100 width=50 height=100 fill=#00f opacity=.5 /></g>\
        <rect x=200 width=50 height=100 fill=#00f class=k />\
        <line x1=300 x2=350 y1=50 y2=50 stroke=#00f stroke-width=100 style=opacity:.5 /></svg>";
    let picture = print(&Service::start(), "svg{display:block}.k{opacity:.5}", body).picture(96);
    for (x, expected) in [(25, 128), (125, 191), (225, 128), (325, 128)] {
        let dot = picture.dots()[50 * 794 + x];
        assert!(
            dot[2] > 240 && dot[0].abs_diff(expected) < 12,
            "{dot:?} at {x}"
        );
    }
}

/// Libraries of charts write drawings so: as large as their boxes, which have heights that a script set.
#[test]
fn a_drawing_of_a_script_is_as_large_as_its_box() {
    let body = "<div id=r></div><script>var n='http://www.w3.org/2000/svg',r=document.getElementById('r'),\
        s=document.createElementNS(n,'svg'),c=document.createElementNS(n,'rect'),d=document.createElement('div');\
        r.style.height='60px';d.style.width=d.style.height='100%';s.setAttribute('viewBox','0 0 300 60');\
        s.setAttribute('width','300');s.setAttribute('height','60');s.style.width='100%';s.style.height='100%';\
        c.setAttribute('width','300');c.setAttribute('height','60');c.setAttribute('fill','red');\
        s.appendChild(c);d.appendChild(s);r.appendChild(d)</script><p>end";
    let service = Service::start();
    let pdf = print(&service, "svg{display:block}p{margin:0}", body);
    let width = pdf.picture(144).widest_run(RED) * 72.0 / PX;
    assert!((width - 300.0).abs() < 3.0, "{width}");
    let end = top(&pdf, "end");
    assert!((end - 60.0).abs() < 4.0, "{end}");
}

/// A share of a box that is as high as what is in it is no height: a drawing has that of its ratio.
#[test]
fn a_share_of_a_box_without_a_height_is_that_of_the_ratio() {
    let drawing = |around: &str| {
        format!(
            "<div style='width:400px'><div style='width:100%;{around}'><svg width=200 height=50 viewBox='0 0 200 50' \
             style='width:100%;height:100%'><rect width=200 height=50 fill=red /></svg></div></div><p>end"
        )
    };
    let service = Service::start();
    for around in ["", "height:100%", "height:100%;position:relative"] {
        let pdf = print(&service, "svg{display:block}p{margin:0}", &drawing(around));
        let width = pdf.picture(144).widest_run(RED) * 72.0 / PX;
        assert!((width - 400.0).abs() < 3.0, "{around}: {width}");
        let end = top(&pdf, "end");
        assert!((end - 100.0).abs() < 4.0, "{around}: {end}");
    }
}

/// The engine forgets to fade what is drawn. What nobody is to see, libraries draw to be clicked at.
#[test]
fn what_is_drawn_is_as_transparent_as_it_says() {
    let square =
        |x: u32, own: &str| format!("<rect x={x} y=0 width=40 height=40 fill='#f00' {own} />");
    let body = format!(
        "<style>.pale{{opacity:.5}}</style><svg width=300 height=40>{}{}{}<g opacity=.5>{}</g></svg><svg id=s width=300 height=40></svg>\
         <script>var r=document.createElementNS('http://www.w3.org/2000/svg','rect');\
         ['width','height'].forEach(function(n){{r.setAttribute(n,40)}});r.setAttribute('fill','#f00');\
         r.setAttribute('opacity','0');document.getElementById('s').appendChild(r)</script>",
        square(0, "opacity=0"),
        square(50, "opacity=.5"),
        square(100, "class=pale"),
        square(150, "opacity=.5"),
    );
    let picture = print(&Service::start(), "svg{display:block}", &body).picture(144);
    assert_eq!(picture.widest_run(RED), 0.0);
    for pale in [127, 191] {
        let runs = (pale - 1..=pale + 1).map(|part| picture.widest_run([255, part, part]));
        let width = runs.fold(0.0, f64::max) * 72.0 / PX;
        assert!((width - 40.0).abs() < 3.0, "{pale}: {width}");
    }
}

/// Charts and icons name the colours of a theme so, in markup and when scripts draw them. Rules count more.
#[test]
fn attributes_of_drawings_ask_for_custom_properties() {
    const STYLE: &str = "svg{display:block}:root{--a:#f00;--w:40}.blue{--a:#00f}.rule{fill:#00f}";
    let shapes = "<rect width=100 height=20 fill='var(--a)' /><g class=blue><rect y=30 width=300 height=20 fill='var(--a)' /></g>\
        <rect class=rule y=60 width=300 height=20 fill='var(--a)' /><path d='M0 110H200' stroke='var(--none, #f00)' \
        stroke-width='var(--w)' /><rect y=140 width=250 height=20 fill='color-mix(in srgb, #f00 50%, #f00)' />";
    let width = |body: &str| {
        let service = Service::start();
        let picture = print(&service, STYLE, body).picture(144);
        picture.widest_run(RED) * 72.0 / PX
    };
    let static_width = width(&format!("<svg width=400 height=200>{shapes}</svg>"));
    assert!((static_width - 250.0).abs() < 3.0, "{static_width}");
    let drawn = width(&format!(
        "<svg id=a width=400 height=200></svg><script>a.innerHTML = `{shapes}`</script>"
    ));
    assert!((drawn - 250.0).abs() < 3.0, "{drawn}");
    let set = width(
        "<svg id=a width=400 height=200></svg><script>const r = document.createElementNS('http://www.w3.org/2000/svg', 'rect');\
         r.setAttribute('width', 120); r.setAttribute('height', 9); r.setAttribute('fill', 'var(--a)'); a.append(r)</script>",
    );
    assert!((set - 120.0).abs() < 3.0, "{set}");
}

/// Rings are turned so, and marks of legends stand in their middle.
#[test]
fn shapes_are_moved_and_turned_by_styles() {
    let service = Service::start();
    let width = |style: &str, body: &str| {
        print(&service, style, body).picture(144).widest_run(RED) * 72.0 / PX
    };
    let drawing =
        |shape: &str| format!("<svg width=200 height=100 style='display:block'>{shape}</svg>");
    // Upright as it is, it lies once it is turned.
    let upright = "<rect x=95 y=0 width=10 height=100 fill=red class=a />";
    let near = |found: f64, wanted: f64| assert!((found - wanted).abs() < 3.0, "{found} {wanted}");
    near(width("", &drawing(upright)), 10.0);
    near(
        width(
            ".a{transform:rotate(90deg);transform-origin:100px 50px}",
            &drawing(upright),
        ),
        100.0,
    );
    near(
        width(
            ".a{transform:rotate(.25turn);transform-origin:center}",
            &drawing(upright),
        ),
        100.0,
    );
    // The half that would be outside is seen.
    let outside =
        "<rect x=-100 width=100 height=20 fill=red style='transform: translate(50%, 10px)' />";
    near(width("", &drawing(outside)), 100.0);
    let drawn =
        format!("<svg id=a width=200 height=100></svg><script>a.innerHTML = `{outside}`</script>");
    near(width("", &drawn), 100.0);
}
