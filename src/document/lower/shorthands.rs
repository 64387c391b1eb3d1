//! Which properties set others, as `page/cascade.js` has it.

const SIDES: [&str; 4] = ["top", "right", "bottom", "left"];

/// Whether one property sets another.
pub fn sets(short: &str, long: &str) -> bool {
    let Some(rest) = long
        .strip_prefix(short)
        .and_then(|rest| rest.strip_prefix('-'))
    else {
        let side_of = |kind: &str| {
            let side = long
                .strip_prefix("border-")
                .and_then(|rest| rest.strip_suffix(kind));
            side.and_then(|side| side.strip_suffix('-'))
                .is_some_and(|side| SIDES.contains(&side))
        };
        return match short {
            "font" => long == "line-height",
            "border-color" => side_of("color"),
            "border-style" => side_of("style"),
            "border-width" => side_of("width"),
            _ => false,
        };
    };
    match short {
        "font" | "background" | "list-style" | "text-decoration" => true,
        "outline" => matches!(rest, "color" | "style" | "width"),
        "border" => {
            let first = rest.split('-').next().unwrap_or_default();
            matches!(rest, "color" | "style" | "width")
                || SIDES.contains(&first) && !rest.contains("radius")
        }
        _ => short
            .strip_prefix("border-")
            .is_some_and(|side| SIDES.contains(&side) && !rest.contains("radius")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_property_sets() {
        for (short, long) in [
            ("font", "font-size"),
            ("font", "line-height"),
            ("background", "background-color"),
            ("border", "border-top"),
            ("border", "border-left-color"),
            ("border-color", "border-left-color"),
            ("border-top", "border-top-width"),
        ] {
            assert!(sets(short, long), "{short} sets {long}");
        }
        for (short, long) in [
            ("font-size", "font"),
            ("font", "font"),
            ("border", "border-radius"),
            ("border-top", "border-top-left-radius"),
            ("border", "border-collapse"),
            ("border-color", "border-left-style"),
            ("margin", "margin-top"),
        ] {
            assert!(!sets(short, long), "{short} does not set {long}");
        }
    }
}
