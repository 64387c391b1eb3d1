//! Arithmetic in values: sums, products and functions of lengths, as far as they can be
//! done without the page.

use super::length::{KINDS, Kind, Reduced, Sum, dimension, leaf, number};
use super::outcome::ValueContext;
use super::words::{self, call};

/// Arithmetic nested deeper than this is not read, and longer than this is not kept.
const DEEPEST: usize = 24;
const LONGEST: usize = 48;
/// More arguments than this are not compared.
const MOST: usize = 500;

#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    Sum(Sum),
    /// The least or the greatest of what cannot be compared yet.
    Choice(Choice, Vec<Expression>),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Choice {
    Min,
    Max,
}

pub fn written(value: &Expression, context: &ValueContext) -> String {
    match value {
        Expression::Sum(sum) => {
            let sum = sum.clone().folded(context);
            let parts: Vec<_> = KINDS
                .iter()
                .filter_map(|(kind, unit)| {
                    Some(format!("{}{unit}", number(sum.0[*kind as usize]?)))
                })
                .collect();
            match &parts[..] {
                [one] => one.clone(),
                _ => format!("calc({})", parts.join(" + ")),
            }
        }
        Expression::Choice(choice, all) => {
            let all: Vec<_> = all.iter().map(|one| written(one, context)).collect();
            let name = if *choice == Choice::Min { "min" } else { "max" };
            format!("{name}({})", all.join(", "))
        }
    }
}

pub struct Reader<'a> {
    pub context: &'a ValueContext,
}

impl Reader<'_> {
    /// `a + b - c`, with white space around the signs.
    fn sum(&self, text: &str, depth: usize) -> Option<Expression> {
        let depth = depth.checked_sub(1)?;
        let mut total: Option<Expression> = None;
        let mut start = 0;
        let mut sign = 1.0;
        let mut scan = words::Scan::new(text);
        let bytes = text.as_bytes();
        let blank = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_whitespace);
        loop {
            let step = scan.next_top();
            let end = match step {
                None => text.len(),
                Some((at, b'+' | b'-')) if at > 0 && blank(at - 1) && blank(at + 1) => at,
                Some(_) => continue,
            };
            let term = times(self.product(text[start..end].trim(), depth)?, sign);
            total = Some(match total {
                None => term,
                Some(total) => add(total, &term)?,
            });
            match step {
                None => return total,
                Some((at, byte)) => {
                    sign = if byte == b'-' { -1.0 } else { 1.0 };
                    start = at + 1;
                }
            }
        }
    }

    fn product(&self, text: &str, depth: usize) -> Option<Expression> {
        let mut total: Option<Expression> = None;
        let mut start = 0;
        let mut divides = false;
        let mut scan = words::Scan::new(text);
        loop {
            let step = scan.next_top();
            let end = match step {
                None => text.len(),
                Some((at, b'*' | b'/')) => at,
                Some(_) => continue,
            };
            let factor = self.primary(text[start..end].trim(), depth)?;
            total = Some(match total {
                None => factor,
                Some(total) if divides => quotient(total, &factor)?,
                Some(total) => product(total, factor)?,
            });
            match step {
                None => return total,
                Some((at, byte)) => {
                    divides = byte == b'/';
                    start = at + 1;
                }
            }
        }
    }

    fn primary(&self, text: &str, depth: usize) -> Option<Expression> {
        if let Some(inner) = text.strip_prefix('(') {
            return self.sum(inner.strip_suffix(')')?, depth);
        }
        if text.contains('(') {
            return self.call(text, depth);
        }
        let number = |x: f64| Some(Expression::Sum(Sum::of(Kind::Number, x)));
        let lower = text.to_ascii_lowercase();
        match lower.as_str() {
            "pi" => number(std::f64::consts::PI),
            "e" => number(std::f64::consts::E),
            "infinity" => number(1e7),
            "-infinity" => number(-1e7),
            "nan" => number(0.0),
            _ => {
                let (x, unit) = dimension(&lower)?;
                leaf(x, unit, self.context).map(Expression::Sum)
            }
        }
    }

    pub fn call(&self, text: &str, depth: usize) -> Option<Expression> {
        let (name, inner) = call(text)?;
        let name = name.to_ascii_lowercase();
        if matches!(name.as_str(), "calc" | "-webkit-calc") {
            return self.sum(inner, depth);
        }
        let mut texts = words::split(inner, b',');
        let mut mode = "nearest";
        if name == "round"
            && let Some(found @ ("up" | "down" | "to-zero" | "nearest")) = texts.first().copied()
        {
            mode = found;
            texts.remove(0);
        }
        if name == "clamp" {
            return self.clamp(&texts, depth);
        }
        let all: Vec<_> = texts
            .into_iter()
            .map(|one| self.sum(one, depth))
            .collect::<Option<_>>()?;
        match name.as_str() {
            "min" => self.choose(Choice::Min, all),
            "max" => self.choose(Choice::Max, all),
            "abs" => {
                let [one] = <[_; 1]>::try_from(all).ok()?;
                let negated = times(one.clone(), -1.0);
                self.choose(Choice::Max, vec![one, negated])
            }
            _ => self.function(&name, mode, &all),
        }
    }

    fn clamp(&self, texts: &[&str], depth: usize) -> Option<Expression> {
        let [low, value, high] = texts else {
            return None;
        };
        let mut value = self.sum(value, depth)?;
        if !high.eq_ignore_ascii_case("none") {
            value = self.choose(Choice::Min, vec![value, self.sum(high, depth)?])?;
        }
        if !low.eq_ignore_ascii_case("none") {
            value = self.choose(Choice::Max, vec![self.sum(low, depth)?, value])?;
        }
        Some(value)
    }

    /// Functions of numbers that are known here.
    fn function(&self, name: &str, mode: &str, all: &[Expression]) -> Option<Expression> {
        let known: Vec<(f64, Kind)> = all
            .iter()
            .map(|one| self.comparable(one))
            .collect::<Option<_>>()?;
        let &(a, kind) = known.first()?;
        let second = known.get(1).copied();
        let same = known.iter().all(|(_, other)| *other == kind);
        let angle = if kind == Kind::Degree {
            a.to_radians()
        } else {
            a
        };
        let step = second.map_or(1.0, |(b, _)| b);
        let (x, kind) = match name {
            "round" if same && step != 0.0 => {
                let parts = a / step;
                let whole = match mode {
                    "up" => parts.ceil(),
                    "down" => parts.floor(),
                    "to-zero" => parts.trunc(),
                    _ => (parts + 0.5).floor(),
                };
                (whole * step, kind)
            }
            "mod" if same => (a - step * (a / step).floor(), kind),
            "rem" if same => (a % step, kind),
            "hypot" if same => (known.iter().map(|(x, _)| x * x).sum::<f64>().sqrt(), kind),
            "sign" => (if a == 0.0 { 0.0 } else { a.signum() }, Kind::Number),
            "sin" => (angle.sin(), Kind::Number),
            "cos" => (angle.cos(), Kind::Number),
            "tan" => (angle.tan(), Kind::Number),
            "asin" => (a.asin().to_degrees(), Kind::Degree),
            "acos" => (a.acos().to_degrees(), Kind::Degree),
            "atan" => (a.atan().to_degrees(), Kind::Degree),
            "atan2" if same => (a.atan2(second?.0).to_degrees(), Kind::Degree),
            "pow" => (a.powf(second?.0), Kind::Number),
            "sqrt" => (a.sqrt(), Kind::Number),
            "exp" => (a.exp(), Kind::Number),
            "log" => (second.map_or(a.ln(), |(base, _)| a.log(base)), Kind::Number),
            _ => return None,
        };
        (!x.is_nan()).then(|| Expression::Sum(Sum::of(kind, x)))
    }

    /// A number by which this can be compared with others of its kind; `rem` counts as pixels.
    fn comparable(&self, value: &Expression) -> Option<(f64, Kind)> {
        let Expression::Sum(sum) = value else {
            return None;
        };
        match sum.clone().folded(self.context).single()? {
            (x, Kind::Rem) => Some((x * self.context.root_px, Kind::Px)),
            found => Some(found),
        }
    }

    fn choose(&self, choice: Choice, all: Vec<Expression>) -> Option<Expression> {
        if all.len() > MOST {
            return None;
        }
        // What can be compared among themselves is decided.
        let mut left: Vec<(Option<(f64, Kind)>, Expression)> = Vec::new();
        for one in all {
            let size = self.comparable(&one);
            let rival = size.and_then(|(_, kind)| {
                left.iter_mut()
                    .find(|(other, _)| other.is_some_and(|(_, theirs)| theirs == kind))
            });
            match (rival, size) {
                (Some(rival), Some((x, _))) => {
                    let best = rival.0.map_or(x, |(best, _)| best);
                    if (choice == Choice::Min && x < best) || (choice == Choice::Max && x > best) {
                        *rival = (size, one);
                    }
                }
                _ => left.push((size, one)),
            }
        }
        let mut left: Vec<_> = left.into_iter().map(|(_, one)| one).collect();
        match left.len() {
            0 => None,
            1 => left.pop(),
            _ => {
                let whole = Expression::Choice(choice, left);
                (size(&whole) <= LONGEST).then_some(whole)
            }
        }
    }
}

/// How many sums are in it.
fn size(value: &Expression) -> usize {
    match value {
        Expression::Sum(_) => 1,
        Expression::Choice(_, all) => all.iter().map(size).sum(),
    }
}

fn times(value: Expression, by: f64) -> Expression {
    match value {
        Expression::Sum(sum) => Expression::Sum(sum.map(|x| x * by)),
        Expression::Choice(choice, all) => {
            let choice = match (choice, by < 0.0) {
                (Choice::Min, true) => Choice::Max,
                (Choice::Max, true) => Choice::Min,
                (same, false) => same,
            };
            Expression::Choice(choice, all.into_iter().map(|one| times(one, by)).collect())
        }
    }
}

fn as_number(value: &Expression) -> Option<f64> {
    match value {
        Expression::Sum(sum) => sum.number(),
        Expression::Choice(..) => None,
    }
}

fn product(a: Expression, b: Expression) -> Option<Expression> {
    match (as_number(&a), as_number(&b)) {
        (_, Some(b)) => Some(times(a, b)),
        (Some(a), None) => Some(times(b, a)),
        _ => None,
    }
}

fn quotient(a: Expression, b: &Expression) -> Option<Expression> {
    if let Some(b) = as_number(b) {
        return Some(times(a, if b == 0.0 { 1e7 } else { 1.0 / b }));
    }
    // A length by a length is a number.
    let (Expression::Sum(a), Expression::Sum(b)) = (&a, b) else {
        return None;
    };
    let ((a, kind), (b, other)) = (a.single()?, b.single()?);
    (kind == other && b != 0.0).then(|| Expression::Sum(Sum::of(Kind::Number, a / b)))
}

fn add(a: Expression, b: &Expression) -> Option<Expression> {
    if size(&a).saturating_mul(size(b)) > LONGEST {
        return None;
    }
    Some(match (a, b) {
        (Expression::Sum(a), Expression::Sum(b)) => Expression::Sum(a.plus(b)),
        (Expression::Choice(choice, all), other) => {
            let all: Option<Vec<_>> = all.into_iter().map(|one| add(one, other)).collect();
            Expression::Choice(choice, all?)
        }
        (sum @ Expression::Sum(_), Expression::Choice(choice, all)) => {
            let all: Option<Vec<_>> = all.iter().map(|one| add(sum.clone(), one)).collect();
            Expression::Choice(*choice, all?)
        }
    })
}

/// Does the arithmetic of one function as far as it can be done without the page.
pub fn reduce(function: &str, context: &ValueContext) -> Reduced {
    let reader = Reader { context };
    match reader.call(function, DEEPEST) {
        Some(Expression::Sum(sum)) if !sum.is_valid() => Reduced::Invalid,
        Some(expression) => {
            let text = written(&expression, context);
            match expression {
                Expression::Sum(sum) if sum.clone().folded(context).single().is_some() => {
                    Reduced::Plain(text)
                }
                _ => Reduced::Mixed(text),
            }
        }
        None => Reduced::Invalid,
    }
}

/// The number that an expression or a word is, where it is one. Percentages of `whole`.
pub fn plain_number(word: &str, whole: f64, context: &ValueContext) -> Option<f64> {
    let sum = match call(word) {
        Some(_) => match (Reader { context }).call(word, DEEPEST)? {
            Expression::Sum(sum) => sum,
            Expression::Choice(..) => return None,
        },
        None => {
            let (x, unit) = dimension(word)?;
            leaf(x, &unit.to_ascii_lowercase(), context)?
        }
    };
    match sum.single()? {
        (x, Kind::Number | Kind::Degree) => Some(x),
        (x, Kind::Percent) => Some(x / 100.0 * whole),
        _ => None,
    }
}

/// A length in CSS pixels, where no page is needed to know it. `em` is the size of the
/// font, where that is known or near enough.
pub fn pixels(word: &str, em: Option<f64>, context: &ValueContext) -> Option<f64> {
    let sum = match call(word) {
        Some(_) => match (Reader { context }).call(word, DEEPEST)? {
            Expression::Sum(sum) => sum,
            Expression::Choice(..) => return None,
        },
        None => {
            let (x, unit) = dimension(word)?;
            leaf(x, &unit.to_ascii_lowercase(), context)?
        }
    };
    let part = |kind: Kind| sum.0[kind as usize];
    if part(Kind::Percent).is_some() || part(Kind::Degree).is_some() {
        return None;
    }
    let number = part(Kind::Number).filter(|x| *x == 0.0);
    if part(Kind::Number) != number {
        return None;
    }
    let ems = match part(Kind::Em) {
        None => 0.0,
        Some(x) => x * em?,
    };
    Some(ems + part(Kind::Px).unwrap_or(0.0) + part(Kind::Rem).unwrap_or(0.0) * context.root_px)
}
