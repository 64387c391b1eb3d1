//! Shorthands as longhands, and logical properties as physical ones.

use super::parse::split;

type Parts = Vec<(String, String)>;

/// Properties that the page alone decides by.
pub fn is_for_page(name: &str) -> bool {
    matches!(
        name,
        "flex-direction" | "flex-wrap" | "flex-grow" | "flex-shrink" | "flex-basis" | "order" | "row-gap" | "column-gap"
            | "align-items" | "align-content" | "align-self" | "justify-content" | "justify-items" | "justify-self"
            | "aspect-ratio" | "object-fit" | "object-position" | "column-count" | "column-width" | "column-fill"
            | "column-span" | "container-type" | "container-name"
    ) || name.starts_with("grid-")
}

/// The longhands of a shorthand; `None` for what is none.
pub fn expand(name: &str, value: &str) -> Option<Parts> {
    let name = match name.strip_prefix("-webkit-") {
        Some(rest) if rest.starts_with("flex") || rest.starts_with("align-") || rest.starts_with("justify-")
            || rest == "order" || rest.starts_with("column") && !rest.starts_with("column-rule") => rest,
        _ => name,
    };
    let both = |a: &str, b: &str| -> Option<Parts> {
        let words = split(value, ' ');
        let first = *words.first()?;
        let second = words.get(1).copied().unwrap_or(first);
        Some(vec![(a.into(), first.into()), (b.into(), second.into())])
    };
    let renamed = |to: &str| Some(vec![(to.to_owned(), value.to_owned())]);
    match name {
        "flex" => flex(value),
        "flex-flow" => {
            let mut parts = vec![("flex-direction".to_owned(), "row".to_owned()), ("flex-wrap".to_owned(), "nowrap".to_owned())];
            for word in split(value, ' ') {
                let at = usize::from(word.contains("wrap"));
                parts[at].1 = word.to_owned();
            }
            Some(parts)
        }
        "gap" | "grid-gap" => both("row-gap", "column-gap"),
        "grid-row-gap" => renamed("row-gap"),
        "grid-column-gap" => renamed("column-gap"),
        "place-items" => both("align-items", "justify-items"),
        "place-content" => both("align-content", "justify-content"),
        "place-self" => both("align-self", "justify-self"),
        "grid-row" => lines(value, "grid-row-start", "grid-row-end"),
        "grid-column" => lines(value, "grid-column-start", "grid-column-end"),
        "grid-area" => area(value),
        "grid-template" | "grid" => template(value),
        "margin" => sides(value, |side| format!("margin-{side}")),
        "padding" if ["calc(", "min(", "max("].iter().any(|f| value.contains(f)) => sides(value, |side| format!("padding-{side}")),
        "inset" => sides(value, str::to_owned),
        "overflow" => both("overflow-x", "overflow-y"),
        "columns" => {
            let mut parts = vec![("column-width".to_owned(), "auto".to_owned()), ("column-count".to_owned(), "auto".to_owned())];
            for word in split(value, ' ') {
                if word != "auto" {
                    let at = usize::from(word.bytes().all(|b| b.is_ascii_digit()));
                    parts[at].1 = word.to_owned();
                }
            }
            Some(parts)
        }
        "container" => {
            let parts = split(value, '/');
            Some(vec![("container-name".into(), (*parts.first()?).into()), ("container-type".into(), parts.get(1).copied().unwrap_or("normal").into())])
        }
        "margin-inline" => both("margin-left", "margin-right"),
        "margin-block" => both("margin-top", "margin-bottom"),
        "padding-inline" => both("padding-left", "padding-right"),
        "padding-block" => both("padding-top", "padding-bottom"),
        "inset-inline" => both("left", "right"),
        "inset-block" => both("top", "bottom"),
        "inset-block-start" => renamed("top"),
        "inset-block-end" => renamed("bottom"),
        "inset-inline-start" => renamed("left"),
        "inset-inline-end" => renamed("right"),
        "margin-block-start" => renamed("margin-top"),
        "margin-block-end" => renamed("margin-bottom"),
        "margin-inline-start" => Some(vec![("-webkit-margin-start".into(), value.into())]),
        "margin-inline-end" => Some(vec![("-webkit-margin-end".into(), value.into())]),
        "padding-block-start" => renamed("padding-top"),
        "padding-block-end" => renamed("padding-bottom"),
        "padding-inline-start" => Some(vec![("-webkit-padding-start".into(), value.into())]),
        "padding-inline-end" => Some(vec![("-webkit-padding-end".into(), value.into())]),
        "inline-size" => renamed("width"),
        "block-size" => renamed("height"),
        "min-inline-size" => renamed("min-width"),
        "min-block-size" => renamed("min-height"),
        "max-inline-size" => renamed("max-width"),
        "max-block-size" => renamed("max-height"),
        "border-start-start-radius" => renamed("border-top-left-radius"),
        "border-start-end-radius" => renamed("border-top-right-radius"),
        "border-end-start-radius" => renamed("border-bottom-left-radius"),
        "border-end-end-radius" => renamed("border-bottom-right-radius"),
        _ if name.starts_with("border-inline") || name.starts_with("border-block") => border(name, value),
        _ => None,
    }
    .filter(|parts| !(parts.len() == 1 && parts[0].0 == name))
}

fn flex(value: &str) -> Option<Parts> {
    let parts = |grow: &str, shrink: &str, basis: &str| -> Option<Parts> {
        Some(vec![
            ("flex-grow".into(), grow.into()),
            ("flex-shrink".into(), shrink.into()),
            ("flex-basis".into(), basis.into()),
        ])
    };
    match value {
        "none" => return parts("0", "0", "auto"),
        "auto" => return parts("1", "1", "auto"),
        "initial" => return parts("0", "1", "auto"),
        "inherit" => return parts("inherit", "inherit", "inherit"),
        _ => {}
    }
    let mut numbers = Vec::new();
    let mut basis = None;
    for word in split(value, ' ') {
        if numbers.len() < 2 && word.parse::<f64>().is_ok() {
            numbers.push(word);
        } else {
            basis = Some(word);
        }
    }
    let basis = basis.unwrap_or("0px");
    parts(numbers.first().unwrap_or(&"1"), numbers.get(1).unwrap_or(&"1"), basis)
}

fn is_name(line: &str) -> bool {
    line.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '-' && !line[1..].starts_with(|d: char| d.is_ascii_digit()))
        && line != "auto"
        && !line.starts_with("span")
}

fn lines(value: &str, start: &str, end: &str) -> Option<Parts> {
    let parts = split(value, '/');
    let first = *parts.first()?;
    let other = parts.get(1).copied();
    let last = other.unwrap_or(if is_name(first) { first } else { "auto" });
    Some(vec![(start.into(), first.into()), (end.into(), last.into())])
}

fn area(value: &str) -> Option<Parts> {
    let parts = split(value, '/');
    let get = |at: usize, or: usize| {
        parts.get(at).copied().unwrap_or_else(|| match parts.get(or) {
            Some(name) if is_name(name) => name,
            _ => "auto",
        })
    };
    Some(vec![
        ("grid-row-start".into(), get(0, 0).into()),
        ("grid-column-start".into(), get(1, 0).into()),
        ("grid-row-end".into(), get(2, 0).into()),
        ("grid-column-end".into(), if parts.len() > 3 { parts[3] } else if parts.len() > 1 { get(3, 1) } else { get(3, 0) }.into()),
    ])
}

fn template(value: &str) -> Option<Parts> {
    let none = || "none".to_owned();
    let (mut rows, mut columns, mut areas) = (none(), none(), none());
    let mut more = Vec::new();
    if value.contains(['"', '\'']) {
        let parts = split(value, '/');
        let (mut names, mut sizes) = (Vec::new(), Vec::new());
        let mut size = None;
        let mut lines = String::new();
        for word in split(parts.first()?, ' ') {
            if word.starts_with(['"', '\'']) {
                if !names.is_empty() {
                    sizes.push(size.take().unwrap_or("auto").to_owned());
                }
                names.push(word);
            } else if word.starts_with('[') {
                lines.push_str(word);
            } else {
                size = Some(word);
            }
        }
        sizes.push(size.unwrap_or("auto").to_owned());
        areas = names.join(" ");
        rows = sizes.join(" ");
        columns = parts.get(1).map_or_else(none, |text| (*text).to_owned());
    } else if let [a, b] = split(value, '/')[..] {
        let flow = |text: &str| text.contains("auto-flow");
        let rest = |text: &str| {
            let rest: Vec<_> = split(text, ' ').into_iter().filter(|w| !matches!(*w, "auto-flow" | "dense")).collect();
            if rest.is_empty() { "auto".to_owned() } else { rest.join(" ") }
        };
        let dense = if value.contains("dense") { " dense" } else { "" };
        if flow(a) {
            more.push(("grid-auto-flow".to_owned(), format!("row{dense}")));
            more.push(("grid-auto-rows".to_owned(), rest(a)));
            columns = b.to_owned();
        } else if flow(b) {
            more.push(("grid-auto-flow".to_owned(), format!("column{dense}")));
            more.push(("grid-auto-columns".to_owned(), rest(b)));
            rows = a.to_owned();
        } else {
            (rows, columns) = (a.to_owned(), b.to_owned());
        }
    }
    let mut parts = vec![
        ("grid-template-rows".to_owned(), rows),
        ("grid-template-columns".to_owned(), columns),
        ("grid-template-areas".to_owned(), areas),
    ];
    parts.extend(more);
    Some(parts)
}

fn sides(value: &str, name: impl Fn(&str) -> String) -> Option<Parts> {
    let words = split(value, ' ');
    let top = *words.first()?;
    let right = words.get(1).copied().unwrap_or(top);
    let bottom = words.get(2).copied().unwrap_or(top);
    let left = words.get(3).copied().unwrap_or(right);
    let all = [("top", top), ("right", right), ("bottom", bottom), ("left", left)];
    Some(all.into_iter().map(|(side, value)| (name(side), value.to_owned())).collect())
}

/// `border-inline-start-color` and its family, from left to right.
fn border(name: &str, value: &str) -> Option<Parts> {
    let rest = name.strip_prefix("border-")?;
    let (axis, rest) = match rest.strip_prefix("inline") {
        Some(rest) => (["left", "right"], rest),
        None => (["top", "bottom"], rest.strip_prefix("block")?),
    };
    let (which, rest): (&[usize], &str) = if let Some(rest) = rest.strip_prefix("-start") {
        (&[0], rest)
    } else if let Some(rest) = rest.strip_prefix("-end") {
        (&[1], rest)
    } else {
        (&[0, 1], rest)
    };
    let words = split(value, ' ');
    let pair = which.len() == 2 && !rest.is_empty() && words.len() == 2;
    Some(
        which
            .iter()
            .map(|side| {
                let value = if pair { words[*side] } else { value };
                (format!("border-{}{rest}", axis[*side]), value.to_owned())
            })
            .collect(),
    )
}
