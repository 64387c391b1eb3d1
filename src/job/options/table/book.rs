//! What makes a book of documents: cover, table of contents, outline, numbering.

use crate::job::options::Position;

use crate::job::options::kind::Kind;
use crate::job::options::spec::{DefaultText, Group, OptionSpec, Scope};

pub static GROUP: Group = Group {
    title: "Cover, table of contents, outline",
    intro: "A cover is a page without header and footer; it counts, so a book with one often has `page_offset=-1`. The \
            table of contents and the outline are made from the headings `h1` to `h9` of the documents. The table of \
            contents is plain HTML for your own style sheet: `.toc-title`, `ul.toc`, `li.level1` to `li.level9`, and in each \
            `a.entry` with `.text` and `.page`.",
    options: &[
        OptionSpec {
            name: "cover_html",
            kind: Kind::Html(|d, v| d.options.book.cover = Some(v)),
            default: DefaultText::NONE,
            help: "A cover, before everything else; in multipart also a file named cover.html",
            example: "<h1 style=\"margin-top:8cm\">Annual report</h1>",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "toc",
            kind: Kind::Switch(|d, v| d.has_toc = v),
            default: DefaultText::Value("off"),
            help: "Print a table of contents",
            example: "on",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "toc_title",
            kind: Kind::Text {
                max: 200,
                set: |d, v| d.toc.title = v,
            },
            default: DefaultText::Value("목차"),
            help: "What stands above the table of contents; HTML2PDF_DEFAULT_TOC_TITLE=Contents makes another one the default",
            example: "Contents",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "toc_depth",
            kind: Kind::Whole {
                min: 1,
                max: 9,
                set: |d, v| d.toc.depth = v,
            },
            default: DefaultText::Value("3"),
            help: "Levels of headings in it, {range}",
            example: "2",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "toc_dots",
            kind: Kind::Switch(|d, v| d.toc.dots = v),
            default: DefaultText::Value("on"),
            help: "A dotted line from each heading to its page number",
            example: "off",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "toc_links",
            kind: Kind::Switch(|d, v| d.toc.links = v),
            default: DefaultText::Value("on"),
            help: "Each entry is a link to its heading",
            example: "off",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "toc_back_links",
            kind: Kind::Switch(|d, v| d.toc.back_links = v),
            default: DefaultText::Value("off"),
            help: "Each heading is a link back to its entry, but for those on pages of another size than the table of contents",
            example: "on",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "toc_css",
            kind: Kind::Css(|d, v| d.toc.css = Some(v)),
            default: DefaultText::NONE,
            help: "Style sheet of the table of contents, after our own",
            example: ".toc-title{color:#036} .level1{font-weight:bold}",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "toc_position",
            kind: Kind::Choice(&[
                ("start", |d| d.toc.position = Position::Start),
                ("end", |d| d.toc.position = Position::End),
            ]),
            default: DefaultText::Value("start"),
            help: "Before the documents, or after them",
            example: "end",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "outline",
            kind: Kind::Switch(|d, v| d.has_outline = v),
            default: DefaultText::Value("off"),
            help: "Put an outline (bookmarks) made from the headings into the PDF",
            example: "on",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "outline_depth",
            kind: Kind::Whole {
                min: 1,
                max: 9,
                set: |d, v| d.outline.depth = v,
            },
            default: DefaultText::Value("4"),
            help: "Levels of headings in it, {range}",
            example: "2",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "listed",
            kind: Kind::Switch(|d, v| d.options.document.listed = v),
            default: DefaultText::Value("on"),
            help: "Whether a document's headings appear in the table of contents and the outline",
            example: "off",
            scope: Scope::Document,
        },
        OptionSpec {
            name: "page_offset",
            kind: Kind::Integer {
                min: -10_000,
                max: 1_000_000,
                set: |d, v| d.options.book.page_offset = v,
            },
            default: DefaultText::Value("0"),
            help: "Added to every page number, {range}",
            example: "-1",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "blank_pages",
            kind: Kind::Switch(|d, v| d.options.book.blank_pages = v),
            default: DefaultText::Value("off"),
            help: "An empty page between one document and the next",
            example: "on",
            scope: Scope::Job,
        },
    ],
};
