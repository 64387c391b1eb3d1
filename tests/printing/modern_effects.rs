//! Filters, borders of gradients, what fades, and what is moved and turned, as browsers paint
//! them.

use crate::support;

use support::pdf::Picture;
use support::service::Service;

use super::styled::{assert_near, left, print, top};

/// Red, and 400 pixels wide.
pub const RED: &str = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAZAAAAEsAQMAAADXeXeBAAAABlBMVEX/AAAAAABBoxIDAAAAJklEQVR42u3BMQEAAADCoPVPbQlPoAAAAAAAAAAAAAAAAAAAgKcBO8QAAfyeO9sAAAAASUVORK5CYII=";

/// The colour of a dot, but for what painting loses.
fn at(picture: &Picture, x: usize, y: usize) -> [u8; 3] {
    picture.dots()[y * picture.width + x]
}

#[track_caller]
fn assert_colour(found: [u8; 3], expected: [u8; 3]) {
    let is_near = found.iter().zip(expected).all(|(a, b)| a.abs_diff(b) < 5);
    assert!(is_near, "{found:?} instead of {expected:?}");
}

#[test]
fn filters_change_pictures_and_colours() {
    let service = Service::start();
    let style = "img{display:block;width:100px;height:20px}div{width:100px;height:20px;background:#f00}\
        .g{filter:grayscale(1)}.b{filter:brightness(.5)}.i{filter:invert(100%)}.h{filter:hue-rotate(120deg)}\
        .c{filter:grayscale(50%) contrast(2)}";
    let mut body = String::new();
    for class in ["g", "b", "i", "h", "c"] {
        body += &format!("<img class={class} src='{RED}'><div class={class}></div>");
    }
    let picture = print(&service, style, &body).picture(96);
    // As Chromium paints them.
    for (place, colour) in [
        [54, 54, 54],
        [128, 0, 0],
        [0, 255, 255],
        [0, 115, 0],
        [182, 0, 0],
    ]
    .into_iter()
    .enumerate()
    {
        let y = 40 * place + 10;
        assert_colour(at(&picture, 50, y), colour);
        assert_colour(at(&picture, 50, y), at(&picture, 50, y + 20));
    }
}

#[test]
fn boxes_throw_the_shadow_of_a_filter() {
    let service = Service::start();
    let style = "div{width:100px;height:40px;background:#00f;margin:20px;filter:drop-shadow(10px 10px 0 #0f0)}";
    let picture = print(&service, style, "<div></div>").picture(96);
    assert_colour(at(&picture, 125, 40), [0, 255, 0]);
    assert_colour(at(&picture, 60, 40), [0, 0, 255]);
    // Of a picture that is not painted up to its corners, that of its box would be another.
    let clear = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
    let body = format!("<img src='{clear}' width=100 height=40>");
    let style = "img{filter:drop-shadow(10px 10px 0 #0f0)}";
    assert!(!print(&service, style, &body).picture(96).has([0, 255, 0]));
}

#[test]
fn borders_may_be_gradients() {
    let service = Service::start();
    let style = "div{width:180px;height:40px;border:10px solid;\
        border-image:linear-gradient(to right,#f00,#00f) 1}\
        p{margin:0;width:200px;height:20px;border-bottom:10px solid;\
        border-image-source:linear-gradient(#0f0,#0f0);border-image-slice:1}";
    let picture = print(&service, style, "<div></div><p></p>").picture(96);
    let [left, _, right] = [3, 100, 196].map(|x| at(&picture, x, 30));
    assert!(left[0] > 240 && left[2] < 20, "{left:?}");
    assert!(right[2] > 240 && right[0] < 20, "{right:?}");
    assert_colour(at(&picture, 100, 4), [128, 0, 128]);
    assert_colour(at(&picture, 100, 30), [255, 255, 255]);
    assert_colour(at(&picture, 100, 85), [0, 255, 0]);
}

/// The engine would let the box itself shine through its text.
#[test]
fn what_fades_does_so_as_one() {
    let service = Service::start();
    let style = "div{opacity:.5;background:#f00;width:200px;height:60px}b{display:block;width:100px;height:30px;background:#00f}";
    let picture = print(&service, style, "<div><b></b></div>").picture(96);
    assert_colour(at(&picture, 150, 45), [255, 128, 128]);
    assert_colour(at(&picture, 50, 15), [128, 128, 255]);
}

#[test]
fn moves_turns_and_sizes_of_their_own_go_together() {
    let service = Service::start();
    let style = "div{width:100px;height:20px;transform-origin:0 0;position:absolute;top:0;left:0}\
        .m{translate:100px 50px}.s{scale:200%}.t{transform:translateX(10px)}";
    let at = |class: &str| {
        let body = format!("<div class='{class}'>word</div>");
        let pdf = print(&service, style, &body);
        (left(&pdf, "word"), top(&pdf, "word"))
    };
    let (plain, _) = at("x");
    let (x, y) = at("m t");
    assert_near(x - plain, 110.0, 1.0);
    assert_near(y, 50.5, 1.5);
    let (x, _) = at("m s t");
    assert_near(x - plain, 120.0, 1.0);
}

#[test]
fn angles_that_the_page_knows_have_a_sine() {
    let service = Service::start();
    let style = "i{position:absolute;left:calc(100px + 80px*cos(var(--i)*60deg));\
        top:calc(100px + 80px * sin(var(--i) * 60deg))}";
    let body = "<i style='--i:0'>one</i><i style='--i:1'>two</i><i style='--i:3'>three</i>";
    let pdf = print(&service, style, body);
    assert_near(left(&pdf, "one"), 180.0, 1.0);
    assert_near(left(&pdf, "two"), 140.0, 1.0);
    assert_near(top(&pdf, "two"), 169.8, 1.5);
    assert_near(left(&pdf, "three"), 20.0, 1.0);
}

#[test]
fn letters_that_are_not_of_east_asia_stand_upright_too() {
    let service = Service::start();
    let style = ".v{writing-mode:vertical-rl;text-orientation:upright}";
    let pdf = print(&service, style, "<div class=v>AB</div>");
    let glyphs = pdf.glyphs();
    let (_, height) = pdf.size();
    assert_near((glyphs[1].y - glyphs[0].y) * height / 0.75, 18.4, 1.0);
}

/// The engine cuts off straight what it paints for itself.
#[test]
fn corners_cut_off_what_is_in_them_wherever_it_stands() {
    let service = Service::start();
    let style = "b{display:block}.t{width:200px;height:100px;border-radius:40px;overflow:hidden}\
        .h{background:#f00;height:100px}.p{position:relative}.a{position:absolute;inset:0}\
        .o::after{content:'';position:absolute;inset:0;background:#f00}td{padding:0}";
    let red = |body: &str| {
        let pdf = print(&service, style, body);
        let picture = pdf.picture(96);
        picture
            .dots()
            .iter()
            .filter(|dot| **dot == [255, 0, 0])
            .count() as f64
    };
    let rounded = 200.0 * 100.0 - 1600.0 * (4.0 - std::f64::consts::PI);
    for body in [
        "<b class=t><b class=h></b></b>",
        "<b class='t p'><b class=h></b></b>",
        "<b class=t><b class='h p'></b></b>",
        "<b class='t p'><b class='h a'></b></b>",
        "<b class='t p o'></b>",
        "<b class='t p'><table style='width:100%;border-collapse:collapse'><td class=h>&nbsp;</table></b>",
    ] {
        let found = red(body);
        assert!((found - rounded).abs() < 400.0, "{found} {rounded} {body}");
    }
}

/// Circles and shades that `::before` and `::after` put behind a text let through what is behind them.
#[test]
fn shapes_beside_contents_are_faded() {
    let style = ".p{position:relative;width:200px;height:100px;background:#00f}\
        .p::before{content:'';position:absolute;left:100px;top:0;width:100px;height:100px;border-radius:50%;background:#fff;opacity:.5}\
        .g::before{border-radius:0;background:linear-gradient(#f00,#f00);opacity:.2}\
        .c::before{border-radius:0;background:#f00;clip-path:polygon(0 0,100% 0,0 100%);opacity:.2}";
    let body = "<div class=p></div><div class='p g'></div><div class='p c'></div>";
    let picture = print(&Service::start(), style, body).picture(96);
    let near = |y: usize, colour: [u8; 3]| {
        let dot = picture.dots()[y * 794 + 130];
        assert!(
            dot.iter().zip(colour).all(|(a, b)| a.abs_diff(b) < 12),
            "{dot:?} instead of {colour:?}"
        );
    };
    near(50, [128, 128, 255]);
    near(150, [51, 0, 204]);
    near(230, [51, 0, 204]);
}

/// A large sign in the corner of a header lets its gradient through.
#[test]
fn signs_beside_contents_are_faded_over_gradients() {
    let style = ".h{position:relative;height:100px;background:linear-gradient(#00f,#00f);overflow:hidden}\
        .h::after{content:'■';position:absolute;left:100px;top:0;font-size:150px;line-height:1;color:#fff;opacity:.2}";
    let picture = print(&Service::start(), style, "<div class=h></div>").picture(96);
    let dot = picture.dots()[75 * 794 + 140];
    assert!(dot[0].abs_diff(51) < 12 && dot[2] > 240, "{dot:?}");
}

#[test]
fn masks_may_be_made_of_variables_of_their_elements() {
    let service = Service::start();
    let style = "p{margin:0;width:200px;height:40px;background:#00c;--w:100px;\
        mask-image:linear-gradient(to right,#000 var(--w),transparent var(--w))}p.s{--w:20px}";
    let blue = |body: &str| {
        let picture = print(&service, style, body).picture(96);
        picture
            .dots()
            .iter()
            .filter(|dot| dot[2] > 150 && dot[0] < 60)
            .count()
    };
    let (half, tenth) = (blue("<p>"), blue("<p class=s>"));
    assert!((3600..=4400).contains(&half), "{half}");
    assert!((600..=1000).contains(&tenth), "{tenth}");
}

/// Rings of progress: the colours in what stands before an element, from its variables, and a hole
/// whose edge is told from the outside.
#[test]
fn rings_are_cut_out_of_gradients_that_turn() {
    let service = Service::start();
    let style = "body{margin:0}.r{--p:50;width:100px;height:100px;position:relative}\
        .r::before{content:\"\";position:absolute;inset:0;border-radius:50%;\
        background:conic-gradient(#f00 calc(var(--p)*1%),#00f 0);\
        mask:radial-gradient(farthest-side,transparent calc(100% - 20px),#000 calc(100% - 19px))}";
    let pdf = print(&service, style, "<div class=r></div>");
    let picture = pdf.picture(96);
    let at = |x: usize, y: usize| picture.dots()[y * 794 + x];
    assert_eq!(at(90, 50), [255, 0, 0]);
    assert_eq!(at(10, 50), [0, 0, 255]);
    assert_eq!(at(72, 50), [255, 255, 255]);
    assert_eq!(at(50, 50), [255, 255, 255]);
}
