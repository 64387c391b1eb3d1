//! Fonts that do not come: another is found for the letters, as in browsers.

use crate::support;

use serde_json::json;

use support::pdf::Pdf;
use support::service::Service;

use super::fonts::file;

/// A browser that does not get a font from the network takes the next name of the list; fonts that desktops
/// have are stood in for.
#[test]
fn fonts_of_the_network_have_no_stand_in() {
    let service = Service::start();
    for (families, font) in [
        ("Roboto", "LiberationSerif"),
        ("'Open Sans'", "LiberationSerif"),
        ("Inter,sans-serif", "LiberationSans"),
        ("Lato,Cambria", "Caladea-Regular"),
        ("'Fira Code',monospace", "LiberationMono"),
        ("Menlo", "LiberationMono"),
        ("Helvetica Neue", "LiberationSans"),
        ("Georgia", "LiberationSerif"),
    ] {
        let html = format!("<!DOCTYPE html><p style=\"font-family:{families}\">text");
        let pdf = Pdf::new(&service.post_json(&json!({ "html": html })).pdf());
        assert_eq!(pdf.fonts(), [(font.to_owned(), true)], "{families}");
    }
}

/// The engine waits for them for ever, and its text stays unseen. What lies beside the document is found.
#[test]
fn fonts_that_scripts_ask_for_in_vain_leave_the_text() {
    let service = Service::start();
    let print = |address: &str| {
        let html = format!(
            "<!DOCTYPE html><p>A<script>document.head.appendChild(document.createElement('style')).textContent=\
             '@font-face{{font-family:F;src:url({address})}}p{{font:20px F,monospace}}'</script>"
        );
        let assets = json!({ "own.woff2": file("static-500.woff2") });
        let answer = service.post_json(&json!({ "html": html, "assets": assets }));
        let pdf = Pdf::new(&answer.pdf());
        (pdf.text().contains('A'), pdf.fonts())
    };
    let (seen, fonts) = print("nowhere.woff2");
    assert!(
        seen && fonts.iter().any(|font| font.0.contains("Mono")),
        "{fonts:?}"
    );
    let (seen, fonts) = print("of/a/folder/own.woff2");
    assert!(
        seen && !fonts.iter().any(|font| font.0.contains("Mono")),
        "{fonts:?}"
    );
}
