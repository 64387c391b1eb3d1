//! Which conditions of `@media`, `@supports` and `@container` hold on paper.

use super::declarations::{ValueContext, calc};
use super::features;
use super::parse::{function, split};

/// What media queries ask for.
#[derive(Clone, Copy, Debug)]
pub struct Media {
    pub print: bool,
    /// What conditions ask for, in CSS pixels: the content box of the page that is asked
    /// for, whatever the document's own `@page` rules say, as browsers have it.
    pub width: f64,
    pub height: f64,
    /// The content box of the page, which `vw` and `vh` are hundredths of.
    pub page: (f64, f64),
}

impl Media {
    pub fn matches(&self, list: &str) -> bool {
        list.trim().is_empty() || split(list, ',').into_iter().any(|query| self.query(query))
    }

    fn query(&self, query: &str) -> bool {
        let query = query.to_ascii_lowercase();
        let mut rest = query.trim();
        let mut negated = false;
        if let Some(after) = rest.strip_prefix("not ")
            && !after.trim_start().starts_with('(')
        {
            (negated, rest) = (true, after.trim());
        }
        rest = rest.strip_prefix("only ").unwrap_or(rest).trim();
        let (medium, conditions) = match rest.find(|c: char| c == '(' || c.is_whitespace()) {
            _ if rest.starts_with('(') || rest.starts_with("not") => ("all", rest),
            Some(at) => (rest[..at].trim(), rest[at..].trim()),
            None => (rest, ""),
        };
        let medium = match medium {
            "all" | "" => true,
            "print" => self.print,
            "screen" => !self.print,
            _ => false,
        };
        let conditions = conditions.strip_prefix("and").unwrap_or(conditions).trim();
        (medium && (conditions.is_empty() || self.condition(conditions, 8))) != negated
    }

    /// `(a) and (b)`, `(a) or (b)`, `not (a)`.
    fn condition(&self, text: &str, depth: usize) -> bool {
        logic(text, depth, &|feature| self.feature(feature))
    }

    fn feature(&self, feature: &str) -> bool {
        if let Some((name, value)) = feature.split_once(':') {
            return self.plain(name.trim(), value.trim());
        }
        let ops = ["<=", ">=", "<", ">", "="];
        if ops.iter().any(|op| feature.contains(*op)) {
            return self.range(feature);
        }
        match feature.trim() {
            "color" | "width" | "height" | "grid" => feature.trim() != "grid",
            _ => false,
        }
    }

    fn plain(&self, name: &str, value: &str) -> bool {
        let (width, height) = (self.width, self.height);
        let length = |value: &str| self.length(value);
        match name {
            "min-width" | "min-device-width" | "min-inline-size" => {
                length(value).is_some_and(|x| width >= x)
            }
            "max-width" | "max-device-width" | "max-inline-size" => {
                length(value).is_some_and(|x| width <= x)
            }
            "width" | "inline-size" => length(value).is_some_and(|x| (width - x).abs() < 0.5),
            "min-height" | "min-device-height" => length(value).is_some_and(|x| height >= x),
            "max-height" | "max-device-height" => length(value).is_some_and(|x| height <= x),
            "orientation" => (value == "portrait") == (height >= width),
            "prefers-color-scheme" => value == "light",
            "prefers-reduced-motion" | "prefers-contrast" | "prefers-reduced-transparency" => {
                value == "no-preference"
            }
            "forced-colors" | "inverted-colors" => value == "none",
            "hover" | "any-hover" => (value == "hover") != self.print,
            "pointer" | "any-pointer" => (value == "fine") != self.print,
            "update" => (value == "fast") != self.print,
            "scripting" => value == "enabled",
            "min-resolution" | "-webkit-min-device-pixel-ratio" | "min-device-pixel-ratio" => {
                number(value).is_some_and(|x| x <= resolution(value))
            }
            "max-resolution" | "-webkit-max-device-pixel-ratio" => {
                number(value).is_some_and(|x| x >= resolution(value))
            }
            "min-aspect-ratio" => ratio(value).is_some_and(|x| width / height >= x),
            "max-aspect-ratio" => ratio(value).is_some_and(|x| width / height <= x),
            "color-gamut" => value == "srgb",
            "min-color" => number(value).is_some_and(|x| x <= 8.0),
            "overflow-block" => (value == "paged") == self.print,
            _ => false,
        }
    }

    /// `400px <= width < 700px`.
    fn range(&self, text: &str) -> bool {
        let mut parts = Vec::new();
        let mut ops = Vec::new();
        let (mut start, bytes) = (0, text.as_bytes());
        let mut at = 0;
        while at < bytes.len() {
            if matches!(bytes[at], b'<' | b'>' | b'=') {
                parts.push(text[start..at].trim());
                let long = bytes.get(at + 1) == Some(&b'=');
                ops.push(&text[at..at + 1 + usize::from(long)]);
                at += usize::from(long);
                start = at + 1;
            }
            at += 1;
        }
        parts.push(text[start..].trim());
        let value = |part: &str| match part {
            "width" | "inline-size" | "device-width" => Some(self.width),
            "height" | "block-size" | "device-height" => Some(self.height),
            "aspect-ratio" => Some(self.width / self.height),
            "resolution" => Some(1.0),
            _ => self.length(part).or_else(|| ratio(part)),
        };
        ops.iter().zip(parts.windows(2)).all(|(op, pair)| {
            let (Some(a), Some(b)) = (value(pair[0]), value(pair[1])) else {
                return false;
            };
            match *op {
                "<" => a < b,
                "<=" => a <= b,
                ">" => a > b,
                ">=" => a >= b,
                _ => (a - b).abs() < 0.5,
            }
        })
    }

    fn length(&self, value: &str) -> Option<f64> {
        calc::pixels(value, Some(16.0), &self.context())
    }

    pub fn context(&self) -> ValueContext {
        ValueContext {
            width_px: self.page.0,
            height_px: self.page.1,
            root_px: 16.0,
            letters_in_px: false,
        }
    }
}

fn number(value: &str) -> Option<f64> {
    value
        .trim_end_matches(|c: char| c.is_ascii_alphabetic())
        .trim()
        .parse()
        .ok()
}

/// One dot in the unit of the value.
fn resolution(value: &str) -> f64 {
    match value.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.') {
        "dpi" => 96.0,
        "dpcm" => 96.0 / 2.54,
        _ => 1.0,
    }
}

fn ratio(value: &str) -> Option<f64> {
    let (a, b) = value.split_once('/').unwrap_or((value, "1"));
    let (a, b): (f64, f64) = (a.trim().parse().ok()?, b.trim().parse().ok()?);
    Some(a / b)
}

fn logic(text: &str, depth: usize, feature: &dyn Fn(&str) -> bool) -> bool {
    if depth == 0 {
        return false;
    }
    let words = split(text, ' ');
    let (mut value, mut op, mut negate) = (None, "and", false);
    for word in words {
        match word {
            "and" | "or" => op = if word == "and" { "and" } else { "or" },
            "not" => negate = true,
            _ => {
                let inner = word.strip_prefix('(').and_then(|w| w.strip_suffix(')'));
                let holds = match inner {
                    Some(inner)
                        if inner.trim_start().starts_with('(') || inner.starts_with("not ") =>
                    {
                        logic(inner.trim(), depth - 1, feature)
                    }
                    Some(inner) => feature(inner.trim()),
                    None => feature(word),
                } != std::mem::take(&mut negate);
                value = Some(match (value, op) {
                    (None, _) => holds,
                    (Some(before), "or") => before || holds,
                    (Some(before), _) => before && holds,
                });
            }
        }
    }
    value.unwrap_or(false)
}

/// What we can do, not what the engine can.
pub fn supports(text: &str) -> bool {
    logic(&text.to_ascii_lowercase(), 8, &|feature| {
        if let Some((name, inner)) = function(feature) {
            return match name.as_str() {
                "selector" => !inner.contains("::-moz") && !inner.contains(":-moz"),
                "font-tech" | "font-format" => !inner.contains("color"),
                _ => false,
            };
        }
        let Some((name, value)) = feature.split_once(':') else {
            return false;
        };
        let (name, value) = (name.trim(), value.trim());
        features::supports(name, value) && value != "-webkit-fill-available"
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_hold_as_on_a_page() {
        let page = Media {
            print: true,
            width: 718.0,
            height: 1046.0,
            page: (718.0, 1046.0),
        };
        for query in [
            "",
            "print",
            "all and (min-width: 600px)",
            "only print and (max-width:45em)",
            "(width >= 700px)",
            "(400px <= width < 800px)",
            "screen, print",
            "not screen",
            "(min-width:600px) and (max-width:800px)",
            "(orientation:portrait)",
            "not (min-width: 800px)",
            "(prefers-color-scheme: light)",
            "(min-width: 900px) or (max-width: 800px)",
        ] {
            assert!(page.matches(query), "{query}");
        }
        for query in [
            "screen",
            "(min-width:768px)",
            "not print",
            "print and (min-width: 45rem)",
            "(width > 718px)",
            "(prefers-color-scheme: dark)",
            "(hover: hover)",
        ] {
            assert!(!page.matches(query), "{query}");
        }
    }

    #[test]
    fn we_support_what_is_lowered() {
        for text in [
            "(display: grid)",
            "(display:flex) and (gap: 1px)",
            "not (display: nonsense-moz) or (color: red)",
            "selector(:has(a))",
            "((display:grid) or (display:flex))",
        ] {
            assert!(supports(text), "{text}");
        }
        for text in [
            "not (display: grid)",
            "(mix-blend-mode: multiply)",
            "(display: grid) and (-moz-appearance:none)",
        ] {
            assert!(!supports(text), "{text}");
        }
    }
}
