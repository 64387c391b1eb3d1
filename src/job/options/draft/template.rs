//! What a template is filled with, while options are being read.

use std::sync::Arc;

use crate::job::options::field_error::FieldError;
use crate::job::options::model::Template;
use crate::message::Message;
use crate::template::Language;

#[derive(Clone, Default)]
pub struct TemplateDraft {
    pub language: Option<Language>,
    pub data: Option<Arc<str>>,
    pub locale: Option<String>,
}

/// Data are of people: they are in no log.
impl std::fmt::Debug for TemplateDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TemplateDraft(..)")
    }
}

/// The language of scripts where they name none, so that both write alike.
pub const DEFAULT_LOCALE: &str = "en-US";

impl TemplateDraft {
    pub fn template(self, errors: &mut Vec<FieldError>) -> Option<Template> {
        let Some(language) = self.language else {
            if self.data.is_some() {
                let why = Message::new(
                    "fills a template, and the document is none",
                    "say in which language it is written: template=handlebars or template=jinja",
                );
                errors.push(FieldError::new("data", why));
            }
            return None;
        };
        Some(Template {
            language,
            locale: self.locale.unwrap_or_else(|| DEFAULT_LOCALE.to_owned()),
            data: self.data.unwrap_or_else(|| Arc::from("{}")),
        })
    }
}
