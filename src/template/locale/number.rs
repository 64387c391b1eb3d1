//! Numbers, shares and amounts. It follows `scripts/prelude/own/intl-number.js`.

use super::{Decimal, Locale};

/// Currencies whose amounts have other than two digits behind the point.
const WITHOUT_FRACTION: &str = "AFN ALL BIF CLP COP DJF GNF HUF IDR IQD IRR ISK JPY KMF KPW KRW LAK LBP MGA MMK PKR PYG \
                                RWF SOS SYP UGX UYI VND VUV XAF XOF XPF YER";
const OF_A_THOUSAND: &str = "BHD JOD KWD LYD OMR TND";

impl Locale {
    /// `1,234.5`: three digits behind the point at most, or as many as are asked for.
    pub fn number(&self, number: &Decimal, digits: Option<usize>) -> String {
        let (least, most) = digits.map_or((0, 3), |digits| (digits, digits));
        let marks = [&self.symbols[0], &self.symbols[1]];
        self.written(number, &self.decimal, "", (least, most), marks)
    }

    /// `25%` of 0.25.
    pub fn percent(&self, number: &Decimal, digits: Option<usize>) -> String {
        let digits = digits.unwrap_or(0);
        let marks = [&self.symbols[0], &self.symbols[1]];
        let number = number.clone().hundredfold();
        self.written(&number, &self.percent, "", (digits, digits), marks)
    }

    /// `₩1,234`; `code` is one of ISO 4217 in capitals.
    pub fn currency(&self, number: &Decimal, code: &str, digits: Option<usize>) -> String {
        let digits = digits.unwrap_or_else(|| {
            let is_in = |list: &str| list.split(' ').any(|one| one == code);
            match code {
                _ if is_in(WITHOUT_FRACTION) => 0,
                _ if is_in(OF_A_THOUSAND) => 3,
                _ => 2,
            }
        });
        let mark = self.signs.get(code).map_or(code, String::as_str);
        let marks = match &self.in_money {
            Some([decimal, group]) => [decimal, group],
            None => [&self.symbols[0], &self.symbols[1]],
        };
        self.written(number, &self.currency, mark, (digits, digits), marks)
    }

    fn written(
        &self,
        number: &Decimal,
        pattern: &str,
        mark: &str,
        (least, most): (usize, usize),
        [point, group]: [&String; 2],
    ) -> String {
        let (whole, fraction) = number.rounded(least, most);
        let groups = self.groups(&whole);
        let groups: Vec<_> = groups.iter().map(|group| self.digits(group)).collect();
        let mut digits = groups.join(group);
        if !fraction.is_empty() {
            digits += point;
            digits += &self.digits(&fraction);
        }
        let (positive, negative) = match pattern.split_once(';') {
            Some((positive, negative)) => (positive, Some(negative)),
            None => (pattern, None),
        };
        let pattern = match (number.is_negative, negative) {
            (true, Some(negative)) => negative.to_owned(),
            (true, None) => format!("-{positive}"),
            (false, _) => positive.to_owned(),
        };
        let is_digit = |c: char| matches!(c, '#' | '0' | ',' | '.');
        let begin = pattern.find(['#', '0']).unwrap_or(pattern.len());
        let end = begin
            + pattern[begin..]
                .find(|c| !is_digit(c))
                .unwrap_or(pattern.len() - begin);
        let mut written = String::new();
        self.put_marks(&pattern[..begin], mark, Side::Before, &mut written);
        written += &digits;
        self.put_marks(&pattern[end..], mark, Side::Behind, &mut written);
        written
    }

    fn put_marks(&self, pattern: &str, mark: &str, side: Side, into: &mut String) {
        // Between letters and digits there is a space.
        let is_letter = |c: Option<char>| {
            c.is_some_and(|c| c.is_ascii_alphabetic() || ('\u{c0}'..='\u{24f}').contains(&c))
        };
        for c in pattern.chars() {
            match c {
                '¤' => {
                    let joins_behind = pattern.starts_with('¤') && is_letter(mark.chars().next());
                    if side == Side::Behind && joins_behind {
                        into.push('\u{a0}');
                    }
                    into.push_str(mark);
                    let is_latin_end = mark.chars().next_back();
                    if side == Side::Before && pattern.ends_with('¤') && is_letter(is_latin_end) {
                        into.push('\u{a0}');
                    }
                }
                '%' => into.push_str(&self.symbols[3]),
                '-' => into.push_str(&self.symbols[2]),
                '\'' => {}
                c => into.push(c),
            }
        }
    }

    /// The whole part in its groups.
    fn groups<'w>(&self, whole: &'w str) -> Vec<&'w str> {
        let pattern = self.decimal.split(['.', ';']).next().unwrap_or_default();
        let sizes: Vec<usize> = pattern.split(',').map(str::len).collect();
        let (first, other) = match sizes.as_slice() {
            [_] | [] => return vec![whole],
            [_, first] => (*first, *first),
            [.., other, first] => (*first, *other),
        };
        let mut end = whole.len().saturating_sub(first);
        if end < self.least.max(1) {
            return vec![whole];
        }
        let mut groups = vec![&whole[end..]];
        while end > other {
            groups.push(&whole[end - other..end]);
            end -= other;
        }
        groups.push(&whole[..end]);
        groups.reverse();
        groups
    }
}

/// Of the number.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    Behind,
}
