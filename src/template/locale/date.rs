//! Dates and times. It follows `scripts/prelude/own/intl-date.js`.

use std::fmt::Write;

use super::Locale;

/// How much of a date is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Full,
    Long,
    Medium,
    Short,
}

impl Style {
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "full" => Self::Full,
            "long" => Self::Long,
            "medium" => Self::Medium,
            "short" => Self::Short,
            _ => return None,
        })
    }
}

/// A day and a time of it, as clocks show them somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Since 1970-01-01.
    day: i64,
    /// Of the day.
    millisecond: i64,
    /// How far the clock is ahead of UTC, in minutes.
    zone: i32,
}

const DAY: i64 = 24 * 60 * 60 * 1000;
/// Days of years that have four digits.
const DAYS: std::ops::RangeInclusive<i64> = -719_162..=2_932_896;

impl Moment {
    /// Milliseconds since 1970, as in scripts. `None` outside of the years 1 to 9999.
    pub fn of_milliseconds(since_1970: i64, zone: i32) -> Option<Self> {
        let local = since_1970.checked_add(i64::from(zone) * 60_000)?;
        Self::of(local.div_euclid(DAY), local.rem_euclid(DAY), zone)
    }

    fn of(day: i64, millisecond: i64, zone: i32) -> Option<Self> {
        DAYS.contains(&day).then_some(Self {
            day,
            millisecond,
            zone,
        })
    }

    /// Reads `2026-12-31`, `2026-12-31T09:30`, with seconds or not, and with a zone or not. One
    /// with a zone is brought into `zone`; one without is of it.
    pub fn parse(text: &str, zone: i32) -> Option<Self> {
        let text = text.trim();
        let (date, time) = match text.split_once(['T', 't', ' ']) {
            Some((date, time)) => (date, Some(time)),
            None => (text, None),
        };
        let mut parts = date.splitn(3, '-');
        let year = number(parts.next()?, 4..=4)?;
        let month = number(parts.next()?, 1..=2)?;
        let day_of_month = number(parts.next()?, 1..=2)?;
        if year < 1 || !(1..=12).contains(&month) || day_of_month < 1 {
            return None;
        }
        let day = day_of(year, month, day_of_month);
        // The thirtieth of February is none.
        if (year, month, day_of_month) != civil(day) {
            return None;
        }
        let Some(time) = time else {
            return Self::of(day, 0, zone);
        };
        let (time, offset) = split_zone(time.trim())?;
        let (clock, fraction) = time.split_once(['.', ',']).unwrap_or((time, "0"));
        let mut parts = clock.splitn(3, ':');
        let hour = number(parts.next()?, 1..=2)?;
        let minute = number(parts.next()?, 2..=2)?;
        let second = parts.next().map_or(Some(0), |part| number(part, 2..=2))?;
        number(fraction, 1..=9)?;
        let thousandths: String = fraction.chars().chain("000".chars()).take(3).collect();
        let thousandths: i64 = thousandths.parse().ok()?;
        if hour > 24 || minute > 59 || second > 60 || hour == 24 && minute + second > 0 {
            return None;
        }
        let millisecond = ((hour * 60 + minute) * 60 + second) * 1000 + thousandths;
        let since = day * DAY + millisecond;
        match offset {
            Some(offset) => Self::of_milliseconds(since - i64::from(offset) * 60_000, zone),
            None => Self::of(since.div_euclid(DAY), since.rem_euclid(DAY), zone),
        }
    }
}

fn number(text: &str, digits: std::ops::RangeInclusive<usize>) -> Option<i64> {
    let is_number = digits.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| text.parse().ok())?
}

/// A time, and the minutes that its zone is ahead of UTC.
fn split_zone(time: &str) -> Option<(&str, Option<i32>)> {
    if let Some(time) = time.strip_suffix(['Z', 'z']) {
        return Some((time.trim_end(), Some(0)));
    }
    let Some(at) = time.find(['+', '-']) else {
        return Some((time, None));
    };
    let (time, offset) = time.split_at(at);
    let sign = if offset.starts_with('-') { -1 } else { 1 };
    let offset = offset[1..].replace(':', "");
    let (hours, minutes) = match offset.len() {
        2 => (number(&offset, 2..=2)?, 0),
        4 => (number(&offset[..2], 2..=2)?, number(&offset[2..], 2..=2)?),
        _ => return None,
    };
    let minutes = i32::try_from(hours * 60 + minutes).ok()?;
    (minutes <= 18 * 60).then_some((time.trim_end(), Some(sign * minutes)))
}

/// Days since 1970 (H. Hinnant, chrono-compatible low-level date algorithms).
fn day_of(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Year, month and day, from the same place.
fn civil(day: i64) -> (i64, i64, i64) {
    let day = day + 719_468;
    let era = day.div_euclid(146_097);
    let of_era = day.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

impl Locale {
    pub fn date(&self, moment: &Moment, style: Style) -> String {
        self.by_pattern(moment, &self.date[style as usize])
    }

    pub fn time(&self, moment: &Moment, style: Style) -> String {
        self.by_pattern(moment, &self.time[style as usize])
    }

    pub fn date_and_time(&self, moment: &Moment, date: Style, time: Style) -> String {
        let pattern = self.at[date as usize].replace("{1}", &self.date[date as usize]);
        let pattern = pattern.replace("{0}", &self.time[time as usize]);
        self.by_pattern(moment, &pattern)
    }

    /// By a pattern of CLDR, such as `yyyy-MM-dd`.
    pub fn by_pattern(&self, moment: &Moment, pattern: &str) -> String {
        let mut written = String::new();
        let mut rest = pattern;
        while let Some(first) = rest.chars().next() {
            let end = match first {
                '\'' => match rest[1..].find('\'') {
                    Some(0) => {
                        written.push('\'');
                        2
                    }
                    Some(end) => {
                        written.push_str(&rest[1..=end]);
                        end + 2
                    }
                    None => 1,
                },
                letter if letter.is_ascii_alphabetic() => {
                    let width = rest.chars().take_while(|c| *c == letter).count();
                    self.put_field(moment, letter, width, &mut written);
                    width
                }
                other => {
                    written.push(other);
                    other.len_utf8()
                }
            };
            rest = &rest[end..];
        }
        written
    }

    fn put_field(&self, moment: &Moment, letter: char, width: usize, into: &mut String) {
        let (year, month, day) = civil(moment.day);
        let seconds = moment.millisecond / 1000;
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        let number = |value: i64, width: usize| self.digits(&format!("{value:0width$}"));
        let name = |names: &[Vec<String>; 2], at: i64| {
            let names = &names[usize::from(width != 4)];
            names.get(at as usize).cloned().unwrap_or_default()
        };
        let weekday = (moment.day + 4).rem_euclid(7);
        let year = year + self.years.unwrap_or(0);
        let text = match letter {
            'G' => self.era.clone(),
            'y' if width == 2 => number(year % 100, 2),
            'y' => number(year, width),
            'M' | 'L' if width < 3 => number(month, width),
            'M' => name(&self.months, month - 1),
            'L' => name(self.alone.as_ref().unwrap_or(&self.months), month - 1),
            'd' => number(day, width),
            'E' => name(&self.days, weekday),
            'c' => name(self.days_alone.as_ref().unwrap_or(&self.days), weekday),
            'a' => self.periods[usize::from(hour >= 12)].clone(),
            'h' => number((hour + 11) % 12 + 1, width),
            'K' => number(hour % 12, width),
            'H' => number(hour, width),
            'k' => number((hour + 23) % 24 + 1, width),
            'm' => number(minute, width),
            's' => number(second, width),
            'z' | 'v' => zone_name(moment.zone),
            _ => String::new(),
        };
        into.push_str(&text);
    }
}

fn zone_name(minutes: i32) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    let (hours, rest) = (minutes.abs() / 60, minutes.abs() % 60);
    let mut name = "GMT".to_owned();
    if minutes != 0 {
        let _ = write!(name, "{sign}{hours}");
    }
    if rest != 0 {
        let _ = write!(name, ":{rest:02}");
    }
    name
}
