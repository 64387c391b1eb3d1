//! `GET /health`: whether the service is there, and with `deep=1` whether it
//! prints every glyph that it should.

use std::time::Duration;

use http::request::Parts;
use http::{Response, StatusCode};
use serde_json::{Map, Value, json};

use crate::engine;
use crate::error::Error;
use crate::job::deadline::Deadline;
use crate::job::{Job, Options};
use crate::pipeline::Pipeline;
use crate::process::hardening::Hardening;

use super::native::response;
use super::payload::Payload;

/// A line of each kind of text that must never print as boxes.
const PROBES: [(&str, &str); 3] = [
    (
        "latin",
        "The quick brown fox jumps over the lazy dog 0123456789",
    ),
    ("korean", "다람쥐 헌 쳇바퀴에 타고파 견적서 금액"),
    ("symbols", "€₩£¥©®™✓★☎→①㎡㈜※"),
];

/// A kind of text, and which of its characters cannot be printed.
pub struct Probe {
    pub kind: &'static str,
    pub missing: String,
}

/// Prints a page with every kind of text and looks which glyphs are in it.
pub async fn probe(pipeline: &Pipeline, deadline: Deadline) -> Result<Vec<Probe>, Error> {
    let lines: String = PROBES
        .iter()
        .map(|(_, text)| format!("<p>{text}</p>"))
        .collect();
    let html = format!("<!DOCTYPE html><title>health</title>{lines}");
    let job = Job::of(html, Vec::new(), Options::default());
    let permit = pipeline.permit(deadline).await?;
    let printed = pipeline.convert(job, permit, deadline).await?;
    let shown = engine::characters(&printed.product.contents.read()?);
    let probes = PROBES.iter().map(|(kind, text)| Probe {
        kind,
        missing: text
            .chars()
            .filter(|c| *c != ' ' && !shown.contains(c))
            .collect(),
    });
    Ok(probes.collect())
}

/// What the service knows of itself.
pub struct Health<'a> {
    pub pipeline: &'a Pipeline,
    pub hardening: &'a Hardening,
    pub uptime: Duration,
}

pub async fn answer(
    health: Health<'_>,
    parts: &Parts,
    deadline: Deadline,
) -> Result<Response<Payload>, Error> {
    let mut status = StatusCode::OK;
    let mut body = json!({
        "status": "ok",
        "version": env!("CARGO_PKG_VERSION"),
        "engine": health.pipeline.engine().install().version,
        "warm": health.pipeline.engine().is_warm(),
        "containment": containment(&health),
        "uptime_seconds": health.uptime.as_secs(),
    });
    if is_deep(parts.uri.query().unwrap_or_default()) {
        let probes = probe(health.pipeline, deadline).await?;
        if probes.iter().any(|probe| !probe.missing.is_empty()) {
            status = StatusCode::SERVICE_UNAVAILABLE;
            body["status"] =
                "glyphs are missing: the fonts of the engine bundle are incomplete".into();
        }
        body["missing_glyphs"] = probes
            .into_iter()
            .map(|probe| (probe.kind, probe.missing))
            .collect();
    }
    Ok(response::json(status, "application/json", &body))
}

/// What holds the engine in, and what it could read of us.
fn containment(health: &Health<'_>) -> Value {
    let install = health.pipeline.engine().install();
    let parts = install.sandbox.parts();
    let sandbox: Map<_, _> = parts
        .map(|(name, standing)| (name.to_owned(), standing.as_str().into()))
        .collect();
    json!({
        "guard": install.sandbox.guard(),
        "sandbox": sandbox,
        "environment": health.hardening.environment(),
        "process": health.hardening.process(),
    })
}

fn is_deep(query: &str) -> bool {
    let fields: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
    fields
        .iter()
        .any(|(name, value)| name == "deep" && matches!(value.as_str(), "1" | "true" | "on" | ""))
}
