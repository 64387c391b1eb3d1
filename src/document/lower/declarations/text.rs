//! How text breaks, is aligned and decorated.

use super::outcome::{Family, Outcome};
use super::words::words;

pub fn lower(family: &Family<'_>) -> Option<Outcome> {
    let Family {
        name, value, lower, ..
    } = *family;
    let native = |value: &str| Outcome::native(name.to_owned(), value);
    Some(match name {
        "letter-spacing" | "word-spacing" | "line-height" => match lower {
            // Of the font's size; the engine knows no percentages here.
            _ if lower.ends_with('%') && name != "line-height" => {
                match lower.trim_end_matches('%').parse::<f64>() {
                    Ok(x) => native(&format!("{}em", super::length::number(x / 100.0))),
                    Err(_) => Outcome::nothing(),
                }
            }
            _ => native(value),
        },
        "overflow-wrap" => match lower {
            // The same to the engine, which tells them apart by how narrow boxes may become.
            "anywhere" => Outcome::native("word-wrap", "break-word")
                .and(Outcome::native("word-break", "break-word")),
            _ => Outcome::native("word-wrap", value),
        },
        "word-break" => match lower {
            "keep-all" => native("normal").and(Outcome::page(name.to_owned(), lower)),
            "auto-phrase" => native("normal"),
            _ => native(value).and(Outcome::page(name.to_owned(), lower)),
        },
        "line-break" => match lower {
            "anywhere" => Outcome::native("word-break", "break-all"),
            _ => Outcome::nothing(),
        },
        // `balance` and `pretty` only choose where lines break, and can be dropped;
        // `nowrap` cannot.
        "text-wrap" | "text-wrap-mode" => match words(lower).contains(&"nowrap") {
            true => Outcome::native("white-space", "nowrap"),
            false if name == "text-wrap-mode" => Outcome::native("white-space", "normal"),
            false => line_lengths(lower),
        },
        "text-wrap-style" => line_lengths(lower),
        "white-space-collapse" => match lower {
            "preserve" | "break-spaces" => Outcome::native("white-space", "pre-wrap"),
            "preserve-breaks" => Outcome::native("white-space", "pre-line"),
            "collapse" => Outcome::native("white-space", "normal"),
            _ => Outcome::nothing(),
        },
        "white-space" => {
            let old = match lower {
                "normal" | "nowrap" | "pre" | "pre-wrap" | "pre-line" => value,
                "break-spaces" | "preserve" | "preserve wrap" | "wrap preserve" => "pre-wrap",
                "collapse" | "wrap" | "collapse wrap" => "normal",
                "preserve nowrap" | "nowrap preserve" => "pre",
                "preserve-breaks" | "preserve-breaks wrap" => "pre-line",
                "collapse nowrap" | "nowrap collapse" => "nowrap",
                _ => return Some(Outcome::nothing()),
            };
            native(old)
        }
        "text-align" => match lower {
            "match-parent" | "-webkit-match-parent" => native("inherit"),
            "justify-all" => native("justify"),
            _ => native(value),
        },
        "text-align-last" => Outcome::page(name.to_owned(), lower),
        "text-indent" => {
            let kept: Vec<_> = words(value)
                .into_iter()
                .filter(|word| !matches!(*word, "hanging" | "each-line"))
                .collect();
            match kept.len() == words(value).len() {
                true => native(value),
                false => native(&kept.join(" ")),
            }
        }
        "tab-size" => Outcome::page(name.to_owned(), lower),
        "text-decoration" | "text-decoration-line" => decoration(name, value, lower),
        "text-decoration-style"
        | "text-decoration-color"
        | "text-decoration-thickness"
        | "text-underline-offset" => Outcome::page(name.to_owned(), value),
        "unicode-bidi" => match lower {
            "isolate" | "-webkit-isolate" => native("embed"),
            "isolate-override" | "-webkit-isolate-override" => native("bidi-override"),
            "plaintext" | "-webkit-plaintext" => native("normal"),
            _ => native(value),
        },
        "text-transform" => match lower {
            "none" | "capitalize" | "uppercase" | "lowercase" => native(value),
            _ => Outcome::nothing(),
        },
        "text-overflow" if value.contains(['"', '\'']) => native("ellipsis"),
        "vertical-align" | "text-overflow" => native(value),
        "text-emphasis"
        | "text-emphasis-color"
        | "text-emphasis-style"
        | "text-emphasis-position" => Outcome::page(name.to_owned(), value),
        "line-clamp" | "-webkit-line-clamp" => {
            Outcome::native("-webkit-line-clamp", value).and(Outcome::page("line-clamp", lower))
        }
        "writing-mode" => {
            let old = match lower {
                "lr" | "lr-tb" => "horizontal-tb",
                _ => value,
            };
            Outcome::native("-webkit-writing-mode", old).and(Outcome::page(name.to_owned(), lower))
        }
        _ => return None,
    })
}

const LINES: [&str; 4] = ["underline", "overline", "line-through", "none"];

/// Only the lines: a colour, style or thickness would make the engine drop it all.
fn decoration(name: &str, value: &str, lower: &str) -> Outcome {
    let all = words(lower);
    if name == "text-decoration" && all.iter().all(|word| LINES.contains(word)) {
        return Outcome::native("text-decoration", value);
    }
    let lines: Vec<_> = all
        .iter()
        .copied()
        .filter(|word| LINES.contains(word))
        .collect();
    let line = if lines.is_empty() {
        "none".to_owned()
    } else {
        lines.join(" ")
    };
    let mut outcome = Outcome::native("text-decoration", line);
    if name == "text-decoration" {
        for (of_value, said) in words(lower).into_iter().zip(words(value)) {
            let part = match of_value {
                _ if LINES.contains(&of_value) => continue,
                "solid" | "currentcolor" | "auto" | "from-font" | "blink" => continue,
                "dotted" | "dashed" | "wavy" | "double" => "style",
                _ if of_value.starts_with(|c: char| c.is_ascii_digit() || c == '.') => "thickness",
                _ => "color",
            };
            outcome = outcome.and(Outcome::page(format!("text-decoration-{part}"), said));
        }
    }
    outcome
}

/// What of `text-wrap` decides how long lines are.
fn line_lengths(lower: &str) -> Outcome {
    match words(lower).contains(&"balance") {
        true => Outcome::page("text-wrap-style", "balance"),
        // Another value takes it back.
        false => Outcome::page("text-wrap-style", "auto"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::value::tests::{lost, native, page};

    #[test]
    fn breaks_of_today_become_old_ones() {
        for (name, value, expected) in [
            (
                "overflow-wrap",
                "anywhere",
                "word-wrap:break-word;word-break:break-word",
            ),
            ("overflow-wrap", "break-word", "word-wrap:break-word"),
            ("word-break", "keep-all", "word-break:normal"),
            ("white-space", "break-spaces", "white-space:pre-wrap"),
            ("white-space", "nowrap", "white-space:nowrap"),
            ("text-wrap", "balance", ""),
            ("text-wrap", "nowrap", "white-space:nowrap"),
            ("text-indent", "2em hanging", "text-indent:2em"),
            ("letter-spacing", "5%", "letter-spacing:0.05em"),
        ] {
            assert_eq!(native(name, value), expected, "{name}: {value}");
        }
        assert_eq!(
            page("text-align-last", "justify"),
            "text-align-last:justify"
        );
        assert_eq!(lost("hyphens", "auto").as_deref(), Some("hyphens: auto"));
        assert_eq!(lost("-webkit-hyphens", "manual"), None);
    }

    #[test]
    fn of_decorations_the_lines_are_kept() {
        for (value, expected, gone) in [
            ("underline dotted red", "underline", None),
            ("underline 2px", "underline", None),
            ("wavy underline", "underline", Some("text-decoration: wavy")),
            ("solid underline", "underline", None),
            ("none", "none", None),
            ("overline underline", "overline underline", None),
        ] {
            assert_eq!(
                native("text-decoration", value),
                format!("text-decoration:{expected}")
            );
            assert_eq!(lost("text-decoration", value).as_deref(), gone);
        }
        assert_eq!(
            native("text-decoration-line", "underline"),
            "text-decoration:underline"
        );
    }
}
