//! A number as it is written: none of its digits is lost on the way through binary.

/// 0.`digits` times ten to the power of `at`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decimal {
    pub is_negative: bool,
    /// In ASCII, without zeros at either end.
    digits: String,
    at: i64,
}

/// Digits that a number has before its point at most, when it is written out.
const LONGEST: i64 = 400;

impl Decimal {
    /// Reads `-1234.50` or `1.5e3`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (is_negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let digits = all.trim_start_matches('0');
        let lead = all.len() - digits.len();
        let at = (whole.len() as i64).checked_add(exponent)? - lead as i64;
        let made = Self::of(is_negative, digits, at);
        (made.at.abs() <= LONGEST).then_some(made)
    }

    fn of(is_negative: bool, digits: &str, at: i64) -> Self {
        let digits = digits.trim_end_matches('0').to_owned();
        let at = if digits.is_empty() { 1 } else { at };
        Self {
            is_negative,
            digits,
            at,
        }
    }

    /// A hundred times as much.
    pub fn hundredfold(mut self) -> Self {
        if !self.digits.is_empty() {
            self.at += 2;
        }
        self
    }

    /// The whole part, and the fraction of `least` to `most` digits. A half is rounded away
    /// from zero, as in commerce.
    pub fn rounded(&self, least: usize, most: usize) -> (String, String) {
        let kept = self.keep(self.at + most as i64);
        if kept.digits.is_empty() {
            return ("0".to_owned(), "0".repeat(least));
        }
        let (mut whole, mut fraction) = match usize::try_from(kept.at) {
            Ok(at) if at > 0 => {
                let padded = format!("{:0<at$}", kept.digits);
                let fraction = padded[at..].to_owned();
                (padded[..at].to_owned(), fraction)
            }
            _ => {
                let zeros = "0".repeat(kept.at.unsigned_abs() as usize);
                ("0".to_owned(), format!("{zeros}{}", kept.digits))
            }
        };
        while fraction.len() < least {
            fraction.push('0');
        }
        if whole.is_empty() {
            whole.push('0');
        }
        (whole, fraction)
    }

    /// So many of its digits.
    fn keep(&self, count: i64) -> Self {
        let Ok(count) = usize::try_from(count) else {
            return Self::of(self.is_negative, "", 1);
        };
        if count >= self.digits.len() {
            return self.clone();
        }
        let up = self.digits.as_bytes()[count] >= b'5';
        let mut digits = self.digits[..count].to_owned();
        if !up {
            return Self::of(self.is_negative, &digits, self.at);
        }
        while digits.ends_with('9') {
            digits.pop();
        }
        match digits.pop() {
            Some(last) => {
                digits.push(char::from(last as u8 + 1));
                Self::of(self.is_negative, &digits, self.at)
            }
            None => Self::of(self.is_negative, "1", self.at + 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rounded(text: &str, least: usize, most: usize) -> String {
        let decimal = Decimal::parse(text).unwrap();
        let (whole, fraction) = decimal.rounded(least, most);
        let sign = if decimal.is_negative { "-" } else { "" };
        format!("{sign}{whole}.{fraction}")
    }

    #[test]
    fn halves_are_rounded_away_from_zero() {
        assert_eq!(rounded("1.005", 2, 2), "1.01");
        assert_eq!(rounded("-2.5", 0, 0), "-3.");
        assert_eq!(rounded("999.995", 2, 2), "1000.00");
        assert_eq!(rounded("0.004", 2, 2), "0.00");
        assert_eq!(rounded("0.05", 0, 1), "0.1");
        assert_eq!(rounded("0.4", 0, 0), "0.");
        assert_eq!(rounded("0.5", 0, 0), "1.");
        assert_eq!(rounded("0.0123", 0, 3), "0.012");
    }

    #[test]
    fn no_digit_is_lost() {
        assert_eq!(
            rounded("12345678901234567890.12", 2, 2),
            "12345678901234567890.12"
        );
        assert_eq!(rounded("1.5e3", 0, 3), "1500.");
        assert_eq!(rounded("000", 0, 0), "0.");
        assert_eq!(rounded("+7", 2, 2), "7.00");
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in [
            "",
            "-",
            ".",
            "1,5",
            "12 EUR",
            "0x10",
            "1e",
            "NaN",
            "1e99999",
            "1e9999999999999999999",
        ] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }
}
