//! Numbers, amounts and dates, as the helpers of both languages write them.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::text::excerpt;

use super::locale::{self, Decimal, Locale, Moment, Style};

/// What a helper writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Number,
    Percent,
    Currency,
    Date,
    Time,
    DateTime,
}

/// By the names of the helpers.
pub const FORMS: [(&str, Form); 6] = [
    ("number", Form::Number),
    ("percent", Form::Percent),
    ("currency", Form::Currency),
    ("date", Form::Date),
    ("time", Form::Time),
    ("datetime", Form::DateTime),
];

/// What is to be written.
pub enum Input {
    Text(String),
    /// In digits.
    Number(String),
    /// A list, an object, true or false.
    Other,
}

/// How it is to be written.
#[derive(Debug, Default)]
pub struct Wish {
    /// A currency, or the style of a date.
    pub how: Option<String>,
    /// Behind the point.
    pub digits: Option<usize>,
    /// Another language than that of the template.
    pub locale: Option<String>,
}

const MOST_DIGITS: usize = 20;

/// A tag that was asked for, and what is known of it.
type Known = (String, Arc<Locale>);

/// The language and the clock of a template.
#[derive(Clone)]
pub struct Formats {
    locale: String,
    zone: i32,
    known: Arc<Mutex<Vec<Known>>>,
}

impl Formats {
    pub fn new(locale: &str, zone: i32) -> Self {
        Self {
            locale: locale.to_owned(),
            zone,
            known: Arc::default(),
        }
    }

    /// The error says what is wrong, and what would be right.
    pub fn write(&self, form: Form, input: &Input, wish: &Wish) -> Result<String, String> {
        let locale = self.locale(wish.locale.as_deref().unwrap_or(&self.locale))?;
        if wish.digits.is_some_and(|digits| digits > MOST_DIGITS) {
            return Err(format!("digits: more than {MOST_DIGITS}; ask for fewer"));
        }
        match form {
            Form::Number => Ok(locale.number(&number(input)?, wish.digits)),
            Form::Percent => Ok(locale.percent(&number(input)?, wish.digits)),
            Form::Currency => {
                let code = wish.how.as_deref().unwrap_or_default();
                let code = code.to_ascii_uppercase();
                if code.len() != 3 || !code.bytes().all(|byte| byte.is_ascii_uppercase()) {
                    return Err(format!(
                        "`{}` is no currency; name one by its three letters, such as \"EUR\"",
                        excerpt(&code)
                    ));
                }
                Ok(locale.currency(&number(input)?, &code, wish.digits))
            }
            Form::Date | Form::Time | Form::DateTime => {
                let moment = self.moment(input)?;
                let how = wish.how.as_deref().unwrap_or("medium");
                let Some(style) = Style::named(how) else {
                    if !how.contains(|c: char| c.is_ascii_alphabetic()) || how.len() > 100 {
                        return Err(format!(
                            "`{}` is no style of dates; use full, long, medium, short, or a pattern such as \"yyyy-MM-dd\"",
                            excerpt(how)
                        ));
                    }
                    return Ok(locale.by_pattern(&moment, how));
                };
                Ok(match form {
                    Form::Date => locale.date(&moment, style),
                    Form::Time => locale.time(&moment, shown(style)),
                    _ => locale.date_and_time(&moment, style, shown(style)),
                })
            }
        }
    }

    fn locale(&self, tag: &str) -> Result<Arc<Locale>, String> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, locale)) = known.iter().find(|(name, _)| name == tag) {
            return Ok(locale.clone());
        }
        let found = locale::find(tag).map(Arc::new).ok_or_else(|| {
            format!(
                "`{}` is no locale that is known here; use a tag such as \"ko-KR\" (docs/templates.md)",
                excerpt(tag)
            )
        })?;
        const MOST: usize = 100;
        if known.len() < MOST {
            known.push((tag.to_owned(), found.clone()));
        }
        Ok(found)
    }

    fn moment(&self, input: &Input) -> Result<Moment, String> {
        let (shown, moment) = match input {
            Input::Text(text) if text.trim() == "now" => {
                let since = SystemTime::now().duration_since(UNIX_EPOCH);
                let since = since.map_or(0, |since| since.as_millis());
                let since = i64::try_from(since).unwrap_or(i64::MAX);
                (text, Moment::of_milliseconds(since, self.zone))
            }
            Input::Text(text) => (text, Moment::parse(text, self.zone)),
            Input::Number(text) => {
                // As in scripts: a fraction of a millisecond is nobody's.
                let whole = text.parse::<f64>().ok().filter(|one| one.is_finite());
                let moment = whole.map(|one| one as i64);
                (
                    text,
                    moment.and_then(|one| Moment::of_milliseconds(one, self.zone)),
                )
            }
            Input::Other => return Err("neither text nor a number, so it is no date".to_owned()),
        };
        moment.ok_or_else(|| {
            format!(
                "`{}` is no date; write 2026-12-31, 2026-12-31T09:30:00+09:00, milliseconds since 1970, or \"now\"",
                excerpt(shown)
            )
        })
    }
}

/// Seconds and zones are for styles that ask for them.
const fn shown(style: Style) -> Style {
    match style {
        Style::Medium => Style::Short,
        style => style,
    }
}

fn number(input: &Input) -> Result<Decimal, String> {
    let (Input::Text(text) | Input::Number(text)) = input else {
        return Err("neither a number nor text with one in it".to_owned());
    };
    Decimal::parse(text).ok_or_else(|| {
        format!(
            "`{}` is no number; write digits, and a point before the fraction, as in 1234.5",
            excerpt(text)
        )
    })
}
