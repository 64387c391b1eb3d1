//! Options while they are being read: values that only make sense together are
//! put together at the end.

use std::time::Duration;

use super::{FieldError, Options, Page, Scripts, USUAL_GRACE};
use crate::job::length::Length;
use crate::job::paper::Paper;

pub(super) struct Draft {
    pub options: Options,
    pub paper: Option<Paper>,
    pub width: Option<Length>,
    pub height: Option<Length>,
    pub landscape: bool,
    pub javascript: bool,
    pub javascript_delay: Duration,
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            options: Options::default(),
            paper: None,
            width: None,
            height: None,
            landscape: false,
            javascript: true,
            javascript_delay: USUAL_GRACE,
        }
    }
}

impl Draft {
    pub fn finish(mut self, errors: &mut Vec<FieldError>) -> Options {
        let upright = self.sheet(errors);
        let sheet = if self.landscape {
            upright.turned()
        } else {
            upright
        };
        let page = &mut self.options.page;
        page.width = sheet.width;
        page.height = sheet.height;
        check_room(page, errors);
        self.options.scripts = if self.javascript {
            Scripts::On {
                delay: self.javascript_delay,
            }
        } else {
            Scripts::Off
        };
        self.options
    }

    fn sheet(&self, errors: &mut Vec<FieldError>) -> Paper {
        let (missing, given) = match (self.width, self.height) {
            (Some(width), Some(height)) => {
                if self.paper.is_some() {
                    errors.push(FieldError::new(
                        "page_size",
                        "given together with page_width and page_height; keep one or the other",
                    ));
                }
                return Paper { width, height };
            }
            (None, None) => return self.paper.unwrap_or(Paper::A4),
            (Some(_), None) => ("page_height", "page_width"),
            (None, Some(_)) => ("page_width", "page_height"),
        };
        // A side that was refused is reported already; do not call it missing too.
        if !errors.iter().any(|error| error.field == missing) {
            errors.push(FieldError::new(
                missing,
                format!("missing; {given} needs it beside itself"),
            ));
        }
        Paper::A4
    }
}

/// Least width and height that must be left for contents. On less the engine
/// makes thousands of pages.
const LEAST_ROOM_MM: f64 = 5.0;

fn check_room(page: &Page, errors: &mut Vec<FieldError>) {
    let margins = &page.margins;
    let sides = [
        (
            "margin_left",
            margins.left,
            margins.right,
            page.width,
            "wide",
        ),
        (
            "margin_top",
            margins.top,
            margins.bottom,
            page.height,
            "high",
        ),
    ];
    for (field, one, other, side, direction) in sides {
        let room = side.as_mm() - one.as_mm() - other.as_mm();
        if room < LEAST_ROOM_MM {
            errors.push(FieldError::new(
                field,
                format!(
                    "the margins leave {:.1} mm of a page {:.1} mm {direction}; leave at least {LEAST_ROOM_MM} mm",
                    room.max(0.0),
                    side.as_mm(),
                ),
            ));
        }
    }
}
