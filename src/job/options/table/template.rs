//! What documents are filled with.

use crate::template::Language;

use crate::job::options::kind::Kind;
use crate::job::options::spec::{DefaultText, Group, OptionSpec, Scope};

pub static GROUP: Group = Group {
    title: "Templates",
    intro: "The document, its headers and footers in HTML, and the cover can be a template that is filled before it is \
            printed. [templates.md](templates.md) has the two languages and what they know of numbers and dates.",
    options: &[
        OptionSpec {
            name: "template",
            kind: Kind::Choice(&[
                ("handlebars", |d| {
                    d.template.language = Some(Language::Handlebars)
                }),
                ("jinja", |d| d.template.language = Some(Language::Jinja)),
            ]),
            default: DefaultText::Described("the document is none"),
            help: "The document is a template in this language, and data fill it",
            example: "handlebars",
            scope: Scope::Document,
        },
        OptionSpec {
            name: "data",
            kind: Kind::Data(|d, v| d.template.data = Some(v)),
            default: DefaultText::Described("an empty object"),
            help: "What fills the template: an object in JSON; on the command line a file with one",
            example: "{\"name\": \"Kim\", \"total\": 1234.5}",
            scope: Scope::Document,
        },
        OptionSpec {
            name: "locale",
            kind: Kind::Locale(|d, v| d.template.locale = Some(v)),
            default: DefaultText::Value("en-US"),
            help: "How the template writes numbers, amounts and dates that name no language themselves",
            example: "ko-KR",
            scope: Scope::Document,
        },
    ],
};
