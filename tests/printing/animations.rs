//! What charts draw before they are printed: animations, of which nobody sees but the end, and
//! canvases for screens of high density.

use crate::support;

use serde_json::json;

use support::pdf::Pdf;
use support::service::Service;

#[track_caller]
fn printed(body: &str) -> Pdf {
    let html = format!("<!DOCTYPE html><p id=said></p>{body}");
    let answer = Service::start().post_json(&json!({ "html": html }));
    Pdf::new(&answer.pdf())
}

/// It looks at the time, and draws for long.
#[test]
fn of_an_animation_that_costs_something_few_frames_are_drawn() {
    let text = printed(
        "<script>var frames=0,began;requestAnimationFrame(function draw(now){began=began||now;frames++;\
         for(var end=Date.now()+12;Date.now()<end;);\
         if(now-began<1000)return requestAnimationFrame(draw);\
         document.getElementById('said').textContent='frames: '+frames+(now-began<1900?' in time':' late')})</script>",
    )
    .text();
    let frames = text.split("frames: ").nth(1).unwrap_or_default();
    let (count, rest) = frames.split_once(' ').unwrap_or_default();
    assert!(
        count.parse::<u32>().unwrap() < 12 && rest.starts_with("in time"),
        "{text}"
    );
}

/// As layouts of forces do, and animations that go a step with each frame.
#[test]
fn what_counts_its_frames_gets_them() {
    let text = printed(
        "<script>var frames=0;requestAnimationFrame(function draw(){\
         if(++frames<250)return requestAnimationFrame(draw);\
         document.getElementById('said').textContent='settled'})</script>",
    )
    .text();
    assert!(text.contains("settled"), "{text}");
}

/// Frames that are called off, and those that are asked for when others are over.
#[test]
fn frames_are_called_off_and_asked_for_anew() {
    let text = printed(
        "<script>var said=[];var off=requestAnimationFrame(function(){said.push('never')});cancelAnimationFrame(off);\
         requestAnimationFrame(function(){said.push('first');\
         var second=requestAnimationFrame(function(){said.push('never')});cancelAnimationFrame(second);\
         setTimeout(function(){requestAnimationFrame(function(){said.push('later');\
         document.getElementById('said').textContent=said.join('-')})},50)})</script>",
    )
    .text();
    assert!(text.contains("first-later"), "{text}");
}

/// A canvas of twice the size that it is shown in was printed with 768 dots an inch.
#[test]
fn a_canvas_has_no_more_dots_than_the_paper() {
    const SIZED: &str = "c.width=300*n;c.height=200*n;";
    let of = |density: u32, context: &str| {
        let context = context.replace("SIZED", SIZED);
        let pdf = printed(&format!(
            "<canvas id=c style='width:300px;height:200px'></canvas><script>var n={density},c=document.getElementById('c'),x;{context};\
             x.fillStyle='#c00';x.fillRect(0,0,150,100);x.fillStyle='#00c';x.fillRect(150,100,150,100)</script>"
        ));
        let picture = pdf.picture(96);
        let red = |dot: &&[u8; 3]| dot[0] > 150 && dot[1] < 80 && dot[2] < 80;
        let area = picture.dots().iter().filter(red).count();
        assert!(area.abs_diff(150 * 100) < 600, "{density}: {area}");
        pdf.image_widths()
    };
    assert_eq!(of(1, "SIZED x=c.getContext('2d')"), [1200]);
    assert_eq!(of(2, "SIZED x=c.getContext('2d');x.scale(2,2)"), [1200]);
    assert_eq!(
        of(2, "x=c.getContext('2d');SIZED x.setTransform(2,0,0,2,0,0)"),
        [1200]
    );
    assert_eq!(of(4, "x=c.getContext('2d');SIZED x.scale(4,4)"), [1200]);
}
