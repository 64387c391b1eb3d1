//! Transforms; the engine knows them with its prefix.

use super::outcome::{Family, Outcome};
use super::words::{call, split, words};
use super::{calc, length};

pub fn lower(family: &Family<'_>) -> Option<Outcome> {
    let Family {
        name, value, lower, ..
    } = *family;
    // The page puts those together that are told apart.
    let set = |native: String| {
        Outcome::native("-webkit-transform", native).and(Outcome::page(name.to_owned(), value))
    };
    let parts = words(value);
    Some(match name {
        "transform" => {
            let functions: Option<Vec<String>> =
                parts.iter().map(|part| function(part, family)).collect();
            match functions {
                // The engine's own way of writing is kept.
                Some(all) if all.iter().zip(&parts).all(|(new, old)| new == old) => {
                    set(value.to_owned())
                }
                Some(all) => set(all.join(" ")),
                None => Outcome::nothing(),
            }
        }
        "rotate" => match parts[..] {
            _ if lower == "none" => set("none".to_owned()),
            [angle] => set(format!("rotate({angle})")),
            ["z" | "Z", angle] | [angle, "z" | "Z"] => set(format!("rotate({angle})")),
            ["x" | "X", angle] | [angle, "x" | "X"] => set(format!("rotateX({angle})")),
            ["y" | "Y", angle] | [angle, "y" | "Y"] => set(format!("rotateY({angle})")),
            [x, y, z, angle] => set(format!("rotate3d({x}, {y}, {z}, {angle})")),
            _ => Outcome::nothing(),
        },
        "scale" => {
            let parts: Option<Vec<String>> = parts.iter().map(|part| ratio(part, family)).collect();
            match parts.as_deref() {
                _ if lower == "none" => set("none".to_owned()),
                Some([x]) => set(format!("scale({x})")),
                Some([x, y]) => set(format!("scale({x}, {y})")),
                Some([x, y, z]) => set(format!("scale3d({x}, {y}, {z})")),
                _ => Outcome::nothing(),
            }
        }
        "translate" => match parts[..] {
            _ if lower == "none" => set("none".to_owned()),
            [x] => set(moves("translate", &format!("{x}, 0"))?),
            [x, y] => set(moves("translate", &format!("{x}, {y}"))?),
            [x, y, z] => set(moves("translate3d", &format!("{x}, {y}, {z}"))?),
            _ => Outcome::nothing(),
        },
        "transform-origin" | "transform-style" | "perspective" | "perspective-origin" => {
            Outcome::native(format!("-webkit-{name}"), value)
        }
        _ => return None,
    })
}

fn ratio(word: &str, family: &Family<'_>) -> Option<String> {
    match word.ends_with('%') {
        true => calc::plain_number(word, 1.0, family.context).map(length::number),
        false => Some(word.to_owned()),
    }
}

/// A sum of lengths and shares is one move after the other: the engine knows no sums in transforms.
fn moves(name: &str, inner: &str) -> Option<String> {
    let axes: Vec<Vec<&str>> = split(inner, b',')
        .into_iter()
        .map(|part| match call(part) {
            Some(("calc", sum)) => sum.split(" + ").map(str::trim).collect(),
            _ => vec![part],
        })
        .collect();
    if axes.iter().flatten().any(|part| part.contains(['(', '*'])) {
        return Some(format!("{name}({inner})"));
    }
    let steps = axes.iter().map(Vec::len).max()?;
    let steps = (0..steps).map(|step| {
        let of = axes
            .iter()
            .map(|axis| axis.get(step).copied().unwrap_or("0"));
        format!("{name}({})", of.collect::<Vec<_>>().join(", "))
    });
    Some(steps.collect::<Vec<_>>().join(" "))
}

fn function(word: &str, family: &Family<'_>) -> Option<String> {
    let Some((name, inner)) = call(word) else {
        return Some(word.to_owned());
    };
    if name.to_ascii_lowercase().starts_with("translate") && inner.contains("calc(") {
        return moves(name, inner);
    }
    if !name.to_ascii_lowercase().starts_with("scale") || !inner.contains('%') {
        return Some(word.to_owned());
    }
    let all: Option<Vec<String>> = split(inner, b',')
        .into_iter()
        .map(|part| ratio(part, family))
        .collect();
    Some(format!("{name}({})", all?.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::super::value::tests::native;

    #[test]
    fn transforms_get_the_engines_prefix() {
        for (name, value, expected) in [
            ("transform", "rotate(45deg)", "rotate(45deg)"),
            (
                "transform",
                "rotate(.25turn) scale(50%, 2)",
                "rotate(90deg) scale(0.5, 2)",
            ),
            ("transform", "translate(-50%,-50%)", "translate(-50%,-50%)"),
            ("-webkit-transform", "none", "none"),
            ("rotate", "45deg", "rotate(45deg)"),
            ("scale", "2 50%", "scale(2, 0.5)"),
            ("translate", "10px", "translate(10px, 0)"),
            (
                "transform",
                "translate(calc(-50% + 10px), 4px)",
                "translate(-50%, 4px) translate(10px, 0)",
            ),
            (
                "translate",
                "0 calc(100% - 1em)",
                "translate(0, 100%) translate(0, -1em)",
            ),
        ] {
            assert_eq!(native(name, value), format!("-webkit-transform:{expected}"));
        }
        assert_eq!(
            native("transform-origin", "0 0"),
            "-webkit-transform-origin:0 0"
        );
    }
}
