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
    // An operator with nothing behind it.
    if spaced.trim_end().ends_with(['+', '-', '*', '/']) {
        return None;
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

    #[test]
    fn lengths_are_added_up() {
        let units = Units { width: 700.0, height: 1000.0, root: 16.0, em: Some(16.0) };
        for (value, expected) in [("45em", Some(720.0)), ("calc(1in + 4px)", Some(100.0)), ("50vw", Some(350.0)), ("10%", None), ("x", None)] {
            assert_eq!(absolute(value, &units), expected, "{value}");
        }
    }

    #[test]
    fn nonsense_has_no_length() {
        let units = Units { width: 700.0, height: 1000.0, root: 16.0, em: Some(16.0) };
        for value in ["calc(", "calc()", "calc(1px + )", "calc(2 *)", "min()", "clamp(1px)"] {
            assert_eq!(absolute(value, &units), None, "{value}");
        }
        let deep = "calc(".repeat(5000) + &")".repeat(5000);
        assert_eq!(absolute(&deep, &units), None);
    }
}
