//! Templates of a batch: one for a line or for all, data of both, and names of outputs that
//! are made of them.

use std::path::Path;

use bytes::Bytes;
use serde_json::{Map, Value};

use crate::api::native::json::Members;
use crate::error::Error;
use crate::job::options::{canonical_name, option_named};
use crate::message::Message;
use crate::text::excerpt;

use super::field::{DATA, OUTPUT, TEMPLATE};

const OPTIONS: &str = "options";

/// A template that lines use which have no document of their own.
pub struct CommonTemplate {
    pub language: &'static str,
    pub bytes: Bytes,
}

/// Whether the value of `template` names a language; what else it names is a file.
pub fn is_language(value: &str) -> bool {
    let spec = option_named(TEMPLATE).expect("an option of the table");
    let value = value.trim().to_ascii_lowercase();
    spec.kind.words().contains(&value.as_str())
}

/// The language of a template by an ending of its name, of which it may have several.
pub fn language_of(path: &str) -> Result<&'static str, Message> {
    let name = Path::new(path).file_name().unwrap_or_default();
    let name = name.to_string_lossy().to_ascii_lowercase();
    let known = |ending: &str| match ending {
        "hbs" | "handlebars" | "mustache" => Some("handlebars"),
        "j2" | "jinja" | "jinja2" => Some("jinja"),
        _ => None,
    };
    name.rsplit('.')
        .take(name.matches('.').count())
        .find_map(known)
        .ok_or_else(|| {
            Message::new(
                format!("`{}` does not say in which language it is", excerpt(path)),
                "name it .hbs or .j2; or give it as file, and handlebars or jinja as template",
            )
        })
}

/// The value that a line gives an option, beside its document or in `options`.
pub fn given<'m>(members: &'m Members, name: &str) -> Option<&'m Value> {
    let within = members.get(OPTIONS).and_then(Value::as_object);
    let all = members.iter().chain(within.into_iter().flatten());
    let values = all.filter(|(key, _)| canonical_name(key) == Some(name));
    values
        .map(|(_, value)| value)
        .find(|value| !value.is_null())
}

/// Takes that value out.
pub fn take(members: &mut Members, name: &str) -> Option<Value> {
    let take = |members: &mut Members| {
        let is_it = |key: &&String| canonical_name(key) == Some(name);
        let key = members.keys().find(is_it)?.clone();
        members.shift_remove(&key)
    };
    let beside = take(members);
    let within = members.get_mut(OPTIONS).and_then(Value::as_object_mut);
    beside.or_else(|| within.and_then(take))
}

/// The object that data are.
pub fn object(data: &Value) -> Result<Map<String, Value>, Error> {
    let parsed = match data {
        Value::String(text) => serde_json::from_str(text),
        other => Ok(other.clone()),
    };
    match parsed {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Err(Error::field(
            DATA,
            Message::new(
                "JSON, but not an object",
                "put it into one: {\"items\": [...]}",
            ),
        )),
        Err(error) => Err(Error::field(
            DATA,
            Message::new(
                format!(
                    "not JSON at line {}, column {}",
                    error.line(),
                    error.column()
                ),
                "write an object such as {\"name\": \"Kim\"}",
            ),
        )),
    }
}

/// Puts the data of all lines under those of one, whose members win.
pub fn under(members: &mut Members, common: &Map<String, Value>) -> Result<(), Error> {
    let mut data = common.clone();
    if let Some(own) = take(members, DATA) {
        data.extend(object(&own)?);
    }
    members.insert(
        DATA.to_owned(),
        Value::String(Value::Object(data).to_string()),
    );
    Ok(())
}

/// Puts the cell of a column `data.NAME` where its name leads. What is in the way is told
/// when the head is read.
pub fn put(data: &mut Map<String, Value>, path: &str, cell: &str) {
    match path.split_once('.') {
        None => {
            data.insert(path.to_owned(), cell.into());
        }
        Some((first, rest)) => {
            let inner = data.entry(first).or_insert_with(|| Map::new().into());
            if let Value::Object(inner) = inner {
                put(inner, rest, cell);
            }
        }
    }
}

/// Whether one of two columns is a part of what the other holds.
pub fn collide(one: &str, other: &str) -> bool {
    let within = |part: &str, whole: &str| {
        let rest = part.strip_prefix(whole);
        rest.is_some_and(|rest| rest.starts_with('.'))
    };
    within(one, other) || within(other, one)
}

/// The name that a pattern such as `{customer.id}.pdf` gives the output of a line.
pub fn output(pattern: &str, number: u64, members: &Members) -> Result<String, Error> {
    let wrong = |why: Message| Error::field(OUTPUT, why);
    let mut data: Option<Value> = None;
    let mut name = String::new();
    let mut rest = pattern;
    while let Some((before, behind)) = rest.split_once('{') {
        name += before;
        let Some((path, behind)) = behind.split_once('}') else {
            name.push('{');
            rest = behind;
            continue;
        };
        rest = behind;
        if path == "line" {
            name += &format!("{number:06}");
            continue;
        }
        if data.is_none() {
            let given = given(members, DATA).cloned();
            let given = given.unwrap_or_else(|| Map::new().into());
            data = Some(Value::Object(object(&given)?));
        }
        let found = path
            .split('.')
            .try_fold(data.as_ref(), |at, part| at.map(|at| at.get(part)));
        let text = match found.flatten() {
            Some(Value::String(text)) if !text.trim().is_empty() => text.trim().to_owned(),
            Some(Value::Number(number)) => number.to_string(),
            _ => {
                return Err(wrong(Message::new(
                    format!(
                        "its data have no `{}`, of which --output makes the name",
                        excerpt(path)
                    ),
                    "give the line that value, or an output of its own",
                )));
            }
        };
        // A value is no folder.
        name.extend(text.chars().map(|c| match c {
            '/' | '\\' => '-',
            c if c.is_control() => '-',
            c => c,
        }));
    }
    name += rest;
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn members(value: Value) -> Members {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn endings_say_the_language() {
        for (path, language) in [
            ("a/letter.hbs", "handlebars"),
            ("letter.HTML.J2", "jinja"),
            ("letter.jinja.html", "jinja"),
            ("v1.2/letter.mustache", "handlebars"),
        ] {
            assert_eq!(language_of(path).unwrap(), language);
        }
        for path in ["letter.html", "hbs", "j2/letter", ""] {
            assert!(language_of(path).is_err(), "{path}");
        }
    }

    #[test]
    fn names_are_made_of_data() {
        let line =
            members(json!({"options": {"data": "{\"id\": 7, \"who\": {\"name\": \" a/../b \"}}"}}));
        let name = |pattern| output(pattern, 3, &line);
        assert_eq!(name("x/{line}-{id}.pdf").unwrap(), "x/000003-7.pdf");
        assert_eq!(name("{who.name}.pdf").unwrap(), "a-..-b.pdf");
        assert_eq!(name("a{b").unwrap(), "a{b");
        assert!(
            name("{none}.pdf")
                .unwrap_err()
                .to_string()
                .contains("`none`")
        );
    }

    #[test]
    fn the_data_of_a_line_win() {
        let mut line = members(json!({"data": "{\"a\": 1}", "x": 2}));
        under(&mut line, &members(json!({"a": 0, "b": 3}))).unwrap();
        assert_eq!(line["data"], r#"{"a":1,"b":3}"#);
        let mut without = members(json!({}));
        under(&mut without, &members(json!({"b": 3}))).unwrap();
        assert_eq!(without["data"], r#"{"b":3}"#);
    }

    #[test]
    fn columns_lead_into_objects() {
        let mut data = Map::new();
        put(&mut data, "who.name", "Kim");
        put(&mut data, "who.city", "");
        put(&mut data, "total", "5");
        assert_eq!(
            Value::Object(data),
            json!({"who": {"name": "Kim", "city": ""}, "total": "5"})
        );
        assert!(collide("who", "who.name") && !collide("who", "whole.x"));
    }
}
