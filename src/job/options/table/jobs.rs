//! What is asked of jobs that wait.

use crate::job::options::WebhookMethod;

use crate::job::options::kind::Kind;
use crate::job::options::spec::{DefaultText, Group, OptionSpec, Scope};

pub static GROUP: Group = Group {
    title: "Jobs that wait",
    intro: "For `POST /jobs` alone ([jobs.md](jobs.md)).",
    options: &[
        OptionSpec {
            name: "webhook_url",
            kind: Kind::Address(|d, v| d.options.webhook.url = Some(v)),
            default: DefaultText::Described("nobody"),
            help: "Who is told when the job has ended: a signed request goes there, again and again for a day until it is taken",
            example: "https://app.example.com/printed",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "webhook_error_url",
            kind: Kind::Address(|d, v| d.options.webhook.error_url = Some(v)),
            default: DefaultText::Described("as webhook_url"),
            help: "Who is told instead when the document could not be printed",
            example: "https://app.example.com/not-printed",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "webhook_method",
            kind: Kind::Choice(&[
                ("post", |d| d.options.webhook.method = WebhookMethod::Post),
                ("put", |d| d.options.webhook.method = WebhookMethod::Put),
                ("patch", |d| d.options.webhook.method = WebhookMethod::Patch),
            ]),
            default: DefaultText::Value("post"),
            help: "How they are told",
            example: "put",
            scope: Scope::Job,
        },
        OptionSpec {
            name: "webhook_headers",
            kind: Kind::HeaderFields(|d, v| d.options.webhook.headers = v),
            default: DefaultText::Described("none"),
            help: "Headers that go along, such as who may tell; in JSON an object",
            example: "X-Tenant: 42",
            scope: Scope::Job,
        },
    ],
};
