//! What is filled in: page numbers, headings, dates.

use super::*;

const CHAPTERS: &str = "<!DOCTYPE html><title>Tom &amp; \"Jerry\"</title>\
    <style>h1,h2{page-break-before:always}</style><p>preface\
    <h1>One 50% &amp; a=b</h1><h2>Beginnings</h2><h1>둘째 장</h1>";

/// What a variable is on each of the four pages of [`CHAPTERS`], with
/// `title=PDF-title` and `page_offset=10`.
const FILLED_IN: [(&str, [&str; 4]); 11] = [
    ("page", ["11", "12", "13", "14"]),
    ("topage", ["14"; 4]),
    ("frompage", ["11"; 4]),
    ("section", ["", "One 50% & a=b", "One 50% & a=b", "둘째 장"]),
    ("title", ["Tom & \"Jerry\""; 4]),
    ("doctitle", ["PDF-title"; 4]),
    ("sitepage", ["1", "2", "3", "4"]),
    ("sitepages", ["4"; 4]),
    ("nonsense", ["[nonsense]"; 4]),
    // It is an address of our machine.
    ("webpage", [""; 4]),
    ("WebPage", [""; 4]),
];

#[test]
fn variables_are_filled_in_alike_in_texts_and_in_html() {
    let service = Service::start();
    let marked: Vec<_> = FILLED_IN
        .iter()
        .map(|(name, _)| format!("<[{name}]>"))
        .collect();
    let text = marked.join(" ");
    let html = text.replace('<', "&lt;").replace('>', "&gt;");
    for running in [
        json!({ "header_left": text, "header_font_size": 5 }),
        json!({ "header_left": text, "header_font_size": 5, "header_first": "off" }),
        json!({ "header_html": format!("<p style='font-size:5pt'>{html}</p>") }),
        json!({ "header_html": format!("<p style='font-size:5pt'><b>{html}</b></p>"), "javascript": false }),
    ] {
        let mut request = running.clone();
        request["html"] = CHAPTERS.into();
        request["title"] = "PDF-title".into();
        request["page_offset"] = 10.into();
        let pages = print(&service, request).words();
        assert_eq!(pages.len(), 4);
        let absent_on_first = running["header_first"] == "off";
        for page in usize::from(absent_on_first)..4 {
            // Where letters of two fonts meet, a reader may see a space.
            let line = line(&pages[page]).replace(' ', "");
            assert!(
                !line.to_lowercase().contains("webpage") && !line.contains("file:"),
                "{line}"
            );
            for (name, values) in FILLED_IN {
                let value = format!("<{}>", values[page]).replace(' ', "");
                assert!(
                    line.contains(&value),
                    "{name} is {value} in {line}: {running}"
                );
            }
        }
    }
}

#[test]
fn a_subsection_is_the_last_heading_of_the_second_level() {
    let service = Service::start();
    for running in [
        json!({ "footer_center": "([section]|[subsection])" }),
        json!({ "footer_html": "([section]|[subsection])" }),
    ] {
        let mut request = running;
        request["html"] = "<!DOCTYPE html><style>h1,h2{page-break-before:always}</style>\
                           <h1>Alpha</h1><h2>Beta</h2>"
            .into();
        let texts = print(&service, request).texts();
        assert!(texts[0].contains("(Alpha|)"), "{texts:?}");
        assert!(texts[1].contains("(Alpha|Beta)"), "{texts:?}");
    }
}

#[test]
fn dates_are_written_the_same_way_everywhere_and_follow_the_time_zone() {
    let service = Service::start();
    let stamp = |zone: &str, running: Value| {
        let mut request = running;
        request["html"] = pages(1).into();
        request["time_zone"] = zone.into();
        let words = print(&service, request).words().remove(0);
        let at = words.iter().position(|word| word.text == "date:").unwrap();
        [1, 2, 3].map(|after| words[at + after].text.clone())
    };
    let text = "date: [date] [isodate] [time]";
    for running in [
        json!({ "header_left": text }),
        json!({ "header_html": text }),
    ] {
        let west = stamp("-12:00", running.clone());
        let east = stamp("+14:00", running);
        for [date, iso, time] in [&west, &east] {
            assert_eq!(date, iso);
            let digits = |text: &str| {
                text.split(['-', ':'])
                    .all(|part| part.parse::<u32>().is_ok())
            };
            assert!(iso.len() == 10 && digits(iso), "{iso}");
            assert!(time.len() == 8 && digits(time), "{time}");
        }
        // It is never the same day 26 hours apart.
        assert!(west[0] < east[0], "{west:?} {east:?}");
    }
}

#[test]
fn elements_are_filled_in_by_their_class() {
    let service = Service::start();
    let header = "<p style='font-size:5pt'>page <b class='x pageNumber'>?</b> of <i class=totalPages></i>, \
                  <span class=title></span>, <span class=section>none</span>, at <span class=date></span>, \
                  <span class='constructor toString'>untouched</span>";
    let request = json!({ "html": CHAPTERS, "header_html": header, "page_offset": 10 });
    let pages = print(&service, request).words();
    for (page, (number, section)) in [
        (11, ""),
        (12, "One 50% & a=b"),
        (13, "One 50% & a=b"),
        (14, "둘째 장"),
    ]
    .into_iter()
    .enumerate()
    {
        let line = line(&pages[page]);
        let expected = format!("page {number} of 14, Tom & \"Jerry\",");
        assert!(line.contains(&expected), "{expected} in {line}");
        assert!(line.contains(section), "{section} in {line}");
        assert!(
            line.contains("at 2") && line.contains("untouched"),
            "{line}"
        );
    }
}

#[test]
fn the_scripts_of_a_header_see_what_they_see_in_wkhtmltopdf() {
    // The recipe in wkhtmltopdf's manual.
    let header = "<body onload=subst()><script>function subst(){var vars={};\
        var q=document.location.search.substring(1).split('&');\
        for(var i in q){var z=q[i].split('=',2);vars[z[0]]=unescape(z[1])}\
        var x=['frompage','topage','page','webpage','section','subsection','subsubsection'];\
        for(var i in x){var y=document.getElementsByClassName(x[i]);\
        for(var j=0;j<y.length;++j)y[j].textContent=vars[x[i]]}\
        if(vars['page']==2)document.getElementById('n').innerHTML='the second'}</script>\
        <span class=page></span>/<span class=topage></span> <span id=n>another</span>";
    let service = Service::start();
    let texts = print(&service, json!({ "html": pages(3), "header_html": header })).texts();
    for (text, expected) in texts
        .iter()
        .zip(["1/3 another", "2/3 the second", "3/3 another"])
    {
        assert!(text.contains(expected), "{expected} in {text}");
    }
}

#[test]
fn numbers_are_right_in_five_hundred_pages() {
    let service = Service::start();
    let pdf = print(
        &service,
        json!({
            "html": pages(500), "header_html": "<b>head [page]</b>",
            "footer_html": "<p>foot <span class=pageNumber></span> of <span class=totalPages></span>",
        }),
    );
    let words = pdf.words();
    assert_eq!(words.len(), 500);
    for page in [1, 2, 250, 499, 500] {
        let line = line(&words[page - 1]);
        for expected in [
            format!("head {page}"),
            format!("page{page}"),
            format!("foot {page} of 500"),
        ] {
            assert!(line.contains(&expected), "{expected} in {line}");
        }
    }
}

#[test]
fn a_picture_in_the_header_of_fifty_pages_is_in_the_file_once() {
    let service = Service::start();
    let logo = png::noise(200, 60);
    let printed = |count: usize| {
        print(
            &service,
            json!({
                "html": pages(count), "header_html": "<img src=logo.png width=200 height=60>",
                "assets": { "logo.png": STANDARD.encode(&logo) },
            }),
        )
    };
    let (one, fifty) = (printed(1), printed(50));
    assert_eq!(fifty.pages(), 50);
    assert_eq!(fifty.images(), 1);
    assert!(
        fifty.len() < one.len() + 50 * 1500,
        "{} {}",
        one.len(),
        fifty.len()
    );
}
