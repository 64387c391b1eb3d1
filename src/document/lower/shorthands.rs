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

/// Whether two properties set something of the same, so that their order counts: `border-left`
/// and `border-width` both say how wide the left border is.
pub fn meet(one: &str, other: &str) -> bool {
    let crosses = |side: &str, part: &str| {
        let side = side.strip_prefix("border-").unwrap_or_default();
        SIDES.contains(&side) && matches!(part, "border-color" | "border-style" | "border-width")
    };
    sets(one, other) || sets(other, one) || crosses(one, other) || crosses(other, one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn borders_of_one_side_and_of_all_sides_meet() {
        assert!(meet("border-left", "border-width") && meet("border-color", "border-top"));
        assert!(meet("border", "border-left") && meet("border-left-color", "border-left"));
        assert!(!meet("border-left", "border-top") && !meet("border-left", "border-radius"));
        assert!(!meet("border-width", "border-color"));
    }

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
