//! How contents turn into marks on the page.

use crate::job::options::value::{factor, switch, viewport, whole};
use crate::job::options::{Media, Scaling};

use super::{Group, OptionSpec, Scope};

pub static GROUP: Group = Group {
    title: "Look",
    intro: "Lengths are true and lines break where a browser breaks them, unless `smart_shrinking` or a `dpi` of your \
            own says otherwise.",
    options: &[
        OptionSpec {
            name: "print_media",
            value: "on|off",
            default: "off",
            help: "Use the style sheets for print instead of those for screen",
            example: "on",
            scope: Scope::Document,
            set: |d, v| {
                let media = |on| if on { Media::Print } else { Media::Screen };
                switch(v).map(|v| d.options.document.look.media = media(v))
            },
        },
        OptionSpec {
            name: "background",
            value: "on|off",
            default: "on",
            help: "Print background colours and pictures",
            example: "off",
            scope: Scope::Document,
            set: |d, v| switch(v).map(|v| d.options.document.look.background = v),
        },
        OptionSpec {
            name: "zoom",
            value: "FACTOR",
            default: "1",
            help: "Enlarge or shrink everything, 0.1 to 10",
            example: "1.25",
            scope: Scope::Document,
            set: |d, v| factor(v, 0.1, 10.0).map(|v| d.options.document.look.zoom = v),
        },
        OptionSpec {
            name: "viewport",
            value: "SIZE",
            default: "that of the engine",
            help: "Window that scripts see, in pixels, such as 1280x800",
            example: "1280x800",
            scope: Scope::Document,
            set: |d, v| viewport(v).map(|v| d.options.document.look.viewport = Some(v)),
        },
        OptionSpec {
            name: "table_breaks",
            value: "on|off",
            default: "on",
            help: "Repeat a table's head on every page, and cut no row in two; the author's rules override this",
            example: "off",
            scope: Scope::Document,
            set: |d, v| switch(v).map(|v| d.options.document.table_breaks = v),
        },
        OptionSpec {
            name: "fit_margins",
            value: "on|off",
            default: "on",
            help: "Let margins grow until header and footer fit into them",
            example: "off",
            scope: Scope::Document,
            set: |d, v| switch(v).map(|v| d.options.document.fit_margins = v),
        },
        OptionSpec {
            name: "grayscale",
            value: "on|off",
            default: "off",
            help: "Print in shades of gray",
            example: "on",
            scope: Scope::Job,
            set: |d, v| switch(v).map(|v| d.options.quality.grayscale = v),
        },
        OptionSpec {
            name: "dpi",
            value: "NUMBER",
            default: "the finest layout that suits the document, up to 1200; 150 for a picture",
            help: "Of a PDF, its layout resolution, 72 to 2400: the finer, the nearer line breaks come to a browser's. Of a picture, its dots per inch",
            example: "300",
            scope: Scope::Job,
            set: |d, v| whole(v, 72, 2400).map(|v| d.dpi = Some(v)),
        },
        OptionSpec {
            name: "smart_shrinking",
            value: "on|off",
            default: "off",
            help: "wkhtmltopdf's own scaling: shrinks wide contents to fit, and all else by about a fifth",
            example: "on",
            scope: Scope::Job,
            set: |d, v| {
                let scaling = |on| match on {
                    true => Scaling::SmartShrinking,
                    false => Scaling::TrueSize,
                };
                switch(v).map(|v| d.options.quality.scaling = scaling(v))
            },
        },
        OptionSpec {
            name: "low_quality",
            value: "on|off",
            default: "off",
            help: "Smaller files at the cost of looks",
            example: "on",
            scope: Scope::Job,
            set: |d, v| switch(v).map(|v| d.options.quality.low_quality = v),
        },
        OptionSpec {
            name: "image_quality",
            value: "NUMBER",
            default: "94",
            help: "JPEG quality of pictures in the PDF, 1 to 100",
            example: "80",
            scope: Scope::Job,
            set: |d, v| whole(v, 1, 100).map(|v| d.options.quality.image_quality = v),
        },
    ],
};
