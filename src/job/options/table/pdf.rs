//! The PDF itself: what it says of itself, who may read it, what is put to it.

use crate::job::options::CreationDate;
use crate::job::options::value::{
    choice, colour, factor, files, line, number_within, password, permissions, switch,
};
use crate::pdf::{Layer, PageRanges};

use super::{Group, OptionSpec, Scope};

/// So many characters a property has at most.
const LONGEST: usize = 1000;

pub static GROUP: Group = Group {
    title: "The PDF itself",
    intro: "Files are named here and sent as assets: in multipart as files, in JSON in the object `assets`, on the \
            command line with `--asset`.",
    options: &[
        OptionSpec {
            name: "title",
            value: "TEXT",
            default: "the document's title",
            help: "Title of the PDF",
            example: "청구서 2026-11",
            scope: Scope::Job,
            set: |d, v| line(v, LONGEST).map(|v| d.options.finishing.metadata.title = Some(v)),
        },
        OptionSpec {
            name: "author",
            value: "TEXT",
            default: "the document's meta author",
            help: "Author of the PDF",
            example: "한빛상사",
            scope: Scope::Job,
            set: |d, v| line(v, LONGEST).map(|v| d.options.finishing.metadata.author = Some(v)),
        },
        OptionSpec {
            name: "subject",
            value: "TEXT",
            default: "the document's meta description",
            help: "Subject of the PDF",
            example: "November",
            scope: Scope::Job,
            set: |d, v| line(v, LONGEST).map(|v| d.options.finishing.metadata.subject = Some(v)),
        },
        OptionSpec {
            name: "keywords",
            value: "TEXT...",
            default: "the document's meta keywords",
            help: "Keywords of the PDF; in JSON also a list",
            example: "invoice, 2026",
            scope: Scope::Job,
            set: |d, v| line(v, LONGEST).map(|v| d.options.finishing.metadata.keywords = Some(v)),
        },
        OptionSpec {
            name: "creator",
            value: "TEXT",
            default: "the document's meta generator, or the engine",
            help: "The program that the document comes from",
            example: "Billing 4.2",
            scope: Scope::Job,
            set: |d, v| line(v, LONGEST).map(|v| d.options.finishing.metadata.creator = Some(v)),
        },
        OptionSpec {
            name: "creation_date",
            value: "fixed|now",
            default: "fixed",
            help: "Fixed: the same document always gives the same bytes, unless it has a password",
            example: "now",
            scope: Scope::Job,
            set: |d, v| {
                let known = [("fixed", CreationDate::Fixed), ("now", CreationDate::Now)];
                choice(v, &known).map(|v| d.options.creation_date = v)
            },
        },
        OptionSpec {
            name: "page_ranges",
            value: "PAGES",
            default: "all",
            help: "Pages to keep, such as 1-3, 5, 8-, odd or even; in JSON also a list",
            example: "1-2, 5-",
            scope: Scope::Job,
            set: |d, v| PageRanges::parse(v).map(|v| d.options.finishing.page_ranges = Some(v)),
        },
        OptionSpec {
            name: "prepend",
            value: "FILE...",
            default: "none",
            help: "PDFs to put before the document",
            example: "letterhead.pdf",
            scope: Scope::Job,
            set: |d, v| files(v).map(|v| d.options.finishing.prepend = v),
        },
        OptionSpec {
            name: "append",
            value: "FILE...",
            default: "none",
            help: "PDFs to put after the document",
            example: "terms.pdf",
            scope: Scope::Job,
            set: |d, v| files(v).map(|v| d.options.finishing.append = v),
        },
        OptionSpec {
            name: "attachments",
            value: "FILE...",
            default: "none",
            help: "Files to embed in the PDF",
            example: "invoice.xml",
            scope: Scope::Job,
            set: |d, v| files(v).map(|v| d.options.finishing.attachments = v),
        },
        OptionSpec {
            name: "watermark_text",
            value: "TEXT",
            default: "none",
            help: "Text across every page",
            example: "사본",
            scope: Scope::Job,
            set: |d, v| line(v, 100).map(|v| d.watermark.text = Some(v)),
        },
        OptionSpec {
            name: "watermark_image",
            value: "FILE",
            default: "none",
            help: "Picture across every page",
            example: "stamp.png",
            scope: Scope::Job,
            set: |d, v| line(v, 255).map(|v| d.watermark.image = Some(v)),
        },
        OptionSpec {
            name: "watermark_layer",
            value: "over|under",
            default: "over",
            help: "Over the contents, or under them",
            example: "under",
            scope: Scope::Job,
            set: |d, v| {
                let known = [("over", Layer::Over), ("under", Layer::Under)];
                choice(v, &known).map(|v| d.watermark.style.layer = v)
            },
        },
        OptionSpec {
            name: "watermark_opacity",
            value: "FACTOR",
            default: "0.12",
            help: "From 0.01, hardly to be seen, to 1, opaque",
            example: "0.3",
            scope: Scope::Job,
            set: |d, v| factor(v, 0.01, 1.0).map(|v| d.watermark.style.opacity = v),
        },
        OptionSpec {
            name: "watermark_angle",
            value: "DEGREES",
            default: "45",
            help: "Counter-clockwise, -180 to 180",
            example: "0",
            scope: Scope::Job,
            set: |d, v| number_within(v, -180.0, 180.0).map(|v| d.watermark.style.angle = v),
        },
        OptionSpec {
            name: "watermark_color",
            value: "COLOR",
            default: "#000000",
            help: "Colour of the text: #rgb, #rrggbb or a name of CSS",
            example: "#c00",
            scope: Scope::Job,
            set: |d, v| colour(v).map(|v| d.watermark.style.colour = v),
        },
        OptionSpec {
            name: "watermark_size",
            value: "FACTOR",
            default: "0.7",
            help: "Share of the first document's page width that it takes, 0.05 to 1; on pages of other sizes it is scaled to fit",
            example: "0.5",
            scope: Scope::Job,
            set: |d, v| factor(v, 0.05, 1.0).map(|v| d.watermark.style.size = v),
        },
        OptionSpec {
            name: "owner_password",
            value: "TEXT",
            default: "none",
            help: "Gives every right: reading, changing, removing the protection (AES-256)",
            example: "keep-this-one",
            scope: Scope::Job,
            set: |d, v| password(v).map(|v| d.protection.owner_password = Some(v)),
        },
        OptionSpec {
            name: "user_password",
            value: "TEXT",
            default: "none",
            help: "Needed to open the PDF",
            example: "901231",
            scope: Scope::Job,
            set: |d, v| password(v).map(|v| d.protection.user_password = Some(v)),
        },
        OptionSpec {
            name: "permissions",
            value: "NAMES",
            default: "all",
            help: "What a reader without the owner's password may do: all, none, or some of print, copy, modify, annotate, fill_forms, assemble",
            example: "print, copy",
            scope: Scope::Job,
            set: |d, v| permissions(v).map(|v| d.protection.permissions = Some(v)),
        },
        OptionSpec {
            name: "compress",
            value: "on|off",
            default: "off",
            help: "Take some more time to make the file smaller",
            example: "on",
            scope: Scope::Job,
            set: |d, v| switch(v).map(|v| d.options.finishing.compress = v),
        },
        OptionSpec {
            name: "linearize",
            value: "on|off",
            default: "off",
            help: "Order the file so that a browser shows the first page before all has come (fast web view)",
            example: "on",
            scope: Scope::Job,
            set: |d, v| switch(v).map(|v| d.options.finishing.linearize = v),
        },
    ],
};
