//! What is added to a document, and what remote resources are asked for with.

use crate::job::options::draft::Reach;
use crate::job::options::value::{choice, contents, cookies, header_fields, line, secret};
use crate::net::policy::Hosts;

use super::{Group, OptionSpec, Scope};

pub static GROUP: Group = Group {
    title: "Additions and remote resources",
    intro: "`user_style` is a user style sheet: the document's own rules override it. `css` comes after them. What \
            of the network documents reach is the operator's to say (`HTML2PDF_NETWORK`); a request may ask for less, and \
            never for more. Cookies, request headers and the user's name and password go with every request for a remote \
            resource, whatever its host: so they are taken only where the hosts are named in `network_hosts`, or the \
            operator trusts all documents.",
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
            name: "network",
            value: "off|allowlist|public",
            default: "what the service allows",
            help: "Where remote resources may come from: nowhere, the hosts in network_hosts, or any public address",
            example: "off",
            scope: Scope::Job,
            set: |d, v| {
                let known = [
                    ("off", Reach::Off),
                    ("allowlist", Reach::Allowlist),
                    ("public", Reach::Public),
                ];
                choice(v, &known).map(|v| d.network.reach = Some(v))
            },
        },
        OptionSpec {
            name: "network_hosts",
            value: "HOST...",
            default: "all that the service allows",
            help: "Hosts that remote resources may come from, separated by commas: cdn.example.com, or *.example.com for all below it",
            example: "cdn.example.com, *.example.net",
            scope: Scope::Job,
            set: |d, v| Hosts::parse(v).map(|v| d.network.hosts = Some(v)),
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
