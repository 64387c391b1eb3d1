//! Backgrounds.

use super::outcome::{Family, Outcome, ValueContext};
use super::words::{split, words};
use super::{colour, gradient, length};

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
            let places: Option<Vec<_>> = layers.iter().map(|layer| place(&words(layer))).collect();
            match places {
                Some(places) => placed(&places, Outcome::native(name.to_owned(), join(&places))),
                // As browsers, the engine drops what it cannot read.
                None if layers.iter().any(|layer| words(layer).len() > 2) => Outcome::nothing(),
                None => Outcome::native(name.to_owned(), value),
            }
        }
        "background-clip" => match lower.contains("text") {
            true => Outcome::native("-webkit-background-clip", "text"),
            false => Outcome::native("background-clip", value),
        },
        _ => return None,
    })
}

/// Where the picture of a layer stands.
#[derive(Default)]
struct Place {
    /// In two values, or as it was written.
    native: String,
    /// The same for the page, where that depends on how large the picture is: it is so far
    /// from the right or the bottom, or a sum says where.
    told: Option<[String; 2]>,
}

impl Place {
    /// Of what the engine and the page are told of each way.
    fn of([[x, told_x], [y, told_y]]: [[String; 2]; 2]) -> Self {
        let is_told = x != told_x || y != told_y;
        Self {
            native: format!("{x} {y}"),
            told: is_told.then_some([told_x, told_y]),
        }
    }
}

/// All layers, as the engine is told of them.
fn join(places: &[Place]) -> String {
    let all: Vec<_> = places.iter().map(|place| place.native.as_str()).collect();
    all.join(", ")
}

/// What becomes of them, with what the page is told.
fn placed(places: &[Place], outcome: Outcome) -> Outcome {
    if places.iter().all(|place| place.told.is_none()) {
        return outcome;
    }
    let told = places.iter().map(|place| match &place.told {
        Some(both) => both.join(" "),
        None if place.native.is_empty() => "0% 0%".to_owned(),
        None => match &words(&place.native)[..] {
            [one] => format!("{one} center"),
            _ => place.native.clone(),
        },
    });
    let told: Vec<_> = told.collect();
    outcome.and(Outcome::page("background-position", told.join(", ")))
}

fn is_sum(word: &str) -> bool {
    ["calc(", "min(", "max(", "clamp("]
        .iter()
        .any(|call| word.starts_with(call))
}

/// `left 10px top 5px` as two values. `None` where it is none.
fn place(said: &[&str]) -> Option<Place> {
    let said: Vec<_> = said.iter().map(|word| word.to_ascii_lowercase()).collect();
    let is_length = |word: &&String| length::dimension(word).is_some() || is_sum(word);
    if said.len() <= 2 {
        if !said.iter().any(|word| is_sum(word)) {
            let native = said.join(" ");
            return Some(Place { native, told: None });
        }
        let middle = "center".to_owned();
        let (first, second) = (&said[0], said.get(1).unwrap_or(&middle));
        let is_turned = matches!(first.as_str(), "top" | "bottom")
            || matches!(second.as_str(), "left" | "right");
        let both = [first, second].map(|word| of_side(word).unwrap_or_else(|| alike(word)));
        let [x, y] = both;
        return Some(Place::of(if is_turned { [y, x] } else { [x, y] }));
    }
    let (mut x, mut y) = (None, None);
    let mut i = 0;
    while let Some(side) = said.get(i).map(String::as_str) {
        let offset = said.get(i + 1).filter(is_length);
        i += 1 + usize::from(offset.is_some());
        let at = match offset {
            None => of_side(side)?,
            Some(offset) if !matches!(side, "right" | "bottom") => alike(offset),
            Some(offset) => match length::dimension(offset) {
                Some((x, "%")) => alike(&format!("{}%", length::number(100.0 - x))),
                Some((0.0, _)) => alike("100%"),
                _ => {
                    let offset = offset.strip_prefix("calc").unwrap_or(offset);
                    alike(&format!("calc(100% - {offset})"))
                }
            },
        };
        match side {
            "left" | "right" => x = Some(at),
            "top" | "bottom" => y = Some(at),
            "center" if x.is_none() && said[0] == "center" => x = Some(at),
            "center" => y = Some(at),
            _ => return None,
        }
    }
    let or_middle = |at: Option<[String; 2]>| at.unwrap_or_else(|| alike("50%"));
    Some(Place::of([or_middle(x), or_middle(y)]))
}

/// A side, or the middle, as a share.
fn of_side(word: &str) -> Option<[String; 2]> {
    Some(match word {
        "left" | "top" => alike("0"),
        "center" => alike("50%"),
        "right" | "bottom" => alike("100%"),
        _ => return None,
    })
}

/// What the engine and the page are told. Of a sum the engine is told the share in it.
fn alike(at: &str) -> [String; 2] {
    let native = match (is_sum(at), at.contains("100%"), at.contains("50%")) {
        (false, ..) => at,
        (true, true, _) => "100%",
        (true, _, true) => "50%",
        (true, ..) => "0",
    };
    [native.to_owned(), at.to_owned()]
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
        || parsed.iter().any(|layer| {
            layer.size.is_some()
                || layer.clip.is_some()
                || layer.moved
                || layer.place.told.is_some()
        });
    if !needs_longhands {
        return Outcome::native("background", family.value);
    }
    let in_line =
        |part: &dyn Fn(&Layer) -> String| parsed.iter().map(part).collect::<Vec<_>>().join(", ");
    let main = in_line(&|layer: &Layer| {
        let parts = [
            &layer.image,
            &layer.place.native,
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
        let sizes =
            in_line(&|layer: &Layer| layer.size.clone().unwrap_or_else(|| "auto".to_owned()));
        outcome = outcome.and(match sizes.contains('(') {
            true => Outcome::page("background-size", sizes),
            false => Outcome::native("background-size", sizes),
        });
    }
    if parsed.iter().any(|layer| layer.clip.is_some()) {
        let or = |layer: &Layer, otherwise: &str| {
            layer
                .clip
                .as_ref()
                .map_or(otherwise.to_owned(), |(origin, _)| origin.clone())
        };
        let origins = in_line(&|layer: &Layer| or(layer, "padding-box"));
        let clips = in_line(&|layer: &Layer| {
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
    let places: Vec<_> = parsed.into_iter().map(|layer| layer.place).collect();
    placed(&places, outcome)
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
    place: Place,
    size: Option<String>,
    repeat: String,
    attachment: String,
    /// Origin and clip.
    clip: Option<(String, String)>,
    colour: String,
    /// The position had more than two values.
    moved: bool,
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
                            || is_sum(word)
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
                _ if length::dimension(word).is_some() || is_sum(&lower) => positions.push(word),
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
        out.place = place(&positions)?;
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
    use super::super::value::tests::{native, page};

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
        assert_eq!(
            page("background-position", "right 10px top 3px, 0 0"),
            "background-position:calc(100% - 10px) 3px, 0 0"
        );
        assert_eq!(
            page(
                "background",
                "url(a.png) calc(100% - 3px) 50% / 8px no-repeat #fff"
            ),
            "background-position:calc(100% + -3px) 50%"
        );
        assert_eq!(
            page("background-position", "top calc(50% + 2px)"),
            "background-position:calc(50% + 2px) 0"
        );
        assert_eq!(
            native("-webkit-background-clip", "text"),
            "-webkit-background-clip:text"
        );
    }
}
