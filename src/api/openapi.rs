//! The reference of options, made from their table: as Markdown for
//! `docs/options.md`, and as an OpenAPI description for programs.

use serde_json::{Map, Value, json};

use crate::job::options::{DefaultText, GROUPS, Kind, OPTIONS, OptionSpec, Scope};
use crate::job::paper::Paper;

/// The tables of `docs/options.md`.
pub fn markdown() -> String {
    let mut text = String::new();
    for group in GROUPS {
        text += &format!("## {}\n\n", group.title);
        if !group.intro.is_empty() {
            text += &format!("{}\n\n", group.intro);
        }
        text += "| option | value | default | what it does | example |\n| --- | --- | --- | --- | --- |\n";
        for option in group.options {
            text += &row(option);
        }
        text += "\n";
    }
    text
}

fn row(option: &OptionSpec) -> String {
    let cell = |text: &str| text.replace('|', "\\|");
    let mut name = format!("`{}`", option.name);
    if option.scope == Scope::Document {
        name += " *";
    }
    if !option.may_be_default() {
        name += " °";
    }
    format!(
        "| {name} | {} | {} | {} | `{}` |\n",
        cell(&option.kind.placeholder()),
        cell(option.default.as_str()),
        cell(&option.help()),
        cell(option.example)
    )
}

/// `GET /openapi.json`.
pub fn openapi() -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "html2pdf-lambda",
            "version": env!("CARGO_PKG_VERSION"),
            "description": env!("CARGO_PKG_DESCRIPTION"),
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "paths": paths(),
        "components": components(),
    })
}

fn paths() -> Value {
    let every = [
        "application/pdf",
        "image/png",
        "image/jpeg",
        "application/zip",
    ];
    let jpeg = print(
        "Print documents, and draw a page as JPEG",
        &["image/jpeg", "application/zip"],
    );
    let mut root = print("Print documents to a PDF, or to what `format` says", &every);
    root["get"] = json!({
        "summary": "A page for browsers, which says what to POST",
        "responses": {"200": {"description": "It", "content": {"text/html": {}}}},
    });
    json!({
        "/": root,
        "/pdf": print("Print documents to a PDF", &["application/pdf"]),
        "/png": print("Print documents, and draw a page as PNG", &["image/png", "application/zip"]),
        "/jpg": jpeg,
        "/jpeg": jpeg,
        "/openapi.json": {
            "get": {
                "summary": "This description",
                "responses": {"200": {"description": "It", "content": {"application/json": {}}}},
            },
        },
        "/health": {
            "get": {
                "summary": "Whether the service is there; with deep=1 whether it prints every glyph",
                "parameters": [{"name": "deep", "in": "query", "schema": {"type": "integer", "enum": [1]}}],
                "responses": {
                    "200": {"description": "It is", "content": {"application/json": {}}},
                    "503": {"description": "Glyphs are missing", "content": {"application/json": {}}},
                },
            },
        },
    })
}

/// What prints, and answers one of these types, or a report.
fn print(summary: &str, types: &[&str]) -> Value {
    let query: Vec<_> = OPTIONS
        .iter()
        .filter(|option| !option.kind.is_document())
        .map(|option| {
            json!({
                "name": option.name,
                "in": "query",
                "description": description(option),
                "schema": reference("Options", option.name),
            })
        })
        .collect();
    let mut content: Map<_, _> = types
        .iter()
        .map(|name| {
            let schema = json!({"schema": {"type": "string", "format": "binary"}});
            ((*name).to_owned(), schema)
        })
        .collect();
    let report = json!({"schema": {"$ref": "#/components/schemas/Report"}});
    content.insert("application/json".to_owned(), report);
    json!({
        "post": {
            "summary": summary,
            "parameters": query,
            "requestBody": {"$ref": "#/components/requestBodies/Documents"},
            "responses": {
                "200": {
                    "description": "The document; a report in JSON with report=json",
                    "headers": {
                        "X-Pdf-Pages": {"schema": {"type": "integer"}},
                        "X-Pdf-Warnings": {"schema": {"type": "string"}},
                        "Server-Timing": {"schema": {"type": "string"}},
                        "X-Request-Id": {"schema": {"type": "string"}},
                    },
                    "content": content,
                },
                "default": {"$ref": "#/components/responses/Problem"},
            },
        },
    })
}

fn components() -> Value {
    let request = json!({"schema": {"$ref": "#/components/schemas/Request"}});
    let problem = json!({"schema": {"$ref": "#/components/schemas/Problem"}});
    json!({
        "requestBodies": {
            "Documents": {
                "required": true,
                "content": {
                    "text/html": {"schema": {"type": "string"}},
                    "application/json": request,
                    "application/x-www-form-urlencoded": request,
                    "multipart/form-data": request,
                },
            },
        },
        "responses": {
            "Problem": {
                "description": "What is wrong, and how to mend it (RFC 9457)",
                "content": {"application/problem+json": problem},
            },
        },
        "schemas": {
            "Options": {"type": "object", "properties": options()},
            "Document": document(),
            "Request": {
                "allOf": [{"$ref": "#/components/schemas/Options"}],
                "type": "object",
                "properties": {
                    "html": {"type": "string"},
                    "html_base64": encoded(),
                    "documents": {
                        "type": "array",
                        "items": {"oneOf": [{"type": "string"}, {"$ref": "#/components/schemas/Document"}]},
                    },
                    "assets": {"type": "object", "additionalProperties": encoded()},
                    "options": {"$ref": "#/components/schemas/Options"},
                },
            },
            "Report": report(),
            "Warning": {
                "type": "object",
                "required": ["kind", "detail"],
                "properties": {"kind": {"type": "string"}, "detail": {"type": "string"}},
            },
            "FieldError": {
                "type": "object",
                "required": ["field", "detail"],
                "properties": {
                    "field": {"type": "string"},
                    "detail": {"type": "string"},
                    "remedy": {"type": "string"},
                },
            },
            "Problem": {
                "type": "object",
                "required": ["type", "title", "status", "detail", "instance"],
                "properties": {
                    "type": {"type": "string"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "detail": {"description": "What is wrong", "type": "string"},
                    "remedy": {"description": "What to do about it", "type": "string"},
                    "instance": {"type": "string"},
                    "errors": {
                        "description": "Fields that cannot be used; with strict=on, what there is to warn of",
                        "type": "array",
                        "items": {"oneOf": [
                            {"$ref": "#/components/schemas/FieldError"},
                            {"$ref": "#/components/schemas/Warning"},
                        ]},
                    },
                    "more": {"description": "How many more there are than in errors", "type": "integer"},
                },
            },
        },
    })
}

fn options() -> Map<String, Value> {
    OPTIONS
        .iter()
        .map(|option| (option.name.to_owned(), schema(option)))
        .collect()
}

/// One of several documents: its HTML, and options beside it or in an object.
fn document() -> Value {
    let own: Map<_, _> = OPTIONS
        .iter()
        .filter(|option| option.scope == Scope::Document)
        .map(|option| (option.name.to_owned(), reference("Options", option.name)))
        .collect();
    let mut properties = own.clone();
    properties.insert("html".to_owned(), json!({"type": "string"}));
    properties.insert("html_base64".to_owned(), encoded());
    let own = json!({"type": "object", "properties": own});
    properties.insert("options".to_owned(), own);
    json!({
        "type": "object",
        "properties": properties,
        "anyOf": [{"required": ["html"]}, {"required": ["html_base64"]}],
    })
}

fn report() -> Value {
    json!({
        "type": "object",
        "required": ["document", "content_type", "filename", "pages", "warnings", "timings_ms"],
        "properties": {
            "document": encoded(),
            "content_type": {"type": "string"},
            "filename": {"type": "string"},
            "pages": {"type": "integer"},
            "warnings": {"type": "array", "items": {"$ref": "#/components/schemas/Warning"}},
            "more": {"description": "How many more warnings there are", "type": "integer"},
            "timings_ms": {"type": "object", "additionalProperties": {"type": "number"}},
        },
    })
}

fn encoded() -> Value {
    json!({"type": "string", "contentEncoding": "base64"})
}

fn reference(schema: &str, property: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{schema}/properties/{property}") })
}

fn schema(option: &OptionSpec) -> Value {
    let mut schema = values(&option.kind);
    if let Some((least, most)) = option.kind.range() {
        // They hold for numbers; a text with one in it is checked by us.
        schema["minimum"] = plain(least);
        if let Some(most) = most {
            schema["maximum"] = plain(most);
        }
    }
    schema["description"] = description(option).into();
    if let DefaultText::Value(value) = option.default {
        schema["default"] = match option.kind {
            Kind::Switch(_) => (value == "on").into(),
            _ if option.kind.range().is_some() => {
                value.parse().map_or_else(|_| value.into(), plain)
            }
            _ => value.into(),
        };
    }
    let mut examples = vec![option.example];
    if let Kind::Paper(_) = option.kind {
        // Their letters may be of either case, so they are no enumeration.
        examples.extend(Paper::names().filter(|name| *name != option.example));
    }
    schema["examples"] = examples.into();
    schema
}

/// What JSON may have for an option of this kind. Numbers may be written as text
/// too, as they are in a query.
fn values(kind: &Kind) -> Value {
    match kind {
        Kind::Switch(_) => {
            json!({"oneOf": [{"type": "boolean"}, {"type": "string", "enum": ["on", "off"]}]})
        }
        Kind::Choice(_) => json!({"type": "string", "enum": kind.words()}),
        Kind::Whole { .. } | Kind::Integer { .. } | Kind::Milliseconds { .. } => {
            json!({"type": ["integer", "string"]})
        }
        Kind::PageNumber(_) => json!({"type": ["integer", "string"]}),
        Kind::Factor { .. } | Kind::Degrees { .. } => json!({"type": ["number", "string"]}),
        // A bare number is millimetres, and seconds.
        Kind::Length { .. } | Kind::Duration(_) => json!({"type": ["string", "number"]}),
        Kind::Margins(_) => list(json!({"type": ["string", "number"], "minimum": 0}), Some(4)),
        Kind::PageRanges(_) => list(json!({"type": ["string", "number"]}), None),
        Kind::TextList { .. } => list(json!({"type": ["string", "number"]}), None),
        Kind::Permissions(_) => {
            let words = [&["all", "none"], &kind.words()[..]].concat();
            let mut some = list(json!({"type": "string"}), None);
            some["oneOf"][1]["items"]["enum"] = words.into();
            some
        }
        Kind::Hosts(_) => list(json!({"type": "string"}), None),
        Kind::Files(_) => list(json!({"type": "string"}), kind.longest()),
        Kind::Cookies(_) | Kind::HeaderFields(_) => json!({"oneOf": [
            {"type": "string"},
            {"type": "object", "additionalProperties": {"type": ["string", "number", "boolean"]}},
        ]}),
        Kind::Text { max, .. } | Kind::Name { max, .. } | Kind::FileName { max, .. } => {
            json!({"type": "string", "maxLength": max})
        }
        Kind::File(_) => json!({"type": "string", "maxLength": kind.longest()}),
        Kind::Secret(_) | Kind::PdfPassword(_) => {
            json!({"type": "string", "format": "password", "maxLength": kind.longest()})
        }
        Kind::Html(_) => json!({"type": "string", "contentMediaType": "text/html"}),
        Kind::Css(_) => json!({"type": "string", "contentMediaType": "text/css"}),
        Kind::Script(_) => json!({"type": "string", "contentMediaType": "text/javascript"}),
        Kind::Color(_) => json!({"type": "string", "format": "color"}),
        Kind::Viewport(_) => json!({"type": "string", "pattern": "^[0-9]+ *[xX\u{d7}] *[0-9]+$"}),
        Kind::Paper(_) | Kind::TimeZone(_) => json!({"type": "string"}),
    }
}

/// Several, in a list or in a text, or one alone.
fn list(item: Value, most: Option<usize>) -> Value {
    let mut several = json!({"type": "array", "items": item});
    if let Some(most) = most {
        several["maxItems"] = most.into();
    }
    json!({"oneOf": [item, several]})
}

/// A number as JSON writes it: a whole one without its point.
fn plain(number: f64) -> Value {
    match number.fract() == 0.0 {
        true => (number as i64).into(),
        false => number.into(),
    }
}

fn description(option: &OptionSpec) -> String {
    format!("{}. Default: {}.", option.help(), option.default.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a schema of ours allows a value, as far as types, words and bounds go.
    fn allows(schema: &Value, value: &Value) -> bool {
        if let Some(several) = schema["oneOf"].as_array() {
            return several.iter().any(|one| allows(one, value));
        }
        let is = |kind: &str| match kind {
            "string" => value.is_string(),
            "boolean" => value.is_boolean(),
            "integer" => value.is_i64(),
            "number" => value.is_number(),
            "array" => value.is_array(),
            _ => value.is_object(),
        };
        let kinds = match &schema["type"] {
            Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
            kind => Vec::from_iter(kind.as_str()),
        };
        let words = schema["enum"].as_array();
        let number = value.as_f64();
        let within = |bound: &Value, fits: fn(f64, f64) -> bool| match (number, bound.as_f64()) {
            (Some(number), Some(bound)) => fits(number, bound),
            _ => true,
        };
        kinds.into_iter().any(is)
            && words.is_none_or(|words| words.contains(value))
            && within(&schema["minimum"], |number, least| number >= least)
            && within(&schema["maximum"], |number, most| number <= most)
    }

    #[test]
    fn a_schema_allows_what_works_and_no_number_beyond_its_bounds() {
        for option in OPTIONS.iter() {
            let schema = schema(option);
            let name = option.name;
            for example in schema["examples"].as_array().unwrap() {
                assert!(allows(&schema, example), "{name}: {example}");
            }
            // As a number, where it is one.
            if let Ok(number) = option.example.parse::<f64>()
                && option.kind.range().is_some()
            {
                assert!(allows(&schema, &plain(number)), "{name}: {number}");
            }
            if let Some(default) = schema.get("default") {
                assert!(allows(&schema, default), "{name}: {default}");
            }
            if let Some((least, most)) = option.kind.range() {
                assert!(!allows(&schema, &plain(least - 1.0)), "{name}");
                let beyond = most.map(|most| plain(most + 1.0));
                assert!(
                    beyond.is_none_or(|beyond| !allows(&schema, &beyond)),
                    "{name}"
                );
            }
        }
    }
}
