//! `html2pdf doctor`: what was found, what is missing, and how to mend it.

use std::time::Duration;

use crate::api::health;
use tokio::time::Instant;

use crate::config::{EngineMode, Settings};
use crate::job::deadline::Deadline;
use crate::pipeline::Pipeline;
use crate::process::hardening::Hardening;

/// Prints what it finds. Returns whether all but the settings is as it should be.
/// In the place of a wrong setting its default is examined.
pub async fn examine(settings: &Settings, secrecy: Hardening) -> anyhow::Result<bool> {
    println!("html2pdf {}", env!("CARGO_PKG_VERSION"));
    for wrong in &settings.wrong {
        println!("WRONG   {wrong}");
    }
    let config = &settings.config;
    let pipeline = Pipeline::start(config).await?;
    let engine = pipeline.engine();
    let install = engine.install();
    let mut well = true;
    let mut report = |good: bool, text: String| {
        println!("{} {text}", if good { "ok     " } else { "MISSING" });
        well &= good;
    };

    report(true, format!("engine: {}", install.path().display()));
    report(
        install.is_patched(),
        match install.is_patched() {
            true => format!("version: {}", install.version),
            false => format!(
                "version: {}; the build with patched qt prints outlines and true sizes: run scripts/vendor.sh",
                install.version
            ),
        },
    );
    match install.fonts() {
        None => report(
            true,
            "fonts: those of this machine; PDFs differ between machines".to_owned(),
        ),
        Some(folder) => {
            let count = std::fs::read_dir(&folder).map(Iterator::count).unwrap_or(0);
            let remedy = if count == 0 {
                "; run scripts/vendor.sh"
            } else {
                ""
            };
            report(
                count > 0,
                format!("fonts: {count} in {}{remedy}", folder.display()),
            );
        }
    }
    engine.warmed_up().await;
    let kept = match (config.engine_mode, engine.is_warm()) {
        (_, true) => Some("kept warm: yes"),
        (EngineMode::Spawn, _) => Some("kept warm: no, as HTML2PDF_ENGINE_MODE says"),
        (EngineMode::Warm, false) => None,
    };
    report(
        kept.is_some() || !install.can_be_warm(),
        kept.unwrap_or(
            "kept warm: no; each document starts an engine of its own, which takes longer",
        )
        .to_owned(),
    );
    report(
        install.is_guarded(),
        match install.is_guarded() {
            true => "guard: in the engine".to_owned(),
            false => "guard: not in the engine; documents have no network, and only the engine's own flags keep them \
                      from files: use the bundle (scripts/vendor.sh)"
                .to_owned(),
        },
    );
    for (part, enforcement) in install.sandbox.parts() {
        report(true, format!("sandbox: {part} {}", enforcement.as_str()));
    }
    report(
        true,
        format!("temporary folder: {}", config.temp_dir.display()),
    );
    if let (Some(store), Some(settings)) = (pipeline.store(), &config.store) {
        const PATIENCE: Duration = Duration::from_secs(20);
        let tried = store.probe(Instant::now() + PATIENCE).await;
        let place = &settings.place;
        report(
            tried.is_ok(),
            match tried {
                Ok(()) => format!("store: {place}; written, read, linked to and removed"),
                Err(failure) => format!(
                    "store: {place}: {failure}; look at HTML2PDF_STORE, and at what its keys may do: put, get and delete"
                ),
            },
        );
    }
    report(
        secrecy.environment_wiped,
        format!("our environment: {}", secrecy.environment()),
    );
    report(true, format!("our memory: {}", secrecy.process()));

    for probe in health::probe(&pipeline, Deadline::after(Duration::from_secs(30))).await? {
        let good = probe.missing.is_empty();
        report(
            good,
            match good {
                true => format!("glyphs: {}", probe.kind),
                false => format!(
                    "glyphs: {}: no font has {}; install one, or run scripts/vendor.sh",
                    probe.kind, probe.missing
                ),
            },
        );
    }
    Ok(well)
}
