//! The pages that a document asks for, before header and footer have their say.

use crate::document::{PageKind, Text};
use crate::job::DocumentOptions;
use crate::job::length::Length;
use crate::job::page::{Page, PageSettings};

/// The page that a document is laid out on.
pub fn asked_page(text: &Text, options: &DocumentOptions) -> Page {
    body_page(text, options, "")
}

/// The page on which what has that name is laid out. Left and right pages have room for
/// the same.
pub fn body_page(text: &Text, options: &DocumentOptions, name: &str) -> Page {
    let side = |left| {
        let kind = PageKind {
            name,
            left,
            ..PageKind::default()
        };
        page_of(text, options, text.page.style(kind).settings)
    };
    if options.single_page {
        // It is the first.
        return first_page(text, options, name);
    }
    if text.page.are_plain() {
        return page_of(text, options, text.page.settings);
    }
    let (mut right, left) = (side(false), side(true));
    let narrower = |own: Length, other: Length, margin: Length| {
        let more = (own.as_mm() - other.as_mm()).max(0.0);
        Length::mm(margin.as_mm() + more)
    };
    let ((width, height), (other_width, other_height)) = (right.room(), left.room());
    right.margins.right = narrower(width, other_width, right.margins.right);
    right.margins.bottom = narrower(height, other_height, right.margins.bottom);
    right
}

/// The first page of what has that name, at the document's beginning.
pub fn first_page(text: &Text, options: &DocumentOptions, name: &str) -> Page {
    let kind = PageKind {
        name,
        first: true,
        left: false,
    };
    page_of(text, options, text.page.style(kind).settings)
}

/// A page with what the document's rules say of it.
pub fn page_of(text: &Text, options: &DocumentOptions, said: PageSettings) -> Page {
    let with_css = options.page.or(said).or(options.default_page).page();
    let page = if with_css.has_room() || options.single_page {
        with_css
    } else {
        options.page.or(options.default_page).page()
    };
    match text.layout {
        Some(_) => page.in_whole_pixels(options.page, said),
        None => page,
    }
}

/// Whether two pages have room of the same width, on whatever paper.
pub fn is_as_wide(one: &Page, other: &Page) -> bool {
    near(one.room().0, other.room().0)
}

pub fn near(a: Length, b: Length) -> bool {
    (a.as_mm() - b.as_mm()).abs() < 0.02
}

/// By how much the first page has less room than those that `page` is one of; more
/// where it is negative. Where it has room of another width, and what is on it does not
/// end with it, its upper margin is all that it can have.
pub fn first_offset(first: &Page, page: &Page) -> Length {
    let offset = match is_as_wide(first, page) {
        true => page.room().1.as_mm() - first.room().1.as_mm(),
        false => (first.margins.top.as_mm() - page.margins.top.as_mm()).max(0.0),
    };
    Length::mm(match offset.abs() < 0.02 {
        true => 0.0,
        false => offset,
    })
}
