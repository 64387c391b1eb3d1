//! Which pages of a document are kept, and in which order: `1-3, 5, 8-`.

use serde::{Deserialize, Serialize};

use crate::message::Message;
use crate::text::excerpt;

use super::error::Error;

/// Ranges of pages as the caller wrote them, none of which overlap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageRanges {
    written: String,
    spans: Vec<Span>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Span {
    /// From 1; an open end goes to the last page.
    Pages {
        first: usize,
        last: Option<usize>,
    },
    Odd,
    Even,
}

/// More than anybody writes by hand.
const MOST: usize = 500;

impl PageRanges {
    /// Reads `N`, `N-M`, `N-`, `-M`, `odd` and `even`, separated by commas or
    /// line breaks.
    ///
    /// Says what is wrong, and what would be right, of all else.
    pub fn parse(value: &str) -> Result<Self, Message> {
        let words = value.split([',', '\n']).map(str::trim);
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        if words.is_empty() {
            return Err(not_a_range(value));
        }
        if words.len() > MOST {
            return Err(Message::new(
                format!("more than {MOST} ranges"),
                "use fewer",
            ));
        }
        let mut spans: Vec<Span> = Vec::new();
        for word in words {
            let span = span(word)?;
            if spans.iter().any(|other| overlap(*other, span)) {
                let shown = excerpt(word);
                return Err(Message::new(
                    format!("`{shown}` has pages that are there already"),
                    "give each page once",
                ));
            }
            spans.push(span);
        }
        Ok(Self {
            written: excerpt(value.trim()),
            spans,
        })
    }

    /// The positions, from 0, of the pages to keep of so many.
    pub(super) fn choose(&self, pages: usize) -> Result<Vec<usize>, Error> {
        let chosen: Vec<usize> = self
            .spans
            .iter()
            .flat_map(|span| span.numbers(pages))
            .map(|number| number - 1)
            .collect();
        if chosen.is_empty() {
            return Err(Error::NothingLeft {
                ranges: self.written.clone(),
                pages,
            });
        }
        Ok(chosen)
    }
}

impl Span {
    fn numbers(self, pages: usize) -> impl Iterator<Item = usize> {
        let (first, last, step) = match self {
            Self::Pages { first, last } => (first, last.unwrap_or(pages).min(pages), 1),
            Self::Odd => (1, pages, 2),
            Self::Even => (2, pages, 2),
        };
        (first..=last).step_by(step)
    }
}

fn not_a_range(word: &str) -> Message {
    let shown = excerpt(word);
    Message::new(
        format!("`{shown}` is not a range of pages"),
        "use 3, 1-3, 8-, -2, odd or even, separated by commas",
    )
}

fn span(word: &str) -> Result<Span, Message> {
    let wrong = || not_a_range(word);
    if word.eq_ignore_ascii_case("odd") {
        return Ok(Span::Odd);
    }
    if word.eq_ignore_ascii_case("even") {
        return Ok(Span::Even);
    }
    let number = |text: &str| -> Result<Option<usize>, Message> {
        match text.trim() {
            "" => Ok(None),
            digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                digits.parse().map(Some).map_err(|_| wrong())
            }
            _ => Err(wrong()),
        }
    };
    let (first, last) = match word.split_once('-') {
        Some((first, last)) => match (number(first)?, number(last)?) {
            (None, None) => return Err(wrong()),
            (first, last) => (first.unwrap_or(1), last),
        },
        None => {
            let page = number(word)?.ok_or_else(wrong)?;
            (page, Some(page))
        }
    };
    if first == 0 || last == Some(0) {
        return Err(Message::new(
            format!("`{}` has a page 0", excerpt(word)),
            "pages count from 1",
        ));
    }
    if let Some(last) = last.filter(|last| *last < first) {
        return Err(Message::new(
            format!("`{}` runs backwards", excerpt(word)),
            format!("write {last}-{first}"),
        ));
    }
    Ok(Span::Pages { first, last })
}

fn overlap(a: Span, b: Span) -> bool {
    let end = |last: Option<usize>| last.unwrap_or(usize::MAX);
    let holds = |first: usize, last: Option<usize>, odd: bool| {
        first % 2 == usize::from(odd) || first < end(last)
    };
    match (a, b) {
        (Span::Pages { first: a, last: b }, Span::Pages { first: c, last: d }) => {
            a.max(c) <= end(b).min(end(d))
        }
        (Span::Pages { first, last }, Span::Odd) | (Span::Odd, Span::Pages { first, last }) => {
            holds(first, last, true)
        }
        (Span::Pages { first, last }, Span::Even) | (Span::Even, Span::Pages { first, last }) => {
            holds(first, last, false)
        }
        (a, b) => a == b,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(ranges: &str, pages: usize) -> Vec<usize> {
        let positions = PageRanges::parse(ranges).unwrap().choose(pages).unwrap();
        positions.iter().map(|position| position + 1).collect()
    }

    #[test]
    fn keeps_pages_in_the_order_given() {
        assert_eq!(chosen("1-3, 5, 8-", 10), [1, 2, 3, 5, 8, 9, 10]);
        assert_eq!(chosen(" 5 , -2", 9), [5, 1, 2]);
        assert_eq!(chosen("even,ODD", 5), [2, 4, 1, 3, 5]);
        assert_eq!(chosen("odd, 2", 4), [1, 3, 2]);
        assert_eq!(chosen("2 - 3\n1,", 4), [2, 3, 1]);
    }

    #[test]
    fn pages_beyond_the_end_do_not_matter_unless_nothing_else_is_left() {
        assert_eq!(chosen("2-9, 99999999999", 3), [2, 3]);
        let fault = PageRanges::parse("4, 7-").unwrap().choose(3).unwrap_err();
        assert_eq!(
            fault.message().detail,
            "page_ranges: `4, 7-` leaves nothing: the document has 3 pages"
        );
        let fault = PageRanges::parse("even").unwrap().choose(1).unwrap_err();
        assert!(fault.message().detail.ends_with("has 1 page"), "{fault}");
    }

    #[test]
    fn refuses_what_is_no_range_and_says_what_is() {
        for wrong in [
            "", ",", " \n,", "1,a", "a", "1-2-3", "-", "+1", "1..3", "-1-", "1;2", "٣",
        ] {
            let message = PageRanges::parse(wrong).unwrap_err().to_string();
            assert!(message.contains("use 3, 1-3, 8-"), "{wrong}: {message}");
        }
        for (wrong, says) in [
            ("0", "count from 1"),
            ("0-3", "count from 1"),
            ("-0", "count from 1"),
            ("5-3", "write 3-5"),
            ("99999999999999999999999", "not a range"),
        ] {
            let message = PageRanges::parse(wrong).unwrap_err().to_string();
            assert!(message.contains(says), "{wrong}: {message}");
        }
    }

    #[test]
    fn refuses_a_page_that_is_there_twice() {
        for wrong in [
            "1,1", "1-3,3", "5-,9", "-3,2-", "odd,odd", "odd,3", "even,1-2", "4-,even",
        ] {
            let message = PageRanges::parse(wrong).unwrap_err().to_string();
            assert!(
                message.contains("give each page once"),
                "{wrong}: {message}"
            );
        }
        assert!(PageRanges::parse("odd,2,4,6").is_ok());
        assert!(PageRanges::parse("even,1,3").is_ok());
    }
}
