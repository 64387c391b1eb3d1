//! JSON as values, of which a request has so many at most. What fills a template is kept as
//! text: it may have any number, and only the worker makes values of it.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Number, Value};

use super::field_count::MOST_FIELDS;

/// The option that holds data. Its name has but one style.
const DATA: &str = "data";

/// Values that have been read so far.
#[derive(Default)]
pub struct Values {
    count: Cell<usize>,
}

impl Values {
    pub fn read(&self, json: &str) -> Result<Value, serde_json::Error> {
        let mut reader = serde_json::Deserializer::from_str(json);
        let value = One(self).deserialize(&mut reader)?;
        reader.end()?;
        Ok(value)
    }

    pub fn are_too_many(&self) -> bool {
        self.count.get() > MOST_FIELDS
    }

    /// Counts one more, before it is kept.
    fn count<E: serde::de::Error>(&self) -> Result<(), E> {
        self.count.set(self.count.get() + 1);
        match self.are_too_many() {
            true => Err(E::custom("too many values")),
            false => Ok(()),
        }
    }
}

struct One<'v>(&'v Values);

impl<'de> DeserializeSeed<'de> for One<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for One<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(One(self.0))? {
            self.0.count()?;
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            self.0.count()?;
            let value = match name.eq_ignore_ascii_case(DATA) {
                false => map.next_value_seed(One(self.0))?,
                true => {
                    let raw: Box<RawValue> = map.next_value()?;
                    match raw.get().as_bytes().first() {
                        // A text, or nothing: as anywhere else.
                        Some(b'"' | b'n') => {
                            serde_json::from_str(raw.get()).map_err(A::Error::custom)?
                        }
                        _ => Value::String(raw.get().to_owned()),
                    }
                }
            };
            members.insert(name, value);
        }
        Ok(Value::Object(members))
    }
}
