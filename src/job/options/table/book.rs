//! What makes one work of documents: cover, contents, outline, numbering.

use crate::job::options::Position;
use crate::job::options::value::{choice, contents, integer, line, switch, whole};

use super::{Group, OptionSpec, Scope};

pub static GROUP: Group = Group {
    title: "Cover, contents, outline",
    intro: "A cover is a page without header and footer; it counts, so a book with one often has `page_offset=-1`. The \
            table of contents and the outline are made from the headings `h1` to `h9` of the documents. The contents \
            are plain HTML for your own style sheet: `.toc-title`, `ul.toc`, `li.level1` to `li.level9`, and in each \
            `a.entry` with `.text` and `.page`.",
    options: &[
        OptionSpec {
            name: "cover_html",
            value: "HTML",
            default: "none",
            help: "A cover, before everything else; in multipart also a file named cover.html",
            example: "<h1 style=\"margin-top:8cm\">Annual report</h1>",
            scope: Scope::Job,
            set: |d, v| contents(v).map(|v| d.options.book.cover = Some(v)),
        },
        OptionSpec {
            name: "toc",
            value: "on|off",
            default: "off",
            help: "Print a table of contents",
            example: "on",
            scope: Scope::Job,
            set: |d, v| switch(v).map(|v| d.has_contents = v),
        },
        OptionSpec {
            name: "toc_title",
            value: "TEXT",
            default: "목차",
            help: "What stands above it",
            example: "Contents",
            scope: Scope::Job,
            set: |d, v| line(v, 200).map(|v| d.contents.title = v),
        },
        OptionSpec {
            name: "toc_depth",
            value: "NUMBER",
            default: "3",
            help: "Levels of headings in it, 1 to 9",
            example: "2",
            scope: Scope::Job,
            set: |d, v| whole(v, 1, 9).map(|v| d.contents.depth = v),
        },
        OptionSpec {
            name: "toc_dots",
            value: "on|off",
            default: "on",
            help: "A dotted line from each heading to its page number",
            example: "off",
            scope: Scope::Job,
            set: |d, v| switch(v).map(|v| d.contents.dots = v),
        },
        OptionSpec {
            name: "toc_links",
            value: "on|off",
            default: "on",
            help: "Each entry is a link to its heading",
            example: "off",
            scope: Scope::Job,
            set: |d, v| switch(v).map(|v| d.contents.links = v),
        },
        OptionSpec {
            name: "toc_back_links",
            value: "on|off",
            default: "off",
            help: "Each heading is a link back to its entry, but for those on pages of another size than the contents have",
            example: "on",
            scope: Scope::Job,
            set: |d, v| switch(v).map(|v| d.contents.back_links = v),
        },
        OptionSpec {
            name: "toc_css",
            value: "CSS",
            default: "none",
            help: "Style sheet of the table of contents, after our own",
            example: ".toc-title{color:#036} .level1{font-weight:bold}",
            scope: Scope::Job,
            set: |d, v| contents(v).map(|v| d.contents.css = Some(v)),
        },
        OptionSpec {
            name: "toc_position",
            value: "start|end",
            default: "start",
            help: "Before the documents, or after them",
            example: "end",
            scope: Scope::Job,
            set: |d, v| {
                let known = [("start", Position::Start), ("end", Position::End)];
                choice(v, &known).map(|v| d.contents.position = v)
            },
        },
        OptionSpec {
            name: "outline",
            value: "on|off",
            default: "off",
            help: "Put an outline (bookmarks) made from the headings into the PDF",
            example: "on",
            scope: Scope::Job,
            set: |d, v| switch(v).map(|v| d.has_outline = v),
        },
        OptionSpec {
            name: "outline_depth",
            value: "NUMBER",
            default: "4",
            help: "Levels of headings in it, 1 to 9",
            example: "2",
            scope: Scope::Job,
            set: |d, v| whole(v, 1, 9).map(|v| d.outline.depth = v),
        },
        OptionSpec {
            name: "listed",
            value: "on|off",
            default: "on",
            help: "Whether a document's headings appear in contents and outline",
            example: "off",
            scope: Scope::Document,
            set: |d, v| switch(v).map(|v| d.options.document.listed = v),
        },
        OptionSpec {
            name: "page_offset",
            value: "NUMBER",
            default: "0",
            help: "Added to every page number, -10000 to 1000000",
            example: "-1",
            scope: Scope::Job,
            set: |d, v| integer(v, -10_000, 1_000_000).map(|v| d.options.book.page_offset = v),
        },
        OptionSpec {
            name: "blank_pages",
            value: "on|off",
            default: "off",
            help: "An empty page between one document and the next",
            example: "on",
            scope: Scope::Job,
            set: |d, v| switch(v).map(|v| d.options.book.blank_pages = v),
        },
    ],
};
