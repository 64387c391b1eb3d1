//! What is added to a document, and what remote resources are asked for with.

use super::{Group, OptionSpec, Scope};
use crate::job::options::value::{contents, cookies, header_fields, line, secret};

pub static GROUP: Group = Group {
    title: "Additions and remote resources",
    intro: "`user_style` is a user style sheet: the document's own rules override it. `css` comes after them. Cookies, \
            request headers and the user's name and password go with every request for a remote resource, whatever its \
            host; they are refused while the network is shut (`HTML2PDF_NETWORK`).",
    options: &[
        OptionSpec {
            name: "css",
            value: "CSS",
            default: "none",
            help: "Style sheet that comes after the document's own",
            example: "h1{color:#036}",
            scope: Scope::Document,
            set: |d, v| contents(v).map(|v| d.options.document.added.css = Some(v)),
        },
        OptionSpec {
            name: "user_style",
            value: "CSS",
            default: "none",
            help: "Style sheet that the document's own overrides",
            example: "body{font-family:NanumMyeongjo}",
            scope: Scope::Document,
            set: |d, v| contents(v).map(|v| d.options.document.added.user_style = Some(v)),
        },
        OptionSpec {
            name: "js",
            value: "SCRIPT",
            default: "none",
            help: "Script (ES5) that runs at the end of the document",
            example: "document.body.className = 'print';",
            scope: Scope::Document,
            set: |d, v| contents(v).map(|v| d.options.document.added.js = Some(v)),
        },
        OptionSpec {
            name: "encoding",
            value: "NAME",
            default: "what the document says",
            help: "Charset of the documents that come as bytes, such as euc-kr",
            example: "euc-kr",
            scope: Scope::Job,
            // Whoever undoes the charset reads it; here it only must be a word.
            set: |_, v| line(v, 40).map(drop),
        },
        OptionSpec {
            name: "cookies",
            value: "NAME=VALUE...",
            default: "none",
            help: "Cookies for remote resources, separated by semicolons or lines; in JSON an object",
            example: "session=abc; theme=print",
            scope: Scope::Job,
            set: |d, v| cookies(v).map(|v| d.options.remote.cookies = v),
        },
        OptionSpec {
            name: "request_headers",
            value: "NAME=VALUE...",
            default: "none",
            help: "Headers for remote resources, one on each line; in JSON an object",
            example: "X-Tenant: 42",
            scope: Scope::Job,
            set: |d, v| header_fields(v).map(|v| d.options.remote.headers = v),
        },
        OptionSpec {
            name: "username",
            value: "TEXT",
            default: "none",
            help: "User name for remote resources that ask for one (basic authentication)",
            example: "printer",
            scope: Scope::Job,
            set: |d, v| line(v, 200).map(|v| d.options.remote.user = Some(v)),
        },
        OptionSpec {
            name: "password",
            value: "TEXT",
            default: "none",
            help: "The password that goes with username",
            example: "secret",
            scope: Scope::Job,
            set: |d, v| secret(v).map(|v| d.options.remote.password = Some(v)),
        },
    ],
};
