//! Lengths on paper, and how people write them. Knows no option by name.

use crate::message::Message;
use crate::text::excerpt;

/// A length on paper. Kept in millimetres, written in any of [`UNITS`].
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Length {
    millimetres: f64,
}

/// Units and what one of each is in millimetres. A CSS pixel is 1/96 inch.
const UNITS: [(&str, f64); 5] = [
    ("mm", 1.0),
    ("cm", 10.0),
    ("in", 25.4),
    ("pt", POINT),
    ("px", 25.4 / 96.0),
];

/// A point, the unit of PDF and of fonts, in millimetres.
const POINT: f64 = 25.4 / 72.0;

impl Length {
    pub const ZERO: Self = Self::mm(0.0);

    pub const fn points(points: f64) -> Self {
        Self::mm(points * POINT)
    }

    pub const fn as_points(self) -> f64 {
        self.millimetres / POINT
    }

    pub const fn mm(millimetres: f64) -> Self {
        Self { millimetres }
    }

    pub const fn as_css_pixels(self) -> f64 {
        self.as_mm() / 25.4 * 96.0
    }

    pub const fn as_mm(self) -> f64 {
        self.millimetres
    }

    /// Reads `12.5mm`, `1in`, `36 pt` or a bare number of millimetres.
    ///
    /// The message of an error says what was wrong and what would be right.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let text = text.trim();
        let digits = text
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(text.len());
        let (number, unit) = text.split_at(digits);
        let unit = unit.trim();
        let factor = match unit {
            "" => Some(1.0),
            _ => UNITS
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(unit))
                .map(|(_, factor)| *factor),
        };
        match (number.parse::<f64>(), factor) {
            (Ok(number), Some(factor)) if number.is_finite() => Ok(Self::mm(number * factor)),
            _ => Err(Message::new(
                format!("`{}` is not a length", excerpt(text)),
                "use a number with mm, cm, in, pt or px, such as 10mm",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_unit() {
        for (text, mm) in [
            ("10", 10.0),
            ("10mm", 10.0),
            ("1.5cm", 15.0),
            ("1in", 25.4),
            ("72pt", 25.4),
            ("96PX", 25.4),
            (" 7 mm ", 7.0),
            (".5in", 12.7),
            ("0", 0.0),
        ] {
            let length = Length::parse(text).unwrap();
            assert!((length.as_mm() - mm).abs() < 1e-9, "{text}: {length:?}");
        }
    }

    #[test]
    fn refuses_what_is_not_a_length() {
        for text in [
            "",
            "mm",
            "12parsecs",
            "-5mm",
            "+5mm",
            "1e9",
            "nan",
            "inf",
            "1,5cm",
            "1.2.3",
            "10 mm x",
        ] {
            let message = Length::parse(text).unwrap_err().to_string();
            assert!(
                message.contains("mm, cm, in, pt or px"),
                "{text}: {message}"
            );
        }
    }

    #[test]
    fn repeats_a_long_value_only_in_part() {
        let message = Length::parse(&"9x".repeat(5000)).unwrap_err().to_string();
        assert!(message.len() < 200, "{message}");
    }
}
