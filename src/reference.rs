//! The reference of options, made from their table: as Markdown for
//! `docs/options.md`, and as an OpenAPI description for programs.

use serde_json::{Map, Value, json};

use crate::job::options::{GROUPS, OPTIONS, OptionSpec, Scope, Shape};

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
    let name = match option.scope {
        Scope::Document => format!("`{}` *", option.name),
        Scope::Job => format!("`{}`", option.name),
    };
    format!(
        "| {name} | {} | {} | {} | `{}` |\n",
        cell(option.value),
        cell(option.default),
        cell(option.help),
        cell(option.example)
    )
}

/// `GET /openapi.json`.
pub fn openapi() -> Value {
    let options: Map<_, _> = OPTIONS
        .iter()
        .map(|option| (option.name.to_owned(), schema(option)))
        .collect();
    let own: Map<_, _> = OPTIONS
        .iter()
        .filter(|option| option.scope == Scope::Document)
        .map(|option| (option.name.to_owned(), reference("Options", option.name)))
        .collect();
    let query: Vec<_> = OPTIONS
        .iter()
        .filter(|option| option.shape() != Shape::Contents)
        .map(|option| {
            json!({
                "name": option.name,
                "in": "query",
                "description": description(option),
                "schema": reference("Options", option.name),
            })
        })
        .collect();
    let print = |summary: &str, kind: &[&str]| {
        let content: Map<_, _> = kind
            .iter()
            .map(|kind| {
                (
                    (*kind).to_owned(),
                    json!({"schema": {"type": "string", "format": "binary"}}),
                )
            })
            .chain([(
                "application/json".to_owned(),
                json!({"schema": {"$ref": "#/components/schemas/Report"}}),
            )])
            .collect();
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
    };
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "html2pdf-lambda",
            "version": env!("CARGO_PKG_VERSION"),
            "description": env!("CARGO_PKG_DESCRIPTION"),
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "paths": {
            "/pdf": print("Print documents to a PDF", &["application/pdf"]),
            "/png": print("Print documents, and draw a page as PNG", &["image/png", "application/zip"]),
            "/jpg": print("Print documents, and draw a page as JPEG", &["image/jpeg", "application/zip"]),
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
        },
        "components": {
            "requestBodies": {
                "Documents": {
                    "required": true,
                    "content": {
                        "text/html": {"schema": {"type": "string"}},
                        "application/json": {"schema": {"$ref": "#/components/schemas/Request"}},
                        "application/x-www-form-urlencoded": {"schema": {"$ref": "#/components/schemas/Request"}},
                        "multipart/form-data": {"schema": {"$ref": "#/components/schemas/Request"}},
                    },
                },
            },
            "responses": {
                "Problem": {
                    "description": "What is wrong, and how to mend it (RFC 9457)",
                    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
                },
            },
            "schemas": {
                "Options": {"type": "object", "properties": options},
                "Document": {
                    "type": "object",
                    "properties": with_document(own),
                },
                "Request": {
                    "allOf": [{"$ref": "#/components/schemas/Options"}],
                    "type": "object",
                    "properties": {
                        "html": {"type": "string"},
                        "html_base64": {"type": "string", "contentEncoding": "base64"},
                        "documents": {
                            "type": "array",
                            "items": {"oneOf": [{"type": "string"}, {"$ref": "#/components/schemas/Document"}]},
                        },
                        "assets": {
                            "type": "object",
                            "additionalProperties": {"type": "string", "contentEncoding": "base64"},
                        },
                        "options": {"$ref": "#/components/schemas/Options"},
                    },
                },
                "Report": {
                    "type": "object",
                    "required": ["document", "content_type", "filename", "pages", "warnings", "timings_ms"],
                    "properties": {
                        "document": {"type": "string", "contentEncoding": "base64"},
                        "content_type": {"type": "string"},
                        "filename": {"type": "string"},
                        "pages": {"type": "integer"},
                        "warnings": {"type": "array", "items": {"$ref": "#/components/schemas/Warning"}},
                        "timings_ms": {"type": "object", "additionalProperties": {"type": "number"}},
                    },
                },
                "Warning": {
                    "type": "object",
                    "required": ["kind", "detail"],
                    "properties": {"kind": {"type": "string"}, "detail": {"type": "string"}},
                },
                "Problem": {
                    "type": "object",
                    "required": ["type", "title", "status", "detail", "instance"],
                    "properties": {
                        "type": {"type": "string"},
                        "title": {"type": "string"},
                        "status": {"type": "integer"},
                        "detail": {"type": "string"},
                        "instance": {"type": "string"},
                        "errors": {"type": "array", "items": {"type": "object"}},
                    },
                },
            },
        },
    })
}

fn with_document(mut own: Map<String, Value>) -> Map<String, Value> {
    own.insert("html".to_owned(), json!({"type": "string"}));
    own.insert(
        "html_base64".to_owned(),
        json!({"type": "string", "contentEncoding": "base64"}),
    );
    own
}

fn reference(schema: &str, property: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{schema}/properties/{property}") })
}

fn schema(option: &OptionSpec) -> Value {
    let text = json!({"type": "string"});
    let kind = match option.shape() {
        Shape::Switch => {
            json!({"oneOf": [{"type": "boolean"}, {"type": "string", "enum": ["on", "off"]}]})
        }
        Shape::Choice if option.value.contains("NUMBER") => json!({"type": ["integer", "string"]}),
        Shape::Choice => {
            let words: Vec<_> = option.value.split('|').collect();
            json!({"type": "string", "enum": words})
        }
        Shape::Number => json!({"type": ["number", "string"]}),
        Shape::Pairs => {
            json!({"oneOf": [text, {"type": "object", "additionalProperties": {"type": "string"}}]})
        }
        Shape::List => {
            json!({"oneOf": [text, {"type": "array", "items": {"type": ["string", "number"]}}]})
        }
        // A length may come as a bare number.
        Shape::Text if option.value.starts_with("LENGTH") => json!({"type": ["string", "number"]}),
        Shape::Contents | Shape::Text => text,
    };
    let mut schema = kind;
    schema["description"] = description(option).into();
    schema["examples"] = json!([option.example]);
    schema
}

fn description(option: &OptionSpec) -> String {
    format!("{}. Default: {}.", option.help, option.default)
}
