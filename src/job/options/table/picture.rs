//! Pages as pictures.

use crate::job::options::draft::Format;
use crate::job::options::value::{choice, pages, switch, whole};
use crate::raster::Background;

use super::{Group, OptionSpec, Scope};

pub static GROUP: Group = Group {
    title: "Pictures",
    intro: "`POST /png` and `POST /jpg` answer a picture of a page instead of the PDF. It is drawn from the finished \
            PDF, so it shows what the PDF shows.",
    options: &[
        OptionSpec {
            name: "format",
            value: "pdf|png|jpg",
            default: "that of the path, or pdf",
            help: "What to answer",
            example: "png",
            scope: Scope::Job,
            set: |d, v| {
                let known = [
                    ("pdf", Format::Pdf),
                    ("png", Format::Png),
                    ("jpg", Format::Jpg),
                    ("jpeg", Format::Jpg),
                ];
                choice(v, &known).map(|v| d.picture.format = v)
            },
        },
        OptionSpec {
            name: "page",
            value: "NUMBER|all",
            default: "1",
            help: "Which page, or all of them in a zip",
            example: "2",
            scope: Scope::Job,
            set: |d, v| pages(v).map(|v| d.picture.pages = Some(v)),
        },
        OptionSpec {
            name: "width",
            value: "NUMBER",
            default: "what dpi makes it",
            help: "Width of the picture in pixels, 16 to 10000",
            example: "800",
            scope: Scope::Job,
            set: |d, v| whole(v, 16, 10_000).map(|v| d.picture.width = Some(v)),
        },
        OptionSpec {
            name: "quality",
            value: "NUMBER",
            default: "90",
            help: "Quality of a JPEG, 1 to 100",
            example: "75",
            scope: Scope::Job,
            set: |d, v| whole(v, 1, 100).map(|v| d.picture.quality = Some(v)),
        },
        OptionSpec {
            name: "transparent",
            value: "on|off",
            default: "off",
            help: "A PNG shows nothing, instead of white, where the page has nothing",
            example: "on",
            scope: Scope::Job,
            set: |d, v| {
                let background = |on| match on {
                    true => Background::Transparent,
                    false => Background::White,
                };
                switch(v).map(|v| d.picture.background = Some(background(v)))
            },
        },
    ],
};
