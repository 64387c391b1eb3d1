//! What a request injects into a document, and what remote resources are asked for with.

use crate::job::options::draft::Reach;

use crate::job::options::kind::Kind;
use crate::job::options::spec::{DefaultText, Group, OptionSpec, Scope};

pub static GROUP: Group = Group {
    title: "Injection and remote resources",
    intro: "`user_style` is a user style sheet: the document's own rules override it. `css` comes after them. What \
            of the network documents reach is the operator's to say (`HTML2PDF_NETWORK`); a request may ask for less, and \
            never for more. Cookies, request headers and the user's name and password go with every request for a remote \
            resource, whatever its host: so they are taken only where the hosts are named in `network_hosts`, or the \
            operator trusts all documents. What is at `url`, `header_url` and `footer_url` is fetched by the same rules, and printed \
            as if it had been sent.",
    options: &[
        OptionSpec {
            name: "css",
            kind: Kind::Css(|d, v| d.options.document.injection.css = Some(v)),
            default: DefaultText::NONE,
            help: "Style sheet that comes after the document's own",
            example: "h1{color:#036}",
            scope: Scope::Document,
        },
        OptionSpec {
            name: "user_style",
            kind: Kind::Css(|d, v| d.options.document.injection.user_style = Some(v)),
            default: DefaultText::NONE,
            help: "Style sheet that the document's own overrides",
            example: "body{font-family:NanumMyeongjo}",
            scope: Scope::Document,
        },
        OptionSpec {
            name: "js",
            kind: Kind::Script(|d, v| d.options.document.injection.js = Some(v)),
            default: DefaultText::NONE,
            help: "Script that runs at the end of the document",
            example: "document.body.className = 'print';",
            scope: Scope::Document,
        },
        OptionSpec {
            name: "url",
            kind: Kind::Address(|d, v| d.options.document.url = Some(v)),
            default: DefaultText::NONE,
            help: "Address of a page to fetch and print, in the place of html",
            example: "https://example.com/report",
            scope: Scope::Document,
        },
        OptionSpec {
            name: "base_url",
            kind: Kind::Address(|d, v| d.options.document.base_url = Some(v)),
            default: DefaultText::Described("that of the page, where it comes by url"),
            help: "Where addresses lead from that are not whole and that no file has which came along",
            example: "https://example.com/reports/",
            scope: Scope::Document,
        },
        OptionSpec {
            name: "encoding",
            // The charset is undone before options are read; here it must only be a name.
            kind: Kind::Name {
                max: 40,
                set: |_, _| {},
            },
            default: DefaultText::Described("what the document says"),
            help: "Charset of the documents that come as bytes, such as euc-kr",
            example: "euc-kr",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "network",
            kind: Kind::Choice(&[
                ("off", |d| d.network.reach = Some(Reach::Off)),
                ("allowlist", |d| d.network.reach = Some(Reach::Allowlist)),
                ("public", |d| d.network.reach = Some(Reach::Public)),
            ]),
            default: DefaultText::Described("what the service allows"),
            help: "Where remote resources may come from: nowhere, the hosts in network_hosts, or any public address",
            example: "off",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "network_hosts",
            kind: Kind::Hosts(|d, v| d.network.hosts = Some(v)),
            default: DefaultText::Described("all that the service allows"),
            help: "Hosts that remote resources may come from, separated by commas: cdn.example.com, or *.example.com for all below it",
            example: "cdn.example.com, *.example.net",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "cookies",
            kind: Kind::Cookies(|d, v| d.options.remote.cookies = v),
            default: DefaultText::NONE,
            help: "Cookies for remote resources, separated by semicolons or lines; in JSON an object",
            example: "session=abc; theme=print",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "request_headers",
            kind: Kind::HeaderFields(|d, v| d.options.remote.headers = v),
            default: DefaultText::NONE,
            help: "Headers for remote resources, one on each line; in JSON an object",
            example: "X-Tenant: 42",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "username",
            kind: Kind::Text {
                max: 200,
                set: |d, v| d.options.remote.user = Some(v),
            },
            default: DefaultText::NONE,
            help: "User name for remote resources that ask for one (basic authentication)",
            example: "printer",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "password",
            kind: Kind::Secret(|d, v| d.options.remote.password = Some(v)),
            default: DefaultText::NONE,
            help: "The password that goes with username",
            example: "secret",
            scope: Scope::Job,
        },
    ],
};
