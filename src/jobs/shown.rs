//! What is told of a job, as JSON: to who asks for it, and by webhooks.

use serde_json::{Value, json};

use crate::config::jobs::JobSettings;

use super::moment::Moment;
use super::office::Told;
use super::record::{Record, State, Telling};

/// A job, with what only those know who are at work.
pub fn told(told: &Told, settings: &JobSettings) -> Value {
    let mut shown = record(&told.record, settings);
    if let Some(position) = told.position {
        shown["position"] = position.into();
    }
    if let Some(stage) = told.stage {
        shown["progress"] = json!({"stage": stage.name()});
    }
    shown
}

/// A job, by what is kept of it.
pub fn record(record: &Record, settings: &JobSettings) -> Value {
    let mut shown = json!({
        "id": record.id.to_string(),
        "state": record.state.name(),
        "attempts": record.attempts,
        "most_attempts": settings.most_attempts,
        "created_at": record.created.to_string(),
    });
    let moments = [
        ("started_at", record.started),
        ("finished_at", record.finished),
        (
            "expires_at",
            record.finished.map(|at| at.after(settings.keep)),
        ),
        (
            "tried_again_at",
            Some(record.not_before).filter(|at| record.state == State::Waiting && at.0 > 0),
        ),
    ];
    for (name, moment) in moments {
        if let Some(moment) = moment {
            shown[name] = moment.to_string().into();
        }
    }
    if let Some(outcome) = &record.outcome {
        match record.state {
            State::Done => add_members(&outcome.told, &mut shown),
            // Of the last attempt, where it is to be tried again.
            _ => shown["problem"] = outcome.told.clone(),
        }
    }
    if record.hook.is_some() {
        shown["webhook"] = webhook(record);
    }
    shown
}

fn add_members(of: &Value, to: &mut Value) {
    for (name, value) in of.as_object().into_iter().flatten() {
        to[name.as_str()] = value.clone();
    }
}

fn webhook(record: &Record) -> Value {
    let state = match record.telling {
        // There is nothing to tell yet.
        Telling::None if !record.state.has_ended() => "waiting",
        telling => telling.name(),
    };
    let mut shown = json!({"state": state, "attempts": record.tellings});
    if let Some(told) = &record.told {
        shown["last"] = told.as_str().into();
    }
    if record.telling == Telling::Pending && record.next_telling > Moment(0) {
        shown["next_at"] = record.next_telling.to_string().into();
    }
    shown
}
