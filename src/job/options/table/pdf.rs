//! The PDF itself: metadata, files, watermark, protection.

use crate::job::options::CreationDate;
use crate::pdf::Layer;

use crate::job::options::kind::Kind;
use crate::job::options::spec::{DefaultText, Group, OptionSpec, Scope};

/// Characters that a property has at most.
const LONGEST: usize = 1000;

pub static GROUP: Group = Group {
    title: "The PDF itself",
    intro: "Files are named here and sent as assets: in multipart as files, in JSON in the object `assets`, on the \
            command line with `--asset`.",
    options: &[
        OptionSpec {
            name: "title",
            kind: Kind::Text {
                max: LONGEST,
                set: |d, v| d.options.finishing.metadata.title = Some(v),
            },
            default: DefaultText::Described("the document's title"),
            help: "Title of the PDF",
            example: "청구서 2026-11",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "author",
            kind: Kind::Text {
                max: LONGEST,
                set: |d, v| d.options.finishing.metadata.author = Some(v),
            },
            default: DefaultText::Described("the document's meta author"),
            help: "Author of the PDF",
            example: "한빛상사",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "subject",
            kind: Kind::Text {
                max: LONGEST,
                set: |d, v| d.options.finishing.metadata.subject = Some(v),
            },
            default: DefaultText::Described("the document's meta description"),
            help: "Subject of the PDF",
            example: "November",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "keywords",
            kind: Kind::TextList {
                max: LONGEST,
                set: |d, v| d.options.finishing.metadata.keywords = Some(v),
            },
            default: DefaultText::Described("the document's meta keywords"),
            help: "Keywords of the PDF; in JSON also a list",
            example: "invoice, 2026",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "creator",
            kind: Kind::Text {
                max: LONGEST,
                set: |d, v| d.options.finishing.metadata.creator = Some(v),
            },
            default: DefaultText::Described("the document's meta generator, or the engine"),
            help: "The program that the document comes from",
            example: "Billing 4.2",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "creation_date",
            kind: Kind::Choice(&[
                ("fixed", |d| d.options.creation_date = CreationDate::Fixed),
                ("now", |d| d.options.creation_date = CreationDate::Now),
            ]),
            default: DefaultText::Value("fixed"),
            help: "Fixed: the same document always gives the same bytes, unless it has a password",
            example: "now",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "page_ranges",
            kind: Kind::PageRanges(|d, v| d.options.finishing.page_ranges = Some(v)),
            default: DefaultText::Described("all"),
            help: "Pages to keep, such as 1-3, 5, 8-, odd or even; in JSON also a list",
            example: "1-2, 5-",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "prepend",
            kind: Kind::Files(|d, v| d.options.finishing.prepend = v),
            default: DefaultText::NONE,
            help: "PDFs to put before the document",
            example: "letterhead.pdf",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "append",
            kind: Kind::Files(|d, v| d.options.finishing.append = v),
            default: DefaultText::NONE,
            help: "PDFs to put after the document",
            example: "terms.pdf",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "attachments",
            kind: Kind::Files(|d, v| d.options.finishing.attachments = v),
            default: DefaultText::NONE,
            help: "Files to embed in the PDF",
            example: "invoice.xml",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "watermark_text",
            kind: Kind::Text {
                max: 100,
                set: |d, v| d.watermark.text = Some(v),
            },
            default: DefaultText::NONE,
            help: "Text across every page",
            example: "사본",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "watermark_image",
            kind: Kind::File(|d, v| d.watermark.image = Some(v)),
            default: DefaultText::NONE,
            help: "Picture across every page",
            example: "stamp.png",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "watermark_layer",
            kind: Kind::Choice(&[
                ("over", |d| d.watermark.style.layer = Layer::Over),
                ("under", |d| d.watermark.style.layer = Layer::Under),
            ]),
            default: DefaultText::Value("over"),
            help: "Over what the page shows, or under it",
            example: "under",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "watermark_opacity",
            kind: Kind::Factor {
                min: 0.01,
                max: 1.0,
                set: |d, v| d.watermark.style.opacity = v,
            },
            default: DefaultText::Value("0.12"),
            help: "From 0.01, hardly to be seen, to 1, opaque",
            example: "0.3",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "watermark_angle",
            kind: Kind::Degrees {
                min: -180.0,
                max: 180.0,
                set: |d, v| d.watermark.style.angle = v,
            },
            default: DefaultText::Value("45"),
            help: "Degrees, counter-clockwise, {range}",
            example: "0",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "watermark_color",
            kind: Kind::Color(|d, v| d.watermark.style.colour = v),
            default: DefaultText::Value("#000000"),
            help: "Colour of the text: #rgb, #rrggbb or a name of CSS",
            example: "#c00",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "watermark_size",
            kind: Kind::Factor {
                min: 0.05,
                max: 1.0,
                set: |d, v| d.watermark.style.size = v,
            },
            default: DefaultText::Value("0.7"),
            help: "Share of the first document's page width that it takes, {range}; on pages of other sizes it is scaled to fit",
            example: "0.5",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "owner_password",
            kind: Kind::PdfPassword(|d, v| d.protection.owner_password = Some(v)),
            default: DefaultText::NONE,
            help: "Gives every right: reading, changing, removing the protection (AES-256)",
            example: "keep-this-one",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "user_password",
            kind: Kind::PdfPassword(|d, v| d.protection.user_password = Some(v)),
            default: DefaultText::NONE,
            help: "Needed to open the PDF",
            example: "901231",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "permissions",
            kind: Kind::Permissions(|d, v| d.protection.permissions = Some(v)),
            default: DefaultText::Value("all"),
            help: "What a reader without the owner's password may do: all, none, or some of {words}",
            example: "print, copy",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "compress",
            kind: Kind::Switch(|d, v| d.options.finishing.compress = v),
            default: DefaultText::Value("off"),
            help: "Take some more time to make the file smaller",
            example: "on",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "linearize",
            kind: Kind::Switch(|d, v| d.options.finishing.linearize = v),
            default: DefaultText::Value("off"),
            help: "Order the file so that a browser shows the first page before all has come (fast web view)",
            example: "on",
            scope: Scope::Job,
        },
    ],
};
