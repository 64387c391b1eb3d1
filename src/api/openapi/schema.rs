//! The schema of an option in JSON, made from its kind.

use serde_json::{Value, json};

use crate::job::options::{DefaultText, Kind, OptionSpec};
use crate::job::paper::Paper;

pub fn schema(option: &OptionSpec) -> Value {
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
        Kind::Address(_) => json!({"type": "string", "format": "uri"}),
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
        // Text with JSON in it, as a form has it, is taken too.
        Kind::Data(_) => json!({"oneOf": [
            {"type": "object"},
            {"type": "string", "contentMediaType": "application/json"},
        ]}),
        Kind::Paper(_) | Kind::TimeZone(_) | Kind::Locale(_) => json!({"type": "string"}),
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

pub fn description(option: &OptionSpec) -> String {
    format!("{}. Default: {}.", option.help(), option.default.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::options::OPTIONS;

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
