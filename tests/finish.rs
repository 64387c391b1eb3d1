//! What is done to PDFs after they are printed, as three other readers see it:
//! qpdf, poppler and mupdf.

use std::collections::BTreeSet;
use std::io::Write;
use std::process::Command;

use bytes::Bytes;
use html2pdf_lambda::finish::collate::collate;
use html2pdf_lambda::finish::inspect::{self, OutlineItem};
use html2pdf_lambda::finish::{
    Attachment, Fault, Finishing, Layer, Metadata, NamedPdf, PageRanges, Permissions, Protection,
    Stamp, finish,
};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary, text_string};
use tempfile::NamedTempFile;

// ---------------------------------------------------------------------------
// Documents as the engine writes them.

/// A document with a page for each text. Each page has its own outline item, a
/// link to the next page by name, and a link to a site.
struct Print<'a> {
    texts: &'a [&'a str],
    size: (i64, i64),
    /// How far the named places are from the top of their pages.
    indent: i64,
    outline: bool,
}

impl<'a> Print<'a> {
    fn of(texts: &'a [&'a str]) -> Self {
        Self {
            texts,
            size: (595, 842),
            indent: 40,
            outline: true,
        }
    }

    fn pdf(&self) -> Bytes {
        let mut document = Document::with_version("1.4");
        document.reference_table.cross_reference_type = lopdf::xref::XrefType::CrossReferenceTable;
        let tree = document.new_object_id();
        let font = document.add_object(dictionary! {
            "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica",
        });
        let pages: Vec<ObjectId> = (0..self.texts.len())
            .map(|at| self.page(&mut document, at, tree, font))
            .collect();
        let kids: Vec<Object> = pages.iter().map(|page| (*page).into()).collect();
        let (width, height) = self.size;
        document.set_object(
            tree,
            dictionary! {
                "Type" => "Pages", "Count" => kids.len() as i64, "Kids" => kids,
                "MediaBox" => vec![0.into(), 0.into(), width.into(), height.into()],
            },
        );
        let mut places = Dictionary::new();
        for at in 0..pages.len() {
            let top = height - self.indent;
            // Pages by number, as the engine has them, and not by object.
            let place = vec![(at as i64).into(), "XYZ".into(), 30.into(), top.into(), 0.into()];
            places.set(format!("place-{at}"), place);
        }
        let catalog = document.add_object(dictionary! {
            "Type" => "Catalog", "Pages" => tree, "Dests" => places, "PageMode" => "UseOutlines",
        });
        let info = document.add_object(dictionary! {
            "Title" => text_string("제목"), "Producer" => text_string("Qt 4.8.7"),
            "CreationDate" => Object::string_literal("D:20000101000000Z"),
        });
        document.trailer.set("Root", catalog);
        document.trailer.set("Info", info);
        if self.outline {
            self.add_outline(&mut document, catalog);
        }
        saved(&mut document)
    }

    fn page(&self, document: &mut Document, at: usize, tree: ObjectId, font: ObjectId) -> ObjectId {
        let text = self.texts[at];
        let (_, height) = self.size;
        let content = format!("BT /F1 24 Tf 50 {} Td ({text}) Tj ET", height - 100);
        let content = document.add_object(Stream::new(Dictionary::new(), content.into_bytes()));
        let next = document.add_object(dictionary! {
            "Type" => "Annot", "Subtype" => "Link", "Border" => vec![0.into(), 0.into(), 0.into()],
            "Rect" => vec![50.into(), 600.into(), 90.into(), 612.into()],
            "Dest" => Object::Name(format!("place-{}", (at + 1) % self.texts.len()).into_bytes()),
        });
        let out = document.add_object(dictionary! {
            "Type" => "Annot", "Subtype" => "Link", "Border" => vec![0.into(), 0.into(), 0.into()],
            "Rect" => vec![50.into(), 500.into(), 90.into(), 512.into()],
            "A" => dictionary! {
                "S" => "URI", "URI" => Object::string_literal(format!("https://example.com/{at}")),
            },
        });
        document.add_object(dictionary! {
            "Type" => "Page", "Parent" => tree, "Contents" => content,
            "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
            "Annots" => vec![next.into(), out.into()],
        })
    }

    /// The items of the second page and those after it lie below the first.
    fn add_outline(&self, document: &mut Document, catalog: ObjectId) {
        let root = document.new_object_id();
        let items: Vec<ObjectId> = self.texts.iter().map(|_| document.new_object_id()).collect();
        for (at, text) in self.texts.iter().enumerate() {
            let mut item = dictionary! {
                "Title" => text_string(&format!("장 {text}")), "Count" => 0,
                "Parent" => if at == 0 { root } else { items[0] },
                "Dest" => Object::Name(format!("place-{at}").into_bytes()),
            };
            if at == 0 && items.len() > 1 {
                item.set("First", items[1]);
                item.set("Last", items[items.len() - 1]);
            }
            if at > 1 {
                item.set("Prev", items[at - 1]);
            }
            if at > 0 && at + 1 < items.len() {
                item.set("Next", items[at + 1]);
            }
            document.set_object(items[at], item);
        }
        document.set_object(
            root,
            dictionary! { "Type" => "Outlines", "First" => items[0], "Last" => items[0] },
        );
        let catalog = document.get_dictionary_mut(catalog).unwrap();
        catalog.set("Outlines", root);
    }
}

fn saved(document: &mut Document) -> Bytes {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes.into()
}

fn three_pages() -> Bytes {
    Print::of(&["alpha", "beta", "gamma"]).pdf()
}

fn named(name: &str, bytes: Bytes) -> NamedPdf {
    NamedPdf {
        name: name.to_owned(),
        bytes,
    }
}

fn pages(ranges: &str) -> Finishing {
    Finishing {
        page_ranges: Some(PageRanges::parse(ranges).unwrap()),
        ..Finishing::default()
    }
}

/// The document, changed by hand, as a caller might send it.
fn changed(pdf: &Bytes, change: impl FnOnce(&mut Document)) -> Bytes {
    let mut document = Document::load_mem(pdf).unwrap();
    change(&mut document);
    saved(&mut document)
}

// ---------------------------------------------------------------------------
// Readers that are not ours.

struct Reader {
    file: NamedTempFile,
    password: Password,
}

#[derive(Clone, Copy, PartialEq)]
enum Password {
    None,
    User(&'static str),
    Owner(&'static str),
}

impl Reader {
    /// Takes a PDF that all three readers find nothing wrong with.
    fn new(pdf: &[u8]) -> Self {
        Self::with(pdf, Password::None)
    }

    fn with(pdf: &[u8], password: Password) -> Self {
        let mut file = NamedTempFile::new().unwrap();
        file.write_all(pdf).unwrap();
        let reader = Self { file, password };
        let report = reader.run("qpdf", &["--check"], "--password=", &[]);
        assert!(!report.to_lowercase().contains("warning"), "{report}");
        reader.info("Pages");
        reader.mutool_text();
        reader
    }

    fn info(&self, name: &str) -> String {
        let all = self.run("pdfinfo", &[], "-upw", &[]);
        let line = all.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        line.unwrap_or_default().trim().to_owned()
    }

    fn pages(&self) -> usize {
        self.info("Pages").parse().unwrap()
    }

    /// The words of each page.
    fn texts(&self) -> Vec<String> {
        let text = self.run("pdftotext", &[], "-upw", &["-"]);
        let mut pages: Vec<String> = text.split('\u{c}').map(|page| page.trim().to_owned()).collect();
        pages.pop();
        pages
    }

    fn mutool_text(&self) -> String {
        self.run("mutool", &["draw", "-q", "-F", "text", "-o", "-"], "-p", &[])
    }

    fn outline(&self) -> String {
        self.run("mutool", &["show"], "-p", &["outline"])
    }

    /// All that the file holds, with nothing packed or encrypted.
    fn innards(&self) -> Vec<u8> {
        let args = ["--qdf", "--object-streams=disable", "--no-original-object-ids"];
        let out = NamedTempFile::new().unwrap();
        self.run("qpdf", &args, "--password=", &[out.path().to_str().unwrap()]);
        std::fs::read(out.path()).unwrap()
    }

    fn holds(&self, words: &str) -> bool {
        memchr::memmem::find(&self.innards(), words.as_bytes()).is_some()
    }

    /// Colours of the first page at some points of it, counted from the top left.
    fn colours<const N: usize>(&self, page: u32, points: [(usize, usize); N]) -> [[u8; 3]; N] {
        let page = page.to_string();
        let ppm = {
            let mut command = Command::new("pdftoppm");
            command.args(["-r", "72", "-f", &page, "-l", &page]).arg(self.file.path());
            command.output().unwrap().stdout
        };
        let header: Vec<&[u8]> = ppm.splitn(4, |byte| *byte == b'\n').collect();
        let size = std::str::from_utf8(header[1]).unwrap();
        let width: usize = size.split(' ').next().unwrap().parse().unwrap();
        points.map(|(x, y)| {
            let at = (y * width + x) * 3;
            header[3][at..at + 3].try_into().unwrap()
        })
    }

    /// Runs a tool on the file; all that it says beside its result fails the test.
    fn run(&self, tool: &str, before: &[&str], password: &str, after: &[&str]) -> String {
        let mut command = Command::new(tool);
        command.args(before);
        let (option, value) = match self.password {
            Password::None => ("", ""),
            Password::User(value) => (password, value),
            // Poppler wants to be told which one it is.
            Password::Owner(value) if password == "-upw" => ("-opw", value),
            Password::Owner(value) => (password, value),
        };
        if option.ends_with('=') {
            command.arg(format!("{option}{value}"));
        } else if !option.is_empty() {
            command.args([option, value]);
        }
        let output = command.arg(self.file.path()).args(after).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        let said: Vec<&str> = said.lines().filter(|line| !line.contains("ICC support")).collect();
        assert!(output.status.success() && said.is_empty(), "{tool}: {said:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

fn printed_outline(pdf: &[u8]) -> Vec<String> {
    let line = |item: OutlineItem| {
        let page = item.page.map_or("-".to_owned(), |page| page.to_string());
        format!("{} {} {page}", item.level, item.title)
    };
    inspect::outline(pdf).unwrap().into_iter().map(line).collect()
}

/// Where the link annotations of a page lead within the document, from 1.
fn led_to(pdf: &[u8], page: usize) -> Vec<usize> {
    let document = Document::load_mem(pdf).unwrap();
    let pages: Vec<ObjectId> = document.page_iter().collect();
    let place = |annotation: &&Dictionary| {
        let target = annotation.get(b"Dest").ok()?.as_array().ok()?;
        let id = target[0].as_reference().ok()?;
        pages.iter().position(|page| *page == id).map(|at| at + 1)
    };
    let annotations = document.get_page_annotations(pages[page - 1]).unwrap();
    annotations.iter().filter_map(place).collect()
}

// ---------------------------------------------------------------------------
// Nothing, and the same.

#[test]
fn a_pdf_to_which_nothing_is_to_be_done_is_not_touched() {
    let not_even_a_pdf = Bytes::from_static(b"as it is");
    let same = finish(not_even_a_pdf.clone(), &Finishing::default()).unwrap();
    assert_eq!(same.as_ptr(), not_even_a_pdf.as_ptr());
}

#[test]
fn the_same_work_gives_the_same_bytes() {
    let work = Finishing {
        compress: true,
        append: vec![named("more.pdf", three_pages())],
        metadata: Metadata {
            title: Some("t".into()),
            ..Metadata::default()
        },
        stamps: vec![stamp(Layer::Over, 0.5)],
        attachments: vec![attachment("a.txt")],
        ..pages("1-4")
    };
    let once = finish(three_pages(), &work).unwrap();
    assert_eq!(once, finish(three_pages(), &work).unwrap());
    let other = finish(three_pages(), &pages("1-2")).unwrap();
    let identifier = |pdf: &[u8]| {
        let document = Document::load_mem(pdf).unwrap();
        document.trailer.get(b"ID").unwrap().as_array().unwrap()[0].clone()
    };
    assert_ne!(identifier(&once), identifier(&other));
}

// ---------------------------------------------------------------------------
// Metadata.

#[test]
fn metadata_is_in_the_info_dictionary_and_in_xmp() {
    let work = Finishing {
        metadata: Metadata {
            title: Some("청구서 <1> & more".into()),
            author: Some("김가람".into()),
            subject: Some("November".into()),
            keywords: Some("a, b".into()),
            creator: None,
        },
        ..Finishing::default()
    };
    let pdf = finish(three_pages(), &work).unwrap();
    let reader = Reader::new(&pdf);
    assert_eq!(reader.info("Title"), "청구서 <1> & more");
    assert_eq!(reader.info("Author"), "김가람");
    assert_eq!(reader.info("Subject"), "November");
    assert_eq!(reader.info("Keywords"), "a, b");
    assert_eq!(reader.info("Producer"), "Qt 4.8.7");
    let xmp = reader.run("pdfinfo", &["-meta"], "-upw", &[]);
    assert!(xmp.contains(">청구서 &lt;1&gt; &amp; more</rdf:li>"), "{xmp}");
    assert!(xmp.contains("<xmp:CreateDate>2000-01-01T00:00:00Z<"), "{xmp}");
    // What is not said stays as it was.
    let work = Finishing {
        metadata: Metadata {
            author: Some("x".into()),
            ..Metadata::default()
        },
        ..Finishing::default()
    };
    let reader = Reader::new(&finish(three_pages(), &work).unwrap());
    assert_eq!(reader.info("Title"), "제목");
}

// ---------------------------------------------------------------------------
// Protection.

#[test]
fn a_protected_pdf_opens_with_its_passwords_and_allows_what_it_says() {
    let work = Finishing {
        protection: Some(Protection {
            owner_password: Some("주인의 열쇠".into()),
            user_password: Some("비밀번호".into()),
            permissions: Permissions {
                print: false,
                copy: false,
                ..Permissions::default()
            },
        }),
        metadata: Metadata {
            title: Some("비밀".into()),
            ..Metadata::default()
        },
        attachments: vec![attachment("a.txt")],
        ..Finishing::default()
    };
    for (compress, linearize) in [(false, false), (true, false), (false, true), (true, true)] {
        let work = Finishing {
            compress,
            linearize,
            ..work.clone()
        };
        let pdf = finish(three_pages(), &work).unwrap();
        let reader = Reader::with(&pdf, Password::User("비밀번호"));
        assert_eq!(reader.info("Title"), "비밀");
        let encrypted = reader.info("Encrypted");
        assert!(encrypted.starts_with("yes (print:no copy:no change:yes"), "{encrypted}");
        assert!(encrypted.contains("AES-256"), "{encrypted}");
        assert!(reader.mutool_text().contains("gamma"));
        let owner = Reader::with(&pdf, Password::Owner("주인의 열쇠"));
        let says = owner.run("qpdf", &["--show-encryption"], "--password=", &[]);
        assert!(says.contains("R = 6") && says.contains("is owner password"), "{says}");
        // Neither the title nor the text can be read without.
        assert!(memchr::memmem::find(&pdf, b"alpha").is_none());
        let file = owner.file.path();
        let locked = Command::new("qpdf").arg("--check").arg(file).output().unwrap();
        assert!(!locked.status.success());
    }
}

#[test]
fn permissions_alone_let_anybody_open_the_pdf() {
    let work = Finishing {
        protection: Some(Protection {
            permissions: Permissions {
                modify: false,
                ..Permissions::default()
            },
            ..Protection::default()
        }),
        ..Finishing::default()
    };
    let reader = Reader::new(&finish(three_pages(), &work).unwrap());
    let says = reader.run("qpdf", &["--show-encryption"], "--password=", &[]);
    assert!(says.contains("is user password"), "{says}");
    assert!(!says.contains("is owner password"), "{says}");
    assert!(says.contains("modify other: not allowed"), "{says}");
    assert!(says.contains("extract for accessibility: allowed"), "{says}");
}

#[test]
fn a_password_that_could_not_be_typed_again_is_refused() {
    let protected = |user: &str, owner: &str| {
        let work = Finishing {
            protection: Some(Protection {
                owner_password: Some(owner.into()),
                user_password: Some(user.into()),
                permissions: Permissions::default(),
            }),
            ..Finishing::default()
        };
        finish(three_pages(), &work).map_err(|fault| fault.to_string())
    };
    // 127 bytes are 42 syllables and a letter.
    assert!(protected(&("가".repeat(42) + "a"), "o").is_ok());
    let long = protected(&"가".repeat(43), "o").unwrap_err();
    assert!(long.starts_with("user_password: longer than 127 bytes"), "{long}");
    let control = protected("u", "a\u{7}").unwrap_err();
    assert!(control.starts_with("owner_password: holds a character"), "{control}");
    let same = protected("one", "one").unwrap_err();
    assert!(same.starts_with("owner_password: the same"), "{same}");
}

// ---------------------------------------------------------------------------
// Pages left out.

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
    assert!(names.contains("place-0") && !names.contains("place-1"), "{names}");
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
    let says = "page_ranges: `4-` leaves nothing; the document has 3 pages";
    assert_eq!(fault.to_string(), says);
}

// ---------------------------------------------------------------------------
// Pages before and after.

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
    assert_eq!(inspect::page_sizes(&pdf).unwrap()[..2], [(420.0, 595.0), (595.0, 842.0)]);
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
fn what_a_given_document_would_do_by_itself_is_left_out() {
    let given = changed(&three_pages(), |document| {
        let script = |code: &str| dictionary! { "S" => "JavaScript", "JS" => Object::string_literal(code) };
        let page = document.page_iter().next().unwrap();
        let annotation = document.add_object(dictionary! {
            "Type" => "Annot", "Subtype" => "Link", "A" => script("evil(1)"), "AA" => dictionary! { "E" => script("evil(2)") },
            "Rect" => vec![0.into(), 0.into(), 9.into(), 9.into()],
        });
        let start = dictionary! { "S" => "Launch", "F" => Object::string_literal("evil(3).exe") };
        let starts = document.add_object(dictionary! {
            "Type" => "Annot", "Subtype" => "Link", "A" => start,
            "Rect" => vec![0.into(), 0.into(), 9.into(), 9.into()],
        });
        let page = document.get_dictionary_mut(page).unwrap();
        page.set("AA", dictionary! { "O" => script("evil(4)") });
        page.set("Annots", vec![annotation.into(), starts.into()]);
        let catalog = document.catalog_mut().unwrap();
        catalog.set("OpenAction", script("evil(5)"));
        catalog.set("AA", dictionary! { "WC" => script("evil(6)") });
        let named = vec![Object::string_literal("a"), script("evil(7)").into()];
        catalog.set("Names", dictionary! { "JavaScript" => dictionary! { "Names" => named } });
    });
    let work = Finishing {
        append: vec![named("given.pdf", given)],
        ..Finishing::default()
    };
    let reader = Reader::new(&finish(three_pages(), &work).unwrap());
    assert_eq!(reader.pages(), 6);
    assert!(!reader.holds("evil"));
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
        let tree = document.catalog().unwrap().get(b"Pages").unwrap().as_reference().unwrap();
        document.get_dictionary_mut(tree).unwrap().set("Rotate", 90);
        let resources = document.get_dictionary_mut(page).unwrap().remove(b"Resources").unwrap();
        document.get_dictionary_mut(tree).unwrap().set("Resources", resources);
        document.get_dictionary_mut(page).unwrap().set("Annots", vec![field.into()]);
        let helvetica = document.add_object(dictionary! {
            "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica",
        });
        document.catalog_mut().unwrap().set("AcroForm", dictionary! {
            "Fields" => vec![field.into()], "NeedAppearances" => true,
            "DR" => dictionary! { "Font" => dictionary! { "Helv" => helvetica } },
        });
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
    let form = document.get_dict_in_dict(document.catalog().unwrap(), b"AcroForm").unwrap();
    let names: BTreeSet<String> = form.get(b"Fields").unwrap().as_array().unwrap().iter()
        .map(|field| document.get_dictionary(field.as_reference().unwrap()).unwrap())
        .map(|field| lopdf::decode_text_string(field.get(b"T").unwrap()).unwrap())
        .collect();
    assert_eq!(names, BTreeSet::from(["이름".to_owned(), "이름_2".to_owned()]));
}

#[test]
fn a_locked_document_is_refused_by_name_with_what_to_do() {
    for user in [Some("u".to_owned()), None] {
        let work = Finishing {
            protection: Some(Protection {
                user_password: user,
                ..Protection::default()
            }),
            ..Finishing::default()
        };
        let locked = finish(three_pages(), &work).unwrap();
        let work = Finishing {
            append: vec![named("약관.pdf", locked)],
            ..Finishing::default()
        };
        let fault = finish(three_pages(), &work).unwrap_err();
        assert!(matches!(fault, Fault::Protected { .. }), "{fault:?}");
        assert!(fault.to_string().starts_with("약관.pdf is protected"), "{fault}");
    }
}

#[test]
fn a_document_that_is_none_is_refused_by_name() {
    for junk in ["", "%PDF-1.4\n", "<html>", "%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF"] {
        let work = Finishing {
            prepend: vec![named("cover.pdf", Bytes::from(junk))],
            ..Finishing::default()
        };
        let fault = finish(three_pages(), &work).unwrap_err();
        assert!(fault.to_string().starts_with("cover.pdf is not a PDF"), "{fault}");
    }
}

#[test]
fn a_document_that_unpacks_without_end_is_refused() {
    // A packed object of 40 million numbers, in some kilobytes.
    let numbers = [b"7 0 [".to_vec(), b"1 ".repeat(20 << 20), b"]".to_vec()].concat();
    let mut packed = Stream::new(dictionary! { "Type" => "ObjStm", "N" => 1, "First" => 4 }, numbers);
    packed.compress().unwrap();
    let mut bomb = b"%PDF-1.5\n1 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length ".to_vec();
    bomb.extend(format!("{}>>\nstream\n", packed.content.len()).into_bytes());
    bomb.extend(packed.content);
    bomb.extend(b"\nendstream\nendobj\ntrailer<</Root 7 0 R/Size 8>>\nstartxref\n0\n%%EOF");
    let work = Finishing {
        append: vec![named("bomb.pdf", bomb.into())],
        ..Finishing::default()
    };
    let fault = finish(three_pages(), &work).unwrap_err();
    assert!(matches!(fault, Fault::TooLarge { .. }), "{fault:?}");
}

#[test]
fn loops_in_a_document_come_to_an_end() {
    let work = |pdf: Bytes| Finishing {
        append: vec![named("loop.pdf", pdf)],
        stamps: vec![stamp(Layer::Over, 0.5)],
        compress: true,
        linearize: true,
        ..Finishing::default()
    };
    let looping: [fn(&mut Document); 5] = [
        // The page tree's root is its own kid, and counts a billion pages.
        |document| {
            let tree = document.catalog().unwrap().get(b"Pages").unwrap().as_reference().unwrap();
            let page = document.page_iter().next().unwrap();
            let root = document.get_dictionary_mut(tree).unwrap();
            root.set("Kids", vec![tree.into(), page.into(), page.into(), tree.into()]);
            root.set("Count", 1_000_000_000);
            root.set("Parent", tree);
        },
        // An outline item is its own next and child.
        |document| {
            let outlines = document.catalog().unwrap().get(b"Outlines").unwrap().as_reference().unwrap();
            let first = document.get_dictionary(outlines).unwrap().get(b"First").unwrap().as_reference().unwrap();
            let item = document.get_dictionary_mut(first).unwrap();
            item.set("Next", first);
            item.set("First", first);
        },
        // References that go in a circle, where values should be.
        |document| {
            let (a, b) = (document.new_object_id(), document.new_object_id());
            document.objects.insert(a, Object::Reference(b));
            document.objects.insert(b, Object::Reference(a));
            let page = document.page_iter().next().unwrap();
            let page = document.get_dictionary_mut(page).unwrap();
            for key in ["MediaBox", "Annots", "Rotate", "Resources", "CropBox"] {
                page.set(key, a);
            }
        },
        // A name tree within itself.
        |document| {
            let tree = document.new_object_id();
            document.set_object(tree, dictionary! { "Kids" => vec![tree.into(), tree.into()] });
            document.catalog_mut().unwrap().set("Names", dictionary! { "Dests" => tree });
        },
        // A field that is its own parent and kid.
        |document| {
            let field = document.new_object_id();
            let looping = dictionary! {
                "Subtype" => "Widget", "FT" => "Tx", "DA" => Object::string_literal("/F1 9 Tf"),
                "Rect" => vec![9.into(), 9.into(), 90.into(), 20.into()],
                "Parent" => field, "Kids" => vec![field.into()],
            };
            document.set_object(field, looping);
            let page = document.page_iter().next().unwrap();
            document.get_dictionary_mut(page).unwrap().set("Annots", vec![field.into()]);
            let form = dictionary! { "Fields" => vec![field.into(), field.into()] };
            document.catalog_mut().unwrap().set("AcroForm", form);
        },
    ];
    for (number, change) in looping.into_iter().enumerate() {
        let given = changed(&three_pages(), change);
        let pdf = finish(three_pages(), &work(given)).unwrap_or_else(|fault| panic!("{number}: {fault:?}"));
        let reader = Reader::new(&pdf);
        assert!(reader.pages() > 3, "{number}");
    }
}

#[test]
fn no_bytes_make_it_fall() {
    let whole = three_pages();
    let packed = finish(
        three_pages(),
        &Finishing {
            compress: true,
            ..Finishing::default()
        },
    );
    let originals = [whole.clone(), packed.unwrap()];
    // A generator that gives the same numbers at every run.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for round in 0..300 {
        let mut bytes = originals[round % 2].to_vec();
        for _ in 0..1 + next(6) {
            let at = next(bytes.len());
            match next(4) {
                0 => bytes[at] = next(256) as u8,
                1 => bytes[at] = b'0' + next(10) as u8,
                2 => bytes.truncate(at.max(1)),
                _ => {
                    let (from, length) = (next(bytes.len()), 1 + next(40));
                    let length = length.min(bytes.len() - at.max(from));
                    bytes.copy_within(from..from + length, at);
                }
            }
        }
        let work = Finishing {
            append: vec![named("given.pdf", bytes.into())],
            compress: round % 3 == 0,
            linearize: round % 5 == 0,
            ..Finishing::default()
        };
        if let Err(fault) = finish(whole.clone(), &work) {
            assert!(!matches!(fault, Fault::Internal(_)), "{round}: {fault:?}");
        }
    }
}

// ---------------------------------------------------------------------------
// Stamps.

/// A stamp that is a red bar across the upper half of an A4 page's width.
fn stamp(layer: Layer, opacity: f64) -> Stamp {
    let mut pdf = Document::load_mem(&Print::of(&[""]).pdf()).unwrap();
    let page = pdf.page_iter().next().unwrap();
    let bar = b"1 0 0 rg 0 600 595 100 re f".to_vec();
    pdf.change_page_content(page, bar).unwrap();
    Stamp {
        pdf: saved(&mut pdf),
        layer,
        opacity,
    }
}

/// A page with a white background, and a black field on its left half.
fn page_with_background() -> Bytes {
    changed(&Print::of(&["text"]).pdf(), |document| {
        let page = document.page_iter().next().unwrap();
        let ground = b"1 g 0 0 595 842 re f 0 g 0 0 297 842 re f".to_vec();
        document.change_page_content(page, ground).unwrap();
    })
}

#[test]
fn a_stamp_lies_over_the_page_or_under_it_even_where_the_page_has_a_background() {
    const RED: [u8; 3] = [255, 0, 0];
    const WHITE: [u8; 3] = [255; 3];
    const BLACK: [u8; 3] = [0; 3];
    // On black and on white within the bar, and on white below it.
    let points = [(100, 200), (500, 200), (500, 500)];
    let colours = |layer, opacity| {
        let work = Finishing {
            stamps: vec![stamp(layer, opacity)],
            ..Finishing::default()
        };
        let pdf = finish(page_with_background(), &work).unwrap();
        Reader::new(&pdf).colours(1, points)
    };
    assert_eq!(colours(Layer::Over, 1.0), [RED, RED, WHITE]);
    assert_eq!(colours(Layer::Under, 1.0), [BLACK, RED, WHITE]);
    let [on_black, on_white, beside] = colours(Layer::Over, 0.5);
    assert!((126..=129).contains(&on_black[0]) && on_black[1] == 0, "{on_black:?}");
    assert!(on_white[0] == 255 && (126..=129).contains(&on_white[1]), "{on_white:?}");
    assert_eq!(beside, WHITE);
}

#[test]
fn a_stamp_is_upright_and_in_the_middle_of_pages_of_any_size_and_turn() {
    for (turn, size) in [(0, (595, 842)), (90, (842, 595)), (180, (595, 842)), (270, (842, 595)), (0, (1190, 1684))] {
        let print = Print {
            size,
            ..Print::of(&["text"])
        };
        let pdf = changed(&print.pdf(), |document| {
            let page = document.page_iter().next().unwrap();
            let page = document.get_dictionary_mut(page).unwrap();
            page.set("Rotate", turn);
            // Nor need its corner be at 0.
            let (width, height) = size;
            page.set("MediaBox", vec![100.into(), 50.into(), (width + 100).into(), (height + 50).into()]);
        });
        let work = Finishing {
            stamps: vec![stamp(Layer::Over, 1.0)],
            ..Finishing::default()
        };
        let pdf = finish(pdf, &work).unwrap();
        let scale = (size.0.min(size.1) / 595) as usize;
        let points = [(20, 150), (575, 230), (300, 130), (300, 250)].map(|(x, y)| (x * scale, y * scale));
        let red = Reader::new(&pdf).colours(1, points).map(|colour| colour == [255, 0, 0]);
        assert_eq!(red, [true, true, false, false], "turned by {turn}, {size:?}");
    }
    // A page of another shape: as large as fits, in the middle.
    let print = Print {
        size: (1000, 842),
        ..Print::of(&["text"])
    };
    let work = Finishing {
        stamps: vec![stamp(Layer::Over, 1.0)],
        ..Finishing::default()
    };
    let pdf = finish(print.pdf(), &work).unwrap();
    let red = Reader::new(&pdf).colours(1, [(190, 200), (215, 200), (785, 200), (810, 200)]);
    assert_eq!(red.map(|colour| colour[1] == 0), [false, true, true, false]);
}

// ---------------------------------------------------------------------------
// Attachments.

fn attachment(name: &str) -> Attachment {
    Attachment {
        name: name.to_owned(),
        bytes: Bytes::from(format!("contents of {name}")),
        mime: Some("text/xml".into()),
    }
}

#[test]
fn attachments_can_be_listed_and_saved() {
    let work = Finishing {
        attachments: vec![attachment("z.xml"), attachment("명세.xml"), attachment("a.txt")],
        ..Finishing::default()
    };
    let pdf = finish(three_pages(), &work).unwrap();
    let reader = Reader::new(&pdf);
    let list = reader.run("pdfdetach", &["-list"], "-upw", &[]);
    for name in ["a.txt", "z.xml", "명세.xml"] {
        assert!(list.contains(name), "{list}");
    }
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().to_str().unwrap();
    reader.run("pdfdetach", &["-saveall", "-o", to], "-upw", &[]);
    let saved = std::fs::read_to_string(folder.path().join("명세.xml")).unwrap();
    assert_eq!(saved, "contents of 명세.xml");
    let shown = reader.run("qpdf", &["--show-attachment=z.xml"], "--password=", &[]);
    assert_eq!(shown, "contents of z.xml");
    assert!(reader.holds("/AFRelationship /Data") && reader.holds("/Subtype /text#2fxml"));
}

#[test]
fn two_attachments_of_one_name_are_refused() {
    let work = Finishing {
        attachments: vec![attachment("a.xml"), attachment("a.xml")],
        ..Finishing::default()
    };
    let fault = finish(three_pages(), &work).unwrap_err();
    assert!(fault.to_string().contains("`a.xml` is there twice"), "{fault}");
}

// ---------------------------------------------------------------------------
// Smaller, and sooner.

#[test]
fn a_compressed_pdf_is_smaller_and_shows_the_same() {
    let pdf = changed(&Print::of(&["alpha"; 20]).pdf(), |document| {
        // The same picture on every page, each with an object of its own.
        for page in document.page_iter().collect::<Vec<_>>() {
            let noise: Vec<u8> = (0..3000u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
            let picture = document.add_object(Stream::new(dictionary! {
                "Type" => "XObject", "Subtype" => "Image", "Width" => 50, "Height" => 20,
                "ColorSpace" => "DeviceRGB", "BitsPerComponent" => 8,
            }, noise));
            document.add_xobject(page, "X1", picture).unwrap();
            document.add_page_contents(page, b" q 50 0 0 20 50 300 cm /X1 Do Q".to_vec()).unwrap();
        }
    });
    let work = Finishing {
        compress: true,
        ..Finishing::default()
    };
    let packed = finish(pdf.clone(), &work).unwrap();
    assert!(packed.len() * 8 < pdf.len(), "{} of {}", packed.len(), pdf.len());
    let reader = Reader::new(&packed);
    let points = [(60, 525), (75, 530), (95, 535), (300, 300)];
    assert_eq!(reader.colours(20, points), Reader::new(&pdf).colours(20, points));
    assert_eq!(reader.texts(), Reader::new(&pdf).texts());
    assert_eq!(printed_outline(&packed), printed_outline(&pdf));
}

#[test]
fn a_linearized_pdf_has_all_that_was_asked_for() {
    let work = Finishing {
        linearize: true,
        compress: true,
        append: vec![named("more.pdf", three_pages())],
        attachments: vec![attachment("a.txt")],
        ..pages("2-5")
    };
    let pdf = finish(three_pages(), &work).unwrap();
    let reader = Reader::new(&pdf);
    assert_eq!(reader.texts(), ["beta", "gamma", "alpha", "beta"]);
    assert_eq!(reader.info("Optimized"), "yes");
    let says = reader.run("qpdf", &["--check-linearization"], "--password=", &[]);
    assert!(says.contains("no linearization errors"), "{says}");
}

// ---------------------------------------------------------------------------
// Several printings of one document.

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
    assert_eq!(printed_outline(&pdf), ["1 장 alpha 1", "2 장 beta 2", "2 장 gamma 3"]);
    // Whichever printing a page is from, its link leads to the same page.
    assert_eq!([led_to(&pdf, 1), led_to(&pdf, 2), led_to(&pdf, 3)], [[2], [3], [1]]);
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
