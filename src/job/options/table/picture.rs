//! Pages as pictures.

use crate::job::options::draft::Format;
use crate::raster::Background;

use crate::job::options::kind::Kind;
use crate::job::options::spec::{DefaultText, Group, OptionSpec, Scope};

pub static GROUP: Group = Group {
    title: "Pictures",
    intro: "`POST /png` and `POST /jpg` answer a picture of a page instead of the PDF. It is drawn from the finished \
            PDF, so it shows what the PDF shows.",
    options: &[
        OptionSpec {
            name: "format",
            kind: Kind::Choice(&[
                ("pdf", |d| d.picture.format = Format::Pdf),
                ("png", |d| d.picture.format = Format::Png),
                ("jpg", |d| d.picture.format = Format::Jpg),
                ("jpeg", |d| d.picture.format = Format::Jpg),
            ]),
            default: DefaultText::Described("that of the path, or pdf"),
            help: "What to answer",
            example: "png",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "page",
            kind: Kind::PageNumber(|d, v| d.picture.pages = Some(v)),
            default: DefaultText::Value("1"),
            help: "Which page, or all of them in a zip",
            example: "2",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "width",
            kind: Kind::Whole {
                min: 16,
                max: 10_000,
                set: |d, v| d.picture.width = Some(v),
            },
            default: DefaultText::Described("what dpi makes it"),
            help: "Width of the picture in pixels, {range}",
            example: "800",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "quality",
            kind: Kind::Whole {
                min: 1,
                max: 100,
                set: |d, v| d.picture.quality = Some(v),
            },
            default: DefaultText::Value("90"),
            help: "Quality of a JPEG, {range}",
            example: "75",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "transparent",
            kind: Kind::Switch(|d, v| {
                let background = |on| match on {
                    true => Background::Transparent,
                    false => Background::White,
                };
                d.picture.background = Some(background(v))
            }),
            default: DefaultText::Value("off"),
            help: "A PNG shows nothing, instead of white, where the page has nothing",
            example: "on",
            scope: Scope::Job,
        },
    ],
};
