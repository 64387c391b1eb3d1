//! Jobs that wait, for programs.

use serde_json::{Map, Value, json};

/// `/jobs`; options may be in the query.
pub fn collection(query: &[Value]) -> Value {
    let key = json!({
        "name": "Idempotency-Key",
        "in": "header",
        "description": "The same key with the same request is the same job",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    });
    let parameters: Vec<_> = [key].into_iter().chain(query.iter().cloned()).collect();
    json!({
        "post": {
            "summary": "Take a job that waits",
            "parameters": parameters,
            "requestBody": {"$ref": "#/components/requestBodies/Documents"},
            "responses": {
                "202": {
                    "description": "It will be printed",
                    "headers": {"Location": {"schema": {"type": "string"}}},
                    "content": content(),
                },
                "default": problem(),
            },
        },
    })
}

pub fn job() -> Value {
    json!({
        "parameters": [id()],
        "get": {
            "summary": "How far a job is",
            "responses": {"200": {"description": "It", "content": content()}, "default": problem()},
        },
        "delete": {
            "summary": "Remove a job, with its result; one that runs is ended",
            "responses": {"204": {"description": "It is no more"}, "default": problem()},
        },
    })
}

/// `types` are what documents may be.
pub fn result(types: &[&str]) -> Value {
    let documents = types.iter().map(|name| {
        let schema = json!({"schema": {"type": "string", "format": "binary"}});
        ((*name).to_owned(), schema)
    });
    let mut content: Map<_, _> = documents.collect();
    let report = json!({"schema": {"$ref": "#/components/schemas/Report"}});
    content.insert("application/json".to_owned(), report);
    json!({
        "parameters": [id()],
        "get": {
            "summary": "What the request would have been answered: the document, or what was wrong with it",
            "responses": {
                "200": {"description": "The document; a report in JSON with report=json", "content": content},
                "303": {"description": "It is in a bucket, at Location"},
                "409": {"description": "It has no result yet", "content": {"application/problem+json": {}}},
                "default": problem(),
            },
        },
    })
}

fn id() -> Value {
    json!({
        "name": "id",
        "in": "path",
        "required": true,
        "schema": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
    })
}

fn content() -> Value {
    json!({"application/json": {"schema": {"$ref": "#/components/schemas/Job"}}})
}

fn problem() -> Value {
    json!({"$ref": "#/components/responses/Problem"})
}

/// What is told of a job.
pub fn schema() -> Value {
    let moment = json!({"type": "string", "format": "date-time"});
    let states = ["waiting", "running", "done", "failed", "dead"];
    let stages = ["reading", "printing", "storing"];
    let telling = ["waiting", "pending", "delivered", "given-up", "none"];
    json!({
        "type": "object",
        "required": ["id", "state", "attempts", "most_attempts", "created_at", "links"],
        "properties": {
            "id": {"type": "string"},
            "state": {"type": "string", "enum": states},
            "position": {"description": "While it waits: 1 is the next", "type": "integer"},
            "progress": {
                "description": "While it runs",
                "type": "object",
                "properties": {"stage": {"type": "string", "enum": stages}},
            },
            "attempts": {"description": "How often it was begun", "type": "integer"},
            "most_attempts": {"type": "integer"},
            "created_at": moment,
            "started_at": moment,
            "finished_at": moment,
            "expires_at": moment,
            "tried_again_at": moment,
            "pages": {"type": "integer"},
            "content_type": {"type": "string"},
            "filename": {"type": "string"},
            "warnings": {"type": "array", "items": {"$ref": "#/components/schemas/Warning"}},
            "more": {"description": "How many more warnings there are", "type": "integer"},
            "timings_ms": {"type": "object", "additionalProperties": {"type": "number"}},
            "problem": {"$ref": "#/components/schemas/Problem"},
            "webhook": {
                "type": "object",
                "properties": {
                    "state": {"type": "string", "enum": telling},
                    "attempts": {"type": "integer"},
                    "last": {"description": "What became of the last attempt", "type": "string"},
                    "next_at": moment,
                },
            },
            "links": {
                "type": "object",
                "properties": {"self": {"type": "string"}, "result": {"type": "string"}},
            },
        },
    })
}
