//! The shorthands of grid.

use super::outcome::Parts;
use super::words::{is_string, split, words};

/// `grid-row` and `grid-column`.
pub fn lines(start: &'static str, end: &'static str, value: &str) -> Option<Parts> {
    let parts = split(value, b'/');
    if parts.len() > 2 || parts[0].is_empty() {
        return None;
    }
    let second = parts
        .get(1)
        .map_or_else(|| repeated(parts[0]), |part| (*part).to_owned());
    Some(vec![(start, parts[0].to_owned()), (end, second)])
}

pub fn area(value: &str) -> Option<Parts> {
    let parts = split(value, b'/');
    if parts.len() > 4 || parts[0].is_empty() {
        return None;
    }
    let given = |i: usize| parts.get(i).map(|part| (*part).to_owned());
    let row = parts[0].to_owned();
    let column = given(1).unwrap_or_else(|| repeated(&row));
    let row_end = given(2).unwrap_or_else(|| repeated(&row));
    let column_end = given(3).unwrap_or_else(|| repeated(&column));
    Some(vec![
        ("grid-row-start", row),
        ("grid-column-start", column),
        ("grid-row-end", row_end),
        ("grid-column-end", column_end),
    ])
}

/// A line that is not told is that of the same name, or found by itself.
fn repeated(line: &str) -> String {
    let is_name = line
        .bytes()
        .next()
        .is_some_and(|b| b.is_ascii_alphabetic() || b == b'_' || b == b'-' || b >= 0x80)
        && words(line).len() == 1
        && line.parse::<f64>().is_err();
    if is_name && !line.eq_ignore_ascii_case("span") {
        line.to_owned()
    } else {
        "auto".to_owned()
    }
}

pub fn template(value: &str) -> Option<Parts> {
    let (mut rows, mut columns, mut areas) =
        ("none".to_owned(), "none".to_owned(), "none".to_owned());
    if !value.eq_ignore_ascii_case("none") {
        let parts = split(value, b'/');
        if parts.len() > 2 {
            return None;
        }
        let first = words(parts[0]);
        if first.iter().any(|word| is_string(word)) {
            let strings: Vec<_> = first
                .iter()
                .copied()
                .filter(|word| is_string(word))
                .collect();
            // Beside a picture of areas each track is written out.
            let is_repeat = |word: &&str| {
                word.len() > 6 && word.as_bytes()[..7].eq_ignore_ascii_case(b"repeat(")
            };
            let columns = parts.get(1).map(|second| words(second));
            if first.iter().chain(columns.iter().flatten()).any(is_repeat) {
                return None;
            }
            areas = strings.join(" ");
            rows = rows_between(&first);
        } else {
            parts.get(1)?;
            rows = first.join(" ");
        }
        if let Some(second) = parts.get(1) {
            columns = words(second).join(" ");
        }
    }
    Some(vec![
        ("grid-template-rows", rows),
        ("grid-template-columns", columns),
        ("grid-template-areas", areas),
    ])
}

/// The sizes of rows that stand beside their strings.
fn rows_between(words: &[&str]) -> String {
    let mut rows: Vec<&str> = Vec::new();
    let mut waits = false;
    for word in words {
        if is_string(word) {
            if waits {
                rows.push("auto");
            }
            waits = true;
        } else {
            if waits && word.starts_with('[') {
                rows.push("auto");
            }
            waits = false;
            rows.push(word);
        }
    }
    if waits {
        rows.push("auto");
    }
    rows.join(" ")
}

pub fn grid(value: &str) -> Option<Parts> {
    let parts = split(value, b'/');
    let flow = |part: &str| -> Option<(bool, String)> {
        let all = words(part);
        let is = |word: &&str, name: &str| word.eq_ignore_ascii_case(name);
        if !all.iter().any(|word| is(word, "auto-flow")) {
            return None;
        }
        let dense = all.iter().any(|word| is(word, "dense"));
        let rest: Vec<_> = all
            .into_iter()
            .filter(|word| !is(word, "auto-flow") && !is(word, "dense"))
            .collect();
        let sizes = if rest.is_empty() {
            "auto".to_owned()
        } else {
            rest.join(" ")
        };
        Some((dense, sizes))
    };
    let (mut auto_rows, mut auto_columns, mut auto_flow) =
        ("auto".to_owned(), "auto".to_owned(), "row");
    let mut all = match parts[..] {
        [first, second] => match (flow(first), flow(second)) {
            (Some((dense, sizes)), None) => {
                auto_rows = sizes;
                auto_flow = if dense { "row dense" } else { "row" };
                template(&format!("none / {second}"))?
            }
            (None, Some((dense, sizes))) => {
                auto_columns = sizes;
                auto_flow = if dense { "column dense" } else { "column" };
                template(&format!("{first} / none"))?
            }
            (None, None) => template(value)?,
            (Some(_), Some(_)) => return None,
        },
        _ => template(value)?,
    };
    all.extend([
        ("grid-auto-rows", auto_rows),
        ("grid-auto-columns", auto_columns),
        ("grid-auto-flow", auto_flow.to_owned()),
    ]);
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(parts: Option<Parts>) -> String {
        let parts = parts.unwrap_or_default();
        let parts: Vec<_> = parts
            .iter()
            .map(|(name, value)| format!("{name}:{value}"))
            .collect();
        parts.join(";").replace("grid-", "")
    }

    #[test]
    fn lines_that_are_not_told_are_found() {
        let row = |value| text(lines("grid-row-start", "grid-row-end", value));
        assert_eq!(row("1 / 3"), "row-start:1;row-end:3");
        assert_eq!(row("span 2"), "row-start:span 2;row-end:auto");
        assert_eq!(row("main"), "row-start:main;row-end:main");
        assert_eq!(row("-1"), "row-start:-1;row-end:auto");
        assert_eq!(
            text(area("a")),
            "row-start:a;column-start:a;row-end:a;column-end:a"
        );
        assert_eq!(
            text(area("1/2/3/4")),
            "row-start:1;column-start:2;row-end:3;column-end:4"
        );
    }

    #[test]
    fn templates_are_taken_apart() {
        assert_eq!(
            text(template("\"a b\"50px\"c d\" [x] 1fr / 1fr 2fr")),
            "template-rows:50px auto [x] 1fr;template-columns:1fr 2fr;template-areas:\"a b\" \"c d\""
        );
        assert_eq!(
            text(template("auto 1fr/repeat(2,1fr)")),
            "template-rows:auto 1fr;template-columns:repeat(2,1fr);template-areas:none"
        );
        assert!(template("\"a b\" auto / repeat(2, 1fr)").is_none());
        assert_eq!(
            text(grid("auto-flow dense 40px / 1fr 1fr")),
            "template-rows:none;template-columns:1fr 1fr;template-areas:none;auto-rows:40px;auto-columns:auto;auto-flow:row dense"
        );
        assert_eq!(
            text(grid("40px / auto-flow")),
            "template-rows:40px;template-columns:none;template-areas:none;auto-rows:auto;auto-columns:auto;auto-flow:column"
        );
        assert_eq!(text(template("1fr")), "");
    }
}
