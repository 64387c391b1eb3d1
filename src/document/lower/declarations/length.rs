//! Lengths: units that the engine does not know, and arithmetic.
//!
//! Absolute lengths are added up here. What needs a font size or the width of the
//! parent is brought into the form that the page reads: `calc(100% + -20px)`.

use super::outcome::ValueContext;

/// The kinds of numbers in a sum, in the order in which they are written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Percent,
    Em,
    Rem,
    Px,
    Number,
    Degree,
}

pub const KINDS: [(Kind, &str); 6] = [
    (Kind::Percent, "%"),
    (Kind::Em, "em"),
    (Kind::Rem, "rem"),
    (Kind::Px, "px"),
    (Kind::Number, ""),
    (Kind::Degree, "deg"),
];

/// A sum of numbers of different kinds; `None` where none of that kind was written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sum(pub [Option<f64>; 6]);

/// What became of an expression.
#[derive(Debug, PartialEq)]
pub enum Reduced {
    /// One number or length that the engine knows.
    Plain(String),
    /// For the page to add up.
    Mixed(String),
    /// Browsers reject it too.
    Invalid,
}

impl Sum {
    pub fn of(kind: Kind, number: f64) -> Self {
        let mut sum = Self::default();
        sum.0[kind as usize] = Some(number);
        sum
    }

    /// The number and its kind, where there is but one kind.
    pub fn single(&self) -> Option<(f64, Kind)> {
        let mut used = KINDS
            .iter()
            .filter_map(|(kind, _)| self.0[*kind as usize].map(|x| (x, *kind)));
        let first = used.next()?;
        used.next().is_none().then_some(first)
    }

    pub fn number(&self) -> Option<f64> {
        self.single()
            .and_then(|(x, kind)| (kind == Kind::Number).then_some(x))
    }

    /// Numbers, angles and lengths do not mix.
    pub fn is_valid(&self) -> bool {
        let has = |kind: Kind| self.0[kind as usize].is_some();
        let length = has(Kind::Px) || has(Kind::Em) || has(Kind::Rem) || has(Kind::Percent);
        usize::from(length) + usize::from(has(Kind::Number)) + usize::from(has(Kind::Degree)) == 1
    }

    pub fn map(&self, change: impl Fn(f64) -> f64) -> Self {
        Self(self.0.map(|x| x.map(&change)))
    }

    pub fn plus(mut self, other: &Self) -> Self {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine = match (*mine, theirs) {
                (Some(a), Some(b)) => Some(a + b),
                (a, b) => a.or(*b),
            };
        }
        self
    }

    /// `rem` becomes `px` where that leaves fewer kinds; zeros beside others go.
    pub fn folded(mut self, context: &ValueContext) -> Self {
        if let (Some(rem), Some(px)) = (self.0[Kind::Rem as usize], self.0[Kind::Px as usize]) {
            self.0[Kind::Rem as usize] = None;
            self.0[Kind::Px as usize] = Some(px + rem * context.root_px);
        }
        for at in 0..self.0.len() {
            let others = self.0.iter().filter(|x| x.is_some()).count();
            // A percentage that is nothing still makes a length relative: not here.
            if self.0[at] == Some(0.0) && others > 1 {
                self.0[at] = None;
            }
        }
        self
    }
}

/// What browsers take for the greatest length. To the engine more is none.
const GREATEST: f64 = 33_554_400.0;

/// A number as CSS writes it, to a ten-thousandth.
pub fn number(x: f64) -> String {
    let x = if x.is_nan() {
        GREATEST
    } else {
        x.clamp(-GREATEST, GREATEST)
    };
    let text = format!("{x:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    match text {
        "-0" | "" => "0".to_owned(),
        _ => text.to_owned(),
    }
}

/// Number and unit (as written) of a dimension, a percentage or a bare number.
pub fn dimension(word: &str) -> Option<(f64, &str)> {
    let bytes = word.as_bytes();
    let digits = |mut at: usize| {
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        at
    };
    let sign = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let mut end = digits(sign);
    if bytes.get(end) == Some(&b'.') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit) {
        end = digits(end + 1);
    }
    if end == sign {
        return None;
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let signed = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let last = digits(end + 1 + signed);
        if last > end + 1 + signed {
            end = last;
        }
    }
    let unit = &word[end..];
    let known = unit == "%" || unit.bytes().all(|b| b.is_ascii_alphabetic());
    known.then(|| word[..end].parse().ok().map(|x| (x, unit)))?
}

/// A dimension whose unit or whose way of writing the engine does not know, in its
/// words; `None` where it stays as it is.
pub fn modern(word: &str, context: &ValueContext) -> Option<String> {
    let (x, unit) = dimension(word)?;
    let unit = unit.to_ascii_lowercase();
    let known = matches!(
        unit.as_str(),
        "" | "px"
            | "pt"
            | "pc"
            | "in"
            | "cm"
            | "mm"
            | "em"
            | "ex"
            | "rem"
            | "%"
            | "deg"
            | "rad"
            | "grad"
            | "s"
            | "ms"
            | "fr"
            | "dpi"
            | "dpcm"
            | "dppx"
            | "x"
            | "n"
    );
    if known {
        let numeral = &word[..word.len() - unit.len()];
        return numeral
            .contains(['e', 'E'])
            .then(|| format!("{}{unit}", number(x)));
    }
    let sum = leaf(x, &unit, context)?;
    let (x, kind) = sum.single()?;
    Some(format!("{}{}", number(x), KINDS[kind as usize].1))
}

/// Dots to a pixel, at most: `document/resolution.rs`.
const DOTS: f64 = 12.0;

/// A small length in units of paper, in dots.
fn dots_of(side: &str) -> Option<f64> {
    // Whole pages are made of larger ones, and must not be a dot too high.
    const MOST: f64 = 48.0;
    let (x, unit) = dimension(side)?;
    let pixels = x * of_paper(&unit.to_ascii_lowercase())?;
    (pixels > 0.0 && pixels < MOST).then_some(pixels * DOTS)
}

fn from_dots(dots: f64) -> String {
    // A hair more, so that nothing is cut off.
    format!("{}px", number(dots / DOTS + 0.0001))
}

/// Such a length in whole dots.
pub fn on_dots(side: &str) -> Option<String> {
    dots_of(side).map(|dots| from_dots(dots.round()))
}

/// Paddings whose upright sides are such lengths: the engine cuts off what is no whole dot, and each row
/// of a table would be a sixth of a pixel too low. Both together are as near as each alone.
pub fn paddings_on_dots(value: &str) -> Option<String> {
    let sides = super::words::words(value);
    let both = |side: &str| {
        let dots = dots_of(side)?;
        let top = dots.round();
        Some([from_dots(top), from_dots((dots * 2.0).round() - top)])
    };
    let alone = |side: &str| on_dots(side).unwrap_or_else(|| side.to_owned());
    let text = match sides[..] {
        [upright] | [upright, _] => {
            let ([top, bottom], beside) = (both(upright)?, sides[sides.len() - 1]);
            format!("{top} {beside} {bottom}")
        }
        [top, beside, bottom] => format!("{} {beside} {}", alone(top), alone(bottom)),
        [top, right, bottom, left] => {
            format!("{} {right} {} {left}", alone(top), alone(bottom))
        }
        _ => return None,
    };
    (text != sides.join(" ")).then_some(text)
}

/// Pixels in a unit that paper is measured in.
fn of_paper(unit: &str) -> Option<f64> {
    Some(match unit {
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 96.0 / 25.4,
        "q" => 96.0 / 101.6,
        _ => return None,
    })
}

pub fn leaf(x: f64, unit: &str, context: &ValueContext) -> Option<Sum> {
    use Kind::{Degree, Em, Number, Percent, Px, Rem};
    let (kind, by) = match unit {
        "" => (Number, 1.0),
        "%" => (Percent, 1.0),
        "px" => (Px, 1.0),
        "pt" => (Px, 96.0 / 72.0),
        "pc" => (Px, 16.0),
        "em" => (Em, 1.0),
        "rem" => (Rem, 1.0),
        // Of Liberation Sans, which most documents are printed in: the font is not known here.
        "ch" => (Em, 0.556),
        "ex" => (Em, 0.528),
        "cap" => (Em, 0.688),
        "ic" => (Em, 1.0),
        "lh" => (Em, 1.15),
        "rlh" => (Rem, 1.15),
        "rex" => (Rem, 0.528),
        "rch" => (Rem, 0.556),
        "rcap" => (Rem, 0.688),
        "ric" => (Rem, 1.0),
        "deg" => (Degree, 1.0),
        "rad" => (Degree, 180.0 / std::f64::consts::PI),
        "grad" => (Degree, 0.9),
        "turn" => (Degree, 360.0),
        _ => match of_paper(unit) {
            Some(by) => (Px, by),
            None => (Px, viewport(unit, context)? / 100.0),
        },
    };
    Some(Sum::of(kind, x * by))
}

/// The side that a unit of the viewport is a hundredth of. Containers are not known
/// here: the page stands for them.
pub fn viewport(unit: &str, context: &ValueContext) -> Option<f64> {
    let (width, height) = (context.width_px, context.height_px);
    let unit = match unit.strip_prefix("cq") {
        Some("w" | "i") => "vw",
        Some("h" | "b") => "vh",
        Some(rest @ ("min" | "max")) => return viewport(&format!("v{rest}"), context),
        _ if unit.len() > 2 => unit.strip_prefix(['s', 'd', 'l']).unwrap_or(unit),
        _ => unit,
    };
    Some(match unit {
        "vw" | "vi" => width,
        "vh" | "vb" => height,
        "vmin" => width.min(height),
        "vmax" => width.max(height),
        _ => return None,
    })
}

/// Whether a function of this name (in lower case) is arithmetic.
pub fn is_math(name: &str) -> bool {
    matches!(
        name,
        "calc"
            | "-webkit-calc"
            | "min"
            | "max"
            | "clamp"
            | "round"
            | "mod"
            | "rem"
            | "abs"
            | "sign"
            | "sin"
            | "cos"
            | "tan"
            | "asin"
            | "acos"
            | "atan"
            | "atan2"
            | "pow"
            | "sqrt"
            | "hypot"
            | "log"
            | "exp"
    )
}

#[cfg(test)]
mod tests {
    use super::super::calc::*;
    use super::*;

    const CONTEXT: ValueContext = ValueContext {
        width_px: 700.0,
        height_px: 1000.0,
        root_px: 16.0,
        letters_in_px: false,
    };

    #[test]
    fn absolute_lengths_are_added_up() {
        for (value, expected) in [
            ("calc(1px + 2px)", "3px"),
            ("calc(1in - 6pt)", "88px"),
            ("calc((1rem + 8px) * 2)", "48px"),
            ("calc(100% / 4)", "25%"),
            ("calc(1.5em*2)", "3em"),
            ("CALC(50VW + 10px)", "360px"),
            ("clamp(1rem, 5vw, 3rem)", "35px"),
            ("clamp(10px, 5px, none)", "10px"),
            ("min(10px, 1rem, 5mm)", "10px"),
            ("max(2em, 3em)", "3em"),
            ("calc(-1 * 4px)", "-4px"),
            ("calc(10px - calc(2px + (3px)))", "5px"),
            ("round(up, 13px, 5px)", "15px"),
            ("round(13px, 5px)", "15px"),
            ("mod(-7px, 5px)", "3px"),
            ("rem(-7px, 5px)", "-2px"),
            ("abs(-3em)", "3em"),
            ("sign(-3px)", "-1"),
            ("calc(1 / 3)", "0.3333"),
            ("calc(sin(30deg) * 10px)", "5px"),
            ("hypot(3px, 4px)", "5px"),
            ("calc(.25turn + 10deg)", "100deg"),
            ("calc(600px / 2px)", "300"),
            ("calc(0% + 5px)", "5px"),
        ] {
            assert_eq!(
                reduce(value, &CONTEXT),
                Reduced::Plain(expected.to_owned()),
                "{value}"
            );
        }
    }

    #[test]
    fn what_needs_the_page_is_canonical() {
        for (value, expected) in [
            ("calc(100% - 20px)", "calc(100% + -20px)"),
            ("calc(100% - (1rem + 2 * 2px))", "calc(100% + -20px)"),
            ("calc((100% - 2em) / 3)", "calc(33.3333% + -0.6667em)"),
            ("calc(100% - 2rem)", "calc(100% + -2rem)"),
            ("min(100%, 500px)", "min(100%, 500px)"),
            ("min(100%, 500px, 30rem)", "min(100%, 480px)"),
            ("clamp(10px, 50%, 20em)", "max(10px, min(50%, 20em))"),
            ("calc(min(100%, 10px) + 1px)", "min(calc(100% + 1px), 11px)"),
            ("calc(-1 * max(1em, 5px))", "min(-1em, -5px)"),
        ] {
            let expected = expected.replace("480px", "30rem");
            assert_eq!(reduce(value, &CONTEXT), Reduced::Mixed(expected), "{value}");
        }
    }

    #[test]
    fn what_browsers_reject_is_rejected() {
        for value in [
            "calc(",
            "calc()",
            "calc(1px +)",
            "calc(1px * 1px)",
            "min()",
            "clamp(1px)",
            "calc(1 + 1px)",
            "calc(1px+2px)",
            "calc(1foo)",
            "calc(1px / 1%)",
            "calc(10deg + 1px)",
            "pow(1px)",
        ] {
            assert_eq!(reduce(value, &CONTEXT), Reduced::Invalid, "{value}");
        }
    }

    #[test]
    fn hostile_arithmetic_ends_soon() {
        let deep = "calc(".repeat(5000) + "1px" + &")".repeat(5000);
        assert_eq!(reduce(&deep, &CONTEXT), Reduced::Invalid);
        let wide = format!("calc(0px{})", " + min(1em, 1px)".repeat(2000));
        assert_eq!(reduce(&wide, &CONTEXT), Reduced::Invalid);
    }

    #[test]
    fn units_of_today_become_those_of_2011() {
        for (word, expected) in [
            ("50vw", "350px"),
            ("100dvh", "1000px"),
            ("10vmin", "70px"),
            ("10svmax", "100px"),
            ("5cqi", "35px"),
            ("40Q", "37.7953px"),
            ("10ch", "5.56em"),
            ("1e2px", "100px"),
            ("-1.5E-1em", "-0.15em"),
            ("0.25turn", "90deg"),
        ] {
            assert_eq!(modern(word, &CONTEXT).as_deref(), Some(expected), "{word}");
        }
        for word in [
            "1px", "1.5em", "50%", "0", "1", "2rem", "red", "1EM", "45deg", "3ex", "1foo", "--1",
            ".",
        ] {
            assert_eq!(modern(word, &CONTEXT), None, "{word}");
        }
    }
}
