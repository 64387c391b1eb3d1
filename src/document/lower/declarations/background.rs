//! Backgrounds.

use super::outcome::{Family, Outcome, ValueContext};
use super::words::{split, words};
use super::{colour, gradient, length};
use crate::document::lower::features;

/// The row of the table that tells it.
const FROM_THE_FAR_SIDE: &str = "background with an offset from the right or bottom";

pub fn lower(family: &Family<'_>) -> Option<Outcome> {
    let Family {
        name, value, lower, ..
    } = *family;
    Some(match name {
        "background" => shorthand(family),
        "background-image" => Outcome::native("background-image", value),
        "background-repeat" => Outcome::native("background-repeat", value),
        "background-position" => {
            let layers = split(value, b',');
            match layers.iter().any(|layer| words(layer).len() > 2) {
                true => {
                    let moved: Option<Vec<_>> =
                        layers.iter().map(|layer| position(&words(layer))).collect();
                    let Some(moved) = moved else {
                        return Some(Outcome::nothing());
                    };
                    let lost = moved.iter().any(|(_, lost)| *lost);
                    let places: Vec<_> = moved.into_iter().map(|(place, _)| place).collect();
                    let outcome = Outcome::native("background-position", places.join(", "));
                    match lost {
                        true => outcome.but_lost(features::lost_value(FROM_THE_FAR_SIDE)),
                        false => outcome,
                    }
                }
                false => Outcome::native("background-position", value),
            }
        }
        "background-clip" => match lower.contains("text") {
            true => Outcome::native("-webkit-background-clip", "text"),
            false => Outcome::native("background-clip", value),
        },
        _ => return None,
    })
}

/// Four values as two: `left 10px top 5px`; and whether an offset is lost, because it
/// counts from the other side and is not in percent.
fn position(words: &[&str]) -> Option<(String, bool)> {
    if words.len() <= 2 {
        return Some((words.join(" "), false));
    }
    let (mut x, mut y, mut lost) = (None, None, false);
    let mut i = 0;
    while i < words.len() {
        let side = words[i].to_ascii_lowercase();
        let offset = words
            .get(i + 1)
            .filter(|word| length::dimension(word).is_some());
        i += 1 + usize::from(offset.is_some());
        let far = matches!(side.as_str(), "right" | "bottom");
        let at = match (offset, far) {
            (None, _) => match side.as_str() {
                "right" | "bottom" => "100%".to_owned(),
                "center" => "50%".to_owned(),
                _ => "0".to_owned(),
            },
            (Some(offset), false) => (*offset).to_owned(),
            (Some(offset), true) => match length::dimension(offset)? {
                (x, "%") => format!("{}%", length::number(100.0 - x)),
                (0.0, _) => "100%".to_owned(),
                _ => {
                    lost = true;
                    "100%".to_owned()
                }
            },
        };
        match side.as_str() {
            "left" | "right" => x = Some(at),
            "top" | "bottom" => y = Some(at),
            "center" if x.is_none() && words[0].eq_ignore_ascii_case("center") => x = Some(at),
            "center" => y = Some(at),
            _ => return None,
        }
    }
    let or_middle = |at: Option<String>| at.unwrap_or_else(|| "50%".to_owned());
    Some((format!("{} {}", or_middle(x), or_middle(y)), lost))
}

/// The engine knows the shorthand without a size. With one it is told by longhands.
fn shorthand(family: &Family<'_>) -> Outcome {
    let layers = split(family.value, b',');
    let parsed: Option<Vec<Layer>> = layers.iter().map(|layer| Layer::read(layer)).collect();
    let Some(mut parsed) = parsed else {
        // As browsers, the engine drops what it cannot read.
        return Outcome::native("background", family.value);
    };
    let blended = blend(&mut parsed, family.context);
    let needs_longhands = blended
        || parsed
            .iter()
            .any(|layer| layer.size.is_some() || layer.clip.is_some() || layer.moved);
    if !needs_longhands {
        return Outcome::native("background", family.value);
    }
    let join =
        |part: &dyn Fn(&Layer) -> String| parsed.iter().map(part).collect::<Vec<_>>().join(", ");
    let main = join(&|layer: &Layer| {
        let parts = [
            &layer.image,
            &layer.position,
            &layer.repeat,
            &layer.attachment,
            &layer.colour,
        ];
        let parts: Vec<_> = parts
            .into_iter()
            .filter(|part| !part.is_empty())
            .map(String::as_str)
            .collect();
        if parts.is_empty() {
            "none".to_owned()
        } else {
            parts.join(" ")
        }
    });
    let mut outcome = Outcome::native("background", main);
    if parsed.iter().any(|layer| layer.size.is_some()) {
        let sizes = join(&|layer: &Layer| layer.size.clone().unwrap_or_else(|| "auto".to_owned()));
        outcome = outcome.and(Outcome::native("background-size", sizes));
    }
    if parsed.iter().any(|layer| layer.clip.is_some()) {
        let or = |layer: &Layer, otherwise: &str| {
            layer
                .clip
                .as_ref()
                .map_or(otherwise.to_owned(), |(origin, _)| origin.clone())
        };
        let origins = join(&|layer: &Layer| or(layer, "padding-box"));
        let clips = join(&|layer: &Layer| {
            layer
                .clip
                .as_ref()
                .map_or("border-box".to_owned(), |(_, clip)| clip.clone())
        });
        outcome = match clips.contains("text") {
            true => outcome.and(Outcome::native("-webkit-background-clip", "text")),
            false => outcome
                .and(Outcome::native("background-origin", origins))
                .and(Outcome::native("background-clip", clips)),
        };
    }
    match parsed.iter().any(|layer| layer.lost) {
        true => outcome.but_lost(features::lost_value(FROM_THE_FAR_SIDE)),
        false => outcome,
    }
}

/// Paints an opaque colour into the gradient that lies on it.
fn blend(layers: &mut [Layer], context: &ValueContext) -> bool {
    let behind = layers
        .last()
        .and_then(|last| colour::parse(&last.colour, context));
    let Some(behind) = behind.filter(|colour| colour.alpha >= 1.0 && !colour.current) else {
        return false;
    };
    let Some(lowest) = layers
        .iter_mut()
        .rev()
        .find(|layer| !layer.image.is_empty())
    else {
        return false;
    };
    match gradient::over(&lowest.image, behind, context) {
        Some(image) => {
            lowest.image = image;
            true
        }
        None => false,
    }
}

#[derive(Default)]
struct Layer {
    image: String,
    position: String,
    size: Option<String>,
    repeat: String,
    attachment: String,
    /// Origin and clip.
    clip: Option<(String, String)>,
    colour: String,
    /// The position had more than two values.
    moved: bool,
    lost: bool,
}

impl Layer {
    fn read(layer: &str) -> Option<Self> {
        let mut out = Self::default();
        let mut positions: Vec<&str> = Vec::new();
        let mut repeats: Vec<&str> = Vec::new();
        let mut boxes: Vec<String> = Vec::new();
        let all = words(layer);
        let mut i = 0;
        while let Some(&word) = all.get(i) {
            let lower = word.to_ascii_lowercase();
            i += 1;
            match lower.as_str() {
                "/" => {
                    let is_size = |word: &&&str| {
                        length::dimension(word).is_some()
                            || matches!(
                                word.to_ascii_lowercase().as_str(),
                                "cover" | "contain" | "auto"
                            )
                    };
                    let sizes: Vec<&str> = all[i..]
                        .iter()
                        .take(2)
                        .take_while(is_size)
                        .copied()
                        .collect();
                    if sizes.is_empty() {
                        return None;
                    }
                    i += sizes.len();
                    out.size = Some(sizes.join(" "));
                }
                "left" | "right" | "top" | "bottom" | "center" => positions.push(word),
                _ if length::dimension(word).is_some() => positions.push(word),
                "repeat" | "no-repeat" | "repeat-x" | "repeat-y" | "space" | "round" => {
                    repeats.push(word)
                }
                "fixed" | "scroll" | "local" => out.attachment = lower,
                "border-box" | "padding-box" | "content-box" | "text" => boxes.push(lower),
                _ if lower == "none"
                    || lower.starts_with("url(")
                    || lower.contains("gradient(")
                    || lower.starts_with("-webkit-") =>
                {
                    word.clone_into(&mut out.image);
                }
                _ if out.colour.is_empty() => word.clone_into(&mut out.colour),
                _ => return None,
            }
        }
        out.moved = positions.len() > 2;
        (out.position, out.lost) = position(&positions)?;
        out.repeat = repeats.join(" ");
        out.clip = match &boxes[..] {
            [] => None,
            [text] if text == "text" => Some(("padding-box".to_owned(), "text".to_owned())),
            [one] => Some((one.clone(), one.clone())),
            [origin, clip] => Some((origin.clone(), clip.clone())),
            _ => return None,
        };
        Some(out)
    }
}

#[cfg(test)]
mod tests {
    use super::super::value::tests::{lost, native};

    #[test]
    fn sizes_leave_the_shorthand() {
        for (value, expected) in [
            (
                "url(a.png) center/cover no-repeat",
                "background:url(a.png) center no-repeat;background-size:cover",
            ),
            (
                "url(a.png) 0 0 / 10px 20px, #fff",
                "background:url(a.png) 0 0, #fff;background-size:10px 20px, auto",
            ),
            ("#fff", "background:#fff"),
            ("none", "background:none"),
            (
                "linear-gradient(red, blue)",
                "background:-webkit-linear-gradient(top, red, blue)",
            ),
            (
                "url(a.png) left 10px top 5px no-repeat",
                "background:url(a.png) 10px 5px no-repeat",
            ),
            (
                "red padding-box",
                "background:red;background-origin:padding-box;background-clip:padding-box",
            ),
        ] {
            assert_eq!(native("background", value), expected);
        }
    }

    #[test]
    fn positions_of_four_values_become_two() {
        assert_eq!(
            native("background-position", "right 10% bottom 0"),
            "background-position:90% 100%"
        );
        assert_eq!(
            native("background-position", "left 3px center"),
            "background-position:3px 50%"
        );
        assert_eq!(
            native("background-position", "right 10px top 3px"),
            "background-position:100% 3px"
        );
        assert!(lost("background-position", "right 10px top 3px").is_some());
        assert_eq!(
            native("-webkit-background-clip", "text"),
            "-webkit-background-clip:text"
        );
    }
}
