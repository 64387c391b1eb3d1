//! Handlebars, by the crate of that name. It has no bound of its own but what is written:
//! loops and partials that call each other are ended by the worker's.

use std::collections::BTreeMap;
use std::sync::Arc;

use handlebars::template::{Parameter, TemplateElement};
use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, Output, PathAndJson, RenderContext,
    RenderError, RenderErrorReason, ScopedJson, TemplateError, TemplateErrorReason,
};
use serde_json::Value;

use crate::message::Message;

use super::format::{FORMS, Form, Formats, Input, Wish};
use super::missing::Misses;
use super::outcome::{Bounded, Fault, Filled, said};

/// What the template is registered as. Partials cannot call it: they would never end.
const NAME: &str = "the template";

pub fn fill(source: &str, data: &Value, formats: Formats) -> Result<Filled, Fault> {
    let misses = Arc::new(Misses::default());
    let mut registry = Handlebars::new();
    registry.register_helper("helperMissing", Box::new(Missing(misses.clone())));
    registry.register_helper("json", Box::new(Json(misses.clone())));
    for (name, form) in FORMS {
        let helper = Writer {
            form,
            formats: formats.clone(),
            misses: misses.clone(),
        };
        registry.register_helper(name, Box::new(helper));
    }
    registry
        .register_template_string(NAME, source)
        .map_err(|error| of_template(&error))?;
    if let Some(template) = registry.get_template(NAME) {
        note_loops(&template.elements, data, &misses);
    }
    let context = Context::wraps(data).map_err(|error| of_render(&error))?;
    let mut written = Bounded::default();
    let rendered = registry.render_with_context_to_write(NAME, &context, &mut written);
    if written.is_over {
        return Err(Fault::too_long());
    }
    rendered.map_err(|error| of_render(&error))?;
    Ok(Filled {
        text: String::from_utf8_lossy(&written.bytes).into_owned(),
        missing: misses.told(source),
    })
}

/// Loops over what is not there say nothing, and no helper is asked.
fn note_loops(elements: &[TemplateElement], data: &Value, misses: &Misses) {
    for element in elements {
        let TemplateElement::HelperBlock(block) = element else {
            continue;
        };
        let path = match (block.name.as_name(), block.params.first()) {
            (Some("each"), Some(path @ Parameter::Path(_))) => path.as_name().unwrap_or_default(),
            _ => continue,
        };
        let is_plain = |part: &str| {
            let mut chars = part.chars();
            !part.is_empty() && chars.all(|c| c.is_alphanumeric() || c == '_')
        };
        let parts: Vec<_> = path.split('.').collect();
        if !parts.iter().all(|part| is_plain(part)) || parts[0] == "this" {
            continue;
        }
        let found = parts.iter().try_fold(data, |at, part| at.get(part));
        if found.is_none() && block.inverse.is_none() {
            misses.add(path);
        }
    }
}

/// Asked where nothing else has a name.
struct Missing(Arc<Misses>);

impl HelperDef for Missing {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        _: &mut dyn Output,
    ) -> HelperResult {
        if helper.params().is_empty() && helper.hash().is_empty() {
            self.0.add(helper.name());
            return Ok(());
        }
        Err(RenderErrorReason::HelperNotFound(helper.name().to_owned()).into())
    }
}

/// One of [`FORMS`].
struct Writer {
    form: Form,
    formats: Formats,
    misses: Arc<Misses>,
}

impl HelperDef for Writer {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, RenderError> {
        let wrong = |why: String| RenderErrorReason::Other(format!("{}: {why}", helper.name()));
        let Some(given) = helper.param(0) else {
            return Err(wrong("nothing to write; name a value behind it".to_owned()).into());
        };
        if given.is_value_missing() {
            let name = given.relative_path().map_or("", String::as_str);
            self.misses.add(name);
            return Ok(ScopedJson::Derived(Value::String(String::new())));
        }
        let input = match given.value() {
            Value::Null => return Ok(ScopedJson::Derived(Value::String(String::new()))),
            Value::String(text) => Input::Text(text.clone()),
            Value::Number(number) => Input::Number(number.to_string()),
            _ => Input::Other,
        };
        let wish = wish(self.form, helper.params(), helper.hash()).map_err(wrong)?;
        let written = self
            .formats
            .write(self.form, &input, &wish)
            .map_err(wrong)?;
        Ok(ScopedJson::Derived(Value::String(written)))
    }
}

/// What stands behind the value of a helper: `"EUR"`, `digits=2`, `locale="de"`.
fn wish(
    form: Form,
    params: &[PathAndJson<'_>],
    hash: &BTreeMap<&str, PathAndJson<'_>>,
) -> Result<Wish, String> {
    let text = |value: &PathAndJson<'_>| match value.value() {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let digits = |text: &str| {
        text.parse()
            .map_err(|_| "digits: not a whole number".to_owned())
    };
    let mut wish = Wish::default();
    if params.len() > 2 {
        return Err(
            "more values than it takes; put the others behind digits= or locale=".to_owned(),
        );
    }
    if let Some(second) = params.get(1).map(text) {
        let second = second.ok_or("its second value is neither text nor a number")?;
        match form {
            Form::Number | Form::Percent => wish.digits = Some(digits(&second)?),
            _ => wish.how = Some(second),
        }
    }
    for (name, value) in hash {
        let value = text(value).ok_or_else(|| format!("{name}: neither text nor a number"))?;
        match *name {
            "digits" => wish.digits = Some(digits(&value)?),
            "locale" => wish.locale = Some(value),
            "code" if form == Form::Currency => wish.how = Some(value),
            "style" if matches!(form, Form::Date | Form::Time | Form::DateTime) => {
                wish.how = Some(value);
            }
            other => {
                return Err(format!(
                    "`{other}` is nothing that it takes; use digits or locale"
                ));
            }
        }
    }
    Ok(wish)
}

/// A value as JSON, safe in a script.
struct Json(Arc<Misses>);

impl HelperDef for Json {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let given = helper
            .param(0)
            .ok_or(RenderErrorReason::ParamNotFoundForIndex("json", 0))?;
        if given.is_value_missing() {
            self.0.add(given.relative_path().map_or("", String::as_str));
        }
        let json = serde_json::to_string(given.value()).map_err(RenderErrorReason::from)?;
        for c in json.chars() {
            match c {
                '<' | '>' | '&' | '\'' | '\u{2028}' | '\u{2029}' => {
                    out.write(&format!("\\u{:04x}", c as u32))?;
                }
                c => out.write(c.encode_utf8(&mut [0; 4]))?,
            }
        }
        Ok(())
    }
}

fn of_template(error: &TemplateError) -> Fault {
    let detail = match error.reason() {
        TemplateErrorReason::InvalidSyntax(what) => {
            format!("not Handlebars: {}", said(what))
        }
        other => said(&other.to_string()),
    };
    let (line, column) = error.pos().unzip();
    Fault {
        line,
        column,
        message: Message::new(
            detail,
            "see what stands there, and whether each block is closed",
        ),
    }
}

fn of_render(error: &RenderError) -> Fault {
    let message = match error.reason() {
        RenderErrorReason::HelperNotFound(name) => Message::new(
            format!("there is no helper `{}`", crate::text::excerpt(name)),
            "use if, unless, each, with, and those of docs/templates.md; a value is no block of its own",
        ),
        RenderErrorReason::PartialNotFound(name) => Message::new(
            format!("there is no partial `{}`", crate::text::excerpt(name)),
            "define it in the template by {{#*inline \"name\"}}...{{/inline}}",
        ),
        RenderErrorReason::CannotIncludeSelf => {
            Message::new("a partial calls itself", "loop with each")
        }
        other => said(&other.to_string()).into(),
    };
    Fault {
        line: error.line_no,
        column: error.column_no,
        message,
    }
}
