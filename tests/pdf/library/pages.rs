//! Pages left out, pages before and after, pages of several printings.

use std::collections::BTreeSet;

use super::finish;
use html2pdf_lambda::pdf::collate::collate;
use html2pdf_lambda::pdf::{Finishing, inspect};
use lopdf::{Document, Object, dictionary, text_string};

use super::print::{Print, changed, named, pages, three_pages};
use super::reader::{Reader, led_to, printed_outline};

#[test]
fn pages_are_kept_in_the_order_asked_for_and_nothing_is_left_of_the_others() {
    let pdf = finish(three_pages(), &pages("3,1")).unwrap();
    let reader = Reader::new(&pdf);
    assert_eq!(reader.texts(), ["gamma", "alpha"]);
    assert!(!reader.holds("beta") && reader.holds("(alpha)"));
    assert!(!reader.holds("example.com/1") && reader.holds("example.com/0"));
    // Page 1's link went to page 2; page 3's goes to page 1, now second.
    assert_eq!(led_to(&pdf, 2), Vec::<usize>::new());
    assert_eq!(led_to(&pdf, 1), [2]);
    assert_eq!(printed_outline(&pdf), ["1 장 alpha 2", "2 장 gamma 1"]);
    let names = reader.run("pdfinfo", &["-dests"], "-upw", &[]);
    assert!(
        names.contains("place-0") && !names.contains("place-1"),
        "{names}"
    );
}

#[test]
fn an_item_that_lost_its_page_leads_to_the_first_below_it() {
    let pdf = finish(three_pages(), &pages("2-")).unwrap();
    Reader::new(&pdf);
    let outline = ["1 장 alpha 1", "2 장 beta 1", "2 장 gamma 2"];
    assert_eq!(printed_outline(&pdf), outline);
}

#[test]
fn no_page_left_is_a_fault_that_says_how_many_there_are() {
    let fault = finish(three_pages(), &pages("4-")).unwrap_err();
    let says = "page_ranges: `4-` leaves nothing: the document has 3 pages; name pages that it has";
    assert_eq!(fault.to_string(), says);
}

#[test]
fn documents_come_before_and_after_with_links_and_outlines() {
    let cover = Print {
        outline: false,
        size: (420, 595),
        ..Print::of(&["cover"])
    };
    let work = Finishing {
        prepend: vec![named("표지.PDF", cover.pdf())],
        append: vec![named("terms.pdf", Print::of(&["first", "second"]).pdf())],
        ..Finishing::default()
    };
    let pdf = finish(three_pages(), &work).unwrap();
    let reader = Reader::new(&pdf);
    assert_eq!(
        reader.texts(),
        ["cover", "alpha", "beta", "gamma", "first", "second"]
    );
    assert_eq!(
        inspect::page_sizes(&pdf).unwrap()[..2],
        [(420.0, 595.0), (595.0, 842.0)]
    );
    assert_eq!(
        printed_outline(&pdf),
        [
            "1 표지 1",
            "1 장 alpha 2",
            "2 장 beta 3",
            "2 장 gamma 4",
            "1 terms 5",
            "2 장 first 5",
            "3 장 second 6"
        ]
    );
    assert!(reader.outline().contains("\"terms\""));
    assert_eq!(led_to(&pdf, 4), [2]);
    assert_eq!(led_to(&pdf, 5), [6]);
    assert_eq!(inspect::links(&pdf).unwrap().len(), 6);
    assert_eq!(reader.info("Title"), "제목");
    // Page ranges count all of them.
    let work = Finishing {
        page_ranges: pages("1,5").page_ranges,
        ..work
    };
    let pdf = finish(three_pages(), &work).unwrap();
    assert_eq!(Reader::new(&pdf).texts(), ["cover", "first"]);
    assert!(printed_outline(&pdf).is_empty());
}

#[test]
fn without_an_outline_of_its_own_the_document_gets_none() {
    let print = Print {
        outline: false,
        ..Print::of(&["alpha"])
    };
    let work = Finishing {
        append: vec![named("more.pdf", three_pages())],
        ..Finishing::default()
    };
    let pdf = finish(print.pdf(), &work).unwrap();
    assert_eq!(Reader::new(&pdf).pages(), 4);
    assert!(printed_outline(&pdf).is_empty());
}

#[test]
fn pages_bring_what_they_inherit_and_fields_stay_fields() {
    let given = changed(&Print::of(&["form"]).pdf(), |document| {
        let page = document.page_iter().next().unwrap();
        let field = document.add_object(dictionary! {
            "Type" => "Annot", "Subtype" => "Widget", "FT" => "Tx", "T" => text_string("이름"),
            "V" => text_string("value"), "DA" => Object::string_literal("/Helv 12 Tf 0 g"), "P" => page,
            "Rect" => vec![50.into(), 400.into(), 200.into(), 420.into()],
        });
        let tree = document
            .catalog()
            .unwrap()
            .get(b"Pages")
            .unwrap()
            .as_reference()
            .unwrap();
        document.get_dictionary_mut(tree).unwrap().set("Rotate", 90);
        let resources = document
            .get_dictionary_mut(page)
            .unwrap()
            .remove(b"Resources")
            .unwrap();
        document
            .get_dictionary_mut(tree)
            .unwrap()
            .set("Resources", resources);
        document
            .get_dictionary_mut(page)
            .unwrap()
            .set("Annots", vec![field.into()]);
        let helvetica = document.add_object(dictionary! {
            "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica",
        });
        document.catalog_mut().unwrap().set(
            "AcroForm",
            dictionary! {
                "Fields" => vec![field.into()], "NeedAppearances" => true,
                "DR" => dictionary! { "Font" => dictionary! { "Helv" => helvetica } },
            },
        );
    });
    let work = Finishing {
        append: vec![named("a.pdf", given.clone()), named("b.pdf", given)],
        ..Finishing::default()
    };
    let pdf = finish(three_pages(), &work).unwrap();
    let reader = Reader::new(&pdf);
    assert_eq!(inspect::page_sizes(&pdf).unwrap()[3], (842.0, 595.0));
    assert!(reader.texts()[3].contains("form"));
    assert_eq!(reader.info("Form"), "AcroForm");
    let document = Document::load_mem(&pdf).unwrap();
    let form = document
        .get_dict_in_dict(document.catalog().unwrap(), b"AcroForm")
        .unwrap();
    let names: BTreeSet<String> = form
        .get(b"Fields")
        .unwrap()
        .as_array()
        .unwrap()
        .iter()
        .map(|field| {
            document
                .get_dictionary(field.as_reference().unwrap())
                .unwrap()
        })
        .map(|field| lopdf::decode_text_string(field.get(b"T").unwrap()).unwrap())
        .collect();
    assert_eq!(
        names,
        BTreeSet::from(["이름".to_owned(), "이름_2".to_owned()])
    );
}

#[test]
fn pages_of_several_printings_become_one_document() {
    let texts = ["alpha", "beta", "gamma"];
    let upright = Print::of(&texts).pdf();
    let turned = Print {
        size: (842, 595),
        indent: 90,
        ..Print::of(&texts)
    };
    let pdf = collate(&[upright, turned.pdf()], &[0, 1, 0]).unwrap();
    let reader = Reader::new(&pdf);
    assert_eq!(reader.texts(), texts);
    let sizes = [(595.0, 842.0), (842.0, 595.0), (595.0, 842.0)];
    assert_eq!(inspect::page_sizes(&pdf).unwrap(), sizes);
    assert_eq!(
        printed_outline(&pdf),
        ["1 장 alpha 1", "2 장 beta 2", "2 장 gamma 3"]
    );
    // Whichever printing a page is from, its link leads to the same page.
    assert_eq!(
        [led_to(&pdf, 1), led_to(&pdf, 2), led_to(&pdf, 3)],
        [[2], [3], [1]]
    );
    // And to the place that the page's own printing has for it.
    let names = reader.run("pdfinfo", &["-dests"], "-upw", &[]);
    let place = |name: &str| {
        let line = names.lines().find(|line| line.contains(name)).unwrap();
        line.split_whitespace().collect::<Vec<_>>()[..5].join(" ")
    };
    assert_eq!(place("place-0"), "1 [ XYZ 30 802");
    assert_eq!(place("place-1"), "2 [ XYZ 30 505");
    assert!(reader.outline().contains("#page=2&zoom=100,30,90"));
}

#[test]
fn printings_that_do_not_match_are_a_fault() {
    let two = Print::of(&["alpha", "beta"]).pdf();
    for (runs, from) in [
        (vec![three_pages(), two], vec![0, 1, 0]),
        (vec![three_pages()], vec![0, 1, 0]),
        (vec![], vec![]),
    ] {
        assert!(collate(&runs, &from).is_err());
    }
}

#[test]
fn links_are_found_with_their_place_on_the_page() {
    let links = inspect::links(&three_pages()).unwrap();
    assert_eq!(links.len(), 3);
    assert_eq!(links[1].uri, "https://example.com/1");
    assert_eq!(links[1].page, 2);
    assert_eq!(links[1].rect, [50.0, 500.0, 90.0, 512.0]);
}
