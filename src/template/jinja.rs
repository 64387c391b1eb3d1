//! Jinja, by minijinja. Its steps are counted.

use std::collections::HashMap;
use std::sync::Arc;

use minijinja::value::{Enumerator, Kwargs, Object, ObjectRepr, Rest, ValueKind};
use minijinja::{
    AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior, Value, escape_formatter,
};
use serde_json::Value as Json;

use crate::message::Message;

use super::format::{FORMS, Form, Formats, Input, Wish};
use super::missing::Misses;
use super::outcome::{Bounded, Fault, Filled, said};

/// Steps that a template takes at most. A row of a table takes some thirty.
const MOST_STEPS: u64 = 10_000_000;

pub fn fill(source: &str, data: &Json, formats: Formats) -> Result<Filled, Fault> {
    let misses = Arc::new(Misses::default());
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    // What is not there, and what is asked of it, is blank: a warning names it.
    environment.set_undefined_behavior(UndefinedBehavior::Chainable);
    environment.set_fuel(Some(MOST_STEPS));
    environment.remove_global("debug");
    let printed = misses.clone();
    let text = source.to_owned();
    environment.set_formatter(move |out, state, value| {
        let blank = is_blank(value);
        let asked = if blank { printed.recent() } else { Vec::new() };
        let in_filter = asked.last().is_some_and(|name| is_filtered(&text, name));
        printed.print(value.is_undefined() || blank && in_filter);
        match value.is_none() {
            true => Ok(()),
            false => escape_formatter(out, state, value),
        }
    });
    for (name, form) in FORMS {
        let formats = formats.clone();
        let filter = move |value: Value, rest: Rest<Value>, kwargs: Kwargs| {
            write(form, &formats, &value, &rest, &kwargs)
        };
        environment.add_filter(name, filter);
    }
    let template = environment.template_from_str(source);
    let template = template.map_err(|error| fault(&error, source))?;
    let context = value_of(data, "", &misses);
    let mut written = Bounded::default();
    let rendered = template.render_captured_to(context, &mut written);
    if written.is_over {
        return Err(Fault::too_long());
    }
    rendered.map_err(|error| fault(&error, source))?;
    for name in misses.asked() {
        if is_looped_over(source, &name) {
            misses.add(&name);
        }
    }
    Ok(Filled {
        text: String::from_utf8_lossy(&written.bytes).into_owned(),
        missing: misses.told(source),
    })
}

fn is_blank(value: &Value) -> bool {
    value.as_str().is_some_and(str::is_empty)
}

/// Whether a tag prints what a filter makes of a name, and says nothing of the case that
/// there is none.
fn is_filtered(source: &str, name: &str) -> bool {
    let mut tags = source.split("{{").skip(1);
    tags.any(|tag| {
        let tag = tag.split("}}").next().unwrap_or_default();
        let words: Vec<_> = tag
            .split(|c: char| !(c.is_alphanumeric() || c == '_'))
            .collect();
        let last = name.rsplit('.').next().unwrap_or(name);
        let minds = ["default", "d", "is", "if", "or"];
        tag.contains('|') && words.contains(&last) && !words.iter().any(|w| minds.contains(w))
    })
}

/// Whether a loop is over a name, and nothing says what happens where there is none.
fn is_looped_over(source: &str, name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name);
    let mut tags = source.split("{%").skip(1);
    let mut is_tested = false;
    let mut is_looped = false;
    tags.by_ref().for_each(|tag| {
        let tag = tag.split("%}").next().unwrap_or_default();
        let words: Vec<_> = tag
            .split(|c: char| !(c.is_alphanumeric() || c == '_'))
            .collect();
        let has = words.contains(&last);
        match words.iter().find(|word| !word.is_empty()) {
            Some(&"for") => {
                let minds = ["default", "d", "or", "if"];
                let behind_in = words
                    .iter()
                    .skip_while(|word| **word != "in")
                    .any(|w| *w == last);
                is_looped |= behind_in && !words.iter().any(|word| minds.contains(word));
            }
            Some(&"if" | &"elif") => is_tested |= has,
            _ => {}
        }
    });
    is_looped && !is_tested
}

/// The data, whose objects note what is asked of them in vain.
fn value_of(data: &Json, path: &str, misses: &Arc<Misses>) -> Value {
    match data {
        Json::Null => Value::from(()),
        Json::Bool(value) => Value::from(*value),
        Json::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(number), _) => Value::from(number),
            (_, Some(number)) => Value::from(number),
            _ => Value::from(number.as_f64().unwrap_or_default()),
        },
        Json::String(text) => Value::from(text.as_str()),
        Json::Array(values) => {
            let values = values.iter().map(|value| value_of(value, path, misses));
            Value::from(values.collect::<Vec<_>>())
        }
        Json::Object(members) => {
            let names: Vec<Arc<str>> = members.keys().map(|name| name.as_str().into()).collect();
            let values = members
                .iter()
                .map(|(name, value)| value_of(value, &joined(path, name), misses));
            Value::from_object(Members {
                members: names.iter().cloned().zip(values).collect(),
                names,
                path: path.to_owned(),
                misses: misses.clone(),
            })
        }
    }
}

fn joined(path: &str, name: &str) -> String {
    match path {
        "" => name.to_owned(),
        path => format!("{path}.{name}"),
    }
}

/// An object of the data, in its order.
#[derive(Debug)]
struct Members {
    names: Vec<Arc<str>>,
    members: HashMap<Arc<str>, Value>,
    path: String,
    misses: Arc<Misses>,
}

impl Object for Members {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        /// The library's own.
        const GLOBALS: [&str; 3] = ["range", "dict", "namespace"];
        let name = key.as_str()?;
        let value = self.members.get(name).cloned();
        if value.is_none() && !GLOBALS.contains(&name) {
            self.misses.ask(&joined(&self.path, name));
        }
        value
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        let names = self.names.iter().map(|name| Value::from(name.clone()));
        Enumerator::Values(names.collect())
    }
}

fn write(
    form: Form,
    formats: &Formats,
    value: &Value,
    rest: &[Value],
    kwargs: &Kwargs,
) -> Result<String, Error> {
    let wrong = |why: String| Error::new(ErrorKind::InvalidOperation, why);
    let input = match value.kind() {
        // The formatter tells of it.
        ValueKind::Undefined | ValueKind::None => return Ok(String::new()),
        ValueKind::String => Input::Text(value.as_str().unwrap_or_default().to_owned()),
        ValueKind::Number => Input::Number(value.to_string()),
        _ => Input::Other,
    };
    let mut wish = Wish {
        how: None,
        digits: kwargs.get("digits")?,
        locale: kwargs.get("locale")?,
    };
    let name = match form {
        Form::Currency => Some("code"),
        Form::Date | Form::Time | Form::DateTime => Some("style"),
        Form::Number | Form::Percent => None,
    };
    if let Some(name) = name {
        wish.how = kwargs.get(name)?;
    }
    kwargs.assert_all_used()?;
    match (rest, name) {
        ([], _) => {}
        ([how], Some(_)) => wish.how = Some(how.to_string()),
        ([digits], None) => wish.digits = Some(usize::try_from(digits.clone())?),
        _ => {
            return Err(wrong(
                "more values than it takes; name digits= or locale=".to_owned(),
            ));
        }
    }
    formats.write(form, &input, &wish).map_err(wrong)
}

fn fault(error: &Error, source: &str) -> Fault {
    let position = error.range().and_then(|range| {
        let before = source.get(..range.start)?;
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or(before).chars().count() + 1;
        Some((line, column))
    });
    let (line, column) = match position {
        Some((line, column)) => (Some(line), Some(column)),
        None => (error.line(), None),
    };
    // What a macro or a filter failed of is behind it.
    let mut cause: &Error = error;
    while let Some(inner) = std::error::Error::source(cause).and_then(|e| e.downcast_ref()) {
        cause = inner;
    }
    let detail = said(cause.detail().unwrap_or_default());
    let message = match cause.kind() {
        ErrorKind::OutOfFuel => Message::new(
            format!("it takes more than {MOST_STEPS} steps, the most that a template may"),
            "loop over less, or split it",
        ),
        ErrorKind::SyntaxError => Message::new(
            format!("not Jinja: {detail}"),
            "see what stands there, and whether each block is closed",
        ),
        ErrorKind::TemplateNotFound => Message::new(
            "a template reaches no other: there is no include, import or extends",
            "write it into this one, as a macro",
        ),
        ErrorKind::UnknownFilter | ErrorKind::UnknownTest | ErrorKind::UnknownFunction => {
            Message::new(detail, "docs/templates.md names those that there are")
        }
        _ if detail.is_empty() => said(&cause.kind().to_string()).into(),
        _ => detail.into(),
    };
    Fault {
        line,
        column,
        message,
    }
}
