//! How a document turns into marks on the page.

use crate::job::options::{Media, Scaling};

use crate::job::options::kind::Kind;
use crate::job::options::spec::{DefaultText, Group, OptionSpec, Scope};

pub static GROUP: Group = Group {
    title: "Look",
    intro: "Lengths are true and lines break where a browser breaks them, unless `smart_shrinking` or a `dpi` of your \
            own says otherwise.",
    options: &[
        OptionSpec {
            name: "print_media",
            kind: Kind::Switch(|d, v| {
                let media = |on| if on { Media::Print } else { Media::Screen };
                d.options.document.look.media = media(v)
            }),
            default: DefaultText::Value("on"),
            help: "Use the style sheets for print, as browsers do when they make a PDF, instead of those for screen",
            example: "off",
            scope: Scope::Document,
        },
        OptionSpec {
            name: "background",
            kind: Kind::Switch(|d, v| d.options.document.look.background = v),
            default: DefaultText::Value("on"),
            help: "Print background colours and pictures",
            example: "off",
            scope: Scope::Document,
        },
        OptionSpec {
            name: "zoom",
            kind: Kind::Factor {
                min: 0.1,
                max: 10.0,
                set: |d, v| d.options.document.look.zoom = v,
            },
            default: DefaultText::Value("1"),
            help: "Enlarge or shrink everything, {range}",
            example: "1.25",
            scope: Scope::Document,
        },
        OptionSpec {
            name: "viewport",
            kind: Kind::Viewport(|d, v| d.options.document.look.viewport = Some(v)),
            default: DefaultText::Described("that of the engine"),
            help: "Window that scripts see, in pixels, such as 1280x800",
            example: "1280x800",
            scope: Scope::Document,
        },
        OptionSpec {
            name: "lower",
            kind: Kind::Switch(|d, v| d.options.document.lower = v),
            default: DefaultText::Value("on"),
            help: "Lay out flexbox, grid and other modern CSS and run scripts of today, which the engine does not know by itself",
            example: "off",
            scope: Scope::Document,
        },
        OptionSpec {
            name: "table_breaks",
            kind: Kind::Switch(|d, v| d.options.document.table_breaks = v),
            default: DefaultText::Value("on"),
            help: "Repeat a table's head on every page; the author's rules override this",
            example: "off",
            scope: Scope::Document,
        },
        OptionSpec {
            name: "fit_margins",
            kind: Kind::Switch(|d, v| d.options.document.fit_margins = v),
            default: DefaultText::Value("on"),
            help: "Let margins grow until header and footer fit into them",
            example: "off",
            scope: Scope::Document,
        },
        OptionSpec {
            name: "grayscale",
            kind: Kind::Switch(|d, v| d.options.quality.grayscale = v),
            default: DefaultText::Value("off"),
            help: "Print in shades of gray",
            example: "on",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "dpi",
            kind: Kind::Whole {
                min: 72,
                max: 2400,
                set: |d, v| d.dpi = Some(v),
            },
            default: DefaultText::Described(
                "the finest layout that suits the document, up to 1200; 150 for a picture",
            ),
            help: "Of a PDF, its layout resolution, {range}: the finer, the nearer line breaks come to a browser's. Of a picture, its dots per inch",
            example: "300",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "smart_shrinking",
            kind: Kind::Switch(|d, v| {
                let scaling = |on| match on {
                    true => Scaling::SmartShrinking,
                    false => Scaling::TrueSize,
                };
                d.options.quality.scaling = scaling(v)
            }),
            default: DefaultText::Value("off"),
            help: "wkhtmltopdf's own scaling: shrinks what is too wide to fit, and all else by about a fifth",
            example: "on",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "low_quality",
            kind: Kind::Switch(|d, v| d.options.quality.low_quality = v),
            default: DefaultText::Value("off"),
            help: "Smaller files at the cost of looks",
            example: "on",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "image_quality",
            kind: Kind::Whole {
                min: 1,
                max: 100,
                set: |d, v| d.options.quality.image_quality = v,
            },
            default: DefaultText::Value("94"),
            help: "JPEG quality of pictures in the PDF, {range}",
            example: "80",
            scope: Scope::Job,
        },
    ],
};
