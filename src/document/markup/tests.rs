use super::*;

#[test]
fn a_plain_document_has_no_scripts() {
    let markup = read(
        "<!DOCTYPE html><p on>only = 1, javascript: is text</p><!-- <script> --><style>a{}</style>",
    );
    assert!(!markup.scripted);
    assert_eq!(markup.styles.len(), 1);
}

#[test]
fn colours_and_stops_of_drawings_are_those_that_the_engine_knows() {
    let html = "<svg><rect fill='rgb(0 128 0 / 50%)' stroke='#f00'/><g stroke=oklch(0.7,0.1,80)></g>\
        <stop offset=1 stop-color='hsl(120 100% 25%)'/><stop offset='100%'/><stop offset=1 fill=url(#a)></svg>";
    let edits = read(html).edits;
    let mended = apply(html, edits);
    for part in [
        "<rect fill=\"rgba(0, 128, 0, 0.5)\" fill=",
        "<stop stop-color=\"#008000\" offset=\"0.9999\" offset=1",
        "<stop offset=\"0.9999\" offset='100%'",
        "<stop offset=1 fill=url(#a)>",
    ] {
        assert!(mended.contains(part), "{part}: {mended}");
    }
}

#[test]
fn whatever_may_run_a_script_is_noticed() {
    for html in [
        "<script>1</script>",
        "<SCRIPT src=a.js></SCRIPT>",
        "<body onload=f()>",
        "<img/onerror='f()'>",
        "<a href='&#106;avascript:f()'>x</a>",
        "<iframe src=\"java\nscript:f()\"></iframe>",
        "<svg><script>1</script></svg>",
        "<svg onload=f()>",
        "<object data=x.svg></object>",
        "<embed src=x>",
        "<meta http-equiv=Refresh content='0;url=x'>",
        "<form action=javascript:f()>",
    ] {
        assert!(read(html).scripted, "{html}");
    }
}

#[test]
fn finds_what_the_document_refers_to() {
    let markup = read(
        "<link rel=stylesheet href=a.css><link rel=icon href=no.ico><a href=no.html>x</a>\
         <img src=' b.png '><table background=c.gif></table><script src=d.js></script>\
         <object data=e.svg></object><svg><image xlink:href='f&amp;g.png'/></svg><img src=''>",
    );
    let expected = ["a.css", "b.png", "c.gif", "d.js", "e.svg", "f&g.png"];
    assert_eq!(markup.urls, expected);
}

#[test]
fn addresses_of_links_are_changed_where_the_engine_would_misread_them() {
    let html = "한<A title='>' HREF=' #%EA%B0%80 '>x</a><a/href=#%41><area href=\"#&quot;%20\"><a href=#a>";
    let changed = crate::document::edits::apply(html, read(html).edits);
    assert_eq!(
        changed,
        "한<A href=\"#가\" title='>' HREF=' #%EA%B0%80 '>x</a><a href=\"#A\"/href=#%41>\
         <area href=\"#&quot; \" href=\"#&quot;%20\"><a href=#a>"
    );
}

#[test]
fn style_texts_are_found_where_they_stand() {
    let html =
        "한글<style>a{x:1}</style><title><style></title><STYLE media=print>b{}</style ><style>c{";
    let texts: Vec<_> = read(html)
        .styles
        .into_iter()
        .map(|range| &html[range])
        .collect();
    assert_eq!(texts, ["a{x:1}", "b{}", "c{"]);
}
