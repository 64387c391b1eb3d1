//! Lengths: units that the engine does not know, and arithmetic.

use super::parse::{function, split};

/// What units are relative to.
#[derive(Clone, Copy, Debug)]
pub struct Units {
    /// The page's content box in CSS pixels.
    pub width: f64,
    pub height: f64,
    /// The root's font size.
    pub root: f64,
    /// The element's font size, where it is known.
    pub em: Option<f64>,
}

/// A sum of lengths in different units.
#[derive(Clone, Debug, Default, PartialEq)]
struct Sum {
    number: f64,
    px: f64,
    em: f64,
    percent: f64,
}

/// A part of an expression.
#[derive(Clone, Debug, PartialEq)]
enum Expression {
    Sum(Sum),
    /// `min` or `max` of what cannot be compared yet.
    Choice(&'static str, Vec<Expression>),
}

impl Sum {
    fn parts(&self) -> [(f64, &'static str); 3] {
        [(self.px, "px"), (self.em, "em"), (self.percent, "%")]
    }

    fn is_number(&self) -> bool {
        self.parts().iter().all(|(x, _)| *x == 0.0)
    }

    fn scaled(&self, by: f64) -> Self {
        Self {
            number: self.number * by,
            px: self.px * by,
            em: self.em * by,
            percent: self.percent * by,
        }
    }

    fn plus(&self, other: &Self) -> Self {
        Self {
            number: self.number + other.number,
            px: self.px + other.px,
            em: self.em + other.em,
            percent: self.percent + other.percent,
        }
    }

    /// The one unit of it, where there is but one.
    fn single(&self) -> Option<(f64, &'static str)> {
        let used: Vec<_> = self.parts().into_iter().filter(|(x, _)| *x != 0.0).collect();
        match used[..] {
            [] if self.number != 0.0 => Some((self.number, "")),
            [] => Some((0.0, "px")),
            [one] if self.number == 0.0 => Some(one),
            _ => None,
        }
    }
}

pub fn number(x: f64) -> String {
    let text = format!("{x:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    match text {
        "-0" | "" => "0".to_owned(),
        _ => text.to_owned(),
    }
}

/// A dimension: its number, and its unit in lower case.
pub fn dimension(word: &str) -> Option<(f64, String)> {
    let word = word.trim();
    let digits = word
        .char_indices()
        .take_while(|(i, c)| {
            c.is_ascii_digit()
                || *c == '.'
                || (matches!(c, '+' | '-') && (*i == 0 || matches!(word.as_bytes()[i - 1], b'e' | b'E')))
                || (matches!(c, 'e' | 'E')
                    && *i > 0
                    && word[i + 1..].starts_with(|n: char| n.is_ascii_digit() || n == '-' || n == '+')
                    && word[i + 1..].trim_start_matches(['+', '-']).starts_with(|n: char| n.is_ascii_digit()))
        })
        .count();
    let value: f64 = word[..digits].parse().ok()?;
    let unit = &word[digits..];
    let is_unit = unit == "%" || unit.bytes().all(|b| b.is_ascii_alphabetic());
    (value.is_finite() && is_unit).then(|| (value, unit.to_ascii_lowercase()))
}

fn pixels(unit: &str) -> Option<f64> {
    Some(match unit {
        "px" => 1.0,
        "pt" => 96.0 / 72.0,
        "pc" => 16.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 9.6 / 2.54,
        "q" => 2.4 / 2.54,
        _ => return None,
    })
}

fn leaf(word: &str, units: &Units) -> Option<Sum> {
    match word {
        "pi" => return Some(Sum { number: std::f64::consts::PI, ..Sum::default() }),
        "e" => return Some(Sum { number: std::f64::consts::E, ..Sum::default() }),
        _ => {}
    }
    let (x, unit) = dimension(word)?;
    let mut sum = Sum::default();
    if let Some(px) = pixels(&unit) {
        sum.px = x * px;
        return Some(sum);
    }
    match unit.as_str() {
        "" => sum.number = x,
        "%" => sum.percent = x,
        "em" => sum.em = x,
        "rem" => sum.px = x * units.root,
        "ex" | "ch" => sum.em = x / 2.0,
        "cap" => sum.em = x * 0.7,
        "ic" => sum.em = x,
        "lh" => sum.em = x * 1.2,
        "rlh" => sum.px = x * 1.2 * units.root,
        // Angles and times do not mix with lengths: only with themselves.
        "deg" => sum.number = x,
        _ => sum.px = x / 100.0 * viewport(&unit, units)?,
    }
    Some(sum)
}

/// The side that a unit of the viewport is a hundredth of.
fn viewport(unit: &str, units: &Units) -> Option<f64> {
    let unit = unit.strip_prefix(['s', 'd', 'l']).unwrap_or(unit);
    Some(match unit {
        "vw" | "vi" | "cqw" | "cqi" => units.width,
        "vh" | "vb" | "cqh" | "cqb" => units.height,
        "vmin" | "cqmin" => units.width.min(units.height),
        "vmax" | "cqmax" => units.width.max(units.height),
        _ => return None,
    })
}

const MATH: [&str; 12] = [
    "calc", "-webkit-calc", "-moz-calc", "min", "max", "clamp", "round", "mod", "rem", "abs", "sign", "hypot",
];

fn expression(text: &str, units: &Units, depth: usize) -> Option<Expression> {
    let depth = depth.checked_sub(1)?;
    // White space stands around `+` and `-`; `*` and `/` may stand without.
    let mut spaced = String::with_capacity(text.len() + 8);
    let mut level = 0;
    for c in text.chars() {
        match c {
            '(' => level += 1,
            ')' => level -= 1,
            _ => {}
        }
        if level == 0 && matches!(c, '*' | '/') {
            spaced.push(' ');
            spaced.push(c);
            spaced.push(' ');
        } else {
            spaced.push(c);
        }
    }
    let mut terms: Vec<Expression> = Vec::new();
    let mut sign = 1.0;
    let mut op = None;
    for word in split(&spaced, ' ') {
        match word {
            "+" => sign = 1.0,
            "-" => sign = -1.0,
            "*" | "/" => op = Some(word == "*"),
            _ => {
                let value = primary(word, units, depth)?;
                match op.take() {
                    None => {
                        terms.push(times(value, std::mem::replace(&mut sign, 1.0))?);
                    }
                    Some(multiply) => {
                        let before = terms.pop()?;
                        terms.push(product(before, value, multiply)?);
                    }
                }
            }
        }
    }
    let mut terms = terms.into_iter();
    let first = terms.next()?;
    terms.try_fold(first, add)
}

fn primary(word: &str, units: &Units, depth: usize) -> Option<Expression> {
    if let Some(inner) = word.strip_prefix('(').and_then(|w| w.strip_suffix(')')) {
        return expression(inner, units, depth);
    }
    if let Some(negative) = word.strip_prefix('-')
        && negative.contains('(')
    {
        return times(primary(negative, units, depth)?, -1.0);
    }
    let Some((name, inner)) = function(word) else {
        return leaf(&word.to_ascii_lowercase(), units).map(Expression::Sum);
    };
    let arguments = || -> Option<Vec<Expression>> {
        split(inner, ',')
            .into_iter()
            .map(|argument| expression(argument, units, depth))
            .collect()
    };
    match name.as_str() {
        "calc" | "-webkit-calc" | "-moz-calc" => expression(inner, units, depth),
        "min" => choose("min", arguments()?, units),
        "max" => choose("max", arguments()?, units),
        "clamp" => {
            let [low, value, high]: [Expression; 3] = arguments()?.try_into().ok()?;
            let upper = choose("min", vec![value, high], units)?;
            choose("max", vec![low, upper], units)
        }
        "abs" => {
            let value = arguments()?.pop()?;
            let negated = times(value.clone(), -1.0)?;
            choose("max", vec![value, negated], units)
        }
        "round" => {
            let mut all = split(inner, ',');
            let mode = all.first().copied().filter(|m| matches!(*m, "up" | "down" | "nearest" | "to-zero"));
            if mode.is_some() {
                all.remove(0);
            }
            let a = single(&expression(all.first()?, units, depth)?)?;
            let step = match all.get(1) {
                Some(step) => single(&expression(step, units, depth)?)?,
                None => (1.0, a.1),
            };
            if step.1 != a.1 || step.0 == 0.0 {
                return None;
            }
            let n = a.0 / step.0;
            let n = match mode {
                Some("up") => n.ceil(),
                Some("down") => n.floor(),
                Some("to-zero") => n.trunc(),
                _ => (n + 0.5).floor(),
            };
            leaf(&format!("{}{}", n * step.0, a.1), units).map(Expression::Sum)
        }
        "mod" | "rem" => {
            let all = arguments()?;
            let (a, b) = (single(all.first()?)?, single(all.get(1)?)?);
            if a.1 != b.1 || b.0 == 0.0 {
                return None;
            }
            let x = if name == "mod" { a.0.rem_euclid(b.0) } else { a.0 % b.0 };
            leaf(&format!("{x}{}", a.1), units).map(Expression::Sum)
        }
        _ => None,
    }
}

fn single(value: &Expression) -> Option<(f64, &'static str)> {
    match value {
        Expression::Sum(sum) => sum.single(),
        Expression::Choice(..) => None,
    }
}

fn times(value: Expression, by: f64) -> Option<Expression> {
    if by == 1.0 {
        return Some(value);
    }
    Some(match value {
        Expression::Sum(sum) => Expression::Sum(sum.scaled(by)),
        Expression::Choice(name, all) => {
            let name = match (name, by < 0.0) {
                ("min", true) => "max",
                ("max", true) => "min",
                (name, _) => name,
            };
            let all: Option<Vec<_>> = all.into_iter().map(|one| times(one, by)).collect();
            Expression::Choice(name, all?)
        }
    })
}

fn product(a: Expression, b: Expression, multiply: bool) -> Option<Expression> {
    let as_number = |value: &Expression| match value {
        Expression::Sum(sum) if sum.is_number() => Some(sum.number),
        _ => None,
    };
    match (as_number(&a), as_number(&b)) {
        (_, Some(b)) if multiply => times(a, b),
        (_, Some(b)) if b != 0.0 => times(a, 1.0 / b),
        (Some(a), None) if multiply => times(b, a),
        _ => {
            // A length by a length is a number.
            let ((a, ua), (b, ub)) = (single(&a)?, single(&b)?);
            (!multiply && ua == ub && b != 0.0).then(|| {
                Expression::Sum(Sum { number: a / b, ..Sum::default() })
            })
        }
    }
}

fn add(a: Expression, b: Expression) -> Option<Expression> {
    Some(match (a, b) {
        (Expression::Sum(a), Expression::Sum(b)) => Expression::Sum(a.plus(&b)),
        (Expression::Choice(name, all), other) | (other, Expression::Choice(name, all)) => {
            let all: Option<Vec<_>> = all.into_iter().map(|one| add(one, other.clone())).collect();
            Expression::Choice(name, all?)
        }
    })
}

fn choose(name: &'static str, all: Vec<Expression>, units: &Units) -> Option<Expression> {
    let comparable = |value: &Expression| match value {
        Expression::Sum(sum) if sum.percent == 0.0 => {
            let em = match units.em {
                _ if sum.em == 0.0 => 0.0,
                Some(em) => em,
                None => return None,
            };
            Some(sum.number + sum.px + sum.em * em)
        }
        _ => None,
    };
    let sizes: Option<Vec<f64>> = all.iter().map(comparable).collect();
    if let Some(sizes) = sizes {
        let mut best = 0;
        for (i, size) in sizes.iter().enumerate() {
            if (name == "min") == (*size < sizes[best]) && *size != sizes[best] {
                best = i;
            }
        }
        return all.into_iter().nth(best);
    }
    let same_unit = all.iter().map(single).collect::<Option<Vec<_>>>();
    if let Some(sizes) = same_unit
        && sizes.iter().all(|(_, unit)| *unit == sizes[0].1)
    {
        let mut best = 0;
        for (i, size) in sizes.iter().enumerate() {
            if (name == "min" && size.0 < sizes[best].0) || (name == "max" && size.0 > sizes[best].0) {
                best = i;
            }
        }
        return all.into_iter().nth(best);
    }
    Some(Expression::Choice(name, all))
}

/// As the page helper reads it.
fn written(value: &Expression) -> String {
    match value {
        Expression::Sum(sum) => match sum.single() {
            Some((x, unit)) => format!("{}{unit}", number(x)),
            None => {
                let parts = sum.parts().into_iter().filter(|(x, _)| *x != 0.0);
                let parts: Vec<_> = parts.map(|(x, unit)| format!("{}{unit}", number(x))).collect();
                format!("calc({})", parts.join(" + "))
            }
        },
        Expression::Choice(name, all) => {
            let all: Vec<_> = all.iter().map(written).collect();
            format!("{name}({})", all.join(", "))
        }
    }
}

/// A value whose arithmetic is done as far as can be, and whether the page must do
/// the rest.
pub struct Reduced {
    pub value: String,
    pub mixed: bool,
}

/// Takes the units and the arithmetic that the engine does not know out of a value;
/// `None` where nothing is to be done.
pub fn reduce(value: &str, units: &Units) -> Option<Reduced> {
    let lower = value.to_ascii_lowercase();
    let has_math = MATH.iter().any(|name| lower.contains(name) && lower.contains('('));
    if !has_math && !has_unit(&lower) {
        return None;
    }
    let mut mixed = false;
    let mut changed = false;
    let value = rewrite(value, units, &mut mixed, &mut changed, 12);
    changed.then_some(Reduced { value, mixed })
}

fn has_unit(lower: &str) -> bool {
    let bytes = lower.as_bytes();
    let digit = |at: usize| at > 0 && (bytes[at - 1].is_ascii_digit() || bytes[at - 1] == b'.');
    lower.char_indices().any(|(at, c)| {
        digit(at)
            && (matches!(c, 'v' | 'q' | 's' | 'd' | 'l' | 'e' | 'i')
                || lower[at..].starts_with("ch")
                || lower[at..].starts_with("cq")
                || lower[at..].starts_with("cap")
                || lower[at..].starts_with("rlh"))
            && !lower[at..].starts_with("em")
            && !lower[at..].starts_with("in")
            && !lower[at..].starts_with("ex")
    })
}

fn rewrite(value: &str, units: &Units, mixed: &mut bool, changed: &mut bool, depth: usize) -> String {
    if depth == 0 {
        return value.to_owned();
    }
    let mut out = String::with_capacity(value.len());
    for (i, part) in split(value, ',').into_iter().enumerate() {
        if i > 0 {
            out += ", ";
        }
        for (j, word) in split(part, ' ').into_iter().enumerate() {
            if j > 0 {
                out.push(' ');
            }
            out += &rewritten(word, units, mixed, changed, depth);
        }
    }
    out
}

fn rewritten(word: &str, units: &Units, mixed: &mut bool, changed: &mut bool, depth: usize) -> String {
    if word.starts_with(['"', '\'']) {
        return word.to_owned();
    }
    if let Some((name, inner)) = function(word) {
        if MATH.contains(&name.as_str()) {
            let Some(value) = expression(word, units, 24) else {
                return word.to_owned();
            };
            *changed = true;
            let whole = match &value {
                Expression::Sum(sum) => sum.single().is_some(),
                Expression::Choice(..) => false,
            };
            *mixed |= !whole;
            return written(&value);
        }
        if name == "url" || name == "var" || name == "attr" || name.ends_with("counter") || name.ends_with("counters") {
            return word.to_owned();
        }
        let inner = rewrite(inner, units, mixed, changed, depth - 1);
        let name = &word[..word.find('(').unwrap_or(0)];
        return format!("{name}({inner})");
    }
    let Some((x, unit)) = dimension(word) else {
        return word.to_owned();
    };
    let sum = match unit.as_str() {
        "q" | "ch" | "cap" | "ic" | "lh" | "rlh" => leaf(word, units),
        unit if viewport(unit, units).is_some() => leaf(word, units),
        _ if word.contains(['e', 'E']) && word[..word.len() - unit.len()].contains(['e', 'E']) => {
            *changed = true;
            return format!("{}{unit}", number(x));
        }
        _ => None,
    };
    match sum {
        Some(sum) => {
            *changed = true;
            written(&Expression::Sum(sum))
        }
        None => word.to_owned(),
    }
}

/// A length in pixels, where it is one.
pub fn absolute(value: &str, units: &Units) -> Option<f64> {
    match expression(value, units, 24)? {
        Expression::Sum(sum) if sum.percent == 0.0 => {
            let em = if sum.em == 0.0 { 0.0 } else { units.em? };
            Some(sum.number + sum.px + sum.em * em)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNITS: Units = Units { width: 700.0, height: 1000.0, root: 16.0, em: None };

    #[test]
    fn arithmetic_is_done_where_it_can_be() {
        for (value, expected, mixed) in [
            ("calc(1px + 2px)", "3px", false),
            ("calc(100% - 20px)", "calc(-20px + 100%)", true),
            ("calc(100% / 3)", "33.3333%", false),
            ("calc((1rem + 8px)*2) auto", "48px auto", false),
            ("50vw", "350px", false),
            ("min(100%, 500px)", "min(100%, 500px)", true),
            ("clamp(1rem, 5vw, 3rem)", "35px", false),
            ("max(10px, 1em)", "max(10px, 1em)", true),
            ("calc(2 * (3px + 1mm))", "13.5591px", false),
            ("1e2px", "100px", false),
            ("12ch", "6em", false),
            ("repeat(2, minmax(calc(10px + 5px), 1fr))", "repeat(2, minmax(15px, 1fr))", false),
            ("calc(-1 * 4px)", "-4px", false),
            ("calc(4px * -1)", "-4px", false),
            ("round(up, 13px, 5px)", "15px", false),
            ("calc(10px - calc(2px + 3px))", "5px", false),
            ("100dvh", "1000px", false),
        ] {
            let reduced = reduce(value, &UNITS).unwrap_or_else(|| panic!("{value}"));
            assert_eq!((reduced.value.as_str(), reduced.mixed), (expected, mixed), "{value}");
        }
        for value in ["1px solid red", "10px 2em", "url(1vw)", "\"1vw\"", "auto"] {
            assert!(reduce(value, &UNITS).is_none(), "{value}");
        }
    }

    #[test]
    fn nonsense_is_left_alone() {
        for value in ["calc(", "calc()", "calc(1px + )", "calc(1px * 1px)", "min()", "clamp(1px)"] {
            let _ = reduce(value, &UNITS);
        }
        let deep = "calc(".repeat(5000) + &")".repeat(5000);
        let _ = reduce(&deep, &UNITS);
    }
}
