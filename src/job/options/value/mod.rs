//! How values are written, and what is said of those that are not. Each reader
//! returns the value, or what is wrong and what would be right.

mod data;
mod list;
mod number;
mod page;
mod text;

pub(super) use data::{data, locale};
pub use list::add_file;
pub(super) use list::{MOST_FILES, PERMISSIONS, Pairs, cookies, files, header_fields, permissions};
pub use number::duration;
pub(super) use number::{
    MOST_PAGES, choice, integer, number, page_number, switch, time_zone, viewport, whole,
};
pub(super) use page::{length, margins, paper};
pub(super) use text::{
    LONGEST_FILE_NAME, LONGEST_PASSWORD, LONGEST_SECRET, address, color, document, file_name, line,
    password, secret,
};
