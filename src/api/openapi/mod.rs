//! The reference of options, made from their table: as Markdown for
//! `docs/options.md`, and as an OpenAPI description for programs.

mod jobs;
mod schema;

use serde_json::{Map, Value, json};

use crate::job::options::{GROUPS, OPTIONS, OptionSpec, Scope};

use schema::{description, schema};

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
        "/jobs": jobs::collection(&query()),
        "/jobs/{id}": jobs::job(),
        "/jobs/{id}/result": jobs::result(&every),
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

/// Options in the query.
fn query() -> Vec<Value> {
    OPTIONS
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
        .collect()
}

/// What prints, and answers one of these types, or a report.
fn print(summary: &str, types: &[&str]) -> Value {
    let query = query();
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
            "Job": jobs::schema(),
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
        "anyOf": [{"required": ["html"]}, {"required": ["html_base64"]}, {"required": ["url"]}],
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
